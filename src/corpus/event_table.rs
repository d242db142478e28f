//! Tables of events that other projects coded by hand, known by their columns: ACLED, whose notes are texts, and UCDP's
//! georeferenced events, which have the headline of their source.

use super::Format;
use super::fields::{FieldMap, FieldRole};
use memchr::memmem;

/// A table of events.
#[derive(Debug)]
pub(super) struct EventTable {
    pub format: Format,
    /// What is passed over where a row has no text.
    pub textless: &'static str,
    /// Columns that only this table has, all of them.
    columns: &'static [&'static str],
    /// The columns that hold the parts of an article.
    fields: &'static [(FieldRole, &'static str)],
}

const TABLES: [EventTable; 2] = [
    EventTable {
        format: Format::Acled,
        textless: "events without notes",
        columns: &["event_id_cnty", "event_date", "sub_event_type", "notes"],
        fields: &[
            (FieldRole::Text, "notes"),
            (FieldRole::Id, "event_id_cnty"),
            (FieldRole::Date, "event_date"),
            (FieldRole::Outlet, "source"),
        ],
    },
    // The column source_article is a citation: the outlet, the day and the headline.
    EventTable {
        format: Format::Ucdp,
        textless: "events without a headline",
        columns: &["type_of_violence", "source_headline", "where_coordinates", "date_start"],
        fields: &[
            (FieldRole::Text, "source_headline"),
            (FieldRole::Id, "id"),
            (FieldRole::Date, "source_date"),
            (FieldRole::Outlet, "source_office"),
        ],
    },
];

/// The table that has these columns.
pub(super) fn known(names: &[&str]) -> Option<&'static EventTable> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    TABLES.iter().find(|table| table.columns.iter().all(|column| has(column)))
}

/// The table that the objects at the beginning of a JSON text are rows of, by the names of their fields.
pub(super) fn in_json(beginning: &[u8]) -> Option<&'static EventTable> {
    let has = |name: &&str| {
        let quoted = format!("\"{name}\"");
        memmem::find_iter(beginning, quoted.as_bytes()).any(|at| {
            let behind = beginning[at + quoted.len()..].trim_ascii_start();
            behind.starts_with(b":")
        })
    };
    TABLES.iter().find(|table| table.columns.iter().all(has))
}

/// The table of this format.
pub(super) fn of(format: Format) -> Option<&'static EventTable> {
    TABLES.iter().find(|table| table.format == format)
}

impl EventTable {
    /// The fields that hold the parts of an article, unless the user named others.
    pub fn fields(&self, given: &FieldMap) -> FieldMap {
        let mut fields = given.clone();
        for (role, name) in self.fields {
            fields.prefer(*role, name);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_known_by_their_columns() {
        let format = |names: &[&str]| known(names).map(|table| table.format);
        let acled = ["EVENT_ID_CNTY", "EVENT_DATE", "SUB_EVENT_TYPE", "NOTES", "SOURCE"];
        assert_eq!(format(&acled), Some(Format::Acled));
        assert_eq!(format(&acled[..3]), None);
        let json = br#"[{"event_id_cnty": 1, "event_date" :1, "sub_event_type":1, "notes":1}]"#;
        assert_eq!(in_json(json).map(|table| table.format), Some(Format::Acled));
        assert!(in_json(&json[..60]).is_none());
        let mut given = FieldMap::default();
        given.set("outlet=source_scale").unwrap();
        let fields = known(&acled).unwrap().fields(&given);
        assert_eq!(fields.role("Notes"), Some((FieldRole::Text, 0)));
        assert_eq!((fields.role("source"), fields.role("text")), (None, None));
    }
}
