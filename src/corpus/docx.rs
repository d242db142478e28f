//! Documents of Word (DOCX, DOCM): an export of a press database, or one article. Their bytes hold no text, so that
//! offsets count in the text that is extracted here. Macros are never looked at.

mod body;

use super::foreign::NAMELESS_ZIP;
use super::press::{Part, Sheet, layout_of, readings};
use super::property::is_title;
use super::reading::Reading;
use super::source::Source;
use super::zip::Archive;
use super::{CorpusError, Format, Omission};
use crate::text::Span;
use body::{Body, title_of};
use encoding_rs::Encoding;
use memchr::memmem;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

/// Whether a file begins as an archive of the form ZIP, and not as a workbook.
pub(super) fn is(sample: &[u8]) -> bool {
    sample.starts_with(b"PK\x03\x04") && memmem::find(sample, b"xl/work").is_none()
}

/// Whether a file begins as the documents of older office programs, and encrypted ones of newer ones, do.
pub(super) fn is_compound(sample: &[u8]) -> bool {
    sample.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// What such a file is.
pub(super) fn read_compound(source: &Source<'_>) -> Vec<Reading> {
    let path = source.container.path.clone();
    let utf16 =
        |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let has = |name: &str| memmem::find(source.bytes, &utf16(name)).is_some();
    let error = if has("EncryptedPackage") {
        CorpusError::Password { path }
    } else {
        let what = match () {
            () if has("WordDocument") => "a document of Word of the form before 2007 (.doc)",
            () if has("Workbook") => "a workbook of Excel of the form before 2007 (.xls)",
            () => "a document of an office program (.doc, .xls)",
        };
        CorpusError::Foreign { path, what }
    };
    vec![failed(error)]
}

fn failed(error: CorpusError) -> Reading {
    Reading { format: None, outcome: Err(Omission::Error(error)) }
}

/// The articles of a document of Word.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    match document(source) {
        Err(error) => vec![failed(error)],
        Ok(document) => articles(source, document),
    }
}

/// What a document holds.
struct Document {
    body: Body,
    /// The title among its properties.
    title: Option<String>,
}

fn document(source: &Source<'_>) -> Result<Document, CorpusError> {
    let path = &source.container.path;
    let archive = Archive::of_bytes(Arc::from(source.bytes), path, 0)?;
    let named = || main_part(&archive).and_then(|name| archive.member(&name));
    let Some(main) = archive.member("word/document.xml").or_else(named) else {
        let what = match archive.is_document() {
            true => "a document of an office program other than Word",
            false => NAMELESS_ZIP,
        };
        return Err(CorpusError::Foreign { path: path.clone(), what });
    };
    let open = |member| {
        let packed = archive.packed(member).map_err(|error| unreadable(path, &error))?;
        member.unpack(packed, path).map(BufReader::new)
    };
    let limit = source.options.limit().saturating_mul(super::source::COLLECTION);
    let mut inside = open(main)?;
    let body = match wide(&mut inside) {
        None => Body::read(inside, limit),
        Some(charset) => wide_body(inside, charset, limit).map_err(|e| unreadable(path, &e))?,
    };
    if body.is_too_large {
        return Err(CorpusError::TooLarge { path: path.clone(), line: None, limit: limit as u64 });
    }
    let properties = archive.member("docProps/core.xml").map(open).transpose()?;
    Ok(Document { body, title: properties.and_then(title_of) })
}

/// The name of the main part, where it is not the usual one: the document says it.
fn main_part(archive: &Archive) -> Option<String> {
    let member = archive.member("_rels/.rels")?;
    let mut relations = String::new();
    let inside = member.unpack(archive.packed(member).ok()?, "").ok()?;
    inside.take(RELATIONS).read_to_string(&mut relations).ok()?;
    let mut tags = relations.split('<').filter(|tag| tag.starts_with("Relationship "));
    let tag =
        tags.find(|tag| tag.contains("/officeDocument\"") || tag.contains("/officeDocument'"))?;
    let (_, target) = tag.split_once("Target=")?;
    let quote = target.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let target = target[1..].split(quote).next()?.trim_start_matches('/');
    target.starts_with("word/").then(|| target.to_owned())
}

/// So many bytes of the list of a document's parts are read.
const RELATIONS: u64 = 1 << 20;

/// The encoding of a part that begins with the mark of UTF-16.
fn wide(part: &mut impl BufRead) -> Option<&'static Encoding> {
    match part.fill_buf().ok()? {
        [0xff, 0xfe, ..] => Some(encoding_rs::UTF_16LE),
        [0xfe, 0xff, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// The text of a main part in UTF-16.
fn wide_body(part: impl Read, charset: &'static Encoding, limit: usize) -> io::Result<Body> {
    let mut bytes = Vec::new();
    let most = (limit as u64).saturating_mul(4);
    part.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Ok(Body { is_too_large: true, ..Body::default() });
    }
    let text = charset.decode_with_bom_removal(&bytes).0;
    // What the part says of its encoding holds no longer.
    let declared = text.strip_prefix("<?xml").and_then(|text| text.split_once("?>"));
    Ok(Body::read(declared.map_or(&*text, |(_, text)| text).as_bytes(), limit))
}

fn unreadable(path: &str, error: &io::Error) -> CorpusError {
    CorpusError::Packed { path: path.to_owned(), reason: error.to_string() }
}

fn articles(source: &Source<'_>, Document { body, title }: Document) -> Vec<Reading> {
    let Body { text, heading, fault, .. } = body;
    let mut read = match layout_of(&text) {
        Some(layout) => {
            let sheet = Sheet::of_extracted(text);
            readings(source, &sheet, layout.format, (layout.parts)(&sheet.text))
        }
        None if text.trim().is_empty() && fault.is_some() => Vec::new(),
        None => {
            let (text, part) = whole(text, heading, title);
            readings(source, &Sheet::of_extracted(text), Format::Docx, vec![part])
        }
    };
    if let Some(reason) = fault {
        let reason = format!("its text ends where it cannot be read further: {reason}");
        let error = CorpusError::Packed { path: source.container.path.clone(), reason };
        read.push(failed(error));
    }
    read
}

/// A document that is one article. A title among its properties that it does not print goes before it.
fn whole(text: String, heading: Option<Span>, title: Option<String>) -> (String, Part) {
    let printed = |title: &str| {
        let mut at = 0;
        for line in text.split('\n').take(8) {
            if line.trim() == title {
                return Some(Span::new(at, at + line.len()));
            }
            at += line.len() + 1;
        }
        None
    };
    let heading = heading.or_else(|| title.as_deref().and_then(printed));
    match (heading, title.filter(|title| is_title(title))) {
        (None, Some(title)) if !text.trim().is_empty() => {
            let span = Span::new(0, title.len());
            let text = format!("{title}\n\n{text}");
            let part = Part::titled(span, Span::new(span.len() + 2, text.len()));
            (text, part)
        }
        (heading, _) => {
            let part = match heading {
                Some(heading) => Part::titled(heading, Span::new(0, text.len())),
                None => Part::whole(&text),
            };
            (text, part)
        }
    }
}
