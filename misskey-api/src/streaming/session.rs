//! What is asked of one connection, and what is to be said and done for it: the protocol
//! without I/O.
//!
//! A session outlives the connections that carry it. Whoever does the I/O tells it when a
//! connection is there ([`up`](Session::up)) and lost ([`down`](Session::down)), what was
//! received and what time it is, and sends what [`outgoing`](Session::outgoing) gives.

mod channel;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use self::channel::{Channel, Phase, tell};
use super::delivery::GapCause;
use super::error::StreamingError;
use super::frame::{self, Incoming};
use super::later;
use super::queue::Queue;
use super::refusal::{self, Circumstances, Facts};
use crate::Timestamp;
use crate::decode::without_text;

/// How often a channel that was there is asked for again where the server stays silent.
const ATTEMPTS: u8 = 3;
/// How many messages a channel holds until it is acknowledged.
pub(super) const HELD: usize = 64;
/// How many frames wait to be sent before the connection is given up: the server does not
/// read.
const OUTGOING: usize = 1024;

/// What one who opens a channel waits for.
pub(super) type Opened = oneshot::Receiver<Result<(), StreamingError>>;

/// What is asked of one connection.
#[derive(Debug)]
pub(super) struct Session {
    acknowledge: Duration,
    has_token: bool,
    /// Since when there is a connection.
    up_since: Option<Timestamp>,
    /// By id, so in the order in which they were opened.
    channels: BTreeMap<u64, Channel>,
    /// Who is told of a note.
    captures: BTreeMap<String, Vec<Arc<Queue>>>,
    /// Who is told what does not belong to a channel: of notes, or what is told to all.
    listeners: Vec<(Listening, Arc<Queue>)>,
    /// Since when what the listeners ask for is not heard.
    unheard_since: Option<Timestamp>,
    outgoing: VecDeque<String>,
    malformed: u64,
    end: Option<StreamingError>,
    /// What waits for something to do.
    waker: Option<Waker>,
}

/// What a listener is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listening {
    Captures,
    Broadcasts,
}

impl Session {
    /// With nothing asked.
    pub(super) fn new(acknowledge: Duration, has_token: bool) -> Self {
        Self {
            acknowledge,
            has_token,
            up_since: None,
            channels: BTreeMap::new(),
            captures: BTreeMap::new(),
            listeners: Vec::new(),
            unheard_since: None,
            outgoing: VecDeque::new(),
            malformed: 0,
            end: None,
            waker: None,
        }
    }

    /// How many channels there are.
    pub(super) fn channels(&self) -> usize {
        self.channels.len()
    }

    /// How many notes are captured.
    pub(super) fn captures(&self) -> usize {
        self.captures.len()
    }

    /// How many frames were none.
    pub(super) fn malformed(&self) -> u64 {
        self.malformed
    }

    /// Why it is over, if it is.
    pub(super) fn end(&self) -> Option<&StreamingError> {
        self.end.as_ref()
    }

    /// Opens a channel.
    pub(super) fn open(
        &mut self,
        id: u64,
        facts: Facts,
        parameters: String,
        reader: Arc<Queue>,
        now: Instant,
    ) -> Opened {
        let (opened, waiting) = oneshot::channel();
        let channel = Channel {
            facts,
            parameters,
            phase: Phase::Idle,
            lost_since: None,
            readers: vec![reader],
            waiting: vec![opened],
            held: VecDeque::new(),
        };
        self.channels.insert(id, channel);
        if self.up_since.is_some() {
            self.ask(id, now, 1);
        }
        waiting
    }

    /// Joins a channel that is shared, if it is there: its id, and what to wait for.
    pub(super) fn join(
        &mut self,
        facts: &Facts,
        reader: &Arc<Queue>,
    ) -> Option<(u64, Opened)> {
        let same = |one: &Facts| one.shared && one.name == facts.name;
        let (id, channel) = self
            .channels
            .iter_mut()
            .find(|(_, channel)| same(&channel.facts))?;
        let (opened, waiting) = oneshot::channel();
        channel.readers.push(Arc::clone(reader));
        match channel.phase {
            Phase::Live => drop(opened.send(Ok(()))),
            _ => channel.waiting.push(opened),
        }
        Some((*id, waiting))
    }

