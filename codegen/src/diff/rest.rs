//! Entities, permissions, and the errors that any endpoint may give.

use std::collections::{BTreeMap, BTreeSet};

use super::reach::Reach;
use super::shape::{Comparison, Pair};
use super::{Aspect, Bump, Change, Happened, Item, Kind};
use crate::spec::{ErrorFact, Spec};

/// Goes over two maps: what only one has, and what `both` makes of the rest.
pub(super) fn each<T>(
    kind: Kind,
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
    both: impl Fn(&str, &T, &T) -> Vec<Change>,
) -> Vec<Item> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let item = |name: &String| match (old.get(name), new.get(name)) {
        (Some(one), Some(other)) => Item::changed(kind, name, both(name, one, other)),
        (None, _) => Some(Item::whole(kind, name, Happened::Added)),
        (_, None) => Some(Item::whole(kind, name, Happened::Removed)),
    };
    names.into_iter().filter_map(item).collect()
}

/// The component schemas.
pub(super) fn entities(pair: Pair<'_>, reach: &Reach) -> Vec<Item> {
    let both = |name: &str, old: &_, new: &_| {
        let mut comparison = Comparison::new(pair, reach.way(name));
        comparison.whole("", old, new);
        comparison.changes
    };
    each(Kind::Entity, &pair.old.entities, &pair.new.entities, both)
}

/// The permissions that the server knows, and those that only its endpoints know; each
/// with whether an app's token can hold it.
fn permissions_of(spec: &Spec) -> BTreeMap<String, bool> {
    let asked = spec
        .endpoints
        .values()
        .filter_map(|endpoint| endpoint.permission.clone());
    let mut all: BTreeMap<String, bool> = asked.map(|name| (name, true)).collect();
    let known = spec.facts.permissions.iter();
    all.extend(known.map(|fact| (fact.name.clone(), fact.grantable)));
    all
}

/// The permissions.
pub(super) fn permissions(old: &Spec, new: &Spec) -> Vec<Item> {
    let both = |_: &str, old: &bool, new: &bool| {
        if old == new {
            return Vec::new();
        }
        let told = |grantable: bool| {
            let text = if grantable {
                "tokens can hold it"
            } else {
                "no token can hold it"
            };
            Some(text.to_owned())
        };
        vec![Change {
            at: String::new(),
            aspect: Aspect::Permission,
            happened: Happened::Changed,
            before: told(*old),
            after: told(*new),
            breaks_callers: *old,
            bump: Bump::Patch,
        }]
    };
    each(
        Kind::Permission,
        &permissions_of(old),
        &permissions_of(new),
        both,
    )
}

/// The errors that any endpoint may give, by id; they are shown by code.
pub(super) fn common_errors(old: &Spec, new: &Spec) -> Vec<Item> {
    let changes = errors(&old.common_errors, &new.common_errors);
    let item = |change: Change| {
        let name = change.after.clone().or_else(|| change.before.clone());
        let name = name.unwrap_or_default();
        match change.happened {
            Happened::Changed => Item::changed(Kind::Error, &name, vec![change]),
            happened => Some(Item::whole(Kind::Error, &name, happened)),
        }
    };
    changes.into_iter().filter_map(item).collect()
}

/// What differs between two lists of errors. Ids name errors; a code names a variant.
pub(super) fn errors(old: &[ErrorFact], new: &[ErrorFact]) -> Vec<Change> {
    let by_id = |errors: &[ErrorFact]| -> BTreeMap<String, ErrorFact> {
        let entry = |error: &ErrorFact| (error.id.clone(), error.clone());
        errors.iter().map(entry).collect()
    };
    let (old, new) = (by_id(old), by_id(new));
    let ids: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let change = |id: &String| {
        let (before, after) = (old.get(id), new.get(id));
        let (happened, bump) = match (before, after) {
            (None, _) => (Happened::Added, Bump::Minor),
            (_, None) => (Happened::Removed, Bump::Major),
            (Some(one), Some(other)) if one.code != other.code => {
                (Happened::Changed, Bump::Major)
            }
            (Some(one), Some(other)) if one.status != other.status => {
                (Happened::Changed, Bump::Patch)
            }
            _ => return None,
        };
        let shown = |error: &ErrorFact| {
            format!("{} ({}, {})", error.code, error.status, error.id)
        };
        Some(Change {
            at: String::new(),
            aspect: Aspect::Error,
            happened,
            before: before.map(shown),
            after: after.map(shown),
            breaks_callers: false,
            bump,
        })
    };
    ids.into_iter().filter_map(change).collect()
}
