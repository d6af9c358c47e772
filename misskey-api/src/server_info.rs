//! What a server says of itself.

use http::header::ACCEPT;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::JsonObject;
use crate::client::Client;
use crate::endpoint::Endpoint;
use crate::error::{Error, Failure};
use crate::raw::RawCall;

/// What a server says of itself: what it can do, and what it is.
///
/// [`Client::server`] asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerInfo {
    /// In the order of their paths.
    endpoints: Vec<String>,
    version: Option<String>,
    name: Option<String>,
    software: Option<String>,
}

impl ServerInfo {
    /// Whether the server has an endpoint, by its own list. Versions don't say: forks have version
    /// numbers of their own.
    ///
    /// The list has only paths. It does not say which parameters an endpoint takes, or whether the
    /// server allows the call.
    #[must_use]
    pub fn supports<E: Endpoint>(&self) -> bool {
        self.has_endpoint(E::META.path)
    }

    /// Whether the server has the endpoint of a path, for example `notes/create`.
    #[must_use]
    pub fn has_endpoint(&self, path: &str) -> bool {
        self.endpoints
            .binary_search_by(|one| one.as_str().cmp(path))
            .is_ok()
    }

    /// The paths of all endpoints that the server has, in order. Those that only a fork has
    /// are among them.
    #[must_use]
    pub fn endpoints(&self) -> &[String] {
        &self.endpoints
    }

    /// The version, from the endpoint `meta`: `2026.5.4`. A fork's can have any form.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The name that its operators gave the server, from the endpoint `meta`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The name of the software, by which forks are told apart: `misskey`, `sharkey`,
    /// `cherrypick`.
    ///
    /// It is `software.name` of the page `/nodeinfo/2.1`. Some forks call themselves
    /// `misskey` there. `None` if the server has no such page or does not show it.
    #[must_use]
    pub fn software(&self) -> Option<&str> {
        self.software.as_deref()
    }

    pub(crate) async fn ask(client: &Client) -> Result<Self, Error> {
        let client = client.anonymous();
        let mut endpoints: Vec<String> = client.send_raw(ask("endpoints")).await?;
        endpoints.sort_unstable();
        let brief = ask("meta").parameters(json!({ "detail": false }));
        let meta: JsonObject = client.send_raw(brief).await?;
        Ok(Self {
            endpoints,
            version: text(meta.get("version")),
            name: text(meta.get("name")),
            software: software(&client).await?,
        })
    }
}

/// A question that anyone may ask at any time. They are asked by name, so that they are there
/// whatever server the bindings are generated for, and so that the large types of `meta` need
/// not be compiled for two texts.
fn ask(path: &str) -> RawCall {
    RawCall::new(path).repeatable(true)
}

/// Not an endpoint, but errors name it like one.
const NODEINFO: &str = "nodeinfo/2.1";

async fn software(client: &Client) -> Result<Option<String>, Error> {
    let address = format!("{}{}", client.address(), NODEINFO);
    let request = Request::get(address)
        .header(ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| Error::invalid(ask(NODEINFO).called(), &error.to_string()))?;
    let carried = client.carry(request).await;
    let failed = |error| Error::new(ask(NODEINFO).called(), Failure::Transport(error));
    let response = carried.map_err(failed)?;
    Ok(software_in(&response))
}

/// Whatever else the server answers: a page that it does not show must not cost the rest.
fn software_in(response: &Response<Vec<u8>>) -> Option<String> {
    if !response.status().is_success() {
        return None;
    }
    let page = std::str::from_utf8(response.body()).ok()?;
    let page: Value = page.parse().ok()?;
    text(page.pointer("/software/name"))
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}
