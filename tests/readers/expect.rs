//! What the samples of a format must give: which articles, and that all of their text leads back to the bytes.

use super::shelf::{Shelf, gather};
use dateline::Article;
use dateline::corpus::{CorpusError, Format, Omission, ReadOptions, Reading, embedded};
use std::path::PathBuf;

#[path = "../../fuzz/src/evidence.rs"]
mod evidence;

pub use evidence::cut;

/// An article of a sample, as it must be read.
pub struct Expected<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub outlet: &'a str,
    /// Empty where it is not known.
    pub date: &'a str,
    /// How the text behind the title begins and ends.
    pub first: &'a str,
    pub last: &'a str,
}

/// An article as above, in short: its id, outlet, date, title, and the first and last words of its body.
pub type Row<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

/// A file of `tests/readers/samples`.
pub fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The articles of a file of this name with these bytes, and the errors in the place of others.
pub fn outcomes(name: &str, bytes: &[u8]) -> Vec<Result<Article, CorpusError>> {
    let options = ReadOptions::default();
    gather(embedded(vec![(name.to_owned(), bytes.to_vec().into())], &options), &options)
}

/// All that is read of a file of this name with these bytes.
pub fn readings(name: &str, bytes: &[u8]) -> Vec<Reading> {
    readings_within(name, bytes, &ReadOptions::default())
}

pub fn readings_within(name: &str, bytes: &[u8], options: &ReadOptions) -> Vec<Reading> {
    let mut all = Vec::new();
    for chunk in embedded(vec![(name.to_owned(), bytes.to_vec().into())], options) {
        match chunk {
            Ok(chunk) => all.extend(chunk.readings(options)),
            Err(error) => {
                all.push(Reading { format: None, outcome: Err(Omission::Error(error)) });
            }
        }
    }
    all
}

pub fn articles(readings: &[Reading]) -> Vec<&Article> {
    readings.iter().filter_map(|reading| reading.outcome.as_ref().ok()).collect()
}

pub fn errors(readings: &[Reading]) -> Vec<String> {
    let error = |reading: &Reading| match &reading.outcome {
        Err(Omission::Error(error)) => Some(error.to_string()),
        _ => None,
    };
    readings.iter().filter_map(error).collect()
}

pub fn passed_over(readings: &[Reading]) -> Vec<(&'static str, u64)> {
    let passed = |reading: &Reading| match &reading.outcome {
        Err(Omission::PassedOver { what, count, .. }) => Some((*what, *count)),
        _ => None,
    };
    readings.iter().filter_map(passed).collect()
}

/// Checks one article.
pub fn check(article: &Article, expected: &Expected<'_>) {
    let title = article.layout.title.map(|span| span.cut(&article.text)).unwrap_or_default();
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let date = article.layout.published.map(|published| published.date.to_string());
    let behind = article.layout.title.map_or(0, |span| span.end as usize);
    let body = article.text[behind..].trim();
    assert_eq!(article.id, expected.id);
    assert_eq!(title, expected.title, "{}", article.id);
    assert_eq!(article.outlet.as_deref().unwrap_or_default(), expected.outlet, "{}", article.id);
    assert_eq!(date.unwrap_or_default(), expected.date, "{}", article.id);
    assert!(body.starts_with(expected.first), "{}: {body}", article.id);
    assert!(body.ends_with(expected.last), "{}: {body}", article.id);
}

/// Checks that a sample gives these articles, of this format, and no others; returns all that was read.
pub fn check_sample(name: &str, format: Format, expected: &[Expected<'_>]) -> Vec<Reading> {
    let bytes = sample(name);
    let readings = readings(name, &bytes);
    assert!(readings.iter().all(|reading| reading.format == Some(format)), "{readings:?}");
    let articles = articles(&readings);
    let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, expected.iter().map(|expected| expected.id).collect::<Vec<_>>());
    for (article, expected) in articles.into_iter().zip(expected) {
        check(article, expected);
    }
    readings
}

/// Checks that a file gives these articles, of this format, each of which leads back to its bytes; returns the errors, and what
/// was passed over with its number.
pub fn check_rows(name: &str, bytes: &[u8], format: Format, rows: &[Row<'_>]) -> Vec<String> {
    let readings = readings(name, bytes);
    let found = articles(&readings);
    let ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, rows.iter().map(|row| row.0).collect::<Vec<_>>(), "{name}");
    for (article, &(id, outlet, date, title, first, last)) in found.iter().zip(rows) {
        check(article, &Expected { id, title, outlet, date, first, last });
        leads_back(article, bytes);
    }
    let formats = readings.iter().filter(|reading| reading.outcome.is_ok());
    assert!(formats.into_iter().all(|reading| reading.format == Some(format)), "{name}");
    let passed = passed_over(&readings).into_iter().map(|(what, count)| format!("{count} {what}"));
    errors(&readings).into_iter().chain(passed).collect()
}

/// Checks that the text of an article leads back to the bytes, unless it was unpacked.
pub fn leads_back(article: &Article, bytes: &[u8]) {
    if !article.origin.decoding.is_extracted {
        evidence::leads_back(article, bytes);
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

/// The same articles are read from a folder, packed or not.
pub fn check_on_disk(name: &str, file: &str) {
    let bytes = sample(name);
    let texts = |file: &str, bytes: &[u8]| -> Vec<(String, String)> {
        let shelf = Shelf::new();
        shelf.put(file, bytes);
        shelf.all().into_iter().flatten().map(|article| (article.id, article.text)).collect()
    };
    let plain = texts(file, &bytes);
    assert!(!plain.is_empty());
    assert_eq!(texts(&format!("{file}.gz"), &super::shelf::gzip(&bytes)), plain);
}
