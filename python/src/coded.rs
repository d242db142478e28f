//! The events of a corpus as a table: one row an event, one row for each article that could not be coded and each fault of
//! a rule, so that nothing is lost without a word.

use crate::pool::words;
use crate::work::{Ordered, Task, Unread};
use arrow_array::{
    ArrayRef, RecordBatch, RecordBatchReader, StringArray, StructArray, new_null_array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use dateline::event::OffsetUnit;
use dateline::repeat::{EventWords, RepeatIndex, Signature};
use dateline::{Article, Event, Fault, Worker};
use serde::Serialize;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// How many rows are a batch at most, but for the events of the last task in it.
const BATCH: usize = 2_048;

/// How many messages of each sort are kept.
const NAMED: usize = 20;

/// The column that says why a row holds no event.
pub const FAULT: &str = "fault";

/// What a stream has given so far.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Totals {
    /// Articles that were coded.
    pub articles: u64,
    /// Their events.
    pub events: u64,
    /// Articles that could not be coded.
    pub unread: u64,
    /// Faults of rules.
    pub faults: u64,
    /// Articles that repeat an earlier one.
    pub repeats: u64,
    /// Articles whose id an earlier one has.
    pub duplicate_ids: u64,
    /// The first of these ids.
    pub first_duplicate_ids: Vec<String>,
    /// The first messages of unread articles and faults.
    pub first_messages: Vec<String>,
    /// Whether the stream was read to its end.
    pub is_complete: bool,
}

impl Totals {
    /// Counts an article that could not be read.
    pub fn left_out(&mut self, why: &str) {
        self.unread += 1;
        note(&mut self.first_messages, why);
    }
}

/// Totals that are read while a stream goes on.
pub type SharedTotals = Arc<Mutex<Totals>>;

