//! From letters with their places to stretches of lines: letters that stand beside each other, with the spaces between words,
//! in the order in which they are read. A line of two columns gives two stretches.

use super::content::Glyph;
use super::font::UNKNOWN;
use std::mem::take;

/// Letters that stand beside each other on one line.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub text: String,
    /// Where it begins and ends along its line, and how far down the page its line is, in points.
    pub start: f32,
    pub end: f32,
    pub down: f32,
    /// The size of most of its letters, in points.
    pub size: f32,
    /// Whether it is read from right to left.
    pub is_leftward: bool,
}

/// A gap as wide as this, in sizes of the font, is between words.
const WORD: f32 = 0.16;

/// A gap as wide as this is between columns, or cells of a table.
const COLUMN: f32 = 0.9;

/// Letters whose lines are so near to each other, in sizes of the font, stand on one line.
const LINE: f32 = 0.3;

/// The stretches of a page, downwards. Text that runs another way than most of the page comes after it.
pub(super) fn stretches(glyphs: Vec<Glyph>) -> Vec<Vec<Stretch>> {
    let mut by_quarter: [Vec<Glyph>; 4] = Default::default();
    for glyph in glyphs {
        by_quarter[usize::from(glyph.quarter % 4)].push(glyph);
    }
    let mut groups: Vec<Vec<Glyph>> =
        by_quarter.into_iter().filter(|one| !one.is_empty()).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    groups.into_iter().map(of_group).filter(|group| !group.is_empty()).collect()
}

fn of_group(mut glyphs: Vec<Glyph>) -> Vec<Stretch> {
    glyphs.sort_by(|one, other| one.down.total_cmp(&other.down));
    let mut found = Vec::new();
    let mut line: Vec<Glyph> = Vec::new();
    for glyph in glyphs {
        let is_next = line.first().is_some_and(|first| {
            glyph.down - first.down > LINE * first.size.min(glyph.size).max(1.0)
        });
        if is_next {
            cut(take(&mut line), &mut found);
        }
        line.push(glyph);
    }
    cut(line, &mut found);
    found
}

/// Cuts a line into its stretches.
fn cut(mut line: Vec<Glyph>, found: &mut Vec<Stretch>) {
    line.sort_by(|one, other| one.start.total_cmp(&other.start));
    let mut open: Vec<Glyph> = Vec::new();
    let (mut end, mut has_space) = (0.0_f32, false);
    for glyph in line {
        if glyph.text.trim().is_empty() {
            has_space = true;
            continue;
        }
        if let Some(last) = open.last() {
            let size = last.size.max(glyph.size).max(1.0);
            // Bold letters may be made by printing them twice.
            let is_again =
                last.text == glyph.text && (glyph.start - last.start).abs() < 0.08 * size;
            if is_again {
                continue;
            }
            let gap = (glyph.start - end) / size;
            if gap > COLUMN {
                found.extend(stretch(take(&mut open)));
            } else if has_space || gap > WORD {
                let text = " ".into();
                open.push(Glyph { text, start: end, end: glyph.start, size: 0.0, ..glyph });
            }
        }
        end = if open.is_empty() { glyph.end } else { end.max(glyph.end) };
        has_space = false;
        open.push(glyph);
    }
    found.extend(stretch(open));
}

fn stretch(glyphs: Vec<Glyph>) -> Option<Stretch> {
    let first = glyphs.first()?;
    let mut sizes: Vec<f32> =
        glyphs.iter().filter(|glyph| glyph.size > 0.0).map(|glyph| glyph.size).collect();
    sizes.sort_by(f32::total_cmp);
    let (start, down) = (first.start, first.down);
    let end = glyphs.iter().fold(start, |end, glyph| end.max(glyph.end));
    let size = sizes.get(sizes.len() / 2).copied().unwrap_or(1.0);
    let (text, is_leftward) = read(&glyphs);
    Some(Stretch { text, start, end, down, size, is_leftward })
}

/// Whether a letter is read from right to left.
fn is_leftward(letter: char) -> bool {
    let is_digit = matches!(letter, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}');
    !is_digit
        && matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Which way a letter makes a text run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Left,
    Right,
    Neither,
}

