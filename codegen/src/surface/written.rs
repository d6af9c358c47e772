//! What a program can name of code that is written by hand, read off its files.
//!
//! Types are shown as they are written, and what a macro writes is shown as the call of the
//! macro. What is generated is not looked at: where it is exported, that is all that is said.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Attribute, ImplItem, Item, TraitItem};

use self::sources::{Sources, is_left_out};
use super::{is_public, plain};
use crate::diagnostic::Diagnostics;

mod export;
mod sources;

/// The lines, in order, that say what a program can name of a crate: one for each item, field,
/// variant, function and implementation.
///
/// The texts of the crate's files are given by their path below its `src`; those that are not
/// given are not looked at.
pub fn of_files(
    name: &str,
    files: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let sources = Sources::parse(files, diagnostics);
    let mut listing = Listing {
        exports: export::exports(name, &sources),
        sources: &sources,
        lines: BTreeSet::new(),
    };
    for (module, items) in sources.modules() {
        for item in items {
            listing.add(module, item);
        }
    }
    for (path, origin) in &listing.exports.foreign {
        listing.lines.insert(format!("{path} use {origin}"));
    }
    listing.lines
}

/// What is public of the items so far.
struct Listing<'a> {
    sources: &'a Sources,
    exports: export::Exports,
    lines: BTreeSet<String>,
}

impl Listing<'_> {
    fn add(&mut self, module: &str, item: &Item) {
        if let Item::Impl(block) = item {
            self.add_impl(module, block);
        } else if let Some(name) = name_of(item)
            && let Some(path) = self.exports.path(module, &name).map(str::to_owned)
        {
            self.add_item(&path, item);
        }
    }

    fn add_item(&mut self, path: &str, item: &Item) {
        match item {
            Item::Struct(one) => {
                self.say(path, "struct", &one.attrs, &shown(&one.generics));
                for (index, field) in one.fields.iter().enumerate() {
                    let name = field.ident.as_ref().map_or(index.to_string(), plain);
                    if is_public(&field.vis) {
                        self.line(&format!("{path}.{name}: {}", shown(&field.ty)));
                    }
                }
            }
            Item::Enum(one) => {
                self.say(path, "enum", &one.attrs, &shown(&one.generics));
                for variant in &one.variants {
                    let fields = fields(&variant.fields);
                    self.line(&format!("{path}::{}{fields}", variant.ident));
                }
            }
            Item::Trait(one) => {
                let bounds = shown(&one.supertraits);
                let rest = format!("{}: {bounds}", shown(&one.generics));
                self.say(path, "trait", &one.attrs, &rest);
                for item in &one.items {
                    self.add_trait_item(path, item);
                }
            }
            Item::Fn(one) => self.line(&format!("{path} {}", signature(&one.sig))),
            Item::Type(one) => {
                let generics = shown(&one.generics);
                self.line(&format!("{path} type{generics} = {}", shown(&one.ty)));
            }
            Item::Const(one) => self.line(&format!("{path} const: {}", shown(&one.ty))),
            Item::Static(one) => {
                self.line(&format!("{path} static: {}", shown(&one.ty)));
            }
            Item::Macro(_) => self.line(&format!("{path} macro")),
            _ => {}
        }
    }

    fn add_trait_item(&mut self, path: &str, item: &TraitItem) {
        match item {
            TraitItem::Fn(one) if !is_left_out(&one.attrs) => {
                let provided = if one.default.is_some() {
                    " { … }"
                } else {
                    ""
                };
                let name = plain(&one.sig.ident);
                self.line(&format!("{path}::{name} {}{provided}", signature(&one.sig)));
            }
            TraitItem::Type(one) => {
                let bounds = shown(&one.bounds);
                self.line(&format!("{path}::{} type: {bounds}", one.ident));
            }
            TraitItem::Const(one) if !is_left_out(&one.attrs) => {
                self.line(&format!("{path}::{} const: {}", one.ident, shown(&one.ty)));
            }
            _ => {}
        }
    }

    fn add_impl(&mut self, module: &str, block: &syn::ItemImpl) {
        let syn::Type::Path(kind) = &*block.self_ty else {
            return;
        };
        let names: Vec<String> = kind
            .path
            .segments
            .iter()
            .map(|one| plain(&one.ident))
            .collect();
        let Some(path) = self.exports.path_of(self.sources, module, &names) else {
            return;
        };
        if let Some((implemented, _)) = &block.trait_ {
            self.line(&format!("{path}: {}", shown(implemented)));
            return;
        }
        for item in &block.items {
            match item {
                ImplItem::Fn(one) if is_public(&one.vis) && !is_left_out(&one.attrs) => {
                    let name = plain(&one.sig.ident);
                    self.line(&format!("{path}::{name} {}", signature(&one.sig)));
                }
                ImplItem::Const(one) if is_public(&one.vis) => {
                    let kind = shown(&one.ty);
                    self.line(&format!("{path}::{} const: {kind}", one.ident));
                }
                ImplItem::Macro(one) => {
                    self.line(&format!("{path}::{}", shown(&one.mac)));
                }
                _ => {}
            }
        }
    }

    /// A type or trait, with what its attributes say to a program.
    fn say(&mut self, path: &str, kind: &str, attributes: &[Attribute], rest: &str) {
        let mut line = String::new();
        for mark in ["non_exhaustive", "must_use"] {
            if attributes.iter().any(|one| one.path().is_ident(mark)) {
                line.push_str(&format!("#[{mark}] "));
            }
        }
        self.line(&format!("{path} {kind}{rest} {line}"));
        for attribute in attributes
            .iter()
            .filter(|one| one.path().is_ident("derive"))
        {
            // What can't be parsed derives nothing.
            let _ = attribute.parse_nested_meta(|derived| {
                self.line(&format!("{path}: {}", shown(&derived.path)));
                Ok(())
            });
        }
    }

    fn line(&mut self, line: &str) {
        self.lines
            .insert(line.trim_end_matches([' ', ':']).to_owned());
    }
}

