//! brat: a ZIP file of a text (`ID.txt`) and its annotations (`ID.ann`, standoff) for each article, with the
//! configuration that names kinds and roles. An event is an event of brat with its kind as type, its parties and
//! claimant as arguments, stance and realis as attributes, and its id in a note.

use super::TaskWriter;
use super::file_name::file_name;
use super::mark::{PartRole, TaskArticle, note};
use super::offsets::{OffsetTable, Unit};
use super::reading::{Found, Returned, ReturnedEvent, ReturnedPart, ToolError};
use crate::event::{Event, Realis, Stance};
use crate::file::zipped::{self, ZipFile};
use crate::legible::brief;
use crate::sink::{Loss, SinkError};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write;

/// The most bytes that an archive may unpack to.
const MOST_BYTES: u64 = 4 << 30;

/// Documents that are being written.
pub struct Documents<W: Write> {
    zip: ZipFile<W>,
    names: BTreeSet<String>,
}

impl<W: Write> Documents<W> {
    /// Starts the archive with the configuration for these kinds.
    pub fn new(out: W, kinds: &[String]) -> Result<Self, SinkError> {
        let mut zip = ZipFile::new(out);
        zip.entry("annotation.conf", configuration(kinds).as_bytes())?;
        Ok(Documents { zip, names: BTreeSet::new() })
    }
}

impl<W: Write> TaskWriter for Documents<W> {
    fn article(&mut self, task: &TaskArticle, loss: &mut Loss) -> Result<(), SinkError> {
        let name = file_name(&task.article.id);
        if !self.names.insert(name.clone()) {
            let reason = "another article has its id, and brat has one file for an id";
            task.events.iter().for_each(|event| loss.left_out(reason, &event.id));
            return Ok(());
        }
        let annotations = annotations(task, loss);
        self.zip.entry(&format!("{name}.txt"), task.article.text.as_bytes())?;
        self.zip.entry(&format!("{name}.ann"), annotations.as_bytes())?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.zip.finish()?.flush()?;
        Ok(())
    }
}

/// A kind as a type of brat: letters, digits, `_` and `-`.
fn type_name(kind: &str) -> String {
    kind.chars()
        .map(|c| if c.is_ascii_alphanumeric() || "_-".contains(c) { c } else { '_' })
        .collect()
}

fn configuration(kinds: &[String]) -> String {
    let mut text = String::from("[entities]\n");
    PartRole::ALL.iter().for_each(|role| text.push_str(&format!("{}\n", role.label())));
    text.push_str("\n[relations]\n\n[events]\n");
    let types: BTreeSet<String> = kinds.iter().map(|kind| type_name(kind)).collect();
    for of in types {
        let _ = writeln!(text, "{of}\tActor*:Actor, Recipient*:Recipient, Claimant?:Claimant");
    }
    let words = |words: Vec<&str>| words.join("|");
    let _ = writeln!(
        text,
        "\n[attributes]\nStance\tArg:<EVENT>, Value:{}\nRealis\tArg:<EVENT>, Value:{}",
        words(Stance::words().collect()),
        words(Realis::words().collect())
    );
    text
}

/// The lines of `ID.ann`.
fn annotations(task: &TaskArticle, loss: &mut Loss) -> String {
    let table = OffsetTable::new(&task.article.text, Unit::CodePoints);
    let mut text = String::new();
    let mut words = 0;
    for (at, mark) in task.marks(loss).iter().enumerate() {
        let (number, event) = (at + 1, mark.event);
        let mut add = |label: &str, span: Span| {
            words += 1;
            let (offsets, quoted) = pieces(task, &table, span);
            let _ = writeln!(text, "T{words}\t{label} {offsets}\t{quoted}");
            words
        };
        let kind = type_name(&event.kind);
        let mut line = format!("E{number}\t{kind}:T{}", add(&kind, mark.span));
        let mut used: BTreeMap<PartRole, usize> = BTreeMap::new();
        for part in &mark.parts {
            let count = used.entry(part.role).or_default();
            *count += 1;
            let suffix = if *count == 1 { String::new() } else { count.to_string() };
            let label = part.role.label();
            let _ = write!(line, " {label}{suffix}:T{}", add(label, part.span));
        }
        let _ = writeln!(text, "{line}");
        let _ = writeln!(text, "A{}\tStance E{number} {}", 2 * at + 1, event.stance.name());
        let _ = writeln!(text, "A{}\tRealis E{number} {}", 2 * at + 2, event.realis.name());
        let note = note(event);
        let _ = writeln!(text, "#{number}\tAnnotatorNotes E{number}\t{} {note}", event.id);
    }
    text
}

/// The offsets of a span and its words. brat has no line ends in what it quotes: the lines of a span are pieces of it.
fn pieces(task: &TaskArticle, table: &OffsetTable, span: Span) -> (String, String) {
    let words = task.words(span);
    let mut at = span.start;
    let mut pieces = Vec::new();
    for line in words.split('\n') {
        if !line.trim().is_empty() {
            let end = at + line.len() as u32;
            pieces.push((format!("{} {}", table.unit(at), table.unit(end)), line));
        }
        at += line.len() as u32 + 1;
    }
    let (offsets, lines): (Vec<String>, Vec<&str>) = pieces.into_iter().unzip();
    (offsets.join(";"), lines.join(" "))
}

