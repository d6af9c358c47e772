//! `cargo xtask diff`: what changed between releases, whom it breaks, and what it means
//! for the version of the bindings.

mod input;
mod revision;

use std::path::PathBuf;
use std::thread;

use lexopt::Arg;
use lexopt::ValueExt as _;
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::diff::{self, Bindings, Bump};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::report::{self as written, Release, Report, Step};
use misskey_codegen::spec::Spec;
use misskey_codegen::surface::{self, Surface};

use crate::Failure;
pub(crate) use input::Input;

/// How the report is written to the standard output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Markdown,
    Json,
}

/// What makes the command end with 1.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FailOn {
    Breaking,
    Any,
}

#[derive(Default)]
struct Options {
    inputs: Vec<String>,
    format: Option<Format>,
    page: Option<PathBuf>,
    fail_on: Option<FailOn>,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("format") => {
                    options.format = Some(format(&arguments.value()?.string()?)?);
                }
                Arg::Long("html") => {
                    options.page = Some(PathBuf::from(arguments.value()?));
                }
                Arg::Long("fail-on") => {
                    options.fail_on = Some(fail_on(&arguments.value()?.string()?)?);
                }
                Arg::Value(input) => options.inputs.push(input.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        if options.inputs.len() < 2 {
            return Err(Failure::Usage(
                "name what to compare, oldest first: folders, documents, servers, or revisions"
                    .to_owned(),
            ));
        }
        Ok(options)
    }
}

fn format(name: &str) -> Result<Format, Failure> {
    match name {
        "text" => Ok(Format::Text),
        "markdown" => Ok(Format::Markdown),
        "json" => Ok(Format::Json),
        _ => Err(Failure::Usage(format!(
            "there is no format `{name}`: name text, markdown or json"
        ))),
    }
}

fn fail_on(name: &str) -> Result<FailOn, Failure> {
    match name {
        "breaking" => Ok(FailOn::Breaking),
        "any" => Ok(FailOn::Any),
        _ => Err(Failure::Usage(format!(
            "`--fail-on {name}` means nothing: name breaking or any"
        ))),
    }
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let inputs: Vec<Input> = options
        .inputs
        .iter()
        .map(|name| Input::read(name))
        .collect::<Result<_, _>>()?;
    let report = compare(&inputs)?;
    if let Some(path) = &options.page {
        std::fs::write(path, written::page(&report)).map_err(|error| {
            Failure::Failed(format!("can't write {}: {error}", path.display()))
        })?;
        eprintln!("{} written", path.display());
    }
    match options.format {
        // The page says it all.
        None if options.page.is_some() => {}
        None | Some(Format::Text) => print!("{}", written::text(&report)),
        Some(Format::Markdown) => print!("{}", written::markdown(&report)),
        Some(Format::Json) => print!("{}", written::json(&report)),
    }
    judge(&report, options.fail_on)
}

fn judge(report: &Report, fail_on: Option<FailOn>) -> Result<(), Failure> {
    let (found, what) = match fail_on {
        None => return Ok(()),
        Some(FailOn::Breaking) => (
            report.steps.iter().any(Step::is_breaking),
            "a breaking change",
        ),
        Some(FailOn::Any) => {
            let differs = |step: &Step| step.bump() != Bump::None;
            (report.steps.iter().any(differs), "a change")
        }
    };
    if found {
        return Err(Failure::Failed(format!("there is {what}")));
    }
    Ok(())
}

/// What happened from each input to the next.
pub(crate) fn compare(inputs: &[Input]) -> Result<Report, Failure> {
    let mut report = Report::default();
    for input in inputs {
        report.releases.push(Release::of(&input.name, &input.spec));
    }
    for pair in inputs.windows(2) {
        if let [old, new] = pair {
            report.steps.push(step(old, new)?);
        }
    }
    Ok(report)
}

/// Corrections are applied if both sides have them: what a server says is compared with
/// what a server says, or what is true with what is true.
fn step(old: &Input, new: &Input) -> Result<Step, Failure> {
    let corrected = old.corrections.is_some() && new.corrections.is_some();
    let specs = if corrected {
        (old.corrected()?, new.corrected()?)
    } else {
        (old.spec.clone(), new.spec.clone())
    };
    Ok(Step {
        diff: diff::compare(&specs.0, &specs.1),
        bindings: bindings(old, new, &specs.0, &specs.1)?,
        corrected,
    })
}

/// A side without choices of its own is modelled by those of the other, or by ours.
fn bindings(
    old: &Input,
    new: &Input,
    old_spec: &Spec,
    new_spec: &Spec,
) -> Result<Option<Bindings>, Failure> {
    let one = old.modelling(new)?;
    let other = new.modelling(old)?;
    let (old_spec, new_spec) = diff::common_ground(old_spec, new_spec);
    // The two are independent, and each takes a while.
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| surface(&old_spec, &one));
        let other = surface(&new_spec, &other);
        (one.join().unwrap_or_default(), other)
    });
    for (input, surface) in [(old, &one), (new, &other)] {
        if surface.is_none() {
            eprintln!(
                "note: no bindings can be generated from {}: `cargo xtask gen` says why",
                input.name
            );
        }
    }
    Ok(one
        .zip(other)
        .map(|(one, other)| diff::bindings(&one, &other)))
}

fn surface(spec: &Spec, modelling: &Modelling) -> Option<Surface> {
    let mut diagnostics = Diagnostics::new();
    let surface = surface::of_spec(spec, modelling, &mut diagnostics);
    (!diagnostics.has_errors()).then_some(surface)
}
