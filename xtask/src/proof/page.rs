//! The text of the page: sections between markers.

/// The sections, in the order in which they are read.
const ORDER: [&str; 9] = [
    "wire", "compile", "gen", "decode", "call", "stream", "upload", "peers", "openapi",
];

/// A page without sections.
pub(super) const EMPTY: &str = "\
# What was measured

Written by `cargo xtask bench --report docs/PROOF.md` and
`cargo xtask wire FILE... --report docs/PROOF.md`. Each section says when, of which commit and
on which machine it was measured, and is replaced alone when it is measured again.

Times are processor time where nothing else is said: other programs lengthen it less than time
on the clock, though not by nothing. What is compared was measured in turn, in one run. A
ratio is the median of the ratios of each turn, and the middle half is what half of them lie
in: how much noise there was. A budget that is exceeded is said, and nothing is left out
because of its result. The Rust client that openapi-generator makes is measured where a
server's document is at hand.
";

/// The page with a section replaced, or added where it belongs.
///
/// # Errors
/// If the section begins on the page and does not end.
pub(super) fn replace(page: &str, name: &str, section: &str) -> Result<String, String> {
    let (begin, end) = (begin(name), end(name));
    let section = format!("{begin}\n{}\n{end}\n", section.trim());
    let Some(start) = page.find(&begin) else {
        return Ok(add(page, name, &section));
    };
    let Some(length) = page[start..].find(&end) else {
        return Err(format!("there is `{begin}` without `{end}`"));
    };
    let (before, after) = (&page[..start], &page[start + length + end.len()..]);
    let after = after.strip_prefix('\n').unwrap_or(after);
    Ok(format!("{before}{section}{after}"))
}

/// Adds a section before the first that is read after it.
fn add(page: &str, name: &str, section: &str) -> String {
    let mut later = ORDER.iter().skip_while(|&&one| one != name).skip(1);
    match later.find_map(|one| page.find(&begin(one))) {
        Some(place) => {
            let (before, after) = page.split_at(place);
            format!("{before}{section}\n{after}")
        }
        None => format!("{}\n\n{section}", page.trim_end()),
    }
}

fn begin(name: &str) -> String {
    format!("<!-- begin {name} -->")
}

fn end(name: &str) -> String {
    format!("<!-- end {name} -->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_is_measured_again_leaves_the_others_alone() {
        let page = replace("# Page\n", "call", "call 1").unwrap();
        let page = replace(&page, "upload", "upload 1").unwrap();
        let page = format!("{page}\nA word at the end.\n");
        let again = replace(&page, "call", "call 2").unwrap();
        assert_eq!(again, page.replace("call 1", "call 2"));
    }

    #[test]
    fn sections_come_in_the_order_of_reading_whenever_they_were_measured() {
        let mut page = "# Page\n".to_owned();
        for name in ["upload", "wire", "decode", "call"] {
            page = replace(&page, name, name).unwrap();
        }
        let mut other = "# Page\n".to_owned();
        for name in ["wire", "decode", "call", "upload"] {
            other = replace(&other, name, name).unwrap();
        }
        assert_eq!(page, other);
    }

    #[test]
    fn a_section_without_an_end_is_an_error_and_nothing_is_guessed() {
        let reason = replace("<!-- begin call -->\nmore", "call", "1").unwrap_err();
        assert_eq!(
            reason,
            "there is `<!-- begin call -->` without `<!-- end call -->`"
        );
    }
}
