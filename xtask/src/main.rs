//! The project's commands: `cargo xtask help` lists them.
//!
//! This program never depends on the bindings that it generates: it must build and
//! run when they don't compile.

#![expect(clippy::print_stdout, reason = "a command-line program")]

mod bench;
mod ci;
mod diff;
mod fetch;
mod files;
mod generate;
mod import;
mod proof;
mod public_api;
mod refresh;
mod report;
mod table;
mod wire;

use std::process::ExitCode;

/// How a command ends when it does not succeed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The call itself can't be understood: exit code 2.
    Usage(String),
    /// The work failed or found something wrong: exit code 1.
    Failed(String),
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

const HELP: &str = "\
The project's commands.

  cargo xtask import [FILE|https://HOST]... [--spec DIR] [--meta FILE]
                     [--permissions FILE] [--availability FILE] [--streaming FILE]
                     [--traffic FILE] [--extend] [--dry-run] [--timeout SECONDS]
      read a server's api.json, and facts that it lacks, into spec/, and say what that
      changes; --dry-run only says it. Of several releases, oldest first, it makes
      bindings for all of them; --extend goes on from those that spec/ holds. A server
      is asked over https (plain http is for this machine alone), for 60 s unless
      --timeout is given, 10 s of them to connect; it may send 64 MiB, and redirect 5
      times within itself. Proxy variables are not heeded
  cargo xtask refresh FILE|https://HOST [--body FILE] [--spec DIR] [--out DIR]
                      [--timeout SECONDS]
      import and gen; a spec of several releases gets the server's beside them; --body
      writes what changed as Markdown, for a pull request
  cargo xtask gen [--check] [--spec DIR] [--out DIR]
      generate the bindings from spec/; --check only compares
  cargo xtask diff OLD NEW... [--format text|markdown|json] [--html FILE]
                   [--fail-on breaking|any]
      what changed, whom it breaks, and the version that the bindings need; each of
      OLD and NEW is a spec's folder, an api.json, https://HOST, or a revision (REV or
      REV:PATH)
  cargo xtask wire FILE... [--report FILE] [--about TEXT]
      put recorded exchanges through the generated types; nothing may be lost; --report
      writes what came of each as JSON, or the numbers on a page (FILE.md), where --about
      says whose traffic it is
  cargo xtask public-api [--check]
      list what a program can name of what is written by hand, in docs/public-api;
      --check only compares
  cargo xtask ci [STEP]... [--list]
      what has to hold before a change lands: all that can run here, or the steps named;
      --list says what each of them shows
  cargo xtask bench [gen|compile|decode|call|upload|stream|peers|openapi]... [--runs N]
                    [--report FILE.md] [--document FILE] [--traffic FILE]
      measure what it costs, each beside its budget; peers and openapi are measured only
      if they are named: peers needs npm, and openapi needs java, pip, and a server's
      api.json, and takes recorded notes from --traffic; --report puts it on a page, in
      place of what the page says of the same measurements

Exit codes: 0 done; 1 something is wrong with the input, or --check or --fail-on found
something; 2 the call can't be understood.
";

fn main() -> ExitCode {
    if let Some(code) = bench::stand_in() {
        return code;
    }
    let mut arguments = lexopt::Parser::from_env();
    match run(&mut arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(message)) => {
            eprintln!("error: {message}\n\n{HELP}");
            ExitCode::from(2)
        }
        Err(Failure::Failed(message)) => {
            if !message.is_empty() {
                eprintln!("error: {message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let command = match arguments.next()? {
        None => {
            print!("{HELP}");
            return Ok(());
        }
        Some(lexopt::Arg::Value(command)) => command.to_string_lossy().into_owned(),
        Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h')) => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "bench" => bench::run(arguments),
        "ci" => ci::run(arguments),
        "wire" => wire::run(arguments),
        "diff" => diff::run(arguments),
        "import" => import::run(arguments),
        "refresh" => refresh::run(arguments),
        "gen" => generate::run(arguments),
        "public-api" => public_api::run(arguments),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::Usage(format!("there is no command `{other}`"))),
    }
}
