//! Articles through the shipped rules: no panic, and what each event promises.

use super::event;
use super::evidence::leads_back;
use super::pack::rules_folder;
use super::wide_stack::on_wide_stack;
use dateline::{Article, Coder, Pack, Worker};
use std::cell::RefCell;

/// After so many articles the words that were seen are forgotten: else the fuzzer would run out of memory.
const RENEWED_AFTER: usize = 2_000;

/// The bytes are a text file in any encoding. A first line between two `|` is its date.
pub fn check(data: &[u8]) {
    on_wide_stack(data, code);
}

fn code(data: &[u8]) {
    thread_local! {
        static WORKER: RefCell<Option<(Worker, usize)>> = const { RefCell::new(None) };
    }
    let (date, data) = dated(data);
    let Ok(builder) = Article::builder_of_bytes("a", data) else { return };
    let Ok(article) = builder.date(&date).build() else { return };
    leads_back(&article, data);
    WORKER.with_borrow_mut(|slot| {
        let (worker, used) = slot.get_or_insert_with(|| (coder().worker(), 0));
        let coded = worker.code(article.clone());
        assert!(coded.faults.is_empty(), "{:?}", coded.faults);
        event::hold(&coded, data);
        let hits = worker.hits(article.clone()).rules;
        for event in &coded.events {
            let rule = worker.coder().rules().iter().position(|rule| rule.id == event.rule);
            let is_hit = rule.is_some_and(|rule| hits.contains(&(rule as u32)));
            assert!(is_hit, "{} has an event and no hit", event.rule);
        }
        let explained = worker.code_and_explain(article);
        assert_eq!(explained.events, coded.events);
        *used += 1;
        if *used >= RENEWED_AFTER {
            *slot = Some((worker.coder().worker(), 0));
        }
    });
}

/// The date on a first line such as `|2016-08-12|`, and the rest.
fn dated(data: &[u8]) -> (String, &[u8]) {
    let line = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let inner = data[..line].strip_prefix(b"|").and_then(|line| line.strip_suffix(b"|"));
    match inner {
        Some(date) => {
            (String::from_utf8_lossy(date).into_owned(), data.get(line + 1..).unwrap_or_default())
        }
        None => (String::new(), data),
    }
}

/// The shipped rules for Syria with those they stand on, loaded once.
fn coder() -> Coder {
    let (packs, faults) = Pack::load(rules_folder().join("syria")).expect("a shipped pack loads");
    assert!(faults.is_empty(), "{faults:?}");
    let (coder, faults) = Coder::new(&packs);
    assert!(faults.is_empty(), "{faults:?}");
    coder
}