    /// A reader leaves a channel; the last one closes it.
    pub(super) fn leave(&mut self, id: u64, reader: &Arc<Queue>) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.readers.retain(|one| !Arc::ptr_eq(one, reader));
        if !channel.readers.is_empty() {
            return;
        }
        let asked = channel.phase != Phase::Idle;
        self.channels.remove(&id);
        if asked {
            self.send(frame::disconnect(&id.to_string()));
        }
    }

    /// Says something to a channel, once it is acknowledged.
    pub(super) fn say(&mut self, id: u64, message: &str) -> Result<(), StreamingError> {
        let Some(channel) = self.channels.get_mut(&id) else {
            return Err(self.end.clone().unwrap_or(StreamingError::Closed));
        };
        let Some(said) = frame::say(id, message) else {
            return Err(StreamingError::Unwritable {
                what: "a message",
                reason: "it is no object".to_owned(),
            });
        };
        let live = channel.phase == Phase::Live;
        let waiting = if live {
            self.outgoing.len()
        } else {
            channel.held.len()
        };
        let limit = if live { OUTGOING / 2 } else { HELD };
        if waiting >= limit {
            return Err(StreamingError::TooMany {
                what: "messages that wait to be sent",
                limit,
                remedy: "wait until the server takes them",
            });
        }
        if live {
            self.send(said);
        } else {
            channel.held.push_back(said);
        }
        Ok(())
    }

    /// Tells a listener what does not belong to a channel.
    pub(super) fn listen(&mut self, listening: Listening, reader: Arc<Queue>) {
        self.listeners.push((listening, reader));
    }

    /// A listener leaves, and with it all that it captured.
    pub(super) fn stop_listening(&mut self, reader: &Arc<Queue>) {
        self.listeners.retain(|(_, one)| !Arc::ptr_eq(one, reader));
        let notes: Vec<String> = self.captures.keys().cloned().collect();
        for note in notes {
            self.release(&note, reader);
        }
    }

    /// Asks to be told of a note. Each is asked for once, however many want to know.
    pub(super) fn capture(&mut self, note: &str, reader: &Arc<Queue>) {
        if let Some(readers) = self.captures.get_mut(note) {
            if !readers.iter().any(|one| Arc::ptr_eq(one, reader)) {
                readers.push(Arc::clone(reader));
            }
            return;
        }
        self.captures
            .insert(note.to_owned(), vec![Arc::clone(reader)]);
        self.send(frame::capture(note));
    }

    /// Whether a note is captured.
    pub(super) fn has_captured(&self, note: &str) -> bool {
        self.captures.contains_key(note)
    }

    /// A reader no longer asks for a note; the last one ends it.
    pub(super) fn release(&mut self, note: &str, reader: &Arc<Queue>) {
        let Some(readers) = self.captures.get_mut(note) else {
            return;
        };
        readers.retain(|one| !Arc::ptr_eq(one, reader));
        if readers.is_empty() {
            self.captures.remove(note);
            self.send(frame::release(note));
        }
    }

    /// Marks all notifications as read.
    pub(super) fn read_notifications(&mut self) {
        self.send(frame::read_notifications());
    }

    /// There is a connection: asks for all that is wanted, in the order in which it was.
    pub(super) fn up(&mut self, now: Instant, at: Timestamp) {
        self.up_since = Some(at);
        let ids: Vec<u64> = self.channels.keys().copied().collect();
        for id in ids {
            self.ask(id, now, 1);
        }
        let notes: Vec<String> = self
            .captures
            .keys()
            .map(|note| frame::capture(note))
            .collect();
        for frame in notes {
            self.send(frame);
        }
        if let Some(since) = self.unheard_since.take() {
            for (_, reader) in &self.listeners {
                reader.gap(GapCause::Reconnected { since, until: at });
            }
        }
    }

    /// The connection is lost.
    pub(super) fn down(&mut self, at: Timestamp) {
        self.up_since = None;
        self.outgoing.clear();
        self.unheard_since.get_or_insert(at);
        for channel in self.channels.values_mut() {
            if channel.phase == Phase::Live {
                channel.lost_since.get_or_insert(at);
            }
            channel.phase = Phase::Idle;
        }
    }

    /// It is over: nothing can be asked any more, and all who wait are told.
    pub(super) fn close(&mut self, why: &StreamingError) {
        if self.end.is_some() {
            return;
        }
        self.end = Some(why.clone());
        for (_, channel) in std::mem::take(&mut self.channels) {
            channel.end(why);
        }
        self.captures.clear();
        for (_, reader) in std::mem::take(&mut self.listeners) {
            reader.end(why.clone());
        }
        self.wake();
    }

    /// The server said something.
    pub(super) fn receive(&mut self, text: &str) {
        let frame = match frame::read(text) {
            Ok(frame) => frame,
            Err(error) => return self.malformed_frame(&error),
        };
        match frame {
            Incoming::Channel { id, event } => {
                if let Some((_, channel)) = self.channel(&id) {
                    channel.tell(event);
                }
            }
            Incoming::Note { id, event } => {
                let readers = self.captures.get(&*id);
                tell(readers.into_iter().flatten(), event);
            }
            Incoming::Connected { id } => self.acknowledged(&id),
            Incoming::Broadcast { event } => {
                let all = self.listeners.iter();
                let readers = all.filter(|(told, _)| *told == Listening::Broadcasts);
                tell(readers.map(|(_, reader)| reader), event);
            }
        }
    }

    /// A frame is none; the connection goes on.
    pub(super) fn malformed_frame(&mut self, reason: &dyn std::error::Error) {
        self.malformed += 1;
        // What the frame holds may be secret.
        let reason = without_text(reason.to_string());
        tracing::warn!(%reason, "the server sent a frame that can't be read");
    }

    fn channel(&mut self, id: &str) -> Option<(u64, &mut Channel)> {
        let id = id.parse().ok()?;
        self.channels.get_mut(&id).map(|channel| (id, channel))
    }

    fn acknowledged(&mut self, id: &str) {
        let up_since = self.up_since;
        let Some((_, channel)) = self.channel(id) else {
            // Nobody waits for it any longer, and nobody would read it.
            return self.send(frame::disconnect(id));
        };
        if channel.phase == Phase::Live {
            return;
        }
        let held = channel.acknowledged(up_since);
        for message in held {
            self.send(message);
        }
    }

    /// When something has to be done if nothing happens before.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let until = |channel: &Channel| match channel.phase {
            Phase::Asked { until, .. } => Some(until),
            _ => None,
        };
        self.channels.values().filter_map(until).min()
    }

    /// Looks for channels that are not acknowledged in time.
    pub(super) fn tick(&mut self, now: Instant) {
        let late = |(id, channel): (&u64, &Channel)| match channel.phase {
            Phase::Asked { until, attempt } if until <= now => Some((*id, attempt)),
            _ => None,
        };
        let late: Vec<(u64, u8)> = self.channels.iter().filter_map(late).collect();
        for (id, attempt) in late {
            let was_live =
                |channel: &Channel| channel.lost_since.is_some() && attempt < ATTEMPTS;
            if self.channels.get(&id).is_some_and(was_live) {
                self.ask(id, now, attempt + 1);
            } else {
                self.refuse(id);
            }
        }
    }

    /// What is to be sent next.
    pub(super) fn outgoing(&mut self) -> Option<String> {
        self.outgoing.pop_front()
    }

    /// Whether so much waits to be sent, beside all that is asked for when a connection is
    /// new, that the server can't be reading.
    pub(super) fn is_congested(&self) -> bool {
        self.outgoing.len() > OUTGOING + self.channels.len() + self.captures.len()
    }

    /// Whom to wake when there is something to do.
    pub(super) fn set_waker(&mut self, waker: &Waker) {
        match &mut self.waker {
            Some(known) => known.clone_from(waker),
            none => *none = Some(waker.clone()),
        }
    }

    /// Wakes who waits for something to do.
    pub(super) fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn ask(&mut self, id: u64, now: Instant, attempt: u8) {
        let until = later(now, self.acknowledge);
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.phase = Phase::Asked { until, attempt };
        let asked = frame::connect(&channel.facts.name, id, &channel.parameters);
        self.send(asked);
    }

    fn refuse(&mut self, id: u64) {
        let channels = self.channels.len();
        let Some(channel) = self.channels.remove(&id) else {
            return;
        };
        let same = |one: &Channel| one.facts.name == channel.facts.name;
        let circumstances = Circumstances {
            has_token: self.has_token,
            duplicate: self.channels.values().any(same),
            channels,
        };
        let refused = refusal::diagnose(&channel.facts, circumstances);
        channel.end(&refused.into());
        self.send(frame::disconnect(&id.to_string()));
    }

    /// Sends a frame if there is a connection. What has to be said to the next one is said
    /// when it is there.
    fn send(&mut self, frame: String) {
        if self.up_since.is_some() {
            self.outgoing.push_back(frame);
            self.wake();
        }
    }
}
