//! Decides what a file is, by its first bytes and by its name: the content decides where it is plain what it is, since
//! names are often wrong, and a page or a table that is read as a text is coded wrongly without a word.

use super::format::FileKind;
use super::{ReadOptions, array, csv, document, foreign, textless};
use memchr::memmem;
use std::borrow::Cow;

/// How a file is taken in that begins with `first` and whose name says `named`.
pub(super) fn kind(first: &[u8], named: Option<FileKind>, options: &ReadOptions) -> FileKind {
    known(first, named, options).or(named).unwrap_or(FileKind::Text)
}

/// How a file that begins so is taken in; `None` if its content does not say, or does not say more than its name.
pub(super) fn known(
    first: &[u8],
    named: Option<FileKind>,
    options: &ReadOptions,
) -> Option<FileKind> {
    if first.starts_with(b"WARC/1.") {
        return Some(FileKind::Warc);
    }
    let is_document = || document::is_known(first);
    if first.starts_with(b"PK\x03\x04") {
        let is_document = named == Some(FileKind::Document) || is_document();
        return Some(if is_document { FileKind::Document } else { FileKind::Zip });
    }
    let text = utf8(first);
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii_start();
    if foreign::by_content(text).is_some() {
        return Some(FileKind::Document);
    }
    if is_json(text) {
        return Some(FileKind::Jsonl);
    }
    let is_page = text.starts_with(b"<");
    match named {
        // A text in a record may well look like something else.
        Some(FileKind::Jsonl | FileKind::Csv | FileKind::Tsv) if !is_page => None,
        _ if is_document() => Some(FileKind::Document),
        Some(FileKind::Jsonl | FileKind::Csv | FileKind::Tsv) => {
            let text = String::from_utf8_lossy(text);
            foreign::markup(&text).map(|_| FileKind::Document)
        }
        _ if csv::is_header(text, options) || textless::by_line(first_line(text)).is_some() => {
            Some(FileKind::Csv)
        }
        // The head of its first record may be damaged.
        Some(FileKind::Warc) if memmem::find(text, b"WARC/1.").is_some() => None,
        // Neither an archive nor one of records, whatever its name says.
        Some(FileKind::Zip | FileKind::Warc) => Some(FileKind::Document),
        Some(FileKind::Text | FileKind::Document) | None => None,
    }
}

/// Whether a text is JSON, as far as its beginning shows: an object with a name in quotes, or a list of objects. Texts
/// may begin with a bracket too.
fn is_json(text: &[u8]) -> bool {
    let mut inner = text;
    while let Some(rest) = inner.strip_prefix(b"[") {
        inner = rest.trim_ascii_start();
    }
    let name = inner.strip_prefix(b"{").map(|rest| rest.trim_ascii_start());
    let Some(name) = name.and_then(|name| name.strip_prefix(b"\"")) else { return false };
    match array::string_end(name, 0) {
        array::End::At(end) => name[end..].trim_ascii_start().starts_with(b":"),
        array::End::Torn(_) | array::End::Beyond => false,
    }
}

fn first_line(text: &[u8]) -> &[u8] {
    text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
}

/// The sample as UTF-8, if it is UTF-16 with a mark: what it holds is then told by the reader of its format.
fn utf8(first: &[u8]) -> Cow<'_, [u8]> {
    let charset = match first {
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE,
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE,
        _ => return Cow::Borrowed(first),
    };
    Cow::Owned(charset.decode_with_bom_removal(first).0.into_owned().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_where_it_is_plain() {
        let options = ReadOptions::default();
        let of = |bytes: &[u8], named| kind(bytes, named, &options);
        for json in ["{\"id\": 1}", " [ {\"id\": 1}", "\u{feff}[\n{\"a\"\n:"] {
            for named in [None, Some(FileKind::Text), Some(FileKind::Csv), Some(FileKind::Document)]
            {
                assert_eq!(of(json.as_bytes(), named), FileKind::Jsonl, "{json}");
            }
        }
        let wide: Vec<u8> =
            "\u{feff}{\"text\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(of(&wide, Some(FileKind::Text)), FileKind::Jsonl);
        for text in ["[Gullhaven] Shells fell.", "{sic} he said", "{\"a\" b", "[1]", "Title, date"]
        {
            assert_eq!(of(text.as_bytes(), Some(FileKind::Text)), FileKind::Text, "{text}");
        }
        assert_eq!(of(b"id,text\n", Some(FileKind::Text)), FileKind::Csv);
        assert_eq!(of(b"id,text\n", Some(FileKind::Tsv)), FileKind::Tsv);
        // Tables that do not name their text, so that this is told.
        for table in [
            "id,date,story\n1,2016-08-12,Shells fell.\n",
            "stories_id,title,url,media_name\n",
            "event_id_cnty\tevent_date\tsub_event_type\n",
        ] {
            assert_eq!(of(table.as_bytes(), None), FileKind::Csv, "{table}");
        }
        let mut named = ReadOptions::default();
        named.fields.set("text=story").unwrap();
        assert_eq!(kind(b"id,text\n1,Shells fell.", None, &named), FileKind::Csv);
        for text in ["Title, date\nShells, fell", "Title, date, source\nShells fell."] {
            assert_eq!(of(text.as_bytes(), None), FileKind::Text, "{text}");
        }
        assert_eq!(of(b"<html><p>", Some(FileKind::Jsonl)), FileKind::Document);
        assert_eq!(of(b"%PDF-1.7", Some(FileKind::Csv)), FileKind::Document);
        assert_eq!(of(b"{\\rtf1 x}", None), FileKind::Document);
        assert_eq!(of(b"WARC/1.0\r\n", Some(FileKind::Text)), FileKind::Warc);
        assert_eq!(of(b"plain", Some(FileKind::Jsonl)), FileKind::Jsonl);
        assert_eq!(of(b"", None), FileKind::Text);
    }
}
