//! Tokens and session ids that differ from run to run. Nothing here needs to be unguessable.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A stream of numbers, seeded by what the standard library seeds its maps with.
#[derive(Debug)]
pub(crate) struct Random {
    seed: RandomState,
    drawn: u64,
}

impl Random {
    pub(crate) fn new() -> Self {
        Self {
            seed: RandomState::new(),
            drawn: 0,
        }
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.number() % limit
    }

    /// Letters and digits, as tokens are made of.
    pub(crate) fn token(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 62] =
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        let letters = (0..length).map(|_| ALPHABET[(self.number() % 62) as usize]);
        letters.map(char::from).collect()
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        let version = 0x4000 | (high & 0x0fff);
        let variant = 0x8000 | (low >> 48 & 0x3fff);
        format!(
            "{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            low & 0xffff_ffff_ffff,
        )
    }

    fn number(&mut self) -> u64 {
        self.drawn += 1;
        let mut hasher = self.seed.build_hasher();
        hasher.write_u64(self.drawn);
        hasher.finish()
    }
}
