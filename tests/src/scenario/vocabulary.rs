//! Closed lists of words: each word is one variant, and a word that is not on the list is answered with the list.

/// Declares an enum whose variants are words of a scenario file, with the type of what may follow the colon.
///
/// It makes `WORDS`, and `read`, which takes what follows the colon from a YAML map, so that the parser can name
/// line and column of anything wrong in it.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident $(($details:ty))? = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $($(#[$word_doc])* $variant $(($details))?,)+
        }

        impl $name {
            /// Every word of the list.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as scenario files write it.
            #[must_use]
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $word,)+ }
            }

            /// Reads what follows a word, from a map entry whose key was just read.
            pub(super) fn read<'de, A: serde::de::MapAccess<'de>>(
                word: &str,
                entry: &mut A,
            ) -> Result<Self, A::Error> {
                match word {
                    $($word => $crate::scenario::vocabulary::vocabulary!(@read $variant entry $($details)?),)+
                    other => Err(serde::de::Error::custom($crate::scenario::vocabulary::unknown(other, Self::WORDS))),
                }
            }
        }
    };
    (@read $variant:ident $entry:ident) => {{
        $entry.next_value::<$crate::scenario::vocabulary::NoDetails>()?;
        Ok(Self::$variant)
    }};
    (@read $variant:ident $entry:ident $details:ty) => { $entry.next_value().map(Self::$variant) };
}

use serde::de::value::MapDeserializer;
use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, Visitor};
pub(super) use vocabulary;

/// An entry without anything after its word.
pub(super) type Bare<'w, E> = MapDeserializer<'w, std::iter::Once<(&'w str, Nothing)>, E>;

/// Reads a word that stands alone, if everything that may follow it can be left out.
pub(super) fn bare<'w, T, E: de::Error>(
    word: &'w str,
    read: impl FnOnce(&str, &mut Bare<'w, E>) -> Result<T, E>,
) -> Result<T, E> {
    let mut entry = MapDeserializer::new(std::iter::once((word, Nothing)));
    let _: Option<String> = de::MapAccess::next_key(&mut entry)?;
    read(word, &mut entry)
}

/// What stands after a word without a colon: an empty map, so that details which can all be left out can be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nothing;

impl<'de, E: de::Error> IntoDeserializer<'de, E> for Nothing {
    type Deserializer = MapDeserializer<'de, std::iter::Empty<(&'de str, &'de str)>, E>;

    fn into_deserializer(self) -> Self::Deserializer {
        MapDeserializer::new(std::iter::empty())
    }
}

/// The absence of details.
pub(super) struct NoDetails;

impl<'de> Deserialize<'de> for NoDetails {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Absent;
        impl<'de> Visitor<'de> for Absent {
            type Value = NoDetails;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("nothing after these words")
            }

            fn visit_unit<E: de::Error>(self) -> Result<NoDetails, E> {
                Ok(NoDetails)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<NoDetails, A::Error> {
                match map.next_key::<String>()? {
                    None => Ok(NoDetails),
                    Some(_) => Err(de::Error::custom("expected nothing after these words")),
                }
            }
        }
        deserializer.deserialize_any(Absent)
    }
}

/// What to say about a word that is not on the list; the likely ones first.
pub(super) fn unknown(word: &str, known: &[&str]) -> String {
    let mut known = known.to_vec();
    known.sort_by_key(|candidate| (strsim::levenshtein(word, candidate), *candidate));
    format!("`{word}` is not known here. Known, the most similar first:\n    {}", known.join("\n    "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_similar_word_is_named_first() {
        let message = unknown("goes ofline", &["comes online", "syncs", "goes offline"]);
        assert_eq!(message.lines().nth(1), Some("    goes offline"), "{message}");
    }
}
