//! The grammar of a clause, who says what to whom. Verbs and clauses of speech, the phrases that name a speaker,
//! chains of attribution, quotations, and the pronouns that stand for a speaker. Looks at tokens alone; knows no
//! gazetteer and no rule.

mod attribution_chain;
pub(crate) mod coreference;
mod forward_phrase;
pub(crate) mod quote;
mod speaker;
pub(crate) mod speaker_phrase;
pub(crate) mod speech;
mod speech_cue;
pub(crate) mod speech_verb;
pub(crate) mod word_class;
