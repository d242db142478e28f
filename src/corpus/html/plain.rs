//! The text of a page or of a part of one: tags dropped, white space collapsed, paragraphs set apart by blank lines, with an
//! offset map. A slice of the page that begins and ends inside texts of one paragraph gives the same text as within the
//! page, so that evidence can be cut out of it.

use super::hidden::{hidden, is_in};
use super::tag::{Tag, is_space};
use super::token::{Token, TokenKind, Tokens};
use crate::text::{OffsetMap, OffsetMapBuilder};
use memchr::memchr_iter;
use std::borrow::Cow;
use std::ops::Range;

/// The text of `part`, with its references as written; the map leads to `part`. White space at its ends is kept as one
/// space or blank line, and what is not shown is left out. A text without tags and without white space to collapse is returned borrowed.
pub(in crate::corpus) fn text_of(part: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    let (mut writer, hidden) = (Writer::new(&part), hidden(&part));
    for token in Tokens::new(&part) {
        match token.kind {
            TokenKind::Text if is_in(&hidden, token.range.start) => {}
            TokenKind::Text => writer.text(token.range),
            kind => writer.markup(&kind),
        }
    }
    writer.close_gap(part.len());
    let Writer { out, offsets, .. } = writer;
    if out == *part {
        return (part, OffsetMap::default());
    }
    (Cow::Owned(out), offsets.finish())
}

/// What becomes of a text of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    /// Left out; a paragraph ends there.
    LeftOut,
    /// Read as if it was not there, as what is not shown within a paragraph.
    Skipped,
}

/// The text of the tokens that are kept, by their number, without white space at its ends. The map leads to `page`.
pub(super) fn text_of_kept(
    page: &str,
    tokens: &[Token],
    fate: impl Fn(usize) -> Fate,
) -> (String, OffsetMap) {
    let mut writer = Writer { is_trimmed: true, ..Writer::new(page) };
    for (number, token) in tokens.iter().enumerate() {
        match &token.kind {
            TokenKind::Text => match fate(number) {
                Fate::Skipped => {}
                Fate::LeftOut if !is_blank(&page[token.range.clone()]) => {
                    writer.gap = Gap::Paragraph;
                }
                Fate::Kept | Fate::LeftOut => writer.text(token.range.clone()),
            },
            kind => writer.markup(kind),
        }
    }
    (writer.out, writer.offsets.finish())
}

/// Whether a text is white space only, references to it included.
pub(in crate::corpus) fn is_blank(text: &str) -> bool {
    white_space(text.as_bytes(), 0) == text.len()
}

/// The words of a text in lower case, to compare titles.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What is between two texts; a later one is stronger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

impl Gap {
    fn text(self) -> &'static str {
        match self {
            Gap::None => "",
            Gap::Space => " ",
            Gap::Line => "\n",
            Gap::Paragraph => "\n\n",
        }
    }
}

struct Writer<'a> {
    page: &'a str,
    out: String,
    offsets: OffsetMapBuilder,
    /// Up to where the page was written, the gap left out.
    done: usize,
    /// What comes before the next text.
    gap: Gap,
    /// In how many elements line ends are kept.
    preformatted: usize,
    /// Whether nothing is written before the first text.
    is_trimmed: bool,
}

impl<'a> Writer<'a> {
    fn new(page: &'a str) -> Self {
        let out = String::with_capacity(page.len().min(1 << 16));
        let offsets = OffsetMapBuilder::new(0);
        Writer { page, out, offsets, done: 0, gap: Gap::None, preformatted: 0, is_trimmed: false }
    }

    /// Widens the gap by what is not text.
    fn markup(&mut self, kind: &TokenKind) {
        let (TokenKind::Start(tag) | TokenKind::End(tag)) = kind else { return };
        match (kind, tag) {
            (TokenKind::Start(_), Tag::Pre) => self.preformatted += 1,
            (TokenKind::End(_), Tag::Pre) => {
                self.preformatted = self.preformatted.saturating_sub(1);
            }
            _ => {}
        }
        self.gap = match tag {
            Tag::Br if self.gap >= Gap::Line => Gap::Paragraph,
            Tag::Br => Gap::Line,
            _ if tag.is_block() => Gap::Paragraph,
            _ => self.gap,
        };
    }

    /// Writes the text at `range` of the page.
    fn text(&mut self, range: Range<usize>) {
        let bytes = &self.page.as_bytes()[..range.end];
        let (mut from, mut at) = (range.start, range.start);
        while at < range.end {
            let len = white_space(bytes, at);
            let end = at + len;
            if len == 0 {
                at += 1;
                continue;
            }
            let is_plain = len == 1 && bytes[at] == b' ' && at > range.start && end < range.end;
            if !is_plain {
                self.words(from..at);
                let lines = memchr_iter(b'\n', &bytes[at..end]).count();
                let is_paragraph = self.preformatted > 0 && lines > 1;
                self.gap = self.gap.max(if is_paragraph { Gap::Paragraph } else { Gap::Space });
                from = end;
            }
            at = end;
        }
        self.words(from..range.end);
    }

