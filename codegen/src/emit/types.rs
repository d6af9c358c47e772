//! Types of the model as they are written.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Module, Shape, TypeDef, TypeId, TypeRef, Variant};

impl<'a> Context<'a> {
    pub(super) fn get(self, id: TypeId) -> &'a TypeDef {
        &self.model.types[id.0]
    }

    /// The path to a named type from a module.
    pub(super) fn path(self, id: TypeId, from: &Module) -> TokenStream {
        let definition = self.get(id);
        let name = names::ident(&definition.name);
        if &definition.module == from {
            return quote! { #name };
        }
        match &definition.module {
            Module::Entities(_) => quote! { entities::#name },
            Module::Channels(Some(channel)) => {
                let module = names::ident(&self.channel_module(channel));
                quote! { crate::channels::#module::#name }
            }
            Module::Webhooks(kind) => {
                let module = names::ident(kind);
                quote! { crate::webhook::#module::#name }
            }
            Module::Channels(None) => quote! { crate::channels::#name },
            Module::Endpoints(prefix) => {
                let path = names::path(self.modelling, prefix);
                let path = path.iter().map(|segment| names::ident(segment));
                quote! { #(#path::)*#name }
            }
        }
    }

    /// What something holds.
    pub(super) fn kind(self, kind: &TypeRef, from: &Module) -> TokenStream {
        match kind {
            TypeRef::Unit => quote! { () },
            TypeRef::Boolean => quote! { bool },
            TypeRef::Integer => quote! { i64 },
            TypeRef::Number => quote! { f64 },
            TypeRef::Text => quote! { String },
            TypeRef::Secret => quote! { runtime::Secret },
            TypeRef::Timestamp => quote! { runtime::Timestamp },
            TypeRef::Id(kind) => {
                let alias = names::id_alias(kind);
                quote! { ids::#alias }
            }
            TypeRef::Json => quote! { runtime::Value },
            TypeRef::JsonObject => quote! { runtime::JsonObject },
            TypeRef::Upload => quote! { runtime::Upload },
            TypeRef::List(inner) => {
                let inner = self.kind(inner, from);
                quote! { Vec<#inner> }
            }
            TypeRef::Map(inner) => {
                let inner = self.kind(inner, from);
                quote! { runtime::Map<#inner> }
            }
            TypeRef::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.kind(element, from));
                quote! { (#(#elements,)*) }
            }
            TypeRef::Nullable(inner) => {
                let inner = self.kind(inner, from);
                quote! { Option<#inner> }
            }
            TypeRef::Boxed(inner) => {
                let inner = self.kind(inner, from);
                quote! { Box<#inner> }
            }
            TypeRef::Named(id) => self.path(*id, from),
        }
    }

    /// A named type's definition and how it is read and written.
    pub(super) fn definition(self, definition: &TypeDef) -> TokenStream {
        let about = docs::definition(definition);
        let wire = definition.entity.as_deref().unwrap_or_default();
        let alias = docs::alias(wire, &definition.name);
        let about = quote! { #about #alias };
        match &definition.shape {
            Shape::Struct(object) => self.object(definition, object, &about, None),
            Shape::Enum(variants) => enumeration(definition, &about, variants),
            Shape::Tagged(union) => self.tagged(definition, &about, union),
            Shape::Ladder(members) => self.ladder(definition, &about, members),
            Shape::Untagged(union) => self.untagged(definition, &about, union),
            Shape::Dependent(dependent) => self.dependent(definition, &about, dependent),
            Shape::Contents(contents) => self.contents(definition, &about, contents),
            Shape::Messages(messages) => self.messages(definition, &about, messages),
            Shape::Alias(kind) => {
                let name = names::ident(&definition.name);
                let kind = self.kind(kind, &definition.module);
                quote! { #about pub type #name = #kind; }
            }
        }
    }

    /// The structure that a type is, following other names for it.
    pub(super) fn structure(self, id: TypeId) -> Option<&'a crate::model::Struct> {
        match &self.get(id).shape {
            Shape::Struct(object) => Some(object),
            Shape::Alias(TypeRef::Named(other)) => self.structure(*other),
            _ => None,
        }
    }
}

/// A text among several, open to others.
fn enumeration(
    definition: &TypeDef,
    about: &TokenStream,
    variants: &[Variant],
) -> TokenStream {
    let name = names::ident(&definition.name);
    let idents: Vec<_> = variants
        .iter()
        .map(|variant| names::ident(&variant.ident))
        .collect();
    let wires: Vec<_> = variants.iter().map(|variant| &variant.wire).collect();
    let abouts = variants
        .iter()
        .map(|one| docs::part(one.about.as_ref(), &one.wire, &one.period));
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#abouts #idents,)*
            /// A value that these bindings don't know.
            Other(runtime::OtherValue),
        }
        impl runtime::TextEnum for #name {
            #[inline]
            fn of(text: &str) -> Self {
                match text {
                    #(#wires => Self::#idents,)*
                    other => Self::Other(runtime::OtherValue::new(other)),
                }
            }
            #[inline]
            fn text(&self) -> &str {
                match self {
                    #(Self::#idents => #wires,)*
                    Self::Other(other) => other.as_str(),
                }
            }
        }
        runtime::text_enum!(#name);
    }
}
