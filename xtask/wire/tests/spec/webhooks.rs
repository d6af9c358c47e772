//! What is kept by hand of webhooks, against what the server's document says of them.

use std::collections::BTreeSet;

use misskey_codegen::schema::Schema;
use misskey_codegen::spec::Messages;

use crate::committed;

#[test]
fn every_event_that_a_webhook_can_be_registered_for_is_described() {
    let spec = committed::spec();
    for (entity, told) in [
        ("UserWebhook", &spec.webhooks.user),
        ("SystemWebhook", &spec.webhooks.system),
    ] {
        let described: BTreeSet<&String> = Messages::keys(told).collect();
        assert_eq!(described, events(&spec.entities[entity]), "{entity}");
    }
}

/// The events that a registered webhook may have.
fn events(webhook: &Schema) -> BTreeSet<&String> {
    let mut properties = webhook.properties.iter();
    let on = properties.find(|(name, _)| name == "on");
    let event = on.and_then(|(_, on)| on.items.as_ref());
    event.expect("a webhook has events").values.iter().collect()
}
