//! `dateline import labelstudio|prodigy|brat|uima`: the judgements of annotators as gold. They are compared with the
//! events that were exported.

use crate::cmd::event_file;
use crate::cmd::messages::{OmittedItems, counted};
use crate::cmd::output::{Outputs, commit_all};
use crate::cmd::{CommandOutcome, nearest, note, note_lines};
use anyhow::{Context, bail};
use clap::Args;
use dateline::annotation::{self, Judged, Returned, Tool, judge};
use dateline::event::{Event, OffsetUnit, count_in};
use dateline::file::plain;
use dateline::file::zipped::ZipFile;
use dateline::legible::brief;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The arguments of an import of judgements.
#[derive(Debug, Args)]
pub struct JudgementArgs {
    /// What the tool exported; of brat the folder, or a .zip of it
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The events that were exported to the tool (JSONL, "-" for standard input); repeatable
    #[arg(short, long, required = true, value_name = "EVENTS")]
    pub events: Vec<PathBuf>,
    /// The file of gold to write, replaced atomically; standard output where none is named
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Leave out articles that came back as they were exported, where nobody looked at them: brat and UIMA CAS do not say
    /// whether anyone did
    #[arg(long)]
    pub changed_only: bool,
    /// Take articles too of which no event was exported; all that is marked in them counts as added
    #[arg(long)]
    pub new_articles: bool,
    /// Exit with 2 where something could not be read
    #[arg(long)]
    pub strict: bool,
    /// No summary
    #[arg(short, long)]
    pub quiet: bool,
}

/// The most bytes that a file of a tool may have.
const MOST_BYTES: u64 = 4 << 30;

/// Reads the judgements and writes the gold.
pub fn run(args: &JudgementArgs, tool: Tool) -> anyhow::Result<CommandOutcome> {
    let mut outputs = Outputs::default();
    outputs.reads(&args.events)?;
    outputs.reads_articles(&args.files)?;
    let mut output = outputs.open(args.output.as_deref())?;
    let mut left_out = OmittedItems::of("part");
    let events = events(args, &mut left_out)?;
    let mut returned = Vec::new();
    let mut unjudged = 0;
    for path in &args.files {
        let content = content(path, tool)?;
        let found = annotation::read(tool, &content, &path.display().to_string(), &events)?;
        returned.extend(found.returned);
        unjudged += found.unjudged;
        found.left_out.into_iter().for_each(|why| left_out.add(why));
    }
    let mut by_article: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        by_article.entry(&event.article.id).or_default().push(event);
    }
    let mut total = ImportedGold::default();
    for one in &returned {
        let of_id = one.article.as_deref().and_then(|id| by_article.get(id));
        if of_id.is_none() && !events.is_empty() && !args.new_articles {
            let id = one.article.as_deref().unwrap_or("an article that it does not name");
            left_out.add(format!(
                "{}: no event that was exported is of {}: import with the events that were exported, or with \
                 --new-articles if it was added in the tool",
                one.place,
                brief(id)
            ));
            continue;
        }
        let mut own: Vec<Event> =
            of_id.into_iter().flatten().map(|event| (*event).clone()).collect();
        // Where that fails, the text is another one, which is told below.
        let _ = count_in(&mut own, &one.text, OffsetUnit::Bytes);
        match judge(one, &of_text(one, &own.iter().collect::<Vec<_>>())) {
            Ok(judged) => {
                one.unread.iter().for_each(|why| left_out.add(why.clone()));
                total.add(one, judged, tool, args.changed_only);
            }
            Err(why) => left_out.add(format!("{}: {why}", one.place)),
        }
    }
    left_out.show();
    if total.articles == 0 && total.passed_over > 0 {
        bail!(
            "all articles came back as they were exported, and no gold was written: leave out --changed-only if someone \
             has looked at them"
        );
    }
    if total.articles == 0 {
        bail!(
            "no judged article was found, and no gold was written: submit the annotations in the tool, export them, and \
             import with the events that were exported"
        );
    }
    for mention in &total.judged.mentions {
        serde_json::to_writer(&mut output, mention)?;
        output.write_all(b"\n")?;
    }
    commit_all([output])?;
    if !args.quiet {
        let kinds: BTreeSet<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        note_lines(&total.summary(unjudged, tool, &kinds));
    }
    Ok(match left_out.len() > 0 && args.strict {
        true => CommandOutcome::Unread,
        false => CommandOutcome::Fine,
    })
}

fn events(args: &JudgementArgs, left_out: &mut OmittedItems) -> anyhow::Result<Vec<Event>> {
    let mut events = Vec::new();
    for path in &args.events {
        event_file::read(path, |line| {
            match line.event {
                Ok(event) => events.push(event),
                Err(why) => {
                    left_out.add(format!("{why}; give the JSONL that `dateline run` wrote"));
                }
            }
            Ok(())
        })?;
    }
    if events.is_empty() {
        note("note: there are no events: everything that is marked counts as added");
    }
    Ok(events)
}

