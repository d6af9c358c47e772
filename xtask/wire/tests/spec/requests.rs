//! What can be built is what the server's document accepts.
//!
//! Requests that conform to the document are read into the types and written again: they
//! must be the same, still conform, and break no limit that `validate` knows.

use std::collections::BTreeSet;
use std::fmt;

use jsonschema::Validator;
use misskey_api::dispatch::{ENDPOINTS, Entry};
use misskey_codegen::schema::{Schema, Type};
use misskey_codegen::spec::Endpoint;
use serde_json::{Map, Value, json};

use crate::committed::{self, Choices};
use crate::random::Maker;
use crate::validator::{Validators, is_same};

/// How many requests are made for each endpoint with parameters.
const REQUESTS: usize = 100;

#[test]
fn a_request_that_conforms_comes_back_the_same_and_conforms() {
    let spec = committed::spec();
    let validators = Validators::new(&spec);
    let choices = Choices::read();
    let mut tally = Tally::default();
    for (path, endpoint) in &spec.endpoints {
        match &endpoint.request.schema {
            Some(schema) => {
                let maker = Maker::new(&spec, &choices, path);
                tally.endpoint(path, schema, &validators.of(schema), maker);
            }
            None => tally.empty(path),
        }
    }
    tell!("{}", tally.counts);
    let problems = &tally.problems;
    let shown: Vec<_> = problems.iter().take(40).cloned().collect();
    let count = problems.len();
    assert!(
        problems.is_empty(),
        "{count} problems:\n{}",
        shown.join("\n")
    );
}

#[test]
fn a_request_that_does_not_conform_is_found_out() {
    let spec = committed::spec();
    let validators = Validators::new(&spec);
    let choices = Choices::read();
    let mut count = 0;
    for (path, endpoint) in &spec.endpoints {
        let Some(needed) = Needed::of(endpoint) else {
            continue;
        };
        let validator = validators.of(needed.schema);
        let mut maker = Maker::new(&spec, &choices, path);
        let wrong = needed.mistyped(&validator, &mut maker);
        let found_out = !validator.is_valid(&wrong);
        assert!(found_out || needed.is_any(), "{path}: {wrong}");
        assert!(!validator.is_valid(&json!({})), "{path}: {{}}");
        count += 1;
    }
    tell!("{count} endpoints have a parameter that must be there");
}

/// A parameter that an endpoint can't do without.
struct Needed<'a> {
    schema: &'a Schema,
    name: &'a str,
    /// Whether another may be there instead.
    is_alternative: bool,
}

impl<'a> Needed<'a> {
    fn of(endpoint: &'a Endpoint) -> Option<Self> {
        let schema = endpoint.request.schema.as_ref()?;
        let own = schema.required.iter().find(|name| {
            let inner = schema.property(name);
            inner.is_none_or(|inner| !is_file(inner))
        });
        let parts = schema.all_of.iter().flat_map(|part| &part.any_of);
        let alternatives = parts.chain(&schema.any_of);
        let name = own.or_else(|| alternatives.flat_map(|one| &one.required).next())?;
        Some(Self {
            schema,
            name,
            is_alternative: own.is_none(),
        })
    }

    /// Whether it can be anything.
    fn is_any(&self) -> bool {
        let inner = self.schema.property(self.name);
        inner.is_some_and(Schema::is_any)
    }

    /// A request that conforms but for this parameter.
    fn mistyped(&self, validator: &Validator, maker: &mut Maker<'_>) -> Value {
        let mut request = json!({});
        while !self.is_alternative && !validator.is_valid(&request) {
            request = maker.value(self.schema);
        }
        let inner = self.schema.property(self.name);
        let takes_objects =
            inner.is_some_and(|inner| inner.types.contains(&Type::Object));
        request[self.name] = if takes_objects {
            json!(5)
        } else {
            json!({ "neverSeenBefore": [null] })
        };
        request
    }
}

fn is_file(schema: &Schema) -> bool {
    schema.format.as_deref() == Some("binary")
}

