//! What a note's text refers to: mentions and hashtags.
//!
//! They are found as Misskey finds them in a text: not within an address, code, or a word, and
//! a hashtag may hold brackets if they are closed. A server stores what it found in a note
//! (`Note::mentions` has ids, `Note::tags` has tags in lower case); this finds the same in
//! texts that no server has seen, with names in place of ids.
//!
//! ```
//! use misskey_api::text;
//!
//! let written = "@momiji and @sora@far.example: #tea (#お茶!) https://far.example/#no";
//! let names: Vec<_> = text::mentions(written).map(|acct| acct.to_string()).collect();
//! assert_eq!(names, ["@momiji", "@sora@far.example"]);
//! assert_eq!(text::hashtags(written).collect::<Vec<_>>(), ["tea", "お茶"]);
//! ```

use crate::acct::Acct;

/// The accounts that a text mentions, in its order, as often as it does.
pub fn mentions(text: &str) -> impl Iterator<Item = Acct> {
    Found::new(text).filter_map(|found| match found {
        Reference::Mention(acct) => Some(acct),
        Reference::Hashtag(_) => None,
    })
}

/// The hashtags in a text without their `#`, in its order, as often as they are there.
pub fn hashtags(text: &str) -> impl Iterator<Item = &str> {
    Found::new(text).filter_map(|found| match found {
        Reference::Hashtag(tag) => Some(tag),
        Reference::Mention(_) => None,
    })
}

enum Reference<'a> {
    Mention(Acct),
    Hashtag(&'a str),
}

/// Goes through a text once.
struct Found<'a> {
    rest: &'a str,
    /// Whether what stands before the rest is a letter or digit of a word.
    in_word: bool,
}

impl<'a> Found<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            in_word: false,
        }
    }

    /// Goes over so many bytes.
    fn skip(&mut self, bytes: usize) {
        let (over, rest) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        if let Some(last) = over.chars().next_back() {
            self.in_word = last.is_ascii_alphanumeric();
        }
        self.rest = rest;
    }
}

impl<'a> Iterator for Found<'a> {
    type Item = Reference<'a>;

    fn next(&mut self) -> Option<Reference<'a>> {
        while let Some(first) = self.rest.chars().next() {
            let (length, reference) = match first {
                '@' if !self.in_word => mention(self.rest),
                '#' if !self.in_word => hashtag(self.rest),
                '`' => (code(self.rest), None),
                'h' if !self.in_word => (address(self.rest), None),
                _ => (first.len_utf8(), None),
            };
            self.skip(length);
            if reference.is_some() {
                return reference;
            }
        }
        None
    }
}

/// How long a mention is at the beginning of a text, and which it is.
fn mention(text: &str) -> (usize, Option<Reference<'_>>) {
    let name = run(&text[1..], |one| {
        one.is_ascii_alphanumeric() || "_-.".contains(one)
    });
    let username = name.trim_end_matches(['-', '.']);
    if username.is_empty() || username.starts_with(['-', '.']) {
        return (1, None);
    }
    let mut length = 1 + username.len();
    let host = text[length..].strip_prefix('@').map(|after| {
        let host = run(after, |one| one.is_alphanumeric() || "-.".contains(one));
        host.trim_end_matches(['-', '.'])
    });
    let host = host.filter(|host| host.starts_with(char::is_alphanumeric));
    length += host.map_or(0, |host| 1 + host.len());
    (
        length,
        Some(Reference::Mention(Acct::trusted(username, host))),
    )
}

/// How long a hashtag is at the beginning of a text, and which it is.
fn hashtag(text: &str) -> (usize, Option<Reference<'_>>) {
    const BRACKETS: [(char, char); 4] =
        [('(', ')'), ('[', ']'), ('「', '」'), ('（', '）')];
    let after = &text[1..];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut length = after.len();
    for (at, one) in after.char_indices() {
        if let Some((_, closing)) = BRACKETS.iter().find(|(opening, _)| *opening == one)
        {
            open.push((at, *closing));
        } else if open.last().is_some_and(|(_, closing)| *closing == one) {
            open.pop();
        } else if ends_hashtag(one) {
            length = at;
            break;
        }
    }
    // What was opened and never closed is no part of it.
    let length = open.first().map_or(length, |(at, _)| length.min(*at));
    let tag = &after[..length];
    // A keycap is an emoji, and a number is no tag.
    if tag.is_empty()
        || tag.starts_with('\u{fe0f}')
        || tag.bytes().all(|b| b.is_ascii_digit())
    {
        return (1, None);
    }
    (1 + length, Some(Reference::Hashtag(tag)))
}

fn ends_hashtag(one: char) -> bool {
    one.is_whitespace() || ".,!?'\"#:/[]【】()「」（）<>".contains(one)
}

/// How long code is at the beginning of a text, or the first `` ` `` if it never ends.
fn code(text: &str) -> usize {
    let fence = if text.starts_with("```") { "```" } else { "`" };
    let after = &text[fence.len()..];
    after
        .find(fence)
        .map_or(fence.len(), |at| fence.len() + at + fence.len())
}

/// How long an address is at the beginning of a text, or its first letter if there is none.
fn address(text: &str) -> usize {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return 1;
    }
    run(text, |one| {
        one.is_ascii_alphanumeric() || "/:%#@$&?!()[]~.,=+-_".contains(one)
    })
    .len()
}

fn run(text: &str, fits: impl Fn(char) -> bool) -> &str {
    let end = text.find(|one| !fits(one)).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (Vec<String>, Vec<&str>) {
        let names = mentions(text).map(|acct| acct.to_string()).collect();
        (names, hashtags(text).collect())
    }

    #[test]
    fn mentions_end_where_names_end() {
        for (text, names) in [
            ("@a", vec!["@a"]),
            ("@a@b.example.", vec!["@a@b.example"]),
            ("(@a_b-)", vec!["@a_b"]),
            ("@a @b@c", vec!["@a", "@b@c"]),
            ("@a@", vec!["@a"]),
            ("@a@-x", vec!["@a"]),
            ("mail@far.example", vec![]),
            ("お茶@a", vec!["@a"]),
            ("@", vec![]),
            ("@-a", vec![]),
            ("@@a", vec!["@a"]),
            ("@a@みすきー.example", vec!["@a@みすきー.example"]),
        ] {
            assert_eq!(found(text).0, names, "{text}");
        }
    }

    #[test]
    fn hashtags_hold_closed_brackets_and_are_no_numbers() {
        for (text, tags) in [
            ("#a #b", vec!["a", "b"]),
            ("#a#b", vec!["a"]),
            ("#1", vec![]),
            ("#1st", vec!["1st"]),
            ("a#b", vec![]),
            ("#", vec![]),
            ("#\u{fe0f}\u{20e3}", vec![]),
            ("#tea(green)", vec!["tea(green)"]),
            ("(#tea)", vec!["tea"]),
            ("#tea(green", vec!["tea"]),
            ("#tea「緑」!", vec!["tea「緑」"]),
            ("#C++, #c", vec!["C++", "c"]),
        ] {
            assert_eq!(found(text).1, tags, "{text}");
        }
    }

    #[test]
    fn addresses_and_code_refer_to_nothing() {
        for text in [
            "https://far.example/@sora",
            "http://far.example/#tag",
            "`@a #b`",
            "```\n@a\n#b\n```",
        ] {
            assert_eq!(found(text), (vec![], vec![]), "{text}");
        }
        assert_eq!(found("` @a").0, ["@a"]);
        assert_eq!(found("how @a").0, ["@a"]);
    }
}
