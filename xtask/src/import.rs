//! `cargo xtask import`: a server's document, and facts that it lacks, into `spec/`.

mod comparison;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use lexopt::Arg;
use lexopt::ValueExt as _;
use misskey_codegen::diagnostic::{Diagnostics, Place};
use misskey_codegen::document::{self, Document};
use misskey_codegen::merge;
use misskey_codegen::order::Learner;
use misskey_codegen::spec::{self, EndpointFacts, Facts, Spec};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::files::{self, Changes};
use crate::{Failure, fetch, report};

#[derive(Default)]
struct Options {
    documents: Vec<PathBuf>,
    spec: Option<PathBuf>,
    meta: Option<PathBuf>,
    permissions: Option<PathBuf>,
    availability: Option<PathBuf>,
    traffic: Option<PathBuf>,
    streaming: Option<PathBuf>,
    timeout: Option<String>,
    extend: bool,
    dry_run: bool,
}

impl Options {
    fn parse(arguments: &mut lexopt::Parser) -> Result<Self, Failure> {
        let mut options = Self::default();
        while let Some(argument) = arguments.next()? {
            let slot = match argument {
                Arg::Long("spec") => &mut options.spec,
                Arg::Long("meta") => &mut options.meta,
                Arg::Long("permissions") => &mut options.permissions,
                Arg::Long("availability") => &mut options.availability,
                Arg::Long("traffic") => &mut options.traffic,
                Arg::Long("streaming") => &mut options.streaming,
                Arg::Long("timeout") => {
                    options.timeout = Some(arguments.value()?.string()?);
                    continue;
                }
                Arg::Long("extend") => {
                    options.extend = true;
                    continue;
                }
                Arg::Long("dry-run") => {
                    options.dry_run = true;
                    continue;
                }
                Arg::Value(path) => {
                    options.documents.push(PathBuf::from(path));
                    continue;
                }
                other => return Err(other.unexpected().into()),
            };
            *slot = Some(PathBuf::from(arguments.value()?.string()?));
        }
        let inputs = [
            &options.meta,
            &options.permissions,
            &options.availability,
            &options.traffic,
            &options.streaming,
        ];
        if options.documents.is_empty() && inputs.iter().all(|input| input.is_none()) {
            return Err(Failure::Usage(
                "there is nothing to import: name a server's api.json".to_owned(),
            ));
        }
        if options.documents.is_empty() && options.extend {
            return Err(Failure::Usage(
                "there is nothing to extend the spec with: name a newer release's document"
                    .to_owned(),
            ));
        }
        Ok(options)
    }
}

pub(crate) fn run(arguments: &mut lexopt::Parser) -> Result<(), Failure> {
    let options = Options::parse(arguments)?;
    let folder = options
        .spec
        .clone()
        .unwrap_or_else(|| files::repository().join("spec"));
    let before = files::read_tree(&folder, &["json"])?;
    let mut diagnostics = Diagnostics::new();
    let mut spec = current(&options, &before, &mut diagnostics);
    let mut added = Vec::new();
    if !options.documents.is_empty() {
        let known = options.extend.then(|| known(&before, &mut diagnostics));
        let document = documents(&options, known, &mut diagnostics)?;
        added = merge::growth(&document);
        spec.server = document.server;
        spec.releases = document.releases;
        spec.endpoints = document.endpoints;
        spec.entities = document.entities;
        spec.common_errors = document.common_errors;
    }
    facts(&options, &mut spec.facts, &mut diagnostics)?;
    if let Some(path) = &options.streaming {
        let name = path.display().to_string();
        let table: Value = json(path, &mut diagnostics)?;
        spec.streaming = spec::read_table(&Place::root(&name), &table, &mut diagnostics);
    }
    if let Some(path) = &options.traffic {
        spec.facts.order = order(path, &spec, &mut diagnostics)?;
    }
    report::show(&diagnostics)?;
    let after = spec::to_files(&spec);
    let changes = Changes::between(&before, &after);
    comparison::show(&folder, &before, &spec);
    for (release, growth) in added {
        println!(
            "new in {release}: {} endpoints, {} entities, {} fields, {} values",
            growth.endpoints, growth.entities, growth.fields, growth.values,
        );
    }
    if !options.dry_run {
        changes.write(&folder, &after)?;
    }
    println!(
        "{} {}: {} endpoints, {} entities, {} permissions; {} in {}{}",
        spec.server.name,
        spec.server.version,
        spec.endpoints.len(),
        spec.entities.len(),
        spec.facts.permissions.len(),
        changes,
        folder.display(),
        if options.dry_run {
            ": a dry run, nothing was written"
        } else {
            ""
        },
    );
    Ok(())
}

