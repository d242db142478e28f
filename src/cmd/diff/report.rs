//! What a comparison reports, whatever the format.

use super::side::{Side, Source};
use super::walk::{Compared, DiffJob, Shown};
use crate::cmd::messages::counted;
use dateline::check::rescore::ScoreChange;
use dateline::compare::{Summary, Tally, Way};
use dateline::sink::safe;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

/// The least time that both sides must have taken for a ratio that is no chance.
const MEASURABLE: Duration = Duration::from_secs(5);

/// A comparison, ready to be laid out.
pub struct Report {
    /// The old and the new side.
    pub sides: [SideReport; 2],
    /// The articles compared, as they were named; empty for the shipped ones or none.
    pub corpus: Vec<String>,
    /// The kinds compared; empty: all.
    pub kinds: Vec<String>,
    /// The counts.
    pub summary: Summary,
    /// The differences shown, in the order of the corpus.
    pub shown: Vec<Shown>,
    /// How many of each way are shown at most; `None`: all.
    pub limit: Option<usize>,
    /// The scores before and after, if gold was given.
    pub scores: Option<ScoreChange>,
    /// How many times as long the new side took as the old, in tenths; `None` where too little was measured.
    pub time_ratio: Option<f64>,
    /// What a reader must know besides, a sentence each.
    pub remarks: Vec<String>,
}

/// A side of a comparison, as it is reported.
#[derive(Serialize)]
pub struct SideReport {
    /// What was typed.
    pub name: String,
    /// The full id of the revision it was read from.
    pub revision: Option<String>,
    /// Its packs, dependencies first; for a file, those named in its events.
    pub packs: Vec<PackReport>,
    /// How many rules it has; `None` for a file of events.
    pub rules: Option<usize>,
    /// How many different patterns of words these look for.
    pub patterns: Option<usize>,
}

/// A pack, as it is reported.
#[derive(Serialize)]
pub struct PackReport {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The hash over its files.
    pub hash: String,
}

impl SideReport {
    fn of(side: &Side) -> SideReport {
        let pack = |name: &str, version: &str, hash: &str| PackReport {
            name: name.to_owned(),
            version: version.to_owned(),
            hash: hash.to_owned(),
        };
        let (packs, rules, patterns) = match &side.source {
            Source::Coded(loaded) => {
                let matcher = loaded.coder.matcher();
                let packs = loaded.packs.iter();
                let packs = packs.map(|one| pack(one.name(), one.version(), &one.scripts.hash));
                (packs.collect(), Some(loaded.coder.planned().len()), Some(matcher.leaves()))
            }
            Source::Recorded(file) => {
                let packs =
                    file.packs.iter().map(|(name, version, hash)| pack(name, version, hash));
                (packs.collect(), None, None)
            }
        };
        let (name, revision) = (side.name.clone(), side.revision.clone());
        SideReport { name, revision, packs, rules, patterns }
    }

    /// The side on one line: "HEAD~1:rules/mine (mine 0.2.0, revision a1b2c3d4e5)".
    pub fn line(&self) -> String {
        let mut about: Vec<String> = Vec::new();
        match (self.rules, self.packs.last()) {
            (Some(_), Some(pack)) => about.push(format!("{} {}", pack.name, pack.version)),
            (None, _) => about.push("events".to_owned()),
            _ => {}
        }
        if let Some(id) = &self.revision {
            about.push(format!("revision {}", id.get(..10).unwrap_or(id)));
        }
        let about = about.iter().map(|part| safe(part)).collect::<Vec<_>>().join(", ");
        format!("{} ({about})", safe(&self.name))
    }
}

impl Report {
    /// The report of a comparison.
    pub fn new(
        job: &DiffJob<'_>,
        compared: Compared,
        scores: Option<ScoreChange>,
        corpus: &[PathBuf],
        remarks: Vec<String>,
    ) -> Report {
        let mut kinds: Vec<String> = job.kinds.iter().flatten().cloned().collect();
        kinds.sort();
        let [old, new] = compared.time;
        let is_measured = old.min(new) >= MEASURABLE;
        let ratio = (new.as_secs_f64() / old.as_secs_f64() * 10.0).round() / 10.0;
        Report {
            sides: job.sides.each_ref().map(SideReport::of),
            corpus: corpus.iter().map(|path| path.display().to_string()).collect(),
            kinds,
            summary: compared.summary,
            shown: compared.shown,
            limit: job.limit,
            scores,
            time_ratio: is_measured.then_some(ratio),
            remarks,
        }
    }

    /// Whether the sides have the same events.
    pub fn is_same(&self) -> bool {
        self.summary.total.different() == 0
    }

    /// The counts of all events in one sentence.
    pub fn verdict(&self) -> String {
        let total = &self.summary.total;
        let (before, after) = total.events();
        let articles = counted(self.summary.articles, "article");
        if self.is_same() {
            return format!("{articles}, {}: no difference", counted(before, "event"));
        }
        format!(
            "{articles}, {} before and {after} after: {} came, {} went, {} changed, {} the same",
            counted(before, "event"),
            total.came,
            total.went,
            total.changed,
            total.same
        )
    }

    /// What the sides cost, in one sentence; `None` if neither was coded.
    pub fn cost(&self) -> Option<String> {
        let size = |side: &SideReport| {
            let (rules, patterns) = side.rules.zip(side.patterns)?;
            let rules = counted(rules as u64, "rule");
            Some(format!("{rules} of {}", counted(patterns as u64, "word pattern")))
        };
        let [old, new] = self.sides.each_ref().map(size);
        let sizes = match (old, new) {
            (Some(old), Some(new)) if old == new => format!("{old} before and after"),
            (Some(old), Some(new)) => format!("{old} before, {new} after"),
            (None, None) => return None,
            (Some(one), None) | (None, Some(one)) => one,
        };
        Some(match self.time_ratio {
            Some(ratio) if (0.8..=1.2).contains(&ratio) => {
                format!("{sizes}; both take about the same time")
            }
            Some(ratio) => format!("{sizes}; the new side takes {ratio:.1} times as long"),
            None => sizes,
        })
    }

    /// The rows of a table of kinds or rules that have differences, the most differences first.
    pub fn rows<'a>(
        tallies: impl IntoIterator<Item = (&'a String, &'a Tally)>,
    ) -> Vec<(&'a str, &'a Tally)> {
        let differs = tallies.into_iter().filter(|(_, tally)| tally.different() > 0);
        let mut rows: Vec<(&str, &Tally)> =
            differs.map(|(name, tally)| (name.as_str(), tally)).collect();
        rows.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.different()));
        rows
    }

    /// The differences shown of one way, and how many more there are.
    pub fn of_way(&self, way: Way) -> (Vec<&Shown>, u64) {
        let shown: Vec<&Shown> =
            self.shown.iter().filter(|one| one.difference.way() == way).collect();
        let total = &self.summary.total;
        let all = match way {
            Way::Came => total.came,
            Way::Went => total.went,
            Way::Changed => total.changed,
        };
        let more = all - shown.len() as u64;
        (shown, more)
    }
}
