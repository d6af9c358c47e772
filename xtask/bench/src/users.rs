//! Users, briefly and in detail, with their fields in the order of the wire.

use crate::dice::Dice;
use crate::json::{Json, Object};
use crate::notes;
use crate::words::{EMOJIS, NAMES, SENTENCES};

/// A list of users in detail, as text.
pub(crate) fn list(count: usize, dice: &mut Dice) -> String {
    Json::list((0..count).map(|_| detailed(dice))).into_text()
}

/// A user as notes name their author.
pub(crate) fn lite(user: Object, dice: &mut Dice, id: &str, remote: bool) -> Object {
    let user = user
        .value("id", id)
        .value("name", dice.percent(80).then(|| *dice.one(&NAMES)))
        .value(
            "username",
            format!("{}_{}", dice.one(&EMOJIS), dice.below(90)),
        )
        .value("host", remote.then_some("tea.example"))
        .value("avatarUrl", avatar(dice))
        .value("avatarBlurhash", dice.percent(90).then(|| dice.blurhash()))
        .json("avatarDecorations", decorations(dice))
        .value("isBot", dice.percent(5))
        .value("isCat", dice.percent(30));
    if remote {
        user.json("instance", instance())
            .json("emojis", emojis(dice))
            .value("onlineStatus", "unknown")
    } else {
        user.json("emojis", Json::map::<bool>([]))
            .value("onlineStatus", *dice.one(&["online", "active", "offline"]))
            .json("badgeRoles", badges(dice))
    }
}

fn avatar(dice: &mut Dice) -> String {
    let file = dice.uuid();
    format!(
        "https://social.example/proxy/avatar.webp?url=https%3A%2F%2Fmedia.example%2Ffiles%2F{file}&avatar=1"
    )
}

fn decorations(dice: &mut Dice) -> Json {
    let worn = dice.percent(15).then(|| {
        Object::new()
            .value("id", dice.id())
            .value("angle", 0.25)
            .value("flipH", true)
            .value("offsetX", 0.1)
            .value("offsetY", -0.05)
            .value("url", "https://media.example/files/straw-hat.webp")
            .end()
    });
    Json::list(worn)
}

fn instance() -> Json {
    Object::new()
        .value("name", "The Tea House")
        .value("softwareName", "misskey")
        .value("softwareVersion", "2026.5.4")
        .value("iconUrl", "https://tea.example/icon.png")
        .value("faviconUrl", "https://tea.example/favicon.ico")
        .value("themeColor", "#86b300")
        .end()
}

fn emojis(dice: &mut Dice) -> Json {
    let names = dice.some(&EMOJIS, 15);
    Json::map(names.into_iter().map(|name| {
        let url = format!("https://tea.example/emoji/{name}.png");
        (name.to_string(), url)
    }))
}

fn badges(dice: &mut Dice) -> Json {
    let badge = dice.percent(10).then(|| {
        Object::new()
            .value("name", "Gardener")
            .value("iconUrl", "https://media.example/files/leaf.png")
            .value("displayOrder", 3)
            .end()
    });
    Json::list(badge)
}

fn detailed(dice: &mut Dice) -> Json {
    let id = dice.id();
    let remote = dice.percent(40);
    lite(Object::new(), dice, &id, remote)
        .with(|user| origin(user, dice, remote))
        .with(|user| profile(user, dice))
        .with(|user| counts(user, dice))
        .with(|user| settings(user, dice))
        .with(|user| relation(user, dice))
        .end()
}

fn origin(user: Object, dice: &mut Dice, remote: bool) -> Object {
    let url = remote.then(|| format!("https://tea.example/users/{}", dice.id()));
    user.value("url", url.clone())
        .value("uri", url)
        .json("movedTo", Json::null())
        .json("alsoKnownAs", Json::null())
        .value("createdAt", dice.time())
        .value("updatedAt", dice.time())
        .value("lastFetchedAt", remote.then(|| dice.time()))
}

fn profile(user: Object, dice: &mut Dice) -> Object {
    let banner = format!("https://media.example/files/{}", dice.uuid());
    let site = "https://lantern.example/";
    let field = Object::new().value("name", "Site").value("value", site);
    let description: Vec<&str> =
        dice.some(&SENTENCES, 25).into_iter().copied().collect();
    user.value("bannerUrl", banner)
        .value("bannerBlurhash", dice.blurhash())
        .value("isLocked", dice.percent(20))
        .value("isSilenced", false)
        .value("isSuspended", false)
        .value("description", description.join("\n"))
        .value("location", dice.percent(40).then_some("川のそば"))
        .value("birthday", dice.percent(40).then_some("1990-04-01"))
        .json("lang", Json::null())
        .json("fields", Json::list([field.end()]))
        .json("verifiedLinks", Json::values([site]))
}

fn counts(user: Object, dice: &mut Dice) -> Object {
    let pinned: Vec<Json> = (0..dice.below(2))
        .map(|_| notes::plain_note(dice))
        .collect();
    let ids: Vec<String> = pinned.iter().map(|_| dice.id()).collect();
    user.value("followersCount", dice.below(2000))
        .value("followingCount", dice.below(900))
        .value("notesCount", dice.below(90_000))
        .json("pinnedNoteIds", Json::values(ids))
        .json("pinnedNotes", Json::list(pinned))
        .json("pinnedPageId", Json::null())
        .json("pinnedPage", Json::null())
}

fn settings(user: Object, dice: &mut Dice) -> Object {
    let role = dice.percent(20).then(|| {
        Object::new()
            .value("id", dice.id())
            .value("name", "Gardener")
            .value("color", "#3f7d58")
            .value("iconUrl", "https://media.example/files/leaf.png")
            .value("description", "Looks after the flower beds")
            .value("isModerator", false)
            .value("isAdministrator", false)
            .value("displayOrder", 3)
            .end()
    });
    user.value("publicReactions", dice.percent(60))
        .value("followersVisibility", "public")
        .value("followingVisibility", "public")
        .value("chatScope", "mutual")
        .value("canChat", true)
        .json("roles", Json::list(role))
        .json("memo", Json::null())
}

fn relation(user: Object, dice: &mut Dice) -> Object {
    user.value("isFollowing", dice.percent(50))
        .value("isFollowed", dice.percent(50))
        .value("hasPendingFollowRequestFromYou", false)
        .value("hasPendingFollowRequestToYou", false)
        .value("isBlocking", false)
        .value("isBlocked", false)
        .value("isMuted", dice.percent(5))
        .value("isRenoteMuted", false)
        .value("notify", "none")
        .value("withReplies", false)
}
