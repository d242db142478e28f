//! A row as an article.

use super::cell::{self, Cell};
use crate::corpus::assemble::{Container, DateField};
use crate::corpus::event_table::EventTable;
use crate::corpus::extracted::ExtractedRow;
use crate::corpus::fields::{FieldMap, FieldRole, PickedFields, Worth};
use crate::corpus::{CorpusError, ReadOptions};
use crate::text::Article;
use crate::text::layout::DateOrder;
use arrow_array::RecordBatch;
use std::sync::Arc;

/// A column that may hold a part of an article.
pub(in super::super) struct RowColumn {
    /// Its number among the innermost columns of the file.
    pub leaf: usize,
    /// Its name, with those of the objects around it.
    pub path: Vec<String>,
    pub role: FieldRole,
    pub rank: usize,
}

/// What all rows of a file have in common.
pub(in super::super) struct RowTable {
    pub columns: Vec<RowColumn>,
    /// What it is a table of, if it is one of events.
    pub events: Option<&'static EventTable>,
    pub fields: FieldMap,
    /// The order of day and month in its dates, where it is known.
    pub order: Option<DateOrder>,
}

impl RowTable {
    /// What to say of a column that is there twice.
    pub fn told(&self, path: &str) -> Option<String> {
        let mut picked = PickedFields::default();
        for column in &self.columns {
            picked.offer(column.role, column.rank, Worth::Filled, ());
        }
        picked.told_twice(&self.fields).map(|told| format!("{path}: column {told}"))
    }

    /// The dates of some rows that are written as texts.
    pub fn dates(&self, batch: &RecordBatch) -> Vec<String> {
        let columns = self.columns.iter().filter(|column| column.role == FieldRole::Date);
        let found = columns.filter_map(|column| cell::column(batch, &column.path));
        found
            .flat_map(|column| {
                let texts = (0..batch.num_rows()).map(move |row| cell::at(column, row));
                texts.filter_map(|cell| match cell {
                    Cell::Text(text) => Some(text.into_owned()),
                    _ => None,
                })
            })
            .collect()
    }
}

/// Some rows of a file.
pub(in super::super) struct Rows {
    pub table: Arc<RowTable>,
    pub batch: RecordBatch,
    /// The number of the first in the file, from 1.
    pub first: u64,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} rows from row {}", self.batch.num_rows(), self.first)
    }
}

impl Rows {
    /// The article in a row of the batch.
    pub(super) fn article(
        &self,
        row: usize,
        container: &Container,
        options: &ReadOptions,
    ) -> Result<Article, CorpusError> {
        let (table, number) = (&self.table, self.first + row as u64);
        let mut picked = PickedFields::default();
        for column in &table.columns {
            let Some(values) = cell::column(&self.batch, &column.path) else { continue };
            let value = cell::at(values, row);
            picked.offer(column.role, column.rank, worth(column.role, &value), value);
        }
        let value =
            |role| picked.get(role).and_then(Cell::shown).filter(|text| !text.trim().is_empty());
        let short = |role| value(role).map(|text| text.trim().to_owned());
        let (text, title) = (value(FieldRole::Text), value(FieldRole::Title));
        let text = text.filter(|_| matches!(picked.get(FieldRole::Text), Some(Cell::Text(_))));
        let length = text.map_or(0, str::len) + title.map_or(0, str::len);
        if length > options.limit() {
            let (path, limit) = (container.path.clone(), options.limit() as u64);
            return Err(CorpusError::TooLarge { path, line: Some(number.into()), limit });
        }
        let row = ExtractedRow {
            number,
            id: short(FieldRole::Id),
            outlet: short(FieldRole::Outlet),
            date: short(FieldRole::Date).map(|date| DateField::of(date, table.order)),
            title,
            text: text.unwrap_or_default(),
            odd: picked.told_empty(&table.fields).into_iter().collect(),
        };
        row.article(container, options)
    }
}

/// How much a value is worth for a role.
fn worth(role: FieldRole, value: &Cell<'_>) -> Worth {
    match value {
        Cell::Empty => Worth::Empty,
        Cell::Text(text) if text.trim().is_empty() => Worth::Empty,
        Cell::Text(text) if role == FieldRole::Outlet && text.contains("://") => Worth::Weak,
        Cell::Text(_) => Worth::Filled,
        Cell::Other(_) if matches!(role, FieldRole::Text | FieldRole::Title) => Worth::Unusable,
        Cell::Other(_) => Worth::Filled,
    }
}
