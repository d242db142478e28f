//! The words of the record: one table for each enum. JSON, rules, completion, expectations, gold and messages all use
//! it.

use serde::Deserializer;
use serde::de::{Error, Visitor};
use std::fmt;

/// The error for a word that names no value of a type of the record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {noun}: use one of {}", .known.join(", "))]
pub struct UnknownName {
    /// The word.
    pub word: String,
    /// The type, such as "type of count".
    pub noun: &'static str,
    /// The valid words, in the order of the codebook.
    pub known: Vec<&'static str>,
}

/// Gives an enum its words, and with them its JSON form.
macro_rules! names {
    ($type:ident, $noun:literal, { $($variant:ident => $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value with its word in the record, in the order of the codebook.
            pub const NAMES: &'static [(&'static str, $type)] =
                &[$(($name, $type::$variant)),+];

            /// Its word in the record.
            pub fn name(self) -> &'static str {
                match self {
                    $($type::$variant => $name),+
                }
            }

            /// The words of all values, in the order of the codebook.
            pub fn words() -> impl Iterator<Item = &'static str> {
                $type::NAMES.iter().map(|(name, _)| *name)
            }

            /// The value of `word`, spelt as in the record. Any other word is an error that lists the valid words.
            pub fn parse(word: &str) -> Result<$type, $crate::event::UnknownName> {
                let named = $type::NAMES.iter().find(|(name, _)| *name == word);
                named.map(|(_, value)| *value).ok_or_else(|| $crate::event::UnknownName {
                    word: word.to_owned(),
                    noun: $noun,
                    known: $type::words().collect(),
                })
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::event::name::read(deserializer, $noun, $type::parse)
            }
        }
    };
}
pub(super) use names;

/// Deserialises a text and converts it; `noun` says what is expected where there is no text.
pub(super) fn read<'de, D: Deserializer<'de>, T, E: fmt::Display>(
    deserializer: D,
    noun: &'static str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    struct NameTable<F>(&'static str, F);
    impl<T, E: fmt::Display, F: Fn(&str) -> Result<T, E>> Visitor<'_> for NameTable<F> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            write!(f, "the word for a {}", self.0)
        }

        fn visit_str<X: Error>(self, text: &str) -> Result<T, X> {
            (self.1)(text).map_err(X::custom)
        }
    }
    deserializer.deserialize_str(NameTable(noun, parse))
}
