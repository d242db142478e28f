//! A folder with one file of each format that is read, and some that are not: one command reads it, and the table at the
//! end of the run says how much of each.

#[path = "../common/mod.rs"]
mod common;
#[path = "../readers/packed.rs"]
mod packed;

use common::{Shelf, dateline};
use std::path::Path;

/// The samples of the readers' tests, each of a format of its own, under the names that they get here.
const SAMPLES: [(&str, &str); 22] = [
    ("tables/tabs.tsv", "a.tsv"),
    ("tables/acled.csv", "acled.csv"),
    ("tables/ucdp.csv", "ucdp.csv"),
    ("tables/media-cloud.csv", "media-cloud.csv"),
    ("json/newsapi.json", "newsapi.json"),
    ("telegram/channel.json", "result.json"),
    ("html/linked-data.html", "page.html"),
    ("xml/rss2.xml", "feed.xml"),
    ("xml/atom.xml", "feed.atom"),
    ("xml/newsml.xml", "newsml.xml"),
    ("xml/nitf.xml", "nitf.xml"),
    ("mail/alert.eml", "alert.eml"),
    ("sheet/articles.xlsx", "articles.xlsx"),
    ("rtf/plain.rtf", "plain.rtf"),
    ("nexis/old.txt", "nexis-old.txt"),
    ("nexis/uni.rtf", "nexis-uni.rtf"),
    ("factiva/coded.html", "factiva.html"),
    ("factiva/plain.txt", "factiva.txt"),
    ("proquest/list.txt", "proquest.txt"),
    ("newsbank/list.txt", "newsbank.txt"),
    ("europresse/page.html", "europresse.html"),
    ("html/paywall.html", "paywall.html"),
];

/// A page as a crawler keeps it.
fn warc() -> Vec<u8> {
    let page = "<html><head><title>Shells hit Ain Tal</title></head><body><article><h1>Shells hit Ain Tal</h1>\
        <p>Shells killed six people in the market of Ain Tal on Thursday, and eleven more were hurt, the mayor said.</p>\
        </article></body></html>";
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: https://a.example/1\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    record.into_bytes()
}

fn folder() -> Shelf {
    let shelf = Shelf::new();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples");
    for (sample, name) in SAMPLES {
        shelf.put(&format!("in/{name}"), std::fs::read(samples.join(sample)).expect("a sample"));
    }
    shelf.put(
        "in/plain.txt",
        "Shells fell on the market of Ain Tal on Thursday, killing six people.\n",
    );
    shelf.put(
        "in/lines.jsonl",
        "{\"id\": \"1\", \"text\": \"Shells fell.\"}\n{\"id\": \"2\", \"text\": 5}\n",
    );
    shelf.put("in/table.csv", "id,date,text\n7,2016-08-12,Shells fell.\n");
    let letter =
        packed::paragraphs("Shells fell on the market of Ain Tal on Thursday, killing six people.");
    shelf.put("in/letter.docx", packed::docx(&letter));
    shelf.put(
        "in/few.zip",
        packed::zip(&[
            ("one.txt", b"Shells fell."),
            ("two.html", b"<html><p>Shells fell.</p></html>"),
        ]),
    );
    shelf.put("in/crawl.warc", warc());
    shelf.put("in/scan.pdf", "%PDF-1.7\n");
    shelf.put("in/old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    shelf
}

#[test]
fn one_command_reads_one_of_each() {
    let shelf = folder();
    let rules = [("seen.rhai", "rule(\"seen\").kind(\"shelling\").when(stem(\"shell\"));")];
    let pack = shelf.pack("mine", &rules);
    let ran = dateline(&["run", &shelf.at("in"), "--pack", &pack, "--format", "hits"]);
    let table: Vec<Vec<&str>> = ran
        .err
        .lines()
        .skip_while(|line| !line.starts_with("format "))
        .take_while(|line| !line.starts_with("passed over"))
        .map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .collect();
    let wanted = [
        ["format", "files", "articles", "without date", "left out"],
        ["text", "2", "2", "2", "0"],
        ["JSONL", "1", "1", "1", "1"],
        ["JSON", "1", "2", "0", "0"],
        ["CSV", "1", "1", "0", "0"],
        ["TSV", "1", "2", "0", "0"],
        ["XLSX", "1", "3", "0", "2"],
        ["HTML", "3", "3", "1", "0"],
        ["Nexis", "2", "5", "0", "2"],
        ["Factiva", "2", "4", "0", "0"],
        ["ProQuest", "1", "2", "0", "0"],
        ["NewsBank", "1", "2", "0", "0"],
        ["Europresse", "1", "2", "0", "0"],
        ["RSS", "1", "4", "0", "0"],
        ["Atom", "1", "3", "0", "0"],
        ["NewsML-G2", "1", "3", "0", "0"],
        ["NITF", "1", "1", "0", "0"],
        ["WARC", "1", "1", "1", "0"],
        ["Telegram", "1", "2", "0", "0"],
        ["ACLED", "1", "2", "0", "0"],
        ["UCDP", "1", "1", "0", "0"],
        ["mail", "1", "1", "0", "0"],
        ["DOCX", "1", "1", "1", "0"],
        ["RTF", "1", "1", "0", "0"],
        ["not read", "2", "0", "0", "2"],
    ];
    assert_eq!(table, wanted.map(Vec::from), "{}", ran.err);
    for said in [
        "passed over in Telegram: messages without a text, such as pictures (1)",
        "media-cloud.csv:1: it is a list of stories exported from Media Cloud, which holds no texts",
        "scan.pdf: it is pages to print (PDF), which is not read",
        "1 file is passed over: .doc 1 (save it as .docx, .rtf or .txt)",
        "paywall.html: its text breaks off where readers must pay or log in",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
}
