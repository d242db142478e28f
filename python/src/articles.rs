//! Articles of files as a table, for `read`.

use crate::coded::{SharedTotals, locked};
use crate::pool::words;
use crate::work::{Ordered, Task, Unread};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use dateline::Article;
use dateline::arrow::Columns;
use dateline::coder::article_ref;
use dateline::corpus::Format;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// How many articles are a batch at most.
const BATCH: usize = 1_024;

/// How many bytes of text end a batch.
const BYTES: usize = 16 << 20;

/// A row: an article, or why there is none.
#[derive(Debug, Default)]
pub struct ArticleRow {
    id: Option<String>,
    title: Option<String>,
    text: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    path: Option<String>,
    decoding: Option<String>,
    remarks: Vec<String>,
    fault: Option<String>,
}

impl ArticleRow {
    fn of(article: Article, is_plain: bool) -> ArticleRow {
        let about = article_ref(&article);
        // A title that the text itself holds is found there again; given beside it, it would be put before the text, or be
        // found in another place. The first line is a title that was given, which the text may print a second time with other
        // punctuation.
        let first = article.text.trim_start().lines().next().unwrap_or_default().trim_end();
        ArticleRow {
            id: Some(about.id),
            title: about
                .title
                .filter(|title| !is_plain && is_alike(title, first))
                .map(|_| first.to_owned()),
            text: Some(article.text),
            outlet: about.outlet,
            published: about.published,
            path: Some(about.path),
            decoding: Some(about.decoding),
            remarks: article.remarks,
            fault: None,
        }
    }

    fn unread(unread: Unread) -> ArticleRow {
        let Unread { id, path, why } = unread;
        ArticleRow { id, path, fault: Some(why), ..ArticleRow::default() }
    }
}

/// Whether two texts have the same letters and digits.
fn is_alike(one: &str, other: &str) -> bool {
    one.chars().filter(|c| c.is_alphanumeric()).eq(other.chars().filter(|c| c.is_alphanumeric()))
}

/// Reads the articles of a task.
pub fn read(task: Task) -> Vec<ArticleRow> {
    let mut rows = Vec::new();
    let done = catch_unwind(AssertUnwindSafe(|| {
        task.each_with_format(|article, format| {
            let is_plain = format == Some(Format::Text);
            rows.push(
                article.map_or_else(ArticleRow::unread, |read| ArticleRow::of(read, is_plain)),
            );
        });
    }));
    if let Err(panic) = done {
        let why = format!("internal error while reading, please report it: {}", words(&*panic));
        rows.push(ArticleRow::unread(Unread { id: None, path: None, why }));
    }
    rows
}

fn columns(columns: &mut Columns<'_, ArticleRow>) -> Result<(), ArrowError> {
    columns.text("id", |row| row.id.as_deref())?;
    columns.text("title", |row| row.title.as_deref())?;
    columns.text("text", |row| row.text.as_deref())?;
    columns.text("outlet", |row| row.outlet.as_deref())?;
    columns.text("published", |row| row.published.as_deref())?;
    columns.text("path", |row| row.path.as_deref())?;
    columns.text("decoding", |row| row.decoding.as_deref())?;
    columns.texts("remarks", |row| &row.remarks)?;
    columns.text("fault", |row| row.fault.as_deref())
}

/// The table of articles.
pub struct ArticleTable {
    articles: Ordered<(), Vec<ArticleRow>>,
    schema: SchemaRef,
    rows: VecDeque<ArticleRow>,
    bytes: usize,
    is_over: bool,
    totals: SharedTotals,
}

impl ArticleTable {
    /// The table of these articles.
    ///
    /// # Errors
    /// Never: the schema is that of a table without rows.
    pub fn new(
        articles: Ordered<(), Vec<ArticleRow>>,
        totals: SharedTotals,
    ) -> Result<ArticleTable, ArrowError> {
        let schema = Columns::<ArticleRow>::batch(&[], columns)?.schema();
        Ok(ArticleTable {
            articles,
            schema,
            rows: VecDeque::new(),
            bytes: 0,
            is_over: false,
            totals,
        })
    }

    fn absorb(&mut self, rows: Vec<ArticleRow>) {
        locked(&self.totals, |totals| {
            for row in &rows {
                match &row.fault {
                    None => totals.articles += 1,
                    Some(why) => totals.left_out(why),
                }
            }
        });
        self.bytes +=
            rows.iter().filter_map(|row| row.text.as_ref()).map(String::len).sum::<usize>();
        self.rows.extend(rows);
    }
}

impl Iterator for ArticleTable {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over && self.rows.len() < BATCH && self.bytes < BYTES {
            match self.articles.next() {
                Some(Ok(rows)) => self.absorb(rows),
                Some(Err(error)) => return Some(Err(error)),
                None => {
                    self.is_over = true;
                    locked(&self.totals, |totals| totals.is_complete = true);
                }
            }
        }
        if self.rows.is_empty() {
            return None;
        }
        let rows: Vec<ArticleRow> = self.rows.drain(..).collect();
        self.bytes = 0;
        Some(Columns::batch(&rows, columns))
    }
}

impl RecordBatchReader for ArticleTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
