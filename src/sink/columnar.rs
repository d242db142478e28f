//! Parquet, nested as the record: the columns of [`arrow`](crate::arrow), in groups of rows. The records of the runs stand in
//! the metadata of the file.

use super::{Loss, SinkError, Store};
use crate::arrow;
use crate::event::Event;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::Value;
use std::io::Write;

/// Under this name the metadata of the file hold the records of the runs, as a JSON list.
pub const RUNS: &str = "dateline.runs";

/// How many events are a group of rows; a reader may skip a group that it does not need.
const GROUP: usize = 1 << 16;

/// How many events are made columns of at once.
const BATCH: usize = 1 << 10;

/// So many bytes of text are waited with, so that a column of a batch never has more than it may.
const MOST_TEXT: usize = 1 << 24;

/// Writes each event as a row.
pub struct ParquetStore<W: Write + Send> {
    writer: ArrowWriter<W>,
    waiting: Vec<Event>,
    /// Bytes of evidence that wait.
    text: usize,
}

impl<W: Write + Send> ParquetStore<W> {
    /// Starts a file in `out`.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn new(out: W) -> Result<Self, SinkError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by(concat!("dateline version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = ArrowWriter::try_new(out, arrow::schema()?, Some(properties))?;
        Ok(ParquetStore { writer, waiting: Vec::new(), text: 0 })
    }

    fn write_waiting(&mut self) -> Result<(), SinkError> {
        if !self.waiting.is_empty() {
            self.writer.write(&arrow::batch(&self.waiting)?)?;
            self.waiting.clear();
            self.text = 0;
        }
        Ok(())
    }
}

impl<W: Write + Send> Store for ParquetStore<W> {
    fn article(&mut self, events: &[Event], loss: &mut Loss) -> Result<(), SinkError> {
        for event in events {
            self.text += event.evidence.text.len();
            self.waiting.push(event.clone());
            if self.waiting.len() == BATCH || self.text > MOST_TEXT {
                self.write_waiting()?;
            }
            loss.written();
        }
        Ok(())
    }

    fn stands_on(&mut self, records: Vec<Value>) {
        let records = Value::Array(records).to_string();
        self.writer.append_key_value_metadata(KeyValue::new(RUNS.to_owned(), records));
    }

    fn finish(mut self: Box<Self>) -> Result<(), SinkError> {
        self.write_waiting()?;
        self.writer.into_inner()?.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{full_sample, sample};
    use arrow_array::RecordBatch;
    use bytes::Bytes;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    fn written(events: &[Event]) -> (Vec<u8>, Loss) {
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        let mut store = Box::new(ParquetStore::new(&mut out).unwrap());
        store.stands_on(vec![serde_json::json!({ "command": "run" })]);
        for event in events {
            store.article(std::slice::from_ref(event), &mut loss).unwrap();
        }
        store.finish().unwrap();
        (out, loss)
    }

    #[test]
    fn what_was_written_is_read_back_as_it_was() {
        let many: Vec<Event> = (0..3000)
            .map(|number| Event {
                id: format!("e{number}"),
                ..if number % 3 == 0 { full_sample() } else { sample() }
            })
            .collect();
        for events in [&many[..], &many[..1], &[]] {
            let (bytes, loss) = written(events);
            assert_eq!(loss.events(), (events.len() as u64, events.len() as u64));
            assert_eq!(bytes, written(events).0, "the same events are the same bytes");
            let file = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(bytes)).unwrap();
            let metadata = file.metadata().file_metadata().key_value_metadata().unwrap();
            let runs = metadata.iter().find(|entry| entry.key == RUNS).unwrap();
            assert_eq!(runs.value.as_deref(), Some("[{\"command\":\"run\"}]"));
            let schema = file.schema().clone();
            assert_eq!(schema.fields(), arrow::schema().unwrap().fields());
            let batches: Vec<RecordBatch> =
                file.build().unwrap().map(|batch| batch.unwrap()).collect();
            let mut at = 0;
            for batch in batches {
                let rows = &events[at..at + batch.num_rows()];
                assert_eq!(batch.columns(), arrow::batch(rows).unwrap().columns());
                at += rows.len();
            }
            assert_eq!(at, events.len());
        }
    }
}
