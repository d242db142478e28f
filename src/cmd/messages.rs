//! What is reported besides the events, on standard error: each fault once, articles left out, progress, the summary.

use super::{colored, note, note_lines};
use dateline::coder::Coder;
use dateline::corpus::ODD_ARTICLES;
use dateline::legible::{brief, cut};
use dateline::script::fault::Fault;
use dateline::text::Article;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// The error if there is no article, or all were left out.
pub const NOTHING_READ: &str = "no article could be read, and nothing was written";

/// At most this many different faults are kept; more are only counted, so that a bad pack cannot fill the memory.
const KEPT: usize = 500;
/// The width of notices, in columns; faults have the same.
const FAULT_WIDTH: usize = FINDING_WIDTH;
/// The width of findings, in columns.
pub const FINDING_WIDTH: usize = 140;
/// At most this many different faults are shown.
const SHOWN: usize = 50;
/// At most this many articles that were left out are named.
const NAMED: usize = 20;

/// Each different fault once, with the number of articles in which it occurred.
#[derive(Default)]
pub struct FaultTally {
    faults: Vec<CountedFault>,
    index: HashMap<String, usize>,
    /// Faults beyond [`KEPT`], by pack.
    dropped: BTreeMap<String, u64>,
}

struct CountedFault {
    fault: Fault,
    articles: u64,
    last: Option<String>,
    /// How often it occurred, in all of them.
    times: u64,
}

impl CountedFault {
    /// Where and how often else it occurred than the fault itself says.
    fn note(&self) -> Option<String> {
        self.last.as_ref()?;
        let more = self.articles - 1;
        let times = self.times != self.articles && self.times != 1 + self.fault.more;
        match (more, times) {
            (0, false) => None,
            (0, true) => Some(format!("{} times in this article", grouped(self.times))),
            (1, false) => Some("and in one more article".to_owned()),
            (more, false) => Some(format!("and in {} more articles", grouped(more))),
            (_, true) => {
                let articles = grouped(self.articles);
                Some(format!("{} times, in {articles} articles", grouped(self.times)))
            }
        }
    }
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    dateline::script::console::grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

impl FaultTally {
    /// Counts `fault`. Faults that differ only in their article are one.
    pub fn add(&mut self, fault: Fault) {
        let last = fault.article.clone();
        let times = 1 + fault.more;
        self.count(CountedFault { fault, articles: 1, last, times });
    }

    /// Adds the counts of another tally, made on other articles.
    pub fn merge(&mut self, other: FaultTally) {
        for (pack, more) in other.dropped {
            *self.dropped.entry(pack).or_default() += more;
        }
        other.faults.into_iter().for_each(|counted| self.count(counted));
    }

    fn count(&mut self, new: CountedFault) {
        let fault = &new.fault;
        let key = format!(
            "{:?}",
            (&fault.pack, &fault.rule, &fault.file, fault.line, fault.column, &fault.message)
        );
        let known = self.index.get(&key).copied();
        if let Some(old) = known.and_then(|at| self.faults.get_mut(at)) {
            old.times += new.times;
            // One rule may fail in several sentences of an article; those are counted once more as articles.
            if old.last != new.last {
                old.articles += new.articles;
                old.last = new.last;
            }
        } else if self.faults.len() >= KEPT {
            *self.dropped.entry(fault.pack.clone()).or_default() += 1;
        } else {
            self.index.insert(key, self.faults.len());
            self.faults.push(new);
        }
    }

    /// The faults that are kept, each once, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().map(|counted| &counted.fault)
    }

    /// How many different faults there are.
    pub fn len(&self) -> u64 {
        self.faults.len() as u64 + self.dropped.values().sum::<u64>()
    }

    /// How many different faults the pack of this name has.
    pub fn of_pack(&self, pack: &str) -> u64 {
        let kept = self.faults.iter().filter(|counted| counted.fault.pack == pack).count() as u64;
        kept + self.dropped.get(pack).copied().unwrap_or_default()
    }

