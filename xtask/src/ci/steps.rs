//! The steps: what each shows, and by which commands.

use super::outcome::Outcome;
use super::{
    compile, coverage, deny, dependencies, minimum, package, readme, semver, tool,
};
use crate::Failure;

/// A step of `cargo xtask ci`.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// What holds if it passes.
    pub(super) about: &'static str,
    /// It takes minutes.
    pub(super) only_if_named: bool,
    work: Work,
}

enum Work {
    /// Command lines of cargo, one after another.
    Commands(&'static [&'static str]),
    /// The same with an environment variable.
    CommandsWith(&'static str, &'static str, &'static [&'static str]),
    /// Command lines of a program that may not be installed: `cargo NAME`.
    Tool(&'static str, &'static [&'static str]),
    /// What takes more than commands.
    Check(fn() -> Result<Outcome, Failure>),
}

impl Step {
    const fn new(name: &'static str, about: &'static str, work: Work) -> Self {
        Self {
            name,
            about,
            only_if_named: false,
            work,
        }
    }

    const fn only_if_named(name: &'static str, about: &'static str, work: Work) -> Self {
        Self {
            only_if_named: true,
            ..Self::new(name, about, work)
        }
    }

    pub(super) fn carry_out(&self) -> Result<Outcome, Failure> {
        match self.work {
            Work::Commands(lines) => all_succeed(lines, None),
            Work::CommandsWith(variable, value, lines) => {
                all_succeed(lines, Some((variable, value)))
            }
            Work::Tool(tool, lines) => match tool::missing(tool) {
                Some(why) => Ok(Outcome::Skipped(why)),
                None => all_succeed(lines, None),
            },
            Work::Check(check) => check(),
        }
    }
}

/// The step that runs just this line in any case.
pub(super) fn that_runs(line: &str) -> Option<&'static str> {
    let line = line.strip_prefix("cargo ")?;
    let usual = STEPS.iter().filter(|step| !step.only_if_named);
    usual
        .filter(
            |step| matches!(step.work, Work::Commands(lines) if lines.contains(&line)),
        )
        .map(|step| step.name)
        .next()
}

fn all_succeed(
    lines: &[&str],
    variable: Option<(&str, &str)>,
) -> Result<Outcome, Failure> {
    for line in lines {
        let mut command = tool::cargo();
        command.args(line.split_whitespace()).envs(variable);
        if !command.status()?.success() {
            println!("`cargo {line}` fails");
            return Ok(Outcome::Failed);
        }
    }
    Ok(Outcome::Passed)
}

pub(super) const STEPS: &[Step] = &[
    Step::new(
        "fmt",
        "all files are as rustfmt has them, generated ones too",
        Work::Commands(&["fmt --all --check"]),
    ),
    Step::new(
        "gen",
        "the generated code is what the spec says",
        Work::Commands(&["xtask gen --check"]),
    ),
    Step::new(
        "public-api",
        "what a program can name is what docs/public-api says",
        Work::Commands(&["xtask public-api --check"]),
    ),
    Step::new(
        "clippy",
        "no warning in any target with all features, nor with few",
        Work::Commands(&[
            "clippy --workspace --all-targets --all-features -- -D warnings",
            // Types and the part that does no I/O.
            "clippy -p misskey-api --no-default-features -- -D warnings",
            // The client without the transport that it usually has.
            "clippy -p misskey-api --no-default-features --features client -- -D warnings",
            // Each of the two features that read messages without the other.
            "clippy -p misskey-api --no-default-features --features webhook -- -D warnings",
            "clippy -p misskey-api --no-default-features --features channels -- -D warnings",
            // Streaming without an HTTP client.
            "clippy -p misskey-api --no-default-features --features streaming -- -D warnings",
            "clippy -p misskey-auth --no-default-features -- -D warnings",
            "clippy -p misskey-auth --no-default-features --features client -- -D warnings",
        ]),
    ),
    Step::new(
        "features",
        "each feature compiles alone, without a warning",
        // Pairs are for the workflow: most features only add modules of their own.
        Work::Tool(
            "hack",
            &[
                "hack clippy -p misskey-api -p misskey-auth --each-feature -- -D warnings",
            ],
        ),
    ),
    Step::only_if_named(
        "feature-pairs",
        "any two features compile together",
        Work::Tool(
            "hack",
            &[
                "hack check -p misskey-api -p misskey-auth --feature-powerset --depth 2 \
                 --exclude-features default",
            ],
        ),
    ),
    Step::new(
        "dependencies",
        "without default features nothing does I/O",
        Work::Check(dependencies::check),
    ),
    Step::new(
        "unused",
        "no dependency is unused",
        Work::Tool("machete", &["machete --with-metadata"]),
    ),
    Step::new(
        "deny",
        "licences, advisories, bans and sources of dependencies are as deny.toml wants",
        Work::Check(deny::check),
    ),
    Step::new(
        "minimum",
        "the stated minimum toolchain is enough",
        Work::Check(minimum::check),
    ),
    Step::new(
        "test",
        "all tests pass",
        Work::Commands(&["test --workspace --all-features"]),
    ),
    Step::new(
        "wire",
        "exchanges and frames of our own go through the types without loss",
        Work::Commands(&[
            "xtask wire xtask/wire/corpus/exchanges.jsonl xtask/wire/corpus/frames.jsonl",
        ]),
    ),
    Step::new(
        "docs",
        "the documentation has no warning",
        Work::CommandsWith(
            "RUSTDOCFLAGS",
            "-D warnings",
            &[
                "doc --workspace --no-deps --all-features",
                // As it is built without a choice: links to what is not there lead elsewhere.
                "doc -p misskey-api --no-deps",
            ],
        ),
    ),
    Step::new(
        "readme",
        "the commands that the documents show work, and every example is among them",
        Work::Check(readme::check),
    ),
    Step::new(
        "package",
        "what users depend on can be published, and holds what it should",
        Work::Check(package::check),
    ),
    Step::new(
        "semver",
        "the version says enough of what changed since the last release",
        Work::Check(semver::check),
    ),
    Step::only_if_named(
        "coverage",
        "how much of the code the tests run: a figure",
        Work::Check(coverage::check),
    ),
    Step::only_if_named(
        "compile",
        "compiling the bindings costs no more than is known",
        Work::Check(compile::check),
    ),
];
