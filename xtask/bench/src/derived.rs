//! The types of the bindings, once more, by serde's derive.
//!
//! Fields have the same types as there, so that the way of decoding is all that
//! differs. Enums are closed: that is what a derive makes of them, and is the least work.

use std::collections::BTreeMap;

use misskey_api::ids::{
    AvatarDecorationId, ChannelId, DriveFileId, DriveFolderId, NoteId, PageId, RoleId,
    UserId,
};
use misskey_api::{Timestamp, entities};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Note {
    id: NoteId,
    created_at: Timestamp,
    deleted_at: Option<Timestamp>,
    text: Option<String>,
    cw: Option<String>,
    user_id: UserId,
    user: UserLite,
    reply_id: Option<NoteId>,
    renote_id: Option<NoteId>,
    reply: Option<Box<Note>>,
    renote: Option<Box<Note>>,
    is_hidden: Option<bool>,
    visibility: Visibility,
    mentions: Option<Vec<UserId>>,
    visible_user_ids: Option<Vec<UserId>>,
    file_ids: Option<Vec<DriveFileId>>,
    files: Option<Vec<DriveFile>>,
    tags: Option<Vec<String>>,
    poll: Option<Poll>,
    emojis: Option<BTreeMap<String, String>>,
    channel_id: Option<ChannelId>,
    channel: Option<Channel>,
    local_only: Option<bool>,
    reaction_acceptance: Option<ReactionAcceptance>,
    reaction_emojis: BTreeMap<String, String>,
    reactions: BTreeMap<String, i64>,
    reaction_count: i64,
    renote_count: i64,
    replies_count: i64,
    uri: Option<String>,
    url: Option<String>,
    reaction_and_user_pair_cache: Option<Vec<String>>,
    clipped_count: Option<i64>,
    has_poll: Option<bool>,
    my_reaction: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum Visibility {
    Public,
    Home,
    Followers,
    Specified,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum ReactionAcceptance {
    LikeOnly,
    LikeOnlyForRemote,
    NonSensitiveOnly,
    NonSensitiveOnlyForLocalLikeOnlyForRemote,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Poll {
    expires_at: Option<Timestamp>,
    multiple: bool,
    choices: Vec<PollChoice>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct PollChoice {
    is_voted: bool,
    text: String,
    votes: i64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    id: String,
    name: String,
    color: String,
    is_sensitive: bool,
    allow_renote_to_external: bool,
    user_id: Option<UserId>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct DriveFile {
    id: DriveFileId,
    created_at: Timestamp,
    name: String,
    r#type: String,
    md5: String,
    size: i64,
    is_sensitive: bool,
    blurhash: Option<String>,
    properties: DriveFileProperties,
    url: String,
    thumbnail_url: Option<String>,
    comment: Option<String>,
    folder_id: Option<DriveFolderId>,
    folder: Option<entities::DriveFolder>,
    user_id: Option<UserId>,
    user: Option<UserLite>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct DriveFileProperties {
    width: Option<i64>,
    height: Option<i64>,
    orientation: Option<i64>,
    avg_color: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct UserLite {
    id: UserId,
    name: Option<String>,
    username: String,
    host: Option<String>,
    avatar_url: String,
    avatar_blurhash: Option<String>,
    avatar_decorations: Vec<AvatarDecoration>,
    is_bot: Option<bool>,
    is_cat: Option<bool>,
    require_signin_to_view_contents: Option<bool>,
    make_notes_followers_only_before: Option<i64>,
    make_notes_hidden_before: Option<i64>,
    instance: Option<Instance>,
    emojis: BTreeMap<String, String>,
    online_status: OnlineStatus,
    badge_roles: Option<Vec<BadgeRole>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct AvatarDecoration {
    id: AvatarDecorationId,
    angle: Option<f64>,
    flip_h: Option<bool>,
    url: String,
    offset_x: Option<f64>,
    offset_y: Option<f64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Instance {
    name: Option<String>,
    software_name: Option<String>,
    software_version: Option<String>,
    icon_url: Option<String>,
    favicon_url: Option<String>,
    theme_color: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum OnlineStatus {
    Unknown,
    Online,
    Active,
    Offline,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct BadgeRole {
    name: String,
    icon_url: Option<String>,
    display_order: i64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    id: UserId,
    name: Option<String>,
    username: String,
    host: Option<String>,
    avatar_url: String,
    avatar_blurhash: Option<String>,
    avatar_decorations: Vec<AvatarDecoration>,
    is_bot: Option<bool>,
    is_cat: Option<bool>,
    require_signin_to_view_contents: Option<bool>,
    make_notes_followers_only_before: Option<i64>,
    make_notes_hidden_before: Option<i64>,
    instance: Option<Instance>,
    emojis: BTreeMap<String, String>,
    online_status: OnlineStatus,
    badge_roles: Option<Vec<BadgeRole>>,
    url: Option<String>,
    uri: Option<String>,
    moved_to: Option<String>,
    also_known_as: Option<Vec<String>>,
    created_at: Timestamp,
    updated_at: Option<Timestamp>,
    last_fetched_at: Option<Timestamp>,
    banner_url: Option<String>,
    banner_blurhash: Option<String>,
    is_locked: bool,
    is_silenced: bool,
    is_suspended: bool,
    description: Option<String>,
    location: Option<String>,
    birthday: Option<String>,
    lang: Option<String>,
    fields: Vec<Field>,
    verified_links: Vec<String>,
    followers_count: i64,
    following_count: i64,
    notes_count: i64,
    pinned_note_ids: Vec<NoteId>,
    pinned_notes: Vec<Note>,
    pinned_page_id: Option<PageId>,
    pinned_page: Option<entities::Page>,
    public_reactions: bool,
    following_visibility: FollowVisibility,
    followers_visibility: FollowVisibility,
    chat_scope: ChatScope,
    can_chat: bool,
    roles: Vec<Role>,
    followed_message: Option<String>,
    memo: Option<String>,
    moderation_note: Option<String>,
    two_factor_enabled: Option<bool>,
    use_password_less_login: Option<bool>,
    security_keys: Option<bool>,
    is_following: Option<bool>,
    is_followed: Option<bool>,
    has_pending_follow_request_from_you: Option<bool>,
    has_pending_follow_request_to_you: Option<bool>,
    is_blocking: Option<bool>,
    is_blocked: Option<bool>,
    is_muted: Option<bool>,
    is_renote_muted: Option<bool>,
    notify: Option<FollowNotify>,
    with_replies: Option<bool>,
}

#[derive(Deserialize, Serialize)]
struct Field {
    name: String,
    value: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum FollowVisibility {
    Public,
    Followers,
    Private,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum ChatScope {
    Everyone,
    Following,
    Followers,
    Mutual,
    None,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum FollowNotify {
    Normal,
    None,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Role {
    id: RoleId,
    name: String,
    color: Option<String>,
    icon_url: Option<String>,
    description: String,
    is_moderator: bool,
    is_administrator: bool,
    display_order: i64,
}
