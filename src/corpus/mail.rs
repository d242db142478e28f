//! Mail (EML): one message a file, such as an alert or a newsletter of an outlet. What is sent is packed for transport, so that
//! offsets count in the text of the message: its subject, a blank line, its text.

use super::assemble::{DateField, Fields};
use super::field::{clean, clean_markup};
use super::reading::Reading;
use super::source::Source;
use super::{CorpusError, Format, foreign};
use crate::quiet::caught;
use crate::text::encoding::decode::{decode_as, guess};
use crate::text::{Decoding, Escape, Markup, OffsetMap};
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{
    ContentType, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use memchr::memmem;
use std::borrow::Cow;

/// Fields of the head of a message, in lower case.
const FIELDS: [&str; 14] = [
    "bcc",
    "cc",
    "content-type",
    "date",
    "delivered-to",
    "from",
    "message-id",
    "mime-version",
    "received",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "to",
];

/// So many of them make a text a message: an article may begin with a line or two that look like one.
const ENOUGH: usize = 3;

/// Whether a file is a message, by its first bytes: it begins with fields of a head, who sent it among them.
pub(super) fn is_mail(sample: &[u8]) -> bool {
    let sample = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let (mut known, mut is_sent) = (0, false);
    for (at, line) in sample.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            None => break,
            Some(b' ' | b'\t') if at > 0 => continue,
            // The first line of a mailbox.
            Some(b'F') if at == 0 && line.starts_with(b"From ") => continue,
            Some(_) => {}
        }
        let Some(end) = line.iter().position(|&byte| byte == b':') else { return false };
        if end == 0 || !line[..end].iter().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let name = String::from_utf8_lossy(&line[..end]).to_ascii_lowercase();
        known += usize::from(FIELDS.contains(&&*name));
        is_sent |= matches!(&*name, "from" | "sender" | "received" | "return-path");
    }
    known >= ENOUGH && is_sent
}

/// The article of a message, and what is passed over in it.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    caught(|| message(source)).unwrap_or_else(|| {
        let path = source.container.path.clone();
        let reason = "it is no whole message".to_owned();
        vec![Reading::of(Format::Mail, Err(CorpusError::Unreadable { path, reason }))]
    })
}

/// Whether a file holds several messages: behind a blank line, a line as "From a@b.example Fri Aug 12" and the head of
/// another.
fn is_box(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\nFrom ").any(|at| {
        let before = &bytes[..at];
        let is_behind_blank = before.strip_suffix(b"\r").unwrap_or(before).ends_with(b"\n");
        is_behind_blank && is_mail(&bytes[at + 1..])
    })
}

fn message(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    if is_box(source.bytes) {
        let error = CorpusError::Foreign { path: path.clone(), what: foreign::MAIL };
        return vec![Reading::of(Format::Mail, Err(error))];
    }
    let (bytes, is_open) = closed(source.bytes);
    let Some(message) = MessageParser::default().parse(&*bytes) else {
        let error = CorpusError::Empty { path: path.clone(), line: None };
        return vec![Reading::of(Format::Mail, Err(error))];
    };
    let subject = message.subject().filter(|subject| !subject.trim().is_empty());
    let before = subject.map_or(0, |subject| subject.len() as u64 + 2);
    let Body { text, markup, mut odd } = body(&message);
    if text.trim().is_empty()
        && let Some(reason) = why_empty(&message)
    {
        let error = CorpusError::NoMailText { path: path.clone(), reason };
        return vec![Reading::of(Format::Mail, Err(error))];
    }
    if is_open || message.parts.iter().any(|part| part.is_encoding_problem) {
        let told = "a part of it is not whole, or not packed as it says; what is there is read";
        odd.push(told.to_owned());
    }
    let at = OffsetMap::shifted(before);
    let fields = Fields {
        line: None,
        number: None,
        id: message.message_id().map(str::to_owned),
        outlet: outlet(&message),
        date: date(&message).map(DateField::Text),
        title: subject.map(|subject| clean(subject.into(), Escape::None, &OffsetMap::default())),
        body: clean_markup(text.into(), Escape::None, markup, &at),
        odd,
        decoding: Decoding { markup, is_extracted: true, ..Decoding::of("utf-8", Escape::None) },
    };
    let article = source.container.article(fields, source.options.order);
    let mut readings = vec![Reading::of(Format::Mail, article)];
    let attachments = message.attachment_count() as u64;
    if attachments > 0 {
        readings.push(Reading::passed_over(Format::Mail, path, "attachments", attachments));
    }
    readings
}

/// The message with the ends of its parts, where it breaks off before them: without its end the parser would give no part
/// at all. The second value says whether one was missing.
pub(super) fn closed(bytes: &[u8]) -> (Cow<'_, [u8]>, bool) {
    let mut whole = Cow::Borrowed(bytes);
    // Each time the parts inside those that were closed come to light.
    for _ in 0..MOST_OPEN {
        let ends = missing_ends(&whole);
        if ends.is_empty() {
            break;
        }
        let mut closed = bytes.to_vec();
        for end in ends.iter().rev() {
            closed.extend_from_slice(b"\r\n");
            closed.extend_from_slice(end.as_bytes());
        }
        // The ends of outer parts are behind those of inner ones.
        closed.extend_from_slice(&whole[bytes.len()..]);
        closed.extend_from_slice(b"\r\n");
        whole = Cow::Owned(closed);
    }
    let is_open = matches!(whole, Cow::Owned(_));
    (whole, is_open)
}

