//! Captured notes: what happens to them is told.

use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde_json::json;

use super::client::Ticket;
use super::delivery::Delivery;
use super::error::StreamingError;
use super::feed::{Fed, Feed};
use super::frame;
use crate::decode::Decode;
use crate::error::Error;
use crate::generated::{CaptureEvent, CaptureId};
use crate::raw::RawCall;

/// Captured notes: a stream of what happens to them.
///
/// However many `Captures` watch a note, the server is asked once, and told when the last of them
/// stops. On a new connection all notes are captured again. What happened to them in between is
/// missing ([`Delivery::Gap`]), but [`refresh`](Self::refresh) fetches them as they are now.
///
/// ```
/// # use misskey_api::streaming::{StreamingClient, StreamingError};
/// use misskey_api::channels::note_capture;
/// use misskey_api::entities::Note;
/// use misskey_api::streaming::Delivery;
///
/// # async fn run(stream: StreamingClient) -> Result<(), StreamingError> {
/// let mut captures = stream.captures()?;
/// captures.add(&"9s4g2p7k00".into())?;
/// while let Some(told) = captures.next().await {
///     match told? {
///         Delivery::Event(told) => match told.event {
///             note_capture::Event::Reacted(reacted) => {
///                 println!("{}: {}", told.note_id, reacted.reaction);
///             }
///             _ => {}
///         },
///         Delivery::Gap(_) => {
///             for note in captures.refresh::<Note>().await.into_iter().flatten() {
///                 println!("{}: {} reactions", note.id, note.reaction_count);
///             }
///         }
///         _ => {}
///     }
/// }
/// # Ok(())
/// # }
/// ```
pub struct Captures {
    feed: Feed,
    ticket: Ticket,
    notes: BTreeSet<String>,
}

/// What happened to a note.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Captured {
    /// The note.
    pub note_id: CaptureId,
    /// What happened.
    pub event: CaptureEvent,
}

impl Captures {
    pub(super) fn new(feed: Feed, ticket: Ticket) -> Self {
        Self {
            feed,
            ticket,
            notes: BTreeSet::new(),
        }
    }

    /// Begins to watch a note. The server does not acknowledge it, and sends nothing for a note
    /// that the account can't see.
    ///
    /// # Errors
    /// If the client was closed, or as many notes are captured as it allows.
    pub fn add(&mut self, note: &CaptureId) -> Result<(), StreamingError> {
        let limit = self.ticket.hub.settings.captures;
        let mut session = self.ticket.connection.session();
        if let Some(end) = session.end() {
            return Err(end.clone());
        }
        if session.captures() >= limit && !session.has_captured(note.as_str()) {
            return Err(StreamingError::TooMany {
                what: "captured notes",
                limit,
                remedy: "remove some, or set a greater limit",
            });
        }
        session.capture(note.as_str(), &self.ticket.queue);
        drop(session);
        self.notes.insert(note.as_str().to_owned());
        Ok(())
    }

    /// Stops watching a note.
    pub fn remove(&mut self, note: &CaptureId) {
        if self.notes.remove(note.as_str()) {
            let mut session = self.ticket.connection.session();
            session.release(note.as_str(), &self.ticket.queue);
        }
    }

    /// The notes that are watched.
    pub fn notes(&self) -> impl Iterator<Item = CaptureId> + '_ {
        self.notes.iter().map(CaptureId::new)
    }

    /// Fetches all the notes as they are now, one after the other, from the endpoint `notes/show`;
    /// the result of a note that is gone is an error. `N` is the type of a note, `entities::Note`.
    pub async fn refresh<N: Decode>(&self) -> Vec<Result<N, Error>> {
        let mut notes = Vec::new();
        for note in &self.notes {
            let show = RawCall::new("notes/show")
                .parameters(json!({ "noteId": note }))
                .repeatable(true);
            notes.push(self.ticket.hub.client.send_raw(show).await);
        }
        notes
    }

    /// What happens next to any of the notes. `None` when it is over, after the error that
    /// says why. Dropping the future loses nothing.
    ///
    /// # Errors
    /// An event that can't be read, after which it goes on, or why it is over.
    pub async fn next(&mut self) -> Option<Result<Delivery<Captured>, StreamingError>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Delivery<Captured>, StreamingError>>> {
        let fed = ready!(self.feed.poll(context));
        Poll::Ready(fed.map(|fed| match fed? {
            Fed::Event(event) => self.captured(&event).map(Delivery::Event),
            Fed::Gap(gap) => Ok(Delivery::Gap(gap)),
            Fed::Lagged(events) => Ok(Delivery::Lagged(events)),
        }))
    }

    fn captured(&self, event: &str) -> Result<Captured, StreamingError> {
        let note_id = frame::id_beside(event).unwrap_or_default();
        Ok(Captured {
            note_id: CaptureId::new(note_id),
            event: self.feed.decode(event)?,
        })
    }
}

impl futures_core::Stream for Captures {
    type Item = Result<Delivery<Captured>, StreamingError>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl fmt::Debug for Captures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Captures")
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}
