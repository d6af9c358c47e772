//! What a program can name of files that are written by hand.

use std::collections::BTreeMap;

use misskey_codegen::diagnostic::Diagnostics;
use misskey_codegen::surface;

/// The lines of a crate of these files, and what was found wrong.
fn listing(files: &[(&str, &str)]) -> (Vec<String>, String) {
    let files: BTreeMap<String, String> = files
        .iter()
        .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
        .collect();
    let mut diagnostics = Diagnostics::new();
    let lines = surface::of_files("tea", &files, &mut diagnostics);
    let wrong: Vec<String> = diagnostics.all().iter().map(ToString::to_string).collect();
    (lines.into_iter().collect(), wrong.join("\n"))
}

#[test]
fn items_are_listed_under_the_paths_by_which_a_program_reaches_them() {
    let (lines, wrong) = listing(&[
        (
            "lib.rs",
            "pub mod pot; mod cup; mod made;
             pub use cup::{Cup, Full as Filled};
             pub use made::Leaf;
             pub use other::Thing;
             /// Brews.
             pub async fn brew<T: Into<String>>(mut leaf: T, cups: &mut [Cup]) -> usize { 0 }
             fn hidden() {}",
        ),
        (
            "cup.rs",
            "use crate::made::Leaf;
             mod full;
             pub use self::full::Full;
             #[derive(Clone, Debug)] #[non_exhaustive]
             pub struct Cup { pub size: u32, inside: String }
             pub struct Private;
             impl Cup {
                 pub const fn size(mut self, size: u32) -> Self { self }
                 fn inside(&self) -> &str { &self.inside }
                 #[doc(hidden)] pub fn for_tools(&self) {}
                 setters!(Cup);
             }
             impl From<&str> for Cup { fn from(_: &str) -> Self { todo!() } }
             impl Clone for Private { fn clone(&self) -> Self { Self } }
             impl Leaf { pub fn is_green(&self) -> bool { true } }
             #[cfg(test)] mod tests { pub struct Tested; }",
        ),
        ("cup/full.rs", "pub enum Full { To(u32), Named { by: String }, Over }"),
        (
            "pot/mod.rs",
            "pub trait Pour: Send {
                 type Into: Default;
                 const SPOUTS: usize;
                 fn pour(&self) -> Self::Into;
                 fn refill(&mut self) {}
             }
             pub type Pots = Vec<u8>;
             #[macro_export] macro_rules! pots { () => {} }",
        ),
    ]);
    assert_eq!(wrong, "");
    let expected = "tea::Cup struct #[non_exhaustive]
tea::Cup.size: u32
tea::Cup: Clone
tea::Cup: Debug
tea::Cup: From<&str>
tea::Cup::setters!(Cup)
tea::Cup::size const fn(self, size: u32) -> Self
tea::Filled enum
tea::Filled::Named { by: String }
tea::Filled::Over
tea::Filled::To(u32)
tea::Leaf use made::Leaf
tea::Thing use other::Thing
tea::brew async fn<T: Into<String>>(leaf: T, cups: &mut [Cup]) -> usize
tea::made::Leaf::is_green fn(&self) -> bool
tea::pot::Pots type = Vec<u8>
tea::pot::Pour trait: Send
tea::pot::Pour::Into type: Default
tea::pot::Pour::SPOUTS const: usize
tea::pot::Pour::pour fn(&self) -> Self::Into
tea::pot::Pour::refill fn(&mut self) { … }
tea::pots macro";
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn a_file_that_is_not_rust_is_told() {
    let (lines, wrong) = listing(&[("lib.rs", "pub fn brew() {}"), ("pot.rs", "pub {")]);
    assert_eq!(lines, ["tea::brew fn()"]);
    assert!(
        wrong.contains("pot.rs") && wrong.contains("it is not Rust"),
        "{wrong}"
    );
}
