//! From the columns of pages to a text: lines joined into paragraphs, words that were divided at the end of a line made whole.

use super::lines::Stretch;
use super::order::Column;
use std::collections::HashSet;

/// The text of a document.
#[derive(Debug, Default)]
pub(super) struct PageTexts {
    /// Its paragraphs, with a blank line between.
    pub text: String,
    /// Where the text of each page begins, in bytes, and the number of the page; in order.
    pub pages: Vec<(u64, u32)>,
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph, as a half-open range of bytes of the text.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub start: usize,
    pub end: usize,
    /// The size of its first line, in points.
    pub size: f32,
    /// The page it begins on.
    pub page: u32,
}

/// A line with the column that it is in.
struct Line {
    stretch: Stretch,
    page: u32,
    /// The column's number in the document.
    column: usize,
    /// Where the column begins and ends.
    left: f32,
    right: f32,
}

/// Sizes that differ by a larger part are of different sorts of text.
const OTHER_SIZE: f32 = 0.12;

/// A distance between lines larger than the usual one by this factor parts paragraphs.
const APART: f32 = 1.25;

/// Joins the columns of pages, given with the pages' numbers.
pub(super) fn join(pages: Vec<(u32, Vec<Column>)>) -> PageTexts {
    let lines = lines_of(pages);
    let usual = usual_distance(&lines);
    let words = divided_words(&lines);
    let mut made = PageTexts::default();
    let mut before: Option<&Line> = None;
    for line in &lines {
        match before {
            Some(last) if !parts(last, line, usual) => join_line(&mut made.text, line, &words),
            _ => {
                if !made.text.is_empty() {
                    made.text.push_str("\n\n");
                }
                let (start, size) = (made.text.len(), line.stretch.size);
                made.paragraphs.push(Paragraph { start, end: start, size, page: line.page });
            }
        }
        if before.is_none_or(|last| last.page != line.page) {
            made.pages.push((made.text.len() as u64, line.page));
        }
        made.text.push_str(line.stretch.text.trim());
        if let Some(paragraph) = made.paragraphs.last_mut() {
            paragraph.end = made.text.len();
        }
        before = Some(line);
    }
    made
}

fn lines_of(pages: Vec<(u32, Vec<Column>)>) -> Vec<Line> {
    let mut lines = Vec::new();
    let columns = pages
        .into_iter()
        .flat_map(|(page, columns)| columns.into_iter().map(move |column| (page, column)));
    for (number, (page, stretches)) in columns.enumerate() {
        let left = stretches.iter().map(|line| line.start).fold(f32::MAX, f32::min);
        let right = stretches.iter().map(|line| line.end).fold(f32::MIN, f32::max);
        let line = |stretch| Line { stretch, page, column: number, left, right };
        lines.extend(stretches.into_iter().map(line));
    }
    lines
}

/// The distance between lines of one paragraph, in sizes of their font: the lower quarter of all distances, since most
/// paragraphs have several lines.
fn usual_distance(lines: &[Line]) -> f32 {
    let distance = |pair: &[Line]| {
        let (one, next) = (&pair[0], &pair[1]);
        let distance = (next.stretch.down - one.stretch.down) / next.stretch.size.max(1.0);
        let counts = one.column == next.column && is_same_size(one, next);
        (counts && (0.5..4.0).contains(&distance)).then_some(distance)
    };
    let mut found: Vec<f32> = lines.windows(2).filter_map(distance).collect();
    found.sort_by(f32::total_cmp);
    found.get(found.len() / 4).copied().unwrap_or(1.3)
}

fn is_same_size(one: &Line, next: &Line) -> bool {
    let (one, next) = (one.stretch.size, next.stretch.size);
    (one - next).abs() <= OTHER_SIZE * one.max(next)
}

/// Whether a paragraph ends between two lines.
fn parts(last: &Line, next: &Line, usual: f32) -> bool {
    if !is_same_size(last, next) || begins_item(&next.stretch.text) {
        return true;
    }
    let width = (last.right - last.left).max(1.0);
    let rest = match last.stretch.is_leftward {
        true => last.stretch.start - last.left,
        false => last.right - last.stretch.end,
    };
    let ended = ends_sentence(&last.stretch.text);
    if last.column != next.column {
        // The sentence goes on in the next column, or on the next page.
        return ended || rest > 0.3 * width;
    }
    let distance = (next.stretch.down - last.stretch.down) / next.stretch.size.max(1.0);
    let indent = match next.stretch.is_leftward {
        true => next.right - next.stretch.end,
        false => next.stretch.start - next.left,
    };
    let was_indented = match last.stretch.is_leftward {
        true => last.right - last.stretch.end,
        false => last.stretch.start - last.left,
    };
    let size = next.stretch.size;
    let steps_in = indent > 0.8 * size && indent > was_indented + 0.5 * size;
    distance > APART * usual || (ended && (steps_in || rest > 0.25 * width))
}

