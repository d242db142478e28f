//! Workbooks: which rows give articles, and what is told of workbooks that are damaged, locked or too large.

use super::expect::{
    Expected, articles, check_sample, errors, leads_back, passed_over, readings, readings_within,
    sample,
};
use dateline::corpus::{Format, Omission, ReadOptions};
use proptest::prelude::*;
use std::io::{Cursor, Write};

/// A workbook of one sheet with these rows of XML.
fn workbook(rows: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let office = "http://schemas.openxmlformats.org";
    let main = format!("{office}/spreadsheetml/2006/main");
    let links = format!("{office}/officeDocument/2006/relationships");
    let package = format!("{office}/package/2006/relationships");
    for (name, text) in [
        ("[Content_Types].xml", format!("<Types xmlns=\"{office}/package/2006/content-types\"/>")),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{links}\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" Type=\"{links}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
}

#[test]
fn rows_below_the_header_are_articles() {
    let courier = "Gullhaven Courier";
    let found = check_sample(
        "sheet/articles.xlsx",
        Format::Xlsx,
        &[
            Expected {
                id: "17",
                title: "Shells hit market",
                outlet: courier,
                date: "2016-08-12",
                first: "Shells killed six people in the market of Ain Tal on Thursday.\n\n“Four",
                last: "blasts,” a nurse said.",
            },
            Expected {
                id: "a-2",
                title: "",
                outlet: "",
                date: "2016-08-13",
                first: "Rebels left Port Sorrel on Friday.\n\nNobody",
                last: "was hurt.",
            },
            Expected {
                id: "articles:8",
                title: "Curfew",
                outlet: "",
                date: "2016-08-10",
                first: "The curfew was",
                last: "lifted.",
            },
        ],
    );
    let told = errors(&found);
    // A formula whose value was never computed has none.
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].contains("articles.xlsx:6: empty") && told[1].contains("articles.xlsx:7: empty")
    );
    let remarks = &articles(&found)[0].remarks;
    assert!(
        remarks[0].contains("only its sheet \"Articles\" is read")
            && remarks[0].contains("not \"Notes\""),
        "{remarks:?}"
    );
    for article in articles(&found) {
        assert!(article.origin.decoding.is_extracted);
        let (title, body) = match article.layout.title {
            Some(title) => (title.cut(&article.text), &article.text[title.end as usize + 2..]),
            None => continue,
        };
        leads_back(article, format!("{title}\n\n{body}").as_bytes());
    }
}

#[test]
fn values_are_read_as_excel_shows_them() {
    let long = "Shells fell. ".repeat(2_600);
    let rows = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}<c r=\"B2\"><v>42594.5</v></c></row><row r=\"3\">{}</row>\
         <row r=\"4\"><c r=\"A4\" t=\"str\"><f>A2&amp;\"!\"</f><v>Six died!</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>",
        cell("A1", "Text"),
        cell("B1", "Date"),
        cell("A2", "Six_x0020_died.&#10;Two fled."),
        cell("A3", &long[..32_767]),
    );
    let found = readings("a.xlsx", &workbook(&rows));
    let read = articles(&found);
    assert_eq!(read.iter().map(|article| &*article.id).collect::<Vec<_>>(), ["a:2", "a:3", "a:4"]);
    let published = read[0].layout.published.map(|published| published.date.to_string());
    assert_eq!(published.as_deref(), Some("2016-08-12"));
    assert!(read[0].text.ends_with("died.\nTwo fled."), "{}", read[0].text);
    assert!(read[1].remarks[0].contains("probably cut off"), "{:?}", read[1].remarks);
    assert_eq!(read[2].text, "Six died!");
}

/// The cells of a row from the first column on.
fn row(number: usize, texts: &[&str]) -> String {
    let cells =
        texts.iter().zip('A'..).map(|(text, column)| cell(&format!("{column}{number}"), text));
    format!("<row r=\"{number}\">{}</row>", cells.collect::<String>())
}

