//! Which endpoints may be called twice without harm, and why, as `spec/repeatable.toml`
//! states it.
//!
//! A call whose outcome is unknown is only ever repeated where a rule says that it may be.
//! Rules are tried in their order, and the first that fits decides. An endpoint that no
//! rule decides is not repeatable.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::{Diagnostics, Place};
use crate::modelling::fits;
use crate::spec::Endpoint;

/// The file with the rules.
pub const FILE: &str = "repeatable.toml";

/// The rules, in their order.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Repeatable {
    /// The rules.
    rule: Vec<Rule>,
    /// Whether the rules were made for the spec that is generated from. Then they must
    /// decide every endpoint, and each must decide one.
    #[serde(skip)]
    pub is_own: bool,
    /// Whether the file is none: then nothing is decided, which is told already.
    #[serde(skip)]
    unreadable: bool,
    /// Where the lines of the file begin.
    #[serde(skip)]
    lines: Vec<usize>,
}

/// What some endpoints do when they are called twice.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What kind of effect they have.
    pub class: Class,
    /// Why; it reads on from "repeatable, since", or from "not repeatable, since".
    pub reason: String,
    /// The endpoints, with `*` for any text.
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    /// Those that answer GET are among them.
    #[serde(default)]
    get: bool,
}

/// What a call leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Nothing, or nothing that a second call would not leave too.
    Reads,
    /// The same after two calls as after one, and both are told so.
    Sets,
    /// Something of its own with each call, or an error if it is called twice.
    Acts,
}

impl Class {
    /// Whether a call may be repeated when nobody knows what became of it.
    #[must_use]
    pub fn is_repeatable(self) -> bool {
        self != Self::Acts
    }
}

impl Repeatable {
    /// Reads the rules.
    pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Self {
        let line_ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines: Vec<usize> = std::iter::once(0).chain(line_ends).collect();
        let help = "spec/README.md describes the rules";
        let parsed: Result<Self, _> = toml::from_str(text);
        let mut rules = parsed.unwrap_or_else(|error: toml::de::Error| {
            let line = line_of(&lines, error.span().map_or(0, |span| span.start));
            diagnostics.error(&Place::line(file, line), error.message(), help);
            Self {
                unreadable: true,
                ..Self::default()
            }
        });
        for rule in &rules.rule {
            if rule.reason.trim().is_empty() {
                let start = rule.paths.first().map_or(0, |path| path.span().start);
                let place = Place::line(file, line_of(&lines, start));
                diagnostics.error(&place, "the rule has no reason", help);
            }
        }
        rules.lines = lines;
        rules
    }

    /// The rule that decides an endpoint.
    #[must_use]
    pub fn decide(&self, path: &str, endpoint: &Endpoint) -> Option<&Rule> {
        self.find(path, endpoint).map(|(rule, _)| &self.rule[rule])
    }

    /// The first rule that fits, and the first of its patterns that does; none if it fits
    /// by what the endpoint answers.
    fn find(&self, path: &str, endpoint: &Endpoint) -> Option<(usize, Option<usize>)> {
        let fitting = |(index, rule): (usize, &Rule)| {
            let mut patterns = rule.paths.iter();
            let pattern = patterns.position(|pattern| fits(pattern.get_ref(), path));
            let fits = pattern.is_some() || (rule.get && endpoint.get);
            fits.then_some((index, pattern))
        };
        self.rule.iter().enumerate().find_map(fitting)
    }

    /// Rules that are the spec's own decide each endpoint, and each of their patterns
    /// decides one.
    pub(crate) fn check(
        &self,
        endpoints: &BTreeMap<String, Endpoint>,
        diagnostics: &mut Diagnostics,
    ) {
        if !self.is_own || self.unreadable {
            return;
        }
        let mut used = BTreeSet::new();
        for (path, endpoint) in endpoints {
            if let Some(found) = self.find(path, endpoint) {
                used.insert(found);
                continue;
            }
            let message = format!("no rule says whether `{path}` may be called twice");
            let help = "add it to the rule that fits, or write one with its reason";
            diagnostics.error(&Place::root(FILE), message, help);
        }
        for (index, rule) in self.rule.iter().enumerate() {
            for (number, pattern) in rule.paths.iter().enumerate() {
                if !used.contains(&(index, Some(number))) {
                    self.report_idle(pattern, diagnostics);
                }
            }
        }
    }

    fn report_idle(&self, pattern: &Spanned<String>, diagnostics: &mut Diagnostics) {
        let place = Place::line(FILE, line_of(&self.lines, pattern.span().start));
        let message = format!("`{}` decides no endpoint", pattern.get_ref());
        let help = "delete it, or move it before the rule that decides what it should";
        diagnostics.error(&place, message, help);
    }
}

fn line_of(lines: &[usize], offset: usize) -> usize {
    lines.partition_point(|&start| start <= offset).max(1)
}
