//! Maps from text.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{BlankBy, ByHand, Decode, DecodeBy, Seed};
use crate::path::{self, Step};
use crate::{Map, drift};

impl<T: Decode> Decode for Map<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Map<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<T>, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Decode> Visitor<'de> for Entries<T> {
            type Value = Map<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut entries: A,
            ) -> Result<Map<T>, A::Error> {
                let mut map = Map::new();
                while let Some(key) = entries.next_key::<String>()? {
                    if drift::is_collecting() {
                        let raw = entries.next_value::<Box<RawValue>>()?;
                        let value =
                            drift::part(Step::Key(&key), raw.get(), drift::decode);
                        map.extend(value.map(|value| (key, value)));
                        continue;
                    }
                    match entries.next_value_seed(Seed::new()) {
                        Ok(value) => drop(map.insert(key, value)),
                        Err(error) => {
                            return Err(path::through(Step::Key(&key), &error));
                        }
                    }
                }
                Ok(map)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

impl<T: Decode> BlankBy<Map<T>> for ByHand {
    #[inline]
    fn blank() -> Map<T> {
        Map::new()
    }
}
