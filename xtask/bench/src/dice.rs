//! Choices that look like chance and are the same in every run.

/// A source of numbers.
pub(crate) struct Dice(u64);

impl Dice {
    /// The same numbers each time.
    pub(crate) fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn next(&mut self) -> u64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // The upper bits are the better ones.
        (self.next() >> 32) % bound
    }

    /// Whether something that happens so many times in a hundred does.
    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of several.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap_or_default()]
    }

    /// Some of several, in their order.
    pub(crate) fn some<'a, T>(&mut self, of: &'a [T], chance: u64) -> Vec<&'a T> {
        of.iter().filter(|_| self.percent(chance)).collect()
    }

    /// A text of characters out of an alphabet.
    pub(crate) fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(*self.one(alphabet)))
            .collect()
    }

    pub(crate) fn hexadecimal(&mut self, length: usize) -> String {
        self.text(b"0123456789abcdef", length)
    }

    /// A name of a file as servers give it.
    pub(crate) fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12]
            .map(|length| self.hexadecimal(length))
            .join("-")
    }

    /// An id of the format `aidx`, made in the year 2024.
    pub(crate) fn id(&mut self) -> String {
        let digits = self.text(b"0123456789abcdefghijklmnopqrstuvwxyz", 14);
        format!("9s{digits}")
    }

    pub(crate) fn blurhash(&mut self) -> String {
        self.text(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~", 54)
    }

    /// A time in the year 2024.
    pub(crate) fn time(&mut self) -> String {
        let mut below = |bound| self.below(bound);
        let (month, day) = (below(12) + 1, below(28) + 1);
        let (hour, minute) = (below(24), below(60));
        // A zero at the end would not be written back.
        let (second, millisecond) = (below(60), below(100) * 10 + 1 + below(9));
        format!(
            "2024-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z"
        )
    }
}
