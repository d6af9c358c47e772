//! A user with a browser that knows no scripts.

use std::io;

use crate::web::{self, Page};

/// How often a browser lets itself be sent on.
const REDIRECTS: usize = 5;

/// Where a browser ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Landing {
    /// The address: of the page, or where the browser was sent that is not on this machine, and
    /// where it did not go.
    pub url: String,
    /// The page's status; nothing if the browser did not go there.
    pub status: Option<u16>,
    /// The page; empty if the browser did not go there.
    pub html: String,
}

/// A user with a browser, for tests and examples that nobody sits at: opens pages of servers on
/// this machine, presses their buttons, goes where it is sent, and brings the cookies back that
/// it got.
///
/// ```
/// use misskey_test_server::{TestServer, Visitor};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let server = TestServer::start().await?;
/// let session = "5b0a4c1e-7f2d-4b6a-9a53-2d3a4f8c1e70";
/// let page = format!("{}/miauth/{session}?callback=my-app://back", server.base_url());
/// let landing = Visitor::new().press(&page, "Allow").await?;
/// assert_eq!(landing.url, format!("my-app://back?session={session}"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// Host, name and value of each.
    cookies: Vec<(String, String, String)>,
}

impl Visitor {
    /// A browser without cookies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a page.
    ///
    /// # Errors
    /// If a server can't be reached, or sends the browser round and round.
    pub async fn open(&mut self, page: &str) -> io::Result<Landing> {
        let answer = web::get(page, &self.cookies_for(page)).await?;
        self.follow(page.to_owned(), answer).await
    }

    /// Opens a page and presses the button with that label: `Allow` or `Deny`. What stands in
    /// the fields of its form is sent as it is.
    ///
    /// # Errors
    /// If a server can't be reached, or the page has no such button.
    pub async fn press(&mut self, page: &str, label: &str) -> io::Result<Landing> {
        let opened = self.open(page).await?;
        let (action, form) = button(&opened.html, label).ok_or_else(|| {
            io::Error::other(format!("no button {label} on: {}", opened.html))
        })?;
        let action = web::join(&opened.url, &action);
        let answer = web::post(&action, &self.cookies_for(&action), &form).await?;
        self.follow(action, answer).await
    }

    async fn follow(&mut self, mut url: String, mut page: Page) -> io::Result<Landing> {
        for _ in 0..REDIRECTS {
            self.keep_cookies(&url, &page);
            let Some(location) = page.headers("location").next() else {
                return Ok(Landing {
                    url,
                    status: Some(page.status),
                    html: page.text(),
                });
            };
            url = web::join(&url, location);
            if web::local(&url).is_none() {
                return Ok(Landing {
                    url,
                    status: None,
                    html: String::new(),
                });
            }
            page = web::get(&url, &self.cookies_for(&url)).await?;
        }
        Err(io::Error::other("the pages send one another"))
    }

    fn keep_cookies(&mut self, url: &str, page: &Page) {
        let host = host_of(url);
        for cookie in page.headers("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            self.cookies
                .retain(|(other, old, _)| *other != host || old != name);
            let cookie = (host.clone(), name.to_owned(), value.to_owned());
            self.cookies.push(cookie);
        }
    }

    fn cookies_for(&self, url: &str) -> String {
        let host = host_of(url);
        let own = self.cookies.iter().filter(|(other, ..)| *other == host);
        let pairs: Vec<String> = own
            .map(|(_, name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }
}

fn host_of(url: &str) -> String {
    web::local(url).map_or_else(String::new, |(host, _)| host.to_owned())
}

/// The address and the content of the form of a button.
fn button(html: &str, label: &str) -> Option<(String, String)> {
    let mut forms = html.split("<form ").skip(1);
    let form = forms.find(|form| form.contains(&format!(">{label}</button>")))?;
    let action = value_of(form, "action=\"")?;
    let mut fields = form_urlencoded::Serializer::new(String::new());
    for input in form.split("<input ").skip(1) {
        let (name, value) = (value_of(input, "name=\"")?, value_of(input, "value=\"")?);
        fields.append_pair(&name, &value);
    }
    Some((action, fields.finish()))
}

fn value_of(tag: &str, attribute: &str) -> Option<String> {
    let (_, rest) = tag.split_once(attribute)?;
    rest.split_once('"').map(|(value, _)| web::unescaped(value))
}
