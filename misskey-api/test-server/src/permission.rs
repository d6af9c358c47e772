//! The permissions that an app may be given.

/// One a line: all that the consent pages of a real server accept.
const GRANTABLE: &str = include_str!("../facts/permissions.txt");

/// What a MiAuth page makes of its comma-separated `permission`: names that it does not know, a
/// blank in front of one included, vanish without a word.
pub(crate) fn grantable(asked: &str) -> Vec<String> {
    grantable_of(asked.split(','))
}

/// Every permission that the pages know.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    GRANTABLE.lines()
}

/// Those that the pages know, each once.
pub(crate) fn grantable_of<'a>(asked: impl Iterator<Item = &'a str>) -> Vec<String> {
    let known = |name: &&str| all().any(|line| line == *name);
    let mut granted: Vec<String> = Vec::new();
    for name in asked.filter(known) {
        if !granted.iter().any(|other| other == name) {
            granted.push(name.to_owned());
        }
    }
    granted
}

/// What `app/create` makes of a name: those of old, `note-write` or `note/write`, are turned
/// round, and nothing is refused.
pub(crate) fn modernised(name: &str) -> String {
    let turned = ["read", "write"].into_iter().find_map(|verb| {
        let noun = name.strip_suffix(verb)?;
        let noun = noun.strip_suffix(['-', '/'])?;
        (!noun.is_empty()).then(|| format!("{verb}:{noun}"))
    });
    turned.unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{grantable, modernised};

    #[test]
    fn unknown_permissions_and_blanks_vanish() {
        let granted =
            grantable("write:notes, read:account,read:moon,,write:notes,read:drive");
        assert_eq!(granted, ["write:notes", "read:drive"]);
    }

    #[test]
    fn a_permission_that_no_page_accepts_is_not_granted() {
        assert!(grantable("read:admin:stream").is_empty());
    }

    #[test]
    fn permissions_of_old_are_turned_round() {
        assert_eq!(modernised("account-read"), "read:account");
        assert_eq!(modernised("note/write"), "write:note");
        assert_eq!(modernised("write:notes"), "write:notes");
    }
}
