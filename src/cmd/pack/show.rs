//! `dateline pack show`: the card of a pack, for a terminal. `dateline doc PACK` has the whole codebook with examples.

use crate::cmd::card::lines::{NO_GOLD, amount, below_line, cost_line, counts_line, measured_line};
use crate::cmd::card::{self, MeasureArgs};
use crate::cmd::messages::counted;
use crate::cmd::{CommandOutcome, print, print_data, width};
use clap::Args;
use dateline::card::{Card, MeasuredScore};
use dateline::check::figures::{align, cells, table};
use dateline::legible::line;
use dateline::sink::safe;
use std::fmt::Write;
use std::io::{self, IsTerminal};

/// The arguments of `pack show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The pack: a folder, an archive (arms-1.1.0.pack), a rule file (mine.rhai), the name of a shipped pack, or name@version
    #[arg(value_name = "PACK")]
    pack: String,
    #[command(flatten)]
    measure: MeasureArgs,
    /// Print JSON for programs, with the whole codebook
    #[arg(long)]
    json: bool,
}

/// Prints the card.
pub fn run(args: &ShowArgs) -> anyhow::Result<CommandOutcome> {
    let card::MadeCard { card, faults, .. } = card::make(&args.pack, &args.measure)?;
    faults.show();
    match args.json {
        true => print_data(&format!("{}\n", serde_json::to_string_pretty(&card)?))?,
        false => print(&text(&card, width().clamp(40, 100).into()))?,
    }
    Ok(if faults.is_empty() { CommandOutcome::Fine } else { CommandOutcome::Faults })
}

/// The column in which the values begin.
const VALUES: usize = 12;

/// A card being laid out.
struct Layout {
    text: String,
    width: usize,
}

impl Layout {
    /// Writes words behind `lead`, in lines that begin at column `indent`.
    fn wrapped(&mut self, lead: &str, indent: usize, words: &str) {
        self.text.push_str(lead);
        let mut column = lead.chars().count();
        if column < indent {
            self.text.push_str(&" ".repeat(indent - column));
            column = indent;
        }
        let mut is_first = true;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let len = word.chars().count();
            if !is_first && column + 1 + len > self.width {
                let _ = write!(self.text, "\n{}", " ".repeat(indent));
                column = indent;
            } else if !is_first {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += len;
            is_first = false;
        }
        self.text.push('\n');
    }

    /// A line with a label; texts of packs are made safe for a terminal.
    fn field(&mut self, label: &str, value: &str) {
        self.wrapped(label, VALUES, &safe(value));
    }

    fn heading(&mut self, heading: &str) {
        let _ = write!(self.text, "\n{heading}\n");
    }
}

/// The card, in lines of at most `width` columns where words allow it.
fn text(card: &Card, width: usize) -> String {
    let mut layout = Layout { text: String::new(), width };
    let pack = &card.pack;
    layout.wrapped("", 0, &safe(&format!("{} {}", pack.name, pack.version)));
    if !card.summary.is_empty() {
        layout.wrapped("", 0, &safe(&card.summary));
    }
    layout.text.push('\n');
    facts(card, &mut layout);
    what_it_tags(card, &mut layout);
    let left_alone = card.topics.iter().filter(|topic| !topic.leaves_alone.is_empty());
    for (at, topic) in left_alone.enumerate() {
        if at == 0 {
            layout.heading("What it leaves alone");
        }
        layout.wrapped("", 2, &safe(&format!("{} ({})", topic.leaves_alone, topic.file)));
    }
    layout.heading("How well it codes");
    match &card.score {
        Some(score) => layout.text.push_str(&score_text(score)),
        None => layout.wrapped("", 2, NO_GOLD),
    }
    costs(card, &mut layout);
    layout.text
}

fn facts(card: &Card, layout: &mut Layout) {
    let pack = &card.pack;
    let or = |text: &str, otherwise: &str| {
        if text.is_empty() { otherwise.to_owned() } else { text.to_owned() }
    };
    layout.field("licence", &or(&pack.licence, "none given: others may not use it"));
    layout.field("authors", &or(&pack.authors.join(", "), "not given"));
    layout.field("language", &or(&card.language.join(", "), "not given"));
    if !pack.cite.is_empty() {
        layout.field("cite", &pack.cite);
    }
    layout.field("from", &pack.from);
    layout.field("tree", &pack.tree);
    layout.field("rules hash", &pack.rules);
    layout.field("key", pack.key.as_deref().unwrap_or("none named in a lock"));
    for (at, below) in card.stands_on.iter().enumerate() {
        layout.field(if at == 0 { "stands on" } else { "" }, &below_line(below));
    }
    for overlay in &card.overlays {
        layout.field("changes", &overlay.to_string());
    }
    for (at, table) in card.tables.iter().enumerate() {
        let rows = counted(table.rows as u64, "row");
        layout.field(if at == 0 { "names" } else { "" }, &format!("{}: {rows}", table.path));
    }
    for (at, data) in pack.data.iter().enumerate() {
        let line = format!("{}: {}, {}", data.path, or(&data.source, "no source"), data.licence);
        layout.field(if at == 0 { "data" } else { "" }, &line);
    }
}

fn what_it_tags(card: &Card, layout: &mut Layout) {
    layout.heading("What it tags");
    layout.wrapped("", 2, &safe(&format!("{}.", counts_line(card))));
    for topic in card.topics.iter().filter(|topic| !topic.about.is_empty()) {
        layout.wrapped("", 2, &safe(&format!("{} ({})", topic.about, topic.file)));
    }
    if card.kinds.is_empty() {
        return;
    }
    layout.text.push('\n');
    let len = |name: &str| name.chars().count();
    let column =
        10 + card.kinds.iter().map(|kind| len(&line(&kind.name))).max().unwrap_or_default();
    for kind in &card.kinds {
        let lead = format!(
            "  {}{} {:>4}",
            line(&kind.name),
            " ".repeat((column - 10).saturating_sub(len(&line(&kind.name)))),
            kind.rules.len()
        );
        let modes: Vec<&str> = kind.modes.iter().map(|mode| mode.name.as_str()).collect();
        let about = match (kind.about.is_empty(), modes.is_empty()) {
            (true, true) => String::new(),
            (true, false) => modes.join(", "),
            (false, true) => kind.about.clone(),
            (false, false) => format!("{} [{}]", kind.about, modes.join(", ")),
        };
        layout.wrapped(&lead, column, &safe(&about));
        // A kind without a text ends in the spaces of its column.
        let end = layout.text.trim_end().len();
        layout.text.truncate(end);
        layout.text.push('\n');
    }
}

fn score_text(measured: &MeasuredScore) -> String {
    let score = &measured.score;
    let header = ["kind", "gold", "found", "right", "P", "R", "F1", "95% of F1"];
    let mut rows = table(&header, io::stdout().is_terminal());
    for line in score.kinds.iter().chain([&score.overall]) {
        rows.add_row(cells(line).iter().map(|cell| safe(cell)));
    }
    align(&mut rows);
    let on = amount(measured);
    format!("  {on}\n{}\n", rows.trim_fmt())
}

fn costs(card: &Card, layout: &mut Layout) {
    layout.heading("What it costs");
    layout.wrapped("", 2, &safe(&cost_line(card)));
    if let Some(measured) = measured_line(card) {
        layout.wrapped("", 2, &safe(&measured));
    }
}
