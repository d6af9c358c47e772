//! What a program can name of the bindings: types, fields, variants, functions.
//!
//! It is read off the code that is generated, before it is printed, so that it can't say
//! anything else than the crate does. What is written by hand is read off its files
//! ([`of_files`]). Two surfaces tell which version number a change of
//! the server means for the bindings ([`crate::diff::bindings`]).

mod thin;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, FnArg, ImplItem, Item, Visibility};

use crate::diagnostic::{self, Diagnostics};
use crate::emit;
use crate::model::{self, Model};
use crate::modelling::Modelling;
use crate::spec::Spec;

pub use self::written::of_files;

/// The types of the bindings by path, for example `endpoints::notes::Create`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surface {
    /// The types.
    pub types: BTreeMap<String, Surfaced>,
}

/// What a program can name of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surfaced {
    /// `struct`, `enum`, or `type = …`.
    pub kind: String,
    /// Fields (`.text`), variants and functions (`::Home`, `::new`) and traits
    /// (`: Clone`), each with its type or signature.
    pub members: BTreeMap<String, String>,
}

/// The surface of the bindings that are generated from a spec.
pub fn of_spec(
    spec: &Spec,
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) -> Surface {
    let model = model::build(spec, modelling, diagnostics);
    if diagnostics.has_errors() {
        return Surface::default();
    }
    of(&model, modelling, diagnostics)
}

/// The surface of the bindings that a model becomes.
pub fn of(
    model: &Model,
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) -> Surface {
    let mut surface = Surface::default();
    for (file, tokens) in emit::sources(model, modelling) {
        let Some(module) = module(&file) else {
            continue;
        };
        match syn::parse2::<syn::File>(thin::thin(tokens)) {
            Ok(parsed) => surface.add(&Module::of(&module, &parsed.items)),
            Err(error) => {
                let message = format!("what was generated is not Rust: {error}");
                diagnostics.error(
                    &diagnostic::Place::root(&file),
                    message,
                    "this is a fault of the generator",
                );
            }
        }
    }
    surface
}

/// The path under which a program reaches what is in a file; none if it can't.
fn module(file: &str) -> Option<String> {
    let path = file.strip_suffix(".rs")?;
    Some(match path {
        "mod" | "dispatch" | "samples" => return None,
        "error" | "permission" => String::new(),
        // Each entity's module is private, and what it holds is exported one up.
        _ if path.starts_with("entities/") => "entities::".to_owned(),
        _ => format!("{}::", path.replace('/', "::")),
    })
}

/// Items under a path, with the names that mean types of the same module.
struct Module<'a> {
    path: String,
    items: &'a [Item],
    own: BTreeSet<String>,
}

impl<'a> Module<'a> {
    fn of(path: &str, items: &'a [Item]) -> Self {
        let name = |item: &Item| match item {
            Item::Struct(one) => Some(one.ident.to_string()),
            Item::Enum(one) => Some(one.ident.to_string()),
            Item::Type(one) => Some(one.ident.to_string()),
            _ => None,
        };
        Self {
            path: path.to_owned(),
            items,
            own: items.iter().filter_map(name).collect(),
        }
    }

    /// Tokens as a person would write them, with the full paths of types: in which module
    /// they are named makes no difference.
    fn shown(&self, tokens: &impl ToTokens) -> String {
        let text = shown(tokens);
        let mut full = String::new();
        let mut rest = text.as_str();
        while let Some(start) = rest.find(is_letter) {
            let end = rest[start..]
                .find(|one| !is_letter(one))
                .map_or(rest.len(), |length| start + length);
            let (before, word) = (&rest[..start], &rest[start..end]);
            full.push_str(before);
            if self.own.contains(word) && !full.ends_with("::") {
                full.push_str(&self.path);
            }
            full.push_str(word);
            rest = &rest[end..];
        }
        full + rest
    }
}

fn is_letter(one: char) -> bool {
    one.is_alphanumeric() || one == '_'
}

impl Surface {
    fn add(&mut self, module: &Module<'_>) {
        for item in module.items {
            self.add_item(module, item);
        }
    }

