//! Endpoints, their answers, their errors, and the permissions that they ask for.

use std::collections::BTreeMap;

use super::constraint;
use super::naming;
use super::period::Period;
use super::place::{Place, Root};
use super::request::Parameters;
use super::resolve::Resolver;
use super::types::{
    Dependent, Endpoint, ErrorVariant, Paging, Permission, Shape, Struct, TypeId,
    TypeRef,
};
use crate::modelling::Modelling;
use crate::schema::{Schema, Type};
use crate::spec::{self, ErrorFact, PermissionFact, Spec};

/// Resolves all endpoints. A path whose answer depends on what is asked is two.
pub(super) fn all(resolver: &mut Resolver<'_>) -> Vec<Endpoint> {
    let mut endpoints = Vec::new();
    let spec = resolver.spec;
    for (path, endpoint) in &spec.endpoints {
        let place = Place::root(Root::Request(path.clone()));
        let mut parameters =
            Parameters::read(resolver, &place, endpoint.request.schema.as_ref());
        let name = naming::pascal(path.rsplit('/').next().unwrap_or(path));
        let answer = Answer::of(endpoint);
        if let Some((one, many)) = answer.one_or_many()
            && let Some((parameter, split)) = parameters.split_list()
        {
            let many = Answer {
                schema: Some(many),
                nullable: false,
            };
            let named = format!("{name}By{}", naming::pascal(&parameter));
            endpoints.push(build(
                resolver,
                path,
                endpoint,
                &named,
                &split,
                many,
                Some(parameter),
            ));
            let one = Answer {
                schema: Some(one),
                nullable: false,
            };
            endpoints.push(build(
                resolver,
                path,
                endpoint,
                &name,
                &parameters,
                one,
                None,
            ));
        } else {
            endpoints.push(build(
                resolver,
                path,
                endpoint,
                &name,
                &parameters,
                answer,
                None,
            ));
        }
    }
    endpoints
}

/// What an endpoint answers.
#[derive(Clone, Copy)]
struct Answer<'a> {
    schema: Option<&'a Schema>,
    nullable: bool,
}

impl<'a> Answer<'a> {
    fn of(endpoint: &'a spec::Endpoint) -> Self {
        let schema = endpoint.responses.values().flatten().next();
        let nullable = schema.is_some_and(|schema| schema.nullable)
            || endpoint.responses.values().any(Option::is_none);
        Self { schema, nullable }
    }

    /// The two shapes of an answer that is one thing or a list of such things.
    fn one_or_many(&self) -> Option<(&'a Schema, &'a Schema)> {
        let schema = self.schema?;
        let members = if schema.one_of.is_empty() {
            &schema.any_of
        } else {
            &schema.one_of
        };
        let [one, many] = members.as_slice() else {
            return None;
        };
        (many.types.contains(&Type::Array) && many.items.as_deref() == Some(one))
            .then_some((one, many))
    }
}

fn build<'a>(
    resolver: &mut Resolver<'a>,
    path: &str,
    endpoint: &'a spec::Endpoint,
    name: &str,
    parameters: &Parameters<'a>,
    answer: Answer<'a>,
    when: Option<String>,
) -> Endpoint {
    let place = Place::root(Root::Request(path.to_owned()));
    let response = response(resolver, path, answer);
    let mut structure = parameters.structure(resolver, &place, path);
    if !resolver.modelling.unpaged.contains_key(path) {
        type_cursors(resolver, &response, &mut structure);
    }
    let request = resolver.arena.add(&place, Shape::Struct(structure));
    let constraints = constraint::of(resolver, path, endpoint.request.schema.as_ref());
    let facts = resolver
        .spec
        .facts
        .endpoints
        .get(path)
        .cloned()
        .unwrap_or_default();
    let known = &resolver.spec.facts.availability;
    let lifetime = known.endpoints.get(path);
    let period = Period::known(lifetime, &known.endpoint_releases, &endpoint.span);
    let rule = resolver.modelling.rules.decide(path, endpoint);
    Endpoint {
        path: path.to_owned(),
        name: name.to_owned(),
        about: None,
        when,
        get: endpoint.get,
        multipart: endpoint.request.multipart,
        credential: endpoint.credential,
        permission: endpoint.permission.clone(),
        internal: endpoint.internal,
        reads: rule.is_some_and(|rule| rule.class == crate::repeatable::Class::Reads),
        repeatable: rule.is_some_and(|rule| rule.class.is_repeatable()),
        repeatable_reason: rule.map(|rule| rule.reason.clone()),
        facts,
        period,
        request,
        constraints,
        response,
        paging: Paging::None,
        errors: own_errors(resolver.modelling, endpoint),
    }
}

fn response<'a>(resolver: &mut Resolver<'a>, path: &str, answer: Answer<'a>) -> TypeRef {
    let Some(schema) = answer.schema else {
        return TypeRef::Unit;
    };
    let place = Place::root(Root::Response(path.to_owned()));
    let kind = resolver.kind(&place, schema);
    if answer.nullable && kind != TypeRef::Json {
        TypeRef::Nullable(Box::new(kind))
    } else {
        kind
    }
}

/// Pages are asked for by the ids of what they hold.
fn type_cursors(resolver: &Resolver<'_>, response: &TypeRef, request: &mut Struct) {
    let TypeRef::List(element) = response else {
        return;
    };
    let TypeRef::Named(id) = **element else {
        return;
    };
    let Some(kind) = own_id(resolver, id) else {
        return;
    };
    for field in &mut request.fields {
        if matches!(field.wire.as_str(), "sinceId" | "untilId")
            && matches!(field.kind, TypeRef::Id(_))
        {
            field.kind = kind.clone();
        }
    }
}

