//! The faults, and what the client must give for each.

use std::time::Duration;

use misskey_test_server::{Reply, TestServer};
use serde_json::json;

use crate::call::{Kind, Settings};
use crate::outcome::{Outcome, Seen};
use crate::process;

use Outcome::{Answer, Api, Broken, Decode, NotApi, Timeout, TooLarge};

/// How long a client waits for what never comes.
const WAIT: Duration = Duration::from_millis(400);

/// How much memory a call may take that receives little, in KiB.
const LITTLE: u64 = 12 << 10;

/// How much it may take to receive as much as the client takes at most, which is 32 MiB, in KiB.
const MUCH: u64 = 160 << 10;

/// A fault.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    reply: fn() -> Reply,
    outcomes: (Outcome, Outcome),
    pub(crate) retry_after: Option<Duration>,
    is_large: bool,
}

impl Fault {
    pub(crate) fn expected(&self, kind: Kind) -> Outcome {
        match kind {
            Kind::Read | Kind::Download => self.outcomes.0.clone(),
            Kind::Write | Kind::Upload => self.outcomes.1.clone(),
        }
    }

    /// How long it takes until the outcome is there.
    pub(crate) fn at_least(&self) -> Duration {
        match self.outcomes.0 {
            Timeout => WAIT,
            _ => Duration::ZERO,
        }
    }

    /// How much memory it may take, in KiB.
    pub(crate) fn kibibytes(&self) -> u64 {
        if self.is_large { MUCH } else { LITTLE }
    }

    /// Whether it can be tried several times without keeping anyone waiting.
    pub(crate) fn is_quick(&self) -> bool {
        !self.is_large && self.retry_after.is_none_or(|wait| wait.is_zero())
    }

    /// Makes the server misbehave so, and tells how to call it.
    pub(crate) fn settings(&self, server: &TestServer, kind: Kind) -> Settings {
        server.respond_always(kind.endpoint(), (self.reply)());
        let settings = Settings::new(server, kind);
        match self.outcomes.0 {
            Timeout => settings.timeout(WAIT),
            _ => settings,
        }
    }

    /// What a call gives that is made in a process of its own.
    pub(crate) async fn seen(&self, kind: Kind) -> Seen {
        let server = TestServer::start().await.unwrap();
        process::run(&self.settings(&server, kind)).await
    }

    const fn large(mut self) -> Self {
        self.is_large = true;
        self
    }

    const fn waiting(mut self, seconds: u64) -> Self {
        self.retry_after = Some(Duration::from_secs(seconds));
        self
    }
}

const fn fault(name: &'static str, outcome: Outcome, reply: fn() -> Reply) -> Fault {
    let other = match &outcome {
        Answer => Answer,
        Api(status) => Api(*status),
        NotApi(status) => NotApi(*status),
        Decode => Decode,
        Outcome::Connect => Outcome::Connect,
        Timeout => Timeout,
        TooLarge => TooLarge,
        Broken => Broken,
        Outcome::Local => Outcome::Local,
    };
    two(name, outcome, other, reply)
}

/// One whose outcome depends on what was called.
const fn two(
    name: &'static str,
    read: Outcome,
    write: Outcome,
    reply: fn() -> Reply,
) -> Fault {
    Fault {
        name,
        reply,
        outcomes: (read, write),
        retry_after: None,
        is_large: false,
    }
}

