//! Web pages that a browser saved with their pictures in one file (MHTML): the page is the first part of HTML, and is read as a
//! saved page is. What it is packed in cannot be cut, so that offsets count in the page as it was before.

use super::html::{day_in, read as read_page};
use super::mail::{bytes_of, closed};
use super::reading::Reading;
use super::source::Source;
use super::{CorpusError, Format};
use crate::quiet::caught;
use crate::text::encoding::decode::name_of_charset;
use mail_parser::{MessageParser, MimeHeaders, PartType};

/// Fields that the head of a sent message has, in lower case, and that of a saved page has not.
const SENT: [&str; 5] = ["to:", "received:", "return-path:", "delivered-to:", "message-id:"];

/// Whether a file is a saved page, by its first bytes: parts that belong together, which nobody sent.
pub(super) fn is(sample: &[u8]) -> bool {
    let sample = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    let end = |blank: &[u8]| memchr::memmem::find(sample, blank);
    let len = end(b"\r\n\r\n").into_iter().chain(end(b"\n\n")).min().unwrap_or_default();
    let head = String::from_utf8_lossy(&sample[..len]).to_ascii_lowercase();
    let mut lines = head.lines();
    let has_parts = lines.clone().any(|line| {
        let kind = line.strip_prefix("content-type:");
        kind.is_some_and(|kind| kind.trim_start().starts_with("multipart/related"))
    });
    let has_version = lines.clone().any(|line| line.starts_with("mime-version:"));
    has_parts && has_version && !lines.any(|line| SENT.iter().any(|name| line.starts_with(name)))
}

/// The article of the page.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    caught(|| page(source)).flatten().unwrap_or_else(|| {
        let reason = "it is a web page with its pictures (MHTML), in which no page is found; save it as \"HTML only\"";
        let error = CorpusError::Unreadable { path: path.clone(), reason: reason.to_owned() };
        vec![Reading::of(Format::Html, Err(error))]
    })
}

fn page(source: &Source<'_>) -> Option<Vec<Reading>> {
    let (bytes, is_open) = closed(source.bytes);
    let message = MessageParser::default().parse(&*bytes)?;
    let part = message.parts.iter().find(|part| matches!(part.body, PartType::Html(_)))?;
    let page = bytes_of(&message, part)?;
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let charset = charset.and_then(name_of_charset);
    let snapshot = || message.header_raw("Snapshot-Content-Location").map(str::trim);
    let address = part.content_location().or_else(snapshot).map(str::to_owned);
    let address = address.filter(|address| address.starts_with("http"));
    let read_in = |container| read_page(&Source { container, bytes: &page, charset, ..*source });
    let mut readings = read_in(source.container);
    let day = address.as_deref().and_then(day_in);
    let is_undated = readings.iter().all(|reading| {
        reading.outcome.as_ref().is_ok_and(|article| article.layout.published.is_none())
    });
    let path = &source.container.path;
    let mut odd = Vec::new();
    if let Some(day) = day.filter(|_| is_undated) {
        readings = read_in(&source.container.dated(&day));
        odd.push(format!(
            "{path}: it gives no date that can be read; {day} is read from its address"
        ));
    }
    if is_open || part.is_encoding_problem {
        odd.push(format!("{path}: the file is not whole; what is there is read"));
    }
    for article in readings.iter_mut().filter_map(|reading| reading.outcome.as_mut().ok()) {
        article.origin.decoding.is_extracted = true;
        article.remarks.append(&mut odd);
        if let Some(address) = address.as_ref().filter(|_| !article.id.contains("://")) {
            article.id.clone_from(address);
        }
    }
    Some(readings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_pages_are_told_from_mail() {
        let head = "From: <Saved by x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n";
        assert!(is(format!("{head}\r\n--x").as_bytes()));
        assert!(is(format!("{}\n--x", head.replace('\r', "")).as_bytes()));
        assert!(!is(format!("{head}To: a@b.example\r\n\r\n--x").as_bytes()));
        assert!(!is(b"MIME-Version: 1.0\n\nTo be continued"));
    }
}
