//! openapi-generator: had from the registry of Python packages, and run.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::{Failure, files};

/// The package that holds the program, and where in it.
const PACKAGE: &str = "openapi-generator-cli";
const PROGRAM: &str = "openapi_generator_cli/openapi-generator.jar";
pub(super) const VERSION: &str = "7.26.0";

/// The installed program.
pub(super) struct Generator {
    archive: PathBuf,
    document: PathBuf,
}

impl Generator {
    /// Installs it into a folder of its own, unless it is there; or says why it can't.
    pub(super) fn install(folder: &Path, document: &Path) -> Result<Self, String> {
        let document = fs::canonicalize(document).map_err(|error| {
            format!("`{}` can't be read: {error}", document.display())
        })?;
        run(Command::new("java").arg("-version"))?;
        let folder = folder.join(format!("generator-{VERSION}"));
        let archive = folder.join(PROGRAM);
        if !archive.is_file() {
            let mut install = Command::new("python3");
            install.args(["-m", "pip", "install", "--quiet", "--no-deps"]);
            install.arg("--target").arg(&folder);
            run(install.arg(format!("{PACKAGE}=={VERSION}")))?;
        }
        Ok(Self { archive, document })
    }

    /// Makes a client in a folder that is made anew; gives the seconds on the clock.
    pub(super) fn generate(&self, folder: &Path) -> Result<f64, Failure> {
        files::remove_folder(folder)?;
        let begun = Instant::now();
        let mut java = Command::new("java");
        java.arg("-jar").arg(&self.archive);
        // Its validator refuses what servers say of themselves.
        java.args(["generate", "-g", "rust", "--skip-validate-spec", "-i"]);
        java.arg(&self.document).arg("-o").arg(folder);
        run(&mut java).map_err(Failure::Failed)?;
        Ok(begun.elapsed().as_secs_f64())
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_os_string();
    let name = OsStr::to_string_lossy(&name);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{name}` can't be run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.trim_end().lines().last().unwrap_or_default();
    Err(format!("`{name}` fails: {last}"))
}
