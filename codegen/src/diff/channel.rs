//! Channels of the streaming API.

use std::collections::BTreeSet;

use super::rest::each;
use super::shape::{Comparison, Pair, Way};
use super::{Aspect, Bump, Change, Happened, Item, Kind};
use crate::spec::{Channel, Credential, Messages};

/// The channels, and what is told without a subscription.
pub(super) fn compare(pair: Pair<'_>) -> Vec<Item> {
    let (old, new) = (&pair.old.streaming, &pair.new.streaming);
    let mut items = each(
        Kind::Channel,
        &old.channels,
        &new.channels,
        |_, old, new| channel(pair, old, new),
    );
    let told = [
        ("(note capture)", &old.note_capture, &new.note_capture),
        ("(broadcast)", &old.broadcast, &new.broadcast),
    ];
    for (name, old, new) in told {
        let changes = messages(pair, Way::RECEIVED, Aspect::Event, old, new);
        items.extend(Item::changed(Kind::Channel, name, changes));
    }
    items
}

fn channel(pair: Pair<'_>, old: &Channel, new: &Channel) -> Vec<Change> {
    let mut comparison = Comparison::new(pair, Way::SENT);
    let needs = |channel: &Channel| channel.credential == Credential::Required;
    let credential = |channel: &Channel| {
        Some(if needs(channel) { "required" } else { "none" }.to_owned())
    };
    comparison.fact(
        Aspect::Credential,
        credential(old),
        credential(new),
        needs(new),
    );
    comparison.fact(
        Aspect::Permission,
        old.permission.clone(),
        new.permission.clone(),
        new.permission.is_some(),
    );
    let shared = |shared: bool| Some(if shared { "once" } else { "often" }.to_owned());
    comparison.fact(
        Aspect::Shared,
        shared(old.shared),
        shared(new.shared),
        new.shared,
    );
    comparison.fact(
        Aspect::Backfill,
        old.backfill.clone(),
        new.backfill.clone(),
        false,
    );
    comparison.whole("params", &old.params, &new.params);
    let mut changes = comparison.changes;
    changes.extend(messages(
        pair,
        Way::RECEIVED,
        Aspect::Event,
        &old.events,
        &new.events,
    ));
    changes.extend(messages(
        pair,
        Way::SENT,
        Aspect::Message,
        &old.sends,
        &new.sends,
    ));
    changes
}

fn messages(
    pair: Pair<'_>,
    way: Way,
    aspect: Aspect,
    old: &Messages,
    new: &Messages,
) -> Vec<Change> {
    let mut comparison = Comparison::new(pair, way);
    let folder = if aspect == Aspect::Event {
        "events"
    } else {
        "sends"
    };
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let at = format!("{folder}.{name}");
        match (old.get(name), new.get(name)) {
            (Some(Some(one)), Some(Some(other))) => comparison.whole(&at, one, other),
            (Some(None), Some(None)) => {}
            (Some(one), Some(other)) => {
                let shown = |body: &Option<_>| {
                    Some(if body.is_some() { "a body" } else { "no body" }.to_owned())
                };
                comparison.add(
                    &at,
                    Aspect::Body,
                    (shown(one), shown(other)),
                    other.is_none(),
                    Bump::Major,
                );
            }
            (one, _) => comparison.changes.push(Change {
                at,
                aspect,
                happened: if one.is_some() {
                    Happened::Removed
                } else {
                    Happened::Added
                },
                before: None,
                after: None,
                breaks_callers: one.is_some(),
                bump: if one.is_some() {
                    Bump::Major
                } else {
                    Bump::Minor
                },
            }),
        }
    }
    comparison.changes
}
