//! What a person is told beside the events, on standard error: faults once each, articles left out, progress, the
//! summary.

use super::{colored, note};
use dateline::coder::Coder;
use dateline::script::fault::Fault;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// What is said where there is no article, or every one was left out.
pub const NOTHING_READ: &str = "no article could be read, and nothing was written";

/// So many different faults are kept; more are only counted, so that a bad pack cannot fill the memory.
const KEPT: usize = 500;
/// Notices are fitted to so many columns, as faults are.
const FAULT_WIDTH: usize = 140;
/// So many different faults are shown.
const SHOWN: usize = 50;
/// So many articles that were left out are named.
const NAMED: usize = 20;

/// Faults, each different one once with the number of articles that met it.
#[derive(Default)]
pub struct FaultTally {
    seen: Vec<Seen>,
    index: HashMap<String, usize>,
    /// By pack.
    beyond: BTreeMap<String, u64>,
}

struct Seen {
    fault: Fault,
    articles: u64,
    last: Option<String>,
}

impl FaultTally {
    /// Counts `fault`. Faults that differ in their article alone are one.
    pub fn add(&mut self, fault: Fault) {
        let last = fault.article.clone();
        self.count(Seen { fault, articles: 1, last });
    }

    /// Counts what another tally counted; the two saw different articles.
    pub fn merge(&mut self, other: FaultTally) {
        for (pack, more) in other.beyond {
            *self.beyond.entry(pack).or_default() += more;
        }
        other.seen.into_iter().for_each(|seen| self.count(seen));
    }

    fn count(&mut self, new: Seen) {
        let fault = &new.fault;
        let key = format!(
            "{:?}",
            (&fault.pack, &fault.rule, &fault.file, fault.line, fault.column, &fault.message)
        );
        let known = self.index.get(&key).copied();
        if let Some(old) = known.and_then(|at| self.seen.get_mut(at)) {
            // One rule may fail in several sentences of an article: it is articles that are counted.
            if old.last != new.last {
                old.articles += new.articles;
                old.last = new.last;
            }
        } else if self.seen.len() >= KEPT {
            *self.beyond.entry(fault.pack.clone()).or_default() += 1;
        } else {
            self.index.insert(key, self.seen.len());
            self.seen.push(new);
        }
    }

    /// How many different faults there are.
    pub fn len(&self) -> u64 {
        self.seen.len() as u64 + self.beyond.values().sum::<u64>()
    }

    /// How many different faults the pack of this name has of its own.
    pub fn of_pack(&self, pack: &str) -> u64 {
        let kept = self.seen.iter().filter(|seen| seen.fault.pack == pack).count() as u64;
        kept + self.beyond.get(pack).copied().unwrap_or_default()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Prints them to standard error.
    pub fn show(&self) {
        let text = self.text(colored());
        if !text.is_empty() {
            note(text.trim_end());
        }
    }

    fn text(&self, color: bool) -> String {
        let mut text = String::new();
        for seen in self.seen.iter().take(SHOWN) {
            let _ = writeln!(text, "{}", seen.fault.render(color).trim_end());
            match (&seen.last, seen.articles - 1) {
                (None, _) | (Some(_), 0) => {}
                (Some(_), 1) => text.push_str("  (and in one more article)\n"),
                (Some(_), more) => {
                    let _ = writeln!(text, "  (and in {more} more articles)");
                }
            }
            text.push('\n');
        }
        let more = self.len().saturating_sub(SHOWN as u64);
        if more > 0 {
            let _ = writeln!(text, "... and {}", counted(more, "more fault"));
        }
        text
    }
}

/// Prints what works in the packs of `coder` and is often not meant, each once.
pub fn show_notices(coder: &Coder) {
    for notice in coder.notices() {
        note(&format!("{}\n", notice.render_to(colored(), FAULT_WIDTH).trim_end()));
    }
}

/// Articles and files that could not be read, or not be coded.
pub struct LeftOut {
    messages: Vec<String>,
    count: u64,
    noun: &'static str,
}

impl Default for LeftOut {
    fn default() -> Self {
        LeftOut::of("article or file")
    }
}

impl LeftOut {
    /// Counts things called by this noun.
    pub fn of(noun: &'static str) -> Self {
        LeftOut { messages: Vec::new(), count: 0, noun }
    }

    /// Notes one; `message` says what, where and what to do.
    pub fn add(&mut self, message: String) {
        self.count += 1;
        if self.messages.len() < NAMED {
            self.messages.push(message);
        }
    }

