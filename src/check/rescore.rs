//! The scores of two codings of the same articles against one gold, and their difference.

use super::score::{ComparedArticle, ScoreRow, counts_by_kind, counts_of_all};
use super::tally::{Counts, Interval, bootstrap_difference};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The scores before and after.
#[derive(Clone, Debug, Serialize)]
pub struct ScoreChange {
    /// How many articles were scored.
    pub articles: usize,
    /// All kinds together.
    pub overall: RowChange,
    /// Each kind, by name.
    pub kinds: Vec<RowChange>,
    /// Kinds that occur nowhere in the gold, with the number of events before and after. They are left out of the
    /// scores.
    pub uncoded: BTreeMap<String, (u32, u32)>,
}

/// The scores of one kind, or of all.
#[derive(Clone, Debug, Serialize)]
pub struct RowChange {
    /// The kind, or "all".
    pub kind: String,
    /// The score before.
    pub before: ScoreRow,
    /// The score after.
    pub after: ScoreRow,
    /// F1 after less F1 before; `None` where one of them has none.
    pub f1_difference: Option<f64>,
    /// The 95 % confidence interval of the difference.
    pub interval: Option<Interval>,
}

impl ScoreChange {
    /// Scores two codings. Both lists have the same articles in the same order; `coded` are the kinds that occur in the
    /// gold.
    pub fn new(
        before: &[ComparedArticle],
        after: &[ComparedArticle],
        coded: &BTreeSet<String>,
    ) -> ScoreChange {
        let articles = before.len().min(after.len());
        let ((old, old_uncoded), (new, new_uncoded)) =
            (counts_by_kind(before, coded), counts_by_kind(after, coded));
        let mut uncoded: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        old_uncoded
            .into_iter()
            .for_each(|(kind, count)| uncoded.entry(kind).or_default().0 = count);
        new_uncoded
            .into_iter()
            .for_each(|(kind, count)| uncoded.entry(kind).or_default().1 = count);
        let row = |(kind, old): (&&str, &Vec<Counts>)| {
            let new = new.get(kind).map_or(&[][..], Vec::as_slice);
            RowChange::new(kind, old, new)
        };
        let occurs = |row: &RowChange| row.before.gold + row.before.found + row.after.found > 0;
        let all = |kinds| counts_of_all(articles, kinds);
        ScoreChange {
            articles,
            overall: RowChange::new("all", &all(&old), &all(&new)),
            kinds: old.iter().map(row).filter(occurs).collect(),
            uncoded,
        }
    }
}

impl RowChange {
    fn new(kind: &str, before: &[Counts], after: &[Counts]) -> RowChange {
        let interval = bootstrap_difference(before, after);
        let (before, after) = (ScoreRow::new(kind, before), ScoreRow::new(kind, after));
        let f1_difference = before.f1.zip(after.f1).map(|(before, after)| after - before);
        RowChange { kind: kind.to_owned(), before, after, f1_difference, interval }
    }
}
