//! Whether bytes or a text are a web page or a part of one, and in which encoding a page says that it is.

use super::tag::{Tag, attribute};
use super::token::{Token, TokenKind, Tokens};
use crate::text::Markup;
use crate::text::encoding::decode::name_of_charset;

/// So many bytes of a page are searched for its encoding; browsers read as many.
const DECLARED: usize = 1024;

/// Whether a file is a web page, by its first bytes.
pub(in crate::corpus) fn is_page(sample: &[u8]) -> bool {
    let sample = sample.strip_prefix("\u{feff}".as_bytes()).unwrap_or(sample);
    // In UTF-16 the letters of tags have a NUL beside them.
    let is_wide =
        matches!(sample, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, b'<', ..] | [b'<', 0, ..]);
    let head: Vec<u8> = if is_wide {
        sample.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0).collect()
    } else {
        sample.to_vec()
    };
    let head = String::from_utf8_lossy(&head);
    for token in Tokens::new(head.trim_start()) {
        let text = head.trim_start()[token.range.clone()].trim_start();
        let begins = |with: &str| {
            text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        match token.kind {
            TokenKind::Text if text.is_empty() => {}
            TokenKind::Comment { .. } if begins("<!doctype") => {
                return text.as_bytes()[9..]
                    .trim_ascii_start()
                    .get(..4)
                    .is_some_and(|name| name.eq_ignore_ascii_case(b"html"));
            }
            TokenKind::Comment { .. } if begins("<!--") || begins("<?xml") => {}
            TokenKind::Start(tag) => return opens_page(tag),
            TokenKind::Element { tag, .. } => {
                return matches!(tag, Tag::Title | Tag::Script | Tag::Style);
            }
            _ => return false,
        }
    }
    false
}

/// Whether a page or a part of one may begin with this tag. Tags of a line may be quoted in a text.
fn opens_page(tag: Tag) -> bool {
    use Tag::*;
    matches!(
        tag,
        Html | Head
            | Body
            | Meta
            | Link
            | Div
            | P
            | Article
            | Section
            | Main
            | Header
            | Nav
            | H1
            | H2
            | Table
            | Ul
            | Center
    )
}

/// The encoding that a page says it is in, by its name in lower case.
pub(super) fn charset_declared(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(DECLARED)];
    // Names of encodings and tags are ASCII.
    let head = String::from_utf8_lossy(head);
    if let Some(declaration) = head.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        let label =
            declaration.0.split_once("encoding")?.1.trim_start_matches([' ', '=', '"', '\'']);
        return name_of_charset(label.split(['"', '\'']).next()?);
    }
    Tokens::new(&head).find_map(|token| {
        let TokenKind::Start(Tag::Meta) = token.kind else { return None };
        let tag = &head[token.range];
        let label = attribute(tag, "charset").or_else(|| {
            let content = attribute(tag, "content")?;
            let at = content.to_ascii_lowercase().find("charset=")?;
            content[at + "charset=".len()..].split([';', ' ']).next()
        })?;
        name_of_charset(label.trim_matches(['"', '\'', ' ']))
    })
}

/// Whether a text, such as a field of a record, is HTML: it has two tags or more that are in most pages. A single one may be
/// quoted.
pub(in crate::corpus) fn looks_like_html(text: &str) -> bool {
    let is_known = |token: &Token| match &token.kind {
        TokenKind::Start(Tag::Inline) | TokenKind::End(Tag::Inline) => {
            let tag = text[token.range.clone()].trim_start_matches(['<', '/']);
            let len = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
            INLINE.iter().any(|known| tag[..len].eq_ignore_ascii_case(known))
        }
        TokenKind::Start(_) | TokenKind::End(_) => true,
        TokenKind::Element { tag, .. } => matches!(tag, Tag::Iframe | Tag::Script | Tag::Style),
        TokenKind::Text | TokenKind::Comment { .. } => false,
    };
    Tokens::new(text).filter(is_known).take(2).count() == 2
}

/// The markup of a field's text: that of HTML where it has tags of it. Inline tags alone, in a text of several lines, do not
/// make it HTML, in which line ends say nothing.
pub(in crate::corpus) fn markup_of(text: &str) -> Markup {
    if !looks_like_html(text) {
        return Markup::None;
    }
    let is_block = |tag: &str| {
        memchr::memmem::find_iter(text.as_bytes(), tag.as_bytes()).any(|at| {
            let next = text.as_bytes().get(at + tag.len());
            next.is_some_and(|next| next.is_ascii_whitespace() || b">/".contains(next))
        })
    };
    match !text.trim().contains('\n') || BLOCKS.into_iter().any(is_block) {
        true => Markup::Html,
        false => Markup::None,
    }
}

/// How the tags of blocks begin.
const BLOCKS: [&str; 12] =
    ["<p", "<br", "<div", "<li", "<td", "<h1", "<h2", "<P", "<BR", "<DIV", "<LI", "<TD"];

/// Tags within a line that are in most pages.
const INLINE: [&str; 6] = ["b", "em", "i", "small", "span", "strong"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_known_by_how_they_begin() {
        for page in [
            "\n<!DOCTYPE html>\n<p>",
            "\u{feff}<HTML>",
            "<?xml version='1.0'?><!-- saved --> <!doctype HTML PUBLIC '-//W3C//DTD'>",
            "<!-- saved from url=x --><html lang=en>",
            "<div class=story>Shells fell.</div>",
        ] {
            assert!(is_page(page.as_bytes()), "{page}");
        }
        let wide: Vec<u8> = "<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_page(&wide) && is_page(&[&[0xff, 0xfe][..], &wide].concat()));
        for other in [
            "",
            "<b>Rebels</b> left",
            "< 5 dead",
            "<htmlish>",
            "Rebels <html>",
            "<rss>",
            "<?xml?><feed>",
            "<!DOCTYPE nitf>",
        ] {
            assert!(!is_page(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn an_encoding_is_declared_in_four_ways() {
        for (page, charset) in [
            ("<meta charset=\"Windows-1251\">", Some("windows-1251")),
            ("<META http-equiv=Content-Type content='text/html; charset=GB2312'>", Some("gbk")),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><html>", Some("windows-1252")),
            ("<meta charset=nonsense>", None),
            ("<p>charset=utf-8", None),
        ] {
            assert_eq!(charset_declared(page.as_bytes()), charset, "{page}");
        }
    }

    #[test]
    fn fields_with_tags_look_like_html() {
        for html in [
            "<p>Shells fell.</p>",
            "Shells<br>fell<br/>here",
            "<b>Shells</b> fell",
            "a <a href=x>b</a>",
        ] {
            assert!(looks_like_html(html), "{html}");
        }
        for text in [
            "Shells fell.",
            "5 < 6 > 3",
            "he wrote <b> there",
            "<john@example.org> <mary@example.org>",
        ] {
            assert!(!looks_like_html(text), "{text}");
        }
    }
}
