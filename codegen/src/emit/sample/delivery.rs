//! Samples of what webhooks are sent: an event, and what stands around it.

use quote::quote;

use super::{One, raw, readable, value};
use crate::emit::Context;

impl Context<'_> {
    /// The samples of whole deliveries, by place.
    pub(super) fn deliveries(self, texts: &[Option<String>]) -> Vec<(String, One)> {
        let webhooks = self.model.webhooks.iter();
        let samples = webhooks.filter_map(|webhook| {
            let (path, user) = match webhook.name.as_str() {
                "user" => (quote! { crate::webhook::UserDelivery }, true),
                "system" => (quote! { crate::webhook::SystemDelivery }, false),
                _ => return None,
            };
            let text = readable(&around(texts[webhook.events.0].as_deref()?, user))?;
            let sample = One {
                gate: quote! { #[cfg(feature = "webhook")] },
                text: raw(&text),
                made: quote! { #path::made },
                path,
            };
            Some((format!("webhook {}", webhook.name), sample))
        });
        samples.collect()
    }
}

/// An event with what the server puts around it.
fn around(event: &str, user: bool) -> String {
    let server = "https://misskey.example";
    let whose = if user {
        format!(r#""userId":"{}","#, value::id("User"))
    } else {
        String::new()
    };
    let hook = value::id(if user { "UserWebhook" } else { "SystemWebhook" });
    let time = value::MILLISECONDS_SINCE_1970;
    format!(
        r#"{{"server":"{server}","hookId":"{hook}",{whose}"eventId":"{}","createdAt":{time},{}"#,
        value::UUID,
        event.trim_start_matches('{'),
    )
}