/// Whether a line begins with the mark of an item of a list.
fn begins_item(line: &str) -> bool {
    let mut letters = line.trim_start().chars();
    let mark = letters.next();
    mark.is_some_and(|mark| "\u{2022}\u{25cf}\u{25aa}\u{25e6}\u{2023}\u{25a0}".contains(mark))
}

/// Whether a sentence may end with a line.
fn ends_sentence(line: &str) -> bool {
    let closing = |letter: char| letter.is_whitespace() || "\"'”’»)]".contains(letter);
    line.trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', '؟', '۔', '。'])
}

const HYPHENS: [char; 2] = ['-', '\u{2010}'];
const SOFT_HYPHEN: char = '\u{ad}';

/// Words with a hyphen that stand whole on a line, in lower case: where one is divided at its hyphen, it keeps it.
fn divided_words(lines: &[Line]) -> HashSet<String> {
    let words = lines.iter().flat_map(|line| line.stretch.text.split_whitespace());
    let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    words
        .filter(|word| word.contains(HYPHENS))
        .map(|word| word.replace(HYPHENS[1], "-").to_lowercase())
        .collect()
}

/// Goes on to the next line of a paragraph: with a space, or within a word that the end of the line divided.
fn join_line(text: &mut String, next: &Line, words: &HashSet<String>) {
    let next = next.stretch.text.trim_start();
    if text.ends_with(SOFT_HYPHEN) {
        text.pop();
        return;
    }
    let Some(head) = text.strip_suffix(HYPHENS) else {
        text.push(' ');
        return;
    };
    let begin = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let before = head[begin..].trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let after = next.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let is_divided = before.chars().next_back().is_some_and(char::is_alphabetic)
        && after.chars().next().is_some_and(char::is_lowercase)
        && !words.contains(&format!("{before}-{after}").to_lowercase());
    let (len, is_dash) = (head.len(), before.is_empty());
    match () {
        () if is_divided => text.truncate(len),
        () if is_dash => text.push(' '),
        // A hyphen that stays joins as well: "Franco-" and "German".
        () => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(lines: &[(&str, f32)]) -> Column {
        let stretch = |(at, &(text, start)): (usize, &(&str, f32))| Stretch {
            text: text.to_owned(),
            start,
            end: start + 5.0 * text.chars().count() as f32,
            down: 12.0 * at as f32,
            size: 10.0,
            is_leftward: false,
        };
        lines.iter().enumerate().filter(|(_, line)| !line.0.is_empty()).map(stretch).collect()
    }

    fn text(pages: &[&[(&str, f32)]]) -> PageTexts {
        let page = |(at, lines): (usize, &&[(&str, f32)])| (at as u32 + 1, vec![column(lines)]);
        join(pages.iter().enumerate().map(page).collect())
    }

    #[test]
    fn lines_become_paragraphs_and_divided_words_are_whole() {
        let found = text(&[&[
            ("Rebels left the town on Fri-", 0.0),
            ("day, after the cease-", 0.0),
            ("fire had held; one cease-fire", 0.0),
            ("was broken.", 0.0),
            ("", 0.0),
            ("Nobody was hurt in the Franco-", 0.0),
            ("German camp.", 0.0),
        ]]);
        assert_eq!(
            found.text,
            "Rebels left the town on Friday, after the cease-fire had held; one cease-fire was broken.\n\n\
             Nobody was hurt in the Franco-German camp."
        );
    }

    #[test]
    fn a_sentence_goes_on_on_the_next_page() {
        let found = text(&[
            &[("Shells hit the market of", 0.0), ("Ain Tal on Thursday, a", 0.0)],
            &[("nurse said. Six people were", 0.0), ("killed.", 0.0), ("Two fled.", 12.0)],
        ]);
        assert_eq!(
            found.text,
            "Shells hit the market of Ain Tal on Thursday, a nurse said. Six people were killed.\n\nTwo fled."
        );
        let second = found.text.find("nurse").map(|at| at as u64);
        assert_eq!(found.pages, [(0, 1), (second.unwrap_or_default(), 2)]);
    }
}
