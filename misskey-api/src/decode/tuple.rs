//! Lists of fixed length.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{BlankBy, ByHand, Decode, DecodeBy, Seed, blank};
use crate::drift;
use crate::path::{self, Step};

/// Lists of fixed length. What comes after the last element is not looked at.
macro_rules! tuples {
    ($($count:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: Decode<By: BlankBy<$name>>),*> Decode for ($($name,)*) {
            type By = ByHand;
        }

        impl<$($name: Decode<By: BlankBy<$name>>),*> DecodeBy<($($name,)*)> for ByHand {
            fn decode<'de, De: Deserializer<'de>>(deserializer: De) -> Result<($($name,)*), De::Error> {
                struct Tuple<T>(PhantomData<T>);

                impl<'de, $($name: Decode<By: BlankBy<$name>>),*> Visitor<'de> for Tuple<($($name,)*)> {
                    type Value = ($($name,)*);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        write!(f, "a list of {} elements", $count)
                    }

                    fn visit_seq<Seq: SeqAccess<'de>>(self, mut elements: Seq) -> Result<Self::Value, Seq::Error> {
                        let mut tuple: Self::Value = blank();
                        if drift::is_collecting() {
                            $(match elements.next_element::<Box<RawValue>>()? {
                                Some(raw) => {
                                    let element = drift::part(Step::Index($index), raw.get(), drift::decode);
                                    tuple.$index = element.unwrap_or_else(blank);
                                }
                                None => drift::report(Some(Step::Index($index)), "the element is missing", None),
                            })*
                            while elements.next_element::<IgnoredAny>()?.is_some() {}
                            return Ok(tuple);
                        }
                        $(match elements.next_element_seed(Seed::new()) {
                            Ok(Some(element)) => tuple.$index = element,
                            Ok(None) => return Err(de::Error::invalid_length($index, &self)),
                            Err(error) => return Err(path::through(Step::Index($index), &error)),
                        })*
                        while elements.next_element::<IgnoredAny>()?.is_some() {}
                        Ok(tuple)
                    }
                }

                deserializer.deserialize_seq(Tuple(PhantomData))
            }
        }

        impl<$($name: Decode<By: BlankBy<$name>>),*> BlankBy<($($name,)*)> for ByHand {
            fn blank() -> ($($name,)*) {
                ($(blank::<$name>(),)*)
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
}
