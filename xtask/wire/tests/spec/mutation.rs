//! Nothing beyond the touched place is lost.
//!
//! Answers and events in which every property is there are changed at one place at a time.
//! What is no fault must be read strictly and come back as it is; what is one must be told, with
//! its place and what stands there, and all else must come back.

use std::collections::{BTreeMap, BTreeSet};

use misskey_api::dispatch::ENDPOINTS;
use misskey_codegen::spec::Spec;
use serde_json::{Value, json};

use crate::committed::{self, Answer, Choices};
use crate::coverage;
use crate::place::{Held, Place, Role, get, type_of};
use crate::sample::Sample;
use crate::subject::{self, Subject};
use crate::table::Table;
use crate::trial::{Change, Mutation, Trial, difference};

/// A text, tag or key that no server has said so far.
const NEW: &str = "neverSeenBefore";

/// A place in an entity is touched where it stands first, and then at some of the other
/// answers or events.
const FIRST: usize = 1;
const THEN_EVERY: usize = 16;

#[test]
fn what_has_all_its_properties_comes_back_whole() {
    let spec = committed::spec();
    for (what, subjects) in all(&spec) {
        let mut problems = Vec::new();
        let (mut count, mut bytes, mut places) = (0, 0, 0);
        for subject in &subjects {
            for sample in subject.samples(&spec) {
                count += 1;
                bytes += sample.value.to_string().len();
                places += sample.places.len();
                let problem = match subject.read(&sample.value) {
                    Ok(back) => difference(&sample.value, &back),
                    Err(error) => Some(error.to_string()),
                };
                let name = &subject.origin;
                problems.extend(problem.map(|problem| format!("{name}: {problem}")));
            }
        }
        let of = subjects.len();
        tell!("{what}: {count} samples of {of}, {bytes} bytes, {places} places");
        assert_none(&problems);
    }
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
    tell!("{count} endpoints answer nothing, or may");
}

#[test]
fn nothing_is_lost_beyond_the_touched_place() {
    let spec = committed::spec();
    let mut touched = BTreeSet::new();
    for (what, subjects) in all(&spec) {
        let mut run = Run::new();
        for subject in &subjects {
            run.subject(&spec, subject);
        }
        tell!("{what}: {} different places\n{}", run.met.len(), run.table);
        assert_none(&run.problems);
        assert_eq!(run.table.sum().lost, 0);
        touched.extend(run.met.into_keys().map(|(origin, _)| origin));
    }
    let untouched = untouched(&spec, &touched);
    assert!(untouched.is_empty(), "not touched: {untouched:?}");
}

/// All that is read, and what it is called.
fn all(spec: &Spec) -> [(&'static str, Vec<Subject<'_>>); 3] {
    [
        ("answers", subject::answers(spec).collect()),
        (
            "events of channels",
            subject::channel_events(spec).collect(),
        ),
        (
            "events of webhooks",
            subject::webhook_events(spec).collect(),
        ),
    ]
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

/// What was tried, and what came of it.
struct Run {
    choices: Choices,
    table: Table,
    problems: Vec<String>,
    /// At how many answers or events each place was met, by its origin and union.
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

    fn subject(&mut self, spec: &Spec, subject: &Subject<'_>) {
        let mut here = BTreeSet::new();
        for sample in subject.samples(spec) {
            for place in &sample.places {
                if here.insert(key(place)) && self.is_due(subject, place) {
                    self.place(subject, &sample, place);
                }
            }
        }
    }

    /// Whether a place is to be touched here.
    fn is_due(&mut self, subject: &Subject<'_>, place: &Place) -> bool {
        let times = self.met.entry(key(place)).or_default();
        *times += 1;
        let own = place.origin.starts_with(&subject.origin);
        own || *times <= FIRST || times.is_multiple_of(THEN_EVERY)
    }

    fn place(&mut self, subject: &Subject<'_>, sample: &Sample, place: &Place) {
        let before = get(&sample.value, &place.steps).expect("a sample has its places");
        let turn = self.met.len();
        for (kind, change) in changes(place, before, turn) {
            let mutation = Mutation { place, change };
            self.trial(subject, sample, kind, vec![mutation.clone()]);
            if !mutation.is_harmless() {
                continue;
            }
            if let Some(fault) = fault_elsewhere(sample, place) {
                let kind = format!("{kind}, with a fault elsewhere");
                self.trial(subject, sample, &kind, vec![mutation, fault]);
            }
        }
    }

    fn trial(
        &mut self,
        subject: &Subject<'_>,
        sample: &Sample,
        kind: &str,
        mutations: Vec<Mutation<'_>>,
    ) {
        let at: Vec<_> = mutations.iter().map(|one| one.place.path()).collect();
        let trial = Trial {
            subject,
            sample,
            choices: &self.choices,
            mutations,
        };
        let outcome = trial.outcome();
        self.table.add(kind, &outcome);
        let lost = outcome.lost.map(|lost| format!("lost: {lost}"));
        for problem in outcome.problems.into_iter().chain(lost) {
            let (name, at) = (&subject.origin, at.join(" and "));
            self.problems
                .push(format!("{name} {at} ({kind}): {problem}"));
        }
    }
}

/// The properties of entities that are not among the places that were touched.
fn untouched(spec: &Spec, touched: &BTreeSet<String>) -> BTreeSet<String> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    for (_, subjects) in all(spec) {
        for schema in subjects.iter().filter_map(|subject| subject.schema) {
            coverage::properties(spec, schema, &mut seen, &mut found);
        }
    }
    // What is one of several was met as each of them.
    let plain = |origin: &String| origin.split('<').next().map(str::to_owned);
    let touched: BTreeSet<String> = touched.iter().filter_map(plain).collect();
    &found - &touched
}

/// What a place has in common with those that are read in the same way.
fn key(place: &Place) -> (String, String) {
    (place.origin.clone(), place.union.clone())
}

/// A fault apart from a place: with it, all is read leniently.
fn fault_elsewhere<'a>(sample: &'a Sample, place: &Place) -> Option<Mutation<'a>> {
    // An object with another tag is another object.
    let touched = match place.held {
        Held::Tag | Held::Kind => place.parent(),
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
        Held::Kind => set("an unknown event", json!(NEW)),
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
