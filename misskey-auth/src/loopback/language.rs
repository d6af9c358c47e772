//! The user's language.

/// A language that the pages have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Language {
    #[default]
    English,
    Japanese,
    Chinese,
    Korean,
    German,
    French,
    Spanish,
}

const TAGS: [(&str, Language); 7] = [
    ("en", Language::English),
    ("ja", Language::Japanese),
    ("zh", Language::Chinese),
    ("ko", Language::Korean),
    ("de", Language::German),
    ("fr", Language::French),
    ("es", Language::Spanish),
];

impl Language {
    /// What a browser likes most of what there is, by its header `Accept-Language`.
    pub(super) fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in header.split(',') {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
            let weight: f32 = weight.parse().unwrap_or(0.0);
            let primary = tag.trim().split('-').next().unwrap_or_default();
            let known = TAGS
                .iter()
                .find(|(tag, _)| tag.eq_ignore_ascii_case(primary));
            if let Some((_, language)) = known
                && weight > best.0
            {
                best = (weight, *language);
            }
        }
        best.1
    }

    /// As HTML names it.
    pub(super) fn tag(self) -> &'static str {
        let found = TAGS.iter().find(|(_, language)| *language == self);
        found.map_or("en", |(tag, _)| tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_a_browser_likes_most_is_taken() {
        for (header, language) in [
            ("", Language::English),
            ("ja", Language::Japanese),
            ("ja-JP,ja;q=0.9,en;q=0.8", Language::Japanese),
            ("pt-BR, de;q=0.5, en;q=0.4", Language::German),
            ("en;q=0.2, zh-TW;q=0.9", Language::Chinese),
            ("KO-kr", Language::Korean),
            ("tlh, *;q=0.1", Language::English),
            ("fr;q=0, es;q=x, , ;", Language::English),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
