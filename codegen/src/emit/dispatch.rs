//! Endpoints by name, for tools that put recorded traffic through the types.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;

impl Context<'_> {
    pub(super) fn dispatch(self) -> TokenStream {
        let entries = self.model.endpoints.iter().map(|endpoint| {
            let request = self.path(
                endpoint.request,
                &crate::model::Module::Entities(String::new()),
            );
            quote! { Entry::of::<#request>() }
        });
        let channels = self.model.channels.iter().map(|channel| {
            let wire = &channel.name;
            let from = crate::model::Module::Entities(String::new());
            let event = self.path(channel.events, &from);
            quote! { ChannelEntry::of::<#event>(#wire) }
        });
        let webhooks = self.model.webhooks.iter().map(|webhook| {
            let kind = &webhook.name;
            let from = crate::model::Module::Entities(String::new());
            let event = self.path(webhook.events, &from);
            quote! { ChannelEntry::of::<#event>(#kind) }
        });
        quote! {
            //! All endpoints by path, for tools that look them up at run time.
            use crate::endpoints;
            use crate::runtime::{ChannelEntry, Entry};
            /// All endpoints, in the order of their paths. Of two with one path, the one with a
            /// condition comes first.
            pub const ENDPOINTS: &[Entry] = &[#(#entries),*];
            /// All channels of the streaming API, and what is told without a subscription.
            pub const CHANNELS: &[ChannelEntry] = &[#(#channels),*];
            /// The webhooks of all kinds.
            pub const WEBHOOKS: &[ChannelEntry] = &[#(#webhooks),*];
        }
    }
}
