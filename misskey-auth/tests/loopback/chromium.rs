//! A real browser without a window.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use misskey_auth::Url;
use misskey_test_server::{Reply, TestServer};

/// The names that Chromium goes by.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How long a browser may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// A browser, with a profile that is gone with it.
pub(crate) struct Browser {
    program: &'static str,
    profile: PathBuf,
}

impl Browser {
    /// The browser on this machine. Without one, says so where everyone sees it.
    pub(crate) fn find() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let is_there = |name: &&str| {
            let asked = Command::new(name)
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            asked.is_ok_and(|status| status.success())
        };
        let Some(program) = NAMES.into_iter().find(is_there) else {
            // Not by `eprintln`, which tests keep to themselves.
            let notice =
                b"notice: there is no Chromium here: a test of the sign-in was skipped\n";
            let _ = std::io::stderr().write_all(notice);
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("misskey-auth-browser-{}-{count}", std::process::id());
        Some(Self {
            program,
            profile: std::env::temp_dir().join(name),
        })
    }

    /// Opens a page of the server in a frame, presses the button with that label, and lets the
    /// whole window go where the button leads. Gives the document that the browser ends up with.
    pub(crate) fn press(&self, server: &TestServer, page: &Url, label: &str) -> String {
        server.respond("/drive", Reply::text(200, "text/html", driver(page, label)));
        server.respond("/never", Reply::hang());
        self.open(&format!("{}/drive", server.base_url()))
    }

    /// The document that a page has become.
    pub(crate) fn open(&self, address: &str) -> String {
        let profile = format!("--user-data-dir={}", self.profile.display());
        let mut child = Command::new(self.program)
            .args([
                "--headless",
                "--disable-gpu",
                "--no-first-run",
                "--disable-extensions",
                // Where tests run as root the sandbox can't start; the pages are ours.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--lang=ja",
                "--accept-lang=ja",
                "--timeout=50000",
                "--dump-dom",
                &profile,
                address,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut document = String::new();
            stdout.read_to_string(&mut document).map(|_| document)
        });
        let end = Instant::now() + PATIENCE;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > end {
                child.kill().unwrap();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        reader.join().unwrap().unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// A page that does what a user does. It is on the server itself, so that it can reach into the
/// frame; and it never loads whole, so that the browser waits for what comes after it.
fn driver(page: &Url, label: &str) -> String {
    let page = page.as_str().replace('&', "&amp;");
    format!(
        r#"<!DOCTYPE html><img src="/never"><iframe src="{page}"></iframe><script>
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {{
  const buttons = [...frame.contentDocument.querySelectorAll("button")];
  const button = buttons.find((one) => one.textContent === "{label}");
  button.form.target = "_top";
  button.click();
}});
</script>"#
    )
}
