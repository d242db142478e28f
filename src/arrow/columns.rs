//! Builds a table from a slice of records: each column is named once, with the way to its values, so that a table without
//! rows gives the schema of all others.

use arrow_array::builder::StringBuilder;
use arrow_array::types::{ArrowPrimitiveType, Date32Type};
use arrow_array::{Array, ArrayRef, ListArray, PrimitiveArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, Field, FieldRef, Fields, Schema};
use jiff::civil::Date;
use std::sync::Arc;

/// Whether columns could be added.
pub type Built = Result<(), ArrowError>;

/// The columns of some records, in the order in which they are added. All may be null.
pub struct Columns<'a, T> {
    /// `None` where an object that holds them is missing.
    rows: Vec<Option<&'a T>>,
    fields: Vec<FieldRef>,
    arrays: Vec<ArrayRef>,
}

impl<'a, T> Columns<'a, T> {
    /// The table of these records.
    ///
    /// # Errors
    /// There are more than 2³¹ - 1 bytes of text in a column.
    pub fn batch(
        rows: &'a [T],
        build: fn(&mut Columns<'a, T>) -> Built,
    ) -> Result<RecordBatch, ArrowError> {
        let whole = Columns::of(rows.iter().map(Some).collect(), build)?;
        let count = arrow_array::RecordBatchOptions::new().with_row_count(Some(rows.len()));
        let schema = Arc::new(Schema::new(whole.fields));
        RecordBatch::try_new_with_options(schema, whole.arrays, &count)
    }

    fn of(
        rows: Vec<Option<&'a T>>,
        build: fn(&mut Columns<'a, T>) -> Built,
    ) -> Result<Columns<'a, T>, ArrowError> {
        let mut columns = Columns { rows, fields: Vec::new(), arrays: Vec::new() };
        build(&mut columns)?;
        Ok(columns)
    }

    fn add(&mut self, name: &str, array: ArrayRef) {
        self.fields.push(Arc::new(Field::new(name, array.data_type().clone(), true)));
        self.arrays.push(array);
    }

    /// Texts that the records hold.
    ///
    /// # Errors
    /// As for [`Columns::batch`].
    pub fn text(&mut self, name: &str, get: impl Fn(&'a T) -> Option<&'a str>) -> Built {
        let texts = strings(self.rows.iter().map(|row| row.and_then(&get)))?;
        self.add(name, texts);
        Ok(())
    }

    /// Texts that are made for the table.
    ///
    /// # Errors
    /// As for [`Columns::batch`].
    pub fn made(&mut self, name: &str, get: impl Fn(&'a T) -> Option<String>) -> Built {
        let texts = strings(self.rows.iter().map(|row| row.and_then(&get)))?;
        self.add(name, texts);
        Ok(())
    }

    /// Numbers of one type.
    pub fn number<N: ArrowPrimitiveType>(
        &mut self,
        name: &str,
        get: impl Fn(&'a T) -> Option<N::Native>,
    ) {
        let numbers = self.rows.iter().map(|row| row.and_then(&get));
        let array = PrimitiveArray::<N>::from_iter(numbers);
        self.add(name, Arc::new(array));
    }

    /// Days.
    pub fn day(&mut self, name: &str, get: impl Fn(&'a T) -> Option<Date>) {
        self.number::<Date32Type>(name, |row| get(row).map(days_since_1970));
    }

    /// An object with columns of its own.
    ///
    /// # Errors
    /// As for [`Columns::batch`].
    pub fn object<U>(
        &mut self,
        name: &str,
        get: impl Fn(&'a T) -> Option<&'a U>,
        build: fn(&mut Columns<'a, U>) -> Built,
    ) -> Built {
        let inner: Vec<Option<&U>> = self.rows.iter().map(|row| row.and_then(&get)).collect();
        let array = structure(inner, build)?;
        self.add(name, Arc::new(array));
        Ok(())
    }

    /// Lists of objects.
    ///
    /// # Errors
    /// As for [`Columns::batch`].
    pub fn list<U>(
        &mut self,
        name: &str,
        get: impl Fn(&'a T) -> &'a [U],
        build: fn(&mut Columns<'a, U>) -> Built,
    ) -> Built {
        let lists: Vec<&[U]> = self.rows.iter().map(|row| row.map_or(&[] as &[U], &get)).collect();
        let items = lists.iter().flat_map(|list| list.iter()).map(Some).collect();
        let items = structure(items, build)?;
        self.lists(name, lists.iter().map(|list| list.len()), Arc::new(items))
    }

    /// Lists of texts.
    ///
    /// # Errors
    /// As for [`Columns::batch`].
    pub fn texts(&mut self, name: &str, get: impl Fn(&'a T) -> &'a [String]) -> Built {
        let lists: Vec<&[String]> =
            self.rows.iter().map(|row| row.map_or(&[] as &[String], &get)).collect();
        let texts = strings(lists.iter().flat_map(|list| list.iter()).map(Some))?;
        self.lists(name, lists.iter().map(|list| list.len()), texts)
    }

    /// The items of all lists, one list after the other. A list is null only where its object is missing.
    fn lists(
        &mut self,
        name: &str,
        lengths: impl Iterator<Item = usize>,
        items: ArrayRef,
    ) -> Built {
        let known: NullBuffer = self.rows.iter().map(Option::is_some).collect();
        let item = Arc::new(Field::new("item", items.data_type().clone(), true));
        let offsets = OffsetBuffer::from_lengths(lengths);
        let array = ListArray::try_new(item, offsets, items, Some(known))?;
        self.add(name, Arc::new(array));
        Ok(())
    }
}

/// The records as one column of objects.
fn structure<'a, U>(
    rows: Vec<Option<&'a U>>,
    build: fn(&mut Columns<'a, U>) -> Built,
) -> Result<StructArray, ArrowError> {
    let known: NullBuffer = rows.iter().map(Option::is_some).collect();
    let inner = Columns::of(rows, build)?;
    StructArray::try_new(Fields::from(inner.fields), inner.arrays, Some(known))
}

/// Texts as a column, whose offsets have 31 bits.
fn strings<S: AsRef<str>>(texts: impl Iterator<Item = Option<S>>) -> Result<ArrayRef, ArrowError> {
    let (mut builder, mut bytes) = (StringBuilder::new(), 0);
    for text in texts {
        bytes += text.as_ref().map_or(0, |text| text.as_ref().len());
        if i32::try_from(bytes).is_err() {
            return Err(ArrowError::OffsetOverflowError(bytes));
        }
        builder.append_option(text);
    }
    Ok(Arc::new(builder.finish()))
}

/// How many days a day is after 1 January 1970.
pub fn days_since_1970(day: Date) -> i32 {
    const FIRST: Date = jiff::civil::date(1970, 1, 1);
    // Years have at most four digits, which makes less than four million days.
    i32::try_from(day.duration_since(FIRST).as_hours() / 24).unwrap_or_default()
}