/// Reads an archive of a folder of brat.
pub fn read(
    content: &[u8],
    file: &str,
    events: &[Event],
    found: &mut Found,
) -> Result<(), ToolError> {
    let wanted = |name: &str| name.ends_with(".txt") || name.ends_with(".ann");
    let entries = zipped::entries(content, MOST_BYTES, wanted).map_err(|why| ToolError {
        place: file.to_owned(),
        why: format!("{why}; give the folder of brat, or a .zip of it"),
    })?;
    let mut texts = BTreeMap::new();
    let mut annotations = BTreeMap::new();
    for (name, content) in &entries {
        if let Some(stem) = name.strip_suffix(".txt") {
            texts.insert(stem, content);
        } else if let Some(stem) = name.strip_suffix(".ann") {
            annotations.insert(stem, content);
        }
    }
    if texts.is_empty() {
        let why = "no .txt with an .ann beside it; give the folder of brat, or a .zip of it";
        return Err(ToolError { place: file.to_owned(), why: why.to_owned() });
    }
    let ids: BTreeMap<String, &str> = events
        .iter()
        .map(|event| (file_name(&event.article.id), event.article.id.as_str()))
        .collect();
    let kinds: BTreeMap<String, &str> =
        events.iter().map(|event| (type_name(&event.kind), event.kind.as_str())).collect();
    for (stem, text) in texts {
        let place = format!("{file}/{stem}.ann");
        let both = annotations.get(stem).map(|lines| {
            (std::str::from_utf8(text.as_slice()), std::str::from_utf8(lines.as_slice()))
        });
        let (text, lines) = match both {
            Some((Ok(text), Ok(lines))) => (text, lines),
            Some(_) => {
                found.left_out(&place, "it or its text is not UTF-8");
                continue;
            }
            None => {
                found.left_out(&format!("{file}/{stem}.txt"), "there is no .ann beside it");
                continue;
            }
        };
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let mut returned = Returned::new(ids.get(name).copied(), text, &place);
        let standoff = Standoff::of(lines, text, |why| returned.mark_left_out(&why));
        standoff.fill(&kinds, &mut returned);
        found.returned.push(returned);
    }
    Ok(())
}

/// The annotations of one text, by their ids.
#[derive(Default)]
struct Standoff<'a> {
    words: BTreeMap<&'a str, (&'a str, Span)>,
    events: BTreeMap<&'a str, StandoffEvent<'a>>,
    attributes: BTreeMap<(&'a str, &'a str), &'a str>,
    notes: BTreeMap<&'a str, &'a str>,
}

/// An event of brat.
struct StandoffEvent<'a> {
    /// The id of the words of its trigger.
    trigger: &'a str,
    /// Roles, and the ids of their words.
    arguments: Vec<(&'a str, &'a str)>,
}

impl<'a> Standoff<'a> {
    /// Reads the lines; tells of those that are no annotations of this text, and reads the others.
    fn of(lines: &'a str, text: &str, mut tell: impl FnMut(String)) -> Self {
        let table = OffsetTable::new(text, Unit::CodePoints);
        let mut standoff = Standoff::default();
        let lines = lines.strip_prefix('\u{feff}').unwrap_or(lines);
        for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            if standoff.line(line, &table).is_none() {
                tell(format!("line {} is no annotation of this text: {}", at + 1, brief(line)));
            }
        }
        standoff
    }

    fn line(&mut self, line: &'a str, table: &OffsetTable) -> Option<()> {
        let (id, rest) = line.split_once('\t')?;
        match id.chars().next()? {
            'T' => {
                let (about, _) = rest.split_once('\t').unwrap_or((rest, ""));
                let (label, offsets) = about.split_once(' ')?;
                let mut ends = offsets.split([' ', ';']).map(|end| end.parse::<u64>().ok());
                let start = table.byte(ends.next()??)?;
                let end = table.byte(ends.next_back()??)?;
                self.words.insert(id, (label, Span { start, end }));
            }
            'E' => {
                let mut words = rest.split_whitespace().filter_map(|word| word.split_once(':'));
                let (_, trigger) = words.next()?;
                let arguments = words.collect();
                self.events.insert(id, StandoffEvent { trigger, arguments });
            }
            'A' | 'M' => {
                let mut words = rest.split_whitespace();
                let (name, of) = (words.next()?, words.next()?);
                self.attributes.insert((of, name), words.next().unwrap_or_default());
            }
            '#' => {
                let (about, note) = rest.split_once('\t')?;
                let of = about.split_whitespace().nth(1)?;
                // The id comes first; what follows is for people.
                let id = note.split_whitespace().next().unwrap_or_default();
                self.notes.insert(of, id);
            }
            // Relations, equivalences and normalisations are none of ours.
            _ => {}
        }
        Some(())
    }

    fn fill(&self, kinds: &BTreeMap<String, &str>, returned: &mut Returned) {
        for (number, event) in &self.events {
            let Some((label, span)) = self.words.get(event.trigger) else {
                let why = format!(
                    "event {} has no words: no line {}",
                    brief(number),
                    brief(event.trigger)
                );
                returned.mark_left_out(&why);
                continue;
            };
            let id = self.notes.get(number).copied().unwrap_or(number).to_owned();
            let word = |name: &str| self.attributes.get(&(*number, name)).map(|w| (*w).to_owned());
            for (role, words) in &event.arguments {
                let role = PartRole::of(role.trim_end_matches(|c: char| c.is_ascii_digit()));
                if let (Some(role), Some((_, span))) = (role, self.words.get(words)) {
                    returned.parts.push(ReturnedPart {
                        role,
                        span: *span,
                        event: Some(id.clone()),
                    });
                }
            }
            returned.events.push(ReturnedEvent {
                id,
                kind: kinds.get(*label).map_or(*label, |kind| kind).to_owned(),
                span: *span,
                stance: word("Stance"),
                realis: word("Realis"),
            });
        }
    }
}