#[test]
fn dates_written_as_text_settle_their_order() {
    let dates = |dates: [&str; 2]| {
        let rows = [
            row(1, &["text", "date"]),
            row(2, &["Six died.", dates[0]]),
            row(3, &["Two fled.", dates[1]]),
        ];
        let found = readings("a.xlsx", &workbook(&rows.concat()));
        let date = articles(&found)[0].layout.published.map(|published| published.date.to_string());
        (date.unwrap_or_default(), articles(&found)[0].remarks.join("; "))
    };
    let (date, told) = dates(["3/4/2017", "4/19/2017"]);
    assert_eq!(date, "2017-03-04");
    assert!(told.contains("read month first"), "{told}");
    assert_eq!(dates(["3/4/2017", "19/4/2017"]), ("2017-04-03".to_owned(), String::new()));
}

#[test]
fn tables_of_events_and_of_links_are_known() {
    let notes = ["EVENT_ID_CNTY", "EVENT_DATE", "SUB_EVENT_TYPE", "SOURCE", "NOTES"];
    let rows = [
        row(1, &notes),
        row(2, &["S1", "12 August 2016", "Armed clash", "Courier", "Six died in Ain Tal."]),
        row(3, &["S2", "12 August 2016", "Armed clash", "Courier"]),
    ];
    let found = readings("a.xlsx", &workbook(&rows.concat()));
    assert!(found.iter().all(|reading| reading.format == Some(Format::Acled)));
    let article = articles(&found)[0];
    assert_eq!((&*article.id, article.outlet.as_deref()), ("S1", Some("Courier")));
    assert_eq!(passed_over(&found), [("events without notes", 1)]);
    for names in [&["stories_id", "title", "url"][..], &notes[..4]] {
        let told = errors(&readings("a.xlsx", &workbook(&row(1, names))));
        assert!(told[0].contains("holds no texts of articles"), "{told:?}");
    }
}

#[test]
fn a_time_is_no_date() {
    let mut bytes = zip::ZipWriter::new_append(Cursor::new(workbook(&format!(
        "{}<row r=\"2\">{}<c r=\"B2\" s=\"1\"><v>0.4375</v></c></row>",
        row(1, &["text", "date"]),
        cell("A2", "Six died.")
    ))))
    .expect("a workbook");
    bytes.start_file("xl/styles.xml", zip::write::SimpleFileOptions::default()).expect("memory");
    let styles = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><cellXfs count=\"2\">\
                  <xf numFmtId=\"0\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>";
    bytes.write_all(styles.as_bytes()).expect("memory");
    let found = readings("a.xlsx", &bytes.finish().expect("memory").into_inner());
    let article = articles(&found)[0];
    assert_eq!(article.layout.published, None);
    assert!(article.remarks[0].contains("no date can be read in \"10:30\""), "{article:?}");
}

#[test]
fn a_workbook_that_is_none_is_told() {
    let rows = format!("<row r=\"1\">{}{}</row>", cell("A1", "Name"), cell("B1", "Age"));
    let told = errors(&readings("a.xlsx", &workbook(&rows)));
    assert_eq!(told, ["a.xlsx:1: no text field, only Name, Age; name it with --field text=NAME"]);
    let told = errors(&readings("a.xlsx", &workbook(&row(1, &["text", "date"]))));
    assert!(told.len() == 1 && told[0].contains("empty"), "{told:?}");
    let told = errors(&readings("a.xlsx", &workbook("")));
    assert!(told[0].contains("empty"), "{told:?}");
    let whole = sample("sheet/articles.xlsx");
    for len in (400..whole.len()).step_by(501) {
        let found = readings("a.xlsx", &whole[..len]);
        assert!(!errors(&found).is_empty(), "{len}: {found:?}");
    }
    let options = ReadOptions { max_article: 20_000, ..ReadOptions::default() };
    let large = format!("<row r=\"1\">{}</row>", cell("A1", &" ".repeat(1 << 20)));
    let told = errors(&readings_within("a.xlsx", &workbook(&large), &options));
    assert!(told[0].contains("unpacks to more than 320000 bytes"), "{told:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn flipped_bytes_make_no_reader_panic(flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = sample("sheet/articles.xlsx");
        for (place, byte) in flips {
            let place = place.index(bytes.len() - 8) + 8;
            bytes[place] = byte;
        }
        let found = readings("a.xlsx", &bytes);
        let is_told = |reading: &dateline::corpus::Reading| !matches!(reading.outcome, Err(Omission::PassedOver { .. }));
        prop_assert!(found.iter().any(is_told));
    }
}
