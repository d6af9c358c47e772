//! A list on a server of its own, which a test changes while it is read.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State;
use axum::{Json, Router, routing};
use misskey_api::{
    Client, CommonError, Credential, Endpoint, JsonObject, Meta, Paged, Paging,
    Timestamp,
};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

static META: Meta = Meta::new("things").credential(Credential::None).reads(true);

/// The request for a list of things, paged through by ids.
pub(crate) struct Things(Value);

/// The same, paged through by numbers.
pub(crate) struct ThingsByOffset(Value);

impl Things {
    pub(crate) fn by_ids(parameters: Value) -> Self {
        Self(parameters)
    }

    pub(crate) fn by_offset(parameters: Value) -> ThingsByOffset {
        ThingsByOffset(parameters)
    }
}

macro_rules! listing {
    ($request:ident, $paging:expr) => {
        impl Serialize for $request {
            fn serialize<S: Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl Endpoint for $request {
            type Response = Vec<JsonObject>;
            type Error = CommonError;
            const META: &'static Meta = &META;
        }

        impl Paged for $request {
            type Item = JsonObject;
            const PAGING: Paging = $paging;
        }
    };
}

listing!(Things, Paging::by_ids(Some(100)));
listing!(ThingsByOffset, Paging::by_offset(Some(100)));

/// The server: its things have ids that are numbers, and its list is in the order in which
/// they stand; asked by ids, in that of the ids.
pub(crate) struct Shelf {
    address: String,
    things: Arc<Mutex<Stock>>,
}

#[derive(Default)]
struct Stock {
    ids: Vec<u64>,
    hidden: Vec<u64>,
    ignored: Vec<String>,
    shuffled: bool,
    asked: Vec<Value>,
}

impl Shelf {
    pub(crate) async fn of_ids(ids: RangeInclusive<u64>) -> Self {
        let things = Arc::new(Mutex::new(Stock {
            ids: ids.collect(),
            ..Stock::default()
        }));
        let router = Router::new()
            .route("/api/things", routing::post(answer))
            .with_state(Arc::clone(&things));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, things }
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder(&self.address).build().unwrap()
    }

    /// What is taken out of a page after it was limited.
    pub(crate) fn hide(&self, hidden: impl Fn(u64) -> bool) {
        let mut things = self.things();
        things.hidden = things
            .ids
            .iter()
            .copied()
            .filter(|id| hidden(*id))
            .collect();
    }

    /// Pages come in no order.
    pub(crate) fn shuffle(&self) {
        self.things().shuffled = true;
    }

    /// Parameters that are not heeded.
    pub(crate) fn ignore(&self, parameters: &[&str]) {
        self.things().ignored = parameters.iter().map(ToString::to_string).collect();
    }

    pub(crate) fn insert(&self, index: usize, id: u64) {
        self.things().ids.insert(index, id);
    }

    pub(crate) fn remove(&self, id: u64) {
        self.things().ids.retain(|one| *one != id);
    }

    /// What was asked for with that parameter, one call after the other.
    pub(crate) fn asked(&self, parameter: &str) -> Vec<Value> {
        let things = self.things();
        let asked = things.asked.iter();
        asked.map(|asked| asked[parameter].clone()).collect()
    }

    fn things(&self) -> MutexGuard<'_, Stock> {
        self.things.lock().unwrap()
    }
}

/// The numbers of things.
pub(crate) fn ids_of(things: &[JsonObject]) -> Vec<u64> {
    let number = |thing: &JsonObject| thing["number"].as_u64().unwrap();
    things.iter().map(number).collect()
}

/// An id whose time is a second after that of the number before.
fn id(number: u64) -> String {
    let seconds = 1_700_000_000 + number;
    format!("g{:011x}{:012x}", seconds * 1000, number)
}

pub(crate) fn created_at(number: u64) -> Timestamp {
    misskey_api::ids::NoteId::from(id(number))
        .created_at()
        .unwrap()
}

/// A server of the time before dates could be asked for.
async fn answer(
    State(things): State<Arc<Mutex<Stock>>>,
    Json(asked): Json<Value>,
) -> Json<Value> {
    let mut things = things.lock().unwrap();
    things.asked.push(asked.clone());
    let heeds = |name: &str| !things.ignored.iter().any(|ignored| ignored == name);
    let parameter = |name: &str| asked.get(name).filter(|_| heeds(name));
    let text = |name: &str| parameter(name).and_then(Value::as_str);
    let number = |name: &str| parameter(name).and_then(Value::as_u64);
    let size = |number: u64| usize::try_from(number).unwrap();
    let limit = size(number("limit").unwrap_or(5));
    let mut page: Vec<u64> = things.ids.clone();
    if asked.get("offset").is_some() {
        page.drain(..size(number("offset").unwrap_or(0)).min(page.len()));
    } else {
        let (since, until) = (text("sinceId"), text("untilId"));
        page.retain(|one| since.is_none_or(|since| id(*one).as_str() > since));
        page.retain(|one| until.is_none_or(|until| id(*one).as_str() < until));
        page.sort_unstable();
        if since.is_none() || until.is_some() {
            page.reverse();
        }
    }
    page.truncate(limit);
    page.retain(|one| !things.hidden.contains(one));
    if things.shuffled {
        page.sort_by_key(|one| one % 3);
    }
    let thing = |number: u64| json!({ "id": id(number), "number": number });
    Json(page.into_iter().map(thing).collect())
}