/// Reads or changes totals.
pub fn locked<T>(totals: &SharedTotals, with: impl FnOnce(&mut Totals) -> T) -> T {
    with(&mut totals.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What became of an article.
pub struct CodedRow {
    id: String,
    events: Vec<Event>,
    /// With events: what it is compared with others by.
    signature: Option<(Signature, EventWords)>,
    faults: Vec<Fault>,
}

/// How articles are coded.
#[derive(Clone, Copy, Debug)]
pub struct Coding {
    /// What offsets count.
    pub unit: OffsetUnit,
    /// Whether articles that repeat an earlier one are marked.
    pub repeats: bool,
}

/// Codes the articles of a task.
pub fn code(worker: &mut Worker, task: Task, coding: Coding) -> Vec<Result<CodedRow, Unread>> {
    let none = BTreeSet::new();
    let is_of_files = task.is_of_files();
    // A rule that exceeds its limits again and again is put aside for a part of a file, as in `dateline run`; for one row
    // only, since its events must not depend on the rows before it.
    worker.begin_chunk(&none);
    let mut rows = Vec::new();
    task.each(|article| {
        if !is_of_files {
            worker.begin_chunk(&none);
        }
        rows.push(article.and_then(|article| one(worker, article, coding)));
    });
    rows
}

fn one(worker: &mut Worker, article: Article, coding: Coding) -> Result<CodedRow, Unread> {
    let (id, path) = (article.id.clone(), article.origin.path.clone());
    let coded = catch_unwind(AssertUnwindSafe(|| {
        let mut coded = worker.code(article);
        let is_compared = coding.repeats && !coded.events.is_empty();
        let signature =
            is_compared.then(|| (Signature::of(coded.article()), EventWords::of(&coded.events)));
        let counted = coded.count_in(coding.unit).map_err(|error| error.to_string());
        counted.map(|()| (coded.events, signature, coded.faults))
    }));
    let why = match coded {
        Ok(Ok((events, signature, faults))) => {
            return Ok(CodedRow { id, events, signature, faults });
        }
        Ok(Err(why)) => why,
        Err(panic) => {
            *worker = worker.coder().worker();
            format!(
                "{path} ({id}): internal error on this article, please report it: {}",
                words(&*panic)
            )
        }
    };
    Err(Unread { id: Some(id), path: Some(path), why })
}

/// A row of the table.
enum Row {
    Event(Box<Event>),
    Fault {
        id: Option<String>,
        path: Option<String>,
        rule: Option<String>,
        pack: Option<String>,
        why: String,
    },
}

/// The table of events.
pub struct CodedTable {
    articles: Ordered<Worker, Vec<Result<CodedRow, Unread>>>,
    coding: Coding,
    schema: SchemaRef,
    /// Rows that wait for a batch.
    rows: VecDeque<Row>,
    is_over: bool,
    earlier: RepeatIndex,
    /// Hashes of the ids so far.
    ids: HashSet<u64>,
    totals: SharedTotals,
}

impl CodedTable {
    /// The table of these articles.
    ///
    /// # Errors
    /// Never: the schema is that of a table without rows.
    pub fn new(
        articles: Ordered<Worker, Vec<Result<CodedRow, Unread>>>,
        coding: Coding,
        totals: SharedTotals,
    ) -> Result<CodedTable, ArrowError> {
        let (earlier, ids) = (RepeatIndex::default(), HashSet::new());
        let (rows, is_over, schema) = (VecDeque::new(), false, schema()?);
        Ok(CodedTable { articles, coding, schema, rows, is_over, earlier, ids, totals })
    }

    /// Takes in the articles of a task, in the order of the corpus.
    fn absorb(&mut self, coded: Vec<Result<CodedRow, Unread>>) {
        for one in coded {
            match one {
                Err(Unread { id, path, why }) => {
                    locked(&self.totals, |totals| totals.left_out(&why));
                    self.rows.push_back(Row::Fault { id, path, rule: None, pack: None, why });
                }
                Ok(row) => self.absorb_coded(row),
            }
        }
    }

    fn absorb_coded(&mut self, mut row: CodedRow) {
        let repeated = row.signature.take().and_then(|(signature, words)| {
            let first = self.earlier.first(&row.id, signature, || words);
            first.map(str::to_owned)
        });
        let is_known = !self.ids.insert(hash(&row.id));
        locked(&self.totals, |totals| {
            totals.articles += 1;
            totals.events += row.events.len() as u64;
            totals.faults += row.faults.len() as u64;
            totals.repeats += u64::from(repeated.is_some());
            totals.duplicate_ids += u64::from(is_known);
            if is_known {
                note(&mut totals.first_duplicate_ids, &row.id);
            }
            row.faults.iter().for_each(|fault| note(&mut totals.first_messages, &fault.message));
        });
        let path = row.events.first().map(|event| event.article.path.clone());
        for mut event in row.events {
            event.article.repeats.clone_from(&repeated);
            self.rows.push_back(Row::Event(Box::new(event)));
        }
        for fault in row.faults {
            let (rule, pack) = (fault.rule.clone(), Some(fault.pack.clone()));
            let why = format!("{}{}", fault.message, again(fault.more));
            let (id, path) = (Some(row.id.clone()), path.clone());
            self.rows.push_back(Row::Fault { id, path, rule, pack, why });
        }
    }

    /// The next batch of rows that are all events, or all faults.
    fn batch(&mut self) -> Result<RecordBatch, ArrowError> {
        let mut events = Vec::new();
        while events.len() < BATCH {
            match self.rows.pop_front() {
                Some(Row::Event(event)) => events.push(*event),
                Some(fault) => {
                    self.rows.push_front(fault);
                    break;
                }
                None => break,
            }
        }
        if !events.is_empty() {
            let batch = dateline::arrow::batch(&events)?;
            let mut columns = batch.columns().to_vec();
            columns.push(new_null_array(&DataType::Utf8, events.len()));
            return RecordBatch::try_new(Arc::clone(&self.schema), columns);
        }
        let mut faults = Vec::new();
        while faults.len() < BATCH && matches!(self.rows.front(), Some(Row::Fault { .. })) {
            faults.extend(self.rows.pop_front());
        }
        fault_rows(&self.schema, &faults)
    }
}

fn note(messages: &mut Vec<String>, message: &str) {
    if messages.len() < NAMED {
        messages.push(message.to_owned());
    }
}

fn again(more: u64) -> String {
    match more {
        0 => String::new(),
        1 => " (once more on this article)".to_owned(),
        more => format!(" ({more} more times on this article)"),
    }
}

/// A hash of an id that is the same in every run.
fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The columns: those of the record, and why a row holds no event.
///
/// # Errors
/// Never: it is the schema of a table without rows.
pub fn schema() -> Result<SchemaRef, ArrowError> {
    let record = dateline::arrow::schema()?;
    let mut fields = record.fields().to_vec();
    fields.push(Arc::new(Field::new(FAULT, DataType::Utf8, true)));
    Ok(Arc::new(Schema::new(fields)))
}

/// Rows without events: which article, and why.
fn fault_rows(schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch, ArrowError> {
    let texts = |get: fn(&Row) -> Option<&String>| -> ArrayRef {
        Arc::new(rows.iter().map(get).map(|text| text.map(String::as_str)).collect::<StringArray>())
    };
    let (mut ids, mut paths) = (None, None);
    let (mut rules, mut packs, mut whys) = (None, None, None);
    if !rows.is_empty() {
        ids = Some(texts(|row| if let Row::Fault { id, .. } = row { id.as_ref() } else { None }));
        paths =
            Some(texts(|row| if let Row::Fault { path, .. } = row { path.as_ref() } else { None }));
        rules =
            Some(texts(|row| if let Row::Fault { rule, .. } = row { rule.as_ref() } else { None }));
        packs =
            Some(texts(|row| if let Row::Fault { pack, .. } = row { pack.as_ref() } else { None }));
        whys = Some(texts(|row| if let Row::Fault { why, .. } = row { Some(why) } else { None }));
    }
    let none = |kind: &DataType| new_null_array(kind, rows.len());
    let column = |field: &Arc<Field>| -> Result<ArrayRef, ArrowError> {
        let known = match field.name().as_str() {
            FAULT => whys.clone(),
            "rule" => rules.clone(),
            "pack" => packs.clone(),
            "article" => match field.data_type() {
                DataType::Struct(fields) => {
                    let inner = fields.iter().map(|field| {
                        let known = match field.name().as_str() {
                            "id" => ids.clone(),
                            "path" => paths.clone(),
                            _ => None,
                        };
                        known.unwrap_or_else(|| none(field.data_type()))
                    });
                    let article = StructArray::try_new(fields.clone(), inner.collect(), None)?;
                    Some(Arc::new(article) as ArrayRef)
                }
                _ => None,
            },
            _ => None,
        };
        Ok(known.unwrap_or_else(|| none(field.data_type())))
    };
    let columns: Result<Vec<ArrayRef>, ArrowError> = schema.fields().iter().map(column).collect();
    let count = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows.len()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns?, &count)
}

impl Iterator for CodedTable {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over && self.rows.len() < BATCH {
            match self.articles.next() {
                Some(Ok(coded)) => self.absorb(coded),
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    self.is_over = true;
                    locked(&self.totals, |totals| totals.is_complete = true);
                }
            }
        }
        (!self.rows.is_empty()).then(|| self.batch())
    }
}

impl RecordBatchReader for CodedTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

impl std::fmt::Debug for CodedTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CodedTable({:?})", self.coding)
    }
}
