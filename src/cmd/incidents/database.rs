//! Incidents as tables of a database, beside the events that they are made of.

use super::flat;
use crate::cmd::event_file::Articles;
use dateline::event::Event;
use dateline::incident::{Contradiction, Incident, Statement};
use dateline::sink::database::{Database, SqlValue, Table, sql_type};
use dateline::sink::geojson::point;
use dateline::sink::{DatabaseKind, DatabaseStore, Loss, SinkError, Store};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// The table of a GeoPackage for incidents that a map cannot show.
const WITHOUT: &str = "incidents_without_coordinates";

/// Writes events and incidents into the empty file at `path`. `run` is the record of the run.
pub fn write(
    path: &Path,
    kind: DatabaseKind,
    events: &[Event],
    incidents: &[Incident],
    run: Value,
) -> Result<Loss, SinkError> {
    let mut store = DatabaseStore::create(path, kind)?;
    let mut loss = Loss::default();
    let mut articles = Articles::default();
    for event in events {
        if let Some(whole) = articles.add(event.clone()) {
            store.article(&whole, &mut loss)?;
        }
    }
    store.article(&articles.last(), &mut loss)?;
    store.stands_on(vec![run]);
    let mut tables = IncidentTables::create(store.end_events()?)?;
    for incident in incidents {
        tables.incident(incident)?;
    }
    tables.finish()?;
    Ok(loss)
}

/// A table with the number of its rows.
struct Counted {
    table: Table,
    rows: u64,
}

impl Counted {
    fn new(
        database: &mut Database,
        name: &'static str,
        about: &'static str,
        columns: &[(&'static str, &'static str)],
    ) -> Result<Counted, SinkError> {
        let mut all = vec![("incident", "INTEGER NOT NULL")];
        all.extend(columns);
        let table = Table::new(name, about, &all);
        database.table(&table)?;
        Ok(Counted { table, rows: 0 })
    }

    /// Adds a row of the incident with this number.
    fn row(
        &mut self,
        database: &Database,
        incident: u64,
        values: Vec<SqlValue>,
    ) -> Result<(), SinkError> {
        self.rows += 1;
        let mut all = vec![SqlValue::Integer(incident)];
        all.extend(values);
        database.row(&self.table, self.rows, &all)
    }
}

struct IncidentTables {
    database: Database,
    incidents: Table,
    rows: u64,
    mentions: Counted,
    articles: Counted,
    parties: Counted,
    figures: Counted,
    statements: Counted,
    related: Counted,
}

impl IncidentTables {
    fn create(mut database: Database) -> Result<IncidentTables, SinkError> {
        let columns: Vec<(&str, &str)> =
            flat::COLUMNS.iter().map(|(name, of)| (*name, sql_type(*of))).collect();
        let incidents = Table::new(
            "incidents",
            "One occurrence, as its mentions report it; tolls are ranges of what is reported",
            &columns,
        );
        database.point_table(&incidents, WITHOUT)?;
        let base = &mut database;
        let text = "TEXT";
        let mentions = Counted::new(
            base,
            "incident_mentions",
            "A mention of an incident: the id of its event, its role, and why it was joined with which",
            &[
                ("event_id", text),
                ("article_id", text),
                ("role", text),
                ("joined_with", text),
                ("why", text),
            ],
        )?;
        let articles = Counted::new(
            base,
            "incident_articles",
            "An article that reports an incident",
            &[("article_id", text), ("outlet", text), ("published", text)],
        )?;
        let parties = Counted::new(
            base,
            "incident_parties",
            "An actor or recipient of an incident, by any of its mentions",
            &[("role", text), ("name", text), ("code", text), ("mentions", "INTEGER")],
        )?;
        let figures = Counted::new(
            base,
            "incident_figures",
            "A figure that is reported of an incident, with who gives it",
            &[
                ("what", text),
                ("value", "INTEGER"),
                ("low", "INTEGER"),
                ("high", "INTEGER"),
                ("bound", text),
                ("whom", text),
                ("claimant", text),
                ("outlet", text),
                ("event_id", text),
                ("part", "BOOLEAN"),
                ("aside", "BOOLEAN"),
            ],
        )?;
        let statements = Counted::new(
            base,
            "incident_statements",
            "What voices say alike of an incident, and what sides say against each other",
            &[
                ("about", text),
                ("disputed", "BOOLEAN"),
                ("says", text),
                ("claimants", text),
                ("outlets", text),
                ("voices", "INTEGER"),
            ],
        )?;
        let related = Counted::new(
            base,
            "incident_related",
            "An incident of another rule that shares a mention",
            &[("related_id", text)],
        )?;
        let rows = 0;
        Ok(IncidentTables {
            database,
            incidents,
            rows,
            mentions,
            articles,
            parties,
            figures,
            statements,
            related,
        })
    }

