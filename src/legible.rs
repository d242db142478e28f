//! Text from outside, made fit to be shown to a person: what cannot be seen but acts (control characters, marks that turn
//! the direction of writing, characters without width) is written as an escape, and what is longer than anybody reads is cut.
//!
//! A name or text from a pack, a file or an argument goes through [`line`], [`brief`] or [`words`] where it enters a
//! message, so that a line end in it makes no second line. What is printed goes through [`block`] once more, in the one
//! place where a command writes: the last defence.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A word of a message, and a name, is shown up to this many characters.
pub const WORD: usize = 300;
/// A message is shown up to this many characters.
pub const MESSAGE: usize = 2_000;
/// Of a source line with more characters only a part is kept and shown.
pub const SOURCE_LINE: usize = 600;

/// Whether `c` cannot be seen, and acts on a terminal, on the text around it, or on whether two words are equal. Line
/// ends and tabs are among these; other white space is not.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || is_unseen(c)
}

/// Whether `c` is inside a word without being seen: no control character and no line end, but a soft hyphen, a joiner, a
/// mark of direction, a filler, a variation selector, a tag. Readers of text drop these, so that a word with one is the
/// word that a person reads.
pub fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Whether an unseen character belongs to the one before it: Arabic and Indic scripts need joiners, emoji need joiners
/// and variation selectors, and Han characters may have such a selector.
pub fn joins(c: char, before: char) -> bool {
    let is_emoji = matches!(before, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}');
    match c {
        '\u{200c}' | '\u{200d}' => {
            is_emoji
                || matches!(before, '\u{600}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{fe0f}')
        }
        '\u{fe00}'..='\u{fe0f}' => {
            is_emoji || matches!(before, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        }
        _ => false,
    }
}

/// `text` in one line in which everything can be seen: hidden characters are written as escapes (`\n`, `\u{202e}`).
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in text.chars() {
        push_seen(&mut shown, c, before);
        before = c;
    }
    Cow::Owned(shown)
}

/// Adds `c`, as an escape where it is hidden.
fn push_seen(shown: &mut String, c: char, before: char) {
    match is_hidden(c) && !joins(c, before) {
        true => shown.extend(c.escape_default()),
        false => shown.push(c),
    }
}

/// [`line`], cut to a readable length: a message, or a name in one.
pub fn brief(text: &str) -> Cow<'_, str> {
    match cut(text) {
        Cow::Borrowed(text) => line(text),
        Cow::Owned(text) => Cow::Owned(line(&text).into_owned()),
    }
}

/// `text` with long words cut to [`WORD`] characters and the whole to [`MESSAGE`]. The start and the end are kept, since
/// a message begins with what is wrong and ends with what to do; between them stands how much is left out.
pub fn cut(text: &str) -> Cow<'_, str> {
    match cut_words(text) {
        Cow::Borrowed(text) => shortened(text, MESSAGE),
        Cow::Owned(text) => Cow::Owned(shortened(&text, MESSAGE).into_owned()),
    }
}

/// `text` with long words cut to [`WORD`] characters.
fn cut_words(text: &str) -> Cow<'_, str> {
    // A text of fewer bytes has no more characters.
    if text.len() <= WORD {
        return Cow::Borrowed(text);
    }
    let is_long = |word: &str| word.len() > WORD && word.chars().nth(WORD).is_some();
    match text.split(char::is_whitespace).any(is_long) {
        false => Cow::Borrowed(text),
        true => {
            let words = text.split_inclusive(char::is_whitespace);
            Cow::Owned(words.map(|word| shortened(word, WORD)).collect())
        }
    }
}

/// `text` in about `most` characters: two thirds from its start, one from its end.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    // What is said of the cut takes room as well.
    let kept = most.saturating_sub(40);
    let (head, tail) = (kept - kept / 3, kept / 3);
    let from = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let to = text.char_indices().rev().nth(tail.saturating_sub(1)).map_or(0, |(at, _)| at);
    let left_out = text[from..to].chars().count();
    Cow::Owned(format!("{}…({left_out} characters left out)…{}", &text[..from], &text[to..]))
}

/// Words for a cell of a table or running text: white space of any kind is one space, hidden characters are escapes,
/// words longer than [`WORD`] are cut, and text with letters that are written from right to left is isolated, so that it
/// does not turn what is beside it.
pub fn words(text: &str) -> String {
    let text = &*cut_words(text);
    let mut clean = String::with_capacity(text.len());
    let mut from_right = false;
    let mut before = ' ';
    for c in text.chars() {
        let is_space = c.is_whitespace() && (c.is_ascii() || !is_hidden(c));
        match is_space {
            true if clean.ends_with(' ') => {}
            true => clean.push(' '),
            false => {
                from_right |= is_from_right(c) && !is_hidden(c);
                push_seen(&mut clean, c, before);
            }
        }
        before = c;
    }
    match from_right {
        true => format!("\u{2068}{}\u{2069}", clean.trim()),
        false => clean.trim().into(),
    }
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms.
fn is_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Text of several lines as it may be printed. Line ends and tabs stay; of other hidden characters only what the program
/// itself writes: isolates ([`words`]), which every line closes, joiners of words, and where `styles` the codes that
/// colour text.
pub fn block(text: &str, styles: bool) -> Cow<'_, str> {
    let is_odd = |c: char| is_hidden(c) && c != '\n' && c != '\t';
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut open = 0;
    for line in text.split_inclusive('\n') {
        push_line(&mut shown, line, styles, &mut open);
    }
    Cow::Owned(shown)
}

