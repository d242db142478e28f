//! Writes incidents in the format asked for.

use super::{IncidentFormat, database, flat, map, table};
use crate::cmd::gate::prose;
use crate::cmd::messages::counted;
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

/// What was written.
pub struct WrittenIncidents {
    /// The hash over it.
    pub hash: blake3::Hasher,
    /// What the format left out, for people.
    pub left_out: Option<String>,
}

impl Rendering<'_> {
    /// Writes the incidents.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn write(&self, output: &mut Output) -> anyhow::Result<WrittenIncidents> {
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
        let off_map = self
            .incidents
            .iter()
            .filter(|incident| dateline::sink::geojson::point(incident.place.as_ref()).is_none());
        let told = (kind == DatabaseKind::Geopackage).then(|| off_map.count() as u64);
        let left_out = told.filter(|count| *count > 0).map(|count| {
            let what = counted(count, "incident");
            format!(
                "gpkg: {what} without coordinates are in incidents_without_coordinates, on no map"
            )
        });
        Ok(WrittenIncidents { hash, left_out })
    }

    fn bytes(&self, output: &mut Output) -> anyhow::Result<WrittenIncidents> {
        let mut out = Vec::new();
        let mut left_out = None;
        let mut tell = |count: u64, why: &str| {
            let (all, name) = (self.incidents.len() as u64, self.format.name());
            let written = format!("{name}: {} of {all} incidents written", all - count);
            left_out = (count > 0).then(|| format!("{written}; {count} left out: {why}"));
        };
        match self.format {
            IncidentFormat::Csv => out = flat::csv(self.incidents, self.mark)?,
            IncidentFormat::Table => out = prose(&table::table(self.incidents, width()), false),
            IncidentFormat::Geojson => {
                tell(map::geojson(self.incidents, &mut out)?, "no coordinates");
            }
            IncidentFormat::Timemap => {
                tell(map::timemap(self.incidents, self.events, &mut out)?, "no day");
            }
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
        Ok(WrittenIncidents { hash, left_out })
    }
}
