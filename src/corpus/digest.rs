//! A hash over a corpus as it was read: of each article its id, outlet, date, title and text, in order. It does not
//! depend on files, formats or paths, so that the same articles as JSONL and as texts have the same hash.

use crate::text::Article;
use blake3::{Hash, Hasher};

/// The hash of one article.
pub fn article_hash(article: &Article) -> Hash {
    let mut hasher = Hasher::new();
    let mut part = |text: &str| {
        // Lengths keep two parts from having the hash of one.
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    };
    let published = article.layout.published;
    let date = published.map(|published| match published.time {
        Some(time) => format!("{}T{:02}:{:02}", published.date, time.hour(), time.minute()),
        None => published.date.to_string(),
    });
    part(&article.id);
    part(article.outlet.as_deref().unwrap_or_default());
    part(date.as_deref().unwrap_or_default());
    part(article.layout.title.map_or("", |title| title.cut(&article.text)));
    part(&article.text);
    hasher.finalize()
}

/// Collects the hashes of a corpus, in the order of its articles.
#[derive(Default)]
pub struct CorpusDigest {
    hasher: Hasher,
    articles: u64,
}

impl CorpusDigest {
    /// Adds the next article.
    pub fn add(&mut self, article: &Hash) {
        self.hasher.update(article.as_bytes());
        self.articles += 1;
    }

    /// How many articles were added.
    pub fn articles(&self) -> u64 {
        self.articles
    }

    /// The hash over all of them, 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(id: &str, text: &str, date: &str) -> Hash {
        article_hash(&Article::builder(id, text).date(date).build().unwrap())
    }

    #[test]
    fn every_part_and_the_order_count() {
        let one = hash("a", "Shells fell.\n", "2016-08-12");
        assert_eq!(one, hash("a", "Shells fell.\n", "2016-08-12"));
        assert_ne!(one, hash("b", "Shells fell.\n", "2016-08-12"));
        assert_ne!(one, hash("a", "Shells fell!\n", "2016-08-12"));
        assert_ne!(one, hash("a", "Shells fell.\n", "2016-08-13"));
        let other = hash("b", "x\n", "2016-08-12");
        let digest = |all: &[&Hash]| {
            let mut digest = CorpusDigest::default();
            all.iter().for_each(|hash| digest.add(hash));
            (digest.articles(), digest.hash())
        };
        assert_ne!(digest(&[&one, &other]), digest(&[&other, &one]));
        assert_eq!(digest(&[&one, &other]).0, 2);
    }
}
