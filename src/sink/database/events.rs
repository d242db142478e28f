//! The tables of events: `events` in the columns of `csv`, and a table for each list that an event holds, so that
//! nothing of the record is lost.

use super::{Database, DatabaseKind, SqlValue, Table, sql_type};
use crate::event::{ArticleRef, Event};
use crate::sink::flat;
use crate::sink::geojson::point;
use crate::sink::{Loss, SinkError, Store};
use serde_json::Value;
use std::path::Path;

/// The table of a GeoPackage for events that a map cannot show.
pub const WITHOUT: &str = "events_without_coordinates";

/// The tables, made once.
struct Tables {
    articles: Table,
    events: Table,
    parties: Table,
    counts: Table,
    claims: Table,
    via: Table,
    extra: Table,
}

impl Tables {
    fn new() -> Tables {
        let of_event = ("event", "INTEGER NOT NULL");
        let position = ("position", "INTEGER NOT NULL");
        let mut events = Table::new(
            "events",
            "One mention of an event: one passage of one article",
            &[("article_number", "INTEGER NOT NULL")],
        );
        events.columns.extend(flat::COLUMNS.iter().map(|(name, of)| (*name, sql_type(*of))));
        let text = "TEXT";
        Tables {
            events,
            articles: Table::new(
                "articles",
                "An article with events",
                &[
                    ("id", "TEXT NOT NULL"),
                    ("path", text),
                    ("decoding", text),
                    ("outlet", text),
                    ("title", text),
                    ("published", "DATE"),
                    ("published_time", text),
                    ("published_precision", text),
                    ("repeats", text),
                ],
            ),
            parties: Table::new(
                "parties",
                "An actor or recipient of an event, in the order of the record",
                &[
                    of_event,
                    ("role", "TEXT NOT NULL"),
                    position,
                    ("text", text),
                    ("name", text),
                    ("code", text),
                    ("start", "INTEGER"),
                    ("end", "INTEGER"),
                ],
            ),
            counts: Table::new(
                "counts",
                "A figure of an event, in the order of the record",
                &[
                    of_event,
                    position,
                    ("what", "TEXT NOT NULL"),
                    ("value", "INTEGER NOT NULL"),
                    ("low", "INTEGER NOT NULL"),
                    ("high", "INTEGER"),
                    ("bound", "TEXT NOT NULL"),
                    ("whom", text),
                    ("source", text),
                ],
            ),
            claims: Table::new(
                "claims",
                "Who says that an event happened or did not, where someone is named",
                &[
                    of_event,
                    ("stance", "TEXT NOT NULL"),
                    ("text", text),
                    ("name", text),
                    ("code", text),
                    ("start", "INTEGER"),
                    ("end", "INTEGER"),
                    ("cue", text),
                ],
            ),
            via: Table::new(
                "claim_via",
                "Who passed a claim on, outermost last",
                &[of_event, position, ("name", text)],
            ),
            extra: Table::new(
                "extra",
                "An attribute that a rule added to an event, as JSON",
                &[of_event, ("name", "TEXT NOT NULL"), ("value", text)],
            ),
        }
    }
}

/// How many rows each table has.
#[derive(Default)]
struct Numbers {
    articles: u64,
    events: u64,
    parties: u64,
    counts: u64,
    claims: u64,
    via: u64,
    extra: u64,
}

/// The next number of a table.
fn next(number: &mut u64) -> u64 {
    *number += 1;
    *number
}

/// Writes events into a database.
pub struct DatabaseStore {
    database: Database,
    tables: Tables,
    numbers: Numbers,
    last: Option<ArticleRef>,
    runs: Vec<Value>,
}

impl DatabaseStore {
    /// Starts a database in the empty file at `path`.
    ///
    /// # Errors
    /// The file is not there or cannot be written.
    pub fn create(path: &Path, kind: DatabaseKind) -> Result<Self, SinkError> {
        let mut database = Database::create(path, kind)?;
        let tables = Tables::new();
        database.point_table(&tables.events, WITHOUT)?;
        for table in [
            &tables.articles,
            &tables.parties,
            &tables.counts,
            &tables.claims,
            &tables.via,
            &tables.extra,
        ] {
            database.table(table)?;
        }
        let (numbers, runs) = (Numbers::default(), Vec::new());
        Ok(DatabaseStore { database, tables, numbers, last: None, runs })
    }

