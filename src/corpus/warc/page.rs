//! The web pages of a block of records: unpacked as the server sent them, and read as pages are. Offsets count in the bytes of
//! the page, as they were before the server packed them; the path names the archive and the record.

use super::PassedOver;
use super::head::{HttpHead, RecordHead};
use crate::corpus::assemble::Container;
use crate::corpus::html::day_in;
use crate::corpus::reading::Reading;
use crate::corpus::{CorpusError, Format, ReadOptions, document};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::borrow::Cow;
use std::io::Read;

/// What was read of the records in `block`, after what was passed over before them.
pub(in crate::corpus) fn pages<'a>(
    container: &'a Container,
    options: &'a ReadOptions,
    block: &'a [u8],
    passed_over: &'a PassedOver,
) -> impl Iterator<Item = Reading> + 'a {
    let counts = passed_over
        .iter()
        .map(|(what, count)| Reading::passed_over(Format::Warc, &container.path, what, *count));
    let mut rest = block;
    let records = std::iter::from_fn(move || {
        let head = RecordHead::read(rest)?;
        let len = usize::try_from(head.content_len()?).ok()?;
        let content = rest.get(head.len..head.len.checked_add(len)?)?;
        rest = &rest[head.len + len..];
        Some(page(container, options, head, content))
    });
    counts.chain(records.flatten())
}

/// The path of a record: that of its file and what names it there.
pub(super) fn path_of(container: &Container, record: RecordHead<'_>) -> String {
    let name = record.id().or(record.address()).unwrap_or("record");
    format!("{}/{name}", container.path)
}

fn page(
    container: &Container,
    options: &ReadOptions,
    record: RecordHead<'_>,
    content: &[u8],
) -> Vec<Reading> {
    let path = path_of(container, record);
    let http = if record.is_answer() { HttpHead::read(content) } else { None };
    let body = match http {
        None => Ok(Cow::Borrowed(content)),
        Some(http) => unpacked(http, &content[http.len..], options.limit()),
    };
    let bytes = match body {
        Ok(bytes) => bytes,
        Err(reason) => {
            let reason = format!("{reason}; if it is needed, save the page itself (.html)");
            let error = CorpusError::Packed { path, reason };
            return vec![Reading::of(Format::Warc, Err(error))];
        }
    };
    let address = record.address();
    let mut inner = Container {
        path,
        stem: address.or(record.id()).unwrap_or(&container.stem).to_owned(),
        manifest: container.manifest.clone(),
        guessed: false,
    };
    let charset = http.and_then(HttpHead::charset);
    let mut readings = document::read_as(&bytes, &inner, options, charset);
    let alone = readings.len() == 1;
    if let Some(day) = address.filter(|_| alone && is_undated(&readings)).and_then(day_in) {
        inner = inner.dated(&day);
        readings = document::read_as(&bytes, &inner, options, charset);
        let article = readings.iter_mut().find_map(|reading| reading.outcome.as_mut().ok());
        if let Some(article) = article.filter(|article| article.layout.published.is_some()) {
            let told = "it gives no date that can be read";
            let path = &inner.path;
            article.remarks.push(format!("{path}: {told}; {day} is read from its address"));
        }
    }
    for reading in &mut readings {
        reading.format = Some(Format::Warc);
        let Ok(article) = &mut reading.outcome else { continue };
        if let Some(address) = address.filter(|_| alone) {
            article.id = address.to_owned();
        }
        if let Some(why) = record.cut_short() {
            let told = format!("{}: the crawler kept only a part of it ({why})", inner.path);
            article.remarks.push(told);
        }
    }
    readings
}

/// Whether an article was read, and none with a date.
fn is_undated(readings: &[Reading]) -> bool {
    let mut articles = readings.iter().filter_map(|reading| reading.outcome.as_ref().ok());
    articles.next().is_some_and(|article| article.layout.published.is_none())
}

/// The body of an answer as it was before the server packed it. Crawlers write the heads that they got, and often a body
/// that they have unpacked already.
fn unpacked<'a>(http: HttpHead<'_>, body: &'a [u8], limit: usize) -> Result<Cow<'a, [u8]>, String> {
    let mut bytes = match http.is_chunked().then(|| joined_chunks(body)).flatten() {
        Some(joined) => Cow::Owned(joined),
        None => Cow::Borrowed(body),
    };
    for packing in http.packings().rev() {
        bytes = match packing.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" if bytes.starts_with(b"\x1f\x8b") => {
                within(MultiGzDecoder::new(&*bytes), limit)?.into()
            }
            "zstd" if bytes.starts_with(b"\x28\xb5\x2f\xfd") => {
                let decoder = zstd::stream::read::Decoder::new(&*bytes);
                within(decoder.map_err(|error| error.to_string())?, limit)?.into()
            }
            "deflate" if !begins_page(&bytes) => match within(ZlibDecoder::new(&*bytes), limit) {
                Ok(plain) => plain.into(),
                // Some servers leave the frame out.
                Err(_) => within(DeflateDecoder::new(&*bytes), limit)?.into(),
            },
            "gzip" | "x-gzip" | "zstd" | "deflate" => bytes,
            _ if begins_page(&bytes) => bytes,
            other => return Err(format!("the page is packed in a way that is not read ({other})")),
        };
    }
    Ok(bytes)
}

fn begins_page(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

/// All that `packed` unpacks to, at most `limit` bytes.
fn within(packed: impl Read, limit: usize) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let read = packed.take(limit as u64 + 1).read_to_end(&mut plain);
    match read {
        Err(error) => Err(format!("the page cannot be unpacked ({error})")),
        Ok(_) if plain.len() > limit => {
            Err(format!("the page is larger than {limit} bytes when it is unpacked"))
        }
        Ok(_) => Ok(plain),
    }
}

/// The chunks of a body joined; `None` if it is not in chunks to its end.
fn joined_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', body)?;
        let line = std::str::from_utf8(&body[..end]).ok()?;
        let size = line.split(';').next()?.trim();
        let len = usize::from_str_radix(size, 16).ok()?;
        let rest = &body[end + 1..];
        if len == 0 {
            return Some(joined);
        }
        joined.extend_from_slice(rest.get(..len)?);
        body = rest[len..].strip_prefix(b"\r\n").or_else(|| rest[len..].strip_prefix(b"\n"))?;
    }
}
