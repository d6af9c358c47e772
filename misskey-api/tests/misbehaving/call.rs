//! The calls: one that may be repeated, and two that have an effect.

use std::time::{Duration, Instant};

use misskey_api::endpoints::{drive, notes};
use misskey_api::{Client, Error, Retry, Upload};
use misskey_test_server::TestServer;

use crate::memory;
use crate::outcome::Seen;

/// How large the file of an upload is, in bytes: more than any buffer on the way.
const UPLOADED: usize = 16 << 20;

/// The path of a file, and how large it may be, in bytes.
const DOWNLOADED: &str = "/files/tea";
const LARGEST: u64 = 4 << 20;

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    Write,
    Upload,
    Download,
}

impl Kind {
    /// Whether to do it twice is as good as once.
    pub(crate) fn is_repeatable(self) -> bool {
        matches!(self, Self::Read | Self::Download)
    }

    /// The name of the endpoint, or the path of the file.
    pub(crate) fn endpoint(self) -> &'static str {
        match self {
            Self::Read => "notes/timeline",
            Self::Write => "notes/create",
            Self::Upload => "drive/files/create",
            Self::Download => DOWNLOADED,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Read, Self::Write, Self::Upload, Self::Download]
            .into_iter()
            .find(|kind| kind.endpoint() == name)
    }
}

/// What to call, where and how.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    address: String,
    kind: Kind,
    timeout: Duration,
    attempts: u32,
}

impl Settings {
    pub(crate) fn new(server: &TestServer, kind: Kind) -> Self {
        Self {
            address: server.base_url(),
            kind,
            timeout: Duration::from_secs(15),
            attempts: 1,
        }
    }

    pub(crate) fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(crate) fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("MISBEHAVING_ADDRESS", self.address.clone()),
            ("MISBEHAVING_ENDPOINT", self.kind.endpoint().to_owned()),
            ("MISBEHAVING_TIMEOUT", self.timeout.as_millis().to_string()),
            ("MISBEHAVING_ATTEMPTS", self.attempts.to_string()),
        ]
    }

    /// What the process that started this one wants; none if this was started by hand.
    pub(crate) fn of_environment() -> Option<Self> {
        let variable = |name| std::env::var(name).ok();
        Some(Self {
            address: variable("MISBEHAVING_ADDRESS")?,
            kind: Kind::parse(&variable("MISBEHAVING_ENDPOINT")?)?,
            timeout: Duration::from_millis(
                variable("MISBEHAVING_TIMEOUT")?.parse().ok()?,
            ),
            attempts: variable("MISBEHAVING_ATTEMPTS")?.parse().ok()?,
        })
    }
}

pub(crate) fn client(settings: &Settings) -> Client {
    let retry = Retry::default()
        .attempts(settings.attempts)
        .first_delay(Duration::from_millis(10));
    Client::builder(&settings.address)
        .token("a-token-of-nobody")
        .timeout(settings.timeout)
        .retry(retry)
        .build()
        .unwrap()
}

async fn download(client: &Client, address: &str) -> Result<Vec<u8>, Error> {
    let url = format!("{address}{DOWNLOADED}");
    client.download(&url, LARGEST).await?.bytes().await
}

/// Makes a call and looks at what it takes.
pub(crate) async fn make(settings: &Settings) -> Seen {
    let client = client(settings);
    let upload = match settings.kind {
        Kind::Upload => vec![b'x'; UPLOADED],
        Kind::Read | Kind::Write | Kind::Download => Vec::new(),
    };
    memory::reset();
    let before = memory::peak();
    let begun = Instant::now();
    let mut seen = match settings.kind {
        Kind::Read => Seen::of(&client.send(notes::Timeline::new()).await),
        Kind::Write => Seen::of(&client.send(notes::Create::new().text("Hello")).await),
        Kind::Upload => {
            let upload = Upload::new("large.bin", upload);
            Seen::of(&client.send(drive::files::Create::new(upload)).await)
        }
        Kind::Download => Seen::of(&download(&client, &settings.address).await),
    };
    seen.milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let peaks = before.zip(memory::peak());
    seen.kibibytes = peaks.map(|(before, after)| after.saturating_sub(before));
    seen
}
