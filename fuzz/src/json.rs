//! JSON in any shape, and the decision of what a file is: no panic; a file gives the same articles and errors whatever
//! plain name it has, compressed or not; an article leads back to its bytes.

use super::evidence::leads_back;
use dateline::Article;
use dateline::corpus::{ReadOptions, embedded};
use std::io::Write;

/// The first byte chooses the check; the rest is the file.
pub fn check(data: &[u8]) {
    let [how, content @ ..] = data else { return };
    let found = read("wire.json", content);
    for article in found.iter().flatten() {
        leads_back(article, content);
    }
    match how % 3 {
        0 => packed(content, &found),
        1 => under_another_name(content, &found),
        _ => after_blanks(content, &found, usize::from(*how) * 1031),
    }
}

/// The articles and errors of a file.
fn read(name: &str, bytes: &[u8]) -> Vec<Result<Article, String>> {
    let options = ReadOptions::default();
    let told = |error: &dyn ToString| error.to_string().replacen(name, "FILE", 1);
    let mut all = Vec::new();
    for chunk in embedded(vec![(name.to_owned(), bytes.to_vec().into())], &options) {
        match chunk {
            Err(error) => all.push(Err(told(&error))),
            Ok(chunk) => {
                all.extend(chunk.articles(&options).map(|one| one.map_err(|error| told(&error))));
            }
        }
    }
    all
}

/// What may not depend on the name of a file, nor on what is before its records.
fn shown(found: &[Result<Article, String>]) -> Vec<String> {
    let text = |article: &Article| format!("{} {:?}", article.text, article.layout.published);
    found.iter().flatten().map(text).collect()
}

fn packed(content: &[u8], found: &[Result<Article, String>]) {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(content).expect("memory takes all");
    let bytes = packer.finish().expect("memory takes all");
    // Its first bytes say so, also without the ending.
    for name in ["wire.json.gz", "wire.json"] {
        assert_eq!(shown(&read(name, &bytes)), shown(found), "{name}");
    }
}

/// JSON is read as JSON under the name of a text. Only where it is sure that it is JSON.
fn under_another_name(content: &[u8], found: &[Result<Article, String>]) {
    let is_json = serde_json::from_slice::<serde_json::Value>(content).is_ok();
    if is_json && content.starts_with(b"{\"") {
        assert_eq!(shown(&read("wire.txt", content)), shown(found));
    }
}

/// Blanks before the records move the ends of blocks.
fn after_blanks(content: &[u8], found: &[Result<Article, String>], len: usize) {
    let is_marked = content.starts_with(b"\xef\xbb\xbf");
    // A file with a NUL near its beginning is no text.
    if std::str::from_utf8(content).is_err() || is_marked || content.contains(&0) {
        return;
    }
    let moved = [" ".repeat(len).as_bytes(), content].concat();
    assert_eq!(shown(&read("wire.json", &moved)), shown(found), "after {len} blanks");
}
