//! The channels of the streaming API: subscriptions, and what is told and said.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::endpoint::option;
use super::{Context, docs, names};
use crate::model::{Channel, Message, Module, TypeDef, TypeRef};
use crate::spec::Credential;

impl<'a> Context<'a> {
    /// The files of the channels.
    pub(super) fn channels(self, sources: &mut BTreeMap<String, TokenStream>) {
        let mut types: BTreeMap<&str, Vec<&'a TypeDef>> = BTreeMap::new();
        for definition in &self.model.types {
            if let Module::Channels(Some(channel)) = &definition.module {
                types.entry(channel).or_default().push(definition);
            }
        }
        let mut body = TokenStream::new();
        let listed = self
            .model
            .channels
            .iter()
            .map(|channel| self.channel_module(&channel.name));
        let listed: BTreeSet<String> = listed.collect();
        let listed = listed.iter().map(|module| names::ident(module));
        let modules = quote! { #(pub mod #listed;)* };
        for channel in &self.model.channels {
            body.extend(self.subscription(channel));
            let shown = docs::code(&channel.name);
            let about = match channel.params {
                Some(_) => format!("What the channel {shown} tells."),
                None => docs::in_one_line(
                    channel.about.as_ref(),
                    format!("Told without a subscription: {shown}."),
                ),
            };
            let inner = self
                .definitions(types.remove(channel.name.as_str()).unwrap_or_default());
            let file = format!("channels/{}.rs", self.channel_module(&channel.name));
            sources.insert(
                file,
                super::with_imports(&about, &TokenStream::new(), &inner),
            );
        }
        let about = "The channels of the streaming API: each is a type, whose value is a subscription.";
        sources.insert(
            "channels.rs".to_owned(),
            super::with_imports(about, &modules, &body),
        );
    }

    pub(super) fn channel_module(self, channel: &str) -> String {
        names::module(self.modelling, channel)
    }

    /// The names under which the runtime knows what is told without a subscription. They
    /// are there for every server, also for one of which nothing is known.
    pub(super) fn told(self) -> TokenStream {
        let event = |name: &str| {
            let told = |one: &&Channel| one.params.is_none() && one.name == name;
            self.model.channels.iter().find(told).map_or_else(
                || quote! { crate::OtherMessage },
                |channel| self.path(channel.events, &Module::Channels(None)),
            )
        };
        let (capture, broadcast) = (event("noteCapture"), event("broadcast"));
        let id = if self.model.ids.contains("Note") {
            quote! { ids::NoteId }
        } else {
            quote! { crate::Id<()> }
        };
        quote! {
            /// What is told to all.
            #[cfg(feature = "streaming")]
            pub(crate) type BroadcastEvent = #broadcast;
            /// What is told of notes that are captured.
            #[cfg(feature = "streaming")]
            pub(crate) type CaptureEvent = #capture;
            /// The ids of notes that are captured.
            #[cfg(feature = "streaming")]
            pub(crate) type CaptureId = #id;
        }
    }

    /// A subscription's structure, and what is known of its channel.
    fn subscription(self, channel: &Channel) -> TokenStream {
        let Some(params) = channel.params else {
            return TokenStream::new();
        };
        let definition = self.get(params);
        let Some(object) = self.structure(params) else {
            return TokenStream::new();
        };
        let about = docs::channel(self.model, channel);
        let alias = docs::alias(&channel.name, &definition.name);
        let about = docs::lines(&about);
        let about = quote! { #about #alias };
        let structure = self.object(definition, object, &about, None);
        let name = names::ident(&definition.name);
        let wire = &channel.name;
        let event = self.path(channel.events, &definition.module);
        let message = channel.messages.map_or_else(
            || quote! { runtime::NoMessage },
            |messages| self.path(messages, &definition.module),
        );
        let credential = channel.facts.credential == Credential::Required;
        let permission = channel.facts.permission.as_ref();
        let permission = permission.and_then(|name| {
            self.model.permissions.iter().find(|one| one.name == *name)
        });
        let permission = permission.map_or_else(
            || quote! { None },
            |permission| {
                let ident = names::ident(&permission.ident);
                quote! { Some(runtime::Permission::#ident) }
            },
        );
        let shared = channel.facts.shared;
        let backfill = channel
            .facts
            .backfill
            .as_ref()
            .map_or_else(|| quote! { None }, |path| quote! { Some(#path) });
        let told = channel.facts.events.keys();
        let since = option(channel.period.since.as_ref());
        let until = option(channel.period.until.as_ref());
        quote! {
            #structure
            impl runtime::Channel for #name {
                type Event = #event;
                type Message = #message;
                const META: &'static runtime::ChannelMeta = &runtime::ChannelMeta {
                    name: #wire,
                    credential: #credential,
                    permission: #permission,
                    shared: #shared,
                    events: &[#(#told),*],
                    backfill: #backfill,
                    since: #since,
                    until: #until,
                };
            }
        }
    }

    /// One of several messages.
    pub(super) fn messages(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        messages: &[Message],
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let module = &definition.module;
        let shown = &definition.name;
        let variants = messages.iter().map(|message| {
            let ident = names::ident(&message.ident);
            let about =
                docs::part(message.about.as_ref(), &message.wire, &message.period);
            let body = message.body.as_ref().map(|body| {
                let body = self.kind(&self.held_body(body), module);
                quote! { (#body) }
            });
            quote! { #about #ident #body, }
        });
        let reads = messages.iter().filter_map(|message| {
            message.body.as_ref()?;
            let (ident, wire) = (names::ident(&message.ident), &message.wire);
            Some(quote! { #wire => Self::#ident(runtime::body(value)?), })
        });
        let units = messages
            .iter()
            .filter(|message| message.body.is_none())
            .map(|message| {
                let (ident, wire) = (names::ident(&message.ident), &message.wire);
                quote! { #wire => Some(Self::#ident), }
            });
        let kinds = messages.iter().map(|message| {
            let (ident, wire) = (names::ident(&message.ident), &message.wire);
            let body = message.body.as_ref().map(|_| quote! { (_) });
            quote! { Self::#ident #body => #wire, }
        });
        let writes = messages.iter().map(|message| {
            let ident = names::ident(&message.ident);
            match message.body {
                Some(_) => {
                    quote! { Self::#ident(body) => runtime::write_body(out, body), }
                }
                None => quote! { Self::#ident => runtime::write_body(out, &()), },
            }
        });
        let units: Vec<TokenStream> = units.collect();
        let without_body = if units.is_empty() {
            quote! { let _ = kind; None }
        } else {
            quote! { match kind { #(#units)* _ => None, } }
        };
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#variants)*
                /// One that these bindings don't know, with all that it holds.
                Other(runtime::OtherMessage),
            }
            impl runtime::Message for #name {
                const NAME: &'static str = #shown;
                #[inline]
                fn without_body(kind: &str) -> Option<Self> { #without_body }
                fn read<'de, A: runtime::MapAccess<'de>>(kind: &str, value: &mut A) -> Result<Self, A::Error> {
                    let message = match kind {
                        #(#reads)*
                        other => Self::Other(runtime::OtherMessage::read(other, value)?),
                    };
                    Ok(message)
                }
                #[inline]
                fn other(other: runtime::OtherMessage) -> Self { Self::Other(other) }
                #[inline]
                fn kind(&self) -> &str {
                    match self { #(#kinds)* Self::Other(other) => other.kind(), }
                }
                fn write<M: runtime::SerializeMap>(&self, out: &mut M) -> Result<(), M::Error> {
                    match self { #(#writes)* Self::Other(other) => runtime::write_body(out, other.body()), }
                }
            }
            runtime::message!(#name);
        }
    }

    /// A message's body: what is large is behind a pointer.
    pub(super) fn held_body(self, body: &TypeRef) -> TypeRef {
        match body {
            TypeRef::Named(_) => TypeRef::Boxed(Box::new(body.clone())),
            other => other.clone(),
        }
    }
}
