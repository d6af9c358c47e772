//! The errors of an endpoint, and those of all.

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
        let table = table(&endpoint.errors);
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
                const KNOWN: &'static [runtime::KnownError<Self>] = #table;
                fn common(error: runtime::CommonError) -> Self { Self::Common(error) }
            }
        };
        (quote! { #name }, definition)
    }

    /// The errors that any endpoint may give.
    pub(super) fn common_errors(self) -> TokenStream {
        let variants = declared(&self.model.common_errors);
        let table = table(&self.model.common_errors);
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
                const KNOWN: &'static [runtime::KnownError<Self>] = #table;
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
    let abouts = errors
        .iter()
        .map(|error| format!("{}, status {}.", docs::code(&error.code), error.status));
    quote! { #(#[doc = #abouts] #idents,)* }
}

fn table(errors: &[ErrorVariant]) -> TokenStream {
    let idents = idents(errors);
    let ids = errors.iter().map(|error| &error.id);
    let codes = errors.iter().map(|error| &error.code);
    quote! { &[#(runtime::KnownError { id: #ids, code: #codes, error: Self::#idents }),*] }
}
