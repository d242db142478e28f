//! The words of a language, as data. `language/en/` has the closed classes and the verbs of English; this module reads
//! them once and answers what a word can be. It knows no grammar: which of its readings a word has in a sentence,
//! `analysis::grammar` decides.

mod inflect;
mod lexicon;

pub(crate) use lexicon::{Class, Lexicon, VerbForms, VerbReading};
