//! Ids in the format `aidx`: eight characters of time, four of the node, four of a counter, all
//! in base 36. Sorted as text they are sorted by time.

use crate::{random::Random, timestamp};

/// 2000-01-01T00:00:00Z, from which the time in an id is counted.
const EPOCH: i64 = 946_684_800_000;
const TIME_DIGITS: usize = 8;
const OTHER_DIGITS: usize = 4;
const COUNTER_LIMIT: u64 = 36_u64.pow(4);

/// Where new ids come from. Each is greater than the one before.
#[derive(Debug)]
pub(crate) struct IdSource {
    node: String,
    last_time: i64,
    counter: u64,
}

impl IdSource {
    pub(crate) fn new(random: &mut Random) -> Self {
        Self {
            node: base36(random.below(COUNTER_LIMIT), OTHER_DIGITS),
            last_time: 0,
            counter: 0,
        }
    }

    /// An id for something made now.
    pub(crate) fn next(&mut self) -> String {
        // A clock that is set back must not give smaller ids, nor a counter that begins anew.
        self.last_time = self.last_time.max(timestamp::now());
        self.counter += 1;
        if self.counter == COUNTER_LIMIT {
            self.counter = 0;
            self.last_time += 1;
        }
        let time = u64::try_from(self.last_time - EPOCH).unwrap_or(0);
        let counter = base36(self.counter, OTHER_DIGITS);
        format!("{}{}{counter}", base36(time, TIME_DIGITS), self.node)
    }
}

/// When the thing with this id was made, in milliseconds since 1970; 1970 itself for an id in
/// another format.
pub(crate) fn time(id: &str) -> i64 {
    let digits = id.get(..TIME_DIGITS).unwrap_or_default();
    i64::from_str_radix(digits, 36).map_or(0, |time| time + EPOCH)
}

/// `createdAt` of the thing with this id.
pub(crate) fn created_at(id: &str) -> String {
    timestamp::format(time(id))
}

fn base36(mut number: u64, digits: usize) -> String {
    const DIGITS: [u8; 36] = *b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut text = vec!['0'; digits];
    for place in text.iter_mut().rev() {
        *place = char::from(DIGITS[(number % 36) as usize]);
        number /= 36;
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{IdSource, created_at, time};
    use crate::{random::Random, timestamp};

    #[test]
    fn ids_are_aidx_in_ascending_order_and_tell_their_time() {
        let mut source = IdSource::new(&mut Random::new());
        let before = timestamp::now();
        let ids: Vec<String> = (0..100).map(|_| source.next()).collect();
        assert!(ids.is_sorted());
        for id in &ids {
            assert_eq!(id.len(), 16);
            assert!(
                id.bytes()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            );
            assert!((before..=timestamp::now()).contains(&time(id)));
        }
    }

    #[test]
    fn an_id_of_known_time_gives_that_time() {
        assert_eq!(created_at("a2ib3pkefix00001"), "2025-01-02T03:04:05.678Z");
    }

    #[test]
    fn a_clock_set_back_gives_no_smaller_ids() {
        let mut source = IdSource::new(&mut Random::new());
        source.last_time = timestamp::now() + 60_000;
        let first = source.next();
        assert!(source.next() > first);
    }
}
