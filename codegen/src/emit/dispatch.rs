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
            let when = endpoint
                .when
                .as_ref()
                .map_or_else(|| quote! { None }, |key| quote! { Some(#key) });
            let nulls = self
                .structure(endpoint.request)
                .into_iter()
                .flat_map(|object| &object.fields);
            let nulls = nulls
                .filter(|field| field.default == Some(serde_json::Value::Null))
                .map(|field| &field.wire);
            quote! { runtime::Entry::of::<#request>(#when, &[#(#nulls),*]) }
        });
        quote! {
            //! All endpoints by path, for tools that look them up at run time.
            use crate::runtime;
            /// All endpoints, in the order of their paths. Of two with one path, the one with a
            /// condition comes first.
            pub const ENDPOINTS: &[runtime::Entry] = &[#(#entries),*];
        }
    }
}
