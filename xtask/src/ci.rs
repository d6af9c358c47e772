//! `cargo xtask ci`: what has to hold before a change lands.

use std::process::Command;
use std::time::Instant;

use lexopt::Arg;
use lexopt::ValueExt as _;

use crate::{Failure, files};

mod dependencies;

/// A step: its name, what it shows, its commands, and what is looked at beside them.
struct Step {
    name: &'static str,
    about: &'static str,
    commands: &'static [&'static [&'static str]],
    environment: &'static [(&'static str, &'static str)],
    check: Option<fn() -> Result<bool, Failure>>,
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "all files are as rustfmt has them, generated ones too",
        commands: &[&["fmt", "--all", "--check"]],
        environment: &[],
        check: None,
    },
    Step {
        name: "gen",
        about: "the generated code is what the spec says",
        commands: &[&["xtask", "gen", "--check"]],
        environment: &[],
        check: None,
    },
    Step {
        name: "clippy",
        about: "no warning in any target with any feature",
        commands: &[
            &[
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--",
                "-D",
                "warnings",
            ],
            // Without features: types and the part that does no I/O.
            &[
                "clippy",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--",
                "-D",
                "warnings",
            ],
            // The client without the transport that it usually has.
            &[
                "clippy",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--features",
                "client",
                "--",
                "-D",
                "warnings",
            ],
            // Each of the two features that read messages without the other.
            &[
                "clippy",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--features",
                "webhook",
                "--",
                "-D",
                "warnings",
            ],
            &[
                "clippy",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--features",
                "channels",
                "--",
                "-D",
                "warnings",
            ],
            // Streaming without an HTTP client.
            &[
                "clippy",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--features",
                "streaming",
                "--",
                "-D",
                "warnings",
            ],
            &[
                "clippy",
                "--package",
                "misskey-auth",
                "--no-default-features",
                "--",
                "-D",
                "warnings",
            ],
            &[
                "clippy",
                "--package",
                "misskey-auth",
                "--no-default-features",
                "--features",
                "client",
                "--",
                "-D",
                "warnings",
            ],
        ],
        environment: &[],
        check: None,
    },
    Step {
        name: "dependencies",
        about: "without default features nothing does I/O",
        commands: &[],
        environment: &[],
        check: Some(dependencies::check),
    },
    Step {
        name: "test",
        about: "all tests pass",
        commands: &[&["test", "--workspace", "--all-features"]],
        environment: &[],
        check: None,
    },
    Step {
        name: "docs",
        about: "the documentation has no warning",
        commands: &[&["doc", "--workspace", "--no-deps", "--all-features"]],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        check: None,
    },
    Step {
        name: "examples",
        about: "the examples run",
        commands: &[
            // With the same features, all of them are built once.
            &[
                "build",
                "--quiet",
                "--package",
                "misskey-api",
                "--all-features",
                "--examples",
            ],
            &example("quickstart"),
            &example("post_with_pictures"),
            &example("mirror_timeline"),
            &example("two_accounts"),
            &example("emoji_backup"),
            &example("moderation_queue"),
            &example("fork_endpoint"),
            &example("echo_bot"),
            &example("follow_back"),
            &[
                "run",
                "--quiet",
                "--package",
                "misskey-api",
                "--no-default-features",
                "--features",
                "client,helpers",
                "--example",
                "other_transport",
            ],
            &[
                "run",
                "--quiet",
                "--package",
                "misskey-auth",
                "--example",
                "login",
            ],
            &[
                "run",
                "--quiet",
                "--package",
                "misskey-auth",
                "--example",
                "web",
            ],
        ],
        environment: &[],
        check: None,
    },
];

/// Runs an example of the bindings, as the build of all of them made it.
const fn example(name: &'static str) -> [&'static str; 7] {
    [
        "run",
        "--quiet",
        "--package",
        "misskey-api",
        "--all-features",
        "--example",
        name,
    ]
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let steps = chosen(arguments)?;
    let mut failed = Vec::new();
    for step in steps {
        println!("== {}: {}", step.name, step.about);
        let start = Instant::now();
        let passed = carry_out(step)?;
        println!(
            "== {}: {} in {:.0} s",
            step.name,
            if passed { "passed" } else { "FAILED" },
            start.elapsed().as_secs_f64()
        );
        if !passed {
            failed.push(step.name);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "failed: {}; repeat with `cargo xtask ci {}`",
        failed.join(", "),
        failed.join(" ")
    )))
}

fn chosen(arguments: &mut lexopt::Parser) -> Result<Vec<&'static Step>, Failure> {
    let mut steps = Vec::new();
    while let Some(argument) = arguments.next()? {
        let Arg::Value(name) = argument else {
            return Err(argument.unexpected().into());
        };
        let name = name.string()?;
        let step = STEPS.iter().find(|step| step.name == name);
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        steps.push(step.ok_or_else(|| {
            Failure::Usage(format!(
                "there is no step `{name}`; there are {}",
                names.join(", ")
            ))
        })?);
    }
    Ok(if steps.is_empty() {
        STEPS.iter().collect()
    } else {
        steps
    })
}

fn carry_out(step: &Step) -> Result<bool, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for arguments in step.commands {
        let mut command = Command::new(&cargo);
        command
            .args(*arguments)
            .current_dir(files::repository())
            .envs(step.environment.iter().copied());
        if !command.status()?.success() {
            return Ok(false);
        }
    }
    step.check.map_or(Ok(true), |check| check())
}
