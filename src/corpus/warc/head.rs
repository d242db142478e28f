//! The heads of a record and of the answer of a server inside it, and what they say of its content.

use crate::text::encoding::decode::name_of_charset;
use memchr::{memchr_iter, memmem};

/// The head of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordHead<'a> {
    lines: &'a [u8],
    /// Its length with the blank line behind it, in bytes.
    pub len: usize,
}

/// The head of an answer of a server.
#[derive(Clone, Copy, Debug)]
pub(super) struct HttpHead<'a> {
    lines: &'a [u8],
    /// The status, such as 200.
    status: u16,
    /// Its length with the blank line behind it, in bytes.
    pub len: usize,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Page,
    /// Passed over: what it is, in the plural.
    PassedOver(&'static str),
}

/// How a record begins.
pub(super) const MARK: &[u8] = b"WARC/";

/// No head is longer than this, in bytes.
pub(super) const LONGEST: usize = 64 << 10;

/// The lines before the first blank line, and how long they are with it; `None` where there is none, or where another
/// record begins before it. No more is looked at than that, so that a file of broken heads is read in one pass.
fn head(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let mut at = 0;
    for end in memchr_iter(b'\n', bytes) {
        let line = bytes[at..end].trim_ascii_end();
        if at > 0 && line.starts_with(MARK) {
            return None;
        }
        if line.is_empty() {
            return (at > 0).then_some((&bytes[..at], end + 1));
        }
        at = end + 1;
    }
    None
}

/// The value of a field, the first of that name.
fn field<'a>(lines: &'a [u8], name: &str) -> Option<&'a str> {
    lines.split(|&byte| byte == b'\n').find_map(|line| {
        let (key, value) = line.split_at(line.iter().position(|&byte| byte == b':')?);
        let value = std::str::from_utf8(&value[1..]).ok()?.trim();
        (key.trim_ascii().eq_ignore_ascii_case(name.as_bytes()) && !value.is_empty())
            .then_some(value)
    })
}

impl<'a> RecordHead<'a> {
    /// The head at the start of `bytes`; `None` if it is not whole, or none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (lines, len) = head(bytes).filter(|_| bytes.starts_with(MARK))?;
        Some(RecordHead { lines, len })
    }

    /// The length of the content, in bytes.
    pub fn content_len(self) -> Option<u64> {
        field(self.lines, "Content-Length")?.parse().ok()
    }

    /// Whether it says what the record is and how long: the same words in the content of another record hardly do.
    pub fn is_whole(self) -> bool {
        self.content_len().is_some() && !self.sort().is_empty()
    }

    /// The address of the page.
    pub fn address(self) -> Option<&'a str> {
        // The first standard wrote it between angles.
        field(self.lines, "WARC-Target-URI").map(|uri| uri.trim_matches(['<', '>']))
    }

    /// What names the record.
    pub fn id(self) -> Option<&'a str> {
        field(self.lines, "WARC-Record-ID").map(|id| id.trim_matches(['<', '>']))
    }

    /// Why the crawler did not keep the whole content, if it did not.
    pub fn cut_short(self) -> Option<&'a str> {
        field(self.lines, "WARC-Truncated")
    }

    fn sort(self) -> &'a str {
        field(self.lines, "WARC-Type").unwrap_or_default()
    }

    fn media(self) -> &'a str {
        media(field(self.lines, "Content-Type").unwrap_or_default())
    }

    /// Whether the content is an answer of a server with a head of its own.
    pub fn is_answer(self) -> bool {
        self.sort() == "response" && !self.media().starts_with("text/")
    }

    /// What the record is, by its head and the first bytes of its content.
    pub fn verdict(self, content: &[u8]) -> Verdict {
        match self.sort() {
            "response" if self.is_answer() => HttpHead::read(content)
                .map_or(Verdict::PassedOver("other records"), |http| http.verdict(content)),
            "response" | "resource" => of_media(self.media()),
            "request" => Verdict::PassedOver("requests"),
            "metadata" => Verdict::PassedOver("records of metadata"),
            "warcinfo" => Verdict::PassedOver("records about the archive"),
            "revisit" => Verdict::PassedOver("pages that had not changed (revisit)"),
            "conversion" => Verdict::PassedOver("converted pages (as in WET files)"),
            _ => Verdict::PassedOver("other records"),
        }
    }
}

