//! Readers of XML: feeds, NewsML-G2, NITF. No panic; a file gives the same packed or not; an article leads back to its bytes.

use super::evidence::leads_back;
use dateline::Article;
use dateline::corpus::{ReadOptions, embedded};
use std::io::Write;

/// The input is the file.
pub fn check(data: &[u8]) {
    let plain = read("wire.xml", data);
    for article in &plain {
        leads_back(article, data);
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(data).expect("memory takes all");
    let packed = read("wire.xml.gz", &packer.finish().expect("memory takes all"));
    let texts = |articles: &[Article]| -> Vec<(String, String)> {
        articles.iter().map(|article| (article.id.clone(), article.text.clone())).collect()
    };
    assert_eq!(texts(&packed), texts(&plain));
}

fn read(name: &str, bytes: &[u8]) -> Vec<Article> {
    let options = ReadOptions::default();
    let chunks = embedded(vec![(name.to_owned(), bytes.to_vec().into())], &options);
    chunks
        .flatten()
        .flat_map(|chunk| chunk.articles(&options).flatten().collect::<Vec<_>>())
        .collect()
}
