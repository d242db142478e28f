//! Tokens, words, sentences: an article as a sequence of word ids, and views of a range of it.

pub(crate) mod document;
pub(crate) mod fold;
pub(crate) mod memo;
mod positions;
mod segment;
pub(crate) mod sentence_words;
pub(crate) mod token_window;
pub(crate) mod tokenise;
pub(crate) mod vocabulary;
