//! The page that lists what can be anything.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Module, Open};

impl Context<'_> {
    /// The page: places by reason.
    pub(super) fn open(self) -> TokenStream {
        let mut by_reason: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for open in &self.model.open {
            by_reason
                .entry(&open.reason)
                .or_default()
                .insert(self.shown(open));
        }
        let mut lines = vec![
            "What can be anything, and why it is no narrower.".to_owned(),
            String::new(),
            "These places hold `serde_json::Value` or [`JsonObject`](crate::JsonObject)."
                .to_owned(),
        ];
        for (reason, places) in by_reason {
            lines.push(String::new());
            lines.push(format!("Since {}:", docs::prose(reason)));
            lines.extend(
                places
                    .into_iter()
                    .map(|place| format!("- {}", docs::code(&place))),
            );
        }
        let lines = lines.iter().map(quote::ToTokens::to_token_stream);
        quote! { #(#![doc = #lines])* }
    }

    /// A place as its user writes it: `entities::QueueJob::data`.
    fn shown(self, open: &Open) -> String {
        let definition = &self.model.types[open.owner];
        let mut path: Vec<String> = match &definition.module {
            Module::Entities(_) => vec!["entities".to_owned()],
            Module::Endpoints(prefix) => names::path(self.modelling, prefix),
            Module::Channels(None) => vec!["channels".to_owned()],
            Module::Channels(Some(channel)) => {
                vec!["channels".to_owned(), self.channel_module(channel)]
            }
            Module::Webhooks(kind) => vec!["webhook".to_owned(), kind.clone()],
        };
        path.push(definition.name.clone());
        let part = open.part.as_ref();
        path.extend(part.map(|part| part.trim_start_matches("r#").to_owned()));
        path.join("::")
    }
}
