//! Names from where things stand, so that they don't change when something else does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::place::{Place, Root, Step};
use super::resolve::{Arena, Unnamed};
use super::types::{Endpoint, Module, Presence, Shape, Struct, TypeDef};
use crate::diagnostic::{self, Diagnostics};
use crate::modelling::Modelling;
use crate::spec::prefix_of;

/// The name of what is not known: an enumeration's variant.
pub(super) const OTHER: &str = "Other";

/// The field of an object that holds what is not known.
const OTHER_FIELD: &str = "other";

/// The file of the shapes that several files share.
const SHARED: &str = "shared";

/// Words that can't be names as they are.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
    "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut",
    "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Keywords that can't be names even in raw form.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Whether a chosen text can be a type's or variant's name.
pub(crate) fn is_type_name(name: &str) -> bool {
    name.len() <= 100
        && name != "Self"
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .chars()
            .all(|one| one.is_ascii_alphanumeric() || one == '_')
}

/// Whether a chosen text can be a module's name.
pub(crate) fn is_module_name(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !KEYWORDS.contains(&name)
        && name
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}

/// A text as words that make a name: signs become words, the rest becomes blanks.
fn words(text: &str) -> String {
    let mut words = String::new();
    if text.is_empty() {
        words.push_str("empty");
    }
    for (index, character) in text.chars().enumerate() {
        match character {
            '+' if index == 0 => words.push_str("plus "),
            '-' if index == 0 => words.push_str("minus "),
            '*' => words.push_str(" asterisk "),
            one if one.is_ascii_alphanumeric() => words.push(one),
            one if one.is_ascii() => words.push(' '),
            one => words.push_str(&format!(" u{:x} ", u32::from(one))),
        }
    }
    if words.trim().is_empty() {
        words = text
            .chars()
            .map(|one| format!("u{:x} ", u32::from(one)))
            .collect();
    }
    words
}

/// A type's or variant's name.
pub(super) fn pascal(text: &str) -> String {
    let plain = text.chars().all(|one| one.is_ascii_alphanumeric());
    if plain
        && text.starts_with(|one: char| one.is_ascii_uppercase())
        && text.chars().any(|one| one.is_ascii_lowercase())
    {
        return if text == "Self" {
            "Self_".to_owned()
        } else {
            text.to_owned()
        };
    }
    let name = words(text).to_upper_camel_case();
    match name.as_str() {
        "Self" => "Self_".to_owned(),
        _ if name.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("N{name}")
        }
        _ => name,
    }
}

/// A field's, function's or file's name, without regard to keywords.
pub(super) fn snake(text: &str) -> String {
    let name = words(text).to_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else {
        name
    }
}

/// A field's name as it is written.
fn field_ident(wire: &str) -> String {
    let name = snake(wire);
    if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else {
        name
    }
}

