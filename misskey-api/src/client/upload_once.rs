//! Files that are uploaded only if they are not there yet.

use serde_json::Value;

use super::Client;
use super::exchange::{Exchanged, Outgoing};
use crate::JsonObject;
use crate::endpoint::Endpoint;
use crate::error::{Error, Untyped};
use crate::raw::RawCall;

impl Client {
    /// Uploads a file unless the account's drive has one with the same MD5 sum already. Then the
    /// answer is that file.
    ///
    /// What the request says of a file that is there already:
    ///
    /// | | |
    /// |---|---|
    /// | `is_sensitive(true)` | The file is marked, if it is not. No file is ever unmarked. |
    /// | `comment` | The file gets this description, if it has another or none. |
    /// | `name`, `folder_id` | They are ignored: the file keeps its own. |
    /// | `force(true)` | Nothing is looked for: the file is uploaded, and stored once more. |
    ///
    /// A file that is changed (by `drive/files/update`) is the same for the notes and pages that
    /// have it already. If there are several, one that needs no change is taken first.
    ///
    /// This works for bytes and for files on disk. What comes from a reader is always sent; a server
    /// that has it already may answer with the file that it has, without the description. The token
    /// needs the permissions `read:drive`, to look for the file, and `write:drive`, to upload or
    /// change it.
    ///
    /// ```
    /// use misskey_api::Upload;
    /// use misskey_api::endpoints::drive::files;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// let create = files::Create::new(Upload::new("tea.txt", "green")).comment("Leaves");
    /// let first = client.upload_once(create.clone()).await?;
    /// let second = client.upload_once(create).await?;
    /// assert_eq!(first.id, second.id);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If one of the calls fails, or the file can't be read. A file that is there but can't be
    /// changed is an error too: it is not given without the mark or description.
    pub async fn upload_once<E: Endpoint>(
        &self,
        request: E,
    ) -> Result<E::Response, Error<E::Error>> {
        let outgoing = Outgoing::new(&request).map_err(Untyped::typed)?;
        let file = match self.uploaded_before(&outgoing).await {
            Ok(Some(file)) => Ok(file),
            Ok(None) => self.exchange(outgoing).await,
            Err(error) => Err(error),
        };
        let answer = file.and_then(|file| self.answer(file));
        answer.map(|file| file.answer).map_err(Untyped::typed)
    }

    /// The file that a request would upload, if it is there, with what the request says of it.
    async fn uploaded_before(
        &self,
        outgoing: &Outgoing,
    ) -> Result<Option<Exchanged>, Untyped> {
        let said = outgoing.parameters();
        if said["force"] == true {
            return Ok(None);
        }
        let Some(md5) = outgoing.md5().await? else {
            return Ok(None);
        };
        let find = RawCall::new("drive/files/find-by-hash")
            .parameters(JsonObject::from_iter([("md5".to_owned(), md5.into())]))
            .repeatable(true);
        let found = self.exchange(Outgoing::raw(&find)?).await?;
        let Some((file, mut change)) = self.nearest(&found, &said)? else {
            return Ok(None);
        };
        if change.is_empty() {
            let text = file.to_string();
            return Ok(Some(Exchanged { text, ..found }));
        }
        change.insert("fileId".to_owned(), file["id"].clone());
        let update = RawCall::new("drive/files/update")
            .parameters(change)
            .repeatable(true);
        self.exchange(Outgoing::raw(&update)?).await.map(Some)
    }

    /// The file that needs the least change among those that were found, and the change.
    fn nearest(
        &self,
        found: &Exchanged,
        said: &Value,
    ) -> Result<Option<(Value, JsonObject)>, Untyped> {
        let received = found.received(self.token.as_ref());
        let (files, _): (Vec<Value>, _) = received
            .decode(&found.text, self.settings.strict)
            .map_err(|error| error.after(found.attempts))?;
        let changes = files.into_iter().map(|file| {
            let change = change(&file, said);
            (file, change)
        });
        Ok(changes.min_by_key(|(_, change)| change.len()))
    }
}

/// What has to be set of a file for it to be as a request says.
fn change(file: &Value, said: &Value) -> JsonObject {
    let is_lacking = |name: &str| match &said[name] {
        // A mark is only ever added, and null says nothing.
        Value::Null | Value::Bool(false) => false,
        value => file[name] != *value,
    };
    let lacking = ["comment", "isSensitive"].into_iter();
    let lacking = lacking.filter(|name| is_lacking(name));
    lacking
        .map(|name| (name.to_owned(), said[name].clone()))
        .collect()
}
