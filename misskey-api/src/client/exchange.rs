//! A call and its attempts, before the endpoint's type matters.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, Request, Response, StatusCode};
use serde_json::Value;
use tokio::time::{self, Instant};
use tracing::Instrument as _;

use super::Client;
use super::form_body::{FormBody, Watch};
use crate::body::Body;
use crate::called::Called;
use crate::drift::Drift;
use crate::endpoint::{Call, Endpoint, Payload};
use crate::error::{Failure, Untyped};
use crate::raw::RawCall;
use crate::received::Received;
use crate::secret::Token;
use crate::transport::{self, TransportError};
use crate::upload::Upload;

/// How much is received of an answer that tells of no success, in bytes. No error of the API is
/// nearly as long.
const LARGEST_REFUSAL: usize = 256 << 10;

/// A call to be made.
pub(super) struct Outgoing {
    called: Called,
    json: String,
    upload: Option<(String, Upload)>,
}

impl Outgoing {
    pub(super) fn new<E: Endpoint>(request: &E) -> Result<Self, Untyped> {
        let called = Called::from(E::META);
        let upload = request.upload();
        let upload = upload.map(|(part, upload)| (part.to_owned(), upload.clone()));
        match serde_json::to_string(request) {
            Ok(json) => Ok(Self {
                called,
                json,
                upload,
            }),
            Err(error) => Err(Untyped::invalid(called, &error.to_string())),
        }
    }

    pub(super) fn raw(call: &RawCall) -> Result<Self, Untyped> {
        let called = call.called();
        let upload = call.upload();
        let upload = upload.map(|(part, upload)| (part.to_owned(), upload.clone()));
        match call.json() {
            Ok(json) => Ok(Self {
                called,
                json,
                upload,
            }),
            Err(reason) => Err(Untyped::invalid(called, &reason)),
        }
    }

    /// The parameters, for who does not know the endpoint's type.
    pub(super) fn parameters(&self) -> Value {
        self.json.parse().unwrap_or_default()
    }

    /// The MD5 sum of the file, if it has one.
    pub(super) async fn md5(&self) -> Result<Option<String>, Untyped> {
        match &self.upload {
            Some((_, upload)) => {
                upload.md5().await.map_err(|reason| self.invalid(&reason))
            }
            None => Ok(None),
        }
    }

    fn can_be_sent_again(&self) -> bool {
        self.upload
            .as_ref()
            .is_none_or(|(_, upload)| upload.can_be_sent_again())
    }

    fn failed(&self, error: TransportError) -> Untyped {
        Untyped::new(self.called.clone(), Failure::Transport(error))
    }

    fn invalid(&self, reason: &str) -> Untyped {
        Untyped::invalid(self.called.clone(), reason)
    }
}

/// A successful answer: a JSON text, and what came with it.
pub(super) struct Exchanged {
    pub(super) called: Called,
    pub(super) text: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) elapsed: Duration,
    pub(super) attempts: u32,
}

impl Exchanged {
    pub(super) fn received<'a>(&'a self, token: Option<&'a Token>) -> Received<'a> {
        Received {
            called: &self.called,
            status: self.status,
            headers: &self.headers,
            body: Ok(&self.text),
            token,
        }
    }

    /// Once for an answer, however much in it does not fit.
    pub(super) fn warn(&self, drift: &[Drift]) {
        if let Some(first) = drift.first() {
            let (endpoint, places) = (self.called.path(), drift.len());
            tracing::warn!(endpoint, places, drift = %first, "an answer is not as expected");
        }
    }
}

