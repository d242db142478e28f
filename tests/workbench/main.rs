//! Tests of the corpus in memory as a live session uses it: typed rules beside those of packs, trials, explanations,
//! reported differences, tallies and costs.

mod bench;
mod edit;
mod insight;
mod tell;
mod trial;
mod typed;
