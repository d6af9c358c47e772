//! `cargo xtask refresh`: from a server to the bindings, and what it changed, for review.

use std::path::{Path, PathBuf};

use lexopt::{Arg, ValueExt as _};
use misskey_codegen::report;

use crate::diff::{self, Input};
use crate::{Failure, files, generate, import};

/// The greatest size of a body in bytes: GitHub takes 65,536 characters.
const MAX_BODY: usize = 60_000;

struct Options {
    document: String,
    spec: String,
    out: Option<String>,
    timeout: Option<String>,
    body: Option<PathBuf>,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut document = None;
        let mut spec = None;
        let mut out = None;
        let mut timeout = None;
        let mut body = None;
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("spec") => spec = Some(arguments.value()?.string()?),
                Arg::Long("out") => out = Some(arguments.value()?.string()?),
                Arg::Long("timeout") => timeout = Some(arguments.value()?.string()?),
                Arg::Long("body") => body = Some(PathBuf::from(arguments.value()?)),
                Arg::Value(name) if document.is_none() => {
                    document = Some(name.string()?);
                }
                other => return Err(other.unexpected().into()),
            }
        }
        let ours = || files::repository().join("spec").display().to_string();
        Ok(Self {
            document: document.ok_or_else(|| {
                Failure::Usage(
                    "there is nothing to refresh from: name https://HOST".to_owned(),
                )
            })?,
            spec: spec.unwrap_or_else(ours),
            out,
            timeout,
            body,
        })
    }

    /// A spec of several releases goes on to hold them.
    fn import(&self, before: Option<&Input>) -> Vec<String> {
        let mut call = vec![format!("--spec={}", self.spec)];
        if before.is_some_and(|before| before.spec.releases.len() > 1) {
            call.push("--extend".to_owned());
        }
        call.extend(self.timeout.iter().map(|time| format!("--timeout={time}")));
        call.extend(["--".to_owned(), self.document.clone()]);
        call
    }

    fn generate(&self) -> Vec<String> {
        let mut call = vec![format!("--spec={}", self.spec)];
        call.extend(self.out.iter().map(|out| format!("--out={out}")));
        call
    }
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let is_there = Path::new(&options.spec).join("spec.json").exists();
    let before = is_there.then(|| Input::read(&options.spec)).transpose()?;
    import::run(&mut lexopt::Parser::from_args(
        options.import(before.as_ref()),
    ))?;
    let left = generate::draft(&mut lexopt::Parser::from_args(options.generate()))?;
    for one in &left {
        eprintln!("{one}\n");
    }
    if !left.is_empty() {
        println!("{}", left_to_do(left.len()));
    }
    if let Some(path) = &options.body {
        let mut body = String::new();
        if !left.is_empty() {
            let (title, tasks) = (left_to_do(left.len()), report::tasks(&left));
            body = format!("{title}:\n\n{tasks}\n");
        }
        body.push_str(&changes(before, Input::read(&options.spec)?)?);
        let body = bounded(body);
        std::fs::write(path, body).map_err(|error| {
            Failure::Failed(format!("can't write {}: {error}", path.display()))
        })?;
    }
    Ok(())
}

fn left_to_do(count: usize) -> String {
    let noun = if count == 1 { "thing" } else { "things" };
    format!(
        "{count} {noun} left to do by hand; until then this is a draft, which \
         `cargo xtask gen` refuses"
    )
}

fn changes(before: Option<Input>, after: Input) -> Result<String, Failure> {
    let Some(before) = before else {
        return Ok(format!(
            "The first import: {} endpoints, {} entities.\n",
            after.spec.endpoints.len(),
            after.spec.entities.len()
        ));
    };
    let report = diff::compare(&[before, after])?;
    Ok(report::markdown(&report))
}

/// As many whole lines as fit.
fn bounded(mut text: String) -> String {
    const NOTE: &str = "\nThere is more: `cargo xtask diff` tells all of it.\n";

    if text.len() <= MAX_BODY {
        return text;
    }
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        if length + line.len() > MAX_BODY - NOTE.len() {
            break;
        }
        length += line.len();
    }
    text.truncate(length);
    text + NOTE
}
