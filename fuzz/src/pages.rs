//! The reader of web pages: no panic, and the article of a page leads back to its bytes.

use super::evidence::leads_back;
use dateline::corpus::{ReadOptions, embedded};

/// The file is a page, whatever it begins with.
pub fn check(data: &[u8]) {
    let options = ReadOptions::default();
    for page in [data.to_vec(), [b"<!doctype html><p>", data].concat()] {
        let files = vec![("page.html".to_owned(), page.clone().into())];
        for chunk in embedded(files, &options).flatten() {
            let read = chunk.articles(&options).flatten();
            // The text of one that only linked data holds was unpacked.
            for article in read.filter(|article| !article.origin.decoding.is_extracted) {
                leads_back(&article, &page);
            }
        }
    }
}
