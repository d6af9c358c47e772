//! The least of an HTTP client: one request, one answer, to this machine alone.

use std::{io, net::IpAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// An answer.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Page {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let body = bytes[end + 4..].to_vec();
        Some(Self { status, head, body })
    }

    /// The values of the headers of that name.
    pub(crate) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.head.lines().filter_map(|line| line.split_once(':'));
        pairs
            .filter(move |(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks for a page, with cookies: `a=1; b=2`, or none.
pub(crate) async fn get(url: &str, cookies: &str) -> io::Result<Page> {
    send(url, "GET", cookies, "").await
}

/// Sends a form, with cookies.
pub(crate) async fn post(url: &str, cookies: &str, form: &str) -> io::Result<Page> {
    send(url, "POST", cookies, form).await
}

async fn send(url: &str, method: &str, cookies: &str, form: &str) -> io::Result<Page> {
    let (host, path) = local(url)
        .ok_or_else(|| io::Error::other("it is no http address of this machine"))?;
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n",
        form.len()
    );
    if !cookies.is_empty() {
        request += &format!("Cookie: {cookies}\r\n");
    }
    if !form.is_empty() {
        request += "Content-Type: application/x-www-form-urlencoded\r\n";
    }
    request += &format!("\r\n{form}");
    let exchange = async {
        let mut stream = TcpStream::connect(host).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Page::parse(&answer).ok_or_else(|| io::Error::other("the answer is no HTTP"))
    };
    timeout(PATIENCE, exchange).await?
}

/// Host with port, and path with query, of an address of this machine.
pub(crate) fn local(url: &str) -> Option<(&str, String)> {
    let rest = url.strip_prefix("http://")?;
    let rest = rest.split('#').next().unwrap_or(rest);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let (address, _) = host.rsplit_once(':')?;
    let address: IpAddr = address.trim_matches(['[', ']']).parse().ok()?;
    let is_clean = url.bytes().all(|byte| byte.is_ascii_graphic());
    let slash = if path.starts_with('/') { "" } else { "/" };
    (address.is_loopback() && is_clean).then(|| (host, format!("{slash}{path}")))
}

/// An address that stands in a page, or in its head.
pub(crate) fn join(page: &str, target: &str) -> String {
    match local(page) {
        Some((host, _)) if target.starts_with('/') => format!("http://{host}{target}"),
        _ => target.to_owned(),
    }
}

/// A text that stands in a page.
pub(crate) fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_this_machine_is_reached() {
        let here = |host, path: &str| Some((host, path.to_owned()));
        assert_eq!(
            local("http://127.0.0.1:80/a?b=c#d"),
            here("127.0.0.1:80", "/a?b=c")
        );
        assert_eq!(local("http://[::1]:80?b"), here("[::1]:80", "/?b"));
        for url in [
            "https://127.0.0.1:80/",
            "http://127.0.0.1/",
            "http://app.example:80/",
            "http://127.0.0.1:80/ HTTP/1.1",
        ] {
            assert_eq!(local(url), None, "{url}");
        }
    }
}
