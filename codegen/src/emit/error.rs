//! The errors of an endpoint, and those of all.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Endpoint, ErrorVariant};

impl Context<'_> {
    /// The name of an endpoint's error type, and its definition if it has errors of its own.
    pub(super) fn errors(self, endpoint: &Endpoint) -> (TokenStream, TokenStream) {
        if endpoint.errors.is_empty() {
            return (quote! { runtime::CommonError }, TokenStream::new());
        }
        let name = names::ident(&format!("{}Error", endpoint.name));
        let about = format!("The errors of {} by id.", docs::code(&endpoint.path));
        let variants = declared(&endpoint.errors);
        let lookups = lookups(&endpoint.errors);
        let definition = quote! {
            #[doc = #about]
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum #name {
                #variants
                /// One that any endpoint may give, or that these bindings don't know.
                Common(runtime::CommonError),
            }
            impl runtime::ErrorEnum for #name {
                #lookups
                #[inline]
                fn common(error: runtime::CommonError) -> Self { Self::Common(error) }
            }
        };
        (quote! { #name }, definition)
    }

    /// The errors that any endpoint may give.
    pub(super) fn common_errors(self) -> TokenStream {
        let variants = declared(&self.model.common_errors);
        let lookups = lookups(&self.model.common_errors);
        quote! {
            //! The errors that any endpoint may give.
            use crate::runtime;
            /// An error that any endpoint may give.
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum CommonError {
                #variants
                /// One that these bindings don't know.
                Other(runtime::OtherError),
            }
            impl runtime::ErrorEnum for CommonError {
                #lookups
                #[inline]
                fn common(error: Self) -> Self { error }
            }
        }
    }
}

fn idents(errors: &[ErrorVariant]) -> Vec<Ident> {
    errors
        .iter()
        .map(|error| names::ident(&error.ident))
        .collect()
}

fn declared(errors: &[ErrorVariant]) -> TokenStream {
    let idents = idents(errors);
    let abouts = errors.iter().map(docs::error);
    quote! { #(#[doc = #abouts] #idents,)* }
}

/// The errors by id and by code. No id is the code of another error: most are UUIDs.
fn lookups(errors: &[ErrorVariant]) -> TokenStream {
    // Of errors that share a code, the one that is named after it stands for it.
    let mut seen = BTreeSet::new();
    let mut named_first: Vec<&ErrorVariant> = errors.iter().collect();
    named_first.sort_by_key(|error| !is_named_after_code(error));
    let mut first: Vec<&ErrorVariant> = named_first
        .into_iter()
        .filter(|error| seen.insert(&error.code))
        .collect();
    first.sort_by(|one, other| one.code.cmp(&other.code));
    let by_id = errors.iter().map(|error| (&error.id, error));
    let by_code = first.into_iter().map(|error| (&error.code, error));
    let mut seen = BTreeSet::new();
    let arms = by_id
        .chain(by_code)
        .filter(|(name, _)| seen.insert(*name))
        .map(|(name, error)| {
            let ident = names::ident(&error.ident);
            quote! { #name => Self::#ident, }
        });
    quote! {
        #[inline]
        fn known(name: &str) -> Option<Self> {
            let known = match name { #(#arms)* _ => return None, };
            Some(known)
        }
    }
}

fn is_named_after_code(error: &ErrorVariant) -> bool {
    error
        .ident
        .eq_ignore_ascii_case(&error.code.replace('_', ""))
}
