//! Tests of archives: their members are read as the files of a folder are, within limits.

use super::expect::{leads_back, outcomes, sample};
use super::packed::{Oddity, docx, odd_zip, paragraphs, zip};
use super::shelf::{Shelf, ids};

const LINES: &[u8] = b"{\"id\": \"w1\", \"text\": \"Shells fell on Eastquay.\"}\n{\"id\": \"w2\", \"text\": \"Talks went on.\"}\n";

fn errors(found: &[Result<dateline::Article, dateline::CorpusError>]) -> Vec<String> {
    found.iter().filter_map(|read| read.as_ref().err()).map(ToString::to_string).collect()
}

#[test]
fn members_are_read_by_the_rules_of_a_folder() {
    let word = docx(&paragraphs("Both sides agreed on Thursday to a truce."));
    let inner = zip(&[("deep.txt", b"One was hurt in Eastquay.")]);
    let archive = zip(&[
        ("b/wire.jsonl", LINES),
        ("a.txt", b"Shells fell on Eastquay."),
        (".hidden.txt", b"Nothing."),
        ("__MACOSX/a.txt", b"Nothing."),
        ("picture.png", b"x"),
        ("c.docx", &word),
        ("d.zip", &inner),
        ("e.txt.gz", &super::shelf::gzip(b"Talks went on in Westquay.")),
        ("manifest.toml", b"[defaults]\noutlet = \"Post\"\npublished = \"2016-08-12\"\n"),
        ("nexis.txt", &sample("nexis/old.txt")),
    ]);
    let shelf = Shelf::new();
    shelf.put("x.zip", &archive);
    for found in [shelf.read("x.zip"), shelf.all(), outcomes("x.zip", &archive)] {
        let known = ["a", "w1", "w2", "c", "deep", "e", "nexis:1", "nexis:2", "nexis:3"];
        assert_eq!(ids(&found), known);
        let first = found[0].as_ref().unwrap();
        assert!(first.origin.path.ends_with("x.zip/a.txt"), "{}", first.origin.path);
        assert_eq!(first.outlet.as_deref(), Some("Post"));
        assert!(
            first.remarks.iter().any(|odd| odd.contains("1 file is passed over: .png 1")),
            "{:?}",
            first.remarks
        );
        let wire = found[1].as_ref().unwrap();
        assert!(wire.origin.path.ends_with("x.zip/b/wire.jsonl"));
        leads_back(wire, LINES);
    }
}

#[test]
fn what_cannot_be_unpacked_is_told_and_the_rest_read() {
    let odd = |is_encrypted, is_foreign, is_broken| Oddity { is_encrypted, is_foreign, is_broken };
    let twice = zip(&[("y.zip", &zip(&[("z.txt", b"Deep.")]))]);
    let archive = odd_zip(&[
        ("a.txt", b"Shells fell.", odd(true, false, false)),
        ("b.txt", b"Shells fell.", odd(false, true, false)),
        ("c.txt", b"Shells fell.", odd(false, false, true)),
        ("d.txt", b"Shells fell.", Oddity::default()),
        ("e.zip", &twice, Oddity::default()),
        ("f.zip", b"no archive", Oddity::default()),
    ]);
    let found = outcomes("x.zip", &archive);
    assert_eq!(ids(&found), ["d"]);
    let told = errors(&found);
    for (at, part) in [
        "x.zip/a.txt: protected with a password",
        "x.zip/b.txt: cannot be unpacked: it is packed in another way",
        "x.zip/c.txt: cannot be read: its content is not what was packed",
        "x.zip/e.zip/y.zip: cannot be unpacked: it is inside of two other archives",
        "x.zip/f.zip: cannot be unpacked: ",
    ]
    .iter()
    .enumerate()
    {
        assert!(told[at].starts_with(part), "{told:#?}");
    }
    assert_eq!(told.len(), 5);
    let empty = errors(&outcomes("x.zip", &zip(&[("a.png", b"x")])));
    assert_eq!(
        empty,
        [
            "x.zip: no article in this archive (1 file is passed over: .png 1); unpack it and convert its files to text first"
        ]
    );
    let cut = errors(&outcomes("x.zip", &archive[..archive.len() - 30]));
    assert!(
        cut[0].starts_with("x.zip: cannot be unpacked: ")
            && cut[0].contains("check that the file is complete"),
        "{cut:?}"
    );
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = zip(&[("a.jsonl", &zeros), ("b.txt", b"Shells fell.")]);
    let found = outcomes("x.zip", &bomb);
    assert_eq!(ids(&found), ["b"]);
    let told = errors(&found);
    assert!(told.iter().any(|error| error.contains("more than 200 times")), "{told:?}");
    // Two members with the same bytes.
    let mut twin = zip(&[("a.txt", b"Shells fell."), ("b.txt", b"Shells fell.")]);
    let second = twin.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    twin[second + 42..second + 46].fill(0);
    assert!(
        errors(&outcomes("x.zip", &twin))[0].contains("overlap"),
        "{:?}",
        errors(&outcomes("x.zip", &twin))
    );
}

#[test]
fn files_of_one_name_and_names_that_lead_out_are_told_or_read() {
    let archive = zip(&[
        ("a.txt", b"Shells fell on Eastquay."),
        ("a.txt", b"Talks went on in Westquay."),
        ("../b.txt", b"One was hurt."),
        ("LICENSE.txt", b"Free for all."),
        ("c.doc", b"{\\rtf1 Envoys met.}"),
    ]);
    let shelf = Shelf::new();
    shelf.put("x.zip", &archive);
    let found = shelf.read("x.zip");
    let told = errors(&found);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("1 of its files have the name of another"), "{told:?}");
    let read: Vec<_> = found.into_iter().flatten().collect();
    let texts: Vec<&str> = read.iter().map(|article| article.text.trim()).collect();
    assert_eq!(texts, ["Talks went on in Westquay.", "One was hurt.", "Envoys met."]);
    let remarks = &read[0].remarks;
    assert!(remarks.iter().any(|odd| odd.contains("README or LICENSE 1")), "{remarks:?}");
}

#[test]
fn content_decides_where_a_name_hides_what_is_read() {
    let shelf = Shelf::new();
    shelf.put("wire", zip(&[("a.txt", b"Shells fell on Eastquay.")]));
    shelf.put("lex.doc", b"{\\rtf1 Envoys met in Westquay.}");
    let text = |found: Vec<Result<dateline::Article, dateline::CorpusError>>| {
        let mut texts: Vec<String> = found
            .into_iter()
            .map(|read| read.expect("an article").text.trim().to_owned())
            .collect();
        texts.sort();
        texts
    };
    assert_eq!(text(shelf.read("wire")), ["Shells fell on Eastquay."]);
    assert_eq!(text(shelf.read("lex.doc")), ["Envoys met in Westquay."]);
    assert_eq!(text(shelf.all()), ["Envoys met in Westquay.", "Shells fell on Eastquay."]);
}
