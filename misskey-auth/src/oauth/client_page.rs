//! The page that an app must publish.

use std::fmt::Write as _;

use url::Url;

/// The page that is an app's id: what it is called, and where browsers may be sent.
///
/// Publish it over https, as it is or as a part of a page that you have anyway. Servers open it
/// whenever somebody signs in, and compare redirects with it letter by letter.
///
/// ```
/// use misskey_auth::Url;
/// use misskey_auth::oauth::ClientPage;
///
/// let page = ClientPage::new("My app", Url::parse("https://app.example/")?)
///     .logo(Url::parse("https://app.example/logo.png")?)
///     .redirect(Url::parse("https://app.example/back")?);
/// assert!(page.html().contains(r#"<link rel="redirect_uri" href="https://app.example/back">"#));
/// assert_eq!(page.link(), r#"<https://app.example/back>; rel="redirect_uri""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientPage {
    name: String,
    id: Url,
    logo: Option<Url>,
    redirects: Vec<Url>,
}

impl ClientPage {
    /// The page of an app with a name, at the address `id`.
    pub fn new(name: impl Into<String>, id: Url) -> Self {
        Self {
            name: name.into(),
            id,
            logo: None,
            redirects: Vec::new(),
        }
    }

    /// The app's picture.
    pub fn logo(mut self, logo: Url) -> Self {
        self.logo = Some(logo);
        self
    }

    /// Adds an address to which browsers may be sent back.
    pub fn redirect(mut self, redirect: Url) -> Self {
        self.redirects.push(redirect);
        self
    }

    /// The page's address: the app's `client_id`.
    #[must_use]
    pub fn id(&self) -> &Url {
        &self.id
    }

    /// The whole page, in UTF-8.
    #[must_use]
    pub fn html(&self) -> String {
        let name = escaped(&self.name);
        let mut page = format!(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n"
        );
        for redirect in &self.redirects {
            let target = escaped(redirect.as_str());
            // Writing to a text does not fail.
            let _ = writeln!(page, "<link rel=\"redirect_uri\" href=\"{target}\">");
        }
        let id = escaped(self.id.as_str());
        let _ = writeln!(
            page,
            "</head>\n<body>\n<div class=\"h-app\">\n<a class=\"u-url p-name\" href=\"{id}\">{name}</a>"
        );
        if let Some(logo) = &self.logo {
            let logo = escaped(logo.as_str());
            let _ = writeln!(page, "<img class=\"u-logo\" src=\"{logo}\" alt=\"\">");
        }
        page.push_str("</div>\n</body>\n</html>\n");
        page
    }

    /// The value of a header `Link` with the same redirects, for a page whose HTML you can't change.
    #[must_use]
    pub fn link(&self) -> String {
        let links = self.redirects.iter();
        let links: Vec<String> = links
            .map(|redirect| format!("<{redirect}>; rel=\"redirect_uri\""))
            .collect();
        links.join(", ")
    }
}

/// A text for HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            one => html.push(one),
        }
    }
    html
}
