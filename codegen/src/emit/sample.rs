//! Samples: of each shape that servers answer with or tell, a JSON text with sensible values.
//!
//! They are texts, not code that makes values: that is a tenth of the code, and a test's
//! server can answer with them as they are.

mod delivery;
mod value;

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::object::is_only_written;
use crate::model::{
    Dependent, Field, Message, Model, Module, Presence, Shape, Struct, Tagged, TypeDef,
    TypeId, TypeRef,
};

/// The most bytes of a sample. What holds itself many times over has none.
const LARGEST: usize = 64 * 1024;

impl Context<'_> {
    /// The samples of what is answered, and the list of them.
    pub(super) fn samples(self) -> TokenStream {
        let texts = texts(self.model);
        let from = Module::Entities(String::new());
        let mut made = BTreeMap::new();
        for (index, definition) in self.model.types.iter().enumerate() {
            let place = definition.places.first().map(ToString::to_string);
            let text = texts[index].as_deref().and_then(readable);
            if let (true, Some(place), Some(text)) = (is_shown(definition), place, text)
            {
                made.insert(place, self.one(TypeId(index), &from, raw(&text)));
            }
        }
        made.extend(self.deliveries(&texts));
        let samples = made.iter().map(|(place, one)| one.implementation(place));
        let listed = made.values().map(|One { path, gate, .. }| {
            quote! { #gate #path::ENTRY }
        });
        let used: Vec<TokenStream> = made.values().map(|one| one.path.clone()).collect();
        let imports = imports(&used);
        quote! {
            //! A sample of each shape that the server answers with.
            #imports
            /// All samples, in the order of the places where their shapes stand.
            pub const SAMPLES: &[SampleEntry] = &[#(#listed),*];
            #(#samples)*
        }
    }
}

/// A sample.
struct One {
    path: TokenStream,
    /// The feature that brings the type.
    gate: TokenStream,
    text: Literal,
    /// What reads it.
    made: TokenStream,
}

impl One {
    fn implementation(&self, place: &str) -> TokenStream {
        let Self {
            path,
            gate,
            text,
            made,
        } = self;
        quote! {
            #gate
            impl Sample for #path {
                const JSON: &'static str = #text;
                fn place() -> &'static str { #place }
                fn sample() -> Self { #made(Self::JSON) }
            }
        }
    }
}

impl Context<'_> {
    fn one(self, id: TypeId, from: &Module, text: Literal) -> One {
        let gate = match self.get(id).module {
            Module::Entities(_) | Module::Endpoints(_) => TokenStream::new(),
            Module::Channels(_) => quote! { #[cfg(feature = "channels")] },
            Module::Webhooks(_) => quote! { #[cfg(feature = "webhook")] },
        };
        One {
            path: self.path(id, from),
            gate,
            text,
            made: quote! { made },
        }
    }
}

/// The imports for samples of types at these paths: a small server may have none.
fn imports(paths: &[TokenStream]) -> TokenStream {
    if paths.is_empty() {
        return quote! { use crate::runtime::SampleEntry; };
    }
    let begins = |module: &str| {
        let mut paths = paths.iter();
        paths.any(|path| path.to_string().starts_with(module))
    };
    let modules = match (begins("endpoints"), begins("entities")) {
        (true, true) => quote! { use crate::{endpoints, entities}; },
        (true, false) => quote! { use crate::endpoints; },
        (false, true) => quote! { use crate::entities; },
        (false, false) => TokenStream::new(),
    };
    // In the order in which rustfmt has them: what is one name comes first.
    let runtime = quote! { use crate::runtime::{Sample, SampleEntry, made}; };
    if begins("endpoints") && begins("entities") {
        quote! { #runtime #modules }
    } else {
        quote! { #modules #runtime }
    }
}

/// Whether a type gets a sample: what is answered or told, and has a name of its own.
fn is_shown(definition: &TypeDef) -> bool {
    let is_made = match &definition.shape {
        Shape::Enum(_) => definition.entity.is_some(),
        Shape::Contents(_) | Shape::Alias(_) => false,
        _ => true,
    };
    let is_answered = definition.places.iter().any(|place| !place.is_sent());
    is_made && is_answered && !is_only_written(definition)
}

/// The same JSON for people; none if it is nested deeper than anyone reads.
fn readable(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    serde_json::to_string_pretty(&value).ok()
}

/// A text as a raw literal, with as many signs around it as it needs.
fn raw(text: &str) -> Literal {
    let fence = |count: usize| "#".repeat(count);
    // No text has more signs than letters.
    let counts = 1..=text.len() + 1;
    let enough = counts
        .into_iter()
        .find(|count| !text.contains(&format!("\"{}", fence(*count))));
    let fence = fence(enough.unwrap_or(1));
    let literal = format!("r{fence}\"{text}\"{fence}");
    literal.parse().unwrap_or_else(|_| Literal::string(text))
}

/// Why there is no sample yet.
enum Unmade {
    /// That of another type is needed first.
    Needs(TypeId),
    /// There can be none.
    Never,
}

type Made = Result<String, Unmade>;

/// The samples by type. A type that can't be there without itself has none.
fn texts(model: &Model) -> Vec<Option<String>> {
    let mut samples = Samples {
        types: &model.types,
        texts: vec![None; model.types.len()],
    };
    let mut waiting: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    let mut next: Vec<TypeId> = (0..model.types.len()).map(TypeId).collect();
    while let Some(id) = next.pop() {
        match samples.shape(&model.types[id.0].shape) {
            Ok(text) if text.len() <= LARGEST => {
                samples.texts[id.0] = Some(text);
                next.extend(waiting.remove(&id).unwrap_or_default());
            }
            Err(Unmade::Needs(other)) => waiting.entry(other).or_default().push(id),
            Ok(_) | Err(Unmade::Never) => {}
        }
    }
    samples.texts
}

/// The samples that are made so far.
struct Samples<'a> {
    types: &'a [TypeDef],
    texts: Vec<Option<String>>,
}

impl Samples<'_> {
    fn shape(&self, shape: &Shape) -> Made {
        match shape {
            Shape::Struct(object) => self.object(object, &[]),
            Shape::Enum(variants) => {
                let first = variants.first().map(|one| json_text(&one.wire));
                first.ok_or(Unmade::Never)
            }
            Shape::Tagged(union) => self.tagged(union),
            Shape::Ladder(members) => {
                self.named(members.first().ok_or(Unmade::Never)?.kind)
            }
            Shape::Untagged(union) => {
                let first = union.members.first().ok_or(Unmade::Never)?;
                self.kind(&first.kind, "")
            }
            Shape::Dependent(dependent) => self.dependent(dependent),
            Shape::Messages(messages) => self.message(messages),
            // What stands beside them tells which one it is.
            Shape::Contents(_) => Err(Unmade::Never),
            Shape::Alias(kind) => self.kind(kind, ""),
        }
    }

    /// An object with what it can't do without. What is told otherwise comes first.
    fn object(&self, object: &Struct, told: &[(&str, String)]) -> Made {
        let mut text = String::from("{");
        let mut put = |wire: &str, value: &str| {
            let comma = if text.len() > 1 { "," } else { "" };
            text.push_str(&format!("{comma}{}:{value}", json_text(wire)));
            (text.len() <= LARGEST).then_some(()).ok_or(Unmade::Never)
        };
        for (wire, value) in told {
            put(wire, value)?;
        }
        let is_told = |wire: &str| told.iter().any(|(name, _)| *name == wire);
        for field in object.order.iter().map(|&index| &object.fields[index]) {
            if !is_told(&field.wire)
                && let Some(value) = self.field(field)?
            {
                put(&field.wire, &value)?;
            }
        }
        Ok(text + "}")
    }

    fn field(&self, field: &Field) -> Result<Option<String>, Unmade> {
        match field.presence {
            Presence::Required => self.kind(&field.kind, &field.wire).map(Some),
            Presence::Nullable if value::is_told_though_nullable(&field.wire) => {
                self.kind(&field.kind, &field.wire).map(Some)
            }
            Presence::Nullable => Ok(Some("null".to_owned())),
            Presence::Optional | Presence::Tristate => Ok(None),
        }
    }

    /// The first of the members, with the tag that means it.
    fn tagged(&self, union: &Tagged) -> Made {
        let member = union.members.first().ok_or(Unmade::Never)?;
        let tag = member.tags.first().ok_or(Unmade::Never)?;
        let made = self.named(member.kind)?;
        let mut value: serde_json::Value =
            serde_json::from_str(&made).map_err(|_| Unmade::Never)?;
        value[&union.tag] = tag.as_str().into();
        Ok(value.to_string())
    }

    /// An object with the first of the contents, and what tells it.
    fn dependent(&self, dependent: &Dependent) -> Made {
        let content = self.content(dependent).ok_or(Unmade::Never)?;
        let mut told = vec![(dependent.tag.as_str(), json_text(&content.wire))];
        if let Some(body) = &content.body {
            told.push((&dependent.content, self.kind(body, &dependent.content)?));
        }
        self.object(&dependent.object, &told)
    }

    /// The first of the messages.
    fn message(&self, messages: &[Message]) -> Made {
        let first = messages.first().ok_or(Unmade::Never)?;
        let body = match &first.body {
            Some(body) => self.kind(body, "")?,
            None => "null".to_owned(),
        };
        let kind = json_text(&first.wire);
        Ok(format!("{{\"type\":{kind},\"body\":{body}}}"))
    }

    fn content(&self, dependent: &Dependent) -> Option<&Message> {
        let mut fields = dependent.object.fields.iter();
        let field = fields.find(|field| field.wire == dependent.content)?;
        let TypeRef::Named(id) = field.kind else {
            return None;
        };
        match &self.types[id.0].shape {
            Shape::Contents(contents) => contents.first(),
            _ => None,
        }
    }

    fn kind(&self, kind: &TypeRef, wire: &str) -> Made {
        Ok(match kind {
            TypeRef::Unit | TypeRef::Json | TypeRef::Nullable(_) => "null".to_owned(),
            TypeRef::Boolean => "false".to_owned(),
            TypeRef::Integer => "0".to_owned(),
            TypeRef::Number => "0.0".to_owned(),
            TypeRef::Text => json_text(&value::text(wire)),
            TypeRef::Secret => json_text(value::SECRET),
            TypeRef::Timestamp => json_text(value::TIME),
            TypeRef::Id(kind) => json_text(&value::id(kind)),
            TypeRef::JsonObject | TypeRef::Map(_) => "{}".to_owned(),
            TypeRef::List(_) => "[]".to_owned(),
            TypeRef::Upload => return Err(Unmade::Never),
            TypeRef::Tuple(elements) => self.tuple(elements, wire)?,
            TypeRef::Boxed(inner) => self.kind(inner, wire)?,
            TypeRef::Named(id) => self.named(*id)?,
        })
    }

    fn tuple(&self, elements: &[TypeRef], wire: &str) -> Made {
        let elements = elements.iter().map(|element| self.kind(element, wire));
        let elements: Vec<String> = elements.collect::<Result<_, _>>()?;
        Ok(format!("[{}]", elements.join(",")))
    }

    fn named(&self, id: TypeId) -> Made {
        self.texts[id.0].clone().ok_or(Unmade::Needs(id))
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
