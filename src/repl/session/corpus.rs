//! The articles of a session: in memory, and their paths.

use crate::live::LiveCorpus;
use crate::repl::corpus_queries::CorpusQueries;
use crate::script::Limits;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The articles, and the events that the rules find in them.
pub struct SessionCorpus {
    /// The articles in memory.
    pub live: Rc<RefCell<LiveCorpus>>,
    /// The queries that the prompt can make.
    pub queries: Rc<RefCell<CorpusQueries>>,
    /// The paths loaded; empty for the shipped articles.
    pub paths: Vec<PathBuf>,
    /// Files among them that changed since; each was reported.
    pub changed: BTreeSet<PathBuf>,
}

impl SessionCorpus {
    /// Without articles; `interrupt` stops what runs on them.
    pub fn open(threads: usize, interrupt: &Arc<AtomicBool>) -> Result<SessionCorpus, String> {
        let live = LiveCorpus::new(threads, Limits::default(), interrupt.clone())
            .map_err(|error| format!("cannot start worker threads: {error}"))?;
        let live = Rc::new(RefCell::new(live));
        let queries = CorpusQueries::new(live.clone()).map_err(|_| "stopped".to_owned())?;
        let queries = Rc::new(RefCell::new(queries));
        Ok(SessionCorpus { live, queries, paths: Vec::new(), changed: BTreeSet::new() })
    }
}
