//! Tests that a file of many articles is read in one encoding, wherever its blocks end.

use super::shelf::Shelf;
use dateline::text::Article;

/// More than a block of lines of JSON, or of a table, each with this text.
fn lines(ending: &str, text: &[u8]) -> Vec<u8> {
    let (before, after): (&[u8], &[u8]) = match ending {
        "jsonl" => (b"{\"text\": \"", b"\"}\n"),
        _ => (b"\"", b"\"\n"),
    };
    [before, text, after].concat().repeat(400_000 / text.len())
}

/// A file of these parts, and its articles.
fn read(ending: &str, parts: &[&[u8]]) -> Vec<Article> {
    let head: &[u8] = if ending == "csv" { b"text\n" } else { b"" };
    let shelf = Shelf::new();
    let parts = parts.iter().flat_map(|part| lines(ending, part));
    shelf.put(&format!("wire.{ending}"), head.iter().copied().chain(parts).collect::<Vec<u8>>());
    shelf.read(&format!("wire.{ending}")).into_iter().map(Result::unwrap).collect()
}

fn remarks(articles: &[Article]) -> Vec<&str> {
    articles.iter().flat_map(|article| &article.remarks).map(String::as_str).collect()
}

/// "Обстрел города." in windows-1251.
const SHELLING: &[u8] = b"\xce\xe1\xf1\xf2\xf0\xe5\xeb \xe3\xee\xf0\xee\xe4\xe0.";
const CALM: &[u8] = b"The town is calm, and nobody was seen on the road to the bridge that day.";
/// "Café", in windows-1252; "Cafй" in windows-1251.
const CAFE: &[u8] = b"The caf\xe9 in the town is open, as one of the owners said on the telephone.";

#[test]
fn the_first_block_that_is_not_ascii_decides_for_the_file() {
    for ending in ["jsonl", "csv"] {
        let articles = read(ending, &[CALM, SHELLING, CALM, CAFE]);
        let charset = |article: &Article| article.origin.decoding.charset;
        for article in &articles {
            let wanted = if article.text.is_ascii() { "utf-8" } else { "windows-1251" };
            assert_eq!(charset(article), wanted, "{}: {}", article.id, article.text);
        }
        assert!(articles.iter().any(|article| article.text == "Обстрел города."));
        let last = &articles.last().unwrap().text;
        assert!(last.starts_with("The cafй in the town"), "{last}");
        let told = remarks(&articles);
        assert!(
            told[0].contains("looks like windows-1252, but is read as windows-1251"),
            "{told:?}"
        );
    }
}

#[test]
fn utf8_stays_what_it_is_behind_blocks_of_ascii() {
    for ending in ["jsonl", "csv"] {
        let articles = read(ending, &[CALM, "Обстрел “города”.".as_bytes(), CALM]);
        assert!(articles.iter().all(|article| article.origin.decoding.charset == "utf-8"));
        assert!(articles.iter().any(|article| article.text == "Обстрел “города”."));
        assert_eq!(remarks(&articles), [""; 0]);
    }
}

#[test]
fn a_file_in_two_encodings_is_told() {
    for ending in ["jsonl", "csv"] {
        let articles = read(ending, &[SHELLING, "Обстрел города.".as_bytes()]);
        let told = remarks(&articles);
        assert!(!told.is_empty() && told.len() < 5, "{told:?}");
        assert!(told[0].contains("looks like utf-8, but is read as windows-1251"), "{told:?}");
        let articles = read(ending, &["Обстрел города.".as_bytes(), SHELLING]);
        let told = remarks(&articles);
        assert!(told[0].contains("looks like windows-1251, but is read as utf-8"), "{told:?}");
    }
}
