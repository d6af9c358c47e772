//! How what is kept with serde is written: as one text, which every format takes, and of which
//! no error tells a part.

use serde::de::{DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize as _, Serialize};

/// Writes something as one text.
pub(crate) fn write<S: Serializer>(
    kept: &impl Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = serde_json::to_string(kept).map_err(S::Error::custom)?;
    serializer.serialize_str(&text)
}

/// Reads something that was written as one text.
pub(crate) fn read<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    serde_json::from_str(&text).map_err(|_| unread())
}

/// What was read is not what was written. What it holds may be secret, so it is not told.
pub(crate) fn unread<E: serde::de::Error>() -> E {
    E::custom("not what a session was written as; begin a new one")
}

/// A server, as the address of its site.
pub(crate) mod server {
    use misskey_api::Server;
    use serde::{Deserialize as _, Deserializer, Serializer, de, ser};

    use crate::host;

    pub(crate) fn serialize<S: Serializer>(
        server: &Server,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        // It would not be read again.
        if !host::is_safe(server.url()) {
            let reason = "a server that is called over plain http is not kept";
            return Err(ser::Error::custom(reason));
        }
        serializer.collect_str(server)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Server, D::Error> {
        let text = String::deserialize(deserializer)?;
        // What the text holds may be secret, so it is not told.
        Server::new(&text).map_err(|_| de::Error::custom("not the address of a server"))
    }
}
