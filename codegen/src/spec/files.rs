//! The facts as files, and back. The format is described in `spec/README.md`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{
    Credential, Endpoint, ErrorFact, Facts, Request, Spec, Streaming, Webhooks,
};
use crate::diagnostic::{Diagnostics, Place};
use crate::document::{is_endpoint_path, is_entity_name, read_committed as read_schema};
use crate::release::Span;

/// The version of the files' format.
pub const FORMAT: u64 = 2;

/// The file of the webhooks. A spec without it has no webhooks of its own.
pub const WEBHOOKS: &str = "webhooks.json";

/// The files of a spec by path, relative to the spec's folder, but for the corrections
/// and the modelling: they are no facts.
#[must_use]
pub fn to_files(spec: &Spec) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut put =
        |path: &str, value: &Value| drop(files.insert(path.to_owned(), pretty(value)));
    put(
        "spec.json",
        &json!({
            "format": FORMAT,
            "server": spec.server,
            "releases": spec.releases,
            "commonErrors": spec.common_errors,
        }),
    );
    for (prefix, endpoints) in by_prefix(spec) {
        let path = if prefix.is_empty() {
            "endpoints.json".to_owned()
        } else {
            format!("endpoints/{prefix}.json")
        };
        put(&path, &Value::Object(endpoints));
    }
    for (name, schema) in &spec.entities {
        put(&format!("entities/{name}.json"), &schema.to_json());
    }
    put("streaming.json", &spec.streaming.to_json());
    if !spec.webhooks.is_empty() {
        put(WEBHOOKS, &spec.webhooks.to_json());
    }
    put("facts/endpoints.json", &json!(spec.facts.endpoints));
    put("facts/permissions.json", &json!(spec.facts.permissions));
    put("facts/availability.json", &json!(spec.facts.availability));
    put("facts/order.json", &json!(spec.facts.order));
    files
}

/// The prefix of an endpoint's path: `notes/reactions` of `notes/reactions/create`.
#[must_use]
pub fn prefix_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(prefix, _)| prefix)
}

fn by_prefix(spec: &Spec) -> BTreeMap<&str, Map<String, Value>> {
    let mut prefixes: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (path, endpoint) in &spec.endpoints {
        prefixes
            .entry(prefix_of(path))
            .or_default()
            .insert(path.clone(), endpoint_to_json(endpoint));
    }
    prefixes
}

pub(crate) fn endpoint_to_json(endpoint: &Endpoint) -> Value {
    let mut out = Map::new();
    if let Some(since) = &endpoint.span.since {
        out.insert("since".into(), json!(since));
    }
    if let Some(until) = &endpoint.span.until {
        out.insert("until".into(), json!(until));
    }
    if !endpoint.tags.is_empty() {
        out.insert("tags".into(), json!(endpoint.tags));
    }
    if endpoint.get {
        out.insert("get".into(), json!(true));
    }
    if endpoint.credential != Credential::None {
        out.insert("credential".into(), json!(endpoint.credential));
    }
    if let Some(permission) = &endpoint.permission {
        out.insert("permission".into(), json!(permission));
    }
    if endpoint.internal {
        out.insert("internal".into(), json!(true));
    }
    if endpoint.request.multipart {
        out.insert("multipart".into(), json!(true));
    }
    if let Some(schema) = &endpoint.request.schema {
        out.insert("request".into(), schema.to_json());
    }
    let responses = endpoint.responses.iter().map(|(status, schema)| {
        (
            status.to_string(),
            schema
                .as_ref()
                .map_or(Value::Null, crate::schema::Schema::to_json),
        )
    });
    out.insert("responses".into(), Value::Object(responses.collect()));
    if !endpoint.errors.is_empty() {
        out.insert("errors".into(), json!(endpoint.errors));
    }
    Value::Object(out)
}

