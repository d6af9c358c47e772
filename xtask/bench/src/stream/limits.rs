//! How many files a process may have open: a connection is one.

/// Raises it as far as the system allows.
pub(crate) fn raise() {
    #[cfg(unix)]
    {
        use nix::sys::resource::{Resource, getrlimit, setrlimit};

        if let Ok((_, most)) = getrlimit(Resource::RLIMIT_NOFILE) {
            // If it fails, connecting tells.
            let _ = setrlimit(Resource::RLIMIT_NOFILE, most, most);
        }
    }
}
