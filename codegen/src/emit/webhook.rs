//! Webhooks: their events.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Module, TypeDef};

impl Context<'_> {
    /// The files of the webhooks.
    pub(super) fn webhooks(self, sources: &mut BTreeMap<String, TokenStream>) {
        let kinds = self.model.webhooks.iter().map(|webhook| &webhook.name);
        let modules = kinds.clone().map(|kind| names::ident(kind));
        let modules = quote! { #(pub mod #modules;)* };
        let about = "What webhooks are told, by who registers them.";
        sources.insert(
            "webhooks.rs".to_owned(),
            super::with_imports(about, &modules, &TokenStream::new()),
        );
        for kind in kinds {
            let here = Module::Webhooks(kind.clone());
            let types = self.model.types.iter();
            let types: Vec<&TypeDef> = types.filter(|one| one.module == here).collect();
            let about = format!("What {} webhooks are told.", docs::code(kind));
            sources.insert(
                format!("webhooks/{kind}.rs"),
                super::with_imports(
                    &about,
                    &TokenStream::new(),
                    &self.definitions(types),
                ),
            );
        }
    }
}