/// The bytes of a file; of a folder of brat a ZIP file of its texts and annotations.
fn content(path: &Path, tool: Tool) -> anyhow::Result<Vec<u8>> {
    let what = || format!("cannot read {}", path.display());
    if tool != Tool::Brat || !path.is_dir() {
        return plain::read_named(path, MOST_BYTES).with_context(what);
    }
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(path).with_context(what)? {
        let inner = entry.with_context(what)?.path();
        let of_brat = inner.extension().is_some_and(|end| end == "txt" || end == "ann");
        if of_brat && let Some(name) = inner.file_name().and_then(|name| name.to_str()) {
            names.insert(name.to_owned(), inner);
        }
    }
    let mut zip = ZipFile::new(Vec::new());
    for (name, inner) in names {
        let what = || format!("cannot read {}", inner.display());
        zip.entry(&name, &plain::read(&inner, MOST_BYTES).with_context(what)?)?;
    }
    Ok(zip.finish()?)
}

/// Of the events of an article's id those of the text that came back, where several articles have this id.
fn of_text<'a>(returned: &Returned, of_id: &[&'a Event]) -> Vec<&'a Event> {
    let is_of_text = |event: &&Event| {
        let evidence = &event.evidence;
        let place = evidence.start as usize..evidence.end as usize;
        returned.text.get(place) == Some(evidence.text.as_str())
    };
    let of_text: Vec<&Event> = of_id.iter().copied().filter(is_of_text).collect();
    let paths: BTreeSet<&String> = of_text.iter().map(|event| &event.article.path).collect();
    let is_elsewhere = |event: &&Event| !paths.contains(&event.article.path);
    match !of_text.is_empty() && of_id.iter().any(is_elsewhere) {
        true => of_text,
        false => of_id.to_vec(),
    }
}

/// The gold of all articles.
#[derive(Default)]
struct ImportedGold {
    judged: Judged,
    /// How many articles it is of, counted once for each annotator.
    articles: u64,
    /// Of these, how many came back as they were exported from a tool that does not say whether anyone looked, and the
    /// events in them.
    untouched: u64,
    untouched_events: u64,
    /// How many such articles were left out.
    passed_over: u64,
    /// The kinds of all marks, with their number.
    kinds: BTreeMap<String, u64>,
}

impl ImportedGold {
    fn add(&mut self, returned: &Returned, judged: Judged, tool: Tool, changed_only: bool) {
        let is_untouched = judged.is_unchanged() && !tool.says_who_looked();
        if is_untouched && changed_only {
            self.passed_over += 1;
            return;
        }
        self.articles += 1;
        self.untouched += u64::from(is_untouched);
        self.untouched_events += if is_untouched { judged.accepted } else { 0 };
        for mark in &returned.events {
            *self.kinds.entry(mark.kind.clone()).or_default() += 1;
        }
        self.judged.add(judged);
    }

    fn summary(&self, unjudged: u64, tool: Tool, known: &BTreeSet<&str>) -> String {
        let judged = &self.judged;
        let mut text = format!(
            "{} judged: {} accepted, {} corrected, {} rejected, {} added",
            counted(self.articles, "article"),
            counted(judged.accepted, "event"),
            judged.corrected,
            judged.rejected,
            judged.added
        );
        if unjudged > 0 {
            text.push_str(&format!("; {} not judged", counted(unjudged, "task")));
        }
        if self.passed_over > 0 {
            let what = counted(self.passed_over, "article");
            text.push_str(&format!("; {what} left out that came back as exported"));
        }
        if self.untouched > 0 {
            text.push_str(&format!(
                "\nwarning: {} with {} came back as exported, and count as accepted; {} does not say whether anyone \
                 looked: if nobody did, import with --changed-only",
                counted(self.untouched, "article"),
                counted(self.untouched_events, "event"),
                tool.name()
            ));
        }
        if judged.loose > 0 {
            let what = counted(judged.loose, "marked name");
            text.push_str(&format!(
                "\nwarning: {what} left out: they are linked to no event, and not alone with one in a sentence"
            ));
        }
        if judged.unsure > 0 {
            let what = counted(judged.unsure, "event");
            text.push_str(&format!(
                "\nwarning: {what} not judged: without a mark, in articles of which a mark could not be read"
            ));
        }
        for (kind, count) in &self.kinds {
            if !known.is_empty() && !known.contains(kind.as_str()) {
                let what = counted(*count, "mark");
                text.push_str(&format!(
                    "\nwarning: {what} of the kind \"{}\", which no exported event has; check the label{}",
                    brief(kind),
                    nearest::hint(kind, known.iter().copied())
                ));
            }
        }
        text
    }
}
