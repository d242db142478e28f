//! Every container and every bad input, from bytes on disk to articles, and back from articles to bytes.

use dateline::corpus::{
    Chunks, CorpusError, ReadOptions, embedded, evidence_from_raw, open, size_hint_bytes,
};
use dateline::text::{Article, Span};
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

/// A folder that goes when the test ends.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Shelf(tempfile::tempdir().expect("a temporary folder"))
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }

    fn read(&self, name: &str) -> Vec<Result<Article, CorpusError>> {
        read(&[self.0.path().join(name)], &ReadOptions::default())
    }

    fn all(&self) -> Vec<Result<Article, CorpusError>> {
        read(&[self.0.path().to_owned()], &ReadOptions::default())
    }
}

fn read(paths: &[PathBuf], options: &ReadOptions) -> Vec<Result<Article, CorpusError>> {
    gather(open(paths, options), options)
}

fn gather(chunks: Chunks, options: &ReadOptions) -> Vec<Result<Article, CorpusError>> {
    let mut found = Vec::new();
    for chunk in chunks {
        match chunk {
            Ok(chunk) => found.extend(chunk.articles(options)),
            Err(error) => found.push(Err(error)),
        }
    }
    found
}

fn ids(found: &[Result<Article, CorpusError>]) -> Vec<&str> {
    found.iter().flatten().map(|article| article.id.as_str()).collect()
}

/// The one error among `found`, as the user reads it, without the folder.
fn complaint(found: &[Result<Article, CorpusError>]) -> String {
    let errors: Vec<String> =
        found.iter().filter_map(|read| read.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let error = &errors[0];
    let start = error.find(['/', '\\']).map_or(0, |_| {
        let head = error.split(": ").next().unwrap_or(error);
        head.rfind(['/', '\\']).map_or(0, |at| at + 1)
    });
    error[start..].to_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory")
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    (0..5)
        .map(|at| format!("seed-00{at}"))
        .map(|id| {
            let bytes = fs::read(folder.join(format!("{id}.txt"))).expect("a seed");
            (id, bytes)
        })
        .collect()
}

#[test]
fn the_shipped_corpus_reads_without_complaint() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let found = read(std::slice::from_ref(&folder), &ReadOptions::default());
    assert!(found.iter().all(Result::is_ok));
    assert_eq!(ids(&found), ["seed-000", "seed-001", "seed-002", "seed-003", "seed-004"]);
    assert!(
        found
            .iter()
            .flatten()
            .all(|article| article.outlet.is_none() && !article.text.contains(['Â', '€']))
    );
    let sizes: u64 = seeds().iter().map(|(_, bytes)| bytes.len() as u64).sum();
    assert_eq!(size_hint_bytes(&[folder]), Some(sizes));
    assert_eq!(size_hint_bytes(&["-".into()]), None);
}

#[test]
fn a_folder_is_read_deep_sorted_and_without_strangers() {
    let shelf = Shelf::new();
    for name in [
        "b.txt",
        "a/z.txt",
        "a/y.TXT",
        ".hidden.txt",
        ".git/x.txt",
        "README.md",
        "notes.html",
        "c.txt.bak",
    ] {
        shelf.put(name, "The truce holds.");
    }
    shelf.put("w.jsonl", "{\"text\":\"One.\"}\n");
    assert_eq!(ids(&shelf.all()), ["y", "z", "b", "w:1"]);
}

#[test]
fn every_packing_gives_the_same_articles() {
    let shelf = Shelf::new();
    let lines = "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":7,\"text\":\"Two.\"}\n";
    let table = "id,text\na,One.\n7,Two.\n";
    for (name, bytes) in
        [("l.jsonl", lines), ("l.ndjson", lines), ("l.json-lines", lines), ("t.csv", table)]
    {
        for (ending, packed) in
            [("", bytes.into()), (".gz", gzip(bytes.as_bytes())), (".zst", zstd(bytes.as_bytes()))]
        {
            let name = format!("{name}{ending}");
            shelf.put(&name, packed);
            let found = shelf.read(&name);
            assert_eq!(ids(&found), ["a", "7"], "{name}");
            let text: Vec<_> =
                found.iter().flatten().map(|article| article.text.as_str()).collect();
            assert_eq!(text, ["One.", "Two."], "{name}");
        }
    }
    for (name, packed) in [
        ("p.txt", b"Plain.".to_vec()),
        ("p.txt.gz", gzip(b"Plain.")),
        ("p.txt.zst", zstd(b"Plain.")),
    ] {
        shelf.put(name, packed);
        let found = shelf.read(name);
        assert_eq!(
            (ids(&found), found[0].as_ref().unwrap().text.as_str()),
            (vec!["p"], "Plain."),
            "{name}"
        );
    }
}

