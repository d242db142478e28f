//! The text of a document of Word: its paragraphs in order. Headers, footnotes and comments are in other files of it;
//! what was deleted, instructions of fields, hidden text and the stand-ins of newer elements are left out here.

use crate::text::Span;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::BufRead;

/// What was read.
#[derive(Debug, Default)]
pub struct Body {
    /// The paragraphs, each with a line end.
    pub text: String,
    /// The first paragraph whose style is that of a title.
    pub heading: Option<Span>,
    /// Why the reading ended before the document did.
    pub fault: Option<String>,
    /// Whether the reading ended because there is more text than may be.
    pub is_too_large: bool,
}

/// Elements that hold no text of the document, by their local names.
const SKIPPED: [&str; 12] = [
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "Fallback",
    "tblPr",
    "tcPr",
    "sectPr",
    "rt",
    "sdtPr",
    "annotation",
    "delInstrText",
];

struct Walk {
    out: Body,
    limit: usize,
    /// How many elements deep inside one that is skipped.
    skipped: usize,
    /// Inside the properties of a paragraph or run, in which "tab" is no tab.
    properties: usize,
    /// Inside an element whose text counts.
    in_text: bool,
    is_hidden: bool,
    /// Where each open paragraph began: text boxes have paragraphs inside of one.
    paragraphs: Vec<Paragraph>,
    /// The paragraphs of text boxes, which follow the one that they are anchored in.
    boxes: String,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
}

impl Body {
    /// Reads the main part of a document, up to `limit` bytes of text.
    pub fn read(document: impl BufRead, limit: usize) -> Self {
        let mut reader = Reader::from_reader(document);
        reader.config_mut().check_end_names = false;
        let mut walk = Walk {
            out: Body::default(),
            limit,
            skipped: 0,
            properties: 0,
            in_text: false,
            is_hidden: false,
            paragraphs: Vec::new(),
            boxes: String::new(),
        };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => break,
                Ok(event) => walk.take(event),
                Err(error) => {
                    walk.out.fault = Some(error.to_string());
                    break;
                }
            }
            if walk.out.text.len() + walk.boxes.len() > walk.limit {
                walk.out.is_too_large = true;
                break;
            }
        }
        let is_open = !walk.paragraphs.is_empty();
        while !walk.paragraphs.is_empty() {
            walk.end_paragraph();
        }
        if is_open && walk.out.fault.is_none() {
            walk.out.fault = Some("it ends inside a paragraph".to_owned());
        }
        walk.out
    }
}

impl Walk {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(start) => self.start(&start),
            Event::Empty(empty) => self.empty(&empty),
            Event::End(end) => self.end(end.local_name().as_ref()),
            Event::Text(text) if self.counts() => {
                self.push(&text);
            }
            Event::CData(text) if self.counts() => {
                self.push(&text);
            }
            Event::GeneralRef(reference) if self.counts() => {
                if let Some(letter) = referred(&reference) {
                    self.push(letter.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
    }

    fn counts(&self) -> bool {
        self.in_text && self.skipped == 0 && !self.is_hidden
    }

    fn start(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || SKIPPED.contains(&name) {
            self.skipped += 1;
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.is_hidden = false,
            "t" => self.in_text = true,
            "pPr" | "rPr" => self.properties += 1,
            _ => self.empty(start),
        }
    }

    fn empty(&mut self, element: &BytesStart<'_>) {
        if self.skipped > 0 {
            return;
        }
        let name = element.local_name();
        let value = || {
            let mut attributes = element.attributes();
            let attributes = attributes.with_checks(false).flatten();
            let mut named = attributes.filter(|at| at.key.local_name().as_ref() == "val");
            named.next().map(|at| at.value.into_owned())
        };
        match (name.as_ref(), self.properties > 0) {
            ("pStyle", true) => {
                if let (Some(paragraph), Some(style)) = (self.paragraphs.last_mut(), value()) {
                    paragraph.is_heading = is_title(&style);
                }
            }
            ("vanish", true) => {
                let is_off = value().is_some_and(|value| matches!(&*value, "0" | "false" | "off"));
                self.is_hidden = !is_off;
            }
            ("tab" | "ptab", false) if !self.is_hidden => self.push("\t"),
            ("br" | "cr", false) if !self.is_hidden => self.push("\n"),
            ("noBreakHyphen", false) if !self.is_hidden => self.push("\u{2011}"),
            ("p", false) => {
                self.paragraphs.push(Paragraph::default());
                self.end_paragraph();
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "t" => self.in_text = false,
            "r" => self.is_hidden = false,
            "pPr" | "rPr" => {
                self.properties = self.properties.saturating_sub(1);
                // The properties of a paragraph's mark are no run's.
                if name == "pPr" {
                    self.is_hidden = false;
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { text, is_heading }) = self.paragraphs.pop() else { return };
        if !self.paragraphs.is_empty() {
            self.boxes.push_str(&text);
            self.boxes.push('\n');
            return;
        }
        let start = self.out.text.len();
        self.out.text.push_str(&text);
        let span = Span::new(start, start + text.len());
        if is_heading && self.out.heading.is_none() && !text.trim().is_empty() {
            self.out.heading = Some(span);
        }
        self.out.text.push('\n');
        self.out.text.push_str(&std::mem::take(&mut self.boxes));
    }
}

/// The character of a reference; `None` if it is one that the document would have to declare, which no document of Word
/// may.
fn referred(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Some(letter);
    }
    match reference.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Whether the name of a style is that of a title, in the languages of Word.
fn is_title(style: &str) -> bool {
    let style = style.to_lowercase().replace([' ', '-', '_'], "");
    let names = [
        "title",
        "titel",
        "titre",
        "título",
        "titulo",
        "titolo",
        "heading1",
        "berschrift1",
        "überschrift1",
        "titre1",
        "ttulo1",
        "título1",
        "titolo1",
        "kop1",
    ];
    names.contains(&&*style)
}

/// The title among the properties of a document.
pub fn title_of(properties: impl BufRead) -> Option<String> {
    let mut reader = Reader::from_reader(properties);
    reader.config_mut().check_end_names = false;
    let (mut buffer, mut title, mut is_inside) = (Vec::new(), String::new(), false);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(start)) => is_inside = start.local_name().as_ref() == "title",
            Ok(Event::Text(text)) if is_inside => {
                title.push_str(&text);
            }
            Ok(Event::GeneralRef(reference)) if is_inside => title.extend(referred(&reference)),
            Ok(Event::End(_)) if is_inside => break,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let words: Vec<&str> = title.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
