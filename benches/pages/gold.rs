//! Web pages whose article bodies were marked by people, and how near to them what was read is: the measure of the
//! public article extraction benchmark that the pages are from. Sequences of four words are compared; the precisions and
//! the recalls of the pages are averaged.

use dateline::corpus::{ReadOptions, embedded};
use dateline::text::Article;
use flate2::read::GzDecoder;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

/// A page and its body.
pub struct Gold {
    /// Its name in the collection: hexadecimal digits.
    pub key: String,
    pub page: Vec<u8>,
    pub body: String,
}

impl Gold {
    /// The pages, in the order of their names; `None` if `DATELINE_DATA` is not set.
    pub fn all() -> Option<Vec<Gold>> {
        let folder = PathBuf::from(std::env::var_os("DATELINE_DATA")?).join("scrapinghub_aeb");
        let truth = fs::read(folder.join("ground-truth.json")).ok()?;
        let truth: serde_json::Value = serde_json::from_slice(&truth).expect("a JSON object");
        let pages = truth.as_object().expect("a JSON object").iter().map(|(key, known)| {
            let mut page = Vec::new();
            let file = File::open(folder.join(format!("html/{key}.html.gz"))).expect("a page");
            GzDecoder::new(file).read_to_end(&mut page).expect("a whole page");
            let body = known["articleBody"].as_str().unwrap_or_default().to_owned();
            Gold { key: key.clone(), page, body }
        });
        Some(pages.collect())
    }

    /// Whether it is one of the 105 pages that nobody looked at while the reader was written.
    pub fn is_unseen(&self) -> bool {
        self.key.as_bytes()[0] % 2 == 1
    }

    /// What is read of the page; `None` if that is an error.
    pub fn article(&self) -> Option<Article> {
        let options = ReadOptions::default();
        let files = vec![("page.html".to_owned(), self.page.clone().into())];
        let mut chunks = embedded(files, &options).flatten();
        chunks.next()?.articles(&options).next()?.ok()
    }
}

/// The text of an article without its title.
pub fn body(article: &Article) -> &str {
    let title = article.layout.title.filter(|title| title.start == 0);
    &article.text[title.map_or(0, |title| title.end as usize)..]
}

/// How many sequences of four words two texts share, and how many only one has, as shares of all.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    pub shared: f64,
    /// Only in what was read.
    pub extra: f64,
    /// Only in the body.
    pub missing: f64,
}

impl Match {
    /// How near what was read of a page is to its body.
    pub fn of(page: &Gold, read: Option<&Article>) -> Match {
        let (body, read) = (shingles(&page.body), shingles(read.map_or("", body)));
        let count = |map: &HashMap<Vec<String>, usize>, key: &Vec<String>| {
            map.get(key).copied().unwrap_or(0)
        };
        let mut found = Match { shared: 0.0, extra: 0.0, missing: 0.0 };
        for (key, &wanted) in &body {
            let got = count(&read, key);
            found.shared += wanted.min(got) as f64;
            found.missing += wanted.saturating_sub(got) as f64;
        }
        for (key, &got) in &read {
            found.extra += got.saturating_sub(count(&body, key)) as f64;
        }
        found
    }

    fn share(self, wrong: f64) -> f64 {
        match (self.shared > 0.0, self.extra + self.missing > 0.0) {
            (_, false) => 1.0,
            (false, true) => 0.0,
            (true, true) => self.shared / (self.shared + wrong),
        }
    }
}

fn shingles(text: &str) -> HashMap<Vec<String>, usize> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let mut found = HashMap::new();
    let count = (words.len() + 1).saturating_sub(4).max(usize::from(!words.is_empty()));
    for at in 0..count {
        *found.entry(words[at..words.len().min(at + 4)].to_vec()).or_insert(0) += 1;
    }
    found
}

/// Precision, recall and F1 over pages.
pub fn scores(matches: &[Match]) -> (f64, f64, f64) {
    let mean = |shares: Vec<f64>| shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let found = matches.iter().filter(|found| found.shared + found.extra > 0.0);
    let precision = mean(found.map(|found| found.share(found.extra)).collect());
    let wanted = matches.iter().filter(|found| found.shared + found.missing > 0.0);
    let recall = mean(wanted.map(|found| found.share(found.missing)).collect());
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}
