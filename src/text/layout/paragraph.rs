//! Paragraphs of a raw text: which lines belong together. Texts come hard-wrapped (a line is part of a paragraph) or
//! with one line per paragraph; line lengths distinguish the two. What a paragraph *is* (title, furniture, body) is
//! decided by `layout`, its only caller.

use crate::text::Span;
use memchr::memchr;

/// Lines that belong together, without white space at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// From the first line's first character to the last line's last.
    pub span: Span,
    /// Whether a blank line (or the text's start) is before it.
    pub spaced: bool,
}

#[derive(Clone, Copy)]
struct TextLine {
    span: Span,
    spaced: bool,
    indented: bool,
}

/// The paragraphs of `text`, in order; none is empty.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let wrapped = is_wrapped(text, &lines);
    let mut found: Vec<Paragraph> = Vec::with_capacity(lines.len());
    let mut before: Option<TextLine> = None;
    for line in lines {
        let joins = !line.spaced
            && before.is_some_and(|before| {
                if wrapped {
                    !line.indented || before.indented
                } else {
                    continues_sentence(before.span.cut(text), line.span.cut(text))
                }
            });
        match found.last_mut() {
            Some(last) if joins => last.span.end = line.span.end,
            _ => found.push(Paragraph { span: line.span, spaced: line.spaced }),
        }
        before = Some(line);
    }
    found
}

fn lines(text: &str) -> Vec<TextLine> {
    let bytes = text.as_bytes();
    let mut found = Vec::with_capacity(bytes.len() / 256 + 4);
    let (mut at, mut spaced) = (0, true);
    while at < bytes.len() {
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |to| at + to);
        let span = trimmed(text, at, end);
        if span.is_empty() {
            spaced = true;
        } else {
            let indented = span.start as usize >= at + 2;
            found.push(TextLine { span, spaced, indented });
            spaced = false;
        }
        at = end + 1;
    }
    found
}

/// [`Span::trimmed`], with a fast path for the many lines that need no trimming.
#[inline]
fn trimmed(text: &str, start: usize, end: usize) -> Span {
    let bytes = text.as_bytes();
    let plain = |byte: u8| (0x21..0x80).contains(&byte);
    let span = Span::new(start, end);
    if start < end && plain(bytes[start]) && plain(bytes[end - 1]) {
        span
    } else {
        span.trimmed(text)
    }
}

/// The longest line that a hard-wrapped text has.
const WIDEST: usize = 130;

/// Whether most lines that are followed by another have one width and break off in the middle of a sentence.
fn is_wrapped(text: &str, lines: &[TextLine]) -> bool {
    let inner = || lines.windows(2).filter(|pair| !pair[1].spaced).map(|pair| pair[0].span);
    let (mut count, mut widest) = (0, 0);
    for span in inner() {
        count += 1;
        widest = widest.max(span.len());
    }
    if count < 3 || widest > WIDEST {
        return count > 0 && count < 3 && widest <= WIDEST && inner().all(|s| breaks_off(s, text));
    }
    let full = inner().filter(|span| span.len() * 10 >= widest * 7).count();
    let broken = inner().filter(|&span| breaks_off(span, text)).count();
    full * 10 >= count * 6 && broken * 10 >= count * 6
}

/// Whether a line is long enough to have been wrapped and ends without a sentence-ending mark.
fn breaks_off(span: Span, text: &str) -> bool {
    span.len() >= 30
        && !matches!(text.as_bytes()[span.end as usize - 1], b'.' | b'!' | b'?' | b':' | b'"')
}

/// Whether `line` continues the sentence that `before`, a full line, leaves open: for a wrapped passage inside a text
/// that is not wrapped.
fn continues_sentence(before: &str, line: &str) -> bool {
    if !(30..=WIDEST).contains(&before.len()) || line.len() > WIDEST {
        return false;
    }
    let open = before.ends_with(|c: char| c.is_alphanumeric() || c == ',' || c == '-');
    let lower = line.starts_with(char::is_lowercase);
    open && (lower || before.ends_with(',') || ends_with_small_word(before))
}

/// Whether no sentence or headline ends with the last word.
fn ends_with_small_word(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("");
    matches!(
        last,
        "the" | "a" | "an" | "of" | "and" | "by" | "with" | "from" | "its" | "their" | "that"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        paragraphs(text).iter().map(|p| p.span.cut(text)).collect()
    }

    #[test]
    fn narrow_wire_copy_is_joined_too() {
        let narrow = "Army jets bombed the port quarter in\nthe rebel-held east of the city on\n\
                      Monday, killing at least nine of the\npeople who were waiting for bread.\n";
        assert_eq!(cut(narrow).len(), 1);
    }

    #[test]
    fn a_wrapped_text_is_joined_and_a_line_a_paragraph_is_not() {
        let wrapped = "The army said on Monday that its forces had taken the hill\n\
                       that overlooks the northern road, and that the rebels were\n\
                       leaving. No independent account of the fighting reached us\n\
                       by nightfall.\n\nA second report spoke of shelling in the suburbs, but gave\n\
                       no figures for it.\n";
        assert_eq!(cut(wrapped).len(), 2);
        let lines =
            "The army took the hill.\nResidents fled the village before noon.\nNobody was hurt.";
        assert_eq!(cut(lines).len(), 3);
    }

    #[test]
    fn a_wrapped_quotation_is_joined_inside_a_text_of_long_lines() {
        let long = "A very long line that tells of the envoy and his visit ".repeat(5);
        let text = format!(
            "{long}.\nWe have asked for passage and been refused by each of the parties, one after\n\
             another, for reasons that change.\n{long}."
        );
        assert_eq!(cut(&text).len(), 3);
    }

    proptest! {
        #[test]
        fn paragraphs_hold_every_character_that_is_not_blank(text in "[ a-zA-Z.,\n\u{a0}—é\r]{0,300}") {
            let found = paragraphs(&text);
            let kept: usize = found.iter().map(|p| p.span.cut(&text).chars().filter(|c| !c.is_whitespace()).count()).sum();
            prop_assert_eq!(kept, text.chars().filter(|c| !c.is_whitespace()).count());
            prop_assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        }
    }
}
