//! What both specs tell.

use crate::spec::{Facts, Spec, Streaming};

/// Copies of both specs without what only one of them can tell. A server's document has
/// neither the streaming API nor the facts from outside: that they are missing in one
/// does not mean that the server has lost them.
#[must_use]
pub fn common_ground(old: &Spec, new: &Spec) -> (Spec, Spec) {
    let (mut old, mut new) = (old.clone(), new.clone());
    let silent = |spec: &Spec| spec.streaming == Streaming::default();
    if silent(&old) || silent(&new) {
        old.streaming = Streaming::default();
        new.streaming = Streaming::default();
    }
    meet(&mut old.facts, &mut new.facts);
    (old, new)
}

fn meet(old: &mut Facts, new: &mut Facts) {
    if old.endpoints.is_empty() || new.endpoints.is_empty() {
        old.endpoints.clear();
        new.endpoints.clear();
    }
    if old.permissions.is_empty() || new.permissions.is_empty() {
        old.permissions.clear();
        new.permissions.clear();
    }
    for facts in [old, new] {
        facts.availability = Default::default();
        facts.order.clear();
    }
}
