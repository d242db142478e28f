//! Pages to print (PDF): one article a file. Their bytes hold no text that could be cut out, so that offsets count in the text
//! that is made here of the letters on the pages. The parser is a crate; what the pages draw is interpreted here, since only the
//! places of letters tell words, lines, columns and headers.

mod content;
mod font;
mod furniture;
mod lines;
mod order;
mod paragraphs;
mod widths;

use super::press::{Part, Sheet, readings};
use super::property::is_title;
use super::reading::{Omission, Reading};
use super::source::{COLLECTION, Source};
use super::{CorpusError, Format};
use crate::quiet::caught;
use crate::text::Span;
use content::{PageReader, TooMuch};
use lines::{Stretch, known_and_unknown, stretches};
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, decode_text_string};
use paragraphs::{PageTexts, Paragraph};

/// Whether a file begins as a PDF does.
pub(super) fn is(sample: &[u8]) -> bool {
    sample.trim_ascii_start().starts_with(b"%PDF-")
}

/// The article of a PDF.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    let broken =
        |reason: &str| CorpusError::BrokenPdf { path: path.clone(), reason: reason.into() };
    let limit = source.options.limit();
    let read = caught(|| document(source.bytes, limit));
    let error = match read.unwrap_or(Err(Fault::Broken)) {
        Ok(printed) => match article(source, printed) {
            Ok(read) => return read,
            Err(error) => error,
        },
        Err(Fault::Password) => CorpusError::Password { path: path.clone() },
        Err(Fault::Broken) => broken("it is not a whole PDF"),
        Err(Fault::TooMuch) => broken("its pages hold more than can be read, unpacked"),
    };
    vec![Reading::of(Format::Pdf, Err(error))]
}

/// Why a PDF cannot be read.
enum Fault {
    Password,
    Broken,
    TooMuch,
}

impl From<TooMuch> for Fault {
    fn from(_: TooMuch) -> Self {
        Fault::TooMuch
    }
}

/// What the pages of a PDF print.
struct Printed {
    texts: PageTexts,
    /// The title among its properties.
    title: Option<String>,
    /// The size of most of the text, in points.
    body: f32,
    /// What is odd; sentences for people.
    odd: Vec<String>,
    /// How many pages there are.
    pages: usize,
}

/// So many bytes of one stream of objects are unpacked.
const STREAM: usize = 64 << 20;

/// So many pages are read.
const PAGES: usize = 20_000;

fn document(bytes: &[u8], limit: usize) -> Result<Printed, Fault> {
    let options = LoadOptions {
        max_decompressed_size: Some(STREAM.min(limit.saturating_mul(COLLECTION))),
        ..LoadOptions::default()
    };
    let loaded = Document::load_mem_with_options(bytes.trim_ascii_start(), options);
    let document = loaded.map_err(|error| match error {
        Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => {
            Fault::Password
        }
        _ => Fault::Broken,
    })?;
    // It is loaded as it is where the empty password does not open it.
    if document.is_encrypted() && !document.was_encrypted() {
        return Err(Fault::Password);
    }
    let ids: Vec<_> = document.page_iter().take(PAGES + 1).collect();
    match ids.len() {
        0 => return Err(Fault::Broken),
        count if count > PAGES => return Err(Fault::TooMuch),
        _ => {}
    }
    let mut reader = PageReader::new(&document, limit.saturating_mul(COLLECTION), STREAM);
    let mut notes = Notes { is_mended: document.xref_recovery.is_some(), ..Notes::default() };
    let (mut pages, mut letters) = (Vec::new(), 0);
    for (number, &id) in (1..).zip(&ids) {
        let page = reader.page(id)?;
        let (known, unknown) = known_and_unknown(&page.glyphs);
        notes.add(number, known, unknown, &page);
        letters += known + unknown;
        if letters > limit {
            return Err(Fault::TooMuch);
        }
        let is_read = known > unknown;
        pages.push(if is_read { stretches(page.glyphs) } else { Vec::new() });
    }
    notes.missing = page_count(&document).filter(|count| *count > ids.len());
    let count = pages.len();
    let (texts, body) = laid_out(pages);
    let odd = notes.told(count);
    Ok(Printed { texts, title: title_property(&document), body, odd, pages: count })
}

