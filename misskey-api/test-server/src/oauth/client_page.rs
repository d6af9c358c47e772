//! What an app says of itself on the page that is its id.

use std::io;

use crate::web;

/// The largest page that is read, in bytes.
const LARGEST: usize = 1 << 20;

/// An app.
#[derive(Debug, Default)]
pub(super) struct App {
    pub(super) name: Option<String>,
    /// Where browsers may be sent.
    pub(super) redirects: Vec<String>,
}

/// Reads the app's page. This server reaches only what is on this machine.
pub(super) async fn fetch(client_id: &str) -> io::Result<App> {
    let page = web::get(client_id, "").await?;
    if page.status != 200 || page.body.len() > LARGEST {
        return Err(io::Error::other("it does not open"));
    }
    let mut app = read(&String::from_utf8_lossy(&page.body));
    for link in page.headers("link") {
        app.redirects.extend(link.split(',').filter_map(linked));
    }
    for redirect in &mut app.redirects {
        *redirect = web::join(client_id, redirect);
    }
    Ok(app)
}

fn read(html: &str) -> App {
    let mut app = App::default();
    for tag in html.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').unwrap_or((tag, ""));
        if tag.starts_with("link ") && attribute(tag, "rel") == Some("redirect_uri") {
            let target = attribute(tag, "href").map(web::unescaped);
            app.redirects.extend(target);
        }
        let is_name = attribute(tag, "class")
            .is_some_and(|class| class.split(' ').any(|one| one == "p-name"));
        if is_name && app.name.is_none() {
            app.name = Some(web::unescaped(text.trim()));
        }
    }
    app
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// The target of `<https://app.example/back>; rel="redirect_uri"`.
fn linked(link: &str) -> Option<String> {
    let (target, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
    let is_redirect = parameters
        .split(';')
        .any(|one| matches!(one.trim(), "rel=redirect_uri" | "rel=\"redirect_uri\""));
    is_redirect.then(|| target.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{linked, read};

    #[test]
    fn name_and_redirects_are_read() {
        let app = read(
            "<link rel=\"redirect_uri\" href=\"/back?a=1&amp;b=2\">\
             <link rel=\"icon\" href=\"/icon\">\
             <div class=\"h-app\"><a class=\"u-url p-name\" href=\"/\">A &lt;b&gt;</a></div>",
        );
        assert_eq!(app.name.as_deref(), Some("A <b>"));
        assert_eq!(app.redirects, ["/back?a=1&b=2"]);
    }

    #[test]
    fn a_link_header_names_a_redirect() {
        let header = "<https://app.example/back>; rel=\"redirect_uri\"";
        assert_eq!(linked(header).as_deref(), Some("https://app.example/back"));
        assert_eq!(linked("<https://app.example/>; rel=\"icon\""), None);
    }
}
