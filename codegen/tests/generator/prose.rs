//! What is written about the code is true of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The sources by path from the repository's root, but for what is generated.
fn sources() -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    let folders = ["codegen", "misskey-api", "misskey-auth", "xtask"];
    let mut folders: Vec<PathBuf> =
        folders.iter().map(|name| root().join(name)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                sources.insert(name.replace('\\', "/"), text);
            }
        }
    }
    sources
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What stands in backticks outside of fenced blocks.
fn named(page: &str) -> Vec<&str> {
    let outside = page.split("```").step_by(2);
    outside
        .flat_map(|text| text.split('`').skip(1).step_by(2))
        .collect()
}

fn is_name(text: &str) -> bool {
    let is_fit =
        |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_';
    text.starts_with(|sign: char| sign.is_ascii_lowercase()) && text.chars().all(is_fit)
}

/// Whether a file of that path is there; the path may begin further in, and `*` is any folder.
fn has_file(sources: &BTreeMap<String, String>, path: &str) -> bool {
    let (start, end) = path.split_once('*').unwrap_or(("", path));
    sources.keys().any(|name| {
        let name = format!("/{name}");
        name.ends_with(&format!("/{}", end.trim_start_matches('/')))
            && name.starts_with(&format!("/{start}"))
    })
}

fn has_function(sources: &BTreeMap<String, String>, name: &str) -> bool {
    let parts = [format!("fn {name}("), format!("fn {name}<")];
    let mut texts = sources.values();
    texts.any(|text| parts.iter().any(|part| text.contains(part)))
}

/// Whether `a::b` is a module, or a function of a module. What a crate shows may be anywhere.
fn has_path(sources: &BTreeMap<String, String>, path: &str) -> bool {
    if path.starts_with("misskey_") {
        return true;
    }
    let (module, last) = path.rsplit_once("::").unwrap_or(("", path));
    let file = |module: &str| format!("{}.rs", module.replace("::", "/"));
    let has_module = |module| has_file(sources, &file(module));
    has_module(path) || has_module(module) && has_function(sources, last)
}

#[test]
fn what_the_architecture_names_is_there() {
    let page = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let sources = sources();
    let is_there = |name: &str| {
        let parts: Vec<&str> = name.split("::").collect();
        if name.ends_with(".rs") {
            has_file(&sources, name)
        } else if parts.len() > 1 && parts.iter().all(|part| is_name(part)) {
            has_path(&sources, name)
        } else if is_name(name) && name.matches('_').count() > 2 {
            has_function(&sources, name)
        } else {
            let is_path = name.contains('/') && !name.contains(['<', ' ', '*']);
            let folder = name.split('/').next().unwrap_or_default();
            !is_path
                || folder.is_empty()
                || !root().join(folder).is_dir()
                || root().join(name).exists()
        }
    };
    let missing: Vec<&str> = named(&page)
        .into_iter()
        .filter(|name| !is_there(name))
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names what is not there: {missing:?}"
    );
}

/// The features of a crate, and whether each is there by default.
fn features(folder: &str) -> BTreeMap<String, bool> {
    let text = std::fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let table = manifest["features"].as_table().unwrap();
    let implied = |name: &str| -> Vec<String> {
        let list = table.get(name).and_then(toml::Value::as_array);
        let names = list.into_iter().flatten().filter_map(toml::Value::as_str);
        names.map(str::to_owned).collect()
    };
    let mut default = implied("default");
    let mut next = 0;
    while let Some(name) = default.get(next) {
        let more = implied(name);
        default.extend(more);
        next += 1;
    }
    let names = table.keys().filter(|name| *name != "default");
    names
        .map(|name| (name.clone(), default.contains(name)))
        .collect()
}

/// What the table of features on a crate's front page says.
fn told_features(folder: &str) -> BTreeMap<String, bool> {
    let page = std::fs::read_to_string(root().join(folder).join("src/lib.rs")).unwrap();
    let (_, table) = page.split_once("//! # Features\n").unwrap();
    let rows = table.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("//! | `")?.split_once("` | ")?;
        Some((name.to_owned(), rest.starts_with("yes |")))
    });
    rows.collect()
}

#[test]
fn the_front_pages_list_the_features_that_are_there() {
    for folder in ["misskey-api", "misskey-auth"] {
        assert_eq!(told_features(folder), features(folder), "{folder}");
    }
}

/// The first example of a page.
fn first_example(path: &str) -> String {
    let page = std::fs::read_to_string(root().join(path)).unwrap();
    let (_, rest) = page.split_once("\n```rust\n").unwrap();
    rest.split_once("\n```\n").unwrap().0.to_owned()
}

#[test]
fn the_first_example_is_the_same_on_both_pages_that_show_it() {
    let of_the_crate = first_example("misskey-api/README.md");
    assert_eq!(first_example("README.md"), of_the_crate);
}

/// The fields of a generated file that are numbers and named like times, with their lines of
/// documentation.
fn times_in_numbers(text: &str) -> Vec<(&str, String)> {
    let mut about = String::new();
    let mut times = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("///") {
            about.push_str(line);
            continue;
        }
        let field = line
            .strip_prefix("pub ")
            .and_then(|line| line.split_once(": "));
        if let Some((name, kind)) = field
            && kind.contains("i64")
            && ["_date", "_at", "_after"]
                .iter()
                .any(|end| name.ends_with(end))
        {
            times.push((name, about.clone()));
        }
        about.clear();
    }
    times
}

#[test]
fn every_time_that_is_sent_as_a_number_says_its_unit() {
    let mut folders = vec![root().join("misskey-api/src/generated/endpoints")];
    let mut seen = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for (name, about) in times_in_numbers(&text) {
                let says = about.contains("milliseconds")
                    && (about.contains("as_millisecond")
                        || about.contains("an hour is"));
                assert!(says, "{}: {name}: {about}", path.display());
                seen.push(name.to_owned());
            }
        }
    }
    for name in ["since_date", "until_date", "expires_at", "expired_after"] {
        assert!(seen.iter().any(|one| one == name), "{name}");
    }
}

#[test]
fn the_front_page_lists_the_guides_that_are_there() {
    let guides = root().join("misskey-api/src/guide");
    let list = std::fs::read_to_string(guides.join("list.md")).unwrap();
    let listed = list.split("](guide::").skip(1);
    let mut listed: Vec<&str> =
        listed.filter_map(|rest| rest.split(')').next()).collect();
    listed.sort_unstable();
    let files = std::fs::read_dir(guides).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".md")?.to_owned()))
        .filter(|name| name != "list")
        .collect();
    names.sort_unstable();
    assert_eq!(listed, names);
}