/// The name of the module for a path segment.
#[must_use]
pub(crate) fn module_ident(modelling: &Modelling, segment: &str) -> String {
    if let Some(name) = modelling.segments.get(segment) {
        return name.clone();
    }
    let name = snake(segment);
    if KEYWORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Makes names differ from each other and from reserved ones, in their order.
pub(super) fn unique(names: Vec<String>, reserved: &[&str]) -> Vec<String> {
    let mut taken = Taken::default();
    names
        .into_iter()
        .map(|name| taken.take(&name, reserved, ""))
        .collect()
}

/// The names that are taken where they must differ.
#[derive(Default)]
struct Taken {
    names: BTreeSet<String>,
    /// How far the numbers after a name have come.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// Takes a name that is free: the wished one, or the same with a number. One that is
    /// reserved gets an underscore. The name with the suffix is taken too.
    fn take(&mut self, wished: &str, reserved: &[&str], suffix: &str) -> String {
        let first = if reserved.contains(&wished) {
            format!("{wished}_")
        } else {
            wished.to_owned()
        };
        let number = self.numbers.entry(wished.to_owned()).or_insert(1);
        let mut name = first;
        while self.names.contains(&name)
            || self.names.contains(&format!("{name}{suffix}"))
        {
            *number += 1;
            // An underscore between letters is for fields alone.
            name = format!("{}{number}", wished.trim_end_matches('_'));
        }
        self.names.insert(format!("{name}{suffix}"));
        self.names.insert(name.clone());
        name
    }
}

/// Gives every type its name and module, and every field and variant its name.
pub(super) fn assign(
    arena: Arena,
    endpoints: &mut [Endpoint],
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) -> Vec<TypeDef> {
    report_idle(&arena, modelling, diagnostics);
    let mut requests: HashMap<usize, String> = HashMap::new();
    let mut scopes = Scopes::default();
    scopes.endpoints(modelling, endpoints);
    for endpoint in endpoints.iter() {
        requests.insert(endpoint.request.0, endpoint.name.clone());
    }
    let named = arena.types.into_iter().enumerate().map(|(index, unnamed)| {
        let request = requests.get(&index);
        definition(unnamed, request, modelling)
    });
    let mut types: Vec<TypeDef> = named.collect();
    scopes.types(modelling, &mut types, &requests);
    for definition in &mut types {
        name_parts(&mut definition.shape);
    }
    types
}

/// A chosen name for a place where nothing stands has no effect: someone should know, if
/// the choice was made for this spec.
fn report_idle(arena: &Arena, modelling: &Modelling, diagnostics: &mut Diagnostics) {
    if !modelling.is_own {
        return;
    }
    let places: BTreeSet<String> = arena
        .types
        .iter()
        .flat_map(|one| &one.places)
        .map(Place::to_string)
        .collect();
    for place in modelling
        .names
        .keys()
        .filter(|place| !places.contains(*place))
    {
        let message = format!("no type stands at `{place}`, which is given a name");
        diagnostics.warning(
            &diagnostic::Place {
                file: "modelling.toml",
                pointer: "names".into(),
            },
            message,
            "delete the line",
        );
    }
}

fn definition(
    unnamed: Unnamed,
    request: Option<&String>,
    modelling: &Modelling,
) -> TypeDef {
    let Unnamed {
        mut places,
        entity,
        period,
        shape,
    } = unnamed;
    places.sort_by_key(Place::rank);
    if let Some(name) = &entity {
        // An entity is named by itself, whatever else has its shape.
        places.sort_by_key(|place| {
            place.root != Root::Entity(name.clone()) || !place.steps.is_empty()
        });
        let module = Module::Entities(snake(name));
        return TypeDef {
            name: pascal(name),
            module,
            about: None,
            places,
            entity,
            period,
            shape,
        };
    }
    if let (Some(name), Some(place)) = (request, places.first()) {
        let module = module_of(place);
        return TypeDef {
            name: name.clone(),
            module,
            about: None,
            places,
            entity,
            period,
            shape,
        };
    }
    let chosen = places
        .iter()
        .find_map(|place| modelling.names.get(&place.to_string()))
        .cloned();
    let modules: BTreeSet<Module> = places.iter().map(module_of).collect();
    let first = places
        .first()
        .map_or_else(|| Module::Entities(SHARED.to_owned()), module_of);
    let module = match (&chosen, modules.len()) {
        (Some(_), 2..) => Module::Entities(SHARED.to_owned()),
        _ => first,
    };
    let name = chosen
        .or_else(|| places.first().map(name_at))
        .unwrap_or_default();
    TypeDef {
        name,
        module,
        about: None,
        places,
        entity,
        period,
        shape,
    }
}

fn module_of(place: &Place) -> Module {
    match &place.root {
        Root::Entity(name) => Module::Entities(snake(name)),
        Root::Request(path) | Root::Response(path) => {
            Module::Endpoints(prefix_of(path).to_owned())
        }
        Root::Params(_) if place.steps.is_empty() => Module::Channels(None),
        Root::Params(channel) | Root::Event(channel) | Root::Message(channel) => {
            Module::Channels(Some(channel.clone()))
        }
        Root::Webhook(kind) => Module::Webhooks(kind.clone()),
    }
}

/// The name of a shape from its place.
fn name_at(place: &Place) -> String {
    let mut name = match &place.root {
        Root::Entity(name) => pascal(name),
        Root::Request(path) => pascal(path.rsplit('/').next().unwrap_or(path)),
        Root::Response(path) => {
            format!(
                "{}Response",
                pascal(path.rsplit('/').next().unwrap_or(path))
            )
        }
        Root::Params(channel) => pascal(channel),
        Root::Event(_) | Root::Webhook(_) if place.steps.is_empty() => {
            "Event".to_owned()
        }
        Root::Message(_) if place.steps.is_empty() => "Message".to_owned(),
        Root::Event(_) | Root::Message(_) | Root::Webhook(_) => String::new(),
    };
    let mut steps = place.steps.iter().peekable();
    while let Some(step) = steps.next() {
        match step {
            Step::Field(field)
                if matches!(steps.peek(), Some(Step::Item | Step::Value)) =>
            {
                steps.next();
                name.push_str(&singular(&pascal(field)));
            }
            Step::Member(text)
                if matches!(place.root, Root::Event(_) | Root::Webhook(_))
                    && name.is_empty() =>
            {
                name = format!("{}Body", pascal(text));
            }
            Step::Member(text)
                if matches!(place.root, Root::Message(_)) && name.is_empty() =>
            {
                name = format!("{}Message", pascal(text));
            }
            Step::Field(text) | Step::Member(text) => name.push_str(&pascal(text)),
            Step::Item => name.push_str("Item"),
            Step::Value => name.push_str("Value"),
        }
    }
    name
}

/// One of several.
fn singular(name: &str) -> String {
    match name {
        _ if name.ends_with("ies") => format!("{}y", &name[..name.len() - 3]),
        _ if name.ends_with("ss") || name.ends_with("us") || name.ends_with("is") => {
            name.to_owned()
        }
        _ if name.ends_with("xes") || name.ends_with("ches") => {
            name[..name.len() - 2].to_owned()
        }
        _ => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}

/// What generated code means by these names can't be hidden by types of it.
const PRELUDE: &[&str] = &[
    "Box",
    "Default",
    "Err",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "Vec",
];

/// The names in each module. Entities and shared shapes are one module.
#[derive(Default)]
struct Scopes(BTreeMap<String, Taken>);

impl Scopes {
    fn of(&mut self, modelling: &Modelling, module: &Module) -> &mut Taken {
        let scope = match module {
            Module::Entities(_) => "entities".to_owned(),
            Module::Endpoints(prefix) => {
                // Several prefixes can be one module: `a-b` and `a_b`.
                let segments = prefix.split('/');
                let modules = segments.map(|segment| module_ident(modelling, segment));
                format!("endpoints/{}", modules.collect::<Vec<_>>().join("/"))
            }
            Module::Channels(None) => "channels".to_owned(),
            Module::Channels(Some(channel)) => {
                format!("channels/{}", module_ident(modelling, channel))
            }
            Module::Webhooks(kind) => format!("webhooks/{kind}"),
        };
        self.0.entry(scope).or_default()
    }

    /// Names endpoints, and leaves room for the errors of each.
    fn endpoints(&mut self, modelling: &Modelling, endpoints: &mut [Endpoint]) {
        for endpoint in endpoints {
            let module = Module::Endpoints(prefix_of(&endpoint.path).to_owned());
            let taken = self.of(modelling, &module);
            let name = taken.take(&endpoint.name, PRELUDE, "Error");
            endpoint.name = name;
        }
    }

    /// Names all types but requests, which are named as their endpoints. Entities come
    /// first: they are named by themselves.
    fn types(
        &mut self,
        modelling: &Modelling,
        types: &mut [TypeDef],
        requests: &HashMap<usize, String>,
    ) {
        let mut order: Vec<usize> = (0..types.len())
            .filter(|index| !requests.contains_key(index))
            .collect();
        order.sort_by_key(|&index| {
            let definition = &types[index];
            let first = definition.places.first().map(Place::rank);
            (definition.entity.is_none(), first)
        });
        for index in order {
            let taken = self.of(modelling, &types[index].module);
            types[index].name = taken.take(&types[index].name, PRELUDE, "");
        }
    }
}

fn name_parts(shape: &mut Shape) {
    match shape {
        Shape::Struct(object) => name_fields(object),
        Shape::Dependent(dependent) => name_fields(&mut dependent.object),
        Shape::Enum(variants) => {
            let idents = unique(
                variants.iter().map(|one| pascal(&one.wire)).collect(),
                &[OTHER],
            );
            variants
                .iter_mut()
                .zip(idents)
                .for_each(|(one, ident)| one.ident = ident);
        }
        Shape::Tagged(union) => {
            let idents = unique(
                union.members.iter().map(|one| one.ident.clone()).collect(),
                &[OTHER],
            );
            union
                .members
                .iter_mut()
                .zip(idents)
                .for_each(|(one, ident)| one.ident = ident);
        }
        Shape::Ladder(members) => {
            let idents = unique(
                members.iter().map(|one| one.ident.clone()).collect(),
                &[OTHER],
            );
            members
                .iter_mut()
                .zip(idents)
                .for_each(|(one, ident)| one.ident = ident);
        }
        Shape::Untagged(union) => {
            let idents = unique(
                union.members.iter().map(|one| one.ident.clone()).collect(),
                &[OTHER],
            );
            union
                .members
                .iter_mut()
                .zip(idents)
                .for_each(|(one, ident)| one.ident = ident);
        }
        Shape::Contents(messages) | Shape::Messages(messages) => {
            let idents = messages.iter().map(|one| pascal(&one.wire)).collect();
            let idents = unique(idents, &[OTHER]);
            messages
                .iter_mut()
                .zip(idents)
                .for_each(|(one, ident)| one.ident = ident);
        }
        Shape::Alias(_) => {}
    }
}

fn name_fields(object: &mut Struct) {
    let idents: Vec<String> = object
        .fields
        .iter()
        .map(|field| field_ident(&field.wire))
        .collect();
    let sent = !object.constructors.is_empty();
    let cleared = object.fields.iter().zip(&idents);
    let cleared: Vec<String> = cleared
        .filter(|(field, _)| sent && field.presence == Presence::Tristate)
        .map(|(_, ident)| format!("clear_{}", ident.trim_start_matches("r#")))
        .collect();
    let functions = object.constructors.iter().map(|one| &one.name);
    let reserved = functions.chain(&cleared).map(String::as_str);
    let reserved: Vec<&str> = std::iter::once(OTHER_FIELD).chain(reserved).collect();
    let idents = unique(idents, &reserved);
    for (field, ident) in object.fields.iter_mut().zip(idents) {
        field.ident = ident;
    }
}
