//! A corpus as tasks for threads: rows of a table, or files. The results come back in the order of the corpus, whatever
//! the number of threads, and never far ahead of who reads them, so that memory does not grow with the corpus.

use crate::capsule::Reader;
use crate::columns::Columns;
use crate::pool::{Pool, Slot};
use crate::wait::wait_in_stream;
use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use dateline::corpus::{Chunk, Chunks, CorpusError, Format, Omission, ReadOptions};
use dateline::{Article, DateOrder};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many rows are a task.
const ROWS: usize = 32;

/// How many tasks may be ahead of who reads the results, for each thread.
const AHEAD: usize = 4;

/// An article that could not be made.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Its id, where it is known.
    pub id: Option<String>,
    /// Its file, where it is of one.
    pub path: Option<String>,
    /// Why, where, and what to do.
    pub why: String,
}

/// A part of a corpus.
pub enum Task {
    /// Rows of a batch: the number of the first in the table, from 1.
    Rows { batch: RecordBatch, columns: Columns, first: u64, order: DateOrder },
    /// A part of files.
    Files { chunk: Box<Chunk>, options: Arc<ReadOptions> },
    /// A file that could not be read.
    Unread(Unread),
}

impl Task {
    /// Whether its articles are of files, which are coded one after the other.
    pub fn is_of_files(&self) -> bool {
        matches!(self, Task::Files { .. })
    }

    /// Hands each article to `each`, in order.
    pub fn each(self, mut each: impl FnMut(Result<Article, Unread>)) {
        self.each_with_format(|article, _| each(article));
    }

    /// Hands each article to `each`, in order, with the format of its file.
    pub fn each_with_format(self, mut each: impl FnMut(Result<Article, Unread>, Option<Format>)) {
        match self {
            Task::Unread(unread) => each(Err(unread), None),
            Task::Rows { batch, columns, first, order } => {
                for row in 0..batch.num_rows() {
                    let number = first + row as u64;
                    let unread = |id: Option<String>, why| Unread { id, path: None, why };
                    let article = match columns.given(&batch, row, number) {
                        Ok(given) => given.article(order).map_err(|error| {
                            unread(Some(given.id.into_owned()), told(number, &error))
                        }),
                        Err((id, why)) => Err(unread(id, why)),
                    };
                    each(article, None);
                }
            }
            Task::Files { chunk, options } => {
                for reading in chunk.readings(&options) {
                    match reading.outcome {
                        Ok(article) => each(Ok(article), reading.format),
                        Err(Omission::Error(error)) => each(Err(of_file(&error)), reading.format),
                        Err(Omission::PassedOver { .. }) => {}
                    }
                }
            }
        }
    }
}

fn told(number: u64, error: &CorpusError) -> String {
    format!("row {number}: {error}")
}

fn of_file(error: &CorpusError) -> Unread {
    Unread { id: None, path: Some(error.path().to_owned()), why: error.to_string() }
}

/// Where tasks come from.
pub enum Source {
    /// A table.
    Table {
        /// What is left of it.
        reader: Reader,
        /// Its columns.
        columns: Columns,
        /// How dates are read.
        order: DateOrder,
        /// The batch that is being cut, from this row on.
        batch: Option<(RecordBatch, usize)>,
        /// How many rows were cut.
        rows: u64,
    },
    /// Files.
    Files {
        /// What is left of them.
        chunks: Box<Chunks>,
        /// How they are read.
        options: Arc<ReadOptions>,
    },
}

impl Source {
    /// A table.
    pub fn table(reader: Reader, columns: Columns, order: DateOrder) -> Source {
        Source::Table { reader, columns, order, batch: None, rows: 0 }
    }

    /// The next task; `None` at the end.
    fn next(&mut self) -> Option<Result<Task, ArrowError>> {
        match self {
            Source::Files { chunks, options } => Some(Ok(match chunks.next()? {
                Ok(chunk) => Task::Files { chunk: Box::new(chunk), options: Arc::clone(options) },
                Err(error) => Task::Unread(of_file(&error)),
            })),
            Source::Table { reader, columns, order, batch, rows } => {
                while batch.as_ref().is_none_or(|(batch, from)| *from >= batch.num_rows()) {
                    match reader.next()? {
                        Ok(next) => *batch = Some((next, 0)),
                        Err(error) => return Some(Err(error)),
                    }
                }
                let (whole, from) = batch.as_mut()?;
                let length = ROWS.min(whole.num_rows() - *from);
                let part = whole.slice(*from, length);
                let first = *rows + 1;
                (*from, *rows) = (*from + length, *rows + length as u64);
                Some(Ok(Task::Rows { batch: part, columns: *columns, first, order: *order }))
            }
        }
    }
}

/// What a thread does with a task.
type Work<W, T> = Arc<dyn Fn(&mut W, Task) -> T + Send + Sync>;

/// The results of all tasks, in order.
pub struct Ordered<W: 'static, T: Send + 'static> {
    source: Source,
    is_read: bool,
    pool: Arc<Pool<W>>,
    threads: usize,
    work: Work<W, T>,
    pending: VecDeque<Arc<Slot<T>>>,
    stop: Arc<AtomicBool>,
}

impl<W, T: Send + 'static> Ordered<W, T> {
    /// The results of `work` on each task of `source`, done by at most so many threads.
    pub fn new(
        source: Source,
        pool: Arc<Pool<W>>,
        threads: usize,
        work: impl Fn(&mut W, Task) -> T + Send + Sync + 'static,
    ) -> Ordered<W, T> {
        let stop = Arc::new(AtomicBool::new(false));
        let (work, pending) = (Arc::new(work), VecDeque::new());
        Ordered { source, is_read: false, pool, threads, work, pending, stop }
    }

    /// Gives tasks to threads until enough are ahead.
    fn fill(&mut self) -> Result<(), ArrowError> {
        while !self.is_read && self.pending.len() < self.threads * AHEAD {
            let Some(task) = self.source.next().transpose()? else {
                self.is_read = true;
                break;
            };
            let (work, stop) = (Arc::clone(&self.work), Arc::clone(&self.stop));
            let job = move |state: &mut W| {
                // Nobody reads the result of a task that comes after a stop.
                let task = match stop.load(Ordering::Relaxed) {
                    true => Task::Unread(Unread { id: None, path: None, why: String::new() }),
                    false => task,
                };
                work(state, task)
            };
            let slot = self.pool.submit(self.threads, job);
            self.pending.push_back(slot.map_err(|error| ArrowError::ExternalError(error.into()))?);
        }
        Ok(())
    }
}

impl<W, T: Send + 'static> Iterator for Ordered<W, T> {
    type Item = Result<T, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Err(error) = self.fill() {
            self.stop.store(true, Ordering::Relaxed);
            return Some(Err(error));
        }
        let slot = self.pending.pop_front()?;
        let done = wait_in_stream(&slot);
        if done.is_err() {
            self.stop.store(true, Ordering::Relaxed);
        }
        Some(done)
    }
}

impl<W, T: Send + 'static> Drop for Ordered<W, T> {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}