#[test]
fn fields_go_where_they_belong() {
    let shelf = Shelf::new();
    shelf.put("w.jsonl", r#"{"unit_id": 12, "source": "Wire", "headline": "Truce \"holds\"", "x": [1, {"text": 2}], "body": "It held.\nFor a day."}"#);
    let found = shelf.read("w.jsonl");
    let article = found[0].as_ref().unwrap();
    assert_eq!((article.id.as_str(), article.outlet.as_deref()), ("12", Some("Wire")));
    assert_eq!(article.text, "Truce \"holds\"\n\nIt held.\nFor a day.");
    let mut options = ReadOptions::default();
    options.fields.set("text=story").unwrap();
    let path = shelf.put("s.csv", "story;text;id\n\"It held; so far.\";no;s1\n");
    let found = read(&[path], &options);
    assert_eq!(found[0].as_ref().unwrap().text, "It held; so far.");
}

#[test]
fn a_manifest_speaks_for_the_files_beside_it() {
    let shelf = Shelf::new();
    shelf.put("a/x.txt", "One.");
    shelf.put("a/y.txt", "Two.");
    shelf.put("b/x.txt", "Three.");
    shelf.put("a/manifest.toml", "[defaults]\noutlet = \"Wire\"\n[articles.\"y\"]\noutlet = \"Post\"\npublished = \"2016-09-28\"\n");
    let found = shelf.all();
    let outlets: Vec<_> = found.iter().flatten().map(|article| article.outlet.as_deref()).collect();
    assert_eq!(outlets, [Some("Wire"), Some("Post"), None]);
    shelf.put("a/manifest.toml", "[defaults\n");
    let found = shelf.all();
    assert_eq!(ids(&found), ["x", "y", "x"]);
    assert!(complaint(&found).starts_with("manifest.toml: "));
}

#[test]
fn a_carried_corpus_reads_like_a_folder() {
    let files = vec![
        ("corpus/a.txt".to_owned(), b"One.".as_slice().into()),
        ("corpus/README.md".to_owned(), b"No article.".as_slice().into()),
        ("corpus/manifest.toml".to_owned(), b"[defaults]\noutlet = 'Wire'".as_slice().into()),
        ("corpus/l.jsonl".to_owned(), b"{\"text\":\"Two.\"}".as_slice().into()),
    ];
    let options = ReadOptions::default();
    let found = gather(embedded(files, &options), &options);
    assert_eq!(ids(&found), ["a", "l:1"]);
    assert!(found.iter().flatten().all(|article| article.outlet.as_deref() == Some("Wire")));
}

#[test]
fn empty_and_binary_files_are_named() {
    let shelf = Shelf::new();
    shelf.put("e.txt", "");
    assert_eq!(
        complaint(&shelf.read("e.txt")),
        "e.txt: empty, there is no text to code; leave it out"
    );
    for name in ["e.jsonl", "e.csv"] {
        shelf.put(name, " \n");
        assert!(shelf.read(name).iter().all(Result::is_err), "{name}");
    }
    shelf.put("b.txt", b"\x7fELF\x02\x01\0\0\0");
    assert!(
        complaint(&shelf.read("b.txt"))
            .starts_with("b.txt: binary, not text (a NUL byte at offset 6)")
    );
    shelf.put("b.jsonl", b"PK\x03\x04\0\0");
    assert!(complaint(&shelf.read("b.jsonl")).starts_with("b.jsonl: binary"));
}

#[test]
fn a_missing_path_costs_only_itself() {
    let shelf = Shelf::new();
    let there = shelf.put("a.txt", "One.");
    let found = read(&[shelf.0.path().join("gone.txt"), there], &ReadOptions::default());
    assert_eq!(ids(&found), ["a"]);
    assert_eq!(complaint(&found), "gone.txt: no such file or folder; check the path");
    let empty = Shelf::new();
    assert!(matches!(empty.all()[..], [Err(CorpusError::NoArticles { .. })]));
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_costs_only_itself() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new();
    let locked = shelf.put("a.txt", "One.");
    shelf.put("b.txt", "Two.");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&locked).is_err() {
        assert!(complaint(&shelf.all()).starts_with("a.txt: cannot be read: "));
    }
    // A broken link cannot be read by anyone, the superuser included.
    let shelf = Shelf::new();
    shelf.put("b.txt", "Two.");
    std::os::unix::fs::symlink("nowhere", shelf.0.path().join("a.txt")).unwrap();
    let found = shelf.all();
    assert_eq!(ids(&found), ["b"]);
    assert!(complaint(&found).starts_with("a.txt: "));
}

