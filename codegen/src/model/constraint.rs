//! What a request must keep to: the limits of its schema, each with its place.
//!
//! Only what holds for every request that the schema accepts is taken. A limit that one of
//! several alternatives sets holds where the others can't be meant: where what each of
//! them must have is not there.

use super::place::{Place, Root};
use super::resolve::Resolver;
use super::types::{Constraint, Rule};
use crate::diagnostic;
use crate::schema::{Additional, Schema};

/// How deep limits are looked for; the deepest known stands at 4.
const MAX_DEPTH: usize = 16;

/// A path's step for a name that can't be one.
const NOWHERE: &str = "?[]?";

/// The limits that an endpoint's request must keep to.
pub(super) fn of(
    resolver: &mut Resolver<'_>,
    path: &str,
    request: Option<&Schema>,
) -> Vec<Constraint> {
    let Some(request) = request else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut constraints = resolver.limits("", request, 0);
    constraints.sort_by_key(|constraint| constraint.unless.len());
    for constraint in constraints {
        let known = |one: &Constraint| {
            let same = one.path == constraint.path && one.rule == constraint.rule;
            same && (one.unless.is_empty() || one.unless == constraint.unless)
        };
        if !found.iter().any(known) && resolver.is_checkable(path, &constraint) {
            found.push(constraint);
        }
    }
    found
}

impl Resolver<'_> {
    /// The limits of what stands at a path.
    fn limits(&self, path: &str, schema: &Schema, depth: usize) -> Vec<Constraint> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        if let Some(name) = &schema.reference {
            let entity = self.spec.entities.get(name);
            return entity
                .map(|entity| self.limits(path, entity, depth + 1))
                .unwrap_or_default();
        }
        let mut found = own(path, schema);
        for (name, inner) in &schema.properties {
            found.extend(self.limits(&join(path, name), inner, depth + 1));
        }
        if let Some(items) = &schema.items {
            found.extend(self.limits(&format!("{path}[]"), items, depth + 1));
        }
        if let Some(Additional::Schema(inner)) = &schema.additional {
            found.extend(self.limits(&format!("{path}{{}}"), inner, depth + 1));
        }
        for part in &schema.all_of {
            found.extend(self.limits(path, part, depth + 1));
        }
        for members in [&schema.any_of, &schema.one_of] {
            found.extend(self.alternatives(path, schema, members, depth));
        }
        if let Some(condition) = &schema.condition {
            found.extend(self.conditional(path, &condition.0, &condition.1, depth));
        }
        found
    }

    /// What holds whichever of several schemas is meant, and what holds for one where the
    /// others can't be meant.
    fn alternatives(
        &self,
        path: &str,
        whole: &Schema,
        members: &[Schema],
        depth: usize,
    ) -> Vec<Constraint> {
        let members: Vec<&Schema> =
            members.iter().filter(|member| !member.is_null()).collect();
        let limits: Vec<Vec<Constraint>> = members
            .iter()
            .map(|member| self.limits(path, member, depth + 1))
            .collect();
        let mut found: Vec<Constraint> = Vec::new();
        for (index, (member, own)) in members.iter().zip(&limits).enumerate() {
            for constraint in own {
                let lacking = (0..members.len()).filter(|&other| {
                    other != index && !limits[other].contains(constraint)
                });
                let telling: Option<Vec<String>> = lacking
                    .map(|other| telling(path, whole, members[other], member))
                    .collect();
                let Some(telling) = telling else { continue };
                let mut constraint = constraint.clone();
                constraint.unless.extend(telling);
                if !found.contains(&constraint) {
                    found.push(constraint);
                }
            }
        }
        found.extend(one_of_them(path, whole, &members));
        found
    }

    /// What holds where parameters are absent or null.
    fn conditional(
        &self,
        path: &str,
        condition: &Schema,
        then: &Schema,
        depth: usize,
    ) -> Vec<Constraint> {
        let is_plain = condition.required.is_empty()
            && condition.all_of.is_empty()
            && condition.any_of.is_empty()
            && condition.one_of.is_empty()
            && condition.properties.iter().all(|(_, one)| one.is_null());
        if condition.properties.is_empty() || !is_plain || path.contains(['[', '{']) {
            return Vec::new();
        }
        let absent: Vec<String> = condition
            .properties
            .iter()
            .map(|(name, _)| join(path, name))
            .collect();
        let needed = then
            .required
            .iter()
            .filter(|name| is_never_null(then, name));
        let needed = needed.map(|name| Constraint {
            path: path.to_owned(),
            rule: Rule::AnyOf(
                std::iter::once(join(path, name))
                    .chain(absent.iter().cloned())
                    .collect(),
            ),
            unless: Vec::new(),
        });
        let limits = self.limits(path, then, depth + 1);
        let limits = limits.into_iter().map(|mut constraint| {
            constraint.unless.extend(absent.iter().cloned());
            constraint
        });
        needed.chain(limits).collect()
    }

    /// Whether a limit can be checked, and its place be told. If not, that is reported.
    fn is_checkable(&mut self, path: &str, constraint: &Constraint) -> bool {
        let mut paths = vec![&constraint.path];
        paths.extend(&constraint.unless);
        let mut fault = None;
        match &constraint.rule {
            Rule::Pattern(pattern) => fault = pattern_fault(pattern),
            Rule::AnyOf(others) => paths.extend(others),
            _ => {}
        }
        if paths.iter().any(|path| path.contains(NOWHERE)) {
            fault = Some("a parameter's name can't be told from a path".to_owned());
        }
        let Some(fault) = fault else { return true };
        let place = diagnostic::Place {
            file: "spec",
            pointer: Place::root(Root::Request(path.to_owned())).to_string(),
        };
        let message =
            format!("a limit of `{}` can't be checked: {fault}", constraint.path);
        self.diagnostics.warning(
            &place,
            message,
            "requests that break it are not found out before they are sent",
        );
        false
    }
}

