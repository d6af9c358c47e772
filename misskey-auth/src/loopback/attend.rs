//! Waiting for the browser, whichever way it went.

use misskey_api::{Client, Server};
use tokio::time::{Instant, timeout_at};

use super::listener::{Listener, Visit};
use super::page::Page;
use super::signed_in::{SignInError, SignedIn, Who};
use crate::once::{Check, CheckError, Grant};
use crate::race::{Raced, race};
use crate::ways::Way;
use crate::{app, miauth, oauth};

/// An attempt to sign in that ends with a browser.
pub(super) trait Attempt: Sized {
    /// What a browser brings that comes back from this attempt.
    type Brought;

    /// What a browser brings; or the error that ends the attempt; or nothing, if it is not of
    /// this attempt.
    fn brought(&self, query: &str) -> Option<Result<Self::Brought, SignInError>>;

    /// Fetches the token.
    async fn finish(
        self,
        brought: Self::Brought,
        client: &Client,
    ) -> Result<SignedIn, SignInError>;

    /// Fetches the token once the time is up, in case the user has allowed access and the
    /// browser only failed to come back.
    async fn finish_late(self, client: &Client) -> Result<SignedIn, SignInError>;
}

/// Waits until the browser of an attempt has come back, and fetches the token.
pub(super) async fn attend<A: Attempt>(
    listener: &mut Listener,
    attempt: A,
    client: &Client,
    end: Instant,
) -> Result<SignedIn, SignInError> {
    let waiting = await_browser(listener, &attempt);
    let Ok((visit, brought)) = timeout_at(end, waiting).await else {
        return attempt.finish_late(client).await;
    };
    let finished = match brought {
        Ok(brought) => {
            let finishing = attempt.finish(brought, client);
            match race(finishing, listener.send_away()).await {
                Raced::First(finished) => finished,
                Raced::Second(()) => Err(SignInError::TimedOut),
            }
        }
        Err(error) => Err(error),
    };
    let page = match &finished {
        Ok(_) => Page::Done,
        Err(SignInError::Denied) => Page::Denied,
        Err(_) => Page::Failed,
    };
    visit.show(page).await;
    finished
}

async fn await_browser<A: Attempt>(
    listener: &mut Listener,
    attempt: &A,
) -> (Visit, Result<A::Brought, SignInError>) {
    loop {
        let visit = listener.next().await;
        match attempt.brought(&visit.query) {
            Some(brought) => return (visit, brought),
            None => visit.dismiss(),
        }
    }
}

impl Attempt for miauth::Session {
    type Brought = ();

    fn brought(&self, query: &str) -> Option<Result<(), SignInError>> {
        self.verify_callback(query).ok().map(Ok)
    }

    async fn finish(self, (): (), client: &Client) -> Result<SignedIn, SignInError> {
        let server = self.server().clone();
        let checked = self.check(client).await;
        signed_in(checked, server, Way::MiAuth, SignInError::MiAuthCheck)
    }

    async fn finish_late(self, client: &Client) -> Result<SignedIn, SignInError> {
        late(self.finish((), client).await)
    }
}

impl Attempt for app::Session {
    type Brought = ();

    fn brought(&self, query: &str) -> Option<Result<(), SignInError>> {
        self.verify_callback(query).ok().map(Ok)
    }

    async fn finish(self, (): (), client: &Client) -> Result<SignedIn, SignInError> {
        let server = self.server().clone();
        let checked = self.check(client).await;
        signed_in(checked, server, Way::AppSession, SignInError::AppCheck)
    }

    async fn finish_late(self, client: &Client) -> Result<SignedIn, SignInError> {
        late(self.finish((), client).await)
    }
}

impl Attempt for oauth::Attempt {
    type Brought = oauth::Code;

    fn brought(&self, query: &str) -> Option<Result<oauth::Code, SignInError>> {
        match self.callback(query) {
            Ok(code) => Some(Ok(code)),
            Err(oauth::CallbackError::Denied) => Some(Err(SignInError::Denied)),
            Err(error) if error.is_final() => Some(Err(error.into())),
            Err(_) => None,
        }
    }

    async fn finish(
        self,
        code: oauth::Code,
        client: &Client,
    ) -> Result<SignedIn, SignInError> {
        let server = self.server().clone();
        let sent = self.exchange(code).send(client).await;
        let grant = sent.map_err(|error| SignInError::Exchange(Box::new(error)))?;
        Ok(SignedIn {
            server,
            way: Way::Oauth,
            who: Who::ask(client, &grant).await,
            token: grant.token,
            permissions: Some(grant.permissions),
        })
    }

    /// There is no code without a browser.
    async fn finish_late(self, _client: &Client) -> Result<SignedIn, SignInError> {
        Err(SignInError::TimedOut)
    }
}

/// What a check of a session comes to.
fn signed_in<S>(
    checked: Result<Check<S>, CheckError<S>>,
    server: Server,
    way: Way,
    failed: fn(Box<CheckError<S>>) -> SignInError,
) -> Result<SignedIn, SignInError> {
    match checked {
        Ok(Check::Granted(grant)) => Ok(of_grant(server, way, grant)),
        Ok(Check::Pending(_)) => Err(SignInError::NotGranted),
        Err(error) => Err(failed(Box::new(error))),
    }
}

/// The same once the time is up: what is not granted by now is not waited for.
fn late(finished: Result<SignedIn, SignInError>) -> Result<SignedIn, SignInError> {
    match finished {
        Err(SignInError::NotGranted) => Err(SignInError::TimedOut),
        finished => finished,
    }
}

/// What a grant of MiAuth or of an app session comes to.
pub(super) fn of_grant(server: Server, way: Way, grant: Grant) -> SignedIn {
    SignedIn {
        server,
        way,
        who: grant.user.ok().map(|user| Who {
            user_id: user.id,
            username: user.username,
        }),
        token: grant.token,
        permissions: None,
    }
}
