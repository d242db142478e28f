//! How much of the articles of web pages is read, and how many pages a second, on one thread. `DATELINE_DATA` names the
//! folder of the pages.

mod gold;

use gold::{Gold, Match, scores};
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
    let found: Vec<(bool, Match)> =
        pages.iter().map(|page| (page.is_unseen(), Match::of(&page.body, &page.read()))).collect();
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
    let start = Instant::now();
    let read: usize = pages.iter().cycle().take(PAGES).map(|page| page.read().len()).sum();
    let seconds = start.elapsed().as_secs_f64();
    let bytes: usize = pages.iter().cycle().take(PAGES).map(|page| page.page.len()).sum();
    println!(
        "{PAGES} pages of {:.0} MB, {:.1} MB of text: {seconds:.2} s, {:.0} pages a second",
        bytes as f64 / 1e6,
        read as f64 / 1e6,
        PAGES as f64 / seconds
    );
}
