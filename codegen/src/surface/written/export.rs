//! Under which paths a program reaches what a crate has.

use std::collections::BTreeMap;

use syn::Item;

use super::super::is_public;
use super::name_of;
use super::sources::{Sources, is_left_out, join};

/// How many `use`s may stand between a name and what it means.
const MOST_STEPS: usize = 16;

/// What is exported.
pub(super) struct Exports {
    /// The crate's name.
    name: String,
    /// The public paths of items, by module and name.
    own: BTreeMap<(String, String), String>,
    /// The public paths of what is not in the files, with where it comes from.
    pub(super) foreign: BTreeMap<String, String>,
}

/// Finds all that is exported, beginning at the crate's root.
pub(super) fn exports(name: &str, sources: &Sources) -> Exports {
    let mut exports = Exports {
        name: name.to_owned(),
        own: BTreeMap::new(),
        foreign: BTreeMap::new(),
    };
    exports.add_module(sources, "", name);
    for (module, items) in sources.modules() {
        for item in items {
            // Macros that are exported are at the root, wherever they stand.
            if let Item::Macro(one) = item
                && one
                    .attrs
                    .iter()
                    .any(|one| one.path().is_ident("macro_export"))
                && let Some(ident) = name_of(item)
            {
                let path = join(name, &ident);
                exports.own.insert((module.to_owned(), ident), path);
            }
        }
    }
    exports
}

impl Exports {
    /// The public path of an item in a module.
    pub(super) fn path(&self, module: &str, name: &str) -> Option<&str> {
        let key = (module.to_owned(), name.to_owned());
        self.own.get(&key).map(String::as_str)
    }

    /// The public path of what a path means in a module. What is not in the files is the
    /// crate's own if it is named so, and public where it is named.
    pub(super) fn path_of(
        &self,
        sources: &Sources,
        module: &str,
        path: &[String],
    ) -> Option<String> {
        match meaning(sources, module, path, MOST_STEPS) {
            Meaning::Item(module, name) => self.path(&module, &name).map(str::to_owned),
            Meaning::Foreign(path) => {
                let path = path.strip_prefix("crate::")?;
                Some(join(&self.name, path))
            }
        }
    }

    fn add_module(&mut self, sources: &Sources, module: &str, public: &str) {
        for item in sources.items(module).unwrap_or_default() {
            match item {
                Item::Mod(one) if is_public(&one.vis) => {
                    let name = one.ident.to_string();
                    self.add_module(sources, &join(module, &name), &join(public, &name));
                }
                _ => {
                    if let Some(name) = name_of(item)
                        && is_public_item(item)
                    {
                        let path = join(public, &name);
                        self.own.insert((module.to_owned(), name), path);
                    }
                }
            }
        }
        for import in sources.imports(module) {
            if !import.is_public {
                continue;
            }
            let path = join(public, &import.name);
            match meaning(sources, module, &import.path, MOST_STEPS) {
                Meaning::Item(module, name) => {
                    self.own.insert((module, name), path);
                }
                Meaning::Foreign(origin) => {
                    let origin = origin.strip_prefix("crate::").unwrap_or(&origin);
                    self.foreign.insert(path, origin.to_owned());
                }
            }
        }
    }
}

/// What a path means.
enum Meaning {
    /// The item of a module by its name.
    Item(String, String),
    /// Something that is not in the files, by its path.
    Foreign(String),
}

fn meaning(sources: &Sources, module: &str, path: &[String], steps: usize) -> Meaning {
    let foreign = || Meaning::Foreign(path.join("::"));
    let Some((at, name)) = sources.place(module, path).filter(|_| steps > 0) else {
        return foreign();
    };
    let items = sources.items(&at).unwrap_or_default();
    if items.iter().any(|item| {
        !matches!(item, Item::Mod(_)) && name_of(item).as_ref() == Some(&name)
    }) {
        return Meaning::Item(at, name);
    }
    let imports = sources.imports(&at);
    match imports.iter().find(|import| import.name == name) {
        Some(import) => meaning(sources, &at, &import.path, steps - 1),
        None => foreign(),
    }
}

fn is_public_item(item: &Item) -> bool {
    match item {
        Item::Struct(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Enum(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Trait(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Type(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Fn(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Const(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        Item::Static(one) => is_public(&one.vis) && !is_left_out(&one.attrs),
        _ => false,
    }
}
