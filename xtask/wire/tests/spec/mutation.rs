//! Nothing beyond the touched place is lost.
//!
//! Answers in which every property is there are changed at one place at a time. What is
//! no fault must be read strictly and come back as it is; what is one must be told, with
//! its place and what stands there, and all else must come back.

use std::collections::{BTreeMap, BTreeSet};

use misskey_api::{ENDPOINTS, Entry};
use misskey_codegen::spec::Spec;
use serde_json::{Value, json};

use crate::committed::{self, Answer, Choices};
use crate::coverage;
use crate::place::{Held, Place, Role, get, type_of};
use crate::sample::{self, Sample};
use crate::table::Table;
use crate::trial::{Change, Mutation, Trial, difference};

/// A text, tag or key that no server has said so far.
const NEW: &str = "neverSeenBefore";

/// A place in an entity is touched at the first endpoints where it stands, and then
/// at some.
const FIRST: usize = 1;
const THEN_EVERY: usize = 16;

#[test]
fn an_answer_with_all_its_properties_comes_back_whole() {
    let spec = committed::spec();
    let mut problems = Vec::new();
    let (mut count, mut bytes, mut places) = (0, 0, 0);
    for entry in ENDPOINTS {
        for sample in samples_of(&spec, entry) {
            let text = sample.value.to_string();
            count += 1;
            bytes += text.len();
            places += sample.places.len();
            let problem = match entry.response(&text) {
                Ok(back) => difference(&sample.value, &back),
                Err(error) => Some(error.to_string()),
            };
            let path = entry.meta.path;
            problems.extend(problem.map(|problem| format!("{path}: {problem}")));
        }
    }
    println!("{count} answers, {bytes} bytes, {places} places");
    assert_none(&problems);
}

#[test]
fn an_answer_of_nothing_comes_back_as_nothing() {
    let spec = committed::spec();
    let mut count = 0;
    for entry in ENDPOINTS {
        let answer = Answer::of(&spec, entry);
        if answer.nullable || answer.schema.is_none() {
            let back = entry.response("null");
            assert_eq!(back, Ok(Value::Null), "{}", entry.meta.path);
            count += 1;
        }
    }
    println!("{count} endpoints answer nothing, or may");
}

#[test]
fn nothing_is_lost_beyond_the_touched_place() {
    let spec = committed::spec();
    let mut run = Run::new();
    for entry in ENDPOINTS {
        run.endpoint(&spec, entry);
    }
    println!("{}", run.table);
    println!("{} different places", run.met.len());
    let untouched = run.untouched(&spec);
    assert!(untouched.is_empty(), "not touched: {untouched:?}");
    assert_none(&run.problems);
    assert_eq!(run.table.sum().lost, 0);
}

/// Fails with the first problems, if there are any.
fn assert_none(problems: &[String]) {
    const SHOWN: usize = 40;
    let shown = problems.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    assert!(
        problems.is_empty(),
        "{} problems:\n{}",
        problems.len(),
        shown.join("\n")
    );
}

/// The samples of an entry's answer.
fn samples_of(spec: &Spec, entry: &Entry) -> Vec<Sample> {
    let answer = Answer::of(spec, entry);
    let Some(schema) = answer.schema else {
        return Vec::new();
    };
    let mut samples = sample::samples(spec, schema, &origin_of(entry));
    let places = samples.iter_mut().flat_map(|sample| &mut sample.places);
    for place in places.filter(|place| place.role == Role::Whole) {
        place.nullable = answer.nullable;
    }
    samples
}

/// Where the places of an entry's answer have their origin.
fn origin_of(entry: &Entry) -> String {
    format!("{}:response", entry.meta.path)
}

/// What was tried, and what came of it.
struct Run {
    choices: Choices,
    table: Table,
    problems: Vec<String>,
    /// At how many endpoints each place was met, by its origin and union.
    met: BTreeMap<(String, String), usize>,
}

impl Run {
    fn new() -> Self {
        Self {
            choices: Choices::read(),
            table: Table::default(),
            problems: Vec::new(),
            met: BTreeMap::new(),
        }
    }

    fn endpoint(&mut self, spec: &Spec, entry: &Entry) {
        let mut here = BTreeSet::new();
        for sample in samples_of(spec, entry) {
            for place in &sample.places {
                if here.insert(key(place)) && self.is_due(entry, place) {
                    self.place(entry, &sample, place);
                }
            }
        }
    }

