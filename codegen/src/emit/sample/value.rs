//! What stands in samples: values that look like those of a server.

/// When everything in samples was made. The ids say the same. Times are written back with as
/// many digits as they need: with milliseconds it is the same text again.
pub(super) const TIME: &str = "2026-01-01T00:00:00.125Z";

/// [`TIME`] in milliseconds since 2000, as ids count.
const MILLISECONDS: u64 = 820_540_800_125;

/// [`TIME`] in milliseconds since 1970.
pub(super) const MILLISECONDS_SINCE_1970: u64 = 946_684_800_000 + MILLISECONDS;

/// What tells one event from another.
pub(super) const UUID: &str = "00000000-0000-4000-8000-000000000000";

/// What stands for tokens and passwords.
pub(super) const SECRET: &str = "0123456789abcdef";

/// An id of the format `aidx`: the same for all of a kind, so that what belongs together in
/// a sample does, and another for another kind.
pub(super) fn id(kind: &str) -> String {
    base36(MILLISECONDS) + &base36(hash(kind))
}

/// The last eight digits of a number.
fn base36(mut number: u64) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut digits = ['0'; 8];
    for digit in digits.iter_mut().rev() {
        *digit = char::from(DIGITS[usize::try_from(number % 36).unwrap_or_default()]);
        number /= 36;
    }
    digits.iter().collect()
}

/// FNV-1a: the same on all machines.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether a property has a value although it may be null: without it, a sample would be
/// of something rare.
pub(super) fn is_told_though_nullable(wire: &str) -> bool {
    matches!(wire, "text" | "avatarUrl")
}

/// The text of a property.
pub(super) fn text(wire: &str) -> String {
    if wire == "id" || wire.ends_with("Id") {
        return id("");
    }
    plain(wire).to_owned()
}

fn plain(wire: &str) -> &'static str {
    let lower = wire.to_ascii_lowercase();
    let ends = |end: &str| lower.ends_with(end);
    match lower.as_str() {
        "username" => "momiji",
        "host" | "domain" => "misskey.example",
        "md5" => "d41d8cd98f00b204e9800998ecf8427e",
        "type" | "contenttype" => "image/png",
        "reaction" => "👍",
        "lang" => "en-GB",
        _ if ends("url") || ends("uri") || ends("avatar") => {
            "https://misskey.example/sample"
        }
        _ if ends("email") => "momiji@misskey.example",
        _ if ends("version") => "2026.5.4",
        _ if ends("color") => "#86b300",
        _ if ends("at") || ends("date") => TIME,
        _ if ends("ip") => "192.0.2.1",
        _ => "sample",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_by_kind_and_begin_with_the_same_time() {
        assert_eq!(id("Note"), id("Note"));
        assert_ne!(id("Note"), id("User"));
        assert_eq!(id("Note").len(), 16);
        assert_eq!(id("Note")[..8], id("User")[..8]);
    }
}
