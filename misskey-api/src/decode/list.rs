//! Lists.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{BlankBy, ByHand, Decode, DecodeBy};
use crate::drift;
use crate::path::{self, Step};

impl<T: Decode> Decode for Vec<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Vec<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
        struct List<T>(PhantomData<T>);

        impl<'de, T: Decode> Visitor<'de> for List<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut elements: A,
            ) -> Result<Vec<T>, A::Error> {
                let mut list = Vec::new();
                if drift::is_collecting() {
                    let mut index = 0;
                    while let Some(raw) = elements.next_element::<Box<RawValue>>()? {
                        list.extend(drift::part(
                            Step::Index(index),
                            raw.get(),
                            drift::decode,
                        ));
                        index += 1;
                    }
                    return Ok(list);
                }
                loop {
                    match elements.next_element_seed(Onto(&mut list)) {
                        Ok(Some(())) => {}
                        Ok(None) => return Ok(list),
                        Err(error) => {
                            return Err(path::through(Step::Index(list.len()), &error));
                        }
                    }
                }
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}

impl<T: Decode> BlankBy<Vec<T>> for ByHand {
    #[inline]
    fn blank() -> Vec<T> {
        Vec::new()
    }
}

/// Reads a value onto the end of a list.
struct Onto<'a, T>(&'a mut Vec<T>);

impl<'de, T: Decode> DeserializeSeed<'de> for Onto<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Some(vacant) = T::By::vacant() else {
            self.0.push(T::By::decode(deserializer)?);
            return Ok(());
        };
        let index = self.0.len();
        self.0.push(vacant);
        let read = T::By::decode_into(&mut self.0[index], deserializer);
        if read.is_err() {
            self.0.pop();
        }
        read
    }
}