/// What the `id` of a type is an id of.
fn own_id(resolver: &Resolver<'_>, id: TypeId) -> Option<TypeRef> {
    match resolver.shape_of(id) {
        Shape::Struct(object) | Shape::Dependent(Dependent { object, .. }) => object
            .fields
            .iter()
            .find(|field| field.wire == "id")
            .map(|field| field.kind.clone()),
        Shape::Tagged(union) => own_id(resolver, union.other),
        Shape::Ladder(members) => members
            .first()
            .and_then(|member| own_id(resolver, member.kind)),
        Shape::Alias(TypeRef::Named(other)) => own_id(resolver, *other),
        Shape::Alias(_)
        | Shape::Contents(_)
        | Shape::Enum(_)
        | Shape::Messages(_)
        | Shape::Untagged(_) => None,
    }
}

/// The variants of an error enumeration. Errors of one code are told apart by the
/// beginning of their ids.
fn variants(errors: &[ErrorFact], reserved: &[&str]) -> Vec<ErrorVariant> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for error in errors {
        *by_code.entry(&error.code).or_default() += 1;
    }
    let idents = errors.iter().map(|error| {
        let mut ident = naming::pascal(&error.code);
        if by_code[error.code.as_str()] > 1 {
            let tail = error.id.chars().filter(char::is_ascii_alphanumeric).take(4);
            ident.extend(tail.map(|one| one.to_ascii_uppercase()));
        }
        ident
    });
    let idents = naming::unique(idents.collect(), reserved);
    let variant = |(ident, error): (String, &ErrorFact)| ErrorVariant {
        ident,
        id: error.id.clone(),
        code: error.code.clone(),
        status: error.status,
        period: Period::seen(&error.span),
    };
    idents.into_iter().zip(errors).map(variant).collect()
}

/// An endpoint's errors without those that any endpoint may give.
fn own_errors(modelling: &Modelling, endpoint: &spec::Endpoint) -> Vec<ErrorVariant> {
    let common =
        |error: &ErrorFact| modelling.error.iter().any(|one| one.fact.id == error.id);
    let own: Vec<ErrorFact> = endpoint
        .errors
        .iter()
        .filter(|error| !common(error))
        .cloned()
        .collect();
    variants(&own, &["Common"])
}

/// The errors that any endpoint may give: those that all declare, and those that none does.
pub(super) fn common_errors(spec: &Spec, modelling: &Modelling) -> Vec<ErrorVariant> {
    let mut errors = spec.common_errors.clone();
    let known =
        |errors: &[ErrorFact], id: &str| errors.iter().any(|known| known.id == id);
    for error in &modelling.error {
        if !known(&errors, &error.fact.id) {
            errors.push(error.fact.clone());
        }
    }
    errors.sort();
    let mut variants = variants(&errors, &[naming::OTHER]);
    for variant in &mut variants {
        let chosen = modelling
            .error
            .iter()
            .find(|error| error.fact.id == variant.id);
        if let Some(name) = chosen.and_then(|error| error.name.clone()) {
            variant.ident = name;
        } else if let Some(alone) = alone(&errors, modelling, &variant.code) {
            variant.ident = alone;
        }
    }
    variants
}

/// The name of an error that shares its code only with errors that have chosen names.
fn alone(errors: &[ErrorFact], modelling: &Modelling, code: &str) -> Option<String> {
    let named = |id: &str| {
        modelling
            .error
            .iter()
            .any(|error| error.fact.id == id && error.name.is_some())
    };
    let unnamed = errors
        .iter()
        .filter(|error| error.code == code && !named(&error.id));
    (unnamed.count() == 1).then(|| naming::pascal(code))
}

/// The permissions that the server knows, and those that only its endpoints know.
pub(super) fn permissions(spec: &Spec) -> Vec<Permission> {
    let mut facts = spec.facts.permissions.clone();
    let mut asked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, endpoint) in &spec.endpoints {
        if let Some(name) = &endpoint.permission {
            asked.entry(name).or_default().push(path.clone());
        }
    }
    for &name in asked.keys() {
        if !facts.iter().any(|fact| fact.name == name) {
            facts.push(PermissionFact {
                name: name.to_owned(),
                grantable: true,
                since: None,
            });
        }
    }
    let idents = naming::unique(
        facts
            .iter()
            .map(|fact| naming::pascal(&fact.name))
            .collect(),
        &[naming::OTHER],
    );
    let permission = |(ident, fact): (String, PermissionFact)| Permission {
        ident,
        endpoints: asked.get(fact.name.as_str()).cloned().unwrap_or_default(),
        period: permission_period(spec, &fact),
        grantable: fact.grantable,
        about: None,
        name: fact.name,
    };
    idents.into_iter().zip(facts).map(permission).collect()
}

/// Since and until which release a permission is known.
fn permission_period(spec: &Spec, fact: &PermissionFact) -> Period {
    let known = &spec.facts.availability;
    let until = known
        .permissions
        .get(&fact.name)
        .map(|lifetime| lifetime.last.clone())
        .filter(|last| known.releases.last() != Some(last));
    Period {
        since: fact.since.clone(),
        until,
        exact: true,
    }
}
