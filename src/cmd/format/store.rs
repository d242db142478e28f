//! Opens the outputs of formats that are written as a whole.

use super::Whole;
use crate::cmd::output::Output;
use anyhow::{Context, anyhow};
use dateline::event::Event;
use dateline::file::plain;
use dateline::sink::{DatabaseStore, GeojsonStore, Loss, Store, TimemapStore};
use serde_json::Value;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// The hash over what a store writes. Shared with the store, which may be one that wants to be sent to another thread.
#[derive(Clone, Default)]
pub struct WholeHash(Arc<Mutex<blake3::Hasher>>);

impl WholeHash {
    /// The hash, once the output is whole. A database is read again for it.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn finish(&self, whole: Whole, output: &Output) -> anyhow::Result<blake3::Hasher> {
        let mut hasher = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Whole::Database(_) = whole {
            let path = output.part()?;
            hasher.update_reader(plain::open(path)?)?;
        }
        Ok(hasher)
    }
}

/// An output that hashes what is written to it.
struct HashedOutput<'a> {
    output: &'a mut Output,
    hash: WholeHash,
}

impl Write for HashedOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        let mut hasher = self.hash.0.lock().unwrap_or_else(PoisonError::into_inner);
        hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Where events go: bytes that a sink made, or events for a store.
pub enum Destination<'a> {
    /// Bytes of a sink.
    Bytes(&'a mut Output),
    /// A store.
    Store(Box<dyn Store + 'a>),
}

impl<'a> Destination<'a> {
    /// Opens the store of a format in `output`.
    ///
    /// # Errors
    /// The output cannot be written, or is none that a database can be made in.
    pub fn store(
        whole: Whole,
        output: &'a mut Output,
        hash: &WholeHash,
    ) -> anyhow::Result<Destination<'a>> {
        let what = || format!("cannot write {}", whole.what());
        let store: Box<dyn Store + 'a> = match whole {
            Whole::Database(kind) => Box::new(
                DatabaseStore::create(output.part()?, kind)
                    .map_err(|why| anyhow!(why))
                    .with_context(what)?,
            ),
            #[cfg(feature = "parquet")]
            Whole::Parquet => Box::new(
                dateline::sink::ParquetStore::new(HashedOutput { output, hash: hash.clone() })
                    .map_err(|why| anyhow!(why))
                    .with_context(what)?,
            ),
            #[cfg(not(feature = "parquet"))]
            Whole::Parquet => anyhow::bail!(
                "this dateline is built without parquet: write .csv or .jsonl, or build it with \
                 `cargo install --path . --features parquet`"
            ),
            Whole::Geojson => {
                Box::new(GeojsonStore::new(HashedOutput { output, hash: hash.clone() })?)
            }
            Whole::Timemap => {
                Box::new(TimemapStore::new(HashedOutput { output, hash: hash.clone() }))
            }
        };
        Ok(Destination::Store(store))
    }

    /// Adds the events of one article to a store.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn article(&mut self, events: &[Event], loss: &mut Loss) -> anyhow::Result<()> {
        match self {
            Destination::Store(store) if !events.is_empty() => {
                store.article(events, loss).map_err(|why| anyhow!("cannot write an event: {why}"))
            }
            _ => Ok(()),
        }
    }

    /// Tells a store what the events stand on: the records of their runs.
    pub fn stands_on(&mut self, records: Vec<Value>) {
        if let Destination::Store(store) = self {
            store.stands_on(records);
        }
    }

    /// Writes what is still to be written.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(self) -> anyhow::Result<()> {
        match self {
            Destination::Bytes(_) => Ok(()),
            Destination::Store(store) => {
                store.finish().map_err(|why| anyhow!("cannot write the end of the output: {why}"))
            }
        }
    }
}

impl Whole {
    /// What it is, for messages.
    fn what(self) -> &'static str {
        match self {
            Whole::Geojson => "the map",
            Whole::Timemap => "the timeline",
            Whole::Database(_) => "the database",
            Whole::Parquet => "the table",
        }
    }
}
