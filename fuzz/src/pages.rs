//! The reader of web pages: no panic, and the article of a page leads back to its bytes.

use super::evidence::leads_back;
use dateline::corpus::{ReadOptions, embedded};

/// The file is a page, whatever it begins with.
pub fn check(data: &[u8]) {
    let options = ReadOptions::default();
    for page in [data.to_vec(), [b"<!doctype html><p>", data].concat()] {
        let files = vec![("page.html".to_owned(), page.clone().into())];
        for chunk in embedded(files, &options).flatten() {
            for article in chunk.articles(&options).flatten() {
                leads_back(&article, &page);
            }
        }
    }
}
