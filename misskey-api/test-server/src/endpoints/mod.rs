//! The endpoints: what each demands, and what it does.

mod account;
mod apps;
mod drive;
mod following;
pub(crate) mod moderation;
mod note_creation;
mod notes;
mod notifications;
mod reactions;
mod server;
mod timelines;
mod users;

use serde_json::Value;

use crate::{
    auth::Access::{self, Moderator, Open, Permission},
    call::Call,
    error::ApiError,
    state::State,
};

/// What an endpoint gives: nothing is a 204.
type Answer = Result<Option<Value>, ApiError>;

/// An endpoint and the facts about it that are looked at before it runs.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) name: &'static str,
    pub(crate) access: Access,
    /// For how long an anonymous GET may be cached; without it there is no GET.
    pub(crate) cache_seconds: Option<u32>,
    pub(crate) takes_file: bool,
    pub(crate) run: fn(&mut State, &Call) -> Answer,
}

pub(crate) fn find(name: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.name == name)
}

/// In alphabetical order, in which `endpoints` names them.
static ENDPOINTS: [Endpoint; 33] = [
    endpoint(
        "admin/abuse-user-reports",
        Moderator("read:admin:abuse-user-reports"),
        moderation::list,
    ),
    endpoint(
        "admin/resolve-abuse-user-report",
        Moderator("write:admin:resolve-abuse-user-report"),
        moderation::resolve,
    ),
    endpoint("app/create", Open, apps::create),
    endpoint("auth/session/generate", Open, apps::generate_session),
    endpoint("auth/session/userkey", Open, apps::userkey),
    endpoint(
        "drive/files/create",
        Permission("write:drive"),
        drive::create,
    )
    .taking_file(),
    endpoint(
        "drive/files/find-by-hash",
        Permission("read:drive"),
        drive::find_by_hash,
    ),
    endpoint("drive/files/show", Permission("read:drive"), drive::show),
    endpoint(
        "drive/files/update",
        Permission("write:drive"),
        drive::update,
    ),
    endpoint(
        "drive/files/upload-from-url",
        Permission("write:drive"),
        drive::create_from_url,
    ),
    endpoint("emojis", Open, server::emojis).cached(3600),
    endpoint("endpoints", Open, server::endpoints),
    endpoint(
        "following/create",
        Permission("write:following"),
        following::create,
    ),
    endpoint("get-online-users-count", Open, server::online_users_count).cached(60),
    endpoint("i", Permission("read:account"), account::show),
    endpoint(
        "i/notifications",
        Permission("read:notifications"),
        notifications::list,
    ),
    endpoint("i/update", Permission("write:account"), account::update),
    endpoint("meta", Open, server::meta),
    endpoint(
        "notes/create",
        Permission("write:notes"),
        note_creation::create,
    ),
    endpoint("notes/delete", Permission("write:notes"), notes::delete),
    endpoint("notes/global-timeline", Open, timelines::global),
    endpoint(
        "notes/hybrid-timeline",
        Permission("read:account"),
        timelines::hybrid,
    ),
    endpoint("notes/local-timeline", Open, timelines::local),
    endpoint("notes/reactions", Open, reactions::list).cached(60),
    endpoint(
        "notes/reactions/create",
        Permission("write:reactions"),
        reactions::create,
    ),
    endpoint(
        "notes/reactions/delete",
        Permission("write:reactions"),
        reactions::delete,
    ),
    endpoint("notes/show", Open, notes::show),
    endpoint(
        "notes/timeline",
        Permission("read:account"),
        timelines::home,
    ),
    endpoint("ping", Open, server::ping),
    endpoint("stats", Open, server::stats),
    endpoint("users/notes", Open, timelines::of_user),
    endpoint(
        "users/report-abuse",
        Permission("write:report-abuse"),
        moderation::report,
    ),
    endpoint("users/show", Open, users::show),
];

const fn endpoint(
    name: &'static str,
    access: Access,
    run: fn(&mut State, &Call) -> Answer,
) -> Endpoint {
    Endpoint {
        name,
        access,
        cache_seconds: None,
        takes_file: false,
        run,
    }
}

impl Endpoint {
    const fn cached(mut self, seconds: u32) -> Self {
        self.cache_seconds = Some(seconds);
        self
    }

    const fn taking_file(mut self) -> Self {
        self.takes_file = true;
        self
    }
}
