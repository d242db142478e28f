//! Tests that a record or file that is odd is told, with its place: where it is left out, and where one of two readings is
//! taken.

mod common;

use common::{GOOD, Ran, STRIKE, Shelf, dateline, dateline_reading};
use std::fs;

/// A folder with a pack without faults.
struct Desk {
    shelf: Shelf,
    pack: String,
}

impl Desk {
    fn new() -> Self {
        let shelf = Shelf::new();
        let pack = shelf.pack("mine", &[("strike.rhai", GOOD)]);
        Desk { shelf, pack }
    }

    /// Runs over a file of this name and content.
    fn run(&self, name: &str, text: impl AsRef<[u8]>) -> Ran {
        let path = self.shelf.put(name, text);
        dateline(&["run", "--pack", &self.pack, &path])
    }
}

fn tells(ran: &Ran, told: &str) {
    assert!(ran.err.contains(told), "no {told:?} in {}", ran.err);
}

#[test]
fn a_row_with_more_cells_than_the_header_is_left_out_and_told() {
    let desk = Desk::new();
    let text = "id,date,text\n1,2016-10-19,An air strike hit Idlib, killing 12 people.\n2,2016-10-19,An air strike.,,\n";
    let ran = desk.run("a.csv", text);
    assert_eq!(ran.articles(), ["2"], "empty cells at the end cut nothing: {}", ran.err);
    tells(
        &ran,
        "a.csv:2: 4 cells under 3 headers; put a text in which the separator occurs into quotes",
    );
    let ran = desk.run("b.csv", "id,date,text,outlet\n1,2016-10-19,An air strike.\n");
    assert_eq!(ran.articles(), ["1"]);
    tells(&ran, "b.csv:2: 3 cells under 4 headers");
}

#[test]
fn every_command_that_reads_articles_tells_what_is_odd_in_them() {
    let desk = Desk::new();
    let articles = desk
        .shelf
        .put("a.jsonl", "{\"id\":\"a\",\"date\":\"soon\",\"text\":\"An air strike hit Idlib.\"}\n");
    let gold = desk.shelf.put("gold.jsonl", "{\"article\":\"a\",\"kind\":\"air_strike\",\"evidence\":\"air strike hit Idlib\",\"stance\":\"asserted\"}\n");
    let (pack, events) = (desk.pack.as_str(), desk.shelf.at("events.jsonl"));
    let told = "articles that were read, although something is odd:";
    for args in [
        &["run", "-p", pack, &articles, "-o", &events][..],
        &["incidents", "-p", "conflict", &articles],
        &["diff", pack, pack, "--on", &articles],
        &["score", "-p", pack, "--gold", &gold, &articles],
        &["verify", &events, &articles],
        &["explain", "-p", pack, &articles],
    ] {
        let ran = dateline(args);
        assert!(ran.err.contains(&format!("warning: {told}\n")), "{args:?}: {}", ran.err);
        tells(&ran, "a.jsonl:1: no date can be read in \"soon\"");
    }
    let ran = dateline_reading(&["repl", "-p", pack, &articles], b"1 + 1\n");
    let all = format!("{}{}", ran.out, ran.err);
    assert!(all.contains(told) && all.contains("no date can be read in \"soon\""), "{all}");
}

