//! What a program asks for, and how it goes.

use std::fmt;
use std::future::pending;
use std::io::{self, Write as _};

use misskey_api::Client;
use tokio::time::Instant;
use url::Url;

use super::attend::{attend, of_grant};
use super::listener::Listener;
use super::open_browser;
use super::signed_in::{SignInError, SignedIn};
use crate::oauth::ClientPage;
use crate::permissions::{Permissions, asks_for_permissions};
use crate::wait::{Patience, Waited};
use crate::ways::{Way, Ways};
use crate::{app, miauth, oauth};

/// Signs a user in to a program, in the user's browser.
#[must_use]
pub struct SignIn<'a> {
    client: &'a Client,
    name: String,
    description: String,
    icon: Option<Url>,
    permissions: Permissions,
    page: AppPage,
    port: u16,
    way: Option<Way>,
    patience: Patience,
    elsewhere: bool,
    show: Option<Box<Show<'a>>>,
}

/// What is done with the page's address.
type Show<'a> = dyn Fn(&Url) + Send + Sync + 'a;

/// The app's page on the web, without which there is no OAuth.
enum AppPage {
    None,
    Published(Url),
    ServedHere,
}

impl<'a> SignIn<'a> {
    /// A sign-in at the client's server to a program with a name, which the user reads.
    pub fn new(client: &'a Client, name: impl Into<String>) -> Self {
        Self {
            client,
            name: name.into(),
            description: String::new(),
            icon: None,
            permissions: Permissions::default(),
            page: AppPage::None,
            port: 0,
            way: None,
            patience: Patience::default(),
            elsewhere: false,
            show: None,
        }
    }

    /// What the program is for. Only app sessions show it.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The address of the program's picture. Only MiAuth shows it; for OAuth the app's page names it.
    pub fn icon(mut self, icon: Url) -> Self {
        self.icon = Some(icon);
        self
    }

    asks_for_permissions!();

    /// The address of the app's page on the web, which names the redirect
    /// `http://127.0.0.1:PORT/callback`, and that port. With it, OAuth is used where there is
    /// one.
    pub fn published(mut self, client_id: Url, port: u16) -> Self {
        self.page = AppPage::Published(client_id);
        self.port = port;
        self
    }

    /// Serves the app's page beside the callback, for servers on this machine: those that are
    /// being developed or tested. Others can't open it.
    pub fn served_here(mut self) -> Self {
        self.page = AppPage::ServedHere;
        self
    }

    /// Chooses the way; by default the best one that the server offers.
    pub fn way(mut self, way: Way) -> Self {
        self.way = Some(way);
        self
    }

    /// How long to wait for the browser, 10 minutes by default; and with
    /// [`elsewhere`](Self::elsewhere), how often to ask.
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// For a browser on another machine, which can't come back to this one: the address is printed
    /// on standard error, and the server is asked again and again until the user has decided.
    /// That needs MiAuth or app sessions.
    pub fn elsewhere(mut self) -> Self {
        self.elsewhere = true;
        self
    }

    /// What to do with the page's address. By default it is opened in the browser, or printed on
    /// standard error if there is none. Show it to nobody but the user.
    pub fn show(mut self, show: impl Fn(&Url) + Send + Sync + 'a) -> Self {
        self.show = Some(Box::new(show));
        self
    }

    /// Signs in: asks the server which ways it offers, takes the best, and waits for the user.
    ///
    /// Dropping this future closes the port. If the browser has just come back, the token may be
    /// lost.
    ///
    /// # Errors
    /// If the user denies access or takes too long, if no app can be given what is asked for, or if
    /// the server or the browser fails.
    pub async fn run(self) -> Result<SignedIn, SignInError> {
        let ways = Ways::ask(self.client).await?;
        match (self.chosen(&ways)?, ways.oauth()) {
            (Way::Oauth, Some(metadata)) => self.by_oauth(metadata).await,
            (Way::AppSession, _) => self.by_app_session().await,
            _ => self.by_miauth().await,
        }
    }

    fn chosen(&self, ways: &Ways) -> Result<Way, SignInError> {
        let has_page = !matches!(self.page, AppPage::None) && !self.elsewhere;
        let chosen = match self.way {
            Some(way) => Some(way)
                .filter(|way| ways.offers(*way) && (has_page || *way != Way::Oauth)),
            None => ways.best(has_page),
        };
        chosen.ok_or_else(|| SignInError::NoWay {
            host: self.client.address().host(),
            way: self.way,
        })
    }

