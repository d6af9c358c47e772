//! Errors: each is its code and id.

use crate::document::Document;
use crate::release::Span;
use crate::spec::ErrorFact;

/// What an error is, whatever status it comes with.
fn is_same(one: &ErrorFact, other: &ErrorFact) -> bool {
    one.code == other.code && one.id == other.id
}

/// An error that every endpoint of one release declares, and not every endpoint of the
/// other, is an endpoint's own error in both.
pub(super) fn share_errors(older: &mut Document, newer: &mut Document) {
    let shared = |document: &Document, error: &ErrorFact| {
        document.common_errors.iter().any(|one| is_same(one, error))
    };
    let only = |one: &Document, other: &Document| -> Vec<ErrorFact> {
        let own = one
            .common_errors
            .iter()
            .filter(|error| !shared(other, error));
        own.cloned().collect()
    };
    let (only_older, only_newer) = (only(older, newer), only(newer, older));
    for (document, errors) in [(older, only_older), (newer, only_newer)] {
        document
            .common_errors
            .retain(|error| !errors.contains(error));
        for endpoint in document.endpoints.values_mut() {
            endpoint.errors.extend(errors.iter().cloned());
            endpoint.errors.sort();
            endpoint.errors.dedup();
        }
    }
}

/// The errors that every endpoint of both declares.
pub(super) fn errors(older: &Document, newer: &Document) -> Vec<ErrorFact> {
    both(&older.common_errors, &newer.common_errors, "", "")
}

/// The errors of both: the newer status and kind, and since and until when.
pub(super) fn both(
    older: &[ErrorFact],
    newer: &[ErrorFact],
    before: &str,
    now: &str,
) -> Vec<ErrorFact> {
    let known = |error: &ErrorFact| older.iter().find(|one| is_same(one, error));
    let current = newer.iter().map(|error| ErrorFact {
        span: known(error).map_or_else(|| Span::since(now), |one| one.span.continued()),
        ..error.clone()
    });
    let gone = older
        .iter()
        .filter(|error| !newer.iter().any(|one| is_same(one, error)))
        .map(|error| ErrorFact {
            span: error.span.ended(before),
            ..error.clone()
        });
    let mut errors: Vec<ErrorFact> = current.chain(gone).collect();
    errors.sort();
    errors
}