#[test]
fn a_quote_that_is_not_closed_loses_only_its_own_row() {
    let desk = Desk::new();
    let rows = |quote: &str| -> String {
        let row = |id: usize| format!("{id},2016-10-19,{quote}An air strike hit Idlib.{quote}\n");
        (3..400).map(row).collect()
    };
    for (name, second) in [
        ("open.csv", "2,2016-10-19,\"An air strike hit Homs.\n"),
        ("after.csv", "2,2016-10-19,\"An air strike\" hit Homs.\n"),
    ] {
        for quote in ["\"", ""] {
            let text =
                format!("id,date,text\n1,2016-10-19,An air strike.\n{second}{}", rows(quote));
            let ran = desk.run(name, text);
            assert_eq!(ran.articles().len(), 398, "{name} {quote}: {}", ran.err);
            tells(
                &ran,
                &format!("{name}:3: a quoted field that starts in this record is never closed"),
            );
        }
    }
    // A block of the reader holds a part of such a file.
    let mut text = "id,text,note\n".to_owned();
    let note = "x".repeat(400);
    for id in 0..1500 {
        let close = if id % 500 == 250 { "" } else { "\"" };
        text.push_str(&format!(
            "{id},\"An air strike hit the town of number {id}, they said.{close},{note}\n"
        ));
    }
    let ran = desk.run("long.csv", text);
    assert_eq!(ran.articles().len(), 1497, "{}", ran.err);
    tells(&ran, "3 articles or files were left out");
}

#[test]
fn quotes_that_are_part_of_a_text_are_kept() {
    let desk = Desk::new();
    let text = "id,text\n1,\"He said,\n\"\"we go\"\", and left.\n\nAn air strike, \"\"they\"\" said.\"\n2,\"An air strike \"hit\" it.\"\n";
    let ran = desk.run("a.csv", text);
    assert_eq!(ran.articles(), ["1", "2"], "{}", ran.err);
    tells(
        &ran,
        "a.csv:6: a quote in a quoted field is not doubled; it is read as part of the text",
    );
    assert!(!ran.err.contains("a.csv:2"), "{}", ran.err);
}

#[test]
fn tables_with_tabs_are_read() {
    let desk = Desk::new();
    let text = "id\tdate\ttext, whole\n1\t2016-10-19\tAn air strike hit Idlib, killing 12.\n2\t2016-10-19\tAn air strike.\n";
    let path = desk.shelf.put("news/a.tsv", text.replace("text, whole", "text"));
    for corpus in [path, desk.shelf.at("news")] {
        let ran = dateline(&["run", "--pack", &desk.pack, &corpus]);
        assert_eq!(ran.articles(), ["1", "2"], "{}", ran.err);
        assert_eq!(ran.events()[0]["article"]["published"], "2016-10-19", "{}", ran.out);
    }
}

#[test]
fn a_list_of_objects_is_read() {
    let desk = Desk::new();
    let note = "x".repeat(400);
    let mut list = "\n[\n".to_owned();
    for id in 0..1000 {
        let comma = if id == 0 { "" } else { ",\n" };
        list.push_str(&format!(
            "{comma} {{\"id\": \"{id}\", \"note\": \"{note}\",\n  \"text\": \"An air strike, \\\"]}}\\\" hit it.\"}}"
        ));
    }
    let whole = format!("{list}\n]\n");
    let ran = desk.run("a.json", &whole);
    assert_eq!((ran.code, ran.articles().len()), (0, 1000), "{}", ran.err);
    assert!(ran.err.starts_with("format ") && ran.err.lines().count() == 2, "{}", ran.err);
    let event = &ran.events()[999]["evidence"];
    let raw =
        event["raw_start"].as_u64().unwrap() as usize..event["raw_end"].as_u64().unwrap() as usize;
    assert!(whole[raw].starts_with("An air strike"), "{event}");
    let piped = dateline_reading(&["run", "--pack", &desk.pack, "-"], whole.as_bytes());
    assert_eq!(piped.articles().len(), 1000, "{}", piped.err);

    for (name, text, told) in [
        ("cut.json", format!("{list}\n"), "cut.json:2003: the file ends before its list does"),
        (
            "torn.json",
            list[..list.len() - 3].to_owned(),
            "the file ends inside this element of its list",
        ),
        ("more.json", format!("{whole}{{}}"), "no text field, only an empty object"),
        (
            "bad.json",
            format!("{list},\n7]"),
            "bad.json:2003: not a JSON object (invalid type: integer",
        ),
    ] {
        let ran = desk.run(name, text);
        assert!(ran.articles().len() >= 999, "{name}: {}", ran.err);
        tells(&ran, told);
    }
    tells(&desk.run("none.json", "[ ]"), "empty, there is no text to code");
}

