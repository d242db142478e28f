//! Mail (EML): one message a file, such as an alert or a newsletter of an outlet. What is sent is packed for transport, so that
//! offsets count in the text of the message: its subject, a blank line, its text.

use super::assemble::{DateField, Fields};
use super::field::{CleanedField, clean, clean_markup};
use super::reading::Reading;
use super::source::Source;
use super::{CorpusError, Format};
use crate::quiet::caught;
use crate::text::{Decoding, Escape, Markup, OffsetMap};
use mail_parser::{Message, MessageParser, PartType};

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

fn message(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    let Some(message) = MessageParser::default().parse(source.bytes) else {
        let error = CorpusError::Empty { path: path.clone(), line: None };
        return vec![Reading::of(Format::Mail, Err(error))];
    };
    let subject = message.subject().filter(|subject| !subject.trim().is_empty());
    let before = subject.map_or(0, |subject| subject.len() as u64 + 2);
    let (body, markup) = body(&message, before);
    let damaged = message.parts.iter().any(|part| part.is_encoding_problem);
    let odd = damaged.then(|| {
        "a part of it is not whole, or not packed as it says; what is there is read".to_owned()
    });
    let fields = Fields {
        line: None,
        number: None,
        id: message.message_id().map(str::to_owned),
        outlet: outlet(&message),
        date: date(&message).map(DateField::Text),
        title: subject.map(|subject| clean(subject.into(), Escape::None, &OffsetMap::default())),
        body,
        odd: odd.into_iter().collect(),
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

/// The text of a message: its plain parts, else those of HTML.
fn body(message: &Message<'_>, before: u64) -> (CleanedField<'static>, Markup) {
    let parts = |wants_html: bool| -> Vec<String> {
        let ids = if wants_html { &message.html_body } else { &message.text_body };
        let found = ids.iter().filter_map(|&id| match &message.part(id)?.body {
            PartType::Text(text) if !wants_html => Some(text.to_string()),
            PartType::Html(text) if wants_html => Some(text.to_string()),
            _ => None,
        });
        found.filter(|text| !text.trim().is_empty()).collect()
    };
    let plain = parts(false);
    let (parts, markup) = match plain.is_empty() {
        true => (parts(true), Markup::Html),
        false => (plain, Markup::None),
    };
    let text = parts.join("\n\n");
    let at = OffsetMap::shifted(before);
    (clean_markup(text.into(), Escape::None, markup, &at), markup)
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
