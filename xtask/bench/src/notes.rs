//! Notes, such as a timeline is made of, with their fields in the order of the wire.

use crate::dice::Dice;
use crate::json::{Json, Object};
use crate::users;
use crate::words::{CHOICES, EMOJIS, REACTIONS, SENTENCES, TAGS};

/// What there is to a note beside its text.
struct Shape {
    files: usize,
    poll: bool,
    channel: bool,
    reply: bool,
    renote: bool,
}

impl Shape {
    /// A note that is about no other.
    fn alone(dice: &mut Dice) -> Self {
        Self {
            files: if dice.percent(20) {
                usize::from(dice.percent(40)) + 1
            } else {
                0
            },
            poll: dice.percent(6),
            channel: dice.percent(6),
            reply: false,
            renote: false,
        }
    }

    fn of(dice: &mut Dice) -> Self {
        let renote = dice.percent(20);
        Self {
            reply: !renote && dice.percent(15),
            renote,
            ..Self::alone(dice)
        }
    }
}

/// A list of notes, as text.
pub(crate) fn list(count: usize, dice: &mut Dice) -> String {
    Json::list((0..count).map(|_| note(dice))).into_text()
}

/// A note that may be a reply or a renote.
fn note(dice: &mut Dice) -> Json {
    let shape = Shape::of(dice);
    write(dice, &shape)
}

/// A note that is neither a reply nor a renote.
pub(crate) fn plain_note(dice: &mut Dice) -> Json {
    let shape = Shape::alone(dice);
    write(dice, &shape)
}

fn write(dice: &mut Dice, shape: &Shape) -> Json {
    let remote = dice.percent(30);
    let files: Vec<String> = (0..shape.files).map(|_| dice.id()).collect();
    Object::new()
        .value("id", dice.id())
        .value("createdAt", dice.time())
        .with(|note| author(note, dice, remote))
        .with(|note| said(note, dice, shape.renote))
        .with(|note| counts(note, dice))
        .with(|note| marks(note, dice, remote))
        .json("fileIds", Json::values(files.iter().map(String::as_str)))
        .json("files", Json::list(files.iter().map(|id| file(dice, id))))
        .value("replyId", shape.reply.then(|| dice.id()))
        .value("renoteId", shape.renote.then(|| dice.id()))
        .with(|note| places(note, dice, shape, remote))
        .value("clippedCount", dice.below(3))
        .with(|note| nested(note, dice, shape))
        .end()
}

fn author(note: Object, dice: &mut Dice, remote: bool) -> Object {
    let id = dice.id();
    let user = users::lite(Object::new(), dice, &id, remote).end();
    note.value("userId", id).json("user", user)
}

fn said(note: Object, dice: &mut Dice, renote: bool) -> Object {
    let quiet = renote && dice.percent(80);
    let text = (!quiet).then(|| text(dice));
    let cw = dice.percent(5).then_some("a long walk, with spoilers");
    let visibility = *dice.one(&["public", "public", "public", "home", "followers"]);
    let acceptance = dice.percent(10).then_some("likeOnly");
    note.value("text", text)
        .value("cw", cw)
        .value("visibility", visibility)
        .value("localOnly", dice.percent(5))
        .value("reactionAcceptance", acceptance)
}

fn text(dice: &mut Dice) -> String {
    let sentences = if dice.percent(35) { 2 } else { 1 };
    let sentences: Vec<&str> = (0..sentences).map(|_| *dice.one(&SENTENCES)).collect();
    sentences.join("\n\n")
}