/// The documents of one or several releases as one.
fn documents(
    options: &Options,
    known: Option<Document>,
    diagnostics: &mut Diagnostics,
) -> Result<Document, Failure> {
    let mut names: Vec<String> = known.iter().map(|_| "spec.json".to_owned()).collect();
    let mut documents: Vec<Document> = known.into_iter().collect();
    for path in &options.documents {
        let name = path.display().to_string();
        let text = fetch::read(path, options.timeout.as_deref())?;
        let document = document::read(&name, &text, diagnostics);
        let newest = documents.last().and_then(|known| known.releases.last());
        if options.extend && newest == Some(&document.server.version) {
            // It has been imported before.
            continue;
        }
        names.push(name);
        documents.push(document);
    }
    if diagnostics.has_errors() {
        return Ok(Document::default());
    }
    merge::check(&names, &documents, diagnostics);
    if diagnostics.has_errors() {
        return Ok(Document::default());
    }
    Ok(merge::documents(documents, diagnostics))
}

/// What the spec holds of documents.
fn known(files: &BTreeMap<String, String>, diagnostics: &mut Diagnostics) -> Document {
    let spec = spec::from_files(files, diagnostics);
    Document {
        server: spec.server,
        releases: spec.releases,
        endpoints: spec.endpoints,
        entities: spec.entities,
        common_errors: spec.common_errors,
    }
}

/// The spec as it is. When a document is imported over it, only its facts matter, and
/// what is wrong with the rest is about to go.
fn current(
    options: &Options,
    files: &BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> Spec {
    if options.documents.is_empty() {
        return spec::from_files(files, diagnostics);
    }
    let facts = files.iter().filter(|(path, _)| {
        path.starts_with("facts/")
            || ["streaming.json", spec::WEBHOOKS].contains(&path.as_str())
    });
    let mut files: BTreeMap<String, String> = facts
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    let head = format!(
        "{{\"format\":{},\"server\":{{\"name\":\"\",\"version\":\"\"}},\"releases\":[],\"commonErrors\":[]}}",
        spec::FORMAT
    );
    files.insert("spec.json".to_owned(), head);
    spec::from_files(&files, diagnostics)
}

fn facts(
    options: &Options,
    facts: &mut Facts,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    if let Some(path) = &options.meta {
        let all: BTreeMap<String, EndpointFacts> = json(path, diagnostics)?;
        facts.endpoints = all
            .into_iter()
            .filter(|(_, one)| *one != EndpointFacts::default())
            .collect();
    }
    if let Some(path) = &options.permissions {
        facts.permissions = json(path, diagnostics)?;
    }
    if let Some(path) = &options.availability {
        facts.availability = json(path, diagnostics)?;
    }
    Ok(())
}

fn json<T: DeserializeOwned + Default>(
    path: &Path,
    diagnostics: &mut Diagnostics,
) -> Result<T, Failure> {
    let name = path.display().to_string();
    Ok(
        serde_json::from_str(&files::read(path)?).unwrap_or_else(|error| {
            diagnostics.error(
                &Place::root(&name),
                format!("not what was expected: {error}"),
                "spec/README.md describes the inputs",
            );
            T::default()
        }),
    )
}

/// What is of use in a recorded exchange.
#[derive(Deserialize)]
struct Exchange {
    endpoint: String,
    status: Option<u16>,
    #[serde(default)]
    response: Value,
}

fn order(
    path: &Path,
    spec: &Spec,
    diagnostics: &mut Diagnostics,
) -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let name = path.display().to_string();
    let file = File::open(path)
        .map_err(|error| Failure::Failed(format!("can't read {name}: {error}")))?;
    let mut learner = Learner::new(spec);
    for (index, line) in BufReader::new(file).lines().enumerate() {
        match serde_json::from_str::<Exchange>(&line?) {
            Ok(Exchange {
                endpoint,
                status: Some(status),
                response,
            }) => learner.look(&endpoint, status, &response),
            Ok(_) => {}
            Err(error) => {
                let place = Place::line(&name, index + 1);
                diagnostics.error(
                    &place,
                    format!("not an exchange: {error}"),
                    "spec/README.md describes recorded traffic",
                );
            }
        }
    }
    Ok(learner.finish())
}
