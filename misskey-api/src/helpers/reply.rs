//! Answers to notes.

use crate::endpoints::notes::Create;
use crate::entities::{Note, Visibility};
use crate::ids::UserId;

/// The most characters of a warning that servers take; notes of other servers have longer ones.
const LONGEST_WARNING: usize = 100;

impl Create {
    /// An answer to a note, for those who can see the note; what it says is up to you. Who calls
    /// (`me`) is an id or `None`.
    ///
    /// What it takes from the note can be set anew:
    ///
    /// | | |
    /// |---|---|
    /// | `reply_id` | The note; of a [pure renote](Note::is_pure_renote), which can't be answered, the note that it passes on. All of the following is of that one too. |
    /// | `visibility` | The same. |
    /// | `visible_user_ids` | Of a note with the visibility `specified`: its author and all others whom it is for, each once, without `me`. |
    /// | `cw` | The same, cut off after the 100 characters that servers take. |
    /// | `local_only` | True if the note's is. |
    /// | `channel_id` | The same. |
    ///
    /// The author is notified without a mention in the text. For others who are to be, mention them:
    /// nothing is written into the text.
    ///
    /// ```
    /// use misskey_api::endpoints::{I, notes};
    /// use misskey_api::entities::Visibility;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// # let posted = notes::Create::new().text("Tea?").cw("tea").visibility(Visibility::Home);
    /// # let note = client.send(posted).await?.created_note;
    /// let me = client.send(I::new()).await?;
    /// let request = notes::Create::reply_to(&note, &me.id).text("Yes, please");
    /// let answer = client.send(request).await?.created_note;
    /// assert_eq!(answer.reply_id, Some(note.id));
    /// assert_eq!((answer.visibility, answer.cw), (note.visibility, note.cw));
    /// # Ok(())
    /// # }
    /// ```
    pub fn reply_to<'a>(note: &Note, me: impl Into<Option<&'a UserId>>) -> Self {
        answer(answerable(note), me.into())
    }
}

/// The note to answer: a pure renote stands for the one that it passes on.
fn answerable(note: &Note) -> &Note {
    let passed_on = note.renote.as_deref().filter(|_| note.is_pure_renote());
    passed_on.unwrap_or(note)
}

fn answer(note: &Note, me: Option<&UserId>) -> Create {
    let mut request = Create::new()
        .reply_id(&note.id)
        .visibility(note.visibility.clone());
    if note.visibility == Visibility::Specified {
        request = request.visible_user_ids(concerned(note, me));
    }
    if let Some(warning) = note.cw.as_deref().filter(|warning| !warning.is_empty()) {
        let warning: String = warning.chars().take(LONGEST_WARNING).collect();
        request = request.cw(warning);
    }
    if note.local_only == Some(true) {
        request = request.local_only(true);
    }
    if let Some(channel) = &note.channel_id {
        request = request.channel_id(channel);
    }
    request
}

/// Who can see a direct note, but for who calls.
fn concerned(note: &Note, me: Option<&UserId>) -> Vec<UserId> {
    let mut concerned: Vec<UserId> = Vec::new();
    for user in [&note.user_id]
        .into_iter()
        .chain(note.visible_user_ids.iter().flatten())
    {
        if Some(user) != me && !concerned.contains(user) {
            concerned.push(user.clone());
        }
    }
    concerned
}
