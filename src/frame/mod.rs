//! What frames a mention: who says so, whether it happened, who, where, when, how many. Depends on `text`, the
//! gazetteer and the record; the coder asks, through [`ArticleContext`], for the sentences in which a rule fired.

mod account;
mod agent;
#[cfg(test)]
#[path = "../../tests/agreement/mod.rs"]
mod agreement;
mod article_context;
pub(crate) mod attribution;
mod background;
mod claim;
pub(crate) mod count;
mod cue;
pub(crate) mod date;
mod figure;
mod link;
mod naming;
mod noun_phrase;
pub(crate) mod party;
pub(crate) mod party_phrase;
pub(crate) mod place;
pub(crate) mod realis;
pub(crate) mod toll;
mod victim;
mod word_class;

pub use article_context::ArticleContext;
