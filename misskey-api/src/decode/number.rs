//! Whole numbers.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};

use super::{BlankBy, ByHand, Decode, DecodeBy};

/// Whole numbers, also where a server writes them with a fraction of zero.
impl Decode for i64 {
    type By = ByHand;
}

impl DecodeBy<i64> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        struct Whole;

        impl Visitor<'_> for Whole {
            type Value = i64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
                Ok(value)
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
                i64::try_from(value).map_err(|_| {
                    E::custom("a whole number above the greatest that fits")
                })
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
                // The bounds of the numbers that both types hold exactly.
                const EXACT: f64 = 9_007_199_254_740_992.0;
                if value.fract() == 0.0 && (-EXACT..=EXACT).contains(&value) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "checked to be exact"
                    )]
                    let whole = value as i64;
                    return Ok(whole);
                }
                Err(E::custom(format_args!("{value} is not a whole number")))
            }
        }

        deserializer.deserialize_any(Whole)
    }
}

impl BlankBy<i64> for ByHand {
    #[inline]
    fn blank() -> i64 {
        0
    }
}
