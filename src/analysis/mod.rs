//! The grammar of reported speech in a clause: verbs and clauses of saying, phrases that name a speaker, chains of
//! attribution, quotations, and pronouns that refer to a speaker. Uses only tokens; knows no gazetteer and no rule.

mod attribution_chain;
pub(crate) mod coreference;
mod forward_phrase;
pub mod grammar;
mod inversion;
pub(crate) mod quote;
mod signature;
mod speaker;
pub(crate) mod speaker_phrase;
pub(crate) mod speech;
mod speech_cue;
pub(crate) mod speech_verb;
pub(crate) mod word_class;
