//! Values to begin a test with.

use serde::Serialize;

use crate::decode::{BlankBy, Decode, blank, from_json};

/// A type of which there is a sample, for tests: all entities, all objects and unions that
/// endpoints answer with, those within them, and, with the features `channels` and `webhook`,
/// the events of channels and what webhooks are sent (feature `samples`).
///
/// Entities can't be written as literals, since servers add fields to them. A sample holds
/// what a server always sends, with values that look like a server's; what may be missing or
/// null is. A test changes what it is about:
///
/// ```
/// use misskey_api::Sample;
/// use misskey_api::entities::{Note, Visibility};
///
/// let mut note = Note::sample();
/// note.text = Some("Hello".to_owned());
/// note.visibility = Visibility::Followers;
/// note.renote = Some(Box::new(Note::sample()));
///
/// assert_eq!(note.user.username, "momiji");
/// assert_eq!(note.id.created_at(), Some(note.created_at));
/// ```
///
/// In the samples of one release of this crate the same always stands. All ids of a kind are
/// the same, so that a note's `userId` is its user's `id`; all times are the beginning of
/// 2026; of an enumeration or union the first member is taken; lists are empty, numbers 0.
///
/// With the crate `misskey-test-server`, samples are answers:
///
/// ```
/// use misskey_api::endpoints::notes::{self, CreateResponse};
/// use misskey_api::{Client, Sample};
/// use misskey_test_server::{Reply, TestServer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = TestServer::start().await?;
/// let mut answer = CreateResponse::sample();
/// answer.created_note.text = Some("Good morning!".to_owned());
/// server.respond("notes/create", Reply::json(200, &answer));
///
/// let client = Client::builder(server.base_url()).token(server.token()).build()?;
/// let note = client.send(notes::Create::new().text("Hello")).await?.created_note;
/// assert_eq!(note, answer.created_note);
///
/// let request = server.only_request_to("notes/create");
/// assert_eq!(request.json()["text"], "Hello");
/// # Ok(())
/// # }
/// ```
///
/// What a webhook is sent has an event of which the test says what it is:
///
#[cfg_attr(feature = "webhook", doc = "```")]
#[cfg_attr(not(feature = "webhook"), doc = "```ignore")]
/// use misskey_api::Sample;
/// use misskey_api::webhook::{UserDelivery, user};
///
/// let mut mention = user::NoteBody::sample();
/// mention.note.text = Some("@momiji, are you there?".to_owned());
/// let mut delivery = UserDelivery::sample();
/// delivery.event = user::Event::Mention(Box::new(mention));
///
/// // As a server posts it.
/// let body = serde_json::to_string(&delivery)?;
/// assert!(body.contains(r#""type":"mention""#));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub trait Sample: Decode + Serialize + PartialEq {
    /// The sample as JSON, to be served as it is.
    const JSON: &'static str;

    #[doc(hidden)]
    const ENTRY: SampleEntry = SampleEntry {
        place: Self::place,
        json: Self::JSON,
        again: again::<Self>,
    };

    /// Where the shape stands: an entity, `notes/create:response`, or a place within one,
    /// such as `Note.poll`.
    fn place() -> &'static str;

    /// The sample.
    #[must_use]
    fn sample() -> Self;
}

/// A sample among all: for tools, and for servers that answer with them.
///
/// ```
/// use misskey_api::SAMPLES;
///
/// let note = SAMPLES.iter().find(|entry| entry.place() == "Note");
/// assert!(note.is_some_and(|entry| entry.json().contains("createdAt")));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SampleEntry {
    place: fn() -> &'static str,
    json: &'static str,
    again: fn() -> Result<String, String>,
}

impl SampleEntry {
    /// Where the shape stands, as [`Sample::place`].
    #[must_use]
    pub fn place(&self) -> &'static str {
        (self.place)()
    }

    /// The sample as JSON.
    #[must_use]
    pub fn json(&self) -> &'static str {
        self.json
    }

    /// Reads the sample strictly, writes it, and reads what was written: gives what was
    /// written.
    ///
    /// # Errors
    /// If it can't be read, or what is read again is not the same: with the reason.
    pub fn round_trip(&self) -> Result<String, String> {
        (self.again)()
    }
}

fn again<T: Sample>() -> Result<String, String> {
    let read = |text: &str| from_json::<T>(text).map_err(|error| error.to_string());
    let sample = read(T::JSON)?;
    let written = serde_json::to_string(&sample).map_err(|error| error.to_string())?;
    if read(&written)? != sample || T::sample() != sample {
        return Err("what is read again is not the same".to_owned());
    }
    Ok(written)
}

/// The value that a sample's text is. The generator makes only texts that are values, which
/// a test holds for each; a blank one is better than a panic.
pub(crate) fn made<T: Decode<By: BlankBy<T>>>(json: &str) -> T {
    from_json(json).unwrap_or_else(|_| blank())
}

#[cfg(test)]
mod tests {
    use crate::SAMPLES;

    #[test]
    fn every_sample_is_read_strictly_and_comes_back_the_same() {
        for entry in SAMPLES {
            let written = entry.round_trip();
            let written =
                written.unwrap_or_else(|error| panic!("{}: {error}", entry.place()));
            let [before, after] = [entry.json(), &written].map(|text| {
                serde_json::from_str::<serde_json::Value>(text)
                    .expect("a sample is JSON")
            });
            assert_eq!(after, before, "{}", entry.place());
        }
    }

    #[test]
    fn no_two_kinds_of_ids_share_a_sample() {
        use crate::ids::{DriveFileId, NoteId, UserId};
        use crate::{Sample as _, entities};

        let note = entities::Note::sample();
        let file = entities::DriveFile::sample();
        let ids: [&str; 3] = [note.id.as_str(), note.user_id.as_str(), file.id.as_str()];
        let _: (&NoteId, &UserId, &DriveFileId) = (&note.id, &note.user_id, &file.id);
        assert!(
            ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2],
            "{ids:?}"
        );
    }
}
