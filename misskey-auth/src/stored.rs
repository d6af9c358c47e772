//! How what is kept with serde is written.

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