/// What may come instead of an answer.
pub(crate) const FAULTS: &[Fault] = &[
    // Nothing, or not in time.
    fault("silence", Timeout, Reply::hang),
    fault("byte by byte", Timeout, || {
        Reply::json(200, json!([])).slowly(Duration::from_millis(40))
    }),
    fault("headers and then silence", Timeout, || {
        Reply::repeated("[", " ", 200, "]").slowly(Duration::from_millis(40))
    }),
    // Broken connections.
    fault("closed before a byte", Broken, Reply::close),
    fault("reset before a byte", Broken, Reply::reset),
    fault("reset in the headers", Broken, || {
        Reply::json(200, json!([])).reset_after(20)
    }),
    fault("reset in the body", Broken, || {
        Reply::repeated("[", " ", 100_000, "]").reset_after(9000)
    }),
    fault("less than announced", Broken, || Reply::truncated("[")),
    fault("chunks without the last", Broken, || {
        Reply::truncated_chunks("[")
    }),
    // Broken HTTP.
    fault("no HTTP at all", Broken, || {
        Reply::raw("SSH-2.0-OpenSSH_9.9\r\n")
    }),
    fault("a chunk of no length", Broken, || {
        Reply::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n[]\r\n")
    }),
    fault("two lengths", Broken, || {
        Reply::raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[] ",
        )
    }),
    fault("headers without end", Broken, || {
        Reply::endless("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n".repeat(1000))
    }),
    fault("a header without end", Broken, || {
        Reply::endless("HTTP/1.1 200 OK\r\nX-Long: ", "x".repeat(4096))
    }),
    two("100 Continue before the answer", Answer, Decode, || {
        Reply::raw(
            "HTTP/1.1 100 Continue\r\n\r\n\
             HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        )
    }),
    fault("103 without end", Timeout, || {
        Reply::endless("", "HTTP/1.1 103 Early Hints\r\n\r\n")
            .slowly(Duration::from_millis(1))
    }),
    fault("ended by the end of the connection, early", Decode, || {
        Reply::raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[{\"id\":")
    }),
    // Too much.
    fault("50 MB", TooLarge, || {
        Reply::repeated("[\"", "x", 50_000_000, "\"]")
    })
    .large(),
    fault("chunks without end", TooLarge, || {
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(4096));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        Reply::endless(head, chunk.repeat(16))
    })
    .large(),
    fault("1 GiB in 1 MiB of gzip", TooLarge, || {
        Reply::gzipped("[\"", "x", 1 << 30, "\"]")
    })
    .large(),
    fault("a 502 of 1 GB", NotApi(502), || {
        Reply::repeated("<p>", "x", 1_000_000_000, "</p>").status(502)
    })
    .large(),
    fault("a 400 that breaks off", NotApi(400), || {
        Reply::truncated("{\"error\":{").status(400)
    }),
    // As much as is taken, of the worst kind.
    fault("30 MB of lists in lists", Decode, || {
        Reply::repeated("", "[", 30_000_000, "]")
    })
    .large(),
    fault("30 MB of empty lists", Decode, || {
        Reply::repeated("[", "[],", 10_000_000, "[]]")
    })
    .large(),
    fault("30 MB of empty objects", Decode, || {
        Reply::repeated("[", "{},", 10_000_000, "{}]")
    })
    .large(),
    fault("30 MB of one text", Decode, || {
        Reply::repeated("\"", "x", 30_000_000, "\"")
    })
    .large(),
    fault("30 MB of one number", Decode, || {
        Reply::repeated("", "1", 30_000_000, "")
    })
    .large(),
    fault("30 MB of one object", Decode, || {
        Reply::repeated("{\"x\":0", ",\"createdNote\":0", 1_900_000, "}")
    })
    .large(),
    // Answers of something else.
    fault("a page with status 200", NotApi(200), || {
        Reply::text(200, "text/html", "<!doctype html><title>Welcome</title>")
    }),
    fault("a page of a proxy", NotApi(502), || {
        Reply::text(502, "text/html", "<h1>Bad Gateway</h1>")
    }),
    fault("an overloaded proxy", NotApi(503), || {
        Reply::text(503, "text/html", "busy").header("Retry-After", "0")
    })
    .waiting(0),
    fault("a proxy without patience", NotApi(504), || {
        Reply::empty(504)
    }),
    fault("JSON as HTML", NotApi(200), || {
        Reply::text(200, "text/html", "[]")
    }),
    two("JSON as text", Answer, Decode, || {
        Reply::text(200, "text/plain", "[]")
    }),
    fault("no UTF-8", NotApi(200), || {
        Reply::text(200, "application/json", b"[\"\xff\xfe\"]".to_vec())
    }),
    fault("gzip that is none", Broken, || {
        Reply::json(200, json!([])).header("Content-Encoding", "gzip")
    }),
    fault("nothing with status 405", NotApi(405), || Reply::empty(405)),
    fault("nothing with status 413", NotApi(413), || Reply::empty(413)),
    fault("413 before the request is read", NotApi(413), || {
        Reply::empty(413).early()
    }),
    fault("the framework's 415", NotApi(415), || Reply::framework(415)),
    fault("a status that is none", NotApi(999), || Reply::empty(999)),
    fault("a redirect", NotApi(307), || {
        Reply::redirect(307, "https://elsewhere.example/")
    }),
    // Answers of the server that are none of the endpoint.
    fault("an error without a name", Api(500), || {
        Reply::json(500, json!({"error": {"message": "oops"}}))
    }),
    fault("an error that is a text", NotApi(500), || {
        Reply::json(500, json!({"error": "oops"}))
    }),
    fault("no content", Decode, || Reply::empty(204)),
    fault("something else", Decode, || Reply::json(200, json!("pong"))),
    // Too many calls.
    fault("429 and when to come again", Api(429), || {
        Reply::rate_limited(Some(3), None)
    })
    .waiting(3),
    fault("429 and at once", Api(429), || {
        Reply::rate_limited(Some(0), None)
    })
    .waiting(0),
    fault("429 and a moment of the past", Api(429), || {
        Reply::rate_limited(None, Some(1_700_000_000_000))
    })
    .waiting(0),
    fault("429 without a word", Api(429), || {
        Reply::rate_limited(None, None)
    }),
    fault("429 of a proxy", NotApi(429), || {
        Reply::text(429, "text/html", "slow down").header("Retry-After", "2")
    })
    .waiting(2),
];