    async fn by_miauth(self) -> Result<SignedIn, SignInError> {
        let mut request = miauth::Request::new(self.client.address()).name(&self.name);
        if let Some(icon) = &self.icon {
            request = request.icon(icon.clone());
        }
        let request = request.all_permissions(self.permissions.clone());
        if self.elsewhere {
            let session = request.start()?;
            self.begin(session.url());
            let waiting = session.wait(self.client, self.patience, pending());
            let waited = waiting.await.map_err(Box::new);
            let waited = waited.map_err(SignInError::MiAuthCheck)?;
            return self.waited(Way::MiAuth, waited);
        }
        let mut listener = self.listen().await?;
        let callback = listener.callback().map_err(SignInError::Listen)?;
        let session = request.callback(callback).start()?;
        let end = self.begin(session.url());
        attend(&mut listener, session, self.client, end).await
    }

    async fn by_app_session(self) -> Result<SignedIn, SignInError> {
        let registration = app::Registration::new(&self.name)
            .description(&self.description)
            .all_permissions(self.permissions.clone());
        if self.elsewhere {
            let app = registration.register(self.client).await?;
            let session = app.begin(self.client).await?;
            self.begin(session.url());
            let waiting = session.wait(self.client, self.patience, pending());
            let waited = waiting.await.map_err(Box::new);
            let waited = waited.map_err(SignInError::AppCheck)?;
            return self.waited(Way::AppSession, waited);
        }
        let mut listener = self.listen().await?;
        let callback = listener.callback().map_err(SignInError::Listen)?;
        // The callback is a part of the registration, and its port is new every time.
        let app = registration
            .callback(callback)
            .register(self.client)
            .await?;
        let session = app.begin(self.client).await?;
        let end = self.begin(session.url());
        attend(&mut listener, session, self.client, end).await
    }

    async fn by_oauth(
        self,
        metadata: &oauth::Metadata,
    ) -> Result<SignedIn, SignInError> {
        let mut listener = self.listen().await?;
        let client_id = match &self.page {
            AppPage::Published(client_id) => client_id.clone(),
            _ => listener.url().map_err(SignInError::Listen)?,
        };
        let redirect = listener.callback().map_err(SignInError::Listen)?;
        let attempt = oauth::Request::new(&client_id, &redirect)
            .all_permissions(self.permissions.clone())
            .start(metadata)?;
        let end = self.begin(attempt.url());
        attend(&mut listener, attempt, self.client, end).await
    }

    fn waited<S>(&self, way: Way, waited: Waited<S>) -> Result<SignedIn, SignInError> {
        match waited {
            Waited::Granted(grant) => {
                Ok(of_grant(self.client.address().clone(), way, grant))
            }
            Waited::TimedOut(_) | Waited::Cancelled(_) => Err(SignInError::TimedOut),
        }
    }

    async fn listen(&self) -> Result<Listener, SignInError> {
        let client_page = |own: &Url| {
            let AppPage::ServedHere = self.page else {
                return None;
            };
            let redirect = own.join(super::CALLBACK).ok()?;
            let page = ClientPage::new(&self.name, own.clone()).redirect(redirect);
            Some(page.html())
        };
        let bound = Listener::bind(self.port, &self.name, client_page).await;
        bound.map_err(SignInError::Listen)
    }

    /// Sends the user off, and says until when to wait.
    fn begin(&self, page: &Url) -> Instant {
        let end = self.patience.end();
        match &self.show {
            Some(show) => show(page),
            None if self.elsewhere => tell(page),
            None => open(page.clone()),
        }
        end
    }
}

impl fmt::Debug for SignIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn")
            .field("server", self.client.address())
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Opens the browser beside the program, and tells the address if that is not possible.
fn open(page: Url) {
    tokio::task::spawn_blocking(move || {
        if open_browser(&page).is_err() {
            tell(&page);
        }
    });
}

fn tell(page: &Url) {
    // Not by `eprintln`, which panics where nobody listens.
    let _ = writeln!(io::stderr(), "Please open this page: {page}");
}
