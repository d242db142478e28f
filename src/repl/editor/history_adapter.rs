//! The history as rustyline sees it, for the arrow keys and the backward search. It adds nothing: the history file is
//! written when an entry is sent.

use crate::repl::history::History;
use rustyline::Result;
use rustyline::history::{SearchDirection, SearchResult};
use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The shared history.
pub struct HistoryAdapter(pub Arc<Mutex<History>>);

impl HistoryAdapter {
    fn history(&self) -> MutexGuard<'_, History> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first entry from `start` on, in that direction, for which `find` gives a position.
    fn first(
        &self,
        start: usize,
        direction: SearchDirection,
        find: impl Fn(&str) -> Option<usize>,
    ) -> Option<SearchResult<'static>> {
        let history = self.history();
        let entries = history.entries();
        let hit = |idx: usize| {
            let pos = find(&entries[idx])?;
            Some(SearchResult { entry: Cow::Owned(entries[idx].clone()), idx, pos })
        };
        if start >= entries.len() {
            return None;
        }
        match direction {
            SearchDirection::Forward => (start..entries.len()).find_map(hit),
            SearchDirection::Reverse => (0..=start).rev().find_map(hit),
        }
    }
}

/// The byte offset of `wanted` in `entry`, ignoring case.
fn place(entry: &str, wanted: &str) -> Option<usize> {
    let wanted = wanted.to_lowercase();
    let lower = |rest: &str| rest.chars().flat_map(char::to_lowercase).collect::<String>();
    // A lower-case letter may have more bytes than its capital, so each position is tried.
    let places = entry.char_indices().map(|(at, _)| at);
    match entry.is_ascii() {
        true => entry.to_ascii_lowercase().find(&wanted),
        false => places.into_iter().find(|at| lower(&entry[*at..]).starts_with(&wanted)),
    }
}

impl rustyline::history::History for HistoryAdapter {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        let entry = self.history().entries().get(index).cloned();
        Ok(entry.map(|entry| SearchResult { entry: Cow::Owned(entry), idx: index, pos: 0 }))
    }

    fn add(&mut self, _: &str) -> Result<bool> {
        Ok(false)
    }

    fn add_owned(&mut self, _: String) -> Result<bool> {
        Ok(false)
    }

    fn len(&self) -> usize {
        self.history().entries().len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn set_max_len(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        Ok(())
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        if term.is_empty() {
            return Ok(None);
        }
        Ok(self.first(start, direction, |entry| place(entry, term)))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let begins = |entry: &str| entry.starts_with(term).then_some(term.len());
        Ok(self.first(start, direction, begins))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustyline::history::History as _;

    fn past() -> HistoryAdapter {
        let mut history = History::open(None);
        for entry in ["let Äpfel = 1", "count(p)", "kwic(COUNT)"] {
            history.add(entry);
        }
        HistoryAdapter(Arc::new(Mutex::new(history)))
    }

    #[test]
    fn search_works_in_both_directions_and_ignores_case() {
        let past = past();
        let found = |term: &str, start: usize, direction: SearchDirection| {
            let result = past.search(term, start, direction).unwrap();
            result.map(|result| (result.idx, result.pos))
        };
        assert_eq!(found("count", 2, SearchDirection::Reverse), Some((2, 5)));
        assert_eq!(found("count", 1, SearchDirection::Reverse), Some((1, 0)));
        assert_eq!(found("count", 0, SearchDirection::Reverse), None);
        assert_eq!(found("COUNT", 0, SearchDirection::Forward), Some((1, 0)));
        assert_eq!(found("äpf", 2, SearchDirection::Reverse), Some((0, 4)));
        assert_eq!(
            (found("", 0, SearchDirection::Forward), found("a", 9, SearchDirection::Reverse)),
            (None, None)
        );
        let begun = past.starts_with("co", 2, SearchDirection::Reverse).unwrap();
        assert_eq!(begun.map(|begun| begun.entry.into_owned()).as_deref(), Some("count(p)"));
    }
}
