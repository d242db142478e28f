//! A passage in one line: the words found are marked, the rest is cut to fit. Widths are terminal columns: a wide
//! character takes two.

use crate::repl::surface::Surface;
use crate::sink::safe;
use std::ops::Range;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns `text` takes, not counting colour codes.
pub fn columns(text: &str) -> usize {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().map_or(0, UnicodeWidthStr::width);
    first
        + parts.map(|part| part.split_once('m').map_or(0, |(_, rest)| rest.width())).sum::<usize>()
}

/// `text` with the byte range `found` marked, cut around it to `room` columns; `…` replaces the words left out.
pub fn passage(surface: &Surface, text: &str, found: Range<usize>, room: usize) -> String {
    let (Some(before), Some(word), Some(after)) =
        (text.get(..found.start), text.get(found.clone()), text.get(found.end..))
    else {
        return head(&safe(text), room);
    };
    // A very long word would leave no room for its context.
    let (before, word, after) = (safe(before), head(&safe(word), room * 2 / 3), safe(after));
    let spaced = |text: &str, there: bool| match there && !text.is_empty() {
        true => " ",
        false => "",
    };
    let left_gap = spaced(&before, text[..found.start].ends_with(char::is_whitespace));
    let right_gap = spaced(&after, text[found.end..].starts_with(char::is_whitespace));
    let marks = if surface.color { 0 } else { 2 };
    let rest = room.saturating_sub(columns(&word) + left_gap.len() + right_gap.len() + marks);
    let left = (rest / 2).max(rest.saturating_sub(columns(&after)));
    let before = tail(&before, left);
    let after = head(&after, rest.saturating_sub(columns(&before)));
    let word = if word.is_empty() { word } else { surface.mark(word) };
    format!("{before}{left_gap}{word}{right_gap}{after}")
}

/// The first `room` columns of `text`, cut at a space if possible.
pub fn head(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let end = chars_that_fit(text.chars(), room.saturating_sub(1));
    let kept = &text[..text.char_indices().nth(end).map_or(text.len(), |(at, _)| at)];
    let kept = kept.rfind(' ').filter(|&space| space * 2 > kept.len()).map_or(kept, |s| &kept[..s]);
    format!("{}…", kept.trim_end())
}

/// The last `room` columns of `text`, cut at a space if possible.
pub fn tail(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let count = chars_that_fit(text.chars().rev(), room.saturating_sub(1));
    let skip = text.chars().count() - count;
    let kept = text.char_indices().nth(skip).map_or("", |(at, _)| &text[at..]);
    let kept = match kept.find(' ') {
        Some(space) if space * 2 < kept.len() => &kept[space + 1..],
        _ => kept,
    };
    format!("…{}", kept.trim_start())
}

/// How many characters fit into `room` columns.
fn chars_that_fit(chars: impl Iterator<Item = char>, room: usize) -> usize {
    let mut taken = 0;
    chars
        .take_while(|c| {
            taken += c.width().unwrap_or(0);
            taken <= room
        })
        .count()
}

/// `text` padded on the left to `room` columns.
pub fn padded_left(text: &str, room: usize) -> String {
    format!("{}{text}", " ".repeat(room.saturating_sub(columns(text))))
}

/// `text` padded on the right to `room` columns.
pub fn padded(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_words_found_are_kept_when_the_rest_is_cut() {
        let plain = Surface::default();
        let text = format!("{}the army struck a convoy{}", "word ".repeat(40), " more".repeat(40));
        let at = text.find("struck").unwrap();
        let line = passage(&plain, &text, at..at + 6, 60);
        assert!(
            line.starts_with('…') && line.ends_with('…') && line.contains(" *struck* a"),
            "{line}"
        );
        assert!(columns(&line) <= 60);
        assert_eq!(passage(&plain, "It struck.", 3..9, 60), "It *struck*.");
        assert_eq!(passage(&plain, "It struck.", 3..99, 60), "It struck.");
        let color = Surface { color: true, ..plain };
        assert_eq!(passage(&color, "It struck.", 3..9, 60), "It \u{1b}[1;33mstruck\u{1b}[0m.");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(head("日本語の文章", 7), "日本語…");
        assert_eq!(columns(&padded_left("日本", 6)), 6);
        assert_eq!(tail("日本語の文章", 7), "…の文章");
    }

    proptest! {
        #[test]
        fn a_passage_fits_into_its_columns(text in "\\PC{0,120}", a in 0usize..120, b in 0usize..120, room in 12usize..80) {
            let line = passage(&Surface::default(), &text, a.min(b)..a.max(b), room);
            let word = text.get(a.min(b)..a.max(b)).map_or(0, |word| columns(&safe(word)));
            prop_assert!(columns(&line) <= room.max(word + 8), "{line:?}");
        }
    }
}
