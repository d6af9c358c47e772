//! A Misskey server that lives inside a test: real sockets, own fixtures, no federation.
//!
//! [`TestServer::start`] binds a port of its own on 127.0.0.1 and answers as a Misskey
//! 2026.5.4 server does, down to the errors of its HTTP framework. Everything is kept in
//! memory, and is gone when the handle is dropped.
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
//! // Every request is recorded.
//! let request = server.only_request_to("notes/create");
//! assert_eq!(request.json()["text"], "Hello");
//!
//! // It answers what you tell it to: any value that serde can write, or a fault.
//! server.respond("notes/show", Reply::json(200, serde_json::json!({"id": "9s4g2p7k00"})));
//! server.respond("ping", Reply::text(502, "text/html", "<h1>Bad Gateway</h1>"));
//! # let host = server.host();
//! let answer = tokio::task::spawn_blocking(move || call(&host, "ping", "{}")).await??;
//! assert!(answer.starts_with("HTTP/1.1 502"));
//! # Ok(())
//! # }
//! ```
//!
//! # Programs in other processes
//!
//! The example `serve` serves programs in any language: it writes the URL and the token on the
//! first line of its output, and serves until it is killed; with `--until-stdin-ends` also no
//! longer than its standard input lasts, so that it never outlives the program that started it.
//!
//! ```text
//! $ cargo run -p misskey-test-server --example serve
//! http://127.0.0.1:40123 TOKEN
//! ```
//!
//! # What is in it
//!
//! The owner of [`TestServer::token`] is the local user `momiji`. She follows `kaede` (local)
//! and `sora@far.example` (remote), but not `hinoki`, a local bot. Eight notes of all
//! visibilities and nine notifications are there from the start, one of them of a type that no
//! released server has. You can also act for the other users: [`TestServer::token_of`] gives
//! their tokens, and [`TestServer::act_as`] does without HTTP what they would do.
//!
//! | endpoints | |
//! |---|---|
//! | the server | `ping`, `meta`, `stats`, `endpoints`, `emojis`, `get-online-users-count` |
//! | accounts | `i`, `i/update`, `i/notifications`, `users/show`, `following/create` |
//! | notes | `notes/create`, `notes/show`, `notes/delete`, `notes/timeline`, `notes/local-timeline`, `notes/hybrid-timeline`, `notes/global-timeline`, `notes/reactions`, `notes/reactions/create`, `notes/reactions/delete`, `users/notes` |
//! | drive | `drive/files/create`, `drive/files/find-by-hash`, `drive/files/show`, `drive/files/update`, `drive/files/upload-from-url` |
//! | moderation | `users/report-abuse`, `admin/abuse-user-reports`, `admin/resolve-abuse-user-report`, for those of [`TestServer::make_moderator`] |
//! | apps | `miauth/{session}/check`, `app/create`, `auth/session/generate`, `auth/session/userkey` |
//!
//! The pages that a user sees in the browser are there too: `/miauth/{session}`,
//! `/auth/{token}` and `/oauth/authorize`, with buttons that work. A [`Visitor`] presses them
//! and follows the redirects; [`TestServer::grant`] and [`TestServer::deny`] do what the buttons
//! do, and take the browser back to an app that waits on this machine.
//! `/.well-known/oauth-authorization-server` and `/oauth/token` complete OAuth 2.0, for apps
//! whose page is on this machine. `/nodeinfo/2.1` says that this is Misskey.
//!
//! Who sends a header `Authorization` that holds no token (`Bearer` without one, another scheme,
//! letters that are not ASCII), and no `i` either, is refused with 401 on HTTP and streaming
//! alike, and not taken for a caller without an account: a test is to notice.
//!
//! # Answers of your own
//!
//! What a test sets comes before anything that the server would answer by itself, for any
//! endpoint, and without any check of the request.
//!
//! | | |
//! |---|---|
//! | [`respond`](TestServer::respond) | answers the next request; several are taken in turn |
//! | [`respond_always`](TestServer::respond_always) | answers every request from then on; `None` ends it |
//! | [`respond_with`](TestServer::respond_with) | lets a function of the request answer |
//! | [`Reply::json`] | a status and any value that can be written as JSON: `json!(…)`, or an entity of the bindings, such as `Note::sample()` of `misskey-api` with its feature `samples` |
//! | [`Reply::json_text`] | a status and a fixture: `include_str!("note.json")` |
//! | [`Reply::api_error`] | a status and an error of the API, by its code |
//! | [`Reply::empty`], [`Reply::text`] | a status and nothing, or anything |
//! | [`Reply::status`], [`Reply::header`] | the same with another status, or one more header |
//! | [`unused_replies`](TestServer::unused_replies) | what was set and never given: the endpoint may be misspelt |
//!
//! # Recorded requests
//!
//! | | |
//! |---|---|
//! | [`requests`](TestServer::requests) | all requests, in the order in which they were complete |
//! | [`requests_to`](TestServer::requests_to) | those for an endpoint |
//! | [`only_request_to`](TestServer::only_request_to) | the only one for an endpoint; panics if there is none or more than one, and lists what came, without credentials |
//! | [`RecordedRequest::json`], [`header`](RecordedRequest::header), [`parts`](RecordedRequest::parts) | what is in a request: JSON, headers, the parts of a form |
//! | [`stream_messages`](TestServer::stream_messages), [`streams`](TestServer::streams) | what was sent on `/streaming`, and who listens to what now |
//!
//! # Faults
//!
//! None of them takes more than a few KiB of memory, whatever its size. Requests are recorded
//! in the same way, so uploads may have any size, too.
//!
//! | fault | |
//! |---|---|
//! | too many calls | [`Reply::rate_limited`], with or without `Retry-After` |
//! | a proxy that answers | [`Reply::text`] with 502 and HTML; [`Reply::redirect`] |
//! | the framework below the API | [`Reply::framework`]: an error of another form |
//! | late | [`Reply::delay`]; [`Reply::slowly`], byte by byte; [`Reply::hang`], never |
//! | too early | [`Reply::early`], before the request is complete |
//! | not whole | [`Reply::truncated`], [`Reply::truncated_chunks`], [`Reply::reset_after`] |
//! | nothing at all | [`Reply::close`], [`Reply::reset`]; [`TestServer::stop`], nothing listens |
//! | no HTTP | [`Reply::raw`] |
//! | too much | [`Reply::repeated`]; [`Reply::gzipped`], when unpacked; [`Reply::endless`] |
//! | a token that is no longer valid | [`TestServer::revoke`] |
//!
//! # Streaming
//!
//! `/streaming` is the streaming API with all channels of the protocol. The effects of calls are
//! published on `main`, `drive`, the four timelines that every user has, `hashtag` and captures
//! of notes; all other channels publish what a test tells them to. A notification is published
//! once, and not again as unread.
//!
//! | | |
//! |---|---|
//! | [`post_note`](TestServer::post_note), [`act_as`](TestServer::act_as) | another user does something, and everybody hears of it who would on a real server |
//! | [`publish`](TestServer::publish), [`publish_to`](TestServer::publish_to) | an event on all subscriptions to a channel, or on the one with an id |
//! | [`publish_note_capture`](TestServer::publish_note_capture), [`broadcast`](TestServer::broadcast) | what became of a note, and what concerns everybody |
//! | [`send_frame`](TestServer::send_frame), [`send_binary`](TestServer::send_binary) | anything at all |
//! | [`drop_streams`](TestServer::drop_streams), [`close_streams`](TestServer::close_streams), [`restart`](TestServer::restart) | connections break |
//! | [`refuse_streams`](TestServer::refuse_streams) | handshakes get another answer |
//! | [`silence_streams`](TestServer::silence_streams), [`wake_streams`](TestServer::wake_streams) | nothing is read or written for a while |
//! | [`delay_acknowledgements`](TestServer::delay_acknowledgements), [`ping_streams_every`](TestServer::ping_streams_every) | when acknowledgements and pings are sent |
//!
//! # What is left out
//!
//! `i/update` takes the plain fields of an account (name, description, switches, …) and ignores
//! pictures, decorations and word lists. Only the first mebibyte of a file is kept, and is
//! repeated to the file's size when it is fetched at its URL. Nothing is fetched from elsewhere.
//!
//! Every other endpoint is unknown to the server, unless [`TestServer::respond`] says what it
//! answers. Rate limits are not enforced: queue a 429.

mod accounts;
mod api;
mod auth;
mod body;
mod call;
mod callback;
mod connection;
mod consent;
mod decide;
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
mod path;
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

pub use record::{RecordedPart, RecordedRequest};
pub use reply::Reply;
pub use server::TestServer;
pub use streaming::{Stream, StreamChannel, StreamMessage};
pub use visitor::{Landing, Visitor};
