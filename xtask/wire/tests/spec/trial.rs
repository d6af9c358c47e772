//! A sample with changes, put through the types of what it is a sample of.

use misskey_api::Drift;
use serde_json::Value;

use crate::committed::Choices;
use crate::compare;
use crate::place::{Held, Place, Role, get, with, without};
use crate::sample::Sample;
use crate::subject::Subject;

/// What becomes of a place.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Remove,
    Set(Value),
}

/// A place, and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Mutation<'a> {
    pub(crate) place: &'a Place,
    pub(crate) change: Change,
}

impl Mutation<'_> {
    /// Whether what is done is no fault.
    pub(crate) fn is_harmless(&self) -> bool {
        match &self.change {
            Change::Remove => self.place.can_be_absent(),
            Change::Set(value) => self.place.takes(value),
        }
    }

    fn apply(&self, whole: &Value) -> Value {
        match &self.change {
            Change::Remove => without(whole, &self.place.steps),
            Change::Set(value) => with(whole, &self.place.steps, value.clone()),
        }
    }
}

/// What one value has that the other lacks, both ways.
pub(crate) fn difference(before: &Value, after: &Value) -> Option<String> {
    lost(before, after)
        .or_else(|| lost(after, before).map(|added| format!("something new, {added}")))
}

fn lost(before: &Value, after: &Value) -> Option<String> {
    let lost = compare::lost(before, Some(after));
    lost.map(|(path, reason)| format!("{path}: {reason}"))
}

/// A sample with changes at places that are apart from each other.
pub(crate) struct Trial<'a> {
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) sample: &'a Sample,
    pub(crate) choices: &'a Choices,
    pub(crate) mutations: Vec<Mutation<'a>>,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) strict: bool,
    pub(crate) recovered: bool,
    /// Rightly: nothing can be made of it.
    pub(crate) refused: bool,
    /// What did not come back, although nothing was done to it.
    pub(crate) lost: Option<String>,
    pub(crate) problems: Vec<String>,
}

/// What can't come back, and what must be reported.
struct Fault<'a> {
    place: &'a Place,
    reported: Vec<(String, Option<Value>)>,
}

impl<'a> Trial<'a> {
    pub(crate) fn outcome(&self) -> Outcome {
        let mutated = self.mutations.iter();
        let mutated =
            mutated.fold(self.sample.value.clone(), |whole, one| one.apply(&whole));
        let faults = self.faults(&mutated);
        let recovered = self.subject.recover(&mutated);
        // What was reported was not read strictly.
        let reported = recovered
            .as_ref()
            .is_ok_and(|(_, drifts)| !drifts.is_empty());
        let mut outcome = Outcome {
            strict: !reported && self.subject.read(&mutated).is_ok(),
            ..Outcome::default()
        };
        if outcome.strict != faults.is_empty() {
            let problem = format!("read strictly: {}", outcome.strict);
            outcome.problems.push(problem);
        }
        let refused = faults.iter().any(|fault| fault.place.role == Role::Whole);
        match recovered {
            Ok(_) if refused => outcome.problems.push("it was not refused".to_owned()),
            Ok((after, drifts)) => {
                outcome.recovered = true;
                outcome.problems.extend(misreported(&faults, &drifts));
                compare(mutated, after, &faults, &mut outcome);
            }
            Err(_) if refused => outcome.refused = true,
            Err(error) => outcome.problems.push(format!("not recovered: {error}")),
        }
        outcome
    }

    fn faults(&self, mutated: &Value) -> Vec<Fault<'a>> {
        let faults = self.mutations.iter().filter(|one| !one.is_harmless());
        faults.map(|one| self.fault(one, mutated)).collect()
    }

    /// What a fault takes with it: the place alone, but for three cases. An object without a
    /// secret, or without all that must be there, is not taken for such an object; and of
    /// an event that does not tell which it is, nothing can be made.
    fn fault(&self, mutation: &Mutation<'a>, mutated: &Value) -> Fault<'a> {
        let place = mutation.place;
        let report = |place: &Place| (place.path(), get(mutated, &place.steps).cloned());
        if place.held == Held::Kind {
            return Fault {
                place: self.sample.place(&[]),
                reported: Vec::new(),
            };
        }
        let is_secret = place.must_be_text() && self.choices.is_secret(&place.origin);
        let is_gone = matches!(mutation.change, Change::Remove);
        let takes_object = is_secret || (is_gone && place.alone);
        if !takes_object {
            return Fault {
                place,
                reported: vec![report(place)],
            };
        }
        let object = self.sample.place(place.parent());
        let own = (!is_gone).then(|| report(place));
        Fault {
            place: object,
            reported: own.into_iter().chain([report(object)]).collect(),
        }
    }
}

/// What is wrong with what was reported.
fn misreported(faults: &[Fault<'_>], drifts: &[Drift]) -> Option<String> {
    let expected = faults.iter().flat_map(|fault| &fault.reported);
    let is_reported = |(path, value): &(String, Option<Value>)| {
        let mut drifts = drifts.iter();
        drifts.any(|drift| drift.path == *path && drift.value == *value)
    };
    let missing = expected.clone().filter(|one| !is_reported(one));
    let missing: Vec<_> = missing.map(|(path, _)| path.as_str()).collect();
    if missing.is_empty() && expected.count() == drifts.len() {
        return None;
    }
    let shown: Vec<_> = drifts.iter().map(ToString::to_string).collect();
    Some(format!("not reported {missing:?}, but {shown:?}"))
}

/// Compares what came back with what was sent, leaving the faults aside.
fn compare(mutated: Value, after: Value, faults: &[Fault<'_>], outcome: &mut Outcome) {
    let (mut expected, mut after) = (mutated, after);
    for fault in faults {
        let steps = &fault.place.steps;
        match fault.place.role {
            // Something blank may stand there.
            Role::Property { .. } => {
                expected = without(&expected, steps);
                after = without(&after, steps);
            }
            Role::Slot => {
                expected = with(&expected, steps, Value::Null);
                after = with(&after, steps, Value::Null);
            }
            // All of it is kept.
            Role::Body => {}
            // It is gone.
            Role::Element | Role::Entry | Role::Whole => {
                expected = without(&expected, steps);
            }
        }
    }
    outcome.lost = lost(&expected, &after);
    if outcome.lost.is_none() {
        outcome.problems.extend(difference(&expected, &after));
    }
}
