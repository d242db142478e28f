//! The samples, what is read from them, and its comparison with what is expected. Used by the tests beside it.

use super::shelf::gather;
use dateline::corpus::{
    Chunks, CorpusError, Format, Omission, ReadOptions, Reading, embedded, evidence_from_raw,
};
use dateline::text::{Article, Span};
use std::fs;
use std::path::Path;

/// A sample.
pub fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples");
    fs::read(folder.join(name)).expect("a sample")
}

fn in_memory(name: &str, bytes: &[u8], options: &ReadOptions) -> Chunks {
    embedded(vec![(name.to_owned(), bytes.to_vec().into())], options)
}

/// All readings of a file.
pub fn readings(name: &str, bytes: &[u8]) -> Vec<Reading> {
    let options = ReadOptions::default();
    let chunks = in_memory(name, bytes, &options);
    chunks
        .flat_map(|chunk| chunk.expect("a chunk").readings(&options).collect::<Vec<_>>())
        .collect()
}

/// All articles and errors of a file.
pub fn articles(name: &str, bytes: &[u8]) -> Vec<Result<Article, CorpusError>> {
    let options = ReadOptions::default();
    gather(in_memory(name, bytes, &options), &options)
}

/// What is expected of an article: id, outlet, date, title, first and last words of the body.
pub type Expected<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

/// Compares the articles of a file, and checks that each leads back to its bytes; the errors that are left.
pub fn check(name: &str, bytes: &[u8], format: Format, expected: &[Expected<'_>]) -> Vec<String> {
    let mut errors = Vec::new();
    let mut found = Vec::new();
    for reading in readings(name, bytes) {
        match reading.outcome {
            Ok(article) => {
                assert_eq!(reading.format, Some(format), "{name}");
                found.push(article);
            }
            Err(Omission::Error(error)) => errors.push(error.to_string()),
            Err(Omission::PassedOver { what, count, .. }) => errors.push(format!("{count} {what}")),
        }
    }
    let ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|expected| expected.0).collect();
    assert_eq!(ids, wanted, "{name}");
    for (article, &(id, outlet, date, title, first, last)) in found.iter().zip(expected) {
        assert_eq!(article.outlet.as_deref().unwrap_or(""), outlet, "{name} {id}");
        let day = article.layout.published.map(|published| published.date.to_string());
        assert_eq!(day.as_deref().unwrap_or(""), date, "{name} {id}: {:?}", article.remarks);
        let shown = article.layout.title.map(|span| span.cut(&article.text)).unwrap_or("");
        let shown: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(shown.join(" "), title, "{name} {id}");
        let body = match article.text.split_once("\n\n") {
            Some((head, body))
                if !title.is_empty() && head.split_whitespace().eq(title.split_whitespace()) =>
            {
                body
            }
            _ => &article.text,
        };
        assert!(body.trim_start().starts_with(first), "{name} {id}: {body:?}");
        assert!(body.trim_end().ends_with(last), "{name} {id}: {body:?}");
        leads_back(article, bytes);
    }
    errors
}

/// Each word, and each line, leads back to the bytes.
pub fn leads_back(article: &Article, bytes: &[u8]) {
    if article.origin.decoding.is_extracted {
        return;
    }
    let mut start = 0;
    for line in article.text.split('\n') {
        let whole = Span::new(start, start + line.len());
        let words = line.split(' ').scan(start, |at, word| {
            let span = Span::new(*at, *at + word.len());
            *at += word.len() + 1;
            Some(span)
        });
        for span in words.chain([whole]).filter(|span| !span.is_empty()) {
            let offsets = &article.origin.offsets;
            if !offsets.is_cut(span.start) || !offsets.is_cut(span.end) {
                continue;
            }
            let raw = offsets.raw(span);
            let slice = &bytes[raw.start as usize..raw.end as usize];
            let cut = evidence_from_raw(slice, article.origin.decoding);
            assert_eq!(cut.as_deref(), Some(span.cut(&article.text)), "{}", article.id);
        }
        start += line.len() + 1;
    }
}

/// The words of a text of a page, whatever its tags.
pub fn words(text: &str) -> String {
    let mut plain = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                plain.push(' ');
            }
            _ if !is_tag => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