/// The lines that end the parts of a message, those of them that it lacks.
fn missing_ends(bytes: &[u8]) -> Vec<String> {
    let Some(message) = MessageParser::default().parse(bytes) else { return Vec::new() };
    let is_multipart = |kind: &&ContentType<'_>| kind.c_type.eq_ignore_ascii_case("multipart");
    let boundaries = message
        .parts
        .iter()
        .filter_map(|part| part.content_type().filter(is_multipart)?.attribute("boundary"));
    let ends = boundaries.map(|boundary| format!("--{boundary}--"));
    ends.filter(|end| memmem::find(bytes, end.as_bytes()).is_none()).collect()
}

/// Parts inside of parts are closed up to this depth.
const MOST_OPEN: usize = 4;

/// The text of a message.
struct Body {
    text: String,
    markup: Markup,
    /// What is odd in it; sentences for people.
    odd: Vec<String>,
}

/// The text of a message: its plain parts, else what is shown of those of HTML.
fn body(message: &Message<'_>) -> Body {
    let mut odd = Vec::new();
    let mut parts = |wants_html: bool| -> Vec<String> {
        let ids = if wants_html { &message.html_body } else { &message.text_body };
        let found = ids.iter().filter_map(|&id| {
            let part = message.part(id)?;
            let text = match &part.body {
                PartType::Text(text) if !wants_html => text,
                PartType::Html(text) if wants_html => text,
                _ => return None,
            };
            let (text, told) = reread(message, part, text);
            if !text.trim().is_empty() {
                odd.extend(told);
            }
            Some(text.into_owned())
        });
        found.filter(|text| !text.trim().is_empty()).collect()
    };
    let plain = parts(false);
    let (parts, markup) = match plain.is_empty() {
        true => (parts(true), Markup::Html),
        false => (plain, Markup::None),
    };
    Body { text: parts.join("\n\n"), markup, odd }
}

/// The text of a part. Where its bytes are not UTF-8, although its head says so or nothing, they are read in the encoding
/// that they look like, and that is told.
fn reread<'a>(
    message: &Message<'_>,
    part: &MessagePart<'_>,
    text: &'a str,
) -> (Cow<'a, str>, Option<String>) {
    const UNREAD: char = char::REPLACEMENT_CHARACTER;
    if !text.contains(UNREAD) {
        return (text.into(), None);
    }
    let named = part.content_type().and_then(|kind| kind.attribute("charset"));
    let Some(bytes) = bytes_of(message, part).filter(|bytes| std::str::from_utf8(bytes).is_err())
    else {
        return (text.into(), None);
    };
    let says = named.map_or("nothing".to_owned(), |named| format!("\"{named}\""));
    let is_plain = |named: &str| {
        ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| known.eq_ignore_ascii_case(named))
    };
    if !named.is_none_or(is_plain) {
        let told = format!("some bytes of it are not in the encoding that its head names, {says}");
        return (text.into(), Some(told));
    }
    let decoded = decode_as(&bytes, guess(&bytes));
    let told = format!(
        "its text is not in UTF-8, and its head says {says} of its encoding; it is read as {}",
        decoded.charset
    );
    (decoded.text.into_owned().into(), Some(told))
}

/// The bytes of a part as they were before they were packed; `None` if they cannot be unpacked.
pub(super) fn bytes_of<'a>(message: &Message<'a>, part: &MessagePart<'a>) -> Option<Cow<'a, [u8]>> {
    let range = part.offset_body as usize..part.offset_end as usize;
    let raw = match &message.raw_message {
        Cow::Borrowed(raw) => Cow::Borrowed(raw.get(range)?),
        Cow::Owned(raw) => Cow::Owned(raw.get(range)?.to_vec()),
    };
    match part.encoding {
        Encoding::None => Some(raw),
        Encoding::QuotedPrintable => quoted_printable_decode(&raw).map(Cow::Owned),
        Encoding::Base64 => base64_decode(&raw).map(Cow::Owned),
    }
}

/// Why a message has no text, if that can be said, and what to do.
fn why_empty(message: &Message<'_>) -> Option<String> {
    let is_encrypted = message.parts.iter().any(|part| {
        part.content_type().is_some_and(|kind| {
            let name = kind.c_subtype.as_deref().unwrap_or_default();
            name.eq_ignore_ascii_case("encrypted") || name.eq_ignore_ascii_case("pkcs7-mime")
        })
    });
    if is_encrypted {
        return Some("it is encrypted; save it decrypted".to_owned());
    }
    let files = message.attachment_count();
    (files > 0).then(|| {
        format!("it has no text, only attachments ({files}), which are not read; save them as files and read those")
    })
}

/// Who sent it: the name, or where none is given the address.
fn outlet(message: &Message<'_>) -> Option<String> {
    let sender = message.from().or_else(|| message.sender())?.first()?;
    sender.name().or(sender.address()).map(str::to_owned)
}

/// When it was sent; as written, where that is no date.
fn date(message: &Message<'_>) -> Option<String> {
    match message.date().filter(|date| date.is_valid()) {
        Some(date) => Some(date.to_rfc3339()),
        None => message.header_raw("Date").map(|date| date.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_from_texts() {
        for mail in [
            "From: a@b.example\r\nSubject: x\r\nDate: y\r\n\r\nz",
            "Return-Path: <a@b.example>\nX-Odd: 1\nReceived: from x\n by y\nTo: z\n",
            "From a@b.example Fri Aug 12\nFrom: a@b.example\nDate: y\nSubject: x\n\n",
        ] {
            assert!(is_mail(mail.as_bytes()), "{mail}");
        }
        for text in [
            "From: Gullhaven\nDate: 12 August 2016\n\nShells fell.",
            "Subject: x\nDate: y\nTo: z\n\n",
            "Shells fell: six dead.\nFrom: x\nDate: y\nSubject: z\n",
            "",
        ] {
            assert!(!is_mail(text.as_bytes()), "{text}");
        }
    }
}
