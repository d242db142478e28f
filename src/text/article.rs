//! An article as published: its cleaned text, the layout found in it, and the way back to its raw bytes.
//! Readers (`corpus`) make articles; `layout` fills [`Layout`]; nothing here reads files.

use super::{OffsetMap, Span};
use jiff::civil::{Date, Time};

/// A news item as published, decoded and repaired.
#[derive(Clone, Debug)]
pub struct Article {
    /// The id: a file's stem, or the id field of a JSONL or CSV row. Should be unique in a corpus; not checked.
    pub id: String,
    /// The outlet, where a field or manifest names one.
    pub outlet: Option<String>,
    /// The cleaned text. Where the title came in a field of its own, it is the first line, followed by a blank line.
    pub text: String,
    /// Layout of `text`.
    pub layout: Layout,
    /// Where the text came from.
    pub origin: Origin,
    /// Problems in the article that were worked around, for the corpus maintainer; each says what, where and what to
    /// do.
    pub remarks: Vec<String>,
}

impl Article {
    /// Frees spare capacity and packs the offset map, for an article that stays in memory.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.layout.regions.shrink_to_fit();
        self.layout.blocks.shrink_to_fit();
        self.origin.offsets.pack();
        self.origin.pages.shrink_to_fit();
    }
}

/// The way back from the cleaned text to the raw bytes.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The container's path as it was given ("-" for standard input).
    pub path: String,
    /// How the raw slice was decoded: the character encoding and any escaping.
    pub decoding: Decoding,
    /// What was changed in the decoded text.
    pub cleaning: Cleaning,
    /// Maps cleaned byte offsets to raw byte offsets in the container (for .gz and .zst: in the decompressed content).
    pub offsets: OffsetMap,
    /// For a container with pages: the raw offset at which each begins, and its number, from 1; in order. Pages without text
    /// are not among them. Empty for other containers.
    pub pages: Vec<(u64, u32)>,
}

impl Origin {
    /// The number of the page on which the raw offset `raw` is, in a container with pages.
    pub fn page_at(&self, raw: u64) -> Option<u32> {
        let before = self.pages.partition_point(|&(begin, _)| begin <= raw);
        self.pages.get(before.checked_sub(1)?).map(|&(_, page)| page)
    }
}

/// How raw bytes became text, enough to repeat it on a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// The encoding's WHATWG name in lower case: "utf-8", "windows-1252", "utf-16le"; "utf-8+windows-1252" for UTF-8 with
    /// bytes that are none, which were read as windows-1252 or, where a character breaks off, as U+FFFD.
    pub charset: &'static str,
    /// The escaping of the container's field.
    pub escape: Escape,
    /// The markup inside it.
    pub markup: Markup,
    /// Whether raw offsets count in the text that was extracted from the container, in bytes of UTF-8, since its own bytes
    /// hold no text (PDF, DOCX, XLSX).
    pub is_extracted: bool,
}

impl Decoding {
    /// Text in this encoding, escaped so, without markup.
    pub fn of(charset: &'static str, escape: Escape) -> Self {
        Decoding { charset, escape, markup: Markup::None, is_extracted: false }
    }

    /// Whether the text was a field of a record or a part of a document, and not the whole container.
    pub fn is_part(self) -> bool {
        self.escape != Escape::None || self.markup != Markup::None || self.is_extracted
    }
}

impl std::fmt::Display for Decoding {
    /// As in the record: "utf-8", "utf-8+json", "windows-1252+html", "utf-8+extracted".
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(self.charset)?;
        to.write_str(match self.escape {
            Escape::None => "",
            Escape::Json => "+json",
            Escape::JsonPieces => "+json-pieces",
            Escape::Csv => "+csv",
            Escape::Xml => "+xml",
        })?;
        to.write_str(match self.markup {
            Markup::None => "",
            Markup::Html => "+html",
            Markup::Rtf => "+rtf",
        })?;
        to.write_str(if self.is_extracted { "+extracted" } else { "" })
    }
}

/// What was changed in a text after it was decoded; [`evidence_from_raw`](crate::corpus::evidence_from_raw) does the same
/// to a slice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleaning {
    /// Escapes of JSON that are no character, such as half of a surrogate pair, became U+FFFD.
    pub broken_escapes: bool,
    /// References of HTML ("&#8217;") were read.
    pub entities: bool,
    /// Line ends with a carriage return became a line feed.
    pub line_ends: bool,
    /// Control characters became spaces.
    pub controls: bool,
    /// Text that was once decoded wrongly (mojibake) was repaired.
    pub repaired: bool,
    /// Characters without width were dropped, full-width and other forms written in plain ones.
    pub plain: bool,
    /// White space around the title was dropped.
    pub title_trimmed: bool,
}

