//! A Misskey server that lives inside a test: real sockets, own fixtures, no federation.
//!
//! [`TestServer::start`] binds a port of its own on 127.0.0.1 and answers as a Misskey
//! 2026.5.4 server does, down to the errors of its HTTP framework. What it knows is in
//! memory and gone when the handle is dropped.
//!
//! ```
//! use misskey_test_server::{Reply, TestServer};
//! # use std::io::{Read, Write};
//! # fn call(host: &str, endpoint: &str, body: &str) -> std::io::Result<String> {
//! #     let mut stream = std::net::TcpStream::connect(host)?;
//! #     write!(
//! #         stream,
//! #         "POST /api/{endpoint} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
//! #          Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
//! #         body.len(),
//! #     )?;
//! #     let mut answer = String::new();
//! #     stream.read_to_string(&mut answer)?;
//! #     Ok(answer)
//! # }
//!
//! # #[tokio::main]
//! # async fn main() -> std::io::Result<()> {
//! let server = TestServer::start().await?;
//!
//! // Any HTTP client will do; `call` stands for yours.
//! let (host, body) = (server.host(), format!(r#"{{"i":"{}","text":"Hello"}}"#, server.token()));
//! let answer = tokio::task::spawn_blocking(move || call(&host, "notes/create", &body)).await??;
//! assert!(answer.starts_with("HTTP/1.1 200 OK"));
//!
//! // What was sent can be asked for afterwards.
//! let requests = server.requests();
//! assert_eq!(requests[0].path, "/api/notes/create");
//! assert_eq!(requests[0].json()["text"], "Hello");
//!
//! // And the server misbehaves when told to.
//! server.respond("ping", Reply::text(502, "text/html", "<h1>Bad Gateway</h1>"));
//! # let host = server.host();
//! let answer = tokio::task::spawn_blocking(move || call(&host, "ping", "{}")).await??;
//! assert!(answer.starts_with("HTTP/1.1 502"));
//! # Ok(())
//! # }
//! ```
//!
//! # What is in it
//!
//! The owner of [`TestServer::token`] is the local user `momiji`. She follows `kaede` (local)
//! and `sora@far.example` (remote), but not `hinoki`, a local bot. Eight notes of all
//! visibilities and nine notifications are there from the start, one of them of a type that no
//! released server has. The other users can be called for as well: [`TestServer::token_of`]
//! gives their tokens, and [`TestServer::act_as`] does without HTTP what they would do.
//!
//! | endpoints | |
//! |---|---|
//! | the server | `ping`, `meta`, `stats`, `endpoints`, `emojis`, `get-online-users-count` |
//! | accounts | `i`, `i/update`, `i/notifications`, `users/show`, `following/create` |
//! | notes | `notes/create`, `notes/show`, `notes/delete`, `notes/timeline`, `notes/local-timeline`, `notes/hybrid-timeline`, `notes/global-timeline`, `notes/reactions`, `notes/reactions/create`, `notes/reactions/delete` |
//! | drive | `drive/files/create`, `drive/files/find-by-hash`, `drive/files/show`, `drive/files/upload-from-url` |
//! | moderation | `users/report-abuse`, `admin/abuse-user-reports`, `admin/resolve-abuse-user-report`, for those of [`TestServer::make_moderator`] |
//! | apps | `miauth/{session}/check`, `app/create`, `auth/session/generate`, `auth/session/userkey` |
//!
//! The pages that a user sees in the browser are there too: `/miauth/{session}`,
//! `/auth/{token}` and `/oauth/authorize`, with buttons that work. A [`Visitor`] presses them
//! and goes where it is sent; [`TestServer::grant`] and [`TestServer::deny`] do what the buttons
//! do. `/.well-known/oauth-authorization-server` and `/oauth/token` are the rest of OAuth 2.0,
//! for apps whose page is on this machine. `/nodeinfo/2.1` says that this is Misskey.
//!
//! # Streaming
//!
//! `/streaming` is the streaming API with all channels of the protocol. What calls do is told on
//! `main`, `drive`, the four timelines that every user has, `hashtag` and captures of notes;
//! everything else says what [`TestServer::publish`] makes it say. A notification is told once,
//! never again as unread.
//!
//! [`TestServer::streams`] tells who listens to what. Connections can be broken
//! ([`TestServer::drop_streams`], [`TestServer::close_streams`], [`TestServer::restart`]),
//! refused ([`TestServer::refuse_streams`]) and left in silence
//! ([`TestServer::silence_streams`]).
//!
//! # Faults
//!
//! [`Reply`] has what servers, proxies and networks do wrong: they are slow, silent, cut off,
//! reset, endless, too large even when packed, too early, and no HTTP at all. None of it takes
//! more memory than a few KiB, whatever its size; requests are recorded likewise, so that
//! uploads may be of any size, too.
//!
//! # What is left out
//!
//! `i/update` takes the plain members of an account (name, description, switches, …) and ignores
//! pictures, decorations and word lists. Of a file the first mebibyte is kept, and comes again and
//! again when the file is fetched at its URL; nothing is fetched from elsewhere.
//!
//! Every other endpoint answers what a server answers that does not have it, unless
//! [`TestServer::respond`] was told better. Rate limits are not enforced: queue a 429.

mod accounts;
mod api;
mod auth;
mod body;
mod call;
mod callback;
mod connection;
mod consent;
mod emoji;
mod endpoints;
mod entity;
mod error;
mod files;
mod fixture;
mod form;
mod framework;
mod hexadecimal;
mod id;
mod input;
mod json;
mod miauth;
mod nodeinfo;
mod oauth;
mod paging;
mod permission;
mod random;
mod record;
mod reply;
mod router;
mod schema;
mod server;
mod shared;
mod state;
mod streaming;
mod timestamp;
mod upload;
mod visitor;
mod web;

pub use record::RecordedRequest;
pub use reply::Reply;
pub use server::TestServer;
pub use streaming::{Stream, StreamChannel, StreamMessage};
pub use visitor::{Landing, Visitor};