/// The limits that a schema itself sets.
fn own(path: &str, schema: &Schema) -> Vec<Constraint> {
    let limits = &schema.constraints;
    // Nothing has fewer than none.
    let least = |least: Option<u64>| least.filter(|&least| least > 0);
    let mut rules = Vec::new();
    let length = (least(limits.min_length), limits.max_length);
    if length != (None, None) {
        rules.push(Rule::Length(length.0, length.1));
    }
    let number = |limit: &Option<serde_json::Number>| limit.as_ref()?.as_f64();
    let range = (number(&limits.minimum), number(&limits.maximum));
    if range != (None, None) {
        rules.push(Rule::Range(range.0, range.1));
    }
    let elements = (least(limits.min_items), limits.max_items);
    if elements != (None, None) {
        rules.push(Rule::Elements(elements.0, elements.1));
    }
    if limits.unique_items {
        rules.push(Rule::Unique);
    }
    rules.extend(limits.pattern.clone().map(Rule::Pattern));
    let constraint = |rule| Constraint {
        path: path.to_owned(),
        rule,
        unless: Vec::new(),
    };
    rules.into_iter().map(constraint).collect()
}

/// A property's path.
fn join(path: &str, name: &str) -> String {
    // A name that reads like a path makes one that leads nowhere.
    let name = if name.contains(['.', '[', ']', '{', '}']) {
        NOWHERE
    } else {
        name
    };
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// A property without which an alternative can't be meant, and that another need not have.
fn telling(path: &str, whole: &Schema, of: &Schema, against: &Schema) -> Option<String> {
    if path.contains(['[', '{']) {
        return None;
    }
    let mut names = of.required.iter().filter(|name| {
        let is_common =
            whole.required.contains(*name) || against.required.contains(*name);
        !is_common && (is_never_null(of, name) || is_never_null(whole, name))
    });
    names.next().map(|name| join(path, name))
}

/// That something of what the alternatives ask for must be there.
fn one_of_them(path: &str, whole: &Schema, members: &[&Schema]) -> Option<Constraint> {
    if members.len() < 2 || path.contains(['[', '{']) {
        return None;
    }
    let names: Option<Vec<String>> = members
        .iter()
        .map(|member| {
            let mut names = member.required.iter().filter(|name| {
                is_never_null(member, name) || is_never_null(whole, name)
            });
            names.next().map(|name| join(path, name))
        })
        .collect();
    // Within an object that may be absent, nothing must be there.
    let mut names = names.filter(|_| path.is_empty())?;
    names.dedup();
    Some(Constraint {
        path: path.to_owned(),
        rule: Rule::AnyOf(names),
        unless: Vec::new(),
    })
}

/// Whether a property can't be null, nor a file, which is no part of the JSON.
fn is_never_null(schema: &Schema, name: &str) -> bool {
    schema.property(name).is_some_and(|inner| {
        let is_file = inner.format.as_deref() == Some("binary");
        !inner.types.is_empty() && !inner.nullable && !is_file
    })
}

/// Why a pattern can't be checked, if it can't.
fn pattern_fault(pattern: &str) -> Option<String> {
    const MAX_LENGTH: usize = 500;
    if pattern.len() > MAX_LENGTH {
        return Some(format!("it is longer than {MAX_LENGTH} bytes"));
    }
    regress::Regex::with_flags(pattern, "u")
        .err()
        .map(|error| error.to_string())
}