    /// Writes the gap and the words at `range`, between which no white space is to collapse.
    fn words(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.close_gap(range.start);
            self.done = range.end;
            self.offsets.copy(range.len());
            self.out.push_str(&self.page[range]);
        }
    }

    /// Writes what the gap up to `end` is.
    fn close_gap(&mut self, end: usize) {
        let is_first = self.is_trimmed && self.out.is_empty();
        let text = if is_first { "" } else { self.gap.text() };
        self.out.push_str(text);
        self.offsets.replace(end - self.done, text.len());
        self.gap = Gap::None;
        self.done = end;
    }
}

/// How many bytes of white space begin at `at`; spaces that do not break a line are among it, as characters and as
/// references.
fn white_space(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while let Some(&byte) = bytes.get(end) {
        let rest = &bytes[end..];
        end += match byte {
            _ if is_space(byte) => 1,
            0xc2 if rest.starts_with("\u{a0}".as_bytes()) => 2,
            b'&' => match rest.get(..6) {
                Some(b"&nbsp;" | b"&#160;" | b"&#xa0;" | b"&#xA0;") => 6,
                _ => break,
            },
            _ => break,
        };
    }
    end - at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use proptest::prelude::*;

    fn read(part: &str) -> String {
        text_of(part.into()).0.into_owned()
    }

    #[test]
    fn tags_go_and_paragraphs_stay() {
        for (page, text) in [
            (
                "<p>Shells fell\n  on <b>Ain</b>&nbsp; <i>Tal</i>.</p>\n<p>Six died.</p>",
                "\n\nShells fell on Ain Tal.\n\nSix died.\n\n",
            ),
            ("one<br>two<br/>\n<br>three", "one\ntwo\n\nthree"),
            ("un<em>do</em>ne <script>a</script> b", "undone b"),
            ("<pre>one\ntwo\n\nthree</pre>four\n\nfive", "\n\none two\n\nthree\n\nfour five"),
            ("<table><tr><td>a<td>b", "\n\na\n\nb"),
            ("5 < 6 &lt; 7", "5 < 6 &lt; 7"),
            ("\u{a0}x\u{a0}\u{a0}y ", " x y "),
        ] {
            assert_eq!(read(page), text, "{page}");
        }
    }

    #[test]
    fn offsets_lead_back_over_tags() {
        let page = "<p>Shells <b>fell</b> on\n Ain.</p>";
        let (text, offsets) = text_of(page.into());
        let cut = |from: usize, to: usize| {
            let raw = offsets.raw(Span::new(from, to));
            &page[raw.start as usize..raw.end as usize]
        };
        assert_eq!(text, "\n\nShells fell on Ain.\n\n");
        assert_eq!(cut(2, 13), "Shells <b>fell");
        assert_eq!(cut(9, 20), "fell</b> on\n Ain");
    }

    #[test]
    fn what_is_left_out_ends_a_paragraph() {
        let page = "<a>Home</a> <p> Shells fell.<a>More</a> Six died.</p>";
        let tokens: Vec<Token> = Tokens::new(page).collect();
        let kept = |number: usize| match &page[tokens[number].range.clone()] {
            "Home" | "More" => Fate::LeftOut,
            _ => Fate::Kept,
        };
        let (text, offsets) = text_of_kept(page, &tokens, kept);
        assert_eq!(text, "Shells fell.\n\nSix died.");
        assert_eq!(offsets.raw(Span::new(14, 23)), 40..49);
    }

    proptest! {
        #[test]
        fn a_slice_gives_the_text_it_has_in_the_page(page in r#"([a-z ]|<b>|<b hidden>|</b>|<p x="a>b">|</p>|<br>|<i|<!-- x -->|<!--|<script>x</script>|<title>|</title>|&nbsp;|"|'|<|>|=|/|\n|é){0,20}"#) {
            let (text, offsets) = text_of(page.as_str().into());
            let cuts: Vec<u32> = (0..=text.len() as u32)
                .filter(|&at| text.is_char_boundary(at as usize) && offsets.is_cut(at)).collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let span = Span { start, end };
                    let raw = offsets.raw(span);
                    let slice = &page[raw.start as usize..raw.end as usize];
                    prop_assert_eq!(read(slice), span.cut(&text), "{:?}", slice);
                }
            }
        }
    }
}
