//! Objects of which one property tells what another holds.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, docs, names};
use crate::model::{Dependent, Field, Message, Presence, TypeDef};

impl Context<'_> {
    /// The object: what is told apart is one field, which knows what told it.
    pub(super) fn dependent(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        dependent: &Dependent,
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let shown = &definition.name;
        let tag = &dependent.tag;
        let wired = dependent.object.order.iter();
        let wired: Vec<&Field> = wired
            .map(|&index| &dependent.object.fields[index])
            .collect();
        let is_content = |field: &Field| field.wire == dependent.content;
        let fields = wired.iter().map(|field| {
            let ident = names::ident(&field.ident);
            let kind = self.kind(&field.kind, &definition.module);
            let about = if is_content(field) {
                let facts = format!(
                    "{}, as {} tells.",
                    docs::code(&field.wire),
                    docs::code(tag)
                );
                docs::told(field.about.as_ref(), facts)
            } else {
                docs::field(field)
            };
            let kind = match field.presence {
                Presence::Required => kind,
                _ => quote! { Option<#kind> },
            };
            let alias = docs::alias(&field.wire, &field.ident);
            quote! { #about #alias pub #ident: #kind, }
        });
        let table = wired.iter().map(|field| {
            let wire = &field.wire;
            if field.presence == Presence::Required && !is_content(field) {
                quote! { runtime::required_field(#wire) }
            } else {
                quote! { runtime::optional_field(#wire) }
            }
        });
        let blanks = wired.iter().map(|field| {
            let ident = names::ident(&field.ident);
            if is_content(field) {
                quote! { #ident: runtime::Contents::other(runtime::OtherContent::nothing(tag)), }
            } else {
                quote! { #ident: runtime::blank(), }
            }
        });
        let sets = wired.iter().enumerate().map(|(index, field)| {
            let index = Literal::usize_unsuffixed(index);
            let ident = names::ident(&field.ident);
            let read = if is_content(field) {
                quote! { runtime::read_content }
            } else {
                quote! { runtime::read }
            };
            quote! { #index => #read(value, &mut self.#ident), }
        });
        let gets = wired.iter().enumerate().map(|(index, field)| {
            let index = Literal::usize_unsuffixed(index);
            let ident = names::ident(&field.ident);
            let write = match field.presence {
                _ if is_content(field) => quote! { runtime::write_content },
                Presence::Required | Presence::Nullable => quote! { runtime::write },
                _ => quote! { runtime::write_some },
            };
            quote! { #index => #write(out, name, &self.#ident), }
        });
        let content = wired.iter().find(|field| is_content(field));
        let content = content.map(|field| names::ident(&field.ident));
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name {
                #(#fields)*
                /// What else the object holds: fields that these bindings don't know.
                pub other: runtime::Other,
            }
            impl runtime::Tagged for #name {
                const NAME: &'static str = #shown;
                const TAG: &'static str = #tag;
                #[inline]
                fn of_tag(tag: &str) -> Self {
                    Self { #(#blanks)* other: runtime::Other::new() }
                }
                #[inline]
                fn implied_tag(&self) -> Option<&str> { runtime::told(&self.#content) }
                #[inline]
                fn fields(&self) -> runtime::Fields {
                    const FIELDS: runtime::Fields = &[#(#table),*];
                    FIELDS
                }
                fn set<'de, A: runtime::MapAccess<'de>>(&mut self, index: usize, value: &mut A) -> Result<(), A::Error> {
                    match index { #(#sets)* _ => runtime::skip(value), }
                }
                fn get<'a, V: runtime::Visit<'a>>(&'a self, index: usize, name: &'static str, out: &mut V) -> Result<(), V::Error> {
                    match index { #(#gets)* _ => runtime::write_other(out, &self.other), }
                }
                #[inline]
                fn other(&self) -> &runtime::Other { &self.other }
                #[inline]
                fn other_mut(&mut self) -> &mut runtime::Other { &mut self.other }
            }
            runtime::tagged!(#name);
        }
    }

    /// One of several contents.
    pub(super) fn contents(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        contents: &[Message],
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let idents: Vec<_> = contents
            .iter()
            .map(|one| names::ident(&one.ident))
            .collect();
        let wires: Vec<_> = contents.iter().map(|one| &one.wire).collect();
        let abouts = contents
            .iter()
            .map(|one| docs::part(one.about.as_ref(), &one.wire, &one.period));
        let kinds = contents.iter().filter_map(|one| one.body.as_ref());
        let kinds =
            kinds.map(|body| self.kind(&self.held_body(body), &definition.module));
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#abouts #idents(#kinds),)*
                /// One that these bindings don't know, or that is not what they expect.
                Other(runtime::OtherContent),
            }
            impl runtime::Contents for #name {
                #[inline]
                fn of(kind: &str, value: &runtime::Value) -> Option<Self> {
                    let content = match kind {
                        #(#wires => Self::#idents(runtime::fitting(value)?),)*
                        _ => return None,
                    };
                    Some(content)
                }
                #[inline]
                fn other(other: runtime::OtherContent) -> Self { Self::Other(other) }
                #[inline]
                fn unknown(&self) -> Option<&runtime::OtherContent> {
                    match self { Self::Other(other) => Some(other), _ => None, }
                }
                #[inline]
                fn told(&self) -> &str {
                    match self {
                        #(Self::#idents(_) => #wires,)*
                        Self::Other(other) => other.kind(),
                    }
                }
                fn write<S: runtime::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                    use runtime::Serialize as _;
                    match self {
                        #(Self::#idents(it) => it.serialize(out),)*
                        Self::Other(other) => other.value().serialize(out),
                    }
                }
            }
            runtime::contents!(#name);
        }
    }
}
