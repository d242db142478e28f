//! Tests of JSON as services answer with it: texts beside lists of articles, texts in blocks, joined files, values that are
//! no JSON; and of tables whose texts are in an unknown column.

use super::expect::{articles, errors, leads_back, readings};
use super::shelf::Shelf;

/// The texts read from a file, each of which leads back to its bytes, and what is told of them.
fn texts(name: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let found = readings(name, text.as_bytes());
    assert_eq!(errors(&found), [""; 0], "{text}");
    let found = articles(&found);
    found.iter().for_each(|article| leads_back(article, text.as_bytes()));
    let told = found.iter().flat_map(|article| article.remarks.clone()).collect();
    (found.into_iter().map(|article| article.text.clone()).collect(), told)
}

#[test]
fn a_list_of_articles_is_read_whatever_stands_beside_it() {
    let list = r#"[{"id":"1","text":"Shells fell."},{"id":"2","text":"It held."}]"#;
    for (whole, said) in [
        (format!(r#"{{"status":"ok","message":"success","data":{list}}}"#), "\"message\""),
        (format!(r#"{{"text":"About this collection.","articles":{list}}}"#), "\"text\""),
        (format!(r#"{{"articles":{list},"text":"About this collection."}}"#), "\"text\""),
        (format!(r#"{{"body":"","articles":{list}}}"#), ""),
        (format!(r#"{{"content":null,"articles":{list}}}"#), ""),
    ] {
        let (found, told) = texts("a.json", &whole);
        assert_eq!(found, ["Shells fell.", "It held."], "{whole}");
        match said.is_empty() {
            true => assert!(told.is_empty(), "{told:?}"),
            false => assert!(told[0].contains(said) && told.len() == 1, "{told:?}"),
        }
    }
    let (found, told) = texts(
        "a.json",
        r#"{"title":"T","date":"2016-08-12","text":"It held.","items":[{"title":"U","text":"No."}]}"#,
    );
    assert_eq!(found, ["T\n\nIt held."]);
    assert!(told[0].contains("has texts in \"items\" too, which are not read"), "{told:?}");
    let (found, told) =
        texts("a.json", r#"{"text":"It held.","comments":[{"title":"U","text":"No."}]}"#);
    assert_eq!((found, told), (vec!["It held.".to_owned()], Vec::new()));
}

#[test]
fn blocks_of_a_text_are_paragraphs_and_parts_of_a_line_are_not() {
    let whole = r#"[{"id":1,"content":[{"type":"h2","text":"From Gullhaven"},{"type":"p","text":"It \u0068eld."},{"type":"image","src":"a"}]}]"#;
    assert_eq!(texts("a.json", whole).0, ["From Gullhaven\n\nIt held."]);
    let whole = r#"{"title":"T","text":[{"text":"One."},"Two."]}"#;
    assert_eq!(texts("a.json", whole).0, ["T\n\nOne.\n\nTwo."]);
    let whole = r#"{"title":"T","text":["Shells ",{"type":"bold","text":"fell"},"."]}"#;
    assert_eq!(texts("a.json", whole).0, ["T\n\nShells fell."]);
}

#[test]
fn joined_files_are_read_to_their_end() {
    let (a, b, c) = (r#"{"text":"One."}"#, r#"{"text":"Two."}"#, r#"{"text":"Three."}"#);
    for whole in [
        format!("[{a}]\n[{b},{c}]\n"),
        format!("[{a}][{b},{c}]"),
        format!("[[{a},{b}],[{c}]]"),
        format!("[{a},{b}]\n\u{feff}[{c}]\n"),
        format!("\u{feff}{a}\n{b}\n\u{feff}{c}\n"),
        format!("{{\"articles\":[{a}]}}\n{{\"articles\":[{b},{c}]}}"),
    ] {
        assert_eq!(texts("a.json", &whole).0, ["One.", "Two.", "Three."], "{whole}");
    }
}

#[test]
fn values_that_are_no_numbers_say_nothing() {
    let whole = r#"[{"text":"NaN fell.","date":NaN,"title":NaN,"n":[-Infinity,Infinity]}]"#;
    assert_eq!(texts("a.json", whole), (vec!["NaN fell.".to_owned()], Vec::new()));
}

#[test]
fn a_table_without_a_known_text_is_no_text() {
    let shelf = Shelf::new();
    for (name, table) in [
        ("a.txt", "id,date,story\n1,2016-08-12,Shells fell.\n"),
        ("b", "id,publish_date,title,url\nx,2016-08-12,Shells fell,http://tarn.example\n"),
        ("c.txt", "id\tdate\n1\t2016-08-12\n"),
    ] {
        shelf.put(name, table);
        let told = super::shelf::complaint(&shelf.read(name));
        assert!(told.contains("--field text=NAME"), "{told}");
    }
    for prose in
        ["Title, date\nShells fell, killing three.", "Source: Tarn, date, title.\nA, b, c."]
    {
        shelf.put("d.txt", prose);
        assert_eq!(shelf.read("d.txt")[0].as_ref().unwrap().text, prose);
    }
}

#[test]
fn what_a_file_is_counts_more_than_its_name() {
    let shelf = Shelf::new();
    let path = shelf.put("list.bin", r#"[{"text":"One."},{"text":"Two."}]"#);
    let found = super::shelf::read(&[path], &Default::default());
    assert!(found.iter().all(|read| read.as_ref().unwrap().remarks.is_empty()), "{found:?}");
    let path = shelf.put("words.bin", "Shells fell.");
    let found = super::shelf::read(&[path], &Default::default());
    let told = &found[0].as_ref().unwrap().remarks;
    assert!(told[0].contains("read as one plain text, since neither"), "{told:?}");
}

#[test]
fn a_chat_saved_as_pages_is_refused() {
    let page = "<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class=\"page_wrap\"><div class=\"history\"><div class=\"message\"><div class=\"text\">Shells fell.</div></div></div></div></body></html>";
    let told = errors(&readings("messages.html", page.as_bytes()));
    assert!(told[0].contains("Machine-readable JSON"), "{told:?}");
}

#[test]
fn an_answer_without_articles_is_none() {
    for (whole, said) in [
        (r#"{"status":"ok","totalResults":0,"articles":[]}"#, "its list \"articles\" is empty"),
        (
            r#"{"status":"error","message":"Too many requests."}"#,
            "that says \"Too many requests.\"",
        ),
        (r#"{"timestamp":1,"status":404,"message":"Not found."}"#, "that says \"Not found.\""),
    ] {
        let found = readings("a.json", whole.as_bytes());
        let told = errors(&found);
        assert!(articles(&found).is_empty() && told[0].contains(said), "{told:?}");
    }
    let whole = r#"{"id":"1","status":"published","message":"Shells fell."}"#;
    assert_eq!(texts("a.json", whole).0, ["Shells fell."]);
    let header: String = (0..3_000).map(|at| format!("column{at},")).collect();
    let told = errors(&readings("a.csv", format!("{header}x\n1\n").as_bytes()));
    assert!(told[0].contains("and 2961 others") && told[0].len() < 1000, "{told:?}");
}