#[test]
fn a_truncated_archive_keeps_what_came_before() {
    let shelf = Shelf::new();
    let mut lines = String::new();
    for at in 0..20_000u32 {
        lines.push_str(&format!(
            "{{\"id\":\"{at}\",\"text\":\"Item {}.\"}}\n",
            at.wrapping_mul(2_654_435_761)
        ));
    }
    let packed = gzip(lines.as_bytes());
    shelf.put("l.jsonl.gz", &packed[..packed.len() / 2]);
    let found = shelf.read("l.jsonl.gz");
    assert!(found.len() > 1000);
    assert!(complaint(&found).starts_with("l.jsonl.gz: cannot be read: "));
    shelf.put("n.txt.gz", "not packed at all");
    assert!(complaint(&shelf.read("n.txt.gz")).starts_with("n.txt.gz: cannot be read: "));
}

#[test]
fn a_bad_line_is_named_and_the_next_read() {
    let shelf = Shelf::new();
    let good = "{\"id\":\"good\",\"text\":\"One.\"}\n";
    for (bad, said) in [
        ("{\"text\": \"cut off", "l.jsonl:2: no JSON object ("),
        ("[1, 2]", "l.jsonl:2: no JSON object ("),
        ("plain words", "l.jsonl:2: no JSON object ("),
        ("{\"text\":\"a\"} x", "l.jsonl:2: no JSON object ("),
        (
            "{\"story\":\"a\",\"n\":1}",
            "l.jsonl:2: no text field, only n, story; name it with --field text=NAME",
        ),
        (
            "{\"text\":12}",
            "l.jsonl:2: field \"text\" is a number, not a string; name another with --field text=NAME",
        ),
        ("{\"text\":null}", "l.jsonl:2: field \"text\" is null, not a string"),
        ("{\"text\":\" \"}", "l.jsonl:2: empty"),
    ] {
        shelf.put("l.jsonl", format!("{good}{bad}\r\n\n{good}"));
        let found = shelf.read("l.jsonl");
        assert_eq!(ids(&found), ["good", "good"], "{bad}");
        let complaint = complaint(&found);
        assert!(complaint.starts_with(said), "{complaint}");
    }
}

#[test]
fn a_csv_without_text_or_without_an_end_is_named() {
    let shelf = Shelf::new();
    shelf.put("t.csv", "id,story\na,One.\n");
    assert_eq!(
        complaint(&shelf.read("t.csv")),
        "t.csv:1: no text field, only id, story; name it with --field text=NAME"
    );
    shelf.put("t.csv", "id,text\na,One.\nb,\"Two.\nc,Three.\n");
    let found = shelf.read("t.csv");
    assert_eq!(ids(&found), ["a", "c"]);
    assert!(
        complaint(&found)
            .starts_with("t.csv:3: a quoted field begun in this record is never closed")
    );
    shelf.put("t.csv", "id,text\na\nb,Two.\n");
    let found = shelf.read("t.csv");
    assert_eq!(ids(&found), ["b"]);
    assert!(complaint(&found).starts_with("t.csv:2: empty"));
}

#[test]
fn an_article_beyond_the_limit_is_refused_and_the_next_read() {
    let shelf = Shelf::new();
    let options = ReadOptions { max_article: 3 << 20, ..ReadOptions::default() };
    let long = "a".repeat(5 << 20);
    let one = "{\"id\":\"one\",\"text\":\"One.\"}\n";
    let lines = shelf.put("l.jsonl", format!("{one}{{\"text\":\"{long}\"}}\n{one}"));
    let table = shelf.put("t.csv", format!("id,text\none,One.\ntwo,{long}\none,Two.\n"));
    let text = shelf.put("t.txt", &long);
    let packed = shelf.put("t.txt.zst", zstd(long.as_bytes()));
    for (path, said) in [(lines, "l.jsonl:2: larger"), (table, "t.csv:3: larger")] {
        let found = read(&[path], &options);
        assert_eq!(ids(&found), ["one", "one"]);
        assert!(complaint(&found).starts_with(said), "{}", complaint(&found));
    }
    for (path, said) in [(text, "t.txt: larger than 3145728 bytes"), (packed, "t.txt.zst: larger")]
    {
        let found = read(&[path], &options);
        assert!(complaint(&found).starts_with(said));
    }
}

