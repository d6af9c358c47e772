//! A crate that is compiled, as a dependency of an empty package of its own.
//!
//! Crates that are compared can be called the same, so each needs a workspace of its own;
//! and what their users pay is what a dependency costs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::{env, fs, io};

use serde_json::Value;

use super::compiler::{self, Cost};
use crate::{Failure, files};

/// A way to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Build {
    Check,
    Debug,
    Release,
}

impl Build {
    pub(super) const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];

    pub(super) fn command(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Debug => "build",
            Self::Release => "build --release",
        }
    }
}

/// A crate to compile.
pub(super) struct Subject {
    /// The folder of the package that depends on it.
    folder: PathBuf,
    package: &'static str,
    /// After how many seconds the compiler is stopped, if ever.
    limit: Option<u64>,
}

impl Subject {
    /// The crate of this repository, with the versions of dependencies that it has here.
    pub(super) fn ours() -> Result<Self, Failure> {
        let repository = files::repository();
        let path = repository.join("misskey-api").display().to_string();
        let subject = Self::new(
            "ours",
            "misskey-api",
            &format!("misskey-api = {{ path = {} }}", Value::from(path)),
        )?;
        fs::copy(
            repository.join("Cargo.lock"),
            subject.folder.join("Cargo.lock"),
        )?;
        Ok(subject)
    }

    /// A crate of the registry.
    pub(super) fn published(version: &str, feature: &str) -> Result<Self, Failure> {
        let dependency = format!(
            "misskey-api = {{ version = \"={version}\", features = [\"{feature}\"] }}"
        );
        Self::new("published", "misskey-api", &dependency)
    }

    /// A crate in a folder, by its entry among dependencies. It may take so many seconds.
    pub(super) fn foreign(
        package: &'static str,
        dependency: &str,
        limit: u64,
    ) -> Result<Self, Failure> {
        Ok(Self {
            limit: Some(limit),
            ..Self::new(package, package, dependency)?
        })
    }

    fn new(
        name: &str,
        package: &'static str,
        dependency: &str,
    ) -> Result<Self, Failure> {
        let folder = super::scratch().join(name);
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src").join("lib.rs"), "")?;
        let manifest = format!(
            "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n\
             [dependencies]\n{dependency}\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        Ok(Self {
            folder,
            package,
            limit: None,
        })
    }

    /// Compiles everything once, so that the crate's dependencies are there.
    pub(super) fn prepare(&self, build: Build) -> Result<(), Failure> {
        self.compile(build, &self.record())
    }

    /// Compiles the crate alone.
    pub(super) fn measure(&self, build: Build) -> Result<Cost, Failure> {
        self.forget(build)?;
        let record = self.record();
        match fs::remove_file(&record) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error.into());
            }
            _ => {}
        }
        self.compile(build, &record)?;
        Cost::read(&record)
    }

    fn record(&self) -> PathBuf {
        self.folder.join("cost")
    }

    fn compile(&self, build: Build, record: &Path) -> Result<(), Failure> {
        let arguments: Vec<&str> = build.command().split(' ').collect();
        let compiler = env::current_exe()?;
        let name = self.package.replace('-', "_");
        let limit = self.limit.map(|limit| limit.to_string());
        let mut variables = vec![
            (compiler::RECORD, record.as_os_str()),
            (compiler::CRATE, OsStr::new(&name)),
            ("RUSTC_WRAPPER", compiler.as_os_str()),
        ];
        if let Some(limit) = &limit {
            variables.push((compiler::LIMIT, OsStr::new(limit)));
        }
        self.cargo(&arguments, &variables)
    }

    /// Makes cargo compile the crate anew.
    fn forget(&self, build: Build) -> Result<(), Failure> {
        let mut arguments = vec!["clean", "--package", self.package];
        if build == Build::Release {
            arguments.push("--release");
        }
        self.cargo(&arguments, &[])
    }

    fn cargo(
        &self,
        arguments: &[&str],
        variables: &[(&str, &OsStr)],
    ) -> Result<(), Failure> {
        let output = super::cargo()
            .args(arguments)
            .args(["--quiet", "--target-dir"])
            .arg(self.folder.join("target"))
            .current_dir(&self.folder)
            .env_remove("RUSTC_WORKSPACE_WRAPPER")
            // Cargo compiles crates of a registry without, and those of a path with it.
            .env("CARGO_INCREMENTAL", "0")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(Failure::Failed(format!(
            "`cargo {}` fails in {}: {}",
            arguments.join(" "),
            self.folder.display(),
            String::from_utf8_lossy(&output.stderr).trim_end()
        )))
    }
}
