//! `cargo xtask bench`: what generating, compiling, decoding, calling, uploading and streaming cost,
//! each beside its budget.
//!
//! It measures and does not judge: noise of the machine must not break a build, so a
//! budget that is exceeded is said and is no failure. `cargo xtask ci compile` judges what
//! compiling costs, with a tolerance for noise. Where two things are compared,
//! their runs alternate, so that what slows the machine down slows both.

mod budget;
mod call;
mod compile;
mod compiler;
mod decode;
mod generation;
mod openapi;
mod peers;
mod program;
mod samples;
mod stream;
mod subject;
mod upload;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use lexopt::{Arg, ValueExt as _};

use crate::proof::{self, About, Circumstances, Findings};
use crate::{Failure, files};

pub(crate) use compiler::stand_in;

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measurement {
    Generation,
    Compile,
    Decode,
    Call,
    Upload,
    Stream,
    Peers,
    Openapi,
}

impl Measurement {
    /// What is measured if nothing is named: what needs nothing but the Rust toolchain.
    const USUAL: [Self; 6] = [
        Self::Generation,
        Self::Compile,
        Self::Decode,
        Self::Call,
        Self::Upload,
        Self::Stream,
    ];

    fn all() -> impl Iterator<Item = Self> {
        Self::USUAL.into_iter().chain([Self::Peers, Self::Openapi])
    }

    fn about(self) -> About {
        match self {
            Self::Generation => generation::ABOUT,
            Self::Compile => compile::ABOUT,
            Self::Decode => decode::ABOUT,
            Self::Call => call::ABOUT,
            Self::Upload => upload::ABOUT,
            Self::Stream => stream::ABOUT,
            Self::Peers => peers::ABOUT,
            Self::Openapi => openapi::ABOUT,
        }
    }

    fn name(self) -> &'static str {
        self.about().name
    }

    fn named(name: &str) -> Result<Self, Failure> {
        Self::all().find(|one| one.name() == name).ok_or_else(|| {
            let names: Vec<_> = Self::all().map(Self::name).collect();
            let names = names.join(", ");
            Failure::Usage(format!(
                "there is no measurement `{name}`: name one of {names}"
            ))
        })
    }

    /// How many runs give a median that can be relied on, in a bearable time.
    fn usual_runs(self) -> usize {
        match self {
            Self::Generation => 9,
            Self::Compile | Self::Openapi => 3,
            Self::Decode => 31,
            Self::Call => 21,
            Self::Upload => 1,
            Self::Stream | Self::Peers => 11,
        }
    }

    /// What was found, or nothing where something is missing that not every machine has.
    fn take(
        self,
        runs: usize,
        input: &openapi::Input,
    ) -> Result<Option<Findings>, Failure> {
        let findings = match self {
            Self::Generation => generation::measure(runs),
            Self::Compile => compile::measure(runs),
            Self::Decode => decode::measure(runs),
            Self::Call => call::measure(runs),
            Self::Upload => upload::measure(),
            Self::Stream => stream::measure(runs),
            Self::Peers => return peers::measure(runs),
            Self::Openapi => return openapi::measure(runs, input),
        };
        findings.map(Some)
    }
}

#[derive(Default)]
struct Options {
    measurements: Vec<Measurement>,
    runs: Option<NonZeroUsize>,
    /// The page to put what is found on.
    report: Option<PathBuf>,
    /// What `openapi` is given.
    input: openapi::Input,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("runs") => options.runs = Some(arguments.value()?.parse()?),
                Arg::Long("report") => options.report = Some(arguments.value()?.into()),
                Arg::Long("document") => {
                    options.input.document = Some(arguments.value()?.into());
                }
                Arg::Long("traffic") => {
                    options.input.traffic = Some(arguments.value()?.into());
                }
                Arg::Value(name) => {
                    let one = Measurement::named(&name.to_string_lossy())?;
                    if !options.measurements.contains(&one) {
                        options.measurements.push(one);
                    }
                }
                other => return Err(other.unexpected().into()),
            }
        }
        if options.measurements.is_empty() {
            options.measurements.extend(Measurement::USUAL);
        }
        Ok(options)
    }
}

/// Takes every measurement that was asked for, also after one that can't be taken.
pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let mut reasons = Vec::new();
    for &one in &options.measurements {
        if let Err(Failure::Failed(reason) | Failure::Usage(reason)) =
            take(one, &options)
        {
            reasons.push(format!("`{}` can't be measured: {reason}", one.name()));
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(reasons.join("\nerror: ")))
}

/// What compiling costs more than is known of it: a sentence each.
pub(crate) fn compile_regressions() -> Result<Vec<String>, Failure> {
    compile::regressions(Measurement::Compile.usual_runs())
}

/// Takes a measurement, shows it, and puts it on the page if there is one.
fn take(one: Measurement, options: &Options) -> Result<(), Failure> {
    let runs = options.runs.map_or(one.usual_runs(), NonZeroUsize::get);
    let circumstances = Circumstances::now();
    let Some(findings) = one.take(runs, &options.input)? else {
        return Ok(());
    };
    for table in &findings.tables {
        println!("{table}");
    }
    let Some(file) = &options.report else {
        return Ok(());
    };
    let mut command = format!("cargo xtask bench {} --runs {runs}", one.name());
    if one == Measurement::Openapi {
        command.push_str(" --document api.json");
        if options.input.traffic.is_some() {
            command.push_str(" --traffic FILE");
        }
    }
    proof::write(file, one.about(), &findings, &command, &circumstances)
}

/// Where measurements put what they build.
fn scratch() -> PathBuf {
    files::repository().join("target").join("bench")
}

/// The cargo that runs this program, or the one that the shell finds.
fn cargo() -> std::process::Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    std::process::Command::new(cargo)
}
