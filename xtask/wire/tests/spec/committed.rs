//! The facts as they are committed, with their corrections.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use misskey_api::dispatch::{ENDPOINTS, Entry};
use misskey_codegen::corrections;
use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::modelling::{Modelling, fits};
use misskey_codegen::schema::{Schema, Type};
use misskey_codegen::spec::{self, Endpoint, Spec};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec");

/// The facts, corrected.
pub(crate) fn spec() -> Spec {
    let folder = Path::new(FOLDER);
    let mut files = BTreeMap::new();
    read(folder, "", &mut files);
    let mut diagnostics = Diagnostics::new();
    let mut spec = spec::from_files(&files, &mut diagnostics);
    let corrected = folder.join("corrections.toml");
    let text = fs::read_to_string(corrected).expect("the corrections are text");
    corrections::apply(
        "corrections.toml",
        &text,
        &files,
        corrections::Enforcement::Strict,
        &mut spec,
        &mut diagnostics,
    );
    assert!(!diagnostics.has_errors(), "the facts are not sound");
    spec
}

/// What the bindings hold otherwise than the document says, by choice.
pub(crate) struct Choices(Modelling);

impl Choices {
    /// Reads the choices.
    pub(crate) fn read() -> Self {
        let file = Path::new(FOLDER).join("modelling.toml");
        let text = fs::read_to_string(file).expect("the choices are text");
        let mut diagnostics = Diagnostics::new();
        let modelling = Modelling::read("modelling.toml", &text, &mut diagnostics);
        assert!(!diagnostics.has_errors(), "the choices are not sound");
        Self(modelling)
    }

    /// Whether a text at a place is a secret.
    pub(crate) fn is_secret(&self, place: &str) -> bool {
        lists(&self.0.secrets, place)
    }

    /// Whether a number at a place is whole.
    pub(crate) fn is_whole(&self, place: &str) -> bool {
        lists(&self.0.integers, place)
    }
}

/// Whether names and patterns have a place.
fn lists(patterns: &[String], place: &str) -> bool {
    let name = place.rsplit(['.', '>']).next().unwrap_or_default();
    let name = name.trim_end_matches(['[', ']', '{', '}']);
    let mut patterns = patterns.iter();
    patterns.any(|pattern| pattern == name || fits(pattern, place))
}

/// The JSON files of a folder and those below it.
fn read(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("its entries can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".json") {
            let text = fs::read_to_string(&path).expect("a file of facts is text");
            files.insert(format!("{prefix}{name}"), text);
        }
    }
}

/// What an endpoint answers if it succeeds.
#[derive(Clone, Copy)]
pub(crate) struct Answer<'a> {
    /// Its shape, if it has a body.
    pub(crate) schema: Option<&'a Schema>,
    /// Whether there may be nothing instead.
    pub(crate) nullable: bool,
}

impl<'a> Answer<'a> {
    /// The answer of an entry: of a path with two, one of the two shapes.
    pub(crate) fn of(spec: &'a Spec, entry: &Entry) -> Self {
        let endpoint = endpoint(spec, entry);
        let schema = endpoint.responses.values().flatten().next();
        let nullable = schema.is_some_and(|schema| schema.nullable)
            || endpoint.responses.values().any(Option::is_none);
        let entries = ENDPOINTS
            .iter()
            .filter(|other| other.meta.path == entry.meta.path);
        if entries.count() == 1 {
            return Self { schema, nullable };
        }
        let is_list = |member: &&Schema| member.types.contains(&Type::Array);
        let asked_for_list = entry.meta.told_by.is_some();
        let member = schema.and_then(|schema| {
            let mut members = schema.one_of.iter().chain(&schema.any_of);
            members.find(|member| is_list(member) == asked_for_list)
        });
        Self {
            schema: member,
            nullable: false,
        }
    }
}

/// An entry's endpoint.
pub(crate) fn endpoint<'a>(spec: &'a Spec, entry: &Entry) -> &'a Endpoint {
    spec.endpoints
        .get(entry.meta.path)
        .unwrap_or_else(|| panic!("{} is not in the facts", entry.meta.path))
}
