//! What calls over sockets cost, beside the same calls written by hand.

pub(crate) mod call;
pub(crate) mod memory;
pub(crate) mod server;
pub(crate) mod upload;

/// A runtime of one thread: what it does is what the measured side costs.
pub(crate) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}