/// Tokens as a person would write them.
fn shown(tokens: &impl ToTokens) -> String {
    super::shown(tokens).replace("< ", "<").replace(" ! ", "!")
}

/// Parameters with their names, and the result.
fn signature(signature: &syn::Signature) -> String {
    let inputs: Vec<String> = signature.inputs.iter().map(input).collect();
    let prefix = match (&signature.constness, &signature.asyncness) {
        (Some(_), _) => "const ",
        (_, Some(_)) => "async ",
        _ => "",
    };
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, kind) => format!(" -> {}", shown(kind)),
    };
    let generics = shown(&signature.generics);
    let bounds = signature.generics.where_clause.as_ref();
    let bounds = bounds.map_or_else(String::new, |bounds| format!(" {}", shown(bounds)));
    format!(
        "{prefix}fn{generics}({}){output}{bounds}",
        inputs.join(", ")
    )
}

/// A parameter. That a function changes what it was given concerns nobody else.
fn input(input: &syn::FnArg) -> String {
    match input {
        syn::FnArg::Receiver(receiver) => {
            let text = shown(receiver);
            text.strip_prefix("mut ").map(str::to_owned).unwrap_or(text)
        }
        syn::FnArg::Typed(typed) => {
            let name = match &*typed.pat {
                syn::Pat::Ident(name) => plain(&name.ident),
                other => shown(other),
            };
            format!("{name}: {}", shown(&typed.ty))
        }
    }
}

/// The fields of a variant, without what stands before them.
fn fields(fields: &syn::Fields) -> String {
    let each: Vec<String> = fields
        .iter()
        .map(|field| match &field.ident {
            Some(name) => format!("{}: {}", plain(name), shown(&field.ty)),
            None => shown(&field.ty),
        })
        .collect();
    match fields {
        syn::Fields::Named(_) => format!(" {{ {} }}", each.join(", ")),
        syn::Fields::Unnamed(_) => format!("({})", each.join(", ")),
        syn::Fields::Unit => String::new(),
    }
}

/// The name that an item has in its module.
fn name_of(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Struct(one) => &one.ident,
        Item::Enum(one) => &one.ident,
        Item::Trait(one) => &one.ident,
        Item::Type(one) => &one.ident,
        Item::Fn(one) => &one.sig.ident,
        Item::Const(one) => &one.ident,
        Item::Static(one) => &one.ident,
        Item::Macro(one) => one.ident.as_ref()?,
        _ => return None,
    };
    Some(plain(ident))
}