fn counts(note: Object, dice: &mut Dice) -> Object {
    let reactions: Vec<(String, u64)> = dice
        .some(&REACTIONS, 15)
        .into_iter()
        .zip(1..)
        .map(|(reaction, count)| (reaction.to_string(), count))
        .collect();
    let emojis = if reactions.iter().any(|(name, _)| name.contains("@tea.")) {
        vec![(
            "wow_slow@tea.example".to_owned(),
            "https://tea.example/files/emoji/wow_slow.webp",
        )]
    } else {
        Vec::new()
    };
    note.value("renoteCount", dice.below(4))
        .value("repliesCount", dice.below(3))
        .value(
            "reactionCount",
            reactions.iter().map(|(_, count)| count).sum::<u64>(),
        )
        .json("reactions", Json::map(reactions))
        .json("reactionEmojis", Json::map(emojis))
}

/// The emojis that a note of another server needs, and the tags in the text.
fn marks(note: Object, dice: &mut Dice, remote: bool) -> Object {
    let tags: Vec<&str> = dice.some(&TAGS, 10).into_iter().copied().collect();
    let note = if remote {
        let emojis = dice.some(&EMOJIS, 20);
        let emojis = emojis.into_iter().map(|name| {
            let url = format!("https://tea.example/emoji/{name}.png");
            (name.to_string(), url)
        });
        note.json("emojis", Json::map(emojis))
    } else {
        note
    };
    if tags.is_empty() {
        note
    } else {
        note.json("tags", Json::values(tags))
    }
}

/// Where a note stands, and whom it speaks to.
fn places(mut note: Object, dice: &mut Dice, shape: &Shape, remote: bool) -> Object {
    if shape.channel {
        let id = dice.id();
        let channel = Object::new()
            .value("id", id.as_str())
            .value("name", "窓辺の植物")
            .value("color", "#3f7d58")
            .value("isSensitive", false)
            .value("allowRenoteToExternal", true)
            .value("userId", dice.id())
            .end();
        note = note.value("channelId", id).json("channel", channel);
    }
    if shape.reply {
        note = note.json("mentions", Json::values([dice.id()]));
    }
    if shape.poll {
        note = note.value("hasPoll", true);
    }
    if remote {
        let uri = format!("https://tea.example/notes/{}", dice.id());
        note = note.value("uri", uri.as_str()).value("url", uri);
    }
    note
}

fn nested(mut note: Object, dice: &mut Dice, shape: &Shape) -> Object {
    if shape.reply {
        note = note.json("reply", plain_note(dice));
    }
    if shape.renote {
        note = note.json("renote", plain_note(dice));
    }
    if shape.poll {
        note = note.json("poll", poll(dice));
    }
    if dice.percent(15) {
        note = note.value("myReaction", *dice.one(&REACTIONS));
    }
    note
}

fn poll(dice: &mut Dice) -> Json {
    let expires = dice.percent(70).then(|| dice.time());
    let choices = CHOICES.iter().take(4).map(|text| {
        Object::new()
            .value("text", *text)
            .value("votes", dice.below(40))
            .value("isVoted", dice.percent(10))
            .end()
    });
    Object::new()
        .value("multiple", false)
        .value("expiresAt", expires)
        .json("choices", Json::list(choices))
        .end()
}

fn file(dice: &mut Dice, id: &str) -> Json {
    let properties = Object::new()
        .value("width", 600 + dice.below(1400))
        .value("height", 400 + dice.below(1200));
    let comment = dice
        .percent(30)
        .then_some("A windowsill with three pots of basil");
    Object::new()
        .value("id", id)
        .value("createdAt", dice.time())
        .value("name", format!("IMG_{}.webp", dice.below(10_000)))
        .value("type", "image/webp")
        .value("md5", dice.hexadecimal(32))
        .value("size", 20_000 + dice.below(900_000))
        .value("isSensitive", dice.percent(5))
        .value("blurhash", dice.blurhash())
        .json("properties", properties.end())
        .value(
            "url",
            format!("https://media.example/files/{}", dice.uuid()),
        )
        .value(
            "thumbnailUrl",
            format!("https://media.example/files/thumbnail-{}", dice.uuid()),
        )
        .value("comment", comment)
        .json("folderId", Json::null())
        .json("folder", Json::null())
        .json("userId", Json::null())
        .json("user", Json::null())
        .end()
}
