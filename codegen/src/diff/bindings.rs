//! What a change means for the bindings, found from the generated code of both.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Bump, Happened};
use crate::surface::{Surface, Surfaced};

/// How two versions of the bindings differ for a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bindings {
    /// Which part of the version has to grow; none if a program can tell no difference.
    pub bump: Bump,
    /// What a program can name and that differs, by path.
    pub differences: Vec<Difference>,
}

/// Something that a program can name, and that is not the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The path: `entities::Note.text`, `endpoints::notes::Create::new`.
    pub item: String,
    /// What happened to it. What is removed or changed breaks programs.
    pub happened: Happened,
    /// Its type or signature before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its type or signature now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Compares two surfaces. All types are `#[non_exhaustive]`, so what is only added breaks
/// nothing. Of a type that came or went, only the type is listed; of a field that differs,
/// only the field, and not what sets and reads it.
#[must_use]
pub fn bindings(old: &Surface, new: &Surface) -> Bindings {
    let mut differences = Vec::new();
    for path in names(&old.types, &new.types) {
        let (one, other) = (old.types.get(path), new.types.get(path));
        let kind = |surfaced: Option<&Surfaced>| surfaced.map(|one| one.kind.clone());
        differences.extend(difference(path, kind(one), kind(other)));
        if let (Some(one), Some(other)) = (one, other) {
            members(path, &one.members, &other.members, &mut differences);
        }
    }
    Bindings {
        bump: bump(&differences),
        differences,
    }
}

fn bump(differences: &[Difference]) -> Bump {
    let bump = |difference: &Difference| match difference.happened {
        Happened::Added => Bump::Minor,
        Happened::Changed | Happened::Removed => Bump::Major,
    };
    differences.iter().map(bump).max().unwrap_or_default()
}

fn names<'a, T>(
    old: &'a BTreeMap<String, T>,
    new: &'a BTreeMap<String, T>,
) -> BTreeSet<&'a String> {
    old.keys().chain(new.keys()).collect()
}

fn members(
    path: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    differences: &mut Vec<Difference>,
) {
    for name in names(old, new) {
        let field = name
            .strip_prefix("::")
            .map(|name| format!(".{}", name.strip_prefix("clear_").unwrap_or(name)));
        if field.is_some_and(|field| old.get(&field) != new.get(&field)) {
            continue;
        }
        let (one, other) = (old.get(name).cloned(), new.get(name).cloned());
        differences.extend(difference(&format!("{path}{name}"), one, other));
    }
}

fn difference(
    item: &str,
    before: Option<String>,
    after: Option<String>,
) -> Option<Difference> {
    let happened = match (&before, &after) {
        (None, Some(_)) => Happened::Added,
        (Some(_), None) => Happened::Removed,
        (one, other) if one != other => Happened::Changed,
        _ => return None,
    };
    Some(Difference {
        item: item.to_owned(),
        happened,
        before,
        after,
    })
}
