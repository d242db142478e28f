//! What the samples of a format must give: which articles, and that all of their text leads back to the bytes.

use super::shelf::Shelf;
use dateline::Article;
use dateline::corpus::{Format, Omission, ReadOptions, Reading, embedded};
use std::path::PathBuf;

#[path = "../../fuzz/src/evidence.rs"]
mod evidence;

pub use evidence::{cut, leads_back};

/// An article of a sample, as it must be read.
pub struct Expected {
    pub id: &'static str,
    pub title: &'static str,
    pub outlet: &'static str,
    /// Empty where it is not known.
    pub date: &'static str,
    /// How the text behind the title begins and ends.
    pub first: &'static str,
    pub last: &'static str,
}

/// A file of `tests/readers/samples`.
pub fn sample(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
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
pub fn check(article: &Article, expected: &Expected) {
    let title = article.layout.title.map(|span| span.cut(&article.text)).unwrap_or_default();
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
pub fn check_sample(name: &str, format: Format, expected: &[Expected]) -> Vec<Reading> {
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
