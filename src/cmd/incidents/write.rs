//! Writes incidents in the format asked for.

use super::{IncidentFormat, database, flat, map, table};
use crate::cmd::gate::prose;
use crate::cmd::output::Output;
use crate::cmd::width;
use anyhow::{Context, anyhow};
use dateline::event::Event;
use dateline::file::plain;
use dateline::incident::Incident;
use dateline::pack::RunRecord;
use dateline::sink::DatabaseKind;
use std::io::Write;

/// What is written, and how.
pub struct Rendering<'a> {
    /// The format.
    pub format: IncidentFormat,
    /// What comes before CSV.
    pub mark: &'a [u8],
    /// The incidents.
    pub incidents: &'a [Incident],
    /// The events that were joined.
    pub events: &'a [Event],
    /// The record of the run, for databases.
    pub record: &'a RunRecord,
}

impl Rendering<'_> {
    /// Writes the incidents; the hash over what was written.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, output: &mut Output) -> anyhow::Result<blake3::Hasher> {
        let kind = match self.format {
            IncidentFormat::Sqlite => DatabaseKind::Sqlite,
            IncidentFormat::Gpkg => DatabaseKind::Geopackage,
            _ => return self.bytes(output),
        };
        let path = output.part()?;
        let record = serde_json::to_value(self.record)?;
        database::write(path, kind, self.events, self.incidents, record)
            .map_err(|why| anyhow!(why))
            .context("cannot write the database")?;
        let mut hash = blake3::Hasher::new();
        hash.update_reader(plain::open(path)?)?;
        Ok(hash)
    }

    fn bytes(&self, output: &mut Output) -> anyhow::Result<blake3::Hasher> {
        let mut out = Vec::new();
        match self.format {
            IncidentFormat::Csv => out = flat::csv(self.incidents, self.mark)?,
            IncidentFormat::Table => out = prose(&table::table(self.incidents, width()), false),
            IncidentFormat::Geojson => map::geojson(self.incidents, &mut out)?,
            IncidentFormat::Timemap => map::timemap(self.incidents, self.events, &mut out)?,
            IncidentFormat::Jsonl | IncidentFormat::Sqlite | IncidentFormat::Gpkg => {
                for incident in self.incidents {
                    serde_json::to_writer(&mut out, incident)?;
                    out.push(b'\n');
                }
            }
        }
        output.write_all(&out)?;
        let mut hash = blake3::Hasher::new();
        hash.update(&out);
        Ok(hash)
    }
}
