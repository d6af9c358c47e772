//! The parts of the model.

use super::period::Period;
use super::place::Place;
use crate::schema::Constraints;
use crate::spec::{Credential, EndpointFacts};

/// Names a type of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub usize);

/// What a field, element or response holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeRef {
    /// Nothing.
    Unit,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text.
    Text,
    /// Text that must not be shown.
    Secret,
    /// A point in time.
    Timestamp,
    /// An id of a kind.
    Id(String),
    /// Anything.
    Json,
    /// An object of anything.
    JsonObject,
    /// A file to send.
    Upload,
    /// A list.
    List(Box<TypeRef>),
    /// A map from text.
    Map(Box<TypeRef>),
    /// A list of fixed length.
    Tuple(Vec<TypeRef>),
    /// The inner one, or null.
    Nullable(Box<TypeRef>),
    /// The inner one, behind a pointer.
    Boxed(Box<TypeRef>),
    /// A type of the model.
    Named(TypeId),
}

/// Where a type's definition goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Module {
    /// The entities, in a file of that name.
    Entities(String),
    /// The endpoints with that path prefix.
    Endpoints(String),
    /// The streaming channels' subscriptions, or what belongs to the channel of that name.
    Channels(Option<String>),
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name.
    pub name: String,
    /// Where its definition goes.
    pub module: Module,
    /// The places where it stands, the one that it is named after first.
    pub places: Vec<Place>,
    /// The component schema that it is, if it is one.
    pub entity: Option<String>,
    /// Since and until which release it is there, if it is a component schema.
    pub period: Period,
    /// What it holds.
    pub shape: Shape,
}

/// What a named type holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// An object.
    Struct(Struct),
    /// One of several texts.
    Enum(Vec<Variant>),
    /// One of several objects, told apart by a property.
    Tagged(Tagged),
    /// One of several objects, each with all properties of the one before.
    Ladder(Vec<LadderMember>),
    /// One of several shapes, told apart by JSON type or by the keys present.
    Untagged(Untagged),
    /// One of several messages, each with its own body.
    Messages(Vec<Message>),
    /// Another name for a type.
    Alias(TypeRef),
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Struct {
    /// Its fields, in the document's order.
    pub fields: Vec<Field>,
    /// Indexes of `fields` in the order in which servers send them.
    pub order: Vec<usize>,
    /// How it is made, if it is sent; what is only received has none.
    pub constructors: Vec<Constructor>,
}

/// A way to make a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Constructor {
    /// The function's name.
    pub name: String,
    /// The indexes of the fields that it takes.
    pub fields: Vec<usize>,
}

/// When a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Always, with a value.
    Required,
    /// Always, with a value or null.
    Nullable,
    /// Perhaps; absent and null are the same.
    Optional,
    /// Perhaps, with a value or null, which differ.
    Tristate,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The property's name on the wire.
    pub wire: String,
    /// The field's name.
    pub ident: String,
    /// What it holds.
    pub kind: TypeRef,
    /// When it is there.
    pub presence: Presence,
    /// Whether only a constructor sets it, since it excludes others.
    pub exclusive: bool,
    /// Limits, for what is sent.
    pub constraints: Constraints,
    /// What the server takes for an absent value, for what is sent.
    pub default: Option<serde_json::Value>,
    /// Whether the server's document calls it deprecated.
    pub deprecated: bool,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A text among several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The text.
    pub wire: String,
    /// The variant's name.
    pub ident: String,
    /// Since and until which release it is there.
    pub period: Period,
}

/// One of several objects, told apart by a property.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// The property that tells.
    pub tag: String,
    /// The objects.
    pub members: Vec<Member>,
    /// The object for values of the property that are not known.
    pub other: TypeId,
}

/// An object of a tagged union.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The variant's name.
    pub ident: String,
    /// The values of the property that mean it.
    pub tags: Vec<String>,
    /// Whether the object itself holds the property; else the union writes it.
    pub holds_tag: bool,
    /// The object.
    pub kind: TypeId,
    /// Since and until which release it is there.
    pub period: Period,
}

/// An object of a ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderMember {
    /// The variant's name.
    pub ident: String,
    /// The object.
    pub kind: TypeId,
    /// Since and until which release it is there.
    pub period: Period,
}

/// One of several shapes, told apart by JSON type or by the keys present.
#[derive(Clone, Debug, PartialEq)]
pub struct Untagged {
    /// The variants.
    pub members: Vec<UntaggedMember>,
}

/// A shape of an untagged union.
#[derive(Clone, Debug, PartialEq)]
pub struct UntaggedMember {
    /// The variant's name.
    pub ident: String,
    /// What it holds.
    pub kind: TypeRef,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A message of the streaming API.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The message's name on the wire.
    pub wire: String,
    /// The variant's name.
    pub ident: String,
    /// What it holds.
    pub body: Option<TypeRef>,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A channel of the streaming API.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its name on the wire.
    pub name: String,
    /// What a subscription says; none for what needs no subscription.
    pub params: Option<TypeId>,
    /// What it tells.
    pub events: TypeId,
    /// What can be said to it.
    pub messages: Option<TypeId>,
    /// What is known of it.
    pub facts: crate::spec::Channel,
    /// Since and until which release it is there, where known.
    pub period: Period,
}

/// An endpoint, or one of the two ways to call one.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The path.
    pub path: String,
    /// The request's name in the module of its prefix.
    pub name: String,
    /// The property that tells that a request is of this one, if the path has two.
    pub when: Option<String>,
    /// Whether it answers GET too.
    pub get: bool,
    /// Whether it is sent as a form with files.
    pub multipart: bool,
    /// Whether callers need a credential.
    pub credential: Credential,
    /// The permission that an app's token needs.
    pub permission: Option<String>,
    /// Whether app tokens are refused in any case.
    pub internal: bool,
    /// Whether it may be called twice without harm.
    pub repeatable: bool,
    /// What the document does not tell.
    pub facts: EndpointFacts,
    /// Since and until which release it is there, where known.
    pub period: Period,
    /// The request.
    pub request: TypeId,
    /// The answer.
    pub response: TypeRef,
    /// Its own errors.
    pub errors: Vec<ErrorVariant>,
}

/// An error that can be told from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorVariant {
    /// The variant's name.
    pub ident: String,
    /// The server's id of it.
    pub id: String,
    /// The server's code of it.
    pub code: String,
    /// The HTTP status.
    pub status: u16,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permission {
    /// The variant's name.
    pub ident: String,
    /// The permission on the wire.
    pub name: String,
    /// Whether an app's token can hold it.
    pub grantable: bool,
    /// Since and until which release it is known, where known.
    pub period: Period,
    /// The endpoints that ask for it.
    pub endpoints: Vec<String>,
}
