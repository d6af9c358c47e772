//! The end of the walk of one value that ARCHITECTURE.md takes: from bytes to a typed answer.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use misskey_api::entities::Notification;
use misskey_api::from_json_with_drift;

/// The fenced block of ARCHITECTURE.md that is marked so.
fn fragment(mark: &str) -> String {
    let page = include_str!("../../ARCHITECTURE.md");
    let (_, rest) = page.split_once(&format!("\n```{mark}\n")).unwrap();
    rest.split_once("\n```\n").unwrap().0.to_owned()
}

#[test]
fn the_walk_of_one_value_ends_as_the_page_says() {
    let text = fragment("json wire");
    let (list, drifts) = from_json_with_drift::<Vec<Notification>>(&text).unwrap();
    let read = list.iter().map(|notification| match notification {
        Notification::Follow(follow) => format!("{:?}", follow.user_id),
        other => panic!("{other:?} is not about a follower"),
    });
    assert_eq!(read.collect::<Vec<_>>().join("\n"), fragment("text read"));
    let told = drifts.iter().map(ToString::to_string);
    assert_eq!(told.collect::<Vec<_>>().join("\n"), fragment("text drift"));
}
