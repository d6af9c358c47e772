//! Answers that may be kept for a while.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::request::Parts;
use http::{Response, StatusCode};
use http_cache_semantics::{BeforeRequest, CacheOptions, CachePolicy};
use lru::LruCache;

/// What an entry takes besides its body, its address and its headers, at least.
const OVERHEAD: usize = 1024;

/// How old an answer may say that it is. Policies reckon with it, and much more is beyond
/// reckoning.
const OLDEST: Duration = Duration::from_secs(366 * 86_400);

/// Answers to what was asked in nobody's name, by address.
pub(crate) struct Cache {
    /// In bytes.
    limit: usize,
    kept: Mutex<Kept>,
}

struct Kept {
    entries: LruCache<String, Entry>,
    bytes: usize,
}

struct Entry {
    policy: CachePolicy,
    body: Vec<u8>,
    bytes: usize,
}

impl Cache {
    /// One that takes so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            kept: Mutex::new(Kept {
                entries: LruCache::unbounded(),
                bytes: 0,
            }),
        }
    }

    /// The answer to a request, if one is kept and still good.
    pub(super) fn get(&self, request: &Parts) -> Option<Response<Vec<u8>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = kept.entries.get(&request.uri.to_string())?;
        match entry.policy.before_request(request, SystemTime::now()) {
            BeforeRequest::Fresh(parts) => {
                Some(Response::from_parts(parts, entry.body.clone()))
            }
            BeforeRequest::Stale { .. } => None,
        }
    }

    /// Keeps an answer if the server allows it.
    pub(super) fn put(&self, request: &Parts, response: &Response<Vec<u8>>) {
        let options = CacheOptions {
            shared: false,
            ..CacheOptions::default()
        };
        let now = SystemTime::now();
        let policy = CachePolicy::new_options(request, response, now, options);
        let is_good = response.status() == StatusCode::OK && policy.is_storable();
        if !is_good || policy.time_to_live(now).is_zero() || policy.age(now) > OLDEST {
            return;
        }
        let address = request.uri.to_string();
        let bytes = size(&address, response);
        if bytes > self.limit {
            return;
        }
        let body = response.body().clone();
        let entry = Entry {
            policy,
            body,
            bytes,
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(address, entry, self.limit);
    }
}

/// About how much memory it takes to keep an answer.
fn size(address: &str, response: &Response<Vec<u8>>) -> usize {
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
    OVERHEAD + address.len() + headers.sum::<usize>() + response.body().len()
}

impl Kept {
    fn put(&mut self, address: String, entry: Entry, limit: usize) {
        self.bytes += entry.bytes;
        if let Some((_, before)) = self.entries.push(address, entry) {
            self.bytes -= before.bytes;
        }
        while self.bytes > limit
            && let Some((_, oldest)) = self.entries.pop_lru()
        {
            self.bytes -= oldest.bytes;
        }
    }
}
