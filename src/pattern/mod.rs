//! Patterns: what rules look for. A [`Pattern`] is a value (`expr`); its strings become word tests (`phrase`, `lower`);
//! all rules' patterns together become one [`Matcher`] (`matcher`, over `words`, `trie` and `word_cache`), whose plans
//! `eval` evaluates on a range of text and `explain` explains.

pub(crate) mod alternatives;
mod condition;
mod error;
pub mod eval;
pub(crate) mod explain;
pub(crate) mod expr;
mod lower;
pub mod matcher;
pub mod packed;
pub(crate) mod phrase;
pub(crate) mod regex_size;
pub(crate) mod stem;
mod syntax;
mod trie;
mod word_cache;
pub(crate) mod word_index;
pub(crate) mod words;
mod written;

pub use condition::{Test, WordSort};
pub use error::PatternError;
pub use eval::{Entities, EvalMemo, MatchContext};
pub use expr::{MOST_LEVELS, Op, Pattern, Scope};
pub use matcher::{Matcher, MatcherBuilder, NodeId};
pub(crate) use regex_size::{MOST_REGEX_WEIGHT, regex_weight};
pub use trie::Hit;
pub use word_cache::WordCache;
pub use word_index::WordIndex;