#[test]
fn a_huge_text_is_refused_by_its_size_alone() {
    let shelf = Shelf::new();
    let path = shelf.put("huge.txt", "");
    // A hole: 200 MB that take no room, and NULs that would be called binary if they were read.
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(200 << 20).unwrap();
    assert!(complaint(&shelf.read("huge.txt")).starts_with("huge.txt: larger than 33554432 bytes"));
}

#[test]
fn records_that_cross_blocks_are_whole() {
    let shelf = Shelf::new();
    let body = "The truce “held”, he said.\n".repeat(900);
    let (mut lines, mut table) = (String::new(), "id,text\n".to_owned());
    for at in 0..200 {
        lines.push_str(&serde_json::json!({ "id": at.to_string(), "text": body }).to_string());
        lines.push('\n');
        table.push_str(&format!("{at},\"{}\"\n", body.replace('“', "\"\"")));
    }
    for (name, bytes, escaped) in
        [("l.jsonl", &lines, body.clone()), ("t.csv", &table, body.replace('“', "\""))]
    {
        let path = shelf.put(name, bytes);
        let options = ReadOptions::default();
        let chunks: Vec<_> = open(&[path], &options).map(|chunk| chunk.expect("a chunk")).collect();
        assert!(chunks.len() > 3, "{name}");
        assert_eq!(chunks.iter().map(|chunk| chunk.bytes()).sum::<u64>(), bytes.len() as u64);
        let found: Vec<_> = chunks.iter().flat_map(|chunk| chunk.articles(&options)).collect();
        let wanted: Vec<String> = (0..200).map(|at| at.to_string()).collect();
        assert_eq!(ids(&found), wanted, "{name}");
        assert!(found.iter().flatten().all(|article| article.text == escaped), "{name}");
        assert_spans_come_back(&found, bytes.as_bytes(), &[(0.1, 0.2), (0.5, 0.9), (0.0, 1.0)]);
    }
}

#[test]
fn older_encodings_come_back_from_every_container() {
    let shelf = Shelf::new();
    let text = b"The caf\xe9 \x93fell\x94 \x96 again.\r\nNo one was hurt.".as_slice();
    let marked: Vec<u8> =
        "\u{feff}The café “fell” again.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut lines =
        b"{\"text\":\"The caf\xe9 \x93fell\x94 again.\\r\\nNo one was hurt.\"}\n".to_vec();
    lines.extend_from_slice(b"{\"text\":\"The na\xefve \x93truce\x94 held.\"}\n");
    let table = b"text,id\n\"The caf\xe9 \"\"fell\"\" \x96 again.\",a\n".as_slice();
    for (name, bytes) in
        [("w.txt", text), ("u.txt", &marked), ("l.jsonl", &lines), ("t.csv", table)]
    {
        shelf.put(name, bytes);
        let found = shelf.read(name);
        let article = found[0].as_ref().unwrap();
        assert!(article.text.starts_with("The café "), "{name}: {}", article.text);
        assert!(!article.text.contains('\r'));
        assert_spans_come_back(&found, bytes, &[(0.0, 1.0), (0.1, 0.4), (0.3, 0.8)]);
    }
}

/// Cuts each share of each article out of the container's bytes and compares.
fn assert_spans_come_back(
    found: &[Result<Article, CorpusError>],
    container: &[u8],
    shares: &[(f64, f64)],
) {
    for article in found.iter().map(|read| read.as_ref().expect("an article")) {
        let text = &article.text;
        let offsets = &article.origin.offsets;
        for &(from, to) in shares {
            // The nearest places where text and raw bytes can both be cut.
            let near = |share: f64| {
                let at = (text.len() as f64 * share) as usize;
                let fits = |at: &usize| text.is_char_boundary(*at) && offsets.is_cut(*at as u32);
                (at..=text.len()).find(fits).expect("the end is a cut")
            };
            let span = Span::new(near(from), near(to).max(near(from)));
            let raw = offsets.raw(span);
            let slice = &container[raw.start as usize..raw.end as usize];
            let cut = evidence_from_raw(slice, article.origin.decoding).expect("a known encoding");
            assert_eq!(cut, span.cut(text), "{} {span:?}", article.id);
        }
    }
}