    fn add_item(&mut self, module: &Module<'_>, item: &Item) {
        match item {
            Item::Struct(one) if is_public(&one.vis) => {
                let surfaced = self.get(module, &one.ident);
                surfaced.kind = "struct".to_owned();
                surfaced.derives(&one.attrs);
                for field in one.fields.iter().filter(|field| is_public(&field.vis)) {
                    if let Some(name) = &field.ident {
                        let name = format!(".{}", plain(name));
                        surfaced.members.insert(name, module.shown(&field.ty));
                    }
                }
            }
            Item::Enum(one) if is_public(&one.vis) => {
                let surfaced = self.get(module, &one.ident);
                surfaced.kind = "enum".to_owned();
                surfaced.derives(&one.attrs);
                for variant in &one.variants {
                    let name = format!("::{}", variant.ident);
                    surfaced.members.insert(name, module.shown(&variant.fields));
                }
            }
            Item::Type(one) if is_public(&one.vis) => {
                self.get(module, &one.ident).kind =
                    format!("type = {}", module.shown(&one.ty));
            }
            Item::Mod(one) if is_public(&one.vis) => {
                if let Some((_, items)) = &one.content {
                    let path = format!("{}{}::", module.path, one.ident);
                    self.add(&Module::of(&path, items));
                }
            }
            Item::Impl(one) => self.add_impl(module, one),
            Item::Macro(one) if !is_gated(&one.attrs) => {
                self.add_macro(module, &one.mac);
            }
            _ => {}
        }
    }

    fn get(&mut self, module: &Module<'_>, name: &impl ToString) -> &mut Surfaced {
        self.types
            .entry(format!("{}{}", module.path, name.to_string()))
            .or_default()
    }

    /// Functions, and the types that an endpoint or channel is bound to.
    fn add_impl(&mut self, module: &Module<'_>, block: &syn::ItemImpl) {
        if is_gated(&block.attrs) {
            return;
        }
        let surfaced = self.get(module, &shown(&block.self_ty));
        for item in &block.items {
            match item {
                ImplItem::Fn(one) if is_public(&one.vis) => {
                    let name = format!("::{}", plain(&one.sig.ident));
                    surfaced.members.insert(name, signature(module, &one.sig));
                }
                ImplItem::Type(one) => {
                    let name = format!("::{}", one.ident);
                    surfaced.members.insert(name, module.shown(&one.ty));
                }
                _ => {}
            }
        }
    }

    /// Implementations that are written by macros of the runtime.
    fn add_macro(&mut self, module: &Module<'_>, call: &syn::Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        let implemented: &[&str] = match name.as_deref() {
            Some("default_of") => &["Default"],
            Some("written") => &["Debug", "Serialize"],
            Some("compared") => &["PartialEq"],
            Some("read_as_object") => &["Deserialize"],
            _ => return,
        };
        // The type comes first.
        let name: TokenStream = call.tokens.clone().into_iter().take(1).collect();
        for one in implemented {
            self.get(module, &name)
                .members
                .insert(format!(": {one}"), String::new());
        }
    }
}

impl Surfaced {
    fn derives(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            if !attribute.path().is_ident("derive") {
                continue;
            }
            // What can't be parsed is no derive of ours.
            let _ = attribute.parse_nested_meta(|derived| {
                let name = format!(": {}", shown(&derived.path));
                self.members.insert(name, String::new());
                Ok(())
            });
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Whether something is there only for the project's own tools.
fn is_gated(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| one.path().is_ident("cfg"))
}

fn plain(ident: &syn::Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

/// A function's parameters and result. Names of parameters are part of it: two that
/// change places may have the same type.
fn signature(module: &Module<'_>, signature: &syn::Signature) -> String {
    let inputs: Vec<String> = signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(receiver)
                if matches!(receiver.kind, syn::ReceiverKind::Reference(..)) =>
            {
                "&self".to_owned()
            }
            FnArg::Receiver(_) => "self".to_owned(),
            FnArg::Typed(typed) => module.shown(typed),
        })
        .collect();
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, kind) => format!(" -> {}", module.shown(kind)),
    };
    format!("fn({}){output}", inputs.join(", "))
}

/// Tokens as a person would write them.
fn shown(tokens: &impl ToTokens) -> String {
    let mut stream = TokenStream::new();
    tokens.to_tokens(&mut stream);
    let mut text = stream.to_string();
    for (loose, tight) in [
        (" :: ", "::"),
        (" < ", "<"),
        (" >", ">"),
        (" ,", ","),
        (",)", ")"),
        ("& ", "&"),
        (" :", ":"),
        ("( ", "("),
        (" )", ")"),
        ("r#", ""),
    ] {
        text = text.replace(loose, tight);
    }
    text
}