    /// Whether a place is to be touched at this endpoint.
    fn is_due(&mut self, entry: &Entry, place: &Place) -> bool {
        let times = self.met.entry(key(place)).or_default();
        *times += 1;
        let own = place.origin.starts_with(&origin_of(entry));
        own || *times <= FIRST || times.is_multiple_of(THEN_EVERY)
    }

    fn place(&mut self, entry: &Entry, sample: &Sample, place: &Place) {
        let before = get(&sample.value, &place.steps).expect("a sample has its places");
        let turn = self.met.len();
        for (kind, change) in changes(place, before, turn) {
            let mutation = Mutation { place, change };
            self.trial(entry, sample, kind, vec![mutation.clone()]);
            if !mutation.is_harmless() {
                continue;
            }
            if let Some(fault) = fault_elsewhere(sample, place) {
                let kind = format!("{kind}, with a fault elsewhere");
                self.trial(entry, sample, &kind, vec![mutation, fault]);
            }
        }
    }

    fn trial(
        &mut self,
        entry: &Entry,
        sample: &Sample,
        kind: &str,
        mutations: Vec<Mutation<'_>>,
    ) {
        let at: Vec<_> = mutations.iter().map(|one| one.place.path()).collect();
        let trial = Trial {
            entry,
            sample,
            choices: &self.choices,
            mutations,
        };
        let outcome = trial.outcome();
        self.table.add(kind, &outcome);
        let lost = outcome.lost.map(|lost| format!("lost: {lost}"));
        for problem in outcome.problems.into_iter().chain(lost) {
            let (path, at) = (entry.meta.path, at.join(" and "));
            self.problems
                .push(format!("{path} {at} ({kind}): {problem}"));
        }
    }

    /// The properties of entities that were never touched.
    fn untouched(&self, spec: &Spec) -> BTreeSet<String> {
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        for entry in ENDPOINTS {
            if let Some(schema) = Answer::of(spec, entry).schema {
                coverage::properties(spec, schema, &mut seen, &mut found);
            }
        }
        // What is one of several was met as each of them.
        let plain = |origin: &str| origin.split('<').next().map(str::to_owned);
        let met = self.met.keys().filter_map(|(origin, _)| plain(origin));
        let met: BTreeSet<String> = met.collect();
        found.retain(|origin| !met.contains(origin));
        found
    }
}

/// What a place has in common with those that are read in the same way.
fn key(place: &Place) -> (String, String) {
    (place.origin.clone(), place.union.clone())
}

/// A fault apart from a place: with it, all is read leniently.
fn fault_elsewhere<'a>(sample: &'a Sample, place: &Place) -> Option<Mutation<'a>> {
    // An object with another tag is another object.
    let touched = match place.held {
        Held::Tag => place.parent(),
        _ => &place.steps,
    };
    let is_apart = |other: &&Place| {
        let plain = matches!(other.held, Held::Boolean | Held::Number | Held::Time);
        plain && !other.kept && !other.overlaps(touched)
    };
    Some(Mutation {
        place: sample.places.iter().find(is_apart)?,
        change: Change::Set(json!({ "wrong": true })),
    })
}

/// All that is done to a place, one at a time, and what it is called. Of the other JSON
/// types half take their turn.
fn changes(place: &Place, value: &Value, turn: usize) -> Vec<(&'static str, Change)> {
    let mut found = Vec::new();
    let mut set = |kind, value| found.push((kind, Change::Set(value)));
    set("null", Value::Null);
    match place.held {
        Held::OneOfTexts => set("an unknown text of an enumeration", json!(NEW)),
        Held::Tag => set("an unknown tag", json!(NEW)),
        Held::Id => set("an object for an id", json!({ "id": value })),
        Held::Time => set("a text for a time", json!("yesterday")),
        Held::Integer => set("a fraction for a whole number", json!(0.5)),
        _ => {}
    }
    if let (Held::Object, Some(fields)) = (place.held, value.as_object()) {
        let mut fields = fields.clone();
        fields.insert(NEW.to_owned(), json!({ "a": [1, null] }));
        set("an added key", Value::Object(fields));
    }
    for other in of_other_types(value).skip(turn % 2).step_by(2) {
        set("a value of another type", other);
    }
    if matches!(place.role, Role::Property { .. }) {
        found.push(("a removed key", Change::Remove));
    }
    found
}

/// Values of all JSON types but that of the given one.
fn of_other_types(value: &Value) -> impl Iterator<Item = Value> {
    let own = type_of(value);
    let all = [
        json!(false),
        json!(-3),
        json!("another"),
        json!([{ "b": 1 }]),
        json!({ "c": [2] }),
    ];
    all.into_iter().filter(move |other| type_of(other) != own)
}
