//! Files that the server fetches by itself.

use std::time::Duration;

use tokio::time;

use crate::channels::{self, main};
use crate::endpoints::drive::files::UploadFromUrl;
use crate::entities::DriveFile;
use crate::error::Error;
use crate::streaming::{Delivery, StreamingClient, StreamingError, Subscription};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UrlUploadError {
    /// The server does not take the call. Nothing is fetched, unless
    /// [`Error::is_outcome_unknown`] says that it may be.
    #[error(transparent)]
    Call(#[from] Error),
    /// There is nobody to hear from.
    #[error(transparent)]
    Streaming(#[from] StreamingError),
    /// The server did not report the file in time. It says nothing if it can't fetch the file; if
    /// it only takes long, the file comes later.
    #[error(
        "the server did not report the file within {0:?}: it can't fetch it, or needs longer; \
         look into the drive before asking again"
    )]
    NotTold(Duration),
}

impl StreamingClient {
    /// Lets the server fetch a file into the account's drive, and waits until it is there.
    ///
    /// The call (`drive/files/upload-from-url`) answers before anything is fetched. Later the file
    /// comes on the channel `main`, with the request's `marker`, which is set to a unique one unless
    /// you set it. The token needs the permissions `write:drive` and `read:account`.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use misskey_api::endpoints::drive::files::UploadFromUrl;
    /// # use misskey_api::Client;
    /// # use misskey_test_server::TestServer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = TestServer::start().await?;
    /// # let client = Client::builder(server.base_url()).token(server.token()).build()?;
    /// let stream = client.stream().connect().await?;
    /// let request = UploadFromUrl::new("https://far.example/tea.png").comment("Leaves");
    /// let file = stream.upload_from_url(request, Duration::from_secs(60)).await?;
    /// assert_eq!(file.comment.as_deref(), Some("Leaves"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the call fails, streaming ends, or the file does not come in time.
    pub async fn upload_from_url(
        &self,
        mut request: UploadFromUrl,
        timeout: Duration,
    ) -> Result<DriveFile, UrlUploadError> {
        // Before the call, so that nothing is told that nobody hears.
        let mut told = self.open(channels::Main::new()).await?;
        let marker = request.marker.get_or_insert_with(marker).clone();
        self.client().send(request).await?;
        match time::timeout(timeout, finished(&mut told, &marker)).await {
            Ok(file) => Ok(file?),
            Err(_) => Err(UrlUploadError::NotTold(timeout)),
        }
    }
}

/// The file of a marker.
async fn finished<M>(
    told: &mut Subscription<main::Event, M>,
    marker: &str,
) -> Result<DriveFile, StreamingError> {
    while let Some(next) = told.next().await {
        match next {
            Ok(Delivery::Event(main::Event::UrlUploadFinished(body)))
                if body.marker.as_deref() == Some(marker) =>
            {
                return Ok(body.file);
            }
            Err(error) if error.is_final() => return Err(error),
            // What else happens to the account; and what was missed can't be had again.
            _ => {}
        }
    }
    Err(StreamingError::Closed)
}

fn marker() -> String {
    // Without randomness it is a marker all the same, if one that others may have.
    let random = [getrandom::u64(), getrandom::u64()].map(Result::unwrap_or_default);
    format!("misskey-api-{:016x}{:016x}", random[0], random[1])
}
