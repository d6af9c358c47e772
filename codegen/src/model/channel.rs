//! The channels of the streaming API.

use super::object::Object;
use super::period::Period;
use super::place::{Place, Root, Step};
use super::resolve::Resolver;
use super::types::{Channel, Message, Shape, TypeId};
use crate::release::Span;
use crate::spec::{self, Messages, Spec};

/// What is told without a subscription: of notes that were asked about.
const NOTE_CAPTURE: &str = "noteCapture";
/// What is told without a subscription: to all.
const BROADCAST: &str = "broadcast";

/// Resolves all channels.
pub(super) fn all(resolver: &mut Resolver<'_>) -> Vec<Channel> {
    let streaming = &resolver.spec.streaming;
    let mut channels: Vec<Channel> = streaming
        .channels
        .iter()
        .map(|(name, channel)| build(resolver, name, channel))
        .collect();
    for (name, told) in [
        (NOTE_CAPTURE, &streaming.note_capture),
        (BROADCAST, &streaming.broadcast),
    ] {
        if !told.is_empty() {
            channels.push(unasked(resolver, name, told));
        }
    }
    channels
}

fn build<'a>(
    resolver: &mut Resolver<'a>,
    name: &str,
    channel: &'a spec::Channel,
) -> Channel {
    let place = Place::root(Root::Params(name.to_owned()));
    let object = Object::flatten(resolver.spec, &channel.params).unwrap_or_default();
    let params = Shape::Struct(resolver.structure(&place, &object));
    let params = Some(resolver.arena.add(&place, params));
    let events = messages(
        resolver,
        &Place::root(Root::Event(name.to_owned())),
        &channel.events,
        name,
    );
    let sends = (!channel.sends.is_empty()).then(|| {
        messages(
            resolver,
            &Place::root(Root::Message(name.to_owned())),
            &channel.sends,
            "",
        )
    });
    let known = &resolver.spec.facts.availability;
    let lifetime = known.channels.get(name);
    // Channels were looked up where endpoints were.
    let releases = &known.endpoint_releases;
    Channel {
        name: name.to_owned(),
        about: None,
        params,
        events,
        messages: sends,
        facts: channel.clone(),
        period: Period::known(lifetime, releases, &Span::default()),
    }
}

fn unasked<'a>(resolver: &mut Resolver<'a>, name: &str, told: &'a Messages) -> Channel {
    let events = messages(
        resolver,
        &Place::root(Root::Event(name.to_owned())),
        told,
        name,
    );
    Channel {
        name: name.to_owned(),
        about: None,
        params: None,
        events,
        messages: None,
        facts: spec::Channel::default(),
        period: Period::default(),
    }
}

/// Resolves messages.
pub(super) fn messages<'a>(
    resolver: &mut Resolver<'a>,
    place: &Place,
    messages: &'a Messages,
    channel: &str,
) -> TypeId {
    let resolved = messages.iter().map(|(name, body)| {
        let place = place.step(Step::Member(name.clone()));
        let body = body
            .as_ref()
            .map(|body| resolver.nullable_kind(&place, body));
        Message {
            wire: name.clone(),
            ident: String::new(),
            about: None,
            body,
            period: event_period(resolver.spec, channel, name),
        }
    });
    let shape = Shape::Messages(resolved.collect());
    resolver.arena.add(place, shape)
}

/// Since and until which release a channel tells of an event.
fn event_period(spec: &Spec, channel: &str, event: &str) -> Period {
    let known = &spec.facts.availability;
    let lifetime = known.channel_events.get(&format!("{channel}.{event}"));
    Period::known(lifetime, &known.releases, &Span::default()).within(spec)
}
