//! The parts of the model.

use super::period::Period;
use super::place::Place;
use crate::schema::Constraints;

mod endpoint;

pub use self::endpoint::{
    Constraint, Endpoint, ErrorVariant, PagedBy, Paging, Permission, Rule, Unpaged,
};

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
    /// What belongs to the webhooks of a kind.
    Webhooks(String),
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
    /// What it is, in our words.
    pub about: Option<String>,
    /// The component schema that it is, if it is one.
    pub entity: Option<String>,
    /// Since and until which release it is there, if it is a component schema.
    pub period: Period,
    /// What it holds.
    pub shape: Shape,
}

impl Shape {
    /// The object that it is, if it is one.
    #[must_use]
    pub fn object(&self) -> Option<&Struct> {
        match self {
            Self::Struct(object) | Self::Dependent(Dependent { object, .. }) => {
                Some(object)
            }
            _ => None,
        }
    }

    /// The object that it is, if it is one.
    pub(super) fn object_mut(&mut self) -> Option<&mut Struct> {
        match self {
            Self::Struct(object) | Self::Dependent(Dependent { object, .. }) => {
                Some(object)
            }
            _ => None,
        }
    }
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
    /// An object of which one property tells what another holds.
    Dependent(Dependent),
    /// One of several contents, told apart by a text that stands beside them.
    Contents(Vec<Message>),
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

impl Presence {
    /// Whether nothing need be said of the field.
    #[must_use]
    pub fn can_be_unsaid(self) -> bool {
        matches!(self, Self::Optional | Self::Tristate)
    }

    /// When the field of a property is there. In what is `sent`, absent and null differ,
    /// unless absent means null.
    pub(crate) fn of(
        required: bool,
        nullable: bool,
        sent: bool,
        default: Option<&serde_json::Value>,
    ) -> Self {
        match (required, nullable) {
            (true, false) => Self::Required,
            (true, true) => Self::Nullable,
            (false, true) if sent && default != Some(&serde_json::Value::Null) => {
                Self::Tristate
            }
            (false, _) => Self::Optional,
        }
    }
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The property's name on the wire.
    pub wire: String,
    /// The field's name.
    pub ident: String,
    /// What it is, in our words.
    pub about: Option<String>,
    /// The entity that an object has it from, if it is not its own.
    pub origin: Option<String>,
    /// What it holds.
    pub kind: TypeRef,
    /// When it is there.
    pub presence: Presence,
    /// Whether only a constructor sets it, since it excludes others.
    pub exclusive: bool,
    /// Why it can be anything, if it can.
    pub open: Option<String>,
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
    /// What it is, in our words.
    pub about: Option<String>,
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
    /// What it is, in our words.
    pub about: Option<String>,
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

/// An object of which one property tells what another holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependent {
    /// The object, with what is told apart and without what tells.
    pub object: Struct,
    /// The property that tells.
    pub tag: String,
    /// The property that is told apart.
    pub content: String,
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

/// A message of the streaming API or of a webhook, or a content that something beside it
/// tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The message's name on the wire.
    pub wire: String,
    /// The variant's name.
    pub ident: String,
    /// What it holds.
    pub body: Option<TypeRef>,
    /// What it is, in our words.
    pub about: Option<String>,
    /// Since and until which release it is there.
    pub period: Period,
}

/// A channel of the streaming API.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its name on the wire.
    pub name: String,
    /// What it tells, in our words.
    pub about: Option<String>,
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

/// What webhooks of a kind are told.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The kind: `user` or `system`.
    pub name: String,
    /// The events.
    pub events: TypeId,
}