/// Shows one line. `open` counts the isolates that earlier lines left open: a table breaks isolated words into several
/// lines. Each line closes its own.
fn push_line(shown: &mut String, line: &str, styles: bool, open: &mut usize) {
    let (mut before, mut here) = (' ', 0usize);
    let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if let Some(code) = style(rest).filter(|_| styles) {
            shown.push_str(&rest[..code]);
            rest = &rest[code..];
            continue;
        }
        match c {
            '\t' | '\u{2060}' => shown.push(c),
            '\u{2068}' => {
                shown.push(c);
                here += 1;
            }
            '\u{2069}' if here > 0 => {
                shown.push(c);
                here -= 1;
            }
            '\u{2069}' if *open > 0 => *open -= 1,
            _ => push_seen(shown, c, before),
        }
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    (0..here).for_each(|_| shown.push('\u{2069}'));
    *open += here;
    shown.push_str(end);
}

/// The length in bytes of the code at the start of `text` that selects a style which keeps text readable: bold, faint,
/// italic, underlined, one of the sixteen colours of letters, or none of these. Not hidden, reversed or on a background.
fn style(text: &str) -> Option<usize> {
    let inner = text.strip_prefix("\u{1b}[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    if !inner[end..].starts_with('m') {
        return None;
    }
    let is_plain = |code: &str| {
        matches!(code.parse::<u8>(), Ok(0..=4 | 22..=24 | 31..=37 | 39 | 91..=97))
            || code.is_empty()
    };
    inner[..end].split(';').all(is_plain).then_some("\u{1b}[".len() + end + 1)
}

/// A line of a file as it is shown below a message: cut to the part around a place, with everything in it seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The text.
    pub text: String,
    /// The bytes of the text that are marked.
    pub marked: std::ops::Range<usize>,
    /// Whether columns counted in the text are those of the line.
    pub has_true_columns: bool,
}

impl Excerpt {
    /// The part of `line` around the bytes `marked`. `skipped`: how many characters of the line were already cut from
    /// its start.
    pub fn of(line: &str, skipped: usize, marked: std::ops::Range<usize>) -> Excerpt {
        let (start, end) = window(line, marked.start);
        let mut excerpt = Excerpt { text: String::new(), marked: 0..0, has_true_columns: true };
        if start > 0 || skipped > 0 {
            excerpt.text.push('…');
            excerpt.has_true_columns = false;
        }
        let mut before = ' ';
        for (at, c) in line[start..end].char_indices().map(|(at, c)| (start + at, c)) {
            if at == marked.start {
                excerpt.marked.start = excerpt.text.len();
            }
            let length = excerpt.text.len();
            match c {
                '\t' => excerpt.text.push(c),
                _ => push_seen(&mut excerpt.text, c, before),
            }
            excerpt.has_true_columns &=
                at >= marked.start || excerpt.text.len() == length + c.len_utf8();
            if at < marked.end {
                excerpt.marked.end = excerpt.text.len();
            }
            before = c;
        }
        if marked.start >= end {
            excerpt.marked.start = excerpt.text.len();
        }
        excerpt.marked.end = excerpt.marked.end.max(excerpt.marked.start);
        if end < line.len() {
            excerpt.text.push('…');
        }
        excerpt
    }
}

/// The bytes of a line that are kept around the byte `at`: all, or a part of at most [`SOURCE_LINE`] characters.
fn window(line: &str, at: usize) -> (usize, usize) {
    if line.len() <= SOURCE_LINE || line.chars().nth(SOURCE_LINE).is_none() {
        return (0, line.len());
    }
    let before = line.char_indices().rev().skip_while(|(start, _)| *start >= at);
    let start = before.skip(SOURCE_LINE / 3).map(|(start, _)| start).next().unwrap_or(0);
    let after = line[start..].char_indices().nth(SOURCE_LINE - 1);
    (start, after.map_or(line.len(), |(length, _)| start + length))
}

/// The part of `line` that a message about its character `column` (from 0) keeps, and how many characters are cut before
/// it: so that a message about a long line does not hold the line.
pub fn kept_part(line: &str, column: usize) -> (&str, usize) {
    let at = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    let (start, end) = window(line, at);
    (&line[start..end], line[..start].chars().count())
}