/// What may come instead of a file, of which 4 MiB are wanted.
pub(crate) const DOWNLOADS: &[Fault] = &[
    fault("silence", Timeout, Reply::hang),
    fault("byte by byte", Timeout, || {
        Reply::repeated("", "x", 1000, "").slowly(Duration::from_millis(800))
    }),
    fault("less than announced", Broken, || Reply::truncated("green")),
    fault("reset in the middle", Broken, || {
        Reply::repeated("", "x", 1 << 20, "").reset_after(500_000)
    }),
    fault("as much as is wanted", Answer, || {
        Reply::repeated("", "x", 4 << 20, "")
    }),
    fault("1 TB, as it says", TooLarge, || {
        Reply::repeated("", "x", 1 << 40, "")
    }),
    fault("1 TB in chunks", TooLarge, || {
        let chunk = format!("1000\r\n{}\r\n", "x".repeat(4096));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        Reply::endless(head, chunk.repeat(16))
    }),
    fault("1 GiB in 1 MiB of gzip", TooLarge, || {
        Reply::gzipped("", "x", 1 << 30, "")
    }),
    fault("a page instead", NotApi(404), || {
        Reply::text(404, "text/html", "<h1>Not Found</h1>")
    }),
    fault("a 502 of 1 GB", NotApi(502), || {
        Reply::repeated("", "x", 1_000_000_000, "").status(502)
    }),
    fault("redirects in a circle", Outcome::Local, || {
        Reply::redirect(302, "/files/tea")
    }),
    fault("a redirect to where nobody hides", Outcome::Local, || {
        Reply::redirect(302, "http://elsewhere.example/tea")
    }),
];

/// What may happen while a large file is sent.
pub(crate) const UPLOADS: &[Fault] = &[
    fault("reset while the file is sent", Broken, || {
        Reply::reset().early()
    }),
    fault("413 before the file is sent", NotApi(413), || {
        Reply::empty(413).early()
    }),
    fault("closed while the file is sent", Broken, || {
        Reply::close().early()
    }),
    fault("silence while the file is sent", Timeout, || {
        Reply::hang().early()
    }),
    fault("silence after the file is sent", Timeout, Reply::hang),
    fault("413 after the file is sent", NotApi(413), || {
        Reply::empty(413)
    }),
    fault("a page after the file is sent", NotApi(502), || {
        Reply::text(502, "text/html", "<h1>Bad Gateway</h1>")
    }),
    fault("reset after the file is sent", Broken, Reply::reset),
];