#[test]
fn what_is_no_text_is_refused_by_its_name_and_by_its_content() {
    let desk = Desk::new();
    for (name, text, what) in [
        (
            "feed",
            "<?xml version=\"1.0\"?><p>An air strike hit.</p>",
            "XML with the root <p>, which is not read",
        ),
        (
            "print.txt",
            "%PDF-1.4 An air strike hit.",
            "it is pages to print (PDF), which is not read",
        ),
    ] {
        let ran = desk.run(name, text);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
        tells(&ran, &format!("{name}: {what}"));
    }
    let page = desk.run("page.txt", "\n<!DOCTYPE html>\n<p>An air strike hit.</p>");
    assert_eq!(page.events().len(), 1, "what is a page is read as one: {}", page.err);
    let ran = desk.run("a.doc", STRIKE);
    tells(&ran, "a.doc: it is a document of a word processor, which is not read; save it as .docx");
    for name in ["a.html", "a.pdf", "a.docx", "a.xml"] {
        let ran = desk.run(name, STRIKE);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{name}: {}", ran.err);
        tells(&ran, &format!("{name}: its content is not what its name says"));
    }
    let ran =
        dateline_reading(&["run", "--pack", &desk.pack, "-"], b"<html><p>An air strike hit.</p>");
    assert_eq!(ran.events()[0]["article"]["decoding"], "utf-8+html", "{}", ran.err);
}

#[test]
fn a_file_whose_name_says_nothing_is_read_as_text_and_that_is_told() {
    let desk = Desk::new();
    for name in ["article", "a.log"] {
        let ran = desk.run(name, STRIKE);
        assert_eq!(ran.events().len(), 1, "{}", ran.err);
        tells(
            &ran,
            &format!(
                "{name}: read as one plain text, since neither its name nor its content says what it is"
            ),
        );
    }
    assert_eq!(desk.run("a.txt", STRIKE).err, "");
}

#[test]
fn dates_of_programs_are_read_and_others_told() {
    let desk = Desk::new();
    let record =
        |date: &str| format!("{{\"date\": {date}, \"text\": \"An air strike hit on Friday.\"}}\n");
    let read = [
        "\"20161019\"",
        "20161019",
        "1476835200",
        "1476835200000",
        "1476835200.0",
        "\"20161019143000\"",
        "{\"$date\": \"2016-10-19T00:00:00Z\"}",
        "{\"$date\": 1476835200000}",
        "{\"$date\": {\"$numberLong\": \"1476835200000\"}}",
    ];
    let ran = desk.run("a.jsonl", read.map(record).concat());
    assert_eq!((ran.err.as_str(), ran.events().len()), ("", read.len()));
    for event in ran.events() {
        let published = event["article"]["published"].as_str().unwrap();
        assert!(published.starts_with("2016-10-19"), "{event}");
        assert_eq!(event["date"]["start"], "2016-10-14", "{event}");
    }
    let unread = [
        "{\"year\": \"2016-10-19\"}",
        "[[\"2016-10-19\"]]",
        "true",
        "2016101914",
        "{\"$date\": {}}",
    ];
    let ran = desk.run("b.jsonl", unread.map(record).concat());
    assert_eq!(ran.events().len(), unread.len());
    for (at, _) in unread.iter().enumerate() {
        tells(&ran, &format!("b.jsonl:{}: no date can be read in \"", at + 1));
    }
    assert_eq!(desk.run("c.jsonl", record("null")).err, "");
}

#[test]
fn fields_that_are_no_strings_are_told() {
    let desk = Desk::new();
    let text = "{\"id\": {\"$oid\": \"5\"}, \"title\": [1], \"source\": {}, \"text\": \"An air strike hit.\"}\n";
    let ran = desk.run("a.jsonl", text);
    assert_eq!(ran.articles(), ["a:1"]);
    for told in ["its id is an object", "its title is a list", "its outlet is an object"] {
        tells(&ran, &format!("a.jsonl:1: {told}, and is not read"));
    }
}

