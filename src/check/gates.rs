//! The gates of a pack: `[gates]` in its manifest gives the least F1 on its own gold, for all kinds together and for
//! single kinds. The gold is in `gold/*.jsonl`, the articles in `gold/*.articles.jsonl` or other files there.

use super::score::{Score, ScoreRow};
use super::test_case::{Suite, TestCase};
use std::collections::BTreeMap;

/// The name of the gate for all kinds together.
pub const ALL: &str = "all";
/// The ending of files of articles among the gold.
pub const ARTICLES: &str = ".articles.jsonl";

/// One test for each gate: whether the score reaches it. Without gates, none.
pub fn judge(score: &Score, min_f1: &BTreeMap<String, f64>) -> Vec<TestCase> {
    let of = |kind: &str| match kind {
        ALL => Some(&score.overall),
        _ => score.kinds.iter().find(|row| row.kind == kind),
    };
    let each = min_f1.iter().map(|(kind, &least)| {
        let name = format!("min_f1 of {kind}");
        let why = match of(kind) {
            None => vec![format!(
                "the gold has no mention of {kind}: add some, or remove the gate from [gates] in pack.toml"
            )],
            Some(row) => match row.f1 {
                Some(f1) if f1 >= least => Vec::new(),
                _ => vec![
                    format!("F1 is {}, and [gates] in pack.toml asks for at least {least}", f1(row)),
                    figures(row),
                ],
            },
        };
        TestCase::failed(Suite::Gold, &name, Some("pack.toml"), why)
    });
    each.collect()
}

fn f1(row: &ScoreRow) -> String {
    row.f1.map_or_else(|| "not defined".to_owned(), |f1| format!("{f1:.3}"))
}

/// The figures of a row: "F1 0.667 (95 % interval 0.400-0.857), 9 mentions in gold, 8 events found, 6 right".
pub fn figures(row: &ScoreRow) -> String {
    let interval = match &row.interval {
        Some(range) => format!("95 % interval {:.3}-{:.3}", range.low, range.high),
        None => "no interval: fewer than two articles".to_owned(),
    };
    let ScoreRow { gold, found, right, .. } = row;
    format!(
        "F1 {} ({interval}), {gold} mentions in gold, {found} events found, {right} right",
        f1(row)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_score_below_its_gate_fails_with_figures() {
        let score = Score::new(&[], &BTreeSet::from(["aid".to_owned()]));
        let gates = BTreeMap::from([("all".to_owned(), 0.5), ("aid".to_owned(), 0.5)]);
        let cases = judge(&score, &gates);
        assert!(cases[0].failure[0].contains("no mention of aid"), "{cases:?}");
        assert!(cases[1].failure[0].contains("F1 is not defined"), "{cases:?}");
        assert!(cases[1].failure[1].contains("no interval"), "{cases:?}");
        assert!(judge(&score, &BTreeMap::new()).is_empty());
    }
}
