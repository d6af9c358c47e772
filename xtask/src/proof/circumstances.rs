//! When, of which commit and on which machine something was measured.

use std::env::consts::{ARCH, OS};
use std::fmt;
use std::fs;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::files;

/// The circumstances of a measurement. What the system does not tell is said to be unknown.
#[derive(Debug)]
pub(crate) struct Circumstances {
    /// As `2026-01-31`, in UTC.
    date: String,
    commit: String,
    /// Whether files other than the page differ from the commit.
    changed: bool,
    processor: String,
    cores: usize,
    system: String,
    compiler: String,
    /// How many programs wanted to run in the minute before.
    load: Option<String>,
}

impl Circumstances {
    /// Those of now: to be asked before anything is measured, for the load.
    pub(crate) fn now() -> Self {
        let unknown = || "unknown".to_owned();
        Self {
            date: today(),
            commit: git(&["rev-parse", "--short=12", "HEAD"]).unwrap_or_else(unknown),
            changed: git(&["status", "--porcelain", "--", ".", ":(exclude)docs"])
                .is_some_and(|changes| !changes.is_empty()),
            processor: processor(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            system: system(),
            compiler: output(Command::new("rustc").arg("--version"))
                .unwrap_or_else(unknown),
            load: fs::read_to_string("/proc/loadavg")
                .ok()
                .and_then(|text| text.split(' ').next().map(str::to_owned)),
        }
    }
}

impl fmt::Display for Circumstances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, commit `{}`", self.date, self.commit)?;
        if self.changed {
            write!(f, " with changes that are not committed")?;
        }
        let (processor, cores) = (&self.processor, self.cores);
        write!(f, ", on {processor} ({cores} cores), {}, ", self.system)?;
        write!(f, "{}", self.compiler)?;
        if let Some(load) = &self.load {
            write!(f, "; load before: {load}")?;
        }
        writeln!(f, ".")
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let repository = files::repository();
    output(Command::new("git").args(arguments).current_dir(repository))
}

/// What a program tells, if it succeeds.
fn output(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.trim().to_owned())
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    field(&told, "model name", ':').map_or_else(|| ARCH.to_owned(), str::to_owned)
}

fn system() -> String {
    let told = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = field(&told, "PRETTY_NAME", '=').unwrap_or(OS);
    match fs::read_to_string("/proc/sys/kernel/osrelease") {
        Ok(kernel) => format!("{name} ({OS} {})", kernel.trim()),
        Err(_) => name.to_owned(),
    }
}

/// The value of the first line with a name.
fn field<'a>(text: &'a str, name: &str, separator: char) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(separator)?;
        (key.trim() == name).then(|| value.trim().trim_matches('"'))
    })
}

fn today() -> String {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
    date(elapsed.map_or(0, |elapsed| elapsed.as_secs() / 86_400))
}

/// The date of so many days after the first of 1970.
fn date(mut days: u64) -> String {
    let mut year = 1970;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let february = days_of_year(year) - 337;
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

fn days_of_year(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4)
        && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 366 } else { 365 }
}

#[cfg(test)]
impl Circumstances {
    pub(super) fn example() -> Self {
        Self {
            date: "2026-01-31".to_owned(),
            commit: "0a1b2c3d4e5f".to_owned(),
            changed: false,
            processor: "a kettle".to_owned(),
            cores: 2,
            system: "Tea OS 1 (tea 6.1)".to_owned(),
            compiler: "rustc 1.95.0".to_owned(),
            load: Some("0.10".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, text) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_322, "2000-12-31"),
            (20_484, "2026-01-31"),
        ] {
            assert_eq!(date(days), text);
        }
    }

    #[test]
    fn what_is_not_committed_is_said() {
        let circumstances = Circumstances {
            changed: true,
            load: None,
            ..Circumstances::example()
        };
        assert_eq!(
            circumstances.to_string(),
            "2026-01-31, commit `0a1b2c3d4e5f` with changes that are not committed, on a \
             kettle (2 cores), Tea OS 1 (tea 6.1), rustc 1.95.0.\n"
        );
    }

    #[test]
    fn a_field_is_found_by_its_name() {
        let text = "NAME=\"x\"\nPRETTY_NAME=\"Tea OS 1\"\n";
        assert_eq!(field(text, "PRETTY_NAME", '='), Some("Tea OS 1"));
        assert_eq!(field("model name\t: A B\n", "model name", ':'), Some("A B"));
        assert_eq!(field("", "NAME", '='), None);
    }
}
