//! The channels: what each demands of whom it lets in.

use serde_json::{Map, Value};

use crate::auth::Token;

/// A channel that clients can connect to.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    /// Whether one connection to it is all that a client gets.
    pub(super) is_shared: bool,
    /// What an app needs, beside the credential that everyone needs then.
    permission: Option<&'static str>,
    param: Param,
}

/// The parameter without which a channel lets nobody in.
#[derive(Debug, Clone, Copy)]
enum Param {
    None,
    Id(&'static str),
    /// Lists of hashtags, as `q`.
    Tags,
}

const ACCOUNT: Option<&str> = Some("read:account");
const CHAT: Option<&str> = Some("read:chat");

static KINDS: [Kind; 18] = [
    shared("main", ACCOUNT),
    kind("homeTimeline", ACCOUNT, Param::None),
    kind("localTimeline", None, Param::None),
    kind("hybridTimeline", ACCOUNT, Param::None),
    kind("globalTimeline", None, Param::None),
    kind("userList", None, Param::Id("listId")),
    kind("hashtag", None, Param::Tags),
    kind("roleTimeline", None, Param::Id("roleId")),
    kind("antenna", ACCOUNT, Param::Id("antennaId")),
    kind("channel", None, Param::Id("channelId")),
    shared("drive", ACCOUNT),
    shared("serverStats", None),
    shared("queueStats", None),
    shared("admin", Some("read:admin:stream")),
    kind("chatUser", CHAT, Param::Id("otherId")),
    kind("chatRoom", CHAT, Param::Id("roomId")),
    shared("reversi", ACCOUNT),
    kind("reversiGame", None, Param::Id("gameId")),
];

pub(super) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

impl Kind {
    /// Whether a client with this token and these parameters is let in.
    pub(super) fn admits(
        &self,
        token: Option<&Token>,
        params: &Map<String, Value>,
    ) -> bool {
        let may = self
            .permission
            .is_none_or(|permission| token.is_some_and(|token| token.has(permission)));
        may && match self.param {
            Param::None => true,
            Param::Id(name) => params.get(name).is_some_and(Value::is_string),
            Param::Tags => params.get("q").is_some_and(is_tags),
        }
    }
}

/// Whether this is a list of lists of texts.
fn is_tags(value: &Value) -> bool {
    let all = |value: &Value, is_right: fn(&Value) -> bool| {
        value
            .as_array()
            .is_some_and(|items| items.iter().all(is_right))
    };
    value
        .as_array()
        .is_some_and(|groups| groups.iter().all(|group| all(group, Value::is_string)))
}

const fn kind(
    name: &'static str,
    permission: Option<&'static str>,
    param: Param,
) -> Kind {
    Kind {
        name,
        is_shared: false,
        permission,
        param,
    }
}

const fn shared(name: &'static str, permission: Option<&'static str>) -> Kind {
    Kind {
        is_shared: true,
        ..kind(name, permission, Param::None)
    }
}
