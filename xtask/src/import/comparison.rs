//! What an import changes, told before it is written.

use std::collections::BTreeMap;
use std::path::Path;

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::spec::{self, Spec};
use misskey_codegen::{diff, report};

/// Prints in short what differs from the spec that is there. Nothing, if nothing does or
/// there is none.
pub(super) fn show(folder: &Path, before: &BTreeMap<String, String>, after: &Spec) {
    if !before.contains_key("spec.json") {
        return;
    }
    let mut diagnostics = Diagnostics::new();
    let before = spec::from_files(before, &mut diagnostics);
    if diagnostics.has_errors() {
        println!(
            "the spec in {} can't be read, so nothing is compared with it\n",
            folder.display()
        );
        return;
    }
    let diff = diff::compare(&before, after);
    if diff.is_empty() && diff.old == diff.new {
        return;
    }
    println!("{}", report::brief(&diff));
    if !diff.is_empty() {
        println!("`cargo xtask diff OLD NEW` tells all of it\n");
    }
}
