//! Names from where things stand, so that they don't change when something else does.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::arena::{Arena, Unnamed};
use super::place::{Place, Root, Step};
use super::types::{Endpoint, Module, Presence, Shape, Struct, TypeDef};
use crate::diagnostic::{self, Diagnostics};
use crate::modelling::Modelling;
use crate::spec::prefix_of;

mod ident;

use self::ident::{Taken, field_ident};
pub(crate) use self::ident::{is_module_name, is_type_name, module_ident};
pub(super) use self::ident::{pascal, snake, unique};

/// The name of what is not known: an enumeration's variant.
pub(super) const OTHER: &str = "Other";

/// The field of an object that holds what is not known.
const OTHER_FIELD: &str = "other";

/// The file of the shapes that several files share.
const SHARED: &str = "shared";

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
            for one in variants.iter_mut() {
                one.ident = pascal(&one.wire);
            }
            tell_apart(variants.iter_mut().map(|one| &mut one.ident));
        }
        Shape::Tagged(union) => {
            tell_apart(union.members.iter_mut().map(|one| &mut one.ident));
        }
        Shape::Ladder(members) => {
            tell_apart(members.iter_mut().map(|one| &mut one.ident));
        }
        Shape::Untagged(union) => {
            tell_apart(union.members.iter_mut().map(|one| &mut one.ident));
        }
        Shape::Contents(messages) | Shape::Messages(messages) => {
            for one in messages.iter_mut() {
                one.ident = pascal(&one.wire);
            }
            tell_apart(messages.iter_mut().map(|one| &mut one.ident));
        }
        Shape::Alias(_) => {}
    }
}

/// Gives the variants of an enumeration names that differ, also from the catch-all's.
fn tell_apart<'a>(idents: impl Iterator<Item = &'a mut String>) {
    let mut idents: Vec<&mut String> = idents.collect();
    let wished = idents.iter().map(|ident| String::clone(ident)).collect();
    for (ident, free) in idents.iter_mut().zip(unique(wished, &[OTHER])) {
        **ident = free;
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