    /// Adds what another noted after this one.
    pub fn merge(&mut self, other: LeftOut) {
        self.count += other.count;
        let room = NAMED.saturating_sub(self.messages.len());
        self.messages.extend(other.messages.into_iter().take(room));
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Prints them to standard error.
    pub fn show(&self) {
        self.show_as(self.noun);
    }

    /// Prints them to standard error, as lines of a file.
    pub fn show_lines(&self) {
        self.show_as("line");
    }

    fn show_as(&self, noun: &str) {
        let verb = if self.count == 1 { "was" } else { "were" };
        self.show_under(&format!("{} {verb} left out", counted(self.count, noun)));
    }

    /// Prints them to standard error under a heading of its own, if there are any.
    pub fn show_under(&self, heading: &str) {
        if self.count == 0 {
            return;
        }
        note(&format!("warning: {heading}:"));
        self.messages.iter().for_each(|message| note(&format!("  {message}")));
        let more = self.count - self.messages.len() as u64;
        if more > 0 {
            note(&format!("  ... and {more} more"));
        }
    }
}

/// A number with its noun: "1 article", "2 articles"; of "article or file" both words take the ending.
pub fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {}s", noun.replace(" or ", "s or ")),
    }
}

/// The last line of a run: "5 articles, 112 events, 0 faults, 26 kB in 0.04 s (0.7 MB/s)".
pub fn summary(parts: &[String], bytes: u64, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let speed = bytes as f64 / 1e6 / seconds.max(1e-9);
    format!("{}, {} in {seconds:.2} s ({speed:.1} MB/s)", parts.join(", "), size(bytes))
}

/// Bytes in thousands: "812 B", "26 kB", "64.0 MB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A progress bar that shows itself only to a person, and only where the work takes its time.
pub struct Progress {
    start: Instant,
    size: Option<u64>,
    wanted: bool,
    bar: Option<ProgressBar>,
    bytes: u64,
}

/// Work that is over sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

impl Progress {
    /// For `size` bytes of work, where known; `wanted` is false where the bar would disturb.
    pub fn new(size: Option<u64>, wanted: bool) -> Self {
        let wanted = wanted && io::stderr().is_terminal();
        Progress { start: Instant::now(), size, wanted, bar: None, bytes: 0 }
    }

    /// `bytes` more are done.
    pub fn advance(&mut self, bytes: u64) {
        self.bytes += bytes;
        if self.bar.is_none() && self.wanted && self.start.elapsed() > PATIENCE {
            self.bar = Some(bar(self.size));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes);
        }
    }

    /// Takes the bar away.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// How long it took so far.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (
            ProgressBar::new(size),
            "{bar:30} {decimal_bytes}/{decimal_total_bytes} {decimal_bytes_per_sec}, {eta} to go",
        ),
        None => (ProgressBar::no_length(), "{spinner} {decimal_bytes} {decimal_bytes_per_sec}"),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(message: &str, article: Option<&str>) -> Fault {
        Fault {
            pack: "p".into(),
            rule: Some("r".into()),
            file: None,
            line: None,
            column: None,
            source_line: None,
            message: message.into(),
            help: "mend it".into(),
            article: article.map(str::to_owned),
            takes: Vec::new(),
        }
    }

    #[test]
    fn equal_faults_are_shown_once_with_the_number_of_articles() {
        let mut tally = FaultTally::default();
        for article in ["a", "a", "b", "c"] {
            tally.add(fault("one", Some(article)));
        }
        let mut other = FaultTally::default();
        other.add(fault("one", Some("d")));
        other.add(fault("two", Some("d")));
        tally.merge(other);
        assert_eq!(tally.len(), 2);
        let text = tally.text(false);
        assert_eq!(text.matches("one\n").count(), 1, "{text}");
        assert!(text.contains("(and in 3 more articles)"), "{text}");
    }

    #[test]
    fn no_flood_of_faults() {
        let mut tally = FaultTally::default();
        (0..KEPT + 100).for_each(|n| tally.add(fault(&n.to_string(), None)));
        assert_eq!(tally.len(), (KEPT + 100) as u64);
        assert!(tally.text(false).ends_with("... and 550 more faults\n"));
        assert_eq!((tally.of_pack("p"), tally.of_pack("q")), ((KEPT + 100) as u64, 0));
    }

    #[test]
    fn the_summary_reads_well() {
        let parts = [counted(5, "article"), counted(1, "event"), counted(0, "fault")];
        let line = summary(&parts, 26_400, Duration::from_millis(40));
        assert_eq!(line, "5 articles, 1 event, 0 faults, 26 kB in 0.04 s (0.7 MB/s)");
        assert_eq!(counted(2, "article or file"), "2 articles or files");
    }
}