fn way(text: &str) -> Way {
    match text.chars().next() {
        Some(letter) if is_leftward(letter) => Way::Left,
        Some(letter) if letter.is_alphanumeric() => Way::Right,
        _ => Way::Neither,
    }
}

/// The text of letters that are given from left to right, and whether most of it is read from right to left.
fn read(glyphs: &[Glyph]) -> (String, bool) {
    let ways: Vec<Way> = glyphs.iter().map(|glyph| way(&glyph.text)).collect();
    let count = |wanted| ways.iter().filter(|way| **way == wanted).count();
    if count(Way::Left) == 0 {
        return (glyphs.iter().map(|glyph| &*glyph.text).collect(), false);
    }
    let main = if count(Way::Left) > count(Way::Right) { Way::Left } else { Way::Right };
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    // Runs of the other way are turned around, and the whole if it runs to the left.
    for (from, to) in runs(&ways, main) {
        order[from..to].reverse();
    }
    if main == Way::Left {
        order.reverse();
    }
    let turned = |at: usize| match (main, ways[at]) {
        (_, Way::Left) | (Way::Left, Way::Neither) => mirrored(&glyphs[at].text),
        _ => glyphs[at].text.to_string(),
    };
    (order.into_iter().map(turned).collect(), main == Way::Left)
}

/// The runs that go against `main`: from one letter of the other way to the last before one of `main`.
fn runs(ways: &[Way], main: Way) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut is_open = false;
    for (at, &way) in ways.iter().enumerate() {
        if way == main {
            is_open = false;
        } else if way != Way::Neither {
            match found.last_mut() {
                Some(run) if is_open => run.1 = at + 1,
                _ => found.push((at, at + 1)),
            }
            is_open = true;
        }
    }
    found
}

/// Brackets show their other side where text runs to the left.
fn mirrored(text: &str) -> String {
    let turned = |letter| match letter {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        other => other,
    };
    text.chars().map(turned).collect()
}

/// How many letters there are, and how many of them are not known.
pub(super) fn known_and_unknown(glyphs: &[Glyph]) -> (usize, usize) {
    let printed = glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
    printed.fold((0, 0), |(known, unknown), glyph| match &*glyph.text == UNKNOWN {
        true => (known, unknown + 1),
        false => (known + 1, unknown),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(letters: &[(&str, f32)]) -> Vec<Glyph> {
        let glyph = |&(text, start): &(&str, f32)| Glyph {
            text: text.into(),
            start,
            end: start + 5.0,
            down: 0.0,
            size: 10.0,
            quarter: 0,
        };
        letters.iter().map(glyph).collect()
    }

    fn texts(letters: &[(&str, f32)]) -> Vec<String> {
        let found = stretches(glyphs(letters));
        found.into_iter().flatten().map(|stretch| stretch.text).collect()
    }

    #[test]
    fn gaps_are_spaces_and_wide_gaps_divide_columns() {
        assert_eq!(texts(&[("a", 0.0), ("b", 5.0), ("c", 12.0), ("d", 30.0)]), ["ab c", "d"]);
        // Printed twice for bold.
        assert_eq!(texts(&[("a", 0.0), ("a", 0.3), ("b", 5.0)]), ["ab"]);
    }

    #[test]
    fn letters_that_run_to_the_left_are_turned_around() {
        let visual = [("ب", 0.0), ("ل", 5.0), ("ح", 10.0)];
        assert_eq!(texts(&visual), ["حلب"]);
        let mixed = [("i", 0.0), ("n", 5.0), ("ب", 12.0), ("ل", 17.0), ("ح", 22.0), ("7", 29.0)];
        assert_eq!(texts(&mixed), ["in حلب 7"]);
        let numbered = [("ب", 0.0), ("ح", 5.0), ("1", 12.0), ("2", 17.0), ("ل", 24.0), ("ا", 29.0)];
        assert_eq!(texts(&numbered), ["ال 12 حب"]);
    }
}