/// How many pages a document says that it has.
fn page_count(document: &Document) -> Option<usize> {
    let tree = document.catalog().ok()?.get_deref(b"Pages", document).ok()?.as_dict().ok()?;
    usize::try_from(tree.get_deref(b"Count", document).ok()?.as_i64().ok()?).ok()
}

fn title_property(document: &Document) -> Option<String> {
    let about: &Dictionary =
        document.trailer.get_deref(b"Info", document).and_then(Object::as_dict).ok()?;
    let title = about.get_deref(b"Title", document).and_then(decode_text_string).ok()?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(title).filter(|title| is_title(title) && title.chars().count() <= 400)
}

/// What is odd in the pages of a document.
#[derive(Default)]
struct Notes {
    is_mended: bool,
    blank: Vec<u32>,
    unreadable: Vec<u32>,
    broken: Vec<u32>,
    unknown: usize,
    aslant: usize,
    /// How many pages there should be, where there are fewer.
    missing: Option<usize>,
}

impl Notes {
    fn add(&mut self, number: u32, known: usize, unknown: usize, page: &content::PageText) {
        match () {
            () if known + unknown == 0 => self.blank.push(number),
            () if known <= unknown => self.unreadable.push(number),
            () => self.unknown += unknown,
        }
        if page.is_broken {
            self.broken.push(number);
        }
        self.aslant += page.aslant;
    }

    fn told(&self, count: usize) -> Vec<String> {
        let mut told = Vec::new();
        let advice = "run OCR over it to have them read (ocrmypdf --skip-text in.pdf out.pdf)";
        if !self.blank.is_empty() {
            let pages = numbered(&self.blank);
            told.push(format!(
                "{pages} of {count} has no text layer; if it is a picture of text, {advice}"
            ));
        }
        if !self.unreadable.is_empty() {
            let pages = numbered(&self.unreadable);
            told.push(format!(
                "{pages} is left out, since the file does not say which letters it shows; run OCR over it (ocrmypdf --force-ocr in.pdf out.pdf)"
            ));
        }
        if !self.broken.is_empty() {
            let pages = numbered(&self.broken);
            told.push(format!("{pages} cannot be read to its end, so that text may be missing; save the file again"));
        }
        if let Some(missing) = self.missing {
            told.push(format!("it should have {missing} pages, of which {count} are read; check that the file is complete"));
        } else if self.is_mended {
            told.push(
                "it is damaged, so that pages may be missing; check that the file is complete"
                    .to_owned(),
            );
        }
        if self.unknown > 0 {
            told.push(format!("the file does not say which letters {} of its signs are; they are read as \u{fffd}", self.unknown));
        }
        if self.aslant > 0 {
            told.push(format!(
                "{} letters that are printed aslant, as watermarks are, are left out",
                self.aslant
            ));
        }
        told
    }
}

/// "page 3", "each of the pages 3, 5-7".
fn numbered(pages: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == page => last.1 = page,
            _ => ranges.push((page, page)),
        }
    }
    let range = |&(from, to): &(u32, u32)| match from == to {
        true => from.to_string(),
        false => format!("{from}-{to}"),
    };
    match ranges.as_slice() {
        [(from, to)] if from == to => format!("page {from}"),
        ranges => {
            let more = if ranges.len() > SHOWN { ", ..." } else { "" };
            let shown: Vec<String> = ranges.iter().take(SHOWN).map(range).collect();
            format!("each of the pages {}{more}", shown.join(", "))
        }
    }
}

/// So many ranges of pages are shown.
const SHOWN: usize = 12;

/// The text of pages, each given as the groups of its stretches, and the size of most of it.
fn laid_out(pages: Vec<Vec<Vec<Stretch>>>) -> (PageTexts, f32) {
    let body = body_size(&pages);
    // Text that runs another way than most of its page has no part in headers.
    let (mut main, others): (Vec<_>, Vec<_>) = pages
        .into_iter()
        .map(|groups| {
            let mut groups = groups.into_iter();
            (groups.next().unwrap_or_default(), groups)
        })
        .unzip();
    furniture::remove(&mut main, body);
    let columns = |(main, others): (Vec<Stretch>, std::vec::IntoIter<Vec<Stretch>>)| {
        std::iter::once(main).chain(others).flat_map(order::columns).collect()
    };
    let pages = (1..).zip(main.into_iter().zip(others).map(columns)).collect();
    (paragraphs::join(pages), body)
}