impl Cleaning {
    /// What was changed in either of two parts.
    pub fn or(self, other: Cleaning) -> Cleaning {
        Cleaning {
            broken_escapes: self.broken_escapes || other.broken_escapes,
            entities: self.entities || other.entities,
            line_ends: self.line_ends || other.line_ends,
            controls: self.controls || other.controls,
            repaired: self.repaired || other.repaired,
            plain: self.plain || other.plain,
            title_trimmed: self.title_trimmed || other.title_trimmed,
        }
    }
}

impl std::fmt::Display for Cleaning {
    /// As in the record's `decoding`, after the encoding: ", repaired from windows-1252"; empty where nothing changed.
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = [
            (self.broken_escapes, ", broken escapes replaced"),
            (self.entities, ", HTML references read"),
            (self.line_ends, ", line ends made plain"),
            (self.controls, ", control characters made spaces"),
            (self.repaired, ", repaired from windows-1252"),
            (self.plain, ", hidden characters made plain"),
            (self.title_trimmed, ", title trimmed"),
        ];
        words.iter().filter(|(done, _)| *done).try_for_each(|(_, words)| to.write_str(words))
    }
}

/// How a container escapes a field's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// A plain file: none.
    None,
    /// A JSON string (`\"`, `\n`, `\u00e9`).
    Json,
    /// Strings of a JSON list that are one text, some of them under `text` in an object, as Telegram writes a message with
    /// bold words and links. What is between the strings is no text.
    JsonPieces,
    /// A quoted CSV field (`""`).
    Csv,
    /// Text of an XML element (`&lt;`, `<![CDATA[`).
    Xml,
}

/// Markup in a text, beside escapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// None.
    #[default]
    None,
    /// Tags and references of HTML.
    Html,
    /// Control words of RTF.
    Rtf,
}

/// Layout of an article's text.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The headline, once, even where it is printed twice.
    pub title: Option<Span>,
    /// When the article was published, from the text or, failing that, from a field.
    pub published: Option<Published>,
    /// The place of the place-and-date line that opens the report ("Beirut: ..."), without punctuation.
    pub dateline: Option<Span>,
    /// Time-stamped blocks of a live blog, in order, each reaching to the next.
    pub blocks: Vec<Block>,
    /// All text that is not blank, as stretches in order, never overlapping; no sentence crosses a region's border.
    pub regions: Vec<Region>,
}

impl Layout {
    /// The block of a live blog that holds `span`.
    pub fn block_at(&self, span: Span) -> Option<&Block> {
        // Blocks are in order and do not overlap.
        let at = self.blocks.partition_point(|block| block.span.end < span.end);
        let touching = self.blocks.get(at..).unwrap_or_default().iter().take(2);
        touching.into_iter().find(|block| block.span.contains(span))
    }
}

/// A publication date, with the time of day and the position where known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The civil date, in the outlet's own zone.
    pub date: Date,
    /// The time of day, where one is printed.
    pub time: Option<Time>,
    /// Where the text prints it; `None` where it came from a field.
    pub span: Option<Span>,
}

/// A time-stamped section of a live blog ("UPDATE 0825 GMT: ...").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// From the stamp to the next stamp or the end.
    pub span: Span,
    /// The stamp's time of day; `None` for "ORIGINAL ENTRY".
    pub time: Option<Time>,
}

/// A stretch of text of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The stretch, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: RegionKind,
    /// The paragraph it belongs to, counted from 0 over the article; regions of one paragraph share it.
    pub paragraph: u32,
}

/// The kind of a [`Region`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// The headline (its first printing; a second one is furniture).
    Title,
    /// Date, author or agency line; not coded.
    Byline,
    /// Running text.
    Body,
    /// A sub-head; coded.
    Heading,
    /// The caption of one of the article's own pictures; coded.
    Caption,
    /// Menus, buttons, tags, teasers, links to other items; not coded.
    Furniture,
}

impl RegionKind {
    /// Whether sentences of such a region are coded by default.
    pub fn is_coded(self) -> bool {
        !matches!(self, RegionKind::Byline | RegionKind::Furniture)
    }
}
