//! `dateline score --acled`: how many of the events that ACLED coded a pack finds in their notes, with their place, day and
//! dead.

use super::args::ScoreArgs;
use super::walk;
use crate::cmd::messages::{OmittedItems, counted};
use crate::cmd::{CommandOutcome, print, print_data, setup};
use dateline::check::coded::{self, CodedEvent, CodedVerdict};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Compares the corpus, or the notes of the table itself, with the rows of the table in `path`, and prints the result.
pub fn run(args: &ScoreArgs, path: &Path) -> anyhow::Result<CommandOutcome> {
    let options = args.reading.options()?;
    let table = coded::read(path, &options)?;
    let mut odd = OmittedItems::default();
    table.remarks.iter().for_each(|remark| odd.add(remark.clone()));
    odd.show_under("rows of the table that are compared, although something is odd");
    let by_id: BTreeMap<&str, &CodedEvent> =
        table.rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let loaded = setup::load(&args.pack.packs)?;
    let own = [path.to_owned()];
    let paths = if args.corpus.is_empty() { &own[..] } else { &args.corpus };
    let corpus = setup::open(paths, &options)?;
    let mut walked = walk::walk(
        &loaded.coder,
        corpus.chunks,
        &options,
        |id| by_id.get(id),
        |coded, row| (row.sub_event().to_owned(), row.judge(&coded.events)),
    );
    let faulty = walked.show_faults(loaded.faults);
    if walked.done.is_empty() {
        anyhow::bail!(walk::no_article_joined("a row of the table", by_id.keys().copied()));
    }
    let mut report = CodedReport::default();
    for (name, verdict) in &walked.done {
        report.all.add(*verdict);
        report.types.entry(name.clone()).or_default().add(*verdict);
    }
    match args.json {
        true => print_data(&format!("{}\n", serde_json::to_string_pretty(&report)?))?,
        false => print(&report.text())?,
    }
    Ok(walk::outcome(corpus.missing, faulty))
}

/// The result for programs.
#[derive(Default, Serialize)]
struct CodedReport {
    all: CodedCounts,
    types: BTreeMap<String, CodedCounts>,
}

/// How many rows there are, and what of them is found.
#[derive(Default, Serialize)]
struct CodedCounts {
    rows: u64,
    found: u64,
    place: Share,
    date: Share,
    fatalities: Share,
}

/// So many of those that can be compared agree.
#[derive(Default, Serialize)]
struct Share {
    agree: u64,
    of: u64,
}

impl Share {
    fn add(&mut self, agrees: Option<bool>) {
        self.of += u64::from(agrees.is_some());
        self.agree += u64::from(agrees == Some(true));
    }

    fn text(&self) -> String {
        if self.of == 0 { "-".to_owned() } else { format!("{}/{}", self.agree, self.of) }
    }
}

impl CodedCounts {
    fn add(&mut self, verdict: CodedVerdict) {
        self.rows += 1;
        self.found += u64::from(verdict.found);
        self.place.add(verdict.place);
        self.date.add(verdict.date);
        self.fatalities.add(verdict.fatalities);
    }
}

impl CodedReport {
    fn text(&self) -> String {
        let mut text = format!(
            "{} of ACLED. A note tells more than the one event coded from it, so that precision is not measured.\n\n",
            counted(self.all.rows, "event")
        );
        let name = "sub-event type";
        let _ = writeln!(
            text,
            "{name:<38} {:>6} {:>6} {:>7} {:>9} {:>9} {:>9}",
            "events", "found", "recall", "place", "day", "dead"
        );
        let all = std::iter::once(("all", &self.all));
        let types = self.types.iter().map(|(name, counts)| (name.as_str(), counts));
        for (name, counts) in types.chain(all) {
            let recall = counts.found as f64 / counts.rows.max(1) as f64;
            let _ = writeln!(
                text,
                "{:<38} {:>6} {:>6} {recall:>7.3} {:>9} {:>9} {:>9}",
                dateline::sink::safe(name),
                counts.rows,
                counts.found,
                counts.place.text(),
                counts.date.text(),
                counts.fatalities.text()
            );
        }
        text
    }
}
