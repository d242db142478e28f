//! What to look for. A [`Pattern`] is a value (`expr`); its strings become word tests (`phrase`, `lower`);
//! all rules' patterns together become one [`Matcher`] (`matcher`, over `words`, `trie` and `word_cache`), whose plans `eval`
//! judges on a stretch of text and `explain` says why and why not.

mod error;
pub mod eval;
pub(crate) mod explain;
pub(crate) mod expr;
pub(crate) mod lexis;
mod lower;
pub mod matcher;
pub(crate) mod phrase;
pub(crate) mod stem;
mod trie;
mod word_cache;
mod words;

pub use error::PatternError;
pub use eval::{Entities, Memo, Reading};
pub use expr::{Op, Pattern, Scope};
pub use lexis::Lexis;
pub use matcher::{Matcher, MatcherBuilder, NodeId};
pub use trie::Hit;
pub use word_cache::WordCache;