    /// Whether there are no faults.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each in one line: pack, file and line, rule, message.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.faults.iter().map(|counted| {
            let Fault { pack, file, line, rule, message, .. } = &counted.fault;
            let times = match counted.times {
                1 => String::new(),
                times => format!(" ({times} times)"),
            };
            let file = file.as_ref().map_or(String::new(), |file| format!("/{file}"));
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            let rule = rule.as_ref().map_or(String::new(), |rule| format!(" {rule}:"));
            brief(&format!("{pack}{file}{line}:{rule} {message}{times}")).into_owned()
        })
    }

    /// Prints them to standard error.
    pub fn show(&self) {
        let text = self.text(colored());
        if !text.is_empty() {
            note_lines(text.trim_end());
        }
    }

    fn text(&self, color: bool) -> String {
        let mut text = String::new();
        for counted in self.faults.iter().take(SHOWN) {
            let _ = writeln!(text, "{}", counted.fault.render(color).trim_end());
            if let Some(note) = counted.note() {
                let _ = writeln!(text, "  ({note})");
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

/// How many notices are shown.
const MOST_NOTICES: usize = 50;

/// Prints the notices of the packs of `coder`: code that is valid but often a mistake.
pub fn show_notices(coder: &Coder) {
    let notices = coder.notices();
    for notice in notices.iter().take(MOST_NOTICES) {
        note_lines(&format!("{}\n", notice.render_to(colored(), FAULT_WIDTH).trim_end()));
    }
    if notices.len() > MOST_NOTICES {
        let more = counted((notices.len() - MOST_NOTICES) as u64, "more warning");
        note_lines(&format!("{more}, not shown: `dateline check --format json` has all\n"));
    }
}

/// Articles, files or lines that were left out because they could not be read or coded.
pub struct OmittedItems {
    messages: Vec<String>,
    count: u64,
    noun: &'static str,
}

impl Default for OmittedItems {
    fn default() -> Self {
        OmittedItems::of("article or file")
    }
}

impl OmittedItems {
    /// An empty list of things called by this noun.
    pub fn of(noun: &'static str) -> Self {
        OmittedItems { messages: Vec::new(), count: 0, noun }
    }

    /// What was read; an error is added, and nothing is returned.
    pub fn unless<T>(&mut self, read: Result<T, impl std::fmt::Display>) -> Option<T> {
        read.map_err(|error| self.add(error.to_string())).ok()
    }

    /// Adds one; `message` says what, where and what to do.
    pub fn add(&mut self, message: String) {
        self.count += 1;
        if self.messages.len() < NAMED {
            self.messages.push(cut(&message).into_owned());
        }
    }

    /// Adds the items of a later list.
    pub fn merge(&mut self, other: OmittedItems) {
        self.count += other.count;
        let room = NAMED.saturating_sub(self.messages.len());
        self.messages.extend(other.messages.into_iter().take(room));
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// The messages of the first ones.
    pub fn messages(&self) -> &[String] {
        &self.messages
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

    /// Prints them to standard error under this heading, if there are any.
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

/// What is odd in articles that were read, such as a date that could not be parsed. All commands that read articles show
/// it.
#[derive(Default)]
pub struct OddArticles(OmittedItems);

impl OddArticles {
    /// Adds the remarks on an article.
    pub fn add(&mut self, article: &Article) {
        article.remarks.iter().for_each(|remark| self.0.add(remark.clone()));
    }

    /// Adds those of later articles.
    pub fn merge(&mut self, other: OddArticles) {
        self.0.merge(other.0);
    }

    /// Prints them to standard error, if there are any.
    pub fn show(&self) {
        self.0.show_under(ODD_ARTICLES);
    }
}

/// A number with its noun: "1 article", "2 articles"; in "article or file" both words become plural.
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

/// A number of bytes for people: "812 B", "26 kB", "64.0 MB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// A progress bar, shown only on a terminal and only if the work takes long.
pub struct Progress {
    start: Instant,
    size: Option<u64>,
    wanted: bool,
    bar: Option<ProgressBar>,
    bytes: u64,
}

/// The bar is shown only after this time.
const BAR_DELAY: Duration = Duration::from_millis(500);

impl Progress {
    /// For `size` bytes of work, if known; `wanted`: whether a bar may be shown at all.
    pub fn new(size: Option<u64>, wanted: bool) -> Self {
        let wanted = wanted && io::stderr().is_terminal();
        Progress { start: Instant::now(), size, wanted, bar: None, bytes: 0 }
    }

    /// Reports `bytes` more as done.
    pub fn advance(&mut self, bytes: u64) {
        self.bytes += bytes;
        if self.bar.is_none() && self.wanted && self.start.elapsed() > BAR_DELAY {
            self.bar = Some(bar(self.size));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.bytes);
        }
    }

    /// Removes the bar.
    pub fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// The time since the start.
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
            skipped: 0,
            message: message.into(),
            help: "fix it".into(),
            article: article.map(str::to_owned),
            more: 0,
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
        assert!(text.contains("(5 times, in 4 articles)"), "{text}");
    }

    #[test]
    fn many_different_faults_are_only_counted() {
        let mut tally = FaultTally::default();
        (0..KEPT + 100).for_each(|n| tally.add(fault(&n.to_string(), None)));
        assert_eq!(tally.len(), (KEPT + 100) as u64);
        assert!(tally.text(false).ends_with("... and 550 more faults\n"));
        assert_eq!((tally.of_pack("p"), tally.of_pack("q")), ((KEPT + 100) as u64, 0));
    }

    #[test]
    fn the_summary_has_counts_size_and_speed() {
        let parts = [counted(5, "article"), counted(1, "event"), counted(0, "fault")];
        let line = summary(&parts, 26_400, Duration::from_millis(40));
        assert_eq!(line, "5 articles, 1 event, 0 faults, 26 kB in 0.04 s (0.7 MB/s)");
        assert_eq!(counted(2, "article or file"), "2 articles or files");
    }
}
