//! Where a shape stands: in an entity, or in the request or response of an endpoint.

use std::fmt;

/// What a place begins with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// A component schema.
    Entity(String),
    /// What an endpoint takes.
    Request(String),
    /// What an endpoint answers.
    Response(String),
    /// What a subscription to a channel says.
    Params(String),
    /// What a channel tells.
    Event(String),
    /// What can be said to a channel.
    Message(String),
    /// What webhooks of a kind are told.
    Webhook(String),
}

/// A step into a shape.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A property.
    Field(String),
    /// A list's element.
    Item,
    /// A map's value.
    Value,
    /// A member of a union, by its tag or by what it holds.
    Member(String),
}

/// Where a shape stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The entity or endpoint.
    pub root: Root,
    /// The steps into it.
    pub steps: Vec<Step>,
}

impl Place {
    /// The whole of an entity, request or response.
    #[must_use]
    pub fn root(root: Root) -> Self {
        Self {
            root,
            steps: Vec::new(),
        }
    }

    /// Whether what stands here goes to the server.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(
            self.root,
            Root::Request(_) | Root::Params(_) | Root::Message(_)
        )
    }

    /// Whether what stands here is part of the bindings whatever their features.
    #[must_use]
    pub fn is_always_there(&self) -> bool {
        matches!(
            self.root,
            Root::Entity(_) | Root::Request(_) | Root::Response(_)
        )
    }

    /// One step further in.
    #[must_use]
    pub fn step(&self, step: Step) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step);
        Self {
            root: self.root.clone(),
            steps,
        }
    }

    /// The property that the place is, or is an element of.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The place of the object that holds the property.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let last = self
            .steps
            .iter()
            .rposition(|step| matches!(step, Step::Field(_)))?;
        Some(Self {
            root: self.root.clone(),
            steps: self.steps[..last].to_vec(),
        })
    }

    /// Which of several places a shared shape is named after, and defined at: entities
    /// before endpoints before channels before webhooks, the shorter before the longer.
    #[must_use]
    pub fn rank(&self) -> (u8, usize, String) {
        let root = match self.root {
            Root::Entity(_) => 0,
            Root::Request(_) | Root::Response(_) => 1,
            Root::Params(_) | Root::Event(_) | Root::Message(_) => 2,
            Root::Webhook(_) => 3,
        };
        (root, self.steps.len(), self.to_string())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Root::Entity(name) => write!(f, "{name}")?,
            Root::Request(path) => write!(f, "{path}:request")?,
            Root::Response(path) => write!(f, "{path}:response")?,
            Root::Params(channel) => write!(f, "channel {channel}:params")?,
            Root::Event(channel) => write!(f, "channel {channel}:event")?,
            Root::Message(channel) => write!(f, "channel {channel}:message")?,
            Root::Webhook(kind) => write!(f, "webhook {kind}:event")?,
        }
        for step in &self.steps {
            match step {
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Item => write!(f, "[]")?,
                Step::Value => write!(f, "{{}}")?,
                Step::Member(name) => write!(f, "<{name}>")?,
            }
        }
        Ok(())
    }
}
