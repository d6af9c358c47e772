//! The samples of the bindings against what the document says of their shapes.

use std::collections::BTreeSet;

use misskey_api::SAMPLES;
use serde_json::Value;

use crate::committed;
use crate::validator::Validators;

#[test]
fn samples_conform_to_the_shapes_and_every_entity_has_one() {
    let spec = committed::spec();
    let validators = Validators::new(&spec);
    let mut without: BTreeSet<&str> = spec.entities.keys().map(String::as_str).collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for entry in SAMPLES {
        without.remove(entry.place());
        let Some(schema) = spec.entities.get(entry.place()) else {
            continue;
        };
        let sample: Value =
            serde_json::from_str(entry.json()).expect("a sample is JSON");
        // The largest of several that servers answer with: it leaves out what the others may.
        if entry.place() == "MeDetailed" {
            continue;
        }
        for error in validators.of(schema).iter_errors(&sample) {
            let at = error.instance_path().to_string();
            wrong.push(format!("{}{at}: {error}", entry.place()));
        }
        checked += 1;
    }
    assert!(without.is_empty(), "without a sample: {without:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    tell!("{checked} samples conform");
}
