//! WARC files: no panic; a file gives the same articles and as many errors packed as a whole or not.

use dateline::corpus::{ReadOptions, embedded};
use std::io::Write;

/// The first byte says whether the rest is a packed file; else it is read as it is, and packed.
pub fn check(data: &[u8]) {
    let [how, content @ ..] = data else { return };
    if how % 2 == 1 {
        read("crawl.warc.gz", content);
        return;
    }
    let plain = read("crawl.warc", content);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(content).expect("memory takes all");
    let packed = read("crawl.warc.gz", &packer.finish().expect("memory takes all"));
    // Without a record it is another sort of file, of which more may be told.
    let has_records = content.windows(7).any(|part| part == b"WARC/1.");
    if has_records {
        assert_eq!(packed, plain);
    }
    assert_eq!(packed.0, plain.0);
}

/// Ids and texts of the articles, and how many errors there are.
fn read(name: &str, bytes: &[u8]) -> (Vec<(String, String)>, usize) {
    let options = ReadOptions::default();
    let (mut articles, mut errors) = (Vec::new(), 0);
    for chunk in embedded(vec![(name.to_owned(), bytes.to_vec().into())], &options) {
        let Ok(chunk) = chunk else {
            errors += 1;
            continue;
        };
        for article in chunk.articles(&options) {
            match article {
                Ok(article) => articles.push((article.id, article.text)),
                Err(_) => errors += 1,
            }
        }
    }
    (articles, errors)
}
