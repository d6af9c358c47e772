//! Repetition that is compressed once and sent often: a block that refers to nothing before it
//! may stand in a stream any number of times.

use flate2::{Compress, Compression, Crc, FlushCompress};

use super::repeated::Repeated;

/// Method deflate, no flags, no time, no system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// More than any compressed piece is longer than what it holds.
const SLACK: usize = 1024;

/// What unpacks to the body, as gzip.
pub(super) fn compressed(plain: &Repeated) -> Repeated {
    let mut after = deflate(&plain.after, FlushCompress::Finish);
    after.extend(checksum(plain).to_le_bytes());
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the format has no place for more than 32 bits of the length"
    )]
    after.extend((plain.length() as u32).to_le_bytes());
    let mut before = HEADER.to_vec();
    before.extend(deflate(&plain.before, FlushCompress::Full));
    Repeated {
        before: before.into(),
        block: deflate(&plain.block, FlushCompress::Full).into(),
        blocks: plain.blocks,
        after: after.into(),
    }
}

/// One piece of a stream, aligned to bytes.
fn deflate(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut output = Vec::with_capacity(bytes.len() + SLACK);
    let mut compress = Compress::new(Compression::default(), false);
    // It can only fail on a state that is never reached: the input is whole, the room enough.
    let _ = compress.compress_vec(bytes, &mut output, flush);
    output
}

/// The checksum of the whole, put together from that of the block by doubling.
fn checksum(plain: &Repeated) -> u32 {
    let mut total = crc(&plain.before);
    let mut power = crc(&plain.block);
    let mut blocks = plain.blocks;
    while blocks > 0 {
        if blocks & 1 == 1 {
            total.combine(&power);
        }
        let same = copy(&power);
        power.combine(&same);
        blocks >>= 1;
    }
    total.combine(&crc(&plain.after));
    total.sum()
}

fn crc(bytes: &[u8]) -> Crc {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc
}

/// The type can't be cloned, but combining with nothing gives the same.
fn copy(crc: &Crc) -> Crc {
    let mut copy = Crc::new();
    copy.combine(crc);
    copy
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::compressed;
    use crate::reply::repeated::Repeated;

    fn unpacked(body: &Repeated) -> Option<String> {
        let blocks = body.block.repeat(usize::try_from(body.blocks).ok()?);
        let bytes = [&body.before[..], &blocks, &body.after].concat();
        let mut text = String::new();
        GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .ok()?;
        Some(text)
    }

    #[test]
    fn what_is_compressed_unpacks_to_the_same_with_its_checksum() {
        for times in [0, 1, 5, 70_000, 1_000_003] {
            let plain = Repeated::new("[", "[],", times, "[]]");
            let count = usize::try_from(times).unwrap();
            let expected = format!("[{}[]]", "[],".repeat(count));
            assert_eq!(unpacked(&compressed(&plain)), Some(expected), "{times}");
        }
    }

    #[test]
    fn a_gigabyte_fits_in_a_few_mebibytes() {
        let plain = Repeated::new("\"", " ", 1 << 30, "\"");
        let packed = compressed(&plain);
        assert!(packed.length() < 4 << 20, "{}", packed.length());
    }
}
