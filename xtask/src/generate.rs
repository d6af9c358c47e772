//! `cargo xtask gen`: from `spec/` to the bindings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lexopt::Arg;
use misskey_codegen::corrections::{self, Enforcement};
use misskey_codegen::diagnostic::{Diagnostic, Diagnostics};
use misskey_codegen::emit::{self, MANIFEST};
use misskey_codegen::model::{self, Model};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::repeatable::{self, Repeatable};
use misskey_codegen::spec::{self, Spec};
use misskey_codegen::wording::Wording;

use crate::files::{self, Changes};
use crate::{Failure, report};

struct Options {
    check: bool,
    spec: PathBuf,
    out: PathBuf,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let repository = files::repository();
        let mut options = Self {
            check: false,
            spec: repository.join("spec"),
            out: repository.join("misskey-api").join("src").join("generated"),
        };
        while let Some(argument) = arguments.next()? {
            match argument {
                Arg::Long("check") => options.check = true,
                Arg::Long("spec") => options.spec = PathBuf::from(arguments.value()?),
                Arg::Long("out") => options.out = PathBuf::from(arguments.value()?),
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(options)
    }

    /// The command that makes the output what the spec says.
    fn repair(&self) -> String {
        let default = files::repository();
        let mut command = "cargo xtask gen".to_owned();
        if self.spec != default.join("spec") {
            command.push_str(&format!(" --spec {}", self.spec.display()));
        }
        if self.out != default.join("misskey-api").join("src").join("generated") {
            command.push_str(&format!(" --out {}", self.out.display()));
        }
        command
    }
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let start = Instant::now();
    let mut diagnostics = Diagnostics::new();
    let made = generate(&options.spec, Enforcement::Strict, &mut diagnostics)?;
    report::show(&diagnostics)?;
    finish(&options, &made, start)
}

/// Generates even where what is said by hand lacks something or no longer fits, and tells
/// what has to be done before [`run`] does it too.
pub(crate) fn draft(arguments: &mut lexopt::Parser) -> Result<Vec<Diagnostic>, Failure> {
    let options = Options::parse(arguments)?;
    let start = Instant::now();
    let mut strict = Diagnostics::new();
    let made = generate(&options.spec, Enforcement::Strict, &mut strict)?;
    if !strict.has_errors() {
        report::show(&strict)?;
        finish(&options, &made, start)?;
        return Ok(Vec::new());
    }
    let mut diagnostics = Diagnostics::new();
    let fit = Enforcement::AsFarAsTheyFit;
    let made = generate(&options.spec, fit, &mut diagnostics)?;
    report::show(&diagnostics)?;
    finish(&options, &made, start)?;
    Ok(strict.errors().cloned().collect())
}

/// Writes what was generated, or compares it with what is there.
fn finish(options: &Options, made: &Made, start: Instant) -> Result<(), Failure> {
    let (model, generated) = made;
    let before = files::read_tree(&options.out, &["rs", MANIFEST])?;
    let before = with_manifest(&options.out, before)?;
    let changes = Changes::between(&before, generated);
    let summary = summary(model, generated, &changes, start.elapsed());
    if options.check {
        println!("{summary}");
        return check(options, &changes, &before, generated);
    }
    if !before.is_empty() && !before.contains_key(MANIFEST) {
        let message = format!(
            "{} holds files that were not generated",
            options.out.display()
        );
        return Err(Failure::Failed(format!(
            "{message}; name an empty folder, or empty it"
        )));
    }
    changes.write(&options.out, generated)?;
    println!("{summary}");
    Ok(())
}

/// The model of a spec, and the generated files.
type Made = (Model, BTreeMap<String, String>);

/// Where what is said by hand is not enforced, it counts like ours for another's server.
fn generate(
    folder: &Path,
    enforcement: Enforcement,
    diagnostics: &mut Diagnostics,
) -> Result<Made, Failure> {
    let mut facts = files::read_tree(folder, &["json"])?;
    if !facts.contains_key(spec::WEBHOOKS) {
        let ours = files::repository().join("spec").join(spec::WEBHOOKS);
        facts.insert(spec::WEBHOOKS.to_owned(), files::read(&ours)?);
    }
    let mut spec = spec::from_files(&facts, diagnostics);
    correct(folder, &facts, enforcement, &mut spec, diagnostics)?;
    let modelling = modelling(folder, enforcement, diagnostics)?;
    let model = model::build(&spec, &modelling, diagnostics);
    let generated = if diagnostics.has_errors() {
        BTreeMap::new()
    } else {
        emit::files(&model, &modelling, diagnostics)
    };
    Ok((model, generated))
}

/// The choices of a spec. One without choices of its own, such as a fork's, is modelled by
/// ours.
fn modelling(
    folder: &Path,
    enforcement: Enforcement,
    diagnostics: &mut Diagnostics,
) -> Result<Modelling, Failure> {
    let is_enforced = enforcement == Enforcement::Strict;
    let (text, is_own) = own_or_ours(folder, "modelling.toml")?;
    let mut modelling = Modelling::read("modelling.toml", &text, diagnostics);
    modelling.is_own = is_own && is_enforced;
    let (text, is_own) = own_or_ours(folder, repeatable::FILE)?;
    modelling.rules = Repeatable::read(repeatable::FILE, &text, diagnostics);
    modelling.rules.is_own = is_own && is_enforced;
    modelling.wording = wording(folder, diagnostics)?;
    modelling.wording.is_own &= is_enforced;
    Ok(modelling)
}

/// A file's text, and whether it is the spec's own.
fn own_or_ours(folder: &Path, name: &str) -> Result<(String, bool), Failure> {
    let own = folder.join(name);
    let is_own = own.exists();
    let chosen = if is_own {
        own
    } else {
        files::repository().join("spec").join(name)
    };
    Ok((files::read(&chosen)?, is_own))
}

/// The lines of documentation: those of the spec, and to that of another server ours too, as
/// far as they fit.
fn wording(folder: &Path, diagnostics: &mut Diagnostics) -> Result<Wording, Failure> {
    let name = "docs.toml";
    let (own, ours) = (
        folder.join(name),
        files::repository().join("spec").join(name),
    );
    let mut read = |file: &Path| -> Result<Wording, Failure> {
        Ok(Wording::read(name, &files::read(file)?, diagnostics))
    };
    if !own.exists() {
        return read(&ours);
    }
    let mut wording = read(&own)?;
    wording.is_own = true;
    if own.canonicalize().ok() == ours.canonicalize().ok() {
        return Ok(wording);
    }
    Ok(wording.or(read(&ours)?))
}

/// Applies the corrections of a spec, and to that of another server ours too, as far as they
/// fit.
fn correct(
    folder: &Path,
    facts: &BTreeMap<String, String>,
    enforcement: Enforcement,
    spec: &mut Spec,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    let name = "corrections.toml";
    let our_folder = files::repository().join("spec");
    let (own, ours) = (folder.join(name), our_folder.join(name));
    let is_ours = own.canonicalize().ok() == ours.canonicalize().ok();
    if own.exists() {
        let text = files::read(&own)?;
        corrections::apply(name, &text, facts, enforcement, spec, diagnostics);
    }
    if !is_ours {
        let text = files::read(&ours)?;
        let fit = Enforcement::AsFarAsTheyFit;
        let facts = files::read_tree(&our_folder, &["json"])?;
        corrections::apply(name, &text, &facts, fit, spec, diagnostics);
    }
    Ok(())
}

/// The manifest has no extension, so that the tree's reader does not find it.
fn with_manifest(
    folder: &Path,
    mut files: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Failure> {
    let manifest = folder.join(MANIFEST);
    if manifest.exists() {
        files.insert(MANIFEST.to_owned(), files::read(&manifest)?);
    }
    Ok(files)
}

fn summary(
    model: &Model,
    files: &BTreeMap<String, String>,
    changes: &Changes,
    time: Duration,
) -> String {
    format!(
        "{} {}: {} endpoints, {} entities, {} types, {} permissions, {} files in {:.2} s: {changes}",
        model.server.name,
        model.server.version,
        model.counts.endpoints,
        model.counts.entities,
        model.types.len(),
        model.counts.permissions,
        files.len(),
        time.as_secs_f64(),
    )
}

/// Shows the first difference and what repairs it.
fn check(
    options: &Options,
    changes: &Changes,
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Result<(), Failure> {
    if changes.count() == 0 {
        return Ok(());
    }
    let first = if let Some(path) = changes.changed.first() {
        let (line, old, new) = first_difference(&before[path], &after[path]);
        format!("{path} differs in line {line}\n  is:        {old}\n  should be: {new}")
    } else if let Some(path) = changes.added.first() {
        format!("{path} is missing")
    } else {
        format!(
            "{} is left over",
            changes.removed.first().map_or("a file", String::as_str)
        )
    };
    Err(Failure::Failed(format!(
        "{first}\n  repair: {}",
        options.repair()
    )))
}

fn first_difference<'a>(old: &'a str, new: &'a str) -> (usize, &'a str, &'a str) {
    let (mut old, mut new) = (old.lines(), new.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return (number, "(the end)", "(the end)"),
            (a, b) => {
                return (number, a.unwrap_or("(the end)"), b.unwrap_or("(the end)"));
            }
        }
    }
}
