//! Documents, specs and choices that were damaged at random, by a seed.
//!
//! A run is repeated with its seed, and made longer with more rounds:
//! `MUTATIONS=100000 SEED=7 cargo test -p misskey-codegen mutation`.

mod damage;
mod dice;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path};
use std::time::{Duration, Instant};

use damage::{damage_text, damage_value};
use dice::Dice;
use misskey_codegen::corrections::Enforcement;
use misskey_codegen::diagnostic::{Diagnostics, Severity};
use misskey_codegen::modelling::Modelling;
use misskey_codegen::repeatable::{self, Repeatable};
use misskey_codegen::spec::Spec;
use misskey_codegen::wording::Wording;
use misskey_codegen::{corrections, document, emit, model, spec};
use serde_json::Value;

/// How long one input may take. A machine that is busy with other tests takes its time.
const LONGEST: Duration = Duration::from_secs(5);

/// How large what is generated of one input may be: small inputs have no large output.
const LARGEST: usize = 64 << 20;

fn number(name: &str, default: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| value.parse().unwrap())
}

/// Puts damaged inputs through the generator, a number of times.
fn repeat(kind: u64, rounds: u64, run: impl Fn(&mut Dice)) {
    let (rounds, seed) = (number("MUTATIONS", rounds), number("SEED", 20_260_504));
    for round in 0..rounds {
        let mut dice = Dice::new(seed ^ (kind << 56) ^ (round << 20));
        let start = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| run(&mut dice)));
        let told = format!("SEED={seed}, round {round}");
        assert!(result.is_ok(), "{told}: see above");
        let taken = start.elapsed();
        assert!(taken < LONGEST, "{told}: took {taken:?}");
    }
}

/// What holds whatever the input was.
fn check(spec: &Spec, modelling: &Modelling, mut diagnostics: Diagnostics) {
    let model = model::build(spec, modelling, &mut diagnostics);
    // What is emitted after errors is not written, but must not break either.
    let before = diagnostics.all().len();
    let files = emit::files(&model, modelling, &mut diagnostics);
    assert_eq!(
        diagnostics.all().len(),
        before,
        "{:?}",
        diagnostics.all().last()
    );
    let size: usize = files.values().map(String::len).sum();
    assert!(size < LARGEST, "{size} bytes");
    for (path, source) in &files {
        let inside = |part| matches!(part, Component::Normal(_));
        assert!(Path::new(path).components().all(inside), "{path:?}");
        if path != emit::MANIFEST {
            let parsed = syn::parse_file(source);
            assert!(parsed.is_ok(), "{path}: {:?}\n{source}", parsed.err());
            assert!(!source.chars().any(damage::is_misleading), "{path}");
        }
    }
    for one in diagnostics.all() {
        let placed = !one.place.is_empty() || !one.file.is_empty();
        assert!(placed && !one.message.is_empty(), "{one:?}");
        let faults = one.help.as_deref() == Some("this is a fault of the generator");
        assert!(!faults || has_errors_before(&diagnostics), "{one:?}");
    }
}

/// Whether something else than a fault of the generator is wrong.
fn has_errors_before(diagnostics: &Diagnostics) -> bool {
    diagnostics.all().iter().any(|one| {
        one.severity == Severity::Error
            && one.help.as_deref() != Some("this is a fault of the generator")
    })
}

/// A document through everything, and back from its files.
fn import(text: &str) {
    let mut diagnostics = Diagnostics::new();
    let read = document::read("api.json", text, &mut diagnostics);
    let imported = Spec {
        server: read.server,
        endpoints: read.endpoints,
        entities: read.entities,
        common_errors: read.common_errors,
        ..Spec::default()
    };
    check(&imported, &Modelling::default(), diagnostics.clone());
    if diagnostics.has_errors() {
        return;
    }
    let written = spec::to_files(&imported);
    for path in written.keys() {
        let inside = |part| matches!(part, Component::Normal(_));
        assert!(Path::new(path).components().all(inside), "{path:?}");
    }
    let mut again = Diagnostics::new();
    let reread = spec::from_files(&written, &mut again);
    assert!(!again.has_errors(), "{:?}", again.all());
    assert_eq!(spec::to_files(&reread), written);
}

pub(crate) fn folder(path: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut files = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
                let name = name.replace('\\', "/");
                files.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

#[test]
fn no_damaged_document_breaks_the_generator() {
    let mut texts: Vec<String> = folder("tests/fixtures/traps").into_values().collect();
    texts.push(include_str!("../fixtures/traps.json").to_owned());
    let values: Vec<Value> = texts
        .iter()
        .map(|text| serde_json::from_str(text).unwrap())
        .collect();
    repeat(1, 200, |dice| {
        let mut value = dice.choice(&values).clone();
        for _ in 0..=dice.below(6) {
            damage_value(dice, &mut value);
        }
        let mut text = value.to_string();
        if dice.below(8) == 0 {
            text = damage_text(dice, &text);
        }
        import(&text);
    });
}

/// A small part of the committed spec, so that a round is short: files that a few
/// endpoints and entities need, and all facts.
fn small_spec() -> BTreeMap<String, String> {
    let mut files = folder("../spec");
    let kept = |path: &str| {
        !path.starts_with("endpoints")
            || ["endpoints/users.json", "endpoints/notes.json"].contains(&path)
    };
    files.retain(|path, _| path.ends_with(".json") && kept(path));
    files
}

#[test]
fn no_damaged_spec_breaks_the_generator() {
    let files = small_spec();
    let paths: Vec<&String> = files.keys().collect();
    repeat(2, 10, |dice| {
        let mut files = files.clone();
        for _ in 0..=dice.below(4) {
            let path = *dice.choice(&paths);
            let text = &files[path];
            let damaged = match serde_json::from_str::<Value>(text) {
                Ok(mut value) if dice.below(8) > 0 => {
                    damage_value(dice, &mut value);
                    value.to_string()
                }
                _ => damage_text(dice, text),
            };
            files.insert(path.clone(), damaged);
        }
        let mut diagnostics = Diagnostics::new();
        let spec = spec::from_files(&files, &mut diagnostics);
        check(&spec, &Modelling::default(), diagnostics);
    });
}

#[test]
fn no_damaged_correction_or_choice_breaks_the_generator() {
    let files = folder("../spec");
    let small = small_spec();
    let mut ignored = Diagnostics::new();
    let spec = spec::from_files(&small, &mut ignored);
    repeat(3, 10, |dice| {
        let mut spec = spec.clone();
        let mut diagnostics = Diagnostics::new();
        let text = damage::damage_toml(dice, &files["corrections.toml"]);
        corrections::apply(
            "corrections.toml",
            &text,
            &files,
            Enforcement::Strict,
            &mut spec,
            &mut diagnostics,
        );
        let text = damage::damage_toml(dice, &files["modelling.toml"]);
        let mut modelling = Modelling::read("modelling.toml", &text, &mut diagnostics);
        let text = damage::damage_toml(dice, &files[repeatable::FILE]);
        modelling.rules = Repeatable::read(repeatable::FILE, &text, &mut diagnostics);
        modelling.rules.is_own = true;
        let text = damage::damage_toml(dice, &files["docs.toml"]);
        modelling.wording = Wording::read("docs.toml", &text, &mut diagnostics);
        check(&spec, &modelling, diagnostics);
    });
}