    fn incident(&mut self, incident: &Incident) -> Result<(), SinkError> {
        self.rows += 1;
        let number = self.rows;
        let values: Vec<SqlValue> = flat::row(incident).into_iter().map(SqlValue::from).collect();
        let point = point(incident.place.as_ref());
        self.database.point_row(&self.incidents, WITHOUT, number, point, &values)?;
        let base = &self.database;
        let mut seen = BTreeSet::new();
        for member in &incident.members {
            let row = vec![
                SqlValue::Text(&member.event),
                SqlValue::Text(&member.article),
                SqlValue::Text(member.role),
                SqlValue::text(member.with.as_deref()),
                SqlValue::made(member.why.join("; ")),
            ];
            self.mentions.row(base, number, row)?;
            if seen.insert(&member.article) {
                let row = vec![
                    SqlValue::Text(&member.article),
                    SqlValue::text(member.outlet.as_deref()),
                    SqlValue::text(member.published.as_deref()),
                ];
                self.articles.row(base, number, row)?;
            }
        }
        for (role, parties) in [("actor", &incident.actor), ("recipient", &incident.recipient)] {
            for party in parties {
                let row = vec![
                    SqlValue::Text(role),
                    SqlValue::Text(&party.name),
                    SqlValue::text(party.code.as_deref()),
                    SqlValue::Integer(party.mentions.into()),
                ];
                self.parties.row(base, number, row)?;
            }
        }
        for related in &incident.related {
            self.related.row(base, number, vec![SqlValue::Text(related)])?;
        }
        self.figures(incident, number)?;
        self.statements(incident, number)
    }

    fn figures(&mut self, incident: &Incident, number: u64) -> Result<(), SinkError> {
        for toll in &incident.tolls {
            for figure in &toll.figures {
                let row = vec![
                    SqlValue::Text(toll.what.name()),
                    SqlValue::Integer(figure.value),
                    SqlValue::Integer(figure.low),
                    SqlValue::integer(figure.high),
                    SqlValue::Text(figure.bound.name()),
                    SqlValue::text(figure.whom.as_deref()),
                    SqlValue::text(figure.claimant.as_deref()),
                    SqlValue::Text(&figure.outlet),
                    SqlValue::Text(&figure.event),
                    SqlValue::truth(figure.part),
                    SqlValue::truth(figure.aside),
                ];
                self.figures.row(&self.database, number, row)?;
            }
        }
        Ok(())
    }

    fn statements(&mut self, incident: &Incident, number: u64) -> Result<(), SinkError> {
        for alike in &incident.corroboration {
            let row = statement(&alike.about, false, &alike.statement, Some(alike.voices));
            self.statements.row(&self.database, number, row)?;
        }
        for Contradiction { about, sides } in &incident.contradiction {
            for side in sides {
                let row = statement(about, true, side, None);
                self.statements.row(&self.database, number, row)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), SinkError> {
        self.database.index("incidents", &["id"])?;
        for table in ["incident_mentions", "incident_articles", "incident_parties"] {
            self.database.index(table, &["incident"])?;
        }
        for table in ["incident_figures", "incident_statements", "incident_related"] {
            self.database.index(table, &["incident"])?;
        }
        self.database.index("incident_mentions", &["event_id"])?;
        self.database.finish()
    }
}

fn statement<'a>(
    about: &'a str,
    disputed: bool,
    statement: &'a Statement,
    voices: Option<u32>,
) -> Vec<SqlValue<'a>> {
    let joined = |names: &BTreeSet<String>| {
        SqlValue::made(names.iter().map(String::as_str).collect::<Vec<_>>().join("; "))
    };
    vec![
        SqlValue::Text(about),
        SqlValue::truth(disputed),
        SqlValue::Text(&statement.says),
        joined(&statement.claimants),
        joined(&statement.outlets),
        SqlValue::integer(voices.map(u64::from)),
    ]
}