impl<'a> HttpHead<'a> {
    /// The head at the start of `bytes`; `None` if there is none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (lines, len) = head(bytes).filter(|_| bytes.starts_with(b"HTTP/"))?;
        let first = lines.split(|&byte| byte == b'\n').next()?;
        let status = std::str::from_utf8(first).ok()?.split_whitespace().nth(1)?.parse().ok()?;
        Some(HttpHead { lines, status, len })
    }

    fn verdict(self, content: &[u8]) -> Verdict {
        if self.status != 200 {
            return Verdict::PassedOver("answers without a page (status 301, 404 and such)");
        }
        match field(self.lines, "Content-Type") {
            Some(sort) => of_media(media(sort)),
            None if content[self.len..].trim_ascii_start().starts_with(b"<") => Verdict::Page,
            None => of_media(""),
        }
    }

    /// The encoding that the server names.
    pub fn charset(self) -> Option<&'static str> {
        charset(field(self.lines, "Content-Type")?)
    }

    /// Whether the content was sent in chunks.
    pub fn is_chunked(self) -> bool {
        field(self.lines, "Transfer-Encoding").is_some_and(|how| how.contains("chunked"))
    }

    /// How the content is packed: names of packings, the last of them done last.
    pub fn packings(self) -> impl DoubleEndedIterator<Item = &'a str> {
        let names = field(self.lines, "Content-Encoding").unwrap_or_default();
        names.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "identity")
    }
}

fn media(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

fn charset(value: &str) -> Option<&'static str> {
    let (_, label) = value.split_once("charset=").or_else(|| value.split_once("CHARSET="))?;
    let label = label.split(';').next()?.trim().trim_matches(['"', '\'']);
    name_of_charset(label)
}

fn of_media(media: &str) -> Verdict {
    let pages = ["text/html", "application/xhtml+xml"];
    match pages.iter().any(|page| media.eq_ignore_ascii_case(page)) {
        true => Verdict::Page,
        false => Verdict::PassedOver("pictures, scripts and other files"),
    }
}

/// Where inside the content of a record another one seems to begin: behind a blank line, with the mark of its version.
/// [`AROUND`] bytes are enough to see it.
pub(super) fn begins_inside(content: &[u8]) -> Option<usize> {
    let is_behind_blank = |at: &usize| {
        let before = &content[..*at];
        before.strip_suffix(b"\r").unwrap_or(before).ends_with(b"\n")
    };
    memmem::find_iter(content, b"\nWARC/1.").find(is_behind_blank).map(|at| at + 1)
}

/// See [`begins_inside`].
pub(super) const AROUND: usize = b"\n\r\nWARC/1.".len();

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_what_a_record_is() {
        let record = "WARC/1.0\r\nWARC-Type: response\r\nwarc-target-uri: <http://a.example/x>\r\nContent-Length: 12\r\n\r\n";
        let head = RecordHead::read(record.as_bytes()).unwrap();
        assert_eq!((head.len, head.content_len()), (record.len(), Some(12)));
        assert_eq!(head.address(), Some("http://a.example/x"));
        for (http, is_page) in [
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"koi8-r\"\r\n\r\n", true),
            ("HTTP/1.1 200 OK\nContent-Type: image/png\n\n", false),
            ("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", false),
            ("HTTP/1.1 200\r\nServer: x\r\n\r\n <html>", true),
            ("no head", false),
        ] {
            assert_eq!(head.verdict(http.as_bytes()) == Verdict::Page, is_page, "{http}");
        }
        assert_eq!(charset("text/html; charset=\"koi8-r\""), Some("koi8-r"));
        assert!(RecordHead::read(b"WARC/1.0\r\nWARC-Type: response\r\n").is_none());
        let broken = ["WARC/1.0\r\nWARC-Type: response\r\n", record].concat();
        assert!(RecordHead::read(broken.as_bytes()).is_none());
    }
}
