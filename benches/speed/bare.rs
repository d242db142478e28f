//! The baseline: plain Aho-Corasick over the same texts and phrases, with a whole-word check and nothing else.

use crate::job::{Job, Outcome, Row};
use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// One automaton over all phrases of the job.
pub struct Bare<'job> {
    job: &'job Job,
    automaton: AhoCorasick,
}

impl<'job> Bare<'job> {
    /// Builds it as a contiguous NFA or a DFA.
    pub fn new(job: &'job Job, kind: AhoCorasickKind) -> Outcome<Self> {
        Ok(Bare { job, automaton: job.automaton(kind)? })
    }

    /// The number of phrase hits in `rows`, overlapping ones included.
    pub fn count(&self, rows: &[Row]) -> u64 {
        let mut count = 0;
        for row in rows {
            for hit in self.automaton.find_overlapping_iter(&row.text) {
                let needle = &self.job.needles[hit.pattern().as_usize()];
                count += u64::from(needle.holds(&row.text, hit.start(), hit.end()));
            }
        }
        count
    }

    /// Its size in bytes.
    pub fn size(&self) -> usize {
        self.automaton.memory_usage()
    }
}
