//! Webhooks: what a server posts to an address that was registered with it.
//!
//! A user registers one with [`i::webhooks::Create`](crate::endpoints::i::webhooks::Create)
//! and is told of notes and follows ([`user::Event`]). An administrator registers one with
//! [`admin::system_webhook::Create`](crate::endpoints::admin::system_webhook::Create) and is
//! told of reports and new accounts ([`system::Event`]). Every request carries the secret
//! that the webhook was registered with; nothing else proves who sent it. A [`Receiver`] holds
//! the secret, and turns a request into a [`UserDelivery`] or a [`SystemDelivery`].
//!
//! It does no I/O. Here is a handler for any HTTP server:
//!
//! ```
//! use http::{Request, StatusCode};
//! use misskey_api::webhook::{Receiver, UserDelivery, user};
//!
//! fn handle(receiver: &Receiver, request: &Request<Vec<u8>>) -> StatusCode {
//!     let delivery: UserDelivery = match receiver.read(request.headers(), request.body()) {
//!         Ok(delivery) => delivery,
//!         Err(error) => {
//!             eprintln!("refused: {error}");
//!             return error.status();
//!         }
//!     };
//!     match &delivery.event {
//!         user::Event::Mention(body) => println!("{:?}", body.note.text),
//!         user::Event::Other(other) => println!("something new: {}", other.kind()),
//!         _ => {}
//!     }
//!     StatusCode::NO_CONTENT
//! }
//!
//! let receiver = Receiver::new("correct horse battery staple")?;
//! # let note: serde_json::Value = serde_json::from_str(include_str!("../tests/fixtures/note.json"))?;
//! let body = serde_json::json!({
//!     "server": "https://misskey.example",
//!     "hookId": "9s4g2p7k00",
//!     "userId": "9s4g2p7k01",
//!     "eventId": "0d4ad66c-2c25-4a4e-8f6b-2f4d5a3f3d5e",
//!     "createdAt": 1_767_323_045_678_i64,
//!     "type": "mention",
//!     "body": { "note": note },
//! });
//! let request = |secret: &str| {
//!     Request::post("/hook")
//!         .header("X-Misskey-Host", "misskey.example")
//!         .header("X-Misskey-Hook-Id", "9s4g2p7k00")
//!         .header("X-Misskey-Hook-Secret", secret)
//!         .body(body.to_string().into_bytes())
//! };
//! let honest = request("correct horse battery staple")?;
//! assert_eq!(handle(&receiver, &honest), StatusCode::NO_CONTENT);
//! assert_eq!(handle(&receiver, &request("a guess")?), StatusCode::UNAUTHORIZED);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The [guide](crate#guides) has a handler that answers mentions. With the feature `samples`, tests
//! begin with a sample of a delivery.
//!
//! # What to take care of
//! - The secret travels in each request, so the address must be https.
//! - Whoever gets hold of a request can repeat it, and servers retry. If something must not be
//!   done twice, remember the [`event_id`](UserDelivery::event_id).
//! - Let the HTTP server limit the body: [`Receiver::read`] has a limit too, but by then the
//!   body is in memory.
//! - If several webhooks have the same address, the header [`HOOK_ID`] says which receiver to ask.
//!   It proves nothing until the secret has been checked.
//!
//! # What does not fit
//! As with answers, nothing that a newer server or a fork sends is lost. An unknown event is
//! `Other`, with its body. What does not fit in a body is blank and reported as [`Drift`](crate::Drift) by [`Receiver::read_with_drift`]. A body of which
//! nothing fits is kept as `Other`. [`Receiver::strict`] makes each an error instead.

mod delivery;
mod receiver;

pub use delivery::{Delivery, SystemDelivery, UserDelivery};
pub use receiver::{EmptySecret, Error, HOOK_ID, HOOK_SECRET, HOST, Receiver};

pub use crate::generated::webhooks::{system, user};
