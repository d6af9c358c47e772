//! What the types make of what servers send, and what they write back.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and its helpers with it"
)]

mod equality_and_printing;
mod errors;
mod ladders;
mod numbers_and_times;
mod objects;
#[path = "../support/mod.rs"]
mod support;
mod tagged;
mod texts;

use misskey_api::endpoints::{self, admin};
use misskey_api::entities::{
    Note, Notification, ReactionAcceptance, RoleCondFormulaValue, User, UserDetailed,
    UserLiteOnlineStatus, Visibility,
};
use misskey_api::{Decode, DecodeError, Endpoint, Map, Timestamp, from_json};
use serde_json::{Value, json};

use support::{
    NOTE, assert_same, me_detailed, note, read, user_detailed, user_lite, with, without,
    written,
};

type MetaResponse = <endpoints::Meta as Endpoint>::Response;
type DelayedDeliveries = <admin::queue::DeliverDelayed as Endpoint>::Response;

fn error<T: Decode>(value: &Value) -> DecodeError {
    match read::<T>(value) {
        Ok(_) => panic!("{value} was read"),
        Err(error) => error,
    }
}

#[test]
fn what_reactions_a_note_takes_may_be_anything_or_null() {
    let read: Note = read(&note()).unwrap();
    assert_eq!(read.reaction_acceptance, None);
    assert_eq!(
        read.reply.unwrap().reaction_acceptance,
        Some(ReactionAcceptance::LikeOnly)
    );
}
