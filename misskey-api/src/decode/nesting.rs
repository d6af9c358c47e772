//! What may be there or not, and what may contain itself.

use std::fmt;

use serde::de::{Deserializer, Visitor};

use super::{BlankBy, ByHand, Decode, DecodeBy, blank};
use crate::depth;

impl<T: Decode> Decode for Option<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Option<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let mut value = None;
        Self::decode_into(&mut value, deserializer)?;
        Ok(value)
    }

    fn decode_into<'de, D: Deserializer<'de>>(
        value: &mut Option<T>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        struct Perhaps<'a, T>(&'a mut Option<T>);

        impl<'de, T: Decode> Visitor<'de> for Perhaps<'_, T> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }

            fn visit_none<E>(self) -> Result<(), E> {
                *self.0 = None;
                Ok(())
            }

            fn visit_unit<E>(self) -> Result<(), E> {
                *self.0 = None;
                Ok(())
            }

            fn visit_some<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<(), D::Error> {
                let Some(vacant) = T::By::vacant() else {
                    *self.0 = Some(T::By::decode(deserializer)?);
                    return Ok(());
                };
                let read = T::By::decode_into(self.0.insert(vacant), deserializer);
                if read.is_err() {
                    *self.0 = None;
                }
                read
            }
        }

        deserializer.deserialize_option(Perhaps(value))
    }
}

impl<T: Decode> BlankBy<Option<T>> for ByHand {
    #[inline]
    fn blank() -> Option<T> {
        None
    }
}

/// What is boxed may contain itself: how deep is limited.
impl<T: Decode> Decode for Box<T> {
    type By = ByHand;
}

impl<T: Decode> DecodeBy<Box<T>> for ByHand {
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Box<T>, D::Error> {
        let _level = depth::enter()?;
        match T::By::vacant() {
            Some(vacant) => {
                let mut value = Box::new(vacant);
                T::By::decode_into(&mut value, deserializer)?;
                Ok(value)
            }
            None => T::By::decode(deserializer).map(Box::new),
        }
    }

    fn vacant() -> Option<Box<T>> {
        T::By::vacant().map(Box::new)
    }

    fn decode_into<'de, D: Deserializer<'de>>(
        value: &mut Box<T>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let _level = depth::enter()?;
        T::By::decode_into(value, deserializer)
    }
}

impl<T: Decode<By: BlankBy<T>>> BlankBy<Box<T>> for ByHand {
    fn blank() -> Box<T> {
        Box::new(blank())
    }
}