/// A container: its name, the bytes that offsets index, and its articles.
type Shelved = (String, Vec<u8>, Vec<Result<Article, CorpusError>>);

/// The seeds in every container.
static SHELVED: LazyLock<Vec<Shelved>> = LazyLock::new(|| {
    let shelf = Shelf::new();
    let mut shelved = Vec::new();
    let (mut escaped, mut plain, mut table) =
        (String::new(), String::new(), "id,text\n".to_owned());
    for (id, bytes) in seeds() {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let line = serde_json::json!({ "id": id, "text": text }).to_string() + "\n";
        let ascii: String = line
            .chars()
            .map(|c| match c {
                c if c.is_ascii() => c.to_string(),
                c => c
                    .encode_utf16(&mut [0; 2])
                    .iter()
                    .map(|unit| format!("\\u{unit:04x}"))
                    .collect(),
            })
            .collect();
        plain.push_str(&line);
        escaped.push_str(&ascii);
        table.push_str(&format!("{id},\"{}\"\r\n", text.replace('"', "\"\"")));
        let windows = text.replace('\n', "\r\n");
        shelved.push((format!("{id}.txt"), bytes));
        shelved.push((format!("{id}-crlf.txt"), windows.into_bytes()));
    }
    shelved.push(("plain.jsonl".to_owned(), plain.into_bytes()));
    shelved.push(("escaped.jsonl".to_owned(), escaped.into_bytes()));
    shelved.push(("table.csv".to_owned(), table.into_bytes()));
    let packed: Vec<_> = shelved
        .iter()
        .flat_map(|(name, bytes)| {
            [
                (format!("{name}.gz"), gzip(bytes), bytes.clone()),
                (format!("{name}.zst"), zstd(bytes), bytes.clone()),
            ]
        })
        .collect();
    let whole = shelved.into_iter().map(|(name, bytes)| (name, bytes.clone(), bytes));
    whole
        .chain(packed)
        .map(|(name, disk, inside)| {
            shelf.put(&name, disk);
            let found = shelf.read(&name);
            (name, inside, found)
        })
        .collect()
});

#[test]
fn every_container_gives_the_same_texts() {
    let texts: Vec<&str> = SHELVED
        .iter()
        .filter(|(name, ..)| name.ends_with(".txt") && !name.contains("crlf"))
        .flat_map(|(_, _, found)| found.iter().flatten().map(|article| article.text.as_str()))
        .collect();
    assert_eq!(texts.len(), 5);
    for (name, _, found) in SHELVED.iter().filter(|(name, ..)| !name.starts_with("seed")) {
        let here: Vec<&str> = found.iter().flatten().map(|article| article.text.as_str()).collect();
        assert_eq!(here, texts, "{name}");
    }
}

proptest! {
    #[test]
    fn evidence_can_be_cut_from_every_container(from in 0.0f64..1.0, len in 0.0f64..0.2) {
        for (_, inside, found) in SHELVED.iter() {
            assert_spans_come_back(found, inside, &[(from, (from + len).min(1.0))]);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "[\"{}:,\\\\a-z\n\r;u0-9]{0,80}") {
        let options = ReadOptions::default();
        for bytes in [bytes, text.clone().into_bytes(), format!("id,text\n{text}").into_bytes()] {
            for name in ["x.txt", "x.jsonl", "x.csv", "x.csv.gz", "x.txt.zst"] {
                for article in gather(embedded(vec![(name.to_owned(), bytes.clone().into())], &options), &options).iter().flatten() {
                    let span = Span::new(0, article.text.len());
                    let raw = article.origin.offsets.raw(span);
                    prop_assert!(raw.end <= bytes.len() as u64);
                    if article.layout.title.is_none() {
                        let cut = evidence_from_raw(&bytes[raw.start as usize..raw.end as usize], article.origin.decoding);
                        prop_assert_eq!(cut.as_deref(), Some(article.text.as_str()));
                    }
                }
            }
        }
    }
}