    /// Ends the tables of events, and gives the database for further tables.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn end_events(mut self) -> Result<Database, SinkError> {
        self.database.runs(&self.runs)?;
        for table in ["parties", "counts", "claims", "claim_via", "extra"] {
            self.database.index(table, &["event"])?;
        }
        self.database.index("articles", &["id"])?;
        for column in ["id", "kind"] {
            self.database.index("events", &[column])?;
        }
        Ok(self.database)
    }

    /// The number of the event's article; events of one article follow each other.
    fn article_number(&mut self, article: &ArticleRef) -> Result<u64, SinkError> {
        if self.last.as_ref() == Some(article) {
            return Ok(self.numbers.articles);
        }
        self.last = Some(article.clone());
        let number = next(&mut self.numbers.articles);
        let [day, time] = flat::published(article.published.as_ref()).map(SqlValue::from);
        let values = [
            SqlValue::Text(&article.id),
            SqlValue::Text(&article.path),
            SqlValue::Text(&article.decoding),
            SqlValue::text(article.outlet.as_deref()),
            SqlValue::text(article.title.as_deref()),
            day,
            time,
            SqlValue::Text(article.published_precision.name()),
            SqlValue::text(article.repeats.as_deref()),
        ];
        self.database.row(&self.tables.articles, number, &values)?;
        Ok(number)
    }

    fn event(&mut self, event: &Event, loss: &mut Loss) -> Result<(), SinkError> {
        let article = self.article_number(&event.article)?;
        let number = next(&mut self.numbers.events);
        let mut values = vec![SqlValue::Integer(article)];
        values.extend(flat::row(event)?.into_iter().map(SqlValue::from));
        let point = point(event.place.as_ref());
        let on_map =
            self.database.point_row(&self.tables.events, WITHOUT, number, point, &values)?;
        if !on_map && self.database.kind == DatabaseKind::Geopackage {
            let how = "no coordinates: in events_without_coordinates, on no map";
            loss.field("place", how, 1);
        }
        self.parties(event, number)?;
        self.counts(event, number)?;
        self.claim(event, number)?;
        for (name, added) in &event.extra {
            let values = [
                SqlValue::Integer(number),
                SqlValue::Text(name),
                SqlValue::Made(added.to_string()),
            ];
            self.database.row(&self.tables.extra, next(&mut self.numbers.extra), &values)?;
        }
        Ok(())
    }

    fn parties(&mut self, event: &Event, number: u64) -> Result<(), SinkError> {
        for (role, parties) in [("actor", &event.actor), ("recipient", &event.recipient)] {
            for (at, party) in parties.iter().enumerate() {
                let values = [
                    SqlValue::Integer(number),
                    SqlValue::Text(role),
                    SqlValue::Integer(at as u64 + 1),
                    SqlValue::Text(&party.text),
                    SqlValue::text(party.name.as_deref()),
                    SqlValue::text(party.code.as_deref()),
                    SqlValue::integer(party.start.map(u64::from)),
                    SqlValue::integer(party.end.map(u64::from)),
                ];
                self.database.row(
                    &self.tables.parties,
                    next(&mut self.numbers.parties),
                    &values,
                )?;
            }
        }
        Ok(())
    }

    fn counts(&mut self, event: &Event, number: u64) -> Result<(), SinkError> {
        for (at, count) in event.counts.iter().enumerate() {
            let values = [
                SqlValue::Integer(number),
                SqlValue::Integer(at as u64 + 1),
                SqlValue::Text(count.what.name()),
                SqlValue::Integer(count.value),
                SqlValue::Integer(count.low),
                SqlValue::integer(count.high),
                SqlValue::Text(count.bound.name()),
                SqlValue::text(count.whom.as_deref()),
                SqlValue::text(count.source.as_deref()),
            ];
            self.database.row(&self.tables.counts, next(&mut self.numbers.counts), &values)?;
        }
        Ok(())
    }

    fn claim(&mut self, event: &Event, number: u64) -> Result<(), SinkError> {
        let Some(claimant) = &event.claimant else { return Ok(()) };
        let values = [
            SqlValue::Integer(number),
            SqlValue::Text(event.stance.name()),
            SqlValue::Text(&claimant.text),
            SqlValue::text(claimant.name.as_deref()),
            SqlValue::text(claimant.code.as_deref()),
            SqlValue::Integer(claimant.start.into()),
            SqlValue::Integer(claimant.end.into()),
            SqlValue::text(claimant.cue.as_deref()),
        ];
        self.database.row(&self.tables.claims, next(&mut self.numbers.claims), &values)?;
        for (at, name) in claimant.via.iter().enumerate() {
            let values =
                [SqlValue::Integer(number), SqlValue::Integer(at as u64 + 1), SqlValue::Text(name)];
            self.database.row(&self.tables.via, next(&mut self.numbers.via), &values)?;
        }
        Ok(())
    }
}

impl Store for DatabaseStore {
    fn article(&mut self, events: &[Event], loss: &mut Loss) -> Result<(), SinkError> {
        // The events of two articles may follow each other that look like one; here each call is one article.
        self.last = None;
        for event in events {
            self.event(event, loss)?;
            loss.written();
        }
        Ok(())
    }

    fn stands_on(&mut self, records: Vec<Value>) {
        self.runs = records;
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.end_events()?.finish()
    }
}
