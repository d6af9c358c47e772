//! Objects: a structure, a table of its fields, and how each is read and written.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, docs, names};
use crate::model::{
    Constructor, Field, Module, Place, Presence, Root, Step, Struct, TypeDef, TypeRef,
};

impl Context<'_> {
    /// An object's structure and implementations; what is sent can be made. `gone` says why
    /// not to make it, if no server takes it any more.
    pub(super) fn object(
        self,
        definition: &TypeDef,
        object: &Struct,
        about: &TokenStream,
        gone: Option<&str>,
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let module = &definition.module;
        let fields = object
            .fields
            .iter()
            .map(|field| self.declaration(field, module));
        let sent = !object.constructors.is_empty();
        let must_use = sent.then(|| quote! { #[must_use] });
        let making = sent.then(|| self.making(definition, object, gone));
        let implementation = self.implementation(definition, object);
        quote! {
            #about
            #[derive(Clone)]
            #[non_exhaustive]
            #must_use
            pub struct #name {
                #(#fields)*
                /// What else the object holds: fields that these bindings don't know.
                pub other: runtime::Other,
            }
            #making
            #implementation
        }
    }

    fn declaration(self, field: &Field, module: &Module) -> TokenStream {
        let ident = names::ident(&field.ident);
        let kind = self.held(field, module);
        let about = docs::field(field);
        let alias = docs::alias(&field.wire, &field.ident);
        // What excludes each other is set by constructors alone.
        let visible = (!field.exclusive).then(|| quote! { pub });
        quote! { #about #alias #visible #ident: #kind, }
    }

    /// What a field holds, with its presence.
    fn held(self, field: &Field, module: &Module) -> TokenStream {
        let kind = self.kind(&field.kind, module);
        match field.presence {
            Presence::Required => kind,
            Presence::Nullable | Presence::Optional => quote! { Option<#kind> },
            Presence::Tristate => quote! { runtime::Tristate<#kind> },
        }
    }

    fn implementation(self, definition: &TypeDef, object: &Struct) -> TokenStream {
        let name = names::ident(&definition.name);
        let shown = &definition.name;
        let wired: Vec<&Field> = object
            .order
            .iter()
            .map(|&index| &object.fields[index])
            .filter(|field| field.kind != TypeRef::Upload)
            .collect();
        let sent = !object.constructors.is_empty();
        let table = wired.iter().map(|field| {
            let wire = &field.wire;
            match field.presence {
                Presence::Required if !sent && field.kind == TypeRef::Secret => {
                    quote! { runtime::vital_field(#wire) }
                }
                Presence::Required => quote! { runtime::required_field(#wire) },
                _ => quote! { runtime::optional_field(#wire) },
            }
        });
        let table: Vec<TokenStream> = table.collect();
        let table = lengthened(&wired, table);
        let blanks = object.fields.iter().map(|field| {
            let ident = names::ident(&field.ident);
            let blank = blank(field);
            quote! { #ident: #blank, }
        });
        let sets = wired.iter().enumerate().map(|(index, field)| {
            let index = Literal::usize_unsuffixed(index);
            let ident = names::ident(&field.ident);
            if is_long(&field.ident) {
                let field = borrowed(&field.ident, &quote! { &mut });
                return quote! { #index => { #field runtime::read(value, field) } };
            }
            quote! { #index => runtime::read(value, &mut self.#ident), }
        });
        let gets = wired.iter().enumerate().map(|(index, field)| {
            let index = Literal::usize_unsuffixed(index);
            let ident = names::ident(&field.ident);
            let write = match field.presence {
                Presence::Required | Presence::Nullable => quote! { runtime::write },
                Presence::Optional => quote! { runtime::write_some },
                Presence::Tristate => quote! { runtime::write_said },
            };
            if is_long(&field.ident) {
                let field = borrowed(&field.ident, &quote! { & });
                return quote! { #index => { #field #write(out, name, field) } };
            }
            quote! { #index => #write(out, name, &self.#ident), }
        });
        let (index, value, out, field_name) = if wired.is_empty() {
            (
                quote! { _index },
                quote! { value },
                quote! { out },
                quote! { _name },
            )
        } else {
            (
                quote! { index },
                quote! { value },
                quote! { out },
                quote! { name },
            )
        };
        // What is only sent need not be read, but for tools.
        let gated = is_only_written(definition);
        let gate = gated.then(|| quote! { #[cfg(feature = "dispatch")] });
        let compared = (!is_request(definition)).then(|| {
            quote! { runtime::compared!(#name); }
        });
        let (set, get) = if wired.is_empty() {
            (
                quote! { runtime::skip(#value) },
                quote! { runtime::write_other(out, &self.other) },
            )
        } else {
            (
                quote! { match index { #(#sets)* _ => runtime::skip(value), } },
                quote! { match index { #(#gets)* _ => runtime::write_other(out, &self.other), } },
            )
        };
        quote! {
            impl runtime::Object for #name {
                const NAME: &'static str = #shown;
                const FIELDS: runtime::Fields = &[#(#table),*];
                fn get<'a, V: runtime::Visit<'a>>(&'a self, #index: usize, #field_name: &'static str, #out: &mut V) -> Result<(), V::Error> {
                    #get
                }
            }
            #gate
            impl runtime::Fill for #name {
                #[inline]
                fn blank() -> Self {
                    Self { #(#blanks)* other: runtime::Other::new() }
                }
                fn set<'de, A: runtime::MapAccess<'de>>(&mut self, #index: usize, #value: &mut A) -> Result<(), A::Error> {
                    #set
                }
                #[inline]
                fn other_mut(&mut self) -> &mut runtime::Other { &mut self.other }
            }
            runtime::written!(#name);
            #compared
            #gate
            runtime::read_as_object!(#name);
        }
    }

    /// Constructors and setters.
    fn making(
        self,
        definition: &TypeDef,
        object: &Struct,
        gone: Option<&str>,
    ) -> TokenStream {
        let name = names::ident(&definition.name);
        let module = &definition.module;
        let gone = gone.map(|why| quote! { #[deprecated(note = #why)] });
        let constructors = object.constructors.iter().map(|constructor| {
            self.constructor(object, constructor, module, gone.as_ref())
        });
        let setters = object
            .fields
            .iter()
            .filter(|field| !field.exclusive && field.presence.can_be_unsaid())
            .map(|field| self.setter(field, module));
        let default = object
            .constructors
            .iter()
            .find(|one| one.fields.is_empty())
            .map(|one| {
                let made = names::ident(&one.name);
                quote! { runtime::default_of!(#name, #made); }
            });
        quote! {
            impl #name { #(#constructors)* #(#setters)* }
            #default
        }
    }

    fn constructor(
        self,
        object: &Struct,
        constructor: &Constructor,
        module: &Module,
        gone: Option<&TokenStream>,
    ) -> TokenStream {
        let name = names::ident(&constructor.name);
        let taken: Vec<&Field> = constructor
            .fields
            .iter()
            .map(|&index| &object.fields[index])
            .collect();
        let listed: Vec<String> =
            taken.iter().map(|field| docs::code(&field.wire)).collect();
        let about = if taken.is_empty() {
            "With nothing said.".to_owned()
        } else {
            format!("With {}.", listed.join(", "))
        };
        let parameters = taken.iter().map(|field| self.parameter(field, module));
        let values = taken.iter().map(|field| {
            let ident = names::ident(&field.ident);
            let value = given(&field.kind, &quote! { #ident });
            match field.presence {
                Presence::Required if is_as_given(&field.kind) => quote! { #ident, },
                Presence::Required => quote! { #ident: #value, },
                Presence::Nullable => quote! { #ident: #ident.into(), },
                Presence::Optional => quote! { #ident: Some(#value), },
                Presence::Tristate => quote! { #ident: #ident.into().into(), },
            }
        });
        let left = object
            .fields
            .iter()
            .enumerate()
            .filter(|(index, _)| !constructor.fields.contains(index))
            .map(|(_, field)| {
                let ident = names::ident(&field.ident);
                let blank = blank(field);
                quote! { #ident: #blank, }
            });
        let many =
            (taken.len() > 7).then(|| quote! { #[allow(clippy::too_many_arguments)] });
        quote! {
            #[doc = #about]
            #gone
            #many
            #[inline]
            pub fn #name(#(#parameters),*) -> Self {
                Self { #(#values)* #(#left)* other: runtime::Other::new() }
            }
        }
    }

    /// A constructor's parameter: null can be said where the field is always there.
    fn parameter(self, field: &Field, module: &Module) -> TokenStream {
        let ident = names::ident(&field.ident);
        match field.presence {
            Presence::Required | Presence::Optional => {
                let kind = self.taken(&field.kind, module);
                quote! { #ident: #kind }
            }
            Presence::Nullable | Presence::Tristate => {
                let kind = self.kind(&field.kind, module);
                quote! { #ident: impl Into<Option<#kind>> }
            }
        }
    }

    /// What sets a field that need not be said: constructors take the others.
    fn setter(self, field: &Field, module: &Module) -> TokenStream {
        let ident = names::ident(&field.ident);
        let about = docs::setter(field);
        let kind = self.taken(&field.kind, module);
        let value = given(&field.kind, &quote! { value });
        let value = if field.presence == Presence::Tristate {
            quote! { runtime::Tristate::Value(#value) }
        } else {
            quote! { Some(#value) }
        };
        // Two statements where one would not fit in a line: printers break it in different ways.
        let set = if is_long(&field.ident) {
            quote! { let value = #value; self.#ident = value; }
        } else {
            quote! { self.#ident = #value; }
        };
        let gone = docs::gone(self.model, &field.period, "takes");
        let gone = gone.map(|why| quote! { #[deprecated(note = #why)] });
        let clear = (field.presence == Presence::Tristate).then(|| {
            let about = docs::clear(field);
            let plain = field.ident.trim_start_matches("r#");
            let clear = names::ident(&format!("clear_{plain}"));
            quote! {
                #[doc = #about]
                #gone
                #[inline]
                pub fn #clear(mut self) -> Self { self.#ident = runtime::Tristate::Null; self }
            }
        });
        quote! {
            #about
            #gone
            #[inline]
            pub fn #ident(mut self, value: #kind) -> Self { #set self }
            #clear
        }
    }

    /// What a function takes for something: what can become it.
    fn taken(self, kind: &TypeRef, module: &Module) -> TokenStream {
        let plain = self.kind(kind, module);
        match kind {
            TypeRef::Text | TypeRef::Secret | TypeRef::Id(_) | TypeRef::Json => {
                quote! { impl Into<#plain> }
            }
            TypeRef::List(inner) if is_converted(inner) => {
                let inner = self.kind(inner, module);
                quote! { impl IntoIterator<Item = impl Into<#inner>> }
            }
            TypeRef::List(inner) => {
                let inner = self.kind(inner, module);
                quote! { impl IntoIterator<Item = #inner> }
            }
            TypeRef::Boxed(inner) => self.kind(inner, module),
            _ => plain,
        }
    }
}

fn is_converted(kind: &TypeRef) -> bool {
    matches!(kind, TypeRef::Text | TypeRef::Secret | TypeRef::Id(_))
}

/// Whether a call with the field's name would not fit in one line. Printers break such
/// lines in different ways.
fn is_long(ident: &str) -> bool {
    ident.len() > 22
}

/// Two short fields would fit in a line of their own, where printers put them in different
/// ways: a longer path makes it two.
fn lengthened(wired: &[&Field], table: Vec<TokenStream>) -> Vec<TokenStream> {
    let letters: usize = wired.iter().map(|field| field.wire.len()).sum();
    if wired.len() == 2 && letters < 6 {
        return table
            .into_iter()
            .map(|field| quote! { crate::#field })
            .collect();
    }
    table
}

/// Borrows a field with a long name, in a way that fits.
fn borrowed(ident: &str, reference: &TokenStream) -> TokenStream {
    let field = names::ident(ident);
    if ident.len() > 48 {
        quote! { let Self { #field: field, .. } = self; }
    } else {
        quote! { let field = #reference self.#field; }
    }
}

/// What a function was given, as a field holds it.
fn given(kind: &TypeRef, value: &TokenStream) -> TokenStream {
    match kind {
        TypeRef::Text | TypeRef::Secret | TypeRef::Id(_) | TypeRef::Json => {
            quote! { #value.into() }
        }
        TypeRef::List(_) => quote! { runtime::list(#value) },
        TypeRef::Boxed(_) => quote! { Box::new(#value) },
        _ => quote! { #value },
    }
}

/// Whether a type is a whole request or subscription.
fn is_request(definition: &TypeDef) -> bool {
    let whole = |place: &Place| {
        place.steps.is_empty()
            && matches!(place.root, Root::Request(_) | Root::Params(_))
    };
    definition.places.iter().all(whole)
}

/// Whether a type is only sent. Members of unions are read wherever unions are.
pub(super) fn is_only_written(definition: &TypeDef) -> bool {
    let member = |place: &Place| {
        place
            .steps
            .iter()
            .any(|step| matches!(step, Step::Member(_)))
    };
    definition
        .places
        .iter()
        .all(|place| place.is_sent() && !member(place))
}

/// Whether a field holds what a function was given without any change.
fn is_as_given(kind: &TypeRef) -> bool {
    let given = given(kind, &quote! { value });
    given.to_string() == "value"
}

/// What a field holds before it is read.
fn blank(field: &Field) -> TokenStream {
    match field.presence {
        Presence::Required => match field.kind {
            TypeRef::Boolean => quote! { false },
            TypeRef::Integer => quote! { 0 },
            TypeRef::Number => quote! { 0.0 },
            TypeRef::Text => quote! { String::new() },
            TypeRef::List(_) => quote! { Vec::new() },
            TypeRef::Upload => quote! { runtime::Upload::blank() },
            _ => quote! { runtime::blank() },
        },
        Presence::Nullable | Presence::Optional => quote! { None },
        Presence::Tristate => quote! { runtime::Tristate::Absent },
    }
}
