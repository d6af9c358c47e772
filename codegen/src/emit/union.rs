//! Unions: of objects with a tag, of objects that contain each other, of anything else.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Context, docs, names};
use crate::model::{
    Field, LadderMember, Member, Presence, Struct, Tagged, TypeDef, TypeRef, Untagged,
};

impl Context<'_> {
    /// Objects told apart by a property.
    pub(super) fn tagged(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        union: &Tagged,
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let shown = &definition.name;
        let module = &definition.module;
        let tag = &union.tag;
        let tag_about = format!("The value of {}, if it is there.", docs::code(tag));
        let other = self.path(union.other, module);
        let idents: Vec<_> = union
            .members
            .iter()
            .map(|member| names::ident(&member.ident))
            .collect();
        let kinds: Vec<_> = union
            .members
            .iter()
            .map(|member| self.path(member.kind, module))
            .collect();
        let abouts = union.members.iter().map(|member| {
            let tags: Vec<String> =
                member.tags.iter().map(|tag| docs::code(tag)).collect();
            docs::told(
                member.about.as_ref(),
                docs::named(&tags.join(", "), &member.period),
            )
        });
        let arms = union.members.iter().zip(&idents).map(|(member, ident)| {
            let tags = &member.tags;
            quote! { #(#tags => Self::#ident(runtime::blank()),)* }
        });
        let implied = union
            .members
            .iter()
            .zip(&idents)
            .filter(|(member, _)| !member.holds_tag)
            .map(|(member, ident)| {
                let tag = member.tags.first();
                quote! { Self::#ident(_) => Some(#tag), }
            });
        let implied: Vec<TokenStream> = implied.collect();
        let implied_tag = if implied.is_empty() {
            quote! { None }
        } else {
            quote! { match self { #(#implied)* _ => None, } }
        };
        let tag_body = self.tag_body(union, &idents);
        let accessors = self
            .structure(union.other)
            .map(|common| self.common_accessors(definition, union, common));
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#abouts #idents(Box<#kinds>),)*
                /// One that these bindings don't know, with all that it holds.
                Other(Box<#other>),
            }
            impl #name {
                #[doc = #tag_about]
                #[must_use]
                #[inline]
                pub fn tag(&self) -> Option<&str> { #tag_body }
                #accessors
            }
            use runtime::{Fill as _, Object as _};
            impl runtime::Tagged for #name {
                const NAME: &'static str = #shown;
                const TAG: &'static str = #tag;
                #[inline]
                fn of_tag(tag: &str) -> Self {
                    match tag { #(#arms)* _ => Self::Other(runtime::blank()), }
                }
                #[inline]
                fn implied_tag(&self) -> Option<&'static str> {
                    #implied_tag
                }
                #[inline]
                fn fields(&self) -> runtime::Fields {
                    match self {
                        #(Self::#idents(inner) => inner.table(),)*
                        Self::Other(inner) => inner.table(),
                    }
                }
                fn set<'de, A: runtime::MapAccess<'de>>(&mut self, index: usize, value: &mut A) -> Result<(), A::Error> {
                    match self {
                        #(Self::#idents(inner) => inner.set(index, value),)*
                        Self::Other(inner) => inner.set(index, value),
                    }
                }
                fn get<'a, V: runtime::Visit<'a>>(&'a self, index: usize, name: &'static str, out: &mut V) -> Result<(), V::Error> {
                    match self {
                        #(Self::#idents(inner) => inner.get(index, name, out),)*
                        Self::Other(inner) => inner.get(index, name, out),
                    }
                }
                #[inline]
                fn other(&self) -> &runtime::Other {
                    match self {
                        #(Self::#idents(inner) => &inner.other,)*
                        Self::Other(inner) => &inner.other,
                    }
                }
                #[inline]
                fn other_mut(&mut self) -> &mut runtime::Other {
                    match self {
                        #(Self::#idents(inner) => inner.other_mut(),)*
                        Self::Other(inner) => inner.other_mut(),
                    }
                }
            }
            runtime::tagged!(#name);
        }
    }

    /// How a union tells its tag: members that hold it themselves are asked.
    fn tag_body(self, union: &Tagged, idents: &[proc_macro2::Ident]) -> TokenStream {
        let held = union
            .members
            .iter()
            .zip(idents)
            .filter_map(|(member, ident)| {
                let object = self.structure(member.kind).filter(|_| member.holds_tag)?;
                let field =
                    object.fields.iter().find(|field| field.wire == union.tag)?;
                let TypeRef::Named(_) = field.kind else {
                    return None;
                };
                let tag = names::ident(&field.ident);
                (field.presence == Presence::Required).then(
                    || quote! { Self::#ident(inner) => Some(inner.#tag.as_str()), },
                )
            });
        let held: Vec<TokenStream> = held.collect();
        if held.is_empty() {
            return quote! { runtime::tag_of(self) };
        }
        quote! { match self { #(#held)* _ => runtime::tag_of(self), } }
    }

    /// Access to what all members have.
    fn common_accessors(
        self,
        definition: &TypeDef,
        union: &Tagged,
        common: &Struct,
    ) -> TokenStream {
        let module = &definition.module;
        let accessor = |field: &Field| {
            let ident = names::ident(&field.ident);
            // `tag` tells the tag.
            let function = match field.ident.as_str() {
                "tag" => names::ident("tag_"),
                _ => names::ident(&field.ident),
            };
            let kind = self.kind(&field.kind, module);
            let about = format!(
                "{} of whichever it is, if it is there.",
                docs::code(&field.wire)
            );
            let arms = union
                .members
                .iter()
                .map(|member| self.common_arm(member, field));
            quote! {
                #[doc = #about]
                #[must_use]
                #[inline]
                pub fn #function(&self) -> Option<&#kind> {
                    match self { #(#arms)* Self::Other(inner) => inner.#ident.as_ref(), }
                }
            }
        };
        common.fields.iter().map(accessor).collect()
    }

    fn common_arm(self, member: &Member, field: &Field) -> TokenStream {
        let ident = names::ident(&member.ident);
        let own = self
            .structure(member.kind)
            .and_then(|object| object.fields.iter().find(|own| own.wire == field.wire));
        match own {
            Some(own)
                if own.presence == Presence::Required && own.kind == field.kind =>
            {
                let inner = names::ident(&own.ident);
                quote! { Self::#ident(inner) => Some(&inner.#inner), }
            }
            Some(own)
                if own.presence != Presence::Tristate && own.kind == field.kind =>
            {
                let inner = names::ident(&own.ident);
                quote! { Self::#ident(inner) => inner.#inner.as_ref(), }
            }
            _ => quote! { Self::#ident(_) => None, },
        }
    }

    /// Objects of which each has all fields of the one before. The largest is read, and
    /// made smaller by which keys were there.
    pub(super) fn ladder(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        members: &[LadderMember],
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let module = &definition.module;
        let idents: Vec<_> = members
            .iter()
            .map(|member| names::ident(&member.ident))
            .collect();
        let kinds: Vec<_> = members
            .iter()
            .map(|member| self.path(member.kind, module))
            .collect();
        let abouts: Vec<_> = members
            .iter()
            .map(|member| {
                docs::named(&docs::code(&self.get(member.kind).name), &member.period)
            })
            .collect();
        let Some((widest, smaller)) = members.split_last() else {
            return TokenStream::new();
        };
        let widest_kind = self.path(widest.kind, module);
        let Some(wide) = self.structure(widest.kind) else {
            return TokenStream::new();
        };
        let mut arms = TokenStream::new();
        for (index, member) in members.iter().enumerate().rev() {
            let ident = names::ident(&member.ident);
            let Some(object) = self.structure(member.kind) else {
                continue;
            };
            let required = positions(
                wide,
                object
                    .fields
                    .iter()
                    .filter(|field| field.presence == Presence::Required),
            );
            let made = if index == smaller.len() {
                quote! { let found = wide; }
            } else {
                let kind = self.path(member.kind, module);
                let fields = object.fields.iter().map(|field| narrowed(wide, field));
                quote! { let found = #kind { #(#fields)* other: wide.other }; }
            };
            let made = quote! {
                let required = [#(#required),*];
                seen.require::<#widest_kind, E>(&required)?;
                #made
            };
            if index == 0 {
                arms.extend(quote! { #made Ok(Self::#ident(Box::new(found))) });
            } else {
                let below = self.structure(members[index - 1].kind);
                let known = |field: &&Field| {
                    below.is_none_or(|below| {
                        !below.fields.iter().any(|one| one.wire == field.wire)
                    })
                };
                let telling = positions(wide, object.fields.iter().filter(known));
                arms.extend(quote! {
                    let telling = [#(#telling),*];
                    if seen.any(&telling) { #made return Ok(Self::#ident(Box::new(found))); }
                });
            }
        }
        let accessors = self.ladder_accessors(definition, members);
        let first = idents.first();
        quote! {
            #about
            #[doc = ""]
            #[doc = "Which one it is, is told by the keys that are there."]
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#[doc = #abouts] #idents(Box<#kinds>),)* }
            impl #name { #accessors }
            impl runtime::Ladder for #name {
                type Widest = #widest_kind;
                #[inline]
                fn smallest() -> Self { Self::#first(runtime::blank()) }
                #[inline]
                fn narrow<E: runtime::DecodeFailure>(wide: #widest_kind, seen: &runtime::Seen) -> Result<Self, E> { #arms }
                fn write<S: runtime::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self { #(Self::#idents(inner) => runtime::Serialize::serialize(&**inner, serializer),)* }
                }
            }
            runtime::ladder!(#name);
        }
    }

    /// Access to the fields of the smallest member, which all have.
    fn ladder_accessors(
        self,
        definition: &TypeDef,
        members: &[LadderMember],
    ) -> TokenStream {
        let module = &definition.module;
        let smallest = members
            .first()
            .and_then(|member| self.structure(member.kind));
        let accessor = |field: &Field| {
            let ident = names::ident(&field.ident);
            let kind = self.kind(&field.kind, module);
            let about = docs::field(field);
            let owners = members.iter().map(|member| {
                let own = self
                    .structure(member.kind)?
                    .fields
                    .iter()
                    .find(|own| own.wire == field.wire)?;
                Some((names::ident(&member.ident), own))
            });
            let owners: Vec<_> = owners.flatten().collect();
            let always = owners
                .iter()
                .all(|(_, own)| own.presence == Presence::Required);
            let arms = owners.iter().map(|(variant, own)| {
                let inner = names::ident(&own.ident);
                match (always, own.presence) {
                    (true, _) => quote! { Self::#variant(it) => &it.#inner, },
                    (false, Presence::Required) => {
                        quote! { Self::#variant(it) => Some(&it.#inner), }
                    }
                    (false, _) => quote! { Self::#variant(it) => it.#inner.as_ref(), },
                }
            });
            let kind = if always {
                quote! { &#kind }
            } else {
                quote! { Option<&#kind> }
            };
            quote! {
                #about
                #[must_use]
                #[inline]
                pub fn #ident(&self) -> #kind { match self { #(#arms)* } }
            }
        };
        smallest
            .into_iter()
            .flat_map(|object| &object.fields)
            .map(accessor)
            .collect()
    }

    /// Shapes told apart by what they are.
    pub(super) fn untagged(
        self,
        definition: &TypeDef,
        about: &TokenStream,
        union: &Untagged,
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let module = &definition.module;
        let idents: Vec<_> = union
            .members
            .iter()
            .map(|member| names::ident(&member.ident))
            .collect();
        let kinds: Vec<_> = union
            .members
            .iter()
            .map(|member| match &member.kind {
                TypeRef::Named(_) => {
                    self.kind(&TypeRef::Boxed(Box::new(member.kind.clone())), module)
                }
                kind => self.kind(kind, module),
            })
            .collect();
        let abouts = union
            .members
            .iter()
            .map(|member| docs::named(describe(&member.kind), &member.period));
        quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name {
                #(#[doc = #abouts] #idents(#kinds),)*
                /// Something that these bindings don't expect here.
                Other(runtime::OtherJson),
            }
            impl runtime::Untagged for #name {
                #[inline]
                fn of(value: runtime::Value) -> Self {
                    #(if let Some(inner) = runtime::fitting(&value) { return Self::#idents(inner); })*
                    Self::Other(runtime::OtherJson::new(value))
                }
                fn write<S: runtime::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#idents(inner) => runtime::Serialize::serialize(inner, serializer),)*
                        Self::Other(inner) => runtime::Serialize::serialize(inner, serializer),
                    }
                }
            }
            runtime::untagged!(#name);
        }
    }
}

fn describe(kind: &TypeRef) -> &'static str {
    match kind {
        TypeRef::Boolean => "A truth value",
        TypeRef::Integer => "A whole number",
        TypeRef::Number => "A number",
        TypeRef::List(_) | TypeRef::Tuple(_) => "A list",
        TypeRef::Named(_) | TypeRef::Map(_) | TypeRef::JsonObject => "An object",
        _ => "Text",
    }
}

/// Where fields stand in the table of the largest object.
fn positions<'a>(wide: &Struct, fields: impl Iterator<Item = &'a Field>) -> Vec<usize> {
    let place = |field: &Field| {
        wide.order
            .iter()
            .position(|&index| wide.fields[index].wire == field.wire)
    };
    fields.filter_map(place).collect()
}

/// A field of a smaller object, taken from the largest.
fn narrowed(wide: &Struct, field: &Field) -> TokenStream {
    let ident = names::ident(&field.ident);
    let Some(own) = wide.fields.iter().find(|own| own.wire == field.wire) else {
        return quote! { #ident: runtime::blank(), };
    };
    let from = names::ident(&own.ident);
    let optional = |presence| presence != Presence::Required;
    match (optional(field.presence), optional(own.presence)) {
        (true, false) => quote! { #ident: Some(wide.#from), },
        (false, true) => quote! { #ident: wide.#from.unwrap_or_else(runtime::blank), },
        _ => quote! { #ident: wide.#from, },
    }
}
