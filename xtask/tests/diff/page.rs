//! The page of `--html`, in a real browser.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::browser;
use crate::common::{Folder, taking, text};

/// A page about three releases, on a server, and beside it one that drives it.
fn served(folder: &Folder, drive: &str) -> String {
    folder.document(
        "1.0.0",
        &[("notes/old", taking("a")), ("ping", taking("a"))],
    );
    folder.document(
        "2.0.0",
        &[("notes/new", taking("a")), ("ping", taking("b"))],
    );
    folder.document(
        "3.0.0",
        &[
            ("i/update", taking("a")),
            ("notes/new", taking("a")),
            ("ping", taking("b")),
        ],
    );
    let inputs = [
        "1.0.0.json",
        "2.0.0.json",
        "3.0.0.json",
        "--html",
        "page.html",
    ];
    let output = folder.diff(&inputs);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    let page = fs::read_to_string(folder.path("page.html")).unwrap();
    let driver = format!(
        "<!DOCTYPE html><iframe src=\"/page\" width=\"1000\" height=\"800\"></iframe><pre>nothing</pre><script>{drive}</script>"
    );
    browser::serve(BTreeMap::from([("/page", page), ("/drive", driver)]))
}

/// What of a page's rows can be seen, in a script.
const DRIVE: &str = r#"
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => {
  const page = frame.contentDocument;
  const visible = () => [...page.querySelectorAll("tr.item")]
    .filter((row) => row.getClientRects().length > 0)
    .map((row) => row.querySelector(".name").textContent);
  const details = () => [...page.querySelectorAll("tr.detail")]
    .filter((row) => row.getClientRects().length > 0).length;
  const said = {};
  said.first = visible();
  said.styled = getComputedStyle(page.querySelector(".added")).backgroundColor;
  const box = page.getElementById("filter");
  box.focus();
  page.execCommand("insertText", false, "notes NEW");
  said.typed = visible();
  said.count = page.getElementById("count").textContent;
  said.address = frame.contentWindow.location.hash;
  box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  said.cleared = visible();
  page.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  said.focused = page.activeElement === box;
  page.querySelector("input[value=removed]").click();
  said.withoutRemoved = visible();
  page.querySelector("input[name=breaking]").click();
  said.breaking = visible();
  said.closed = details();
  const button = page.querySelector("tr.item:not([hidden]) button");
  button.click();
  said.opened = [details(), button.getAttribute("aria-expanded")];
  document.querySelector("pre").textContent = JSON.stringify(said);
});
"#;

#[test]
fn rows_vanish_as_one_types_in_the_filter_box() {
    let Some(browser) = browser::find() else {
        return;
    };
    let folder = Folder::new("typing");
    let address = served(&folder, DRIVE);
    let dom = browser::open(browser, &folder, &format!("{address}/drive"));
    let told = dom
        .split_once("<pre>")
        .and_then(|(_, rest)| rest.split_once("</pre>"));
    let told = told.map(|(json, _)| json).unwrap_or_default();
    let said: Value = serde_json::from_str(told).unwrap_or_default();
    let all = ["i/update", "notes/new", "notes/old", "ping"];
    assert_eq!(said["first"], serde_json::json!(all), "{dom}");
    assert_ne!(said["styled"], "rgba(0, 0, 0, 0)", "the style is allowed");
    assert_eq!(said["typed"], serde_json::json!(["notes/new"]));
    assert_eq!(said["count"], "1 of 4 shown");
    assert_eq!(said["address"], "#filter=notes%20NEW");
    assert_eq!(said["cleared"], serde_json::json!(all));
    assert_eq!(said["focused"], true);
    assert_eq!(
        said["withoutRemoved"],
        serde_json::json!(["i/update", "notes/new", "ping"])
    );
    assert_eq!(said["breaking"], serde_json::json!(["ping"]));
    assert_eq!(said["closed"], 0);
    assert_eq!(said["opened"], serde_json::json!([1, "true"]));
}

#[test]
fn an_address_can_hold_the_filter() {
    let Some(browser) = browser::find() else {
        return;
    };
    let folder = Folder::new("fragment");
    served(&folder, "");
    // As a file too: nothing but the page is needed.
    let file = folder.path("page.html");
    let address = format!("file://{}#filter=ping", file.display());
    let dom = browser::open(browser, &folder, &address);
    let rows = dom
        .lines()
        .filter(|line| line.contains("<tr class=\"item\""));
    let shown: Vec<&str> = rows.filter(|row| !row.contains("hidden=\"\"")).collect();
    assert_eq!(shown.len(), 1, "{dom}");
    assert!(shown[0].contains(">ping<"), "{}", shown[0]);
}
