//! A value that a company may not have said.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

/// The word in a pack for a value that is not known.
const NOT_CONFIGURED: &str = "not_configured";

/// A value, or the statement that the company has not said it. A pack must write one or the other, so
/// that *unknown* is never read as 0, as none, or as whatever a program prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Configured<T> {
    /// The company's value.
    Value(T),
    /// Written `not_configured`. What needs the value stops and says so.
    NotConfigured,
}

impl<T> Configured<T> {
    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::NotConfigured => None,
        }
    }
}

impl<T: serde::Serialize> serde::Serialize for Configured<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::NotConfigured => serializer.serialize_str(NOT_CONFIGURED),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Configured<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueOrWord(PhantomData))
    }
}

struct ValueOrWord<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ValueOrWord<T> {
    type Value = Configured<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or `not_configured`")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Configured::Value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Configured::Value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        T::deserialize(value.into_deserializer()).map(Configured::Value)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match text {
            NOT_CONFIGURED => Ok(Configured::NotConfigured),
            text => T::deserialize(text.into_deserializer()).map(Configured::Value),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Configured::Value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        T::deserialize(SeqAccessDeserializer::new(seq)).map(Configured::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_said_or_said_to_be_missing_and_never_null() {
        let read = |json: &str| serde_json::from_str::<Configured<u32>>(json);
        assert_eq!(read("15").unwrap(), Configured::Value(15));
        assert_eq!(read("\"not_configured\"").unwrap(), Configured::NotConfigured);
        for bad in ["null", "-1", "1.5", "\"none\"", "{}"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        let texts: Configured<Vec<String>> = serde_json::from_str("[\"a\"]").unwrap();
        assert_eq!(serde_json::to_string(&texts).unwrap(), "[\"a\"]");
        assert_eq!(serde_json::to_string(&Configured::<u32>::NotConfigured).unwrap(), "\"not_configured\"");
    }
}
