//! Headers and footers of pages: lines at the edge of pages that repeat, but for their digits, and what browsers print around a
//! page that is saved.

use super::lines::Stretch;
use std::collections::{BTreeMap, BTreeSet};

/// So many lines at the top and at the bottom of a page may be its header and footer.
const EDGE: usize = 3;

/// A line so much larger than the text of most pages is no header.
const HEADING: f32 = 1.2;

/// Removes headers and footers from pages, each given as its stretches downwards. `body` is the size of most of the text.
pub(super) fn remove(pages: &mut [Vec<Stretch>], body: f32) {
    remove_browser(pages);
    if pages.len() < 2 {
        return;
    }
    let least = pages.len().div_ceil(2).max(2);
    // How far down the pages each line stands.
    let mut places: BTreeMap<String, Vec<(usize, f32)>> = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for at in edges(page, body).into_iter().flatten().flatten() {
            places.entry(key(&page[at].text)).or_default().push((number, page[at].down));
        }
    }
    // What two pages share may be by chance, unless it is numbered.
    let has_many = pages.len() > 2;
    let repeats = |line: &Stretch| {
        let key = key(&line.text);
        let found = places.get(&key).map(Vec::as_slice).unwrap_or_default();
        let beside = found.iter().filter(|(_, down)| (down - line.down).abs() < BESIDE);
        let pages: BTreeSet<usize> = beside.map(|(page, _)| *page).collect();
        pages.len() >= least && (has_many || key.contains('#'))
    };
    for page in pages.iter_mut() {
        let mut dropped: BTreeSet<usize> = BTreeSet::new();
        for lines in edges(page, body) {
            // From the edge to the first line that is not repeated.
            let is_whole = |line: &&Vec<usize>| line.iter().all(|&at| repeats(&page[at]));
            let mut count = lines.iter().take(EDGE).take_while(is_whole).count();
            while count > 0 && !is_parted(page, &lines, count) {
                count -= 1;
            }
            // A line may hold something else beside what is repeated.
            let partly = lines.get(count).filter(|line| count < EDGE && line.len() > 1);
            let partly = partly.into_iter().flatten().filter(|&&at| repeats(&page[at]));
            dropped.extend(lines[..count].iter().flatten().chain(partly));
        }
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
    }
}

/// Whether the first `count` lines from an edge are set apart from the text, or end with a number: sentences at the edge may
/// be alike by chance.
fn is_parted(page: &[Stretch], lines: &[Vec<usize>], count: usize) -> bool {
    let Some(next) = lines.get(count).and_then(|line| page.get(*line.first()?)) else {
        return true;
    };
    let last = || lines[count - 1].iter().map(|&at| &page[at]);
    last().any(|line| key(&line.text).contains('#'))
        || last().all(|line| (line.down - next.down).abs() > PARTED * next.size)
}

/// Lines of a text are nearer to each other than this, in sizes of their font.
const PARTED: f32 = 1.6;

/// A header stands in the same place on all pages, so nearly, in points.
const BESIDE: f32 = 3.0;

/// The places of the stretches in the first lines of a page and in its last, each from the edge inwards, up to the first
/// heading; one line more than may be repeated.
fn edges(page: &[Stretch], body: f32) -> [Vec<Vec<usize>>; 2] {
    let walk = |places: &mut dyn Iterator<Item = usize>| {
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for at in places {
            if page[at].size >= HEADING * body {
                break;
            }
            let count = lines.len();
            match lines.last_mut() {
                Some(line) if (page[at].down - page[line[0]].down).abs() < 1.0 => line.push(at),
                _ if count > EDGE => break,
                _ => lines.push(vec![at]),
            }
        }
        lines
    };
    [walk(&mut (0..page.len())), walk(&mut (0..page.len()).rev())]
}

/// A line without what differs from page to page: its digits.
fn key(line: &str) -> String {
    let mut key = String::new();
    for letter in line.chars().filter(|letter| !letter.is_whitespace()) {
        match letter.is_numeric() {
            true if key.ends_with('#') => {}
            true => key.push('#'),
            false => key.push(letter),
        }
    }
    key
}

/// Removes what browsers print around a page: above it when it was printed and its title, below it its address and "1/3".
fn remove_browser(pages: &mut [Vec<Stretch>]) {
    let count = pages.len();
    for (number, page) in pages.iter_mut().enumerate() {
        let counted = format!("{}/{count}", number + 1);
        let (Some(first), Some(last)) = (page.first(), page.last()) else { continue };
        let (top, bottom) = (first.down, last.down);
        let is_on = |stretch: &Stretch, line: f32| (stretch.down - line).abs() < 1.0;
        let is_counted = page.iter().any(|one| is_on(one, bottom) && one.text == counted);
        let is_timed = page.iter().any(|one| is_on(one, top) && is_time(&one.text));
        if is_counted && is_timed {
            page.retain(|one| !is_on(one, top) && !is_on(one, bottom));
        }
    }
}

/// Whether a line is a date of digits and a time, as "11/30/26, 9:50 PM" and "30.11.2026, 21:50".
fn is_time(line: &str) -> bool {
    let Some((date, time)) = line.split_once(", ") else { return false };
    let is_date = date.chars().all(|letter| letter.is_ascii_digit() || "/.-".contains(letter));
    let digits = time.trim_end_matches([' ', 'A', 'P', 'M', '\u{202f}']);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_date
        && date.split(['/', '.', '-']).filter(|part| is_digits(part)).count() == 3
        && digits.split(':').all(is_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[&str]) -> Vec<Stretch> {
        let stretch = |(at, text): (usize, &&str)| Stretch {
            text: (*text).to_owned(),
            start: 0.0,
            end: 100.0,
            down: 20.0 * at as f32,
            size: if text.starts_with('!') { 20.0 } else { 10.0 },
            is_leftward: false,
        };
        lines.iter().enumerate().map(stretch).collect()
    }

    fn left(pages: &[&[&str]]) -> Vec<Vec<String>> {
        let mut pages: Vec<Vec<Stretch>> = pages.iter().map(|lines| page(lines)).collect();
        remove(&mut pages, 10.0);
        let texts = |page: Vec<Stretch>| page.into_iter().map(|line| line.text).collect();
        pages.into_iter().map(texts).collect()
    }

    #[test]
    fn lines_that_repeat_at_the_edges_are_removed() {
        let found = left(&[
            &["!The Courier", "One.", "Two.", "3 of 9"],
            &["The Courier", "Three.", "Four.", "4 of 9"],
            &["The Courier", "Five.", "Six.", "5 of 9"],
        ]);
        assert_eq!(found[0], ["!The Courier", "One.", "Two."]);
        assert_eq!(found[1..], [["Three.", "Four."], ["Five.", "Six."]]);
        assert_eq!(left(&[&["One.", "1"], &["Two.", "2"]]), [["One."], ["Two."]]);
        assert_eq!(left(&[&["One.", "End."], &["Two.", "End."]])[1], ["Two.", "End."]);
    }

    #[test]
    fn what_a_browser_prints_around_a_page_is_removed() {
        let found = left(&[&["11/30/26, 9:50 PM", "Shells hit market", "Six died.", "1/1"]]);
        assert_eq!(found, [["Shells hit market", "Six died."]]);
        assert!(is_time("30.11.2026, 21:50") && !is_time("Aleppo, 12 August") && !is_time("1, 2"));
    }
}
