//! Sentences and lines of a card that all its forms have. Texts of packs in them are as the packs have them; the caller
//! makes them safe for where they are shown.

use crate::cmd::messages::counted;
use dateline::card::{Card, MeasuredScore};
use dateline::pack::run_record::PackRecord;

/// A hash of another pack is shown with so many digits.
const SHORT_HASH: usize = 12;

/// What is said in place of scores.
pub const NO_GOLD: &str =
    "Not measured: the pack has no gold of its own (gold/), and --gold names none.";

/// A pack below, in one line.
pub fn below_line(pack: &PackRecord) -> String {
    let tree: String = pack.tree.chars().take(SHORT_HASH).collect();
    format!("{} {} ({}, tree {tree})", pack.name, pack.version, pack.from)
}

/// What is said of a pack that only has names, or nothing.
const NO_RULES: &str = "It has no rules";

/// How many rules by status, and how many examples, in one line.
pub fn counts_line(card: &Card) -> String {
    if card.counts.rules == 0 && card.incidents.is_empty() {
        return NO_RULES.to_owned();
    }
    let counts = &card.counts;
    let statuses: Vec<String> =
        counts.statuses.iter().map(|(status, count)| format!("{count} {status}")).collect();
    let statuses = match statuses.is_empty() {
        true => String::new(),
        false => format!(" ({})", statuses.join(", ")),
    };
    let mut parts = vec![
        format!("{}{statuses}", counted(counts.rules as u64, "rule")),
        counted(counts.examples as u64, "example"),
        counted(counts.counterexamples as u64, "counterexample"),
    ];
    if counts.known_misses > 0 {
        let misses = match counts.known_misses {
            1 => "1 known miss".to_owned(),
            many => format!("{many} known misses"),
        };
        parts.push(misses);
    }
    if !card.incidents.is_empty() {
        parts.push(counted(card.incidents.len() as u64, "incident rule"));
    }
    parts.join(", ")
}

/// On how much gold a score was measured.
pub fn amount(measured: &MeasuredScore) -> String {
    let score = &measured.score;
    format!(
        "Measured on {}: {} of {}.",
        measured.gold,
        counted(score.overall.gold.into(), "mention"),
        counted(score.articles as u64, "article")
    )
}

/// What the rules ask of the program, in one sentence.
pub fn cost_line(card: &Card) -> String {
    let cost = &card.cost;
    if card.counts.rules == 0 {
        return format!("{NO_RULES}.");
    }
    format!(
        "It looks for {} in {}; {} {} a closure; {}.",
        counted(cost.phrases as u64, "different phrase"),
        counted(card.counts.rules as u64, "rule"),
        cost.closures,
        if cost.closures == 1 { "has" } else { "have" },
        counted(cost.lexicons as u64, "lexicon")
    )
}

/// What was measured, in one sentence; `None` if nothing was.
pub fn measured_line(card: &Card) -> Option<String> {
    let measured = card.cost.measured.as_ref()?;
    Some(format!(
        "Measured with the packs it stands on, on one thread: {} of {}, {:.1} % of them looked at by a rule, {}, {:.2} ms \
         for 1,000 words.",
        counted(measured.articles as u64, "article"),
        counted(measured.words as u64, "word"),
        measured.looked_at * 100.0,
        counted(measured.events as u64, "event"),
        measured.ms_per_1000_words
    ))
}
