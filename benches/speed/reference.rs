//! The reference implementation: the speed job as a plain program would do it, with the naive sentence splitter. Its
//! hits define the job; that their number is as known is checked before anything is timed.

use crate::job::{Job, Outcome, Row};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;
use std::collections::BTreeMap;

/// How often each (article id, rule id) is hit: once per article, but a few articles of the corpus share an id.
pub type HitSet = BTreeMap<(String, String), i64>;

/// The reference program, built once.
pub struct Reference<'job> {
    job: &'job Job,
    automaton: AhoCorasick,
    border: Regex,
}

impl<'job> Reference<'job> {
    /// Builds it for `job`.
    pub fn new(job: &'job Job) -> Outcome<Self> {
        let automaton = job.automaton(AhoCorasickKind::DFA)?;
        let border = Regex::new(r#"[.!?]["”’')\]]*\s+|\n\s*\n"#)?;
        Ok(Reference { job, automaton, border })
    }

    /// The rules that hold in some sentence of `text`: one bit per rule.
    pub fn rules_of(&self, text: &str) -> u64 {
        let mut found: Vec<(usize, u32)> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let needle = &self.job.needles[hit.pattern().as_usize()];
            if needle.holds(text, hit.start(), hit.end()) {
                found.push((hit.end(), needle.list));
            }
        }
        if found.is_empty() {
            return 0;
        }
        // Hits come in the order of their ends, and no needle crosses a sentence boundary: sentences are filled in
        // turn.
        let mut holding = 0;
        let mut next = found.iter().peekable();
        let mut close = |border: usize| {
            let mut lists = 0;
            while let Some((_, list)) = next.next_if(|(end, _)| *end <= border) {
                lists |= list;
            }
            for (at, rule) in self.job.rules.iter().enumerate() {
                if lists != 0 && rule.lists & !lists == 0 {
                    holding |= 1u64 << at;
                }
            }
        };
        for border in self.border.find_iter(text) {
            close(border.end());
        }
        close(text.len());
        holding
    }

    /// The number of hits in `rows`.
    pub fn count(&self, rows: &[Row]) -> u64 {
        rows.iter().map(|row| u64::from(self.rules_of(&row.text).count_ones())).sum()
    }

    /// The hits in `rows`.
    pub fn hits(&self, rows: &[Row]) -> HitSet {
        let mut hits = HitSet::new();
        for row in rows {
            let holding = self.rules_of(&row.text);
            for (at, rule) in self.job.rules.iter().enumerate() {
                if holding >> at & 1 == 1 {
                    *hits.entry((row.id.clone(), rule.id.clone())).or_default() += 1;
                }
            }
        }
        hits
    }
}