/// The size in which most letters are printed.
fn body_size(pages: &[Vec<Vec<Stretch>>]) -> f32 {
    let mut sizes: Vec<(f32, usize)> = pages
        .iter()
        .flatten()
        .flatten()
        .map(|stretch| (stretch.size, stretch.text.chars().count()))
        .collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let all: usize = sizes.iter().map(|(_, letters)| letters).sum();
    let mut passed = 0;
    let middle = sizes.iter().find(|(_, letters)| {
        passed += letters;
        passed * 2 >= all
    });
    middle.map_or(10.0, |(size, _)| *size)
}

fn article(source: &Source<'_>, printed: Printed) -> Result<Vec<Reading>, CorpusError> {
    let Printed { mut texts, title, body, mut odd, pages } = printed;
    if texts.text.trim().is_empty() {
        let path = source.container.path.clone();
        return Err(CorpusError::NoTextLayer { path });
    }
    let heading = heading(&texts, title.as_deref(), body);
    let part = match (heading, title) {
        (Some(heading), _) => {
            texts.text = with_first(&texts.text, heading);
            let title = Span::new(0, heading.len());
            Part::titled(title, Span::new(0, texts.text.len()))
        }
        (None, Some(title)) => {
            let before = title.len() + 2;
            texts.text = format!("{title}\n\n{}", texts.text);
            for (at, _) in texts.pages.iter_mut().skip(1) {
                *at += before as u64;
            }
            let body = Span::new(before, texts.text.len());
            Part::titled(Span::new(0, title.len()), body)
        }
        (None, None) => Part::whole(&texts.text),
    };
    let part = match part {
        Part::Article(mut draft) => {
            draft.odd.append(&mut odd);
            Part::Article(draft)
        }
        other => other,
    };
    let sheet = Sheet::of_extracted(texts.text);
    let mut read = readings(source, &sheet, Format::Pdf, vec![part]);
    for reading in &mut read {
        match &mut reading.outcome {
            Ok(article) => article.origin.pages.clone_from(&texts.pages),
            Err(Omission::Error(_) | Omission::PassedOver { .. }) => {}
        }
    }
    debug_assert!(texts.pages.len() <= pages, "pages are in order, each once");
    Ok(read)
}

/// The text with the paragraph `heading` before those that it has above it; where pages begin behind it stays the same.
fn with_first(text: &str, heading: Span) -> String {
    let (start, end) = (heading.start as usize, heading.end as usize);
    let cut = |from, to| text.get(from..to).unwrap_or_default();
    match start {
        0 => text.to_owned(),
        _ => format!("{}\n\n{}{}", cut(start, end), cut(0, start - 2), cut(end, text.len())),
    }
}

/// Among the first paragraphs the headline may be.
const FIRST: usize = 6;

/// A headline is larger than the text by this factor.
const LARGER: f32 = 1.2;

/// The headline as it is printed: the title of the properties, or where they have none, the first large line.
fn heading(texts: &PageTexts, title: Option<&str>, body: f32) -> Option<Span> {
    let page = texts.paragraphs.first()?.page;
    let first = || texts.paragraphs.iter().take(FIRST).filter(|one| one.page == page);
    let text = |one: &Paragraph| texts.text.get(one.start..one.end).unwrap_or_default();
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let is_long = |one: &Paragraph| text(one).split_whitespace().count() > 2;
    let found = match title.map(letters) {
        // The title of a saved web page often ends with the name of the site.
        Some(title) => first().find(|one| is_long(one) && title.starts_with(&letters(text(one)))),
        None => first()
            .filter(|one| is_long(one) && one.size >= LARGER * body && text(one).len() <= 400)
            .max_by(|one, other| one.size.total_cmp(&other.size)),
    };
    found.map(|one| Span::new(one.start, one.end))
}
