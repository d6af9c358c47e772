//! What all clones of a client have in common.

use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;
use tokio::sync::OnceCell;

use crate::pace::Pacer;
use crate::server::Server;
use crate::server_info::ServerInfo;
use crate::transport::Transport;

pub(crate) struct Shared {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) address: Server,
    pub(super) user_agent: HeaderValue,
    pub(super) server: OnceCell<ServerInfo>,
    pub(super) pacer: Option<Pacer>,
    pub(super) without_get: WithoutGet,
    #[cfg(feature = "cache")]
    pub(super) cache: Option<super::cache::Cache>,
}

/// The few endpoints that this server does not answer by GET: it is older, or a fork.
#[derive(Default)]
pub(crate) struct WithoutGet(Mutex<Vec<String>>);

impl WithoutGet {
    pub(super) fn has(&self, path: &str) -> bool {
        let paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paths.iter().any(|one| one == path)
    }

    pub(super) fn add(&self, path: &str) {
        if !self.has(path) {
            let mut paths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            paths.push(path.to_owned());
        }
    }
}
