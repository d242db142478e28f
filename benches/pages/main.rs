//! How much of the articles of web pages is read, and how many pages a second, on one thread. `DATELINE_DATA` names the
//! folder of the pages.

mod gold;

use dateline::text::Article;
use gold::{Gold, Match, body, scores};
use std::time::Instant;

/// How many pages are timed.
const PAGES: usize = 1000;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("pages: runs only under `cargo bench`");
        return;
    }
    let Some(pages) = Gold::all() else {
        println!("pages: skipped, DATELINE_DATA names no folder with pages");
        return;
    };
    let read: Vec<Option<Article>> = pages.iter().map(Gold::article).collect();
    let both = || pages.iter().zip(read.iter().map(Option::as_ref));
    let found: Vec<(bool, Match)> =
        both().map(|(page, read)| (page.is_unseen(), Match::of(page, read))).collect();
    if std::env::args().any(|argument| argument == "--list") {
        both().for_each(|(page, read)| list(page, read));
    }
    let line = |name: &str, of: &dyn Fn(bool) -> bool| {
        let of: Vec<Match> =
            found.iter().filter(|(unseen, _)| of(*unseen)).map(|(_, found)| *found).collect();
        let (precision, recall, f1) = scores(&of);
        println!(
            "{name:16} {:4} pages  precision {precision:.3}  recall {recall:.3}  F1 {f1:.3}",
            of.len()
        );
    };
    line("all", &|_| true);
    line("tuned on", &|unseen| !unseen);
    line("not tuned on", &|unseen| unseen);
    let count = |has: fn(&Article) -> bool| read.iter().flatten().filter(|read| has(read)).count();
    println!(
        "read {}, with a title {}, with a date {}, with an outlet {}, with an address {}",
        count(|_| true),
        count(|read| read.layout.title.is_some()),
        count(|read| read.layout.published.is_some()),
        count(|read| read.outlet.is_some()),
        count(|read| read.id.contains("://")),
    );
    let start = Instant::now();
    let again = pages.iter().cycle().take(PAGES).filter_map(Gold::article);
    let read: usize = again.map(|read| body(&read).len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    let bytes: usize = pages.iter().cycle().take(PAGES).map(|page| page.page.len()).sum();
    println!(
        "{PAGES} pages of {:.0} MB, {:.1} MB of text: {seconds:.2} s, {:.0} pages a second",
        bytes as f64 / 1e6,
        read as f64 / 1e6,
        PAGES as f64 / seconds
    );
}

/// Prints what is read of a page, beside how well.
fn list(page: &Gold, read: Option<&Article>) {
    let (precision, recall, _) = scores(&[Match::of(page, read)]);
    let Some(article) = read else { return println!("{} error", page.key) };
    let title = article.layout.title.map_or("-", |title| title.cut(&article.text));
    let date = article.layout.published.map_or("-".to_owned(), |found| found.date.to_string());
    println!("{} {precision:.2} {recall:.2} {date} {title}", page.key);
    println!("    {} | {:?} | {:?}", article.id, article.outlet, article.remarks);
}
