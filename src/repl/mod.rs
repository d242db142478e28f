//! Floor 6: the live session. `desk` answers a prompt's questions from the corpus in memory.

pub mod desk;
