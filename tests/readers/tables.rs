//! Tables: the separators and line ends that programs write, columns that look like dates, and events in JSON.

use super::expect::{articles, errors, leads_back, outcomes, passed_over, readings};
use dateline::corpus::Format;

/// The ids, texts and days of the articles of a table, each of which leads back to its bytes.
fn rows(name: &str, table: &str) -> Vec<String> {
    let found = outcomes(name, table.as_bytes());
    let found = found.iter().map(|read| read.as_ref().unwrap_or_else(|error| panic!("{error}")));
    let row = |article: &dateline::Article| {
        leads_back(article, table.as_bytes());
        let day = article.layout.published.map(|published| published.date.to_string());
        format!("{} {} {}", article.id, day.unwrap_or_default(), article.text)
    };
    found.map(row).collect()
}

#[test]
fn every_separator_and_line_end_is_read() {
    let read = ["a 2016-08-12 Shells fell, six died.", "b 2016-08-13 The truce held."];
    let comma =
        "id,date,text\na,2016-08-12,\"Shells fell, six died.\"\nb,2016-08-13,The truce held.\n";
    let plain = "id,date,text\na,2016-08-12,Shells fell; six died.\nb,2016-08-13,The truce held.\n";
    let with = |separator: &str| comma.replace('"', "").replace(", ", "# ").replace(',', separator);
    for (name, table) in [
        ("a.csv", comma.to_owned()),
        ("a.csv", format!("sep=,\r\n{comma}")),
        ("a.txt", format!("sep=,\n{comma}")),
        ("a.csv", with("|").replace("# ", ", ")),
        ("a.csv", format!("sep=|\n{}", with("|").replace("# ", ", "))),
        ("a.csv", format!("\"sep=;\"\n{}", with(";").replace("# ", ", "))),
        ("a.tsv", format!("sep=\t\n{}", with("\t").replace("# ", ", "))),
        ("a.csv", comma.replace('\n', "\r\n")),
        ("a.csv", comma.replace('\n', "\r")),
        ("a.txt", comma.replace('\n', "\r")),
        ("a.csv", format!("sep=,\r{}", comma.replace('\n', "\r"))),
    ] {
        assert_eq!(rows(name, &table), read, "{table:?}");
    }
    assert_eq!(rows("a.csv", plain)[0], "a 2016-08-12 Shells fell; six died.");
}

#[test]
fn a_line_end_of_old_programs_in_a_cell_is_told() {
    let table = "id,text\ra,\"Shells fell.\r\rSix died.\"\rb,The truce held.\r";
    let found = outcomes("a.csv", table.as_bytes());
    let article = found[0].as_ref().unwrap();
    assert_eq!(article.text, "Shells fell.\n\nSix died.");
    assert!(article.origin.cleaning.line_ends, "{:?}", article.origin.cleaning);
    assert!(!found[1].as_ref().unwrap().origin.cleaning.line_ends);
    leads_back(article, table.as_bytes());
    let long = format!("id,text\r{}", "a,Shells fell on the town.\r".repeat(30_000));
    assert_eq!(outcomes("a.csv", long.as_bytes()).len(), 30_000);
}

#[test]
fn a_column_that_looks_like_a_date_is_told_once() {
    let remarks = |name: &str, text: &str| -> Vec<String> {
        let found = readings(name, text.as_bytes());
        articles(&found).iter().flat_map(|article| article.remarks.clone()).collect()
    };
    for (name, text) in [
        ("a.csv", "Datum;Titel;Text\n12.08.2016;T;Shells fell.\n13.08.2016;T;Six died.\n"),
        ("a.json", r#"[{"Datum": "12.08.2016", "text": "Shells fell."}, {"text": "Six died."}]"#),
        (
            "a.jsonl",
            "{\"Datum\": \"2016-08-12\", \"text\": \"Shells fell.\"}\n{\"text\": \"Six died.\"}\n",
        ),
    ] {
        let told = remarks(name, text);
        assert!(told.len() == 1 && told[0].contains("--field date=Datum"), "{name}: {told:?}");
    }
    assert_eq!(remarks("a.csv", "id,text,date\n1,Shells fell.,\n"), Vec::<String>::new());
    let told = remarks("a.csv", "id,date,text\n1,42594,Shells fell.\n");
    assert!(
        told[0].contains("if it counts days as Excel does, write it as 2016-08-12"),
        "{told:?}"
    );
}

#[test]
fn acled_is_read_as_json_too() {
    let row = |id: &str, notes: &str| {
        format!(
            r#"{{"event_id_cnty":"{id}","event_date":"2018-01-02","sub_event_type":"Attack","source":"Post","notes":{notes}}}"#
        )
    };
    let rows = [row("A1", "\"Shells fell.\""), row("A2", "null"), row("A3", "\"Six died.\"")];
    for json in [
        format!("[{}]", rows.join(",")),
        format!(r#"{{"status":200,"success":true,"count":3,"data":[{}]}}"#, rows.join(",")),
        rows.join("\n"),
    ] {
        let found = readings("a.json", json.as_bytes());
        assert!(found.iter().all(|reading| reading.format == Some(Format::Acled)), "{json}");
        let read: Vec<_> = articles(&found)
            .iter()
            .map(|article| {
                leads_back(article, json.as_bytes());
                (article.id.as_str(), article.outlet.as_deref(), article.text.as_str())
            })
            .collect();
        assert_eq!(read, [("A1", Some("Post"), "Shells fell."), ("A3", Some("Post"), "Six died.")]);
        assert_eq!(passed_over(&found), [("events without notes", 1)]);
    }
}

#[test]
fn records_in_one_line_are_told_apart() {
    let told = |text: &str| errors(&readings("a.json", text.as_bytes()));
    let bad = r#"{"id": 1, "text": ""}, {"id": 2, "text": "Shells fell."}, {"id": 3}"#;
    let one_line = told(&format!("[{bad}]"));
    assert!(one_line[0].starts_with("a.json:1 (record 1): empty"), "{one_line:?}");
    assert!(one_line[1].starts_with("a.json:1 (record 3): no text field"), "{one_line:?}");
    let last = told(
        r#"[{"id": 1, "text": "Shells fell."},
{"id": 2}]"#,
    );
    assert!(last[0].starts_with("a.json:2: no text field"), "{last:?}");
    let lines = told(&format!("[\n{}\n]", bad.replace(", {", ",\n{")));
    assert!(lines[0].starts_with("a.json:2: empty"), "{lines:?}");
    assert!(lines[1].starts_with("a.json:4: no text field"), "{lines:?}");
}

#[test]
fn what_html_does_not_show_is_not_read_in_records() {
    let html = "<p>Shells fell <span style='display:none'>not so</span>on Gullhaven.</p><div hidden><p>No.</p></div><p>Six died.</p>";
    for (name, text) in [
        ("a.json", format!(r#"[{{"id": 1, "text": "{html}"}}]"#)),
        ("a.csv", format!("id,text\n1,\"{html}\"\n")),
    ] {
        let found = outcomes(name, text.as_bytes());
        let article = found[0].as_ref().unwrap();
        assert_eq!(article.text.trim(), "Shells fell on Gullhaven.\n\nSix died.", "{name}");
        leads_back(article, text.as_bytes());
    }
}
