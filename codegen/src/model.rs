//! The bindings as an idea: what types there are, what they are called, what they hold.
//!
//! The model knows nothing of Rust's syntax beyond which names it allows. Building it
//! takes these steps: shapes are resolved into types and identical ones shared
//! (`resolve`), requests get their constructors (`request`), types get names from
//! where they stand (`naming`), what contains itself is boxed (`cycles`), and all get
//! their lines of documentation (`wording`).

mod arena;
mod channel;
mod constraint;
mod cycles;
mod dependent;
mod endpoint;
mod ladders;
mod naming;
mod object;
mod open;
mod paging;
mod period;
mod place;
mod request;
mod resolve;
mod types;
mod union;
mod webhook;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use naming::{is_module_name, is_type_name, module_ident};
pub use open::Open;
pub use period::Period;
pub use place::{Place, Root, Step};
pub use types::{
    Channel, Constraint, Constructor, Dependent, Endpoint, ErrorVariant, Field,
    LadderMember, Member, Message, Module, PagedBy, Paging, Permission, Presence, Rule,
    Shape, Struct, Tagged, TypeDef, TypeId, TypeRef, Unpaged, Untagged, UntaggedMember,
    Variant, Webhook,
};

use crate::diagnostic::{self, Diagnostics};
use crate::modelling::Modelling;
use crate::spec::{Server, Spec};

/// The bindings as an idea.
#[derive(Debug)]
pub struct Model {
    /// The server that they are for.
    pub server: Server,
    /// All types; a [`TypeId`] is an index.
    pub types: Vec<TypeDef>,
    /// The endpoints by path; one path can have two.
    pub endpoints: Vec<Endpoint>,
    /// The streaming channels by name, and what is told without a subscription.
    pub channels: Vec<Channel>,
    /// The webhooks by kind.
    pub webhooks: Vec<Webhook>,
    /// The permissions, in the server's order.
    pub permissions: Vec<Permission>,
    /// The first release that endpoints were looked up in: what it has may be older.
    pub first_release: Option<String>,
    /// The kinds of ids.
    pub ids: BTreeSet<String>,
    /// The errors that any endpoint may give.
    pub common_errors: Vec<ErrorVariant>,
    /// The places that hold anything.
    pub open: Vec<Open>,
    /// How many endpoints and entities of the spec are in the model.
    pub counts: Counts,
}

/// What came in and was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Paths.
    pub endpoints: usize,
    /// Component schemas.
    pub entities: usize,
    /// Permissions.
    pub permissions: usize,
}

/// Builds the model. Errors are in `diagnostics`.
pub fn build(
    spec: &Spec,
    modelling: &Modelling,
    diagnostics: &mut Diagnostics,
) -> Model {
    modelling.rules.check(&spec.endpoints, diagnostics);
    let mut resolver = resolve::Resolver::new(spec, modelling, diagnostics);
    resolver.entities();
    let mut endpoints = endpoint::all(&mut resolver);
    let mut channels = channel::all(&mut resolver);
    let webhooks = webhook::all(&mut resolver);
    let resolve::Resolver { arena, ids, .. } = resolver;
    let mut types = naming::assign(arena, &mut endpoints, modelling, diagnostics);
    ladders::loosen(&mut types);
    cycles::box_recursion(&mut types);
    paging::find(&types, &mut endpoints, modelling, diagnostics);
    let open = open::explain(&mut types, &endpoints, modelling, diagnostics);
    let mut permissions = endpoint::permissions(spec);
    wording::tell(
        &mut types,
        &mut endpoints,
        &mut channels,
        &mut permissions,
        &modelling.wording,
        diagnostics,
    );
    let model = Model {
        server: spec.server.clone(),
        first_release: spec.facts.availability.endpoint_releases.first().cloned(),
        common_errors: endpoint::common_errors(spec, modelling),
        counts: counts(&endpoints, &types, &permissions),
        types,
        endpoints,
        channels,
        webhooks,
        permissions,
        ids,
        open,
    };
    reconcile(spec, &model, diagnostics);
    model
}

fn counts(
    endpoints: &[Endpoint],
    types: &[TypeDef],
    permissions: &[Permission],
) -> Counts {
    Counts {
        endpoints: endpoints
            .iter()
            .map(|one| &one.path)
            .collect::<BTreeSet<_>>()
            .len(),
        entities: types.iter().filter(|one| one.entity.is_some()).count(),
        permissions: permissions.len(),
    }
}

/// What goes in must come out.
fn reconcile(spec: &Spec, model: &Model, diagnostics: &mut Diagnostics) {
    let channels = model
        .channels
        .iter()
        .filter(|channel| channel.params.is_some())
        .count();
    let told = spec.webhooks.user.len() + spec.webhooks.system.len();
    let events = webhook::count(&model.webhooks, &model.types);
    let expected: BTreeMap<&str, (usize, usize)> = BTreeMap::from([
        ("channels", (spec.streaming.channels.len(), channels)),
        ("endpoints", (spec.endpoints.len(), model.counts.endpoints)),
        ("entities", (spec.entities.len(), model.counts.entities)),
        ("events of webhooks", (told, events)),
    ]);
    for (what, (before, after)) in expected {
        if before != after {
            let message = format!("{before} {what} in the spec, {after} in the model");
            diagnostics.error(
                &diagnostic::Place::root("spec.json"),
                message,
                "this is a fault of the generator",
            );
        }
    }
}
