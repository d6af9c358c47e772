//! The streaming API: WebSocket connections, what they listen to, and what they are told.

mod channel;
mod control;
mod hear;
mod hub;
mod publish;
mod seen;
mod socket;
mod upgrade;

pub(crate) use hub::Hub;
pub use seen::{Stream, StreamChannel, StreamMessage};
pub(crate) use upgrade::upgrade;
