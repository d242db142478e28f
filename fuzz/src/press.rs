//! Rich text, documents of Word, archives and the texts of the press databases: no panic; an article leads back to its
//! bytes, and so does each slice of it that may be cut out.

use super::evidence::leads_back;
use dateline::corpus::{ReadOptions, embedded};

/// The first byte chooses the name of the file; the rest is the file.
pub fn check(data: &[u8]) {
    let [how, content @ ..] = data else { return };
    let name = ["a.txt", "a.rtf", "a.docx", "a.html", "a.zip"][usize::from(how % 5)];
    let options = ReadOptions { max_article: 1 << 20, ..ReadOptions::default() };
    let file = vec![(name.to_owned(), content.to_vec().into())];
    for chunk in embedded(file, &options).flatten() {
        for article in chunk.articles(&options).flatten() {
            // The bytes of a member, and the text extracted from a document, are not at hand here.
            if article.origin.path == name && !article.origin.decoding.is_extracted {
                leads_back(&article, content);
            }
        }
    }
}