#[test]
fn a_mark_at_the_head_of_a_file_of_a_pack_is_skipped() {
    let shelf = Shelf::new();
    let rule = "rule(\"b/x\").kind(\"x\").when(lexicon(\"arms\")).example(\"The army left.\").counterexample(\"They left.\");\r\n";
    let mark = "\u{feff}";
    shelf.put("pk/a.rhai", format!("{mark}//! Saved by Notepad.\r\n{rule}"));
    shelf.put("pk/lib/util.rhai", format!("{mark}fn one() {{ 1 }}\r\n"));
    shelf.put("pk/lexicons/arms.txt", format!("{mark}army\r\n"));
    shelf.put(
        "pk/gazetteers/places.csv",
        format!("{mark}name,kind,country\r\nMillton,town,SYR\r\n"),
    );
    let pack = shelf.put(
        "pk/pack.toml",
        format!("{mark}name = \"pk\"\r\nversion = \"0.1.0\"\r\nlicence = \"MIT\"\r\n[kinds.x]\r\n"),
    );
    let ran = dateline(&["test", &shelf.at("pk")]);
    assert!(ran.code == 0 && ran.out.contains("0 failed"), "{}{}", ran.out, ran.err);
    let ran = dateline(&["pack", "build", &shelf.at("pk"), "-o", &shelf.at("pk.pack"), "--force"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    // Faults are where an editor shows them.
    shelf.put("pk/a.rhai", format!("{mark}rule(\"b/x\").kindd(\"x\");\n"));
    let ran = dateline(&["check", &shelf.at("pk")]);
    assert!(ran.err.contains("a.rhai:1:13"), "{}", ran.err);
    fs::remove_file(pack).unwrap();
}

#[cfg(unix)]
#[test]
fn links_of_a_pack_that_are_passed_over_are_told() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let at = |name: &str| desk.shelf.path().join(name);
    desk.shelf.put("other/shared.rhai", "//! Shared.\n");
    desk.shelf.put("notes.md", "x");
    symlink(at("other/shared.rhai"), at("mine/shared.rhai")).unwrap();
    symlink(at("other"), at("mine/more")).unwrap();
    symlink(at("notes.md"), at("mine/notes.md")).unwrap();
    let ran = desk.run("a.txt", STRIKE);
    assert_eq!((ran.code, ran.events().len()), (1, 1), "{}", ran.err);
    tells(&ran, "mine/shared.rhai");
    tells(&ran, "a link, which is not followed: the file is not read");
    tells(&ran, "mine/more");
    tells(&ran, "a link to a folder, which is not followed");
    assert!(!ran.err.contains("notes.md"), "{}", ran.err);
}

#[test]
fn many_quotes_that_are_not_closed_are_read_in_one_pass() {
    let desk = Desk::new();
    for (name, row) in
        [("open.csv", "7,\"Rebels shelled Idlib,2024-03-12\n"), ("odd.csv", "\"a\" b,1\n")]
    {
        // To read each row to the end of the file would take hours.
        let text =
            format!("id,text,date\n1,An air strike.,\n{}2,An air strike.,", row.repeat(60_000));
        let ran = desk.run(name, text);
        assert_eq!(ran.articles(), ["1", "2"], "{name}: {}", ran.err);
        tells(&ran, "60000 articles or files were left out");
    }
}

#[test]
fn rows_inside_a_quote_that_is_closed_in_a_later_row_are_not_text() {
    let desk = Desk::new();
    let text = "id,text\n1,\"Rebels left\n2,An air strike hit Aleppo\n3,An air strike hit Idlib\n4,An air strike \"hit\" it, a rocket of 5\"\n5,An air strike.\n";
    for text in [text, &text.replace("An air strike \"hit\" it, a", "An air strike, a")] {
        let ran = desk.run("a.csv", text.replace(", a rocket", " a rocket"));
        assert_eq!(ran.articles(), ["2", "3", "4", "5"], "{}", ran.err);
        tells(&ran, "a.csv:2: a quoted field that starts in this record is never closed");
    }
    let ran = desk.run(
        "b.csv",
        "id,date,text\n1,2024-01-01,\"Rebels left\n2,2024-01-02,An air strike of 5\"\n",
    );
    assert_eq!(ran.articles(), ["2"], "{}", ran.err);
    let ran = desk.run("c.csv", "id,text\n1,\"Rebels left\nb,An air strike of 5\"\n");
    assert_eq!(ran.articles(), ["1"], "{}", ran.err);
    tells(
        &ran,
        "c.csv:2: a quoted field ends only in line 3, and 1 of 1 lines after its first look like rows",
    );
    let ran = desk.run(
        "d.csv",
        "id,text\n1,\"An air strike hit.\n12, they said, died.\n\n2, of them here.\"\n",
    );
    assert_eq!((ran.articles(), ran.err.as_str()), (vec!["1".to_owned()], ""));
}

#[test]
fn files_of_a_folder_that_are_passed_over_are_told() {
    let desk = Desk::new();
    for name in ["b.txt", "a.doc", "c.xyz", "d.doc.gz", "e", "README.md", "manifest.toml"] {
        desk.shelf.put(&format!("news/{name}"), if name == "b.txt" { STRIKE } else { "" });
    }
    let ran = dateline(&["run", "--pack", &desk.pack, &desk.shelf.at("news")]);
    assert_eq!((ran.code, ran.articles()), (0, vec!["b".to_owned()]), "{}", ran.err);
    tells(
        &ran,
        "news: 4 files are passed over: .doc 2 (save it as .docx, .rtf or .txt), .xyz 1, without an ending 1",
    );
    fs::remove_file(desk.shelf.at("news/b.txt")).unwrap();
    let ran = dateline(&["run", "--pack", &desk.pack, &desk.shelf.at("news")]);
    tells(&ran, "no article in this folder (4 files are passed over: .doc 2");
}

#[cfg(unix)]
#[test]
fn a_device_in_a_folder_is_told() {
    let desk = Desk::new();
    desk.shelf.put("news/b.txt", STRIKE);
    std::os::unix::fs::symlink("/dev/zero", desk.shelf.at("news/a.txt")).unwrap();
    let ran = dateline(&["run", "--pack", &desk.pack, &desk.shelf.at("news")]);
    assert_eq!(ran.articles(), ["b"], "{}", ran.err);
    tells(&ran, "a.txt: cannot be read: it is a pipe, a socket or a device");
}

#[test]
fn markup_in_a_text_is_read_or_told() {
    let desk = Desk::new();
    for (name, text, decoding) in [
        ("a.jsonl", "{\"text\":\"<html><body><p>An air strike hit.\"}\n", "utf-8+json+html"),
        ("b.csv", "id,text\n1,<p>An air strike hit.</p>\n", "utf-8+csv+html"),
        ("c.txt", "<div>An air strike hit.</div>", "utf-8+html"),
    ] {
        let ran = desk.run(name, text);
        let events = ran.events();
        assert_eq!((ran.code, events.len()), (0, 1), "{name}: {}", ran.err);
        assert_eq!(events[0]["article"]["decoding"], decoding, "{name}");
        assert_eq!(events[0]["evidence"]["text"], "An air strike hit.", "{name}");
    }
    let whole = desk.run("a.jsonl", "{\"text\":\"<html><body><p>An air strike hit.\"}\n");
    tells(&whole, "a.jsonl:1: its text is a web page (HTML) as a whole, with its menus");
    let lines = "{\"text\":\"An <b>air</b> strike hit.\\nA second <i>line</i>.\"}\n";
    tells(&desk.run("d.jsonl", lines), "d.jsonl:1: its text has tags of HTML in it");
    assert_eq!(desk.run("d.txt", "An air strike <a> hit < 5 of them.").err, "");
}

#[test]
fn fields_that_are_there_twice_or_empty_are_told() {
    let desk = Desk::new();
    let ran = desk.run("a.csv", "id,text,Text,body\n1,,An air strike hit.,\n2,,,An air strike.\n");
    assert_eq!(ran.articles(), ["1", "2"], "{}", ran.err);
    tells(&ran, "a.csv:1: column \"text\" is there twice; the first that is not empty is read");
    tells(&ran, "a.csv:3: its \"text\" is empty; \"body\" is read instead");
    let ran = desk.run(
        "b.jsonl",
        "{\"text\":\"Nothing.\",\"text\":\"An air strike.\"}\n{\"text\":null,\"body\":\"An air strike hit.\"}\n{\"body\":null,\"text\":[]}\n",
    );
    assert_eq!(ran.articles(), ["b:2"], "{}", ran.err);
    tells(&ran, "b.jsonl:1: \"text\" is there twice; the first that is not empty is read");
    tells(&ran, "b.jsonl:2: its \"text\" is empty; \"body\" is read instead");
    tells(&ran, "b.jsonl:3: field \"text\" is a list");
}

#[test]
fn a_table_on_standard_input_is_read() {
    let desk = Desk::new();
    let read = |text: &str| dateline_reading(&["run", "--pack", &desk.pack, "-"], text.as_bytes());
    let ran = read("id;\"text\"\n1;An air strike hit.\n2;An air strike.\n");
    assert_eq!(ran.articles(), ["1", "2"], "{}", ran.err);
    let ran = read("An air strike, id, text.\nAn air strike.\n");
    assert_eq!(ran.articles(), ["stdin"], "{}", ran.err);
}

#[test]
fn a_zero_byte_in_a_row_is_told() {
    let desk = Desk::new();
    let row = "1,An air strike hit.\n".repeat(300);
    let ran = desk.run("a.csv", format!("id,text\n{row}2,An air\0 strike.\n3,An air strike.\n"));
    assert_eq!(ran.articles(), ["1", "3"], "{}", ran.err);
    tells(&ran, "a.csv:302: binary, not text (a NUL byte at offset 63");
}

#[test]
fn elements_of_a_list_are_numbered_and_a_broken_one_loses_no_other() {
    let desk = Desk::new();
    let element = r#"{"text":"An air strike hit."}"#;
    let ran = desk.run("a.json", format!("[{element},{element},{element}]"));
    assert_eq!(ran.articles(), ["a:1", "a:2", "a:3"], "{}", ran.err);
    let odd = r#"{"text":"Army "shelled Idlib."}"#;
    for (between, broken) in [("\n", "b.json:2: not a JSON object"), ("\n  ", "b.json:2: not a")] {
        let list = [element, odd, element, odd, element].join(&format!(",{between}"));
        let ran = desk.run("b.json", format!("[{between}{list}\n]\n").replacen("[\n", "[", 1));
        assert_eq!(ran.articles(), ["b:1", "b:3", "b:5"], "{}", ran.err);
        tells(&ran, broken);
    }
    let list = [element, odd, element].join(",");
    let ran = desk.run("c.json", format!("[{list}]"));
    assert_eq!(ran.articles(), ["c:1"], "{}", ran.err);
    tells(&ran, "so that the 62 bytes from here to the end are not read");
}

#[test]
fn lines_after_an_empty_list_are_read() {
    let desk = Desk::new();
    let ran = desk.run("a.jsonl", "[]\n{\"text\":\"An air strike hit.\"}\n");
    assert_eq!(ran.articles(), ["a:2"], "{}", ran.err);
    tells(&ran, "a.jsonl:1: not a JSON object");
}
