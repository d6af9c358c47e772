//! From a Misskey server's API document to Rust bindings.
//!
//! The way is a straight line, one module an arrow:
//!
//! ```text
//! api.json ──document──▶ Spec ──corrections──▶ Spec ──model──▶ Model ──emit──▶ files
//!                         ▲ ▼
//!                      spec/**.json
//! ```
//!
//! - [`document`] reads an `api.json` of any dialect, tolerantly, into facts.
//! - [`merge`] makes one of the documents of several releases.
//! - [`spec`] holds the facts, and turns them into the committed files and back.
//! - [`corrections`] changes what the server's document gets wrong.
//! - [`modelling`] holds our choices: what is an id, what is an integer, what is called how.
//! - [`repeatable`] holds which endpoints may be called twice, and why.
//! - [`wording`] says in our words what things are.
//! - [`model`] resolves names, references, unions and alternatives; it knows nothing of Rust syntax.
//! - [`emit`] writes the model down as Rust.
//!
//! Two specs can be compared: [`diff`] tells what differs and whom it breaks, [`surface`]
//! what a program can name of the bindings, [`report`] writes it all down.
//!
//! The library does no I/O: texts come in and texts go out. Whatever is wrong with
//! an input becomes a [`diagnostic::Diagnostic`]; nothing panics and all faults are
//! reported at once.

pub mod corrections;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod merge;
pub mod model;
pub mod modelling;
pub mod order;
pub mod release;
pub mod repeatable;
pub mod report;
pub mod schema;
pub mod spec;
pub mod surface;
pub mod wording;
