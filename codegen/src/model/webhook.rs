//! Webhooks: what servers post to addresses that were registered with them.

use super::channel::messages;
use super::place::{Place, Root};
use super::resolve::Resolver;
use super::types::{Shape, TypeDef, Webhook};

/// The kinds of ids that stand around every event, whatever else a spec has.
const IDS: &[&str] = &["SystemWebhook", "User", "UserWebhook"];

/// Resolves all webhooks.
pub(super) fn all(resolver: &mut Resolver<'_>) -> Vec<Webhook> {
    let webhooks = &resolver.spec.webhooks;
    resolver.ids.extend(IDS.iter().map(|&kind| kind.to_owned()));
    let kinds = [("system", &webhooks.system), ("user", &webhooks.user)];
    let kinds = kinds.map(|(name, told)| {
        let place = Place::root(Root::Webhook(name.to_owned()));
        Webhook {
            name: name.to_owned(),
            // Of which release has which, nothing is known.
            events: messages(resolver, &place, told, ""),
        }
    });
    kinds.into()
}

/// How many events the webhooks have.
pub(super) fn count(webhooks: &[Webhook], types: &[TypeDef]) -> usize {
    let events = webhooks
        .iter()
        .map(|webhook| &types[webhook.events.0].shape);
    let events = events.map(|shape| match shape {
        Shape::Messages(messages) => messages.len(),
        _ => 0,
    });
    events.sum()
}