/// A number of texts in one line, such as the names of files.
pub fn list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut all = String::new();
    for text in texts {
        let separator = if all.is_empty() { "" } else { ", " };
        let _ = write!(all, "{separator}{}", brief(text.as_ref()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One of each sort of hidden character.
    const HIDDEN: &str = "\u{1b}]0;t\u{7}\u{1b}[2J\u{9b}1m\r\n\t\u{7f}\u{61c}\u{200e}\u{202e}\u{2028}\u{2066}\u{2069}\u{feff}\u{e0041}\u{200d}";

    #[test]
    fn hidden_characters_become_escapes() {
        assert_eq!(line("حلب, Zürich, 日本"), "حلب, Zürich, 日本");
        assert_eq!(line("a\u{1b}[2J\nb\u{202e}c\u{9b}"), "a\\u{1b}[2J\\nb\\u{202e}c\\u{9b}");
        assert!(!line(HIDDEN).contains(is_hidden) && !words(HIDDEN).contains(is_hidden));
        // Persian, and a family of emoji, are written with joiners.
        for text in ["می\u{200c}خواهم", "👨\u{200d}👩", "❤\u{fe0f}"] {
            assert_eq!(line(text), text);
        }
        assert_eq!(line("ad\u{200d}min"), "ad\\u{200d}min");
        assert_eq!(line("va\u{fe0f}r"), "va\\u{fe0f}r");
    }

    #[test]
    fn words_are_one_line_and_isolated_from_the_right() {
        assert_eq!(words("a\u{1b}[2Jb\u{202e}c\r\n d"), "a\\u{1b}[2Jb\\u{202e}c d");
        assert_eq!(words("حلب"), "\u{2068}حلب\u{2069}");
        assert_eq!(words("a\u{2028}b"), "a\\u{2028}b");
    }

    #[test]
    fn a_block_keeps_lines_and_the_programs_own_styles() {
        let text = "a\u{1b}[1;31mb\u{1b}[0m\u{1b}[2J\u{7}c\td\r\n\u{9b}x";
        let kept = "a\u{1b}[1;31mb\u{1b}[0m\\u{1b}[2J\\u{7}c\td\\r\n\\u{9b}x";
        assert_eq!(block(text, true), kept);
        assert_eq!(block(text, false), kept.replace('\u{1b}', "\\u{1b}"));
        assert_eq!(block("\u{1b}[", true), "\\u{1b}[");
        // Letters that nobody can see, and a background.
        for code in ["8", "30", "1;8", "41", "38;5;0", "7"] {
            assert!(block(&format!("\u{1b}[{code}mx"), true).starts_with("\\u{1b}"), "{code}");
        }
        let isolated = "\u{2068}حلب\u{2069}\n";
        assert_eq!(block(isolated, false), isolated);
        let broken = "\u{2068}حلب\nحلب\u{2069} a\u{2069}\n";
        assert_eq!(block(broken, false), "\u{2068}حلب\u{2069}\nحلب a\\u{2069}\n");
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let long = "x".repeat(10_000_000);
        let shown = cut(&long);
        assert!(shown.chars().count() <= WORD, "{}", shown.len());
        assert!(shown.contains("…(9999740 characters left out)…"), "{shown}");
        let message = format!("no function `{long}`: write `any`");
        let shown = brief(&message);
        assert!(shown.starts_with("no function `xx") && shown.ends_with("xx`: write `any`"));
        assert!(shown.chars().count() < WORD + 40);
        let many = "one two ".repeat(1_000_000);
        assert!(brief(&many).chars().count() <= MESSAGE);
        let short = "a b c ".repeat(200);
        assert_eq!(cut(&short), short);
        assert_eq!(list(["a\nb", "c"]), "a\\nb, c");
    }

    #[test]
    fn an_excerpt_is_cut_around_the_mark() {
        let line = format!("{}stm{}", "a ".repeat(5_000), " b".repeat(5_000));
        let (kept, skipped) = kept_part(&line, 10_000);
        assert!(kept.chars().count() <= SOURCE_LINE && skipped > 9_000);
        let at = kept.find("stm").unwrap();
        let excerpt = Excerpt::of(kept, skipped, at..at + 3);
        assert_eq!(&excerpt.text[excerpt.marked.clone()], "stm");
        assert!(excerpt.text.starts_with('…') && !excerpt.has_true_columns);
        let excerpt = Excerpt::of("\u{202e}b stm", 0, 5..8);
        assert_eq!(&excerpt.text[excerpt.marked.clone()], "stm");
        assert_eq!(excerpt.text, "\\u{202e}b stm");
        assert_eq!(Excerpt::of("let a", 0, 5..5).marked, 5..5);
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left(text in "[a-z\u{1b}\\[;0-9m\\n\\t\u{202e}\u{2066}-\u{2069}\u{e0041}\u{9b}\u{200c}ب]{0,60}", marked in 0usize..80) {
            let is_left = |c: char| is_hidden(c) && !"\u{200c}".contains(c);
            prop_assert!(!line(&text).contains(is_left));
            let kept = ['\n', '\t', '\u{2068}', '\u{2069}'];
            let shown = block(&text, false).replace(kept, "");
            prop_assert!(!shown.contains(is_left));
            let shown = words(&text).replace(['\u{2068}', '\u{2069}'], "");
            prop_assert!(!shown.contains(is_left));
            let start = text.char_indices().nth(marked).map_or(text.len(), |(at, _)| at);
            let excerpt = Excerpt::of(&text, 0, start..start);
            prop_assert!(excerpt.text.is_char_boundary(excerpt.marked.start));
        }
    }
}