impl Client {
    /// Makes a call, as often as it takes and is allowed.
    pub(super) fn exchange(
        &self,
        outgoing: Outgoing,
    ) -> Pin<Box<dyn Future<Output = Result<Exchanged, Untyped>> + Send + '_>> {
        let span = tracing::debug_span!("call", endpoint = outgoing.called.path());
        Box::pin(async move { self.attempts(outgoing).await }.instrument(span))
    }

    async fn attempts(&self, outgoing: Outgoing) -> Result<Exchanged, Untyped> {
        let begun = Instant::now();
        let mut waited = Duration::ZERO;
        let mut attempt = 1;
        loop {
            self.wait_for_turn(&outgoing.called).await;
            let error = match self.attempt(&outgoing, attempt).await {
                Ok(exchanged) => {
                    return Ok(Exchanged {
                        elapsed: begun.elapsed(),
                        ..exchanged
                    });
                }
                Err(error) => error.after(attempt),
            };
            self.block_others(&outgoing.called, &error);
            let delay = self.settings.retry.delay(&error, attempt, waited);
            let Some(delay) = delay.filter(|_| outgoing.can_be_sent_again()) else {
                return Err(error);
            };
            tracing::debug!(attempt, delay_ms = milliseconds(delay), "will try again");
            time::sleep(delay).await;
            waited += delay;
            attempt += 1;
        }
    }

    async fn wait_for_turn(&self, called: &Called) {
        let Some(pacer) = &self.shared.pacer else {
            return;
        };
        if let Some((counter, limit)) = pacer.counter(called, self.token.as_ref()) {
            pacer.wait_for_turn(&counter, limit).await;
        }
    }

    /// What the server says to one call holds for all that share its counter.
    fn block_others(&self, called: &Called, error: &Untyped) {
        let wait = error.retry_after().filter(|_| error.is_rate_limited());
        let (Some(pacer), Some(wait)) = (&self.shared.pacer, wait) else {
            return;
        };
        if let Some((counter, _)) = pacer.counter(called, self.token.as_ref()) {
            pacer.blocked(&counter, wait);
        }
    }

    async fn attempt(
        &self,
        outgoing: &Outgoing,
        attempt: u32,
    ) -> Result<Exchanged, Untyped> {
        let begun = Instant::now();
        let path = outgoing.called.path();
        let get = self.settings.get
            && self.token.is_none()
            && outgoing.called.get()
            && !self.shared.without_get.has(path);
        let mut outcome = self.exchange_once(outgoing, get).await;
        if get && outcome.as_ref().is_err_and(is_no_get) {
            self.shared.without_get.add(path);
            outcome = self.exchange_once(outgoing, false).await;
        }
        let elapsed_ms = milliseconds(begun.elapsed());
        match &outcome {
            Ok(exchanged) => {
                let status = exchanged.status.as_u16();
                tracing::debug!(
                    endpoint = path,
                    status,
                    attempt,
                    elapsed_ms,
                    "answered"
                );
            }
            Err(error) => {
                let status = error.status().map(|status| status.as_u16());
                tracing::debug!(endpoint = path, status, attempt, elapsed_ms, "failed");
            }
        }
        outcome.map(|exchanged| Exchanged {
            attempts: attempt,
            ..exchanged
        })
    }

    async fn exchange_once(
        &self,
        outgoing: &Outgoing,
        get: bool,
    ) -> Result<Exchanged, Untyped> {
        let response = self.carry_call(outgoing, get).await?;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body);
        let received = Received {
            called: &outgoing.called,
            status: parts.status,
            headers: &parts.headers,
            body: text
                .as_deref()
                .map_err(|error: &std::string::FromUtf8Error| error.as_bytes()),
            token: self.token.as_ref(),
        };
        let is_null = received.success()? == "null";
        Ok(Exchanged {
            called: outgoing.called.clone(),
            text: match text {
                Ok(text) if !is_null => text,
                _ => "null".to_owned(),
            },
            status: parts.status,
            headers: parts.headers,
            elapsed: Duration::ZERO,
            attempts: 1,
        })
    }

    async fn carry_call(
        &self,
        outgoing: &Outgoing,
        get: bool,
    ) -> Result<Response<Vec<u8>>, Untyped> {
        let call = Call::new(self.address())
            .token_in(self.settings.token_in)
            .get(get);
        let call = match &self.token {
            Some(token) => call.token(token),
            None => call,
        };
        let upload = outgoing.upload.as_ref();
        let upload = upload.map(|(part, upload)| (part.as_str(), upload));
        let request = call.build(&outgoing.called, &outgoing.json, upload);
        let request = request.map_err(|reason| outgoing.invalid(&reason))?;
        let (parts, payload) = request.into_parts();
        match payload {
            Payload::Bytes(bytes) => {
                let request = Request::from_parts(parts, bytes.into());
                let carried = self.carry_cached(request).await;
                carried.map_err(|error| outgoing.failed(error))
            }
            Payload::Form(form) => {
                let watch = Arc::default();
                let body = FormBody::open(form, Arc::clone(&watch)).await;
                let body = Body::wrap(body.map_err(|reason| outgoing.invalid(&reason))?);
                let request = Request::from_parts(parts, body);
                let carried = self.carry_answer(request, Some(&watch)).await;
                carried.map_err(|error| match watch.unreadable() {
                    Some(reason) => outgoing.invalid(reason),
                    None => outgoing.failed(error),
                })
            }
        }
    }

    /// The response to a request, from here if it is kept and still good.
    #[cfg(feature = "cache")]
    async fn carry_cached(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let cache = self.shared.cache.as_ref();
        let Some(cache) = cache.filter(|_| request.method() == http::Method::GET) else {
            return self.carry_answer(request, None).await;
        };
        let (parts, body) = request.into_parts();
        if let Some(kept) = cache.get(&parts) {
            return Ok(kept);
        }
        let request = Request::from_parts(parts.clone(), body);
        let response = self.carry_answer(request, None).await?;
        cache.put(&parts, &response);
        Ok(response)
    }

    #[cfg(not(feature = "cache"))]
    async fn carry_cached(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        self.carry_answer(request, None).await
    }

    /// Sends a request and receives the whole response, within the limits.
    pub(super) async fn carry_whole(
        &self,
        request: Request<Body>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let carried = self.carry_limited(request, None, None).await;
        carried.map_err(|error| error.of_host(self.address().host()))
    }

    /// The same of a call: if it did not succeed, the beginning of the answer will do.
    async fn carry_answer(
        &self,
        request: Request<Body>,
        watch: Option<&Watch>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let refusal = self.settings.response_limit.min(LARGEST_REFUSAL);
        let carried = self.carry_limited(request, watch, Some(refusal)).await;
        carried.map_err(|error| error.of_host(self.address().host()))
    }

    async fn carry_limited(
        &self,
        mut request: Request<Body>,
        watch: Option<&Watch>,
        refusal: Option<usize>,
    ) -> Result<Response<Vec<u8>>, TransportError> {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        let timeout = self.settings.timeout;
        let late = |()| {
            TransportError::timeout(format!(
                "none within {timeout:?}; a greater limit can be set"
            ))
        };
        let begun = Instant::now();
        let carried = self.shared.transport.carry(request);
        let response = within(timeout, watch, carried).await.map_err(late)??;
        let left = match watch {
            Some(_) => timeout,
            None => timeout.saturating_sub(begun.elapsed()),
        };
        let (parts, body) = response.into_parts();
        let bytes = match refusal.filter(|_| !parts.status.is_success()) {
            Some(enough) => body.beginning(enough, left).await,
            None => {
                let whole = whole(body, self.settings.response_limit);
                within(left, watch, whole).await.map_err(late)??
            }
        };
        Ok(Response::from_parts(parts, bytes))
    }
}

/// A server that has no such way to call the endpoint.
fn is_no_get(error: &Untyped) -> bool {
    error.is_unknown_endpoint() || error.status() == Some(StatusCode::METHOD_NOT_ALLOWED)
}

/// A body as far as it may go.
async fn whole(mut body: Body, limit: usize) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    loop {
        let chunk = body.chunk().await;
        let chunk =
            chunk.map_err(|error| TransportError::broken(transport::chain(&*error)))?;
        let Some(chunk) = chunk else {
            return Ok(bytes);
        };
        if bytes.len() + chunk.len() > limit {
            return Err(TransportError::too_large(format!(
                "it has more than {limit} bytes; a greater limit can be set"
            )));
        }
        if bytes.is_empty() {
            bytes = chunk.into();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
}

/// What comes of it within a time, or while a form moves on.
async fn within<T>(
    limit: Duration,
    watch: Option<&Watch>,
    future: impl Future<Output = T>,
) -> Result<T, ()> {
    let mut future = pin!(future);
    loop {
        if let Ok(outcome) = time::timeout(limit, &mut future).await {
            return Ok(outcome);
        }
        if !watch.is_some_and(Watch::has_moved) {
            return Err(());
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