/// Two blanks a level, a line break at the end: small diffs, stable bytes.
fn pretty(value: &(impl Serialize + ?Sized)) -> String {
    // Values that are made here always serialise: their keys are text.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads the files of a spec. Errors are in `diagnostics`.
pub fn from_files(
    files: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Spec {
    let mut spec = Spec {
        facts: facts(files, diagnostics),
        ..Spec::default()
    };
    let root = Place::root("spec.json");
    let Some(head) = json(files, "spec.json", diagnostics) else {
        if !files.contains_key("spec.json") {
            diagnostics.error(
                &root,
                "the file is missing",
                "import a server's document first: `cargo xtask import FILE`",
            );
        }
        return spec;
    };
    if head.get("format").and_then(Value::as_u64) != Some(FORMAT) {
        let help = "import the server's document again with this version of the tool";
        diagnostics.error(
            &root.at("format"),
            format!("the format is not {FORMAT}"),
            help,
        );
        return spec;
    }
    spec.server = part(&root, &head, "server", diagnostics);
    spec.releases = part(&root, &head, "releases", diagnostics);
    spec.common_errors = part(&root, &head, "commonErrors", diagnostics);
    if let Some(value) = json(files, "streaming.json", diagnostics) {
        spec.streaming =
            Streaming::parse(&Place::root("streaming.json"), &value, diagnostics);
    }
    if let Some(value) = json(files, WEBHOOKS, diagnostics) {
        spec.webhooks = Webhooks::parse(&Place::root(WEBHOOKS), &value, diagnostics);
    }
    for path in files.keys() {
        if path == "endpoints.json" || (path.starts_with("endpoints/") && is_json(path))
        {
            endpoints(files, path, &mut spec, diagnostics);
        } else if let Some(name) = path
            .strip_prefix("entities/")
            .and_then(|path| path.strip_suffix(".json"))
        {
            entity(files, path, name, &mut spec, diagnostics);
        }
    }
    spec
}

fn is_json(path: &str) -> bool {
    path.strip_suffix(".json").is_some()
}

fn facts(files: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) -> Facts {
    Facts {
        endpoints: fact_file(files, "facts/endpoints.json", diagnostics),
        permissions: fact_file(files, "facts/permissions.json", diagnostics),
        availability: fact_file(files, "facts/availability.json", diagnostics),
        order: fact_file(files, "facts/order.json", diagnostics),
    }
}

fn fact_file<T: DeserializeOwned + Default>(
    files: &BTreeMap<String, String>,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> T {
    let Some(value) = json(files, path, diagnostics) else {
        return T::default();
    };
    typed(&Place::root(path), value, diagnostics)
}

fn part<T: DeserializeOwned + Default>(
    place: &Place<'_>,
    value: &Value,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> T {
    typed(
        &place.at(key),
        value.get(key).cloned().unwrap_or_default(),
        diagnostics,
    )
}

fn typed<T: DeserializeOwned + Default>(
    place: &Place<'_>,
    value: Value,
    diagnostics: &mut Diagnostics,
) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| {
        diagnostics.error(
            place,
            error.to_string(),
            "spec/README.md describes the format",
        );
        T::default()
    })
}

fn json(
    files: &BTreeMap<String, String>,
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    let text = files.get(path)?;
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            diagnostics.error(
                &Place::root(path),
                format!("not readable as JSON: {error}"),
                "import again, or repair the file",
            );
            None
        }
    }
}

fn entity(
    files: &BTreeMap<String, String>,
    path: &str,
    name: &str,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) {
    let place = Place::root(path);
    if !is_entity_name(name) {
        diagnostics.error(
            &place,
            format!("`{name}` can't name a type"),
            "rename the file",
        );
        return;
    }
    let Some(value) = json(files, path, diagnostics) else {
        return;
    };
    spec.entities
        .insert(name.to_owned(), parse_entity(&place, &value, diagnostics));
}

/// Reads an entity's schema as it stands in the spec.
pub fn parse_entity(
    place: &Place<'_>,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> crate::schema::Schema {
    read_schema(place, value, diagnostics)
}

fn endpoints(
    files: &BTreeMap<String, String>,
    file: &str,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) {
    let root = Place::root(file);
    let Some(value) = json(files, file, diagnostics) else {
        return;
    };
    let Some(object) = value.as_object() else {
        diagnostics.error(
            &root,
            "the file is not an object",
            "spec/README.md describes the format",
        );
        return;
    };
    let prefix = file
        .strip_prefix("endpoints/")
        .and_then(|file| file.strip_suffix(".json"))
        .unwrap_or("");
    for (path, value) in object {
        let place = root.at(path);
        if !is_endpoint_path(path) || prefix_of(path) != prefix {
            let help = "the path's prefix is the file's path";
            diagnostics.error(
                &place,
                format!("`{path}` can't be an endpoint in this file"),
                help,
            );
            continue;
        }
        spec.endpoints
            .insert(path.clone(), parse_endpoint(&place, value, diagnostics));
    }
}

/// Reads an endpoint as it stands in the spec.
pub fn parse_endpoint(
    place: &Place<'_>,
    value: &Value,
    diagnostics: &mut Diagnostics,
) -> Endpoint {
    if !value.is_object() {
        let help = "spec/README.md describes the format";
        diagnostics.error(place, "an endpoint is not an object", help);
    }
    let flag = |key| value.get(key) == Some(&Value::Bool(true));
    let mut endpoint = Endpoint {
        get: flag("get"),
        internal: flag("internal"),
        request: Request {
            multipart: flag("multipart"),
            schema: None,
        },
        permission: part(place, value, "permission", diagnostics),
        span: Span {
            since: part(place, value, "since", diagnostics),
            until: part(place, value, "until", diagnostics),
        },
        ..Endpoint::default()
    };
    if value.get("tags").is_some() {
        endpoint.tags = part(place, value, "tags", diagnostics);
    }
    if value.get("credential").is_some() {
        endpoint.credential = part(place, value, "credential", diagnostics);
    }
    if value.get("errors").is_some() {
        endpoint.errors = part::<Vec<ErrorFact>>(place, value, "errors", diagnostics);
    }
    if let Some(schema) = value.get("request") {
        endpoint.request.schema =
            Some(read_schema(&place.at("request"), schema, diagnostics));
    }
    let place = place.at("responses");
    let responses = value.get("responses").and_then(Value::as_object);
    for (status, schema) in responses.into_iter().flatten() {
        let place = place.at(status);
        let Ok(code) = status.parse() else {
            diagnostics.error(
                &place,
                format!("`{status}` is not a status"),
                "a status is a number",
            );
            continue;
        };
        let schema =
            (!schema.is_null()).then(|| read_schema(&place, schema, diagnostics));
        endpoint.responses.insert(code, schema);
    }
    endpoint
}
