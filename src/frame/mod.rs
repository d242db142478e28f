//! What frames a mention: claimant, realis, parties, place, date, counts. Depends on `text`, the gazetteer and the
//! record. The coder asks through [`ArticleContext`], only for sentences in which a rule fired.

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
mod inherit;
mod link;
mod naming;
mod noun_phrase;
mod partition;
pub(crate) mod party;
pub(crate) mod party_phrase;
pub(crate) mod place;
pub(crate) mod realis;
mod state_body;
mod syntax;
pub(crate) mod toll;
mod victim;
mod word_class;

pub use agent::ClauseForm;
pub use article_context::ArticleContext;
