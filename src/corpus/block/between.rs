//! The way from one list of records to the next: through what wraps them, and from one JSON text to another behind it.

use super::super::array;
use super::super::error::PathAndLine;
use super::super::json_walk::Step;
use super::{BLOCK, Block, Blocks, CorpusError, RecordFormat, lines};

impl Blocks {
    /// Tells these with the next article.
    pub(super) fn tell(&mut self, told: impl IntoIterator<Item = String>) {
        let place = PathAndLine(&self.container.path, Some(self.line.into())).to_string();
        self.remarks.extend(told.into_iter().map(|told| format!("{place}: {told}")));
    }

    /// Goes on through a text that wraps its records; `None` if more has to be read, or if the next records begin here.
    pub(super) fn go_on(&mut self) -> Option<Result<Block, CorpusError>> {
        let limit = self.options.limit();
        if !self.ended && self.rest.len() < self.wanted.min(limit + 1) {
            return None;
        }
        let is_all = self.ended || self.rest.len() >= BLOCK;
        let mut walk = self.walk.take().unwrap_or_default();
        let step = walk.step(&self.rest, 0, is_all, &self.options.fields);
        let told = std::mem::take(&mut walk.told);
        self.walk = Some(walk);
        self.tell(told);
        match step {
            Step::List(start, chat) => {
                self.pass(start);
                self.records = Some(chat.map_or(RecordFormat::Array, RecordFormat::Messages));
                (self.is_between, self.wanted) = (false, 0);
                None
            }
            Step::Sequence(start) => {
                self.pass(start);
                self.records = Some(RecordFormat::Objects { is_single: false });
                (self.is_between, self.walk, self.wanted) = (false, None, 0);
                None
            }
            Step::Record(start, end) => {
                self.pass(start);
                (self.records, self.elements) = (Some(RecordFormat::Array), 1);
                Some(Ok(self.take_block(end - start)))
            }
            Step::More(from) if !self.ended => {
                self.pass(from);
                self.wanted = 2 * self.rest.len();
                if self.rest.len() <= limit {
                    return None;
                }
                let (path, line) = (self.container.path.clone(), Some(self.line.into()));
                self.stop();
                Some(Err(CorpusError::TooLarge { path, line, limit: limit as u64 }))
            }
            Step::End(true) => {
                self.is_between = false;
                self.pass(self.rest.len());
                self.broken.take().map(Err)
            }
            Step::More(_) | Step::End(false) => {
                let reason = "the file ends before its brackets are closed";
                Some(Err(self.broken_off(self.rest.len(), reason)))
            }
            Step::Broken(at) => {
                let reason = "from here on it is no JSON, and is not read";
                Some(Err(self.broken_off(at, reason)))
            }
        }
    }

    /// Ends the reading with an error at this place; that of the file itself comes first.
    fn broken_off(&mut self, at: usize, reason: &str) -> CorpusError {
        let line = self.line + lines(&self.rest[..at]);
        let (path, reason) = (self.container.path.clone(), reason.to_owned());
        let known = self.broken.take();
        self.stop();
        known.unwrap_or(CorpusError::BrokenList { path, line, reason })
    }

    /// Behind a list there is nothing, or other JSON, which is read like the first: `None` if that, or more bytes, are to be
    /// looked at.
    pub(super) fn behind_list(&mut self) -> Option<Option<Result<Block, CorpusError>>> {
        self.pass(array::blank(&self.rest, 0));
        if self.rest.is_empty() {
            return self.ended.then(|| self.broken.take().map(Err));
        }
        if matches!(self.rest.first(), Some(b'[' | b'{')) {
            (self.list_over, self.records, self.wanted) = (false, None, 0);
            return None;
        }
        let reason = "there is something after the end of the list; it is not read".to_owned();
        let (path, line) = (self.container.path.clone(), self.line);
        self.stop();
        Some(Some(Err(CorpusError::BrokenList { path, line, reason })))
    }
}
