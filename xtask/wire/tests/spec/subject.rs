//! What is read: the answers of endpoints, and the events of channels and webhooks.

use misskey_api::dispatch::{CHANNELS, ChannelEntry, ENDPOINTS, Entry, WEBHOOKS};
use misskey_api::{DecodeError, WithDrift};
use misskey_codegen::schema::Schema;
use misskey_codegen::spec::{Messages, Spec};
use serde_json::{Value, json};

use crate::committed::Answer;
use crate::place::{Held, Place, Role, Step};
use crate::sample::{self, Sample};

/// Something that is read.
pub(crate) struct Subject<'a> {
    /// Where its places have their origin, which is also what it is called.
    pub(crate) origin: String,
    /// Its shape, if it has a body.
    pub(crate) schema: Option<&'a Schema>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// An endpoint's answer, and whether there may be nothing instead.
    Answer(&'static Entry, bool),
    /// An event: of where, which it is, and whether its body comes before that is told.
    Event(&'static ChannelEntry, &'a str, bool),
}

/// The answers of all endpoints.
pub(crate) fn answers(spec: &Spec) -> impl Iterator<Item = Subject<'_>> {
    ENDPOINTS.iter().map(|entry| {
        let answer = Answer::of(spec, entry);
        Subject {
            origin: format!("{}:response", entry.meta.path),
            schema: answer.schema,
            kind: Kind::Answer(entry, answer.nullable),
        }
    })
}

/// The events of all channels, and those that are told without a subscription.
pub(crate) fn channel_events(spec: &Spec) -> impl Iterator<Item = Subject<'_>> {
    let streaming = &spec.streaming;
    CHANNELS.iter().flat_map(move |entry| {
        let told = match entry.name {
            "noteCapture" => &streaming.note_capture,
            "broadcast" => &streaming.broadcast,
            name => &streaming.channels[name].events,
        };
        events("channel", entry, told)
    })
}

/// The events of all webhooks.
pub(crate) fn webhook_events(spec: &Spec) -> impl Iterator<Item = Subject<'_>> {
    WEBHOOKS.iter().flat_map(|entry| {
        let told = match entry.name {
            "user" => &spec.webhooks.user,
            _ => &spec.webhooks.system,
        };
        events("webhook", entry, told)
    })
}

/// Each event twice: with its body after its type, and before it.
fn events<'a>(
    of: &str,
    entry: &'static ChannelEntry,
    told: &'a Messages,
) -> Vec<Subject<'a>> {
    let subject = |name: &'a String, schema: &'a Option<Schema>, body_first| Subject {
        origin: format!("{of} {}:event<{name}>", entry.name),
        schema: schema.as_ref(),
        kind: Kind::Event(entry, name, body_first),
    };
    let both = told.iter().flat_map(|(name, schema)| {
        [false, true].map(|body_first| subject(name, schema, body_first))
    });
    both.collect()
}

impl Subject<'_> {
    /// Samples of it, with all their places.
    pub(crate) fn samples(&self, spec: &Spec) -> Vec<Sample> {
        let samples = |schema| sample::samples(spec, schema, &self.origin);
        match (&self.kind, self.schema) {
            (Kind::Answer(_, nullable), Some(schema)) => {
                let mut samples = samples(schema);
                let places = samples.iter_mut().flat_map(|sample| &mut sample.places);
                for place in places.filter(|place| place.role == Role::Whole) {
                    place.nullable = *nullable;
                }
                samples
            }
            (Kind::Answer(..), None) => Vec::new(),
            (Kind::Event(_, name, _), Some(schema)) => {
                let samples = samples(schema).into_iter();
                samples.map(|body| self.event(name, body)).collect()
            }
            (Kind::Event(_, name, _), None) => vec![self.bodiless(name)],
        }
    }

    /// An event with a body. A body that does not fit is kept as it comes.
    fn event(&self, name: &str, body: Sample) -> Sample {
        let mut places = self.head();
        places.extend(body.places.into_iter().map(|mut place| {
            place.steps.insert(0, Step::Key("body".to_owned()));
            if place.role == Role::Whole {
                place.role = Role::Body;
            }
            place
        }));
        Sample {
            value: json!({ "type": name, "body": body.value }),
            places,
        }
    }

    /// An event without a body. One that comes with it is kept.
    fn bodiless(&self, name: &str) -> Sample {
        let mut places = self.head();
        places.push(Place {
            kept: true,
            ..self.place("body", Role::Body, Held::Anything)
        });
        Sample {
            value: json!({ "type": name, "body": null }),
            places,
        }
    }

    /// The places of the event itself, and of what it is.
    fn head(&self) -> Vec<Place> {
        vec![
            Place {
                steps: Vec::new(),
                ..self.place("whole", Role::Whole, Held::Map)
            },
            self.place("type", Role::Property { required: true }, Held::Kind),
        ]
    }

    fn place(&self, key: &str, role: Role, held: Held) -> Place {
        Place {
            steps: vec![Step::Key(key.to_owned())],
            origin: format!("{} {key}", self.origin),
            role,
            held,
            nullable: false,
            kept: false,
            alone: false,
            union: String::new(),
        }
    }

    /// Reads it strictly and writes it again.
    pub(crate) fn read(&self, value: &Value) -> Result<Value, DecodeError> {
        let text = self.text(value);
        match self.kind {
            Kind::Answer(entry, _) => entry.response(&text),
            Kind::Event(entry, ..) => entry.event(&text),
        }
    }

    /// Reads it, going on without what does not fit, and writes it again.
    pub(crate) fn recover(
        &self,
        value: &Value,
    ) -> Result<WithDrift<Value>, DecodeError> {
        let text = self.text(value);
        match self.kind {
            Kind::Answer(entry, _) => entry.response_with_drift(&text),
            Kind::Event(entry, ..) => entry.event_with_drift(&text),
        }
    }

    fn text(&self, value: &Value) -> String {
        let Kind::Event(_, _, body_first) = self.kind else {
            return value.to_string();
        };
        let Some(fields) = value.as_object() else {
            return value.to_string();
        };
        let keys = if body_first {
            ["body", "type"]
        } else {
            ["type", "body"]
        };
        let fields = keys.iter().filter_map(|key| fields.get_key_value(*key));
        let fields: Vec<_> = fields
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}", fields.join(","))
    }
}
