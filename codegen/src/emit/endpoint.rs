//! Endpoints: a request, what it answers, and what is known of it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Endpoint, Module, PagedBy, Paging, Presence, TypeRef};
use crate::spec::{Credential, RateLimit};

impl Context<'_> {
    /// A request's structure, its endpoint, and the endpoint's errors.
    pub(super) fn endpoint(self, endpoint: &Endpoint) -> TokenStream {
        let definition = self.get(endpoint.request);
        let Some(object) = self.structure(endpoint.request) else {
            return TokenStream::new();
        };
        let about = docs::endpoint(self.model, endpoint);
        let about = docs::lines(&about);
        let alias = docs::alias(&endpoint.path, &endpoint.name);
        let about = quote! { #about #alias };
        let gone = docs::gone(self.model, &endpoint.period, "has");
        let request = self.object(definition, object, &about, gone.as_deref());
        let name = names::ident(&endpoint.name);
        let module = &definition.module;
        let response = self.kind(&endpoint.response, module);
        let (error, errors) = self.errors(endpoint);
        let meta = self.meta(endpoint);
        let paged = self.paged(endpoint, module);
        let upload = object.fields.iter().find(|field| field.kind == TypeRef::Upload).map(|field| {
            let (ident, wire) = (names::ident(&field.ident), &field.wire);
            let held = if field.presence == Presence::Required {
                quote! { Some((#wire, &self.#ident)) }
            } else {
                quote! { Some((#wire, self.#ident.as_ref()?)) }
            };
            quote! {
                fn upload(&self) -> Option<(&'static str, &runtime::Upload)> { #held }
            }
        });
        quote! {
            #request
            impl runtime::Endpoint for #name {
                type Response = #response;
                type Error = #error;
                const META: &'static runtime::Meta = &#meta;
                #upload
            }
            #paged
            #errors
        }
    }

    /// That an endpoint answers page by page.
    fn paged(self, endpoint: &Endpoint, module: &Module) -> Option<TokenStream> {
        let Paging::Pages { by, item, limit } = &endpoint.paging else {
            return None;
        };
        let name = names::ident(&endpoint.name);
        let item = self.kind(item, module);
        let by = names::ident(match by {
            PagedBy::Ids => "by_ids",
            PagedBy::UntilId => "by_until_id",
            PagedBy::Offset => "by_offset",
        });
        let limit = option(limit.as_ref());
        Some(quote! {
            impl runtime::Paged for #name {
                type Item = #item;
                const PAGING: runtime::Paging = runtime::Paging::#by(#limit);
            }
        })
    }

    fn meta(self, endpoint: &Endpoint) -> TokenStream {
        let path = &endpoint.path;
        let credential = match endpoint.credential {
            Credential::None => quote! { runtime::Credential::None },
            Credential::Optional => quote! { runtime::Credential::Optional },
            Credential::Required => quote! { runtime::Credential::Required },
        };
        let permission = endpoint.permission.as_ref().and_then(|name| {
            self.model.permissions.iter().find(|one| one.name == *name)
        });
        let permission = permission.map(|permission| {
            let ident = names::ident(&permission.ident);
            quote! { runtime::Permission::#ident }
        });
        let role = if endpoint.facts.require_admin {
            quote! { runtime::Role::Administrator }
        } else if endpoint.facts.require_moderator {
            quote! { runtime::Role::Moderator }
        } else {
            quote! { runtime::Role::Any }
        };
        let role_policy = option(endpoint.facts.required_role_policy.as_ref());
        let rate_limit = option(endpoint.facts.limit.as_ref().map(rate_limit));
        let since = option(endpoint.period.since.as_ref());
        let until = option(endpoint.period.until.as_ref());
        let cache = option(endpoint.facts.cache_sec.map(u64::from));
        let permission = option(permission);
        let (internal, get, multipart, reads, repeatable) = (
            endpoint.internal,
            endpoint.get,
            endpoint.multipart,
            endpoint.reads,
            endpoint.repeatable,
        );
        let told_by = option(endpoint.when.as_ref());
        let nulls = self
            .structure(endpoint.request)
            .into_iter()
            .flat_map(|object| &object.fields);
        let nulls = nulls
            .filter(|field| field.default == Some(serde_json::Value::Null))
            .map(|field| &field.wire);
        quote! {
            runtime::Meta {
                path: #path,
                credential: #credential,
                permission: #permission,
                internal: #internal,
                role: #role,
                role_policy: #role_policy,
                rate_limit: #rate_limit,
                get: #get,
                cache_seconds: #cache,
                multipart: #multipart,
                reads: #reads,
                repeatable: #repeatable,
                since: #since,
                until: #until,
                told_by: #told_by,
                null_is_absent: &[#(#nulls),*],
            }
        }
    }
}

pub(super) fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    value.map_or_else(|| quote! { None }, |value| quote! { Some(#value) })
}

fn rate_limit(limit: &RateLimit) -> TokenStream {
    let window = option(limit.duration);
    let max = option(limit.max);
    let interval = option(limit.min_interval);
    let key = option(limit.key.as_ref());
    quote! {
        runtime::RateLimit { window_ms: #window, max: #max, min_interval_ms: #interval, key: #key }
    }
}
