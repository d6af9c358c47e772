//! What a schema asks of a value, with references and combinations taken apart.

use std::collections::BTreeSet;

use misskey_codegen::schema::{Additional, Schema, Type};
use misskey_codegen::spec::Spec;

/// What a schema asks of a value, null aside.
pub(crate) enum Shape<'a> {
    /// Nothing.
    Anything,
    /// A truth value.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A text; a format says of what kind.
    Text(Option<&'a str>),
    /// One of these texts.
    OneOfTexts(&'a [String]),
    /// A list of elements of one shape.
    List(&'a Schema),
    /// A list of anything.
    AnyList,
    /// A list of fixed length.
    Tuple(&'a [Schema]),
    /// An object with values of one shape.
    Map(&'a Schema),
    /// An object with anything in it.
    AnyObject,
    /// An object with these properties.
    Object(Object<'a>),
    /// Objects that a property tells apart.
    Tagged(&'a str, Vec<Object<'a>>),
    /// Objects of which each has all properties of the one before.
    Ladder(Vec<Object<'a>>),
    /// Shapes that only a look at the value tells apart.
    Union(Vec<&'a Schema>),
    /// A value of one of these types.
    OneOfTypes(&'a BTreeSet<Type>),
}

/// A property of an object.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Property<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a Schema,
}

/// An object's properties, from all parts of its schema.
#[derive(Clone, Default)]
pub(crate) struct Object<'a> {
    /// The entity that it is.
    pub(crate) entity: Option<&'a str>,
    pub(crate) properties: Vec<Property<'a>>,
    pub(crate) required: BTreeSet<&'a str>,
    /// The property that is kept as it comes if it does not fit.
    pub(crate) kept: Option<&'a str>,
}

impl<'a> Shape<'a> {
    /// What a schema asks for; a reference is followed.
    pub(crate) fn of(spec: &'a Spec, schema: &'a Schema) -> Self {
        let named = schema.reference.as_deref();
        let target = named.map_or(schema, |name| &spec.entities[name]);
        if target.reference.is_some() {
            return Self::of(spec, target);
        }
        if !target.values.is_empty() {
            return Self::OneOfTexts(&target.values);
        }
        let members = members(target);
        if !members.is_empty()
            && let Some((tag, objects)) = dependent(spec, target)
        {
            return Self::Tagged(tag, objects);
        }
        if !members.is_empty() && target.properties.is_empty() {
            return Self::union(spec, members);
        }
        if !target.properties.is_empty() || !target.all_of.is_empty() {
            let object = Object::of(spec, schema);
            return object.map_or(Self::Anything, Self::Object);
        }
        Self::simple(target)
    }

    fn simple(schema: &'a Schema) -> Self {
        let mut types = schema.types.iter();
        match (types.next(), types.next()) {
            (None, _) => Self::Anything,
            (Some(_), Some(_)) => Self::OneOfTypes(&schema.types),
            (Some(Type::Boolean), None) => Self::Boolean,
            (Some(Type::Integer), None) => Self::Integer,
            (Some(Type::Number), None) => Self::Number,
            (Some(Type::String), None) => Self::Text(schema.format.as_deref()),
            (Some(Type::Array), None) if !schema.prefix_items.is_empty() => {
                Self::Tuple(&schema.prefix_items)
            }
            (Some(Type::Array), None) => {
                schema.items.as_deref().map_or(Self::AnyList, Self::List)
            }
            (Some(Type::Object), None) => match &schema.additional {
                Some(Additional::Schema(inner)) => Self::Map(inner),
                _ => Self::AnyObject,
            },
        }
    }

    fn union(spec: &'a Spec, members: &'a [Schema]) -> Self {
        let members = flat(spec, members);
        if let [single] = members.as_slice() {
            return Self::of(spec, single);
        }
        let objects: Option<Vec<_>> = members
            .iter()
            .map(|member| Object::of(spec, member))
            .collect();
        let Some(objects) = objects else {
            return Self::Union(members);
        };
        if let Some(tag) = tag_of(&objects) {
            return Self::Tagged(tag, objects);
        }
        match ladder(objects) {
            Some(objects) => Self::Ladder(objects),
            None => Self::Union(members),
        }
    }
}

impl<'a> Object<'a> {
    /// The object that a schema asks for, through references and combinations.
    fn of(spec: &'a Spec, schema: &'a Schema) -> Option<Self> {
        if let Some(name) = &schema.reference {
            let object = Self::of(spec, spec.entities.get(name)?)?;
            return Some(Self {
                entity: Some(name),
                ..object
            });
        }
        if schema.types.iter().any(|&kind| kind != Type::Object) {
            return None;
        }
        let mut object = Self::default();
        for part in &schema.all_of {
            object.add(Self::of(spec, part)?);
        }
        object.add(Self {
            entity: None,
            kept: None,
            properties: schema
                .properties
                .iter()
                .map(|(name, schema)| Property { name, schema })
                .collect(),
            required: schema.required.iter().map(String::as_str).collect(),
        });
        Some(object).filter(|object| !object.properties.is_empty())
    }

    /// Adds what another part says, which is taken to know better.
    fn add(&mut self, part: Self) {
        self.properties
            .retain(|known| part.property(known.name).is_none());
        self.properties.extend(part.properties);
        self.required.extend(part.required);
    }

    /// The property of that name.
    fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }

    /// The texts that a property can have.
    pub(crate) fn texts(&self, name: &str) -> &'a [String] {
        self.property(name)
            .map_or(&[], |property| property.schema.values.as_slice())
    }

    /// The properties that must be there, and not as null.
    pub(crate) fn vital(&self) -> Vec<&'a str> {
        let properties = self.properties.iter();
        let vital = properties.filter(|property| {
            self.required.contains(property.name) && !property.schema.nullable
        });
        vital.map(|property| property.name).collect()
    }

    fn names(&self) -> BTreeSet<&'a str> {
        self.properties
            .iter()
            .map(|property| property.name)
            .collect()
    }
}

/// The objects that a schema with properties and members asks for: what the members have
/// beside the tag is told by it.
fn dependent<'a>(
    spec: &'a Spec,
    schema: &'a Schema,
) -> Option<(&'a str, Vec<Object<'a>>)> {
    if schema.properties.is_empty() || schema.one_of.is_empty() {
        return None;
    }
    let members: Option<Vec<_>> = schema
        .one_of
        .iter()
        .map(|member| Object::of(spec, member).filter(|one| one.properties.len() == 2))
        .collect();
    let mut members = members?;
    let tag = tag_of(&members)?;
    for member in &mut members {
        let mut names = member.names().into_iter();
        member.kept = names.find(|name| *name != tag);
        member
            .required
            .extend(schema.required.iter().map(String::as_str));
        let own = schema.properties.iter();
        member
            .properties
            .extend(own.map(|(name, schema)| Property { name, schema }));
    }
    Some((tag, members))
}

/// The members of a schema that is one of several.
fn members(schema: &Schema) -> &[Schema] {
    if schema.one_of.is_empty() {
        &schema.any_of
    } else {
        &schema.one_of
    }
}

/// The members of a union, and of the unions among them.
fn flat<'a>(spec: &'a Spec, of: &'a [Schema]) -> Vec<&'a Schema> {
    let mut found = Vec::new();
    for member in of {
        let target = member.reference.as_ref();
        let target = target.map_or(member, |name| &spec.entities[name]);
        if members(target).is_empty() {
            found.push(member);
        } else {
            found.extend(flat(spec, members(target)));
        }
    }
    found
}

/// The property that is one of a few texts in each object, and never the same.
fn tag_of<'a>(objects: &[Object<'a>]) -> Option<&'a str> {
    let tells = |name: &str| {
        let mut seen = BTreeSet::new();
        objects.iter().all(|object| {
            let texts = object.texts(name);
            !texts.is_empty()
                && object.required.contains(name)
                && texts.iter().all(|text| seen.insert(text))
        })
    };
    let first = objects.first()?;
    first.names().into_iter().find(|name| tells(name))
}

/// The objects from the smallest to the largest, if each has all that the smaller have.
fn ladder(mut objects: Vec<Object<'_>>) -> Option<Vec<Object<'_>>> {
    objects.sort_by_key(|object| object.properties.len());
    let grows = objects.windows(2).all(|pair| {
        let (small, large) = (pair[0].names(), pair[1].names());
        small.len() < large.len() && small.is_subset(&large)
    });
    grows.then_some(objects)
}
