//! Which endpoint a call goes to: one that is known, or one by its name. Or what else is asked
//! for.

use std::sync::Arc;

use crate::meta::Meta;

/// What a call needs to know of its endpoint.
#[derive(Clone, Debug)]
pub(crate) enum Called {
    Known(&'static Meta),
    Named(Arc<Named>),
    /// The address of a file.
    #[cfg(feature = "client")]
    File(Arc<str>),
}

/// An endpoint that these bindings may not know.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) get: bool,
    pub(crate) repeatable: bool,
}

impl Called {
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Known(meta) => meta.path,
            Self::Named(named) => &named.path,
            #[cfg(feature = "client")]
            Self::File(address) => address,
        }
    }

    /// Whether it is an endpoint.
    pub(crate) fn is_endpoint(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Named(_))
    }

    /// What is known of it.
    pub(crate) fn meta(&self) -> Option<&'static Meta> {
        if let Self::Known(meta) = self {
            Some(meta)
        } else {
            None
        }
    }

    /// Whether it answers GET.
    pub(crate) fn get(&self) -> bool {
        match self {
            Self::Known(meta) => meta.get,
            Self::Named(named) => named.get,
            #[cfg(feature = "client")]
            Self::File(_) => true,
        }
    }

    /// Whether a call leaves nothing behind. Of what is called by its name nobody says more
    /// than whether it may be called twice.
    pub(crate) fn reads(&self) -> bool {
        match self {
            Self::Known(meta) => meta.reads,
            Self::Named(named) => named.repeatable,
            #[cfg(feature = "client")]
            Self::File(_) => true,
        }
    }

    /// Whether calling it twice does no harm.
    pub(crate) fn repeatable(&self) -> bool {
        match self {
            Self::Known(meta) => meta.repeatable,
            Self::Named(named) => named.repeatable,
            #[cfg(feature = "client")]
            Self::File(_) => true,
        }
    }
}

impl From<&'static Meta> for Called {
    fn from(meta: &'static Meta) -> Self {
        Self::Known(meta)
    }
}
