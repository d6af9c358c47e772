//! The files of a crate as a tree of modules.

use std::collections::BTreeMap;

use syn::{Attribute, Item, UseTree};

use super::super::{is_public, plain};
use crate::diagnostic::{Diagnostics, Place};

/// The modules of a crate by path: the root's is empty, another's is `error::api`.
pub(super) struct Sources {
    modules: BTreeMap<String, Vec<Item>>,
}

/// A name that a `use` brings into a module.
pub(super) struct Import {
    pub(super) is_public: bool,
    pub(super) name: String,
    /// As it is written: `crate`, `error`, `Error`.
    pub(super) path: Vec<String>,
}

impl Sources {
    /// What can't be parsed is reported and left out.
    pub(super) fn parse(
        files: &BTreeMap<String, String>,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in files {
            match syn::parse_file(text) {
                Ok(parsed) => add(&mut modules, module_of(file), parsed.items),
                Err(error) => {
                    let message = format!("it is not Rust: {error}");
                    diagnostics.error(&Place::root(file), message, "");
                }
            }
        }
        Self { modules }
    }

    /// All modules with their items.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&str, &[Item])> {
        self.modules
            .iter()
            .map(|(path, items)| (path.as_str(), items.as_slice()))
    }

    /// The items of a module; none if there is no such module.
    pub(super) fn items(&self, module: &str) -> Option<&[Item]> {
        self.modules.get(module).map(Vec::as_slice)
    }

    /// What is brought into a module.
    pub(super) fn imports(&self, module: &str) -> Vec<Import> {
        let mut imports = Vec::new();
        for item in self.items(module).unwrap_or_default() {
            if let Item::Use(one) = item {
                let is_public = is_public(&one.vis);
                add_imports(&one.tree, &mut Vec::new(), is_public, &mut imports);
            }
        }
        imports
    }

    /// The module and name that a path means where it is written, and whether that is a
    /// module of this crate or a name in one; none if it means something of another crate.
    pub(super) fn place(
        &self,
        module: &str,
        path: &[String],
    ) -> Option<(String, String)> {
        let (name, before) = path.split_last()?;
        let mut at = module.to_owned();
        for (index, segment) in before.iter().enumerate() {
            match segment.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => at = parent(&at).to_owned(),
                _ if index == 0 && self.items(&join(&at, segment)).is_none() => {
                    return None;
                }
                _ => at = join(&at, segment),
            }
        }
        self.items(&at)?;
        Some((at, name.clone()))
    }
}

/// Items that no program sees: of tests, or hidden.
pub(super) fn is_left_out(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| {
        let syn::Meta::List(list) = &one.meta else {
            return false;
        };
        let tokens = list.tokens.to_string();
        (one.path().is_ident("cfg") && tokens == "test")
            || (one.path().is_ident("doc") && tokens == "hidden")
    })
}

/// A path of a module with one more name.
pub(super) fn join(module: &str, name: &str) -> String {
    if module.is_empty() {
        return name.to_owned();
    }
    format!("{module}::{name}")
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

fn module_of(file: &str) -> String {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" {
        return String::new();
    }
    path.replace('/', "::")
}

/// A module and those that are written within it.
fn add(modules: &mut BTreeMap<String, Vec<Item>>, path: String, items: Vec<Item>) {
    let mut own = Vec::new();
    for item in items {
        match item {
            Item::Mod(one) if is_left_out(&one.attrs) => {}
            Item::Mod(mut one) => {
                if let Some((_, items)) = one.content.take() {
                    add(modules, join(&path, &plain(&one.ident)), items);
                }
                own.push(Item::Mod(one));
            }
            other => own.push(other),
        }
    }
    modules.insert(path, own);
}

fn add_imports(
    tree: &UseTree,
    path: &mut Vec<String>,
    is_public: bool,
    imports: &mut Vec<Import>,
) {
    let mut import = |name: &syn::Ident, new: &syn::Ident| {
        let mut path = path.clone();
        path.push(plain(name));
        imports.push(Import {
            is_public,
            name: plain(new),
            path,
        });
    };
    match tree {
        UseTree::Name(one) => import(&one.ident, &one.ident),
        UseTree::Rename(one) => import(&one.ident, &one.rename),
        UseTree::Path(one) => {
            path.push(plain(&one.ident));
            add_imports(&one.tree, path, is_public, imports);
            path.pop();
        }
        UseTree::Group(group) => {
            for one in &group.items {
                add_imports(one, path, is_public, imports);
            }
        }
        UseTree::Glob(_) => {}
    }
}
