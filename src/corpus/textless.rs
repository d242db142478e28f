//! Exports of other projects that name articles and hold no text of them: GDELT, Media Cloud, tables of events. To code their titles or
//! codes would look like a result and be none.

use memchr::memchr_iter;

/// What to do with a list of links.
const FETCH: &str = "save the pages at its addresses, and read those (.html or .warc), or a table of them with a column \
                     of texts; if a column holds the texts, name it with --field text=NAME";

/// What to do with a table of ACLED without notes.
const NOTES: &str = "export it with the column notes";

/// What to do with a table of UCDP without headlines: the column source_article is a citation.
const HEADLINES: &str =
    "export it with the column source_headline; source_article is a citation, not a text";

/// What a record or table with these fields is, if it only names articles, and where their texts can be had.
pub(super) fn by_names(names: &[&str]) -> Option<(&'static str, &'static str)> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    let has_address =
        ["url", "link", "guid", "sourceurl", "documentidentifier"].into_iter().any(has);
    let gdelt = [
        "globaleventid",
        "seendate",
        "mobileurl",
        "url_mobile",
        "gkgrecordid",
        "mentionidentifier",
    ];
    let media_cloud = ["stories_id", "media_id", "media_name", "indexed_date"];
    match () {
        () if gdelt.into_iter().any(has) => Some(("an export of GDELT", FETCH)),
        () if ["event_id_cnty", "event_date", "sub_event_type"].into_iter().all(has) => {
            Some(("a table of ACLED's events without their notes", NOTES))
        }
        () if ["type_of_violence", "where_coordinates", "date_start"].into_iter().all(has) => {
            Some(("a table of UCDP's events without the headlines of their sources", HEADLINES))
        }
        () if has_address && media_cloud.into_iter().any(has) => {
            Some(("a list of stories exported from Media Cloud", FETCH))
        }
        () => None,
    }
}

/// What a table without a header is, by its first line: a file of GDELT.
pub(super) fn by_line(line: &[u8]) -> Option<(&'static str, &'static str)> {
    let columns = memchr_iter(b'\t', line).count() + 1;
    let cell = |at: usize| line.split(|byte| *byte == b'\t').nth(at).unwrap_or_default();
    let are_digits = |cell: &[u8], len: std::ops::RangeInclusive<usize>| {
        len.contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit)
    };
    let is_day = |cell: &[u8]| are_digits(cell, 8..=8) && matches!(cell.first(), Some(b'1' | b'2'));
    let what = match columns {
        // A number of the event, the day, the month, the year.
        57 | 58 | 61 if are_digits(cell(0), 1..=12) && is_day(cell(1)) => {
            "a table of GDELT's events"
        }
        // A moment and a number; a moment.
        26..=28 if cell(0).get(..14).is_some_and(|cell| are_digits(cell, 14..=14)) => {
            "a table of GDELT's knowledge graph"
        }
        11 if is_day(cell(0)) && line.ends_with(cell(10)) && cell(9).starts_with(b"http") => {
            "a table of GDELT's knowledge graph"
        }
        14..=16 if are_digits(cell(0), 1..=12) && are_digits(cell(1), 14..=14) => {
            "a table of GDELT's mentions"
        }
        _ => return None,
    };
    Some((what, FETCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_without_texts_are_known() {
        let what = |names: &[&str]| by_names(names).map(|(what, _)| what);
        assert_eq!(what(&["URL", "MobileURL", "Date", "Title"]), Some("an export of GDELT"));
        assert_eq!(
            what(&["stories_id", "publish_date", "title", "url"]),
            Some("a list of stories exported from Media Cloud")
        );
        assert_eq!(what(&["title", "url", "story"]), None);
        for (names, project) in [
            (["EVENT_ID_CNTY", "EVENT_DATE", "SUB_EVENT_TYPE"], "ACLED"),
            (["type_of_violence", "where_coordinates", "date_start"], "UCDP"),
        ] {
            assert!(what(&names).is_some_and(|what| what.contains(project)), "{project}");
            assert_eq!(what(&names[..2]), None);
        }
        let events =
            [&["1004567890", "20230501", "202305", "2023"][..], &["x"; 57]].concat().join("\t");
        assert_eq!(by_line(events.as_bytes()), Some(("a table of GDELT's events", FETCH)));
        let graph = [&["20230501120000-12", "20230501120000"][..], &[""; 25]].concat().join("\t");
        assert!(by_line(graph.as_bytes()).is_some());
        assert_eq!(by_line(b"id\ttext"), None);
    }
}
