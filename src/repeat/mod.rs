//! Articles that repeat an earlier one of the same corpus: the same wire story, at most slightly changed, cut, or under
//! another headline. Values only; `cmd` and `live` ask in the order of the corpus.
//!
//! A [`Signature`] is a sample of an article's word sequences, always the same sample of equal sequences, so that two
//! signatures say how much of one article is in another, whatever their lengths (bottom-k sampling, a kind of MinHash).
//! A [`RepeatIndex`] has the signatures of the articles so far and finds the first that a new one repeats.
//!
//! Only what the later article says counts: a story that adds to an earlier one is none of its repeats. Nor is one with
//! a figure that the earlier one lacks, since a new toll is news, nor one whose events name what the earlier one does not
//! ([`EventWords`]): daily reports are alike to the word but for the town and the day.

mod index;
mod signature;
mod words;

pub use index::RepeatIndex;
pub use signature::Signature;
pub use words::EventWords;
