//! Tests of the offsets from an article back to its raw bytes, for every container, encoding and compression.

use super::shelf::{Shelf, gather, gzip, ids, seeds, zstd};
use dateline::corpus::{CorpusError, ReadOptions, embedded, evidence_from_raw, open};
use dateline::text::{Article, Span};
use proptest::prelude::*;
use std::sync::LazyLock;

#[test]
fn records_across_blocks_are_complete() {
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
fn older_encodings_are_decoded_in_every_container() {
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

/// Cuts each part of each article out of the container's bytes and compares.
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
