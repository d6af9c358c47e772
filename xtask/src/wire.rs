//! `cargo xtask wire`: recorded traffic through the generated types.
//!
//! The types are in another program, built when this is called: this one must run when
//! they don't compile.

mod fidelity;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lexopt::{Arg, ValueExt as _};

use crate::proof::{self, Circumstances};
use crate::{Failure, files};

#[derive(Default)]
struct Options {
    inputs: Vec<PathBuf>,
    report: Option<PathBuf>,
    /// Whose traffic it is.
    about: Option<String>,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("report") => options.report = Some(arguments.value()?.into()),
                Arg::Long("about") => options.about = Some(arguments.value()?.string()?),
                Arg::Value(file) => options.inputs.push(file.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if options.inputs.is_empty() {
            let reason = "name one or more files of recorded traffic (.jsonl)";
            return Err(Failure::Usage(reason.to_owned()));
        }
        Ok(options)
    }

    /// The page to put the numbers on, if the report is one.
    fn page(&self) -> Option<&Path> {
        let file = self.report.as_deref()?;
        (file.extension()? == "md").then_some(file)
    }
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let Some(page) = options.page() else {
        return check(&options.inputs, options.report.as_deref());
    };
    let circumstances = Circumstances::now();
    let folder = files::repository().join("target").join("wire");
    fs::create_dir_all(&folder)?;
    let report = folder.join("report.json");
    match fs::remove_file(&report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error.into());
        }
        _ => {}
    }
    let checked = check(&options.inputs, Some(&report));
    // What failed or was lost belongs on the page too; what can't be read does not.
    let Ok(text) = fs::read_to_string(&report) else {
        return checked.and_then(|()| {
            let reason = "`misskey-wire` wrote no report";
            Err(Failure::Failed(reason.to_owned()))
        });
    };
    let findings = fidelity::findings(&text, options.about.as_deref())?;
    let command = "cargo xtask wire FILE... --report docs/PROOF.md";
    proof::write(page, fidelity::ABOUT, &findings, command, &circumstances)?;
    checked
}

/// Puts traffic through the types; the report is JSON.
fn check(inputs: &[PathBuf], report: Option<&Path>) -> Result<(), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = files::repository().join("Cargo.toml");
    let mut passed: Vec<OsString> = inputs.iter().map(OsString::from).collect();
    if let Some(file) = report {
        passed.extend(["--report".into(), file.into()]);
    }
    let status = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--package",
            "misskey-wire",
            "--manifest-path",
        ])
        .arg(manifest)
        .arg("--")
        .args(passed)
        .status()?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => Err(Failure::Usage("see above".to_owned())),
        // The program has said what it found.
        _ => Err(Failure::Failed(String::new())),
    }
}
