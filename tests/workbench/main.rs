//! What a live session asks of the corpus in memory: rules typed at a prompt among those of packs, trials, reasons,
//! differences told, tallies and costs.

mod bench;
mod edit;
mod insight;
mod tell;
mod trial;
mod typed;