/// What was counted.
#[derive(Debug, Default)]
struct Counts {
    endpoints: usize,
    requests: usize,
    different: usize,
    /// Made, but not what a condition between parameters asks for.
    passed_over: usize,
    /// Found sound by `validate` too.
    validated: usize,
    parameters: usize,
    nulls: usize,
    /// Nulls that mean the same as nothing, and were not written again.
    nulls_dropped: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} requests, {} of them different, for {} endpoints with {} parameters",
            self.requests, self.different, self.endpoints, self.parameters
        )?;
        write!(
            f,
            "{} nulls, {} of them not written again; {} requests passed over; {} validated",
            self.nulls, self.nulls_dropped, self.passed_over, self.validated
        )
    }
}

/// What was counted, and what went wrong.
#[derive(Default)]
struct Tally {
    counts: Counts,
    problems: Vec<String>,
}

impl Tally {
    /// An endpoint without parameters.
    fn empty(&mut self, path: &str) {
        self.counts.endpoints += 1;
        self.counts.different += 1;
        self.request(path, &json!({}), None);
    }

    fn endpoint(
        &mut self,
        path: &str,
        schema: &Schema,
        validator: &Validator,
        mut maker: Maker<'_>,
    ) {
        let (mut seen, mut names) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..REQUESTS {
            let request = self.conforming(schema, validator, &mut maker);
            names.extend(request.as_object().into_iter().flat_map(Map::keys).cloned());
            seen.insert(request.to_string());
            self.request(path, &request, Some(validator));
        }
        self.counts.endpoints += 1;
        self.counts.different += seen.len();
        self.counts.parameters += names.len();
        let mut all = BTreeSet::new();
        collect_parameters(schema, &mut all);
        assert_eq!(
            all, names,
            "{path}: parameters were not sent, or are not known"
        );
    }

    /// A request that conforms: where parameters depend on each other, not the first.
    fn conforming(
        &mut self,
        schema: &Schema,
        validator: &Validator,
        maker: &mut Maker<'_>,
    ) -> Value {
        loop {
            let request = maker.value(schema);
            if validator.is_valid(&request) {
                return request;
            }
            self.counts.passed_over += 1;
            assert!(self.counts.passed_over < 1000, "{request} does not conform");
        }
    }

    fn request(&mut self, path: &str, request: &Value, validator: Option<&Validator>) {
        self.counts.requests += 1;
        let entry = entry_of(path, request);
        let problem = match entry.request(&request.to_string()) {
            Ok(back) => self.problem(entry, request, &back, validator),
            Err(error) => Some(format!("not read: {error}")),
        };
        let shown = problem.map(|problem| format!("{path}: {problem}\n    {request}"));
        let short = shown.map(|text| text.chars().take(600).collect());
        self.problems.extend::<Option<String>>(short);
    }

    fn problem(
        &mut self,
        entry: &Entry,
        request: &Value,
        back: &Value,
        validator: Option<&Validator>,
    ) -> Option<String> {
        let mut expected = request.clone();
        if let Some(fields) = expected.as_object_mut() {
            self.counts.nulls += fields.values().filter(|value| value.is_null()).count();
            for name in entry.meta.null_is_absent {
                let dropped = back.get(name).is_none();
                if dropped && fields.get(*name) == Some(&Value::Null) {
                    fields.remove(*name);
                    self.counts.nulls_dropped += 1;
                }
            }
        }
        if !is_same(&expected, back) {
            return Some(format!("became {back}"));
        }
        if let Err(error) = entry.meta.validate(back) {
            return Some(format!("false alarm: {error}"));
        }
        self.counts.validated += 1;
        let error = validator?.validate(back).err()?;
        Some(format!("does not conform any more: {error}"))
    }
}

/// The names of all parameters.
fn collect_parameters(schema: &Schema, names: &mut BTreeSet<String>) {
    for (name, inner) in &schema.properties {
        if !is_file(inner) {
            names.insert(name.clone());
        }
    }
    let members = schema.one_of.iter().chain(&schema.any_of);
    for part in schema.all_of.iter().chain(members) {
        collect_parameters(part, names);
    }
}

/// The entry that a request is of.
pub(crate) fn entry_of(path: &str, request: &Value) -> &'static Entry {
    let mut entries = ENDPOINTS.iter().filter(|entry| entry.meta.path == path);
    let is_told = |entry: &&Entry| {
        let told_by = entry.meta.told_by;
        told_by.is_none_or(|name| request.get(name).is_some())
    };
    let found = entries.find(is_told);
    found.unwrap_or_else(|| panic!("{path} is not among the endpoints"))
}
