//! NewsBank (Access World News): a title, a line with outlet and date, lines that describe the article, its text, and
//! its number or a notice of rights. In other layouts each line of the head has a label, or outlet and date are above the
//! title. An article whose head is in none of these is found by its number.

use super::date::stated_date;
use super::draft::{Draft, Part, mark_broken_off};
use super::label::{is_copyright, is_word_count, labelled};
use super::lines::{Line, lines, stretch, value};
use crate::text::Span;

/// Labels before the text.
#[rustfmt::skip]
const HEADER: &[&str] = &[
    "Author", "Section", "Edition", "Page", "Readability", "Column", "Series", "Dateline", "Estimated printed pages",
    "OpenURL Link", "Article Bookmark", "Source", "Word Count", "Lexile", "Author/Byline", "Byline", "Day", "Location", "Date", "Publication", "Newspaper",
];

/// Labels after the text.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "Caption", "Record", "Record Number", "Memo", "Index Terms", "Document ID", "Copyright", "Citation", "OpenURL Link",
    "Index terms", "Article Bookmark", "Illustration/Photo", "Illustration", "Notes", "Correction", "Dateline",
];

/// What an article begins with, in one of three layouts.
struct Head {
    /// Its first line.
    start: usize,
    /// Where the lines that describe it end.
    end: usize,
    title: Option<Span>,
    outlet: Option<String>,
    /// As it is stated, even where it cannot be read.
    date: Option<String>,
    /// What is odd about it.
    odd: Option<&'static str>,
}

/// Whether a text, or the beginning of one, is from NewsBank.
pub fn is(lines: &[Line<'_>]) -> bool {
    let closes = |line: &Line<'_>| {
        ends_article(line.text) || is_citation(line.text) || is_copyright(line.text)
    };
    let has_head = || (0..lines.len()).any(|at| head(lines, at).is_some());
    lines.iter().filter(|line| is_number(line.text)).count() > 1 && !has_rule(lines)
        || lines.iter().any(closes) && has_head()
}

/// Other databases part their articles by rules.
fn has_rule(lines: &[Line<'_>]) -> bool {
    lines.iter().any(|line| line.text.len() >= 20 && line.text.bytes().all(|byte| byte == b'_'))
}

fn ends_article(line: &str) -> bool {
    let own = ["Record Number", "Record", "OpenURL Link", "Document ID", "Article Bookmark"];
    labelled(line, &own, true).is_some() || line == "OpenURL Link"
}

/// Whether a line gives the number of an article.
fn is_number(line: &str) -> bool {
    labelled(line, &["Record Number"], true).is_some_and(|(_, number)| !number.is_empty())
}

/// Whether a line is above the citations that the database makes of an article.
fn is_citation(line: &str) -> bool {
    let head = "citation (";
    line.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head))
}

/// Whether a line names an outlet as the database does: "Gullhaven Post (Gullhaven, ST)", "Post, The".
fn is_outlet(line: &str) -> bool {
    line.ends_with(')') || line.contains(", The")
}

/// The next line at `at` or after that is not blank.
fn shown(lines: &[Line<'_>], at: usize) -> Option<usize> {
    (at..lines.len()).find(|&at| !lines[at].is_blank())
}

/// The head of an article of which line `at` is the first that tells it.
fn head(lines: &[Line<'_>], at: usize) -> Option<Head> {
    below_title(lines, at).or_else(|| with_labels(lines, at)).or_else(|| above_title(lines, at))
}

/// The outlet and date of a line "Gullhaven Post (Gullhaven, ST) - August 12, 2016" or "August 12, 2016 | Gullhaven
/// Post (Gullhaven, ST)", if lines that describe an article follow it; the title is above.
fn below_title(lines: &[Line<'_>], at: usize) -> Option<Head> {
    let line = lines[at].text;
    if line.len() >= 200 || describes(line) {
        return None;
    }
    let (outlet, date, is_first) = match line.split_once(" | ") {
        Some((date, outlet)) => (outlet, date, true),
        None => line.rsplit_once(" - ").map(|(outlet, date)| (outlet, date, false))?,
    };
    let (outlet, date) = (outlet.split(" | ").next().unwrap_or(outlet), date.trim());
    // A date that is not read is told; where it stands, nothing else is.
    let is_stated = stated_date(date).is_some() && (is_first || is_outlet(outlet));
    if !(is_stated || is_outlet(outlet) && date.bytes().any(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let next = lines[at + 1..].iter().filter(|line| !line.is_blank()).take(3);
    if !next.into_iter().any(|line| describes(line.text)) {
        return None;
    }
    let title = lines[..at].iter().rposition(|line| !line.is_blank());
    Some(Head {
        start: title.unwrap_or(at),
        end: described_end(lines, at + 1),
        title: title.map(|at| lines[at].span()),
        outlet: value(outlet),
        date: stated_date(date).or_else(|| value(date)),
        odd: None,
    })
}

/// A head of which each line has its label: "Title: ...", "Date: ...", "Publication: ...".
fn with_labels(lines: &[Line<'_>], at: usize) -> Option<Head> {
    let (_, title) = labelled(lines[at].text, &["Title", "Headline"], true)?;
    let mut head = Head {
        start: at,
        end: described_end(lines, at + 1),
        title: Some(Span::new(lines[at].end() - title.len(), lines[at].end())),
        outlet: None,
        date: None,
        odd: None,
    };
    for line in &lines[at + 1..head.end] {
        match labelled(line.text, &["Date", "Publication", "Source", "Newspaper"], true) {
            Some(("Date", date)) => head.date = stated_date(date).or_else(|| value(date)),
            Some((_, outlet)) => head.outlet = value(outlet),
            None => {}
        }
    }
    (head.date.is_some() && head.outlet.is_some()).then_some(head)
}

/// A head that has outlet, date and labels above the title, each on its line.
fn above_title(lines: &[Line<'_>], at: usize) -> Option<Head> {
    let outlet = lines[at].text;
    if outlet.len() >= 120 || !is_outlet(outlet) || describes(outlet) || is_copyright(outlet) {
        return None;
    }
    let dated = shown(lines, at + 1)?;
    let date = stated_date(lines[dated].text)?;
    let labels = shown(lines, dated + 1).filter(|&at| describes(lines[at].text))?;
    let title = shown(lines, described_end(lines, labels))?;
    let (outlet, date) = (value(outlet), Some(date));
    let span = Some(lines[title].span());
    Some(Head { start: at, end: title + 1, title: span, outlet, date, odd: None })
}

/// Where lines that describe an article end, from line `at` on.
fn described_end(lines: &[Line<'_>], at: usize) -> usize {
    let is_text = |line: &Line<'_>| !line.is_blank() && !describes(line.text);
    lines[at..].iter().position(is_text).map_or(lines.len(), |len| at + len)
}

/// Whether a line describes an article.
fn describes(line: &str) -> bool {
    labelled(line, HEADER, true).is_some()
        || is_word_count(line)
        || line == "OpenURL Link"
        || line.starts_with("http://")
        || line.starts_with("https://")
}

/// The parts of a text from NewsBank.
pub fn parts(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let mut heads: Vec<Head> = Vec::new();
    for at in 0..lines.len() {
        let head = heads.last().is_none_or(|last| last.end <= at).then(|| head(&lines, at));
        heads.extend(head.flatten());
    }
    let heads = with_unknown(&lines, heads);
    let ends = heads.iter().skip(1).map(|head| head.start).chain([lines.len()]);
    let articles: Vec<(Draft, bool)> =
        heads.iter().zip(ends).map(|(head, end)| article(&lines, head, end)).collect();
    let (mut drafts, is_closed): (Vec<Draft>, Vec<bool>) = articles.into_iter().unzip();
    mark_broken_off(&mut drafts, &is_closed);
    drafts.into_iter().map(Part::Article).collect()
}

/// What is said of an article whose head is in no layout that is known.
const UNKNOWN: &str = "the lines that describe it are not understood, so that its outlet and date are missing and some of \
                       them may be coded as its text; export it in the layout that prints outlet and date below the title";

/// The heads with those of articles whose head is not known: each number ends one.
fn with_unknown(lines: &[Line<'_>], known: Vec<Head>) -> Vec<Head> {
    let numbers = (0..lines.len()).filter(|&at| is_number(lines[at].text));
    let mut known = known.into_iter().peekable();
    let (mut heads, mut from) = (Vec::new(), 0);
    for number in numbers {
        let mut is_headed = false;
        while let Some(head) = known.next_if(|head| head.start < number) {
            is_headed = true;
            heads.push(head);
        }
        let is_text = |line: &Line<'_>| !line.is_blank() && !is_tail(line.text);
        let first = lines[from..number].iter().position(is_text).map(|len| from + len);
        if let Some(start) = first.filter(|_| !is_headed) {
            let end = described_end(lines, start + 1);
            let title = Some(lines[start].span());
            let odd = Some(UNKNOWN);
            heads.push(Head { start, end, title, outlet: None, date: None, odd });
        }
        from = number + 1;
    }
    heads.extend(known);
    heads
}

/// Whether a line comes after the text of an article.
fn is_tail(line: &str) -> bool {
    let line = line.trim_start_matches(['\u{2022}', ' ']);
    labelled(line, TAIL, true).is_some()
        || is_citation(line)
        || line == "OpenURL Link"
        || line.len() < 200 && is_copyright(line)
}

/// An article from its head to line `end`; and whether something closes it.
fn article(lines: &[Line<'_>], head: &Head, end: usize) -> (Draft, bool) {
    let mut draft = Draft {
        at: lines[head.start].start,
        title: head.title,
        outlet: head.outlet.clone(),
        date: head.date.clone(),
        ..Draft::default()
    };
    draft.odd.extend(head.odd.map(str::to_owned));
    let from = head.end.min(end);
    let tail = (from..end).find(|&at| is_tail(lines[at].text)).unwrap_or(end);
    draft.body = stretch(&lines[from..tail]).into_iter().collect();
    let number = lines[tail..end]
        .iter()
        .find_map(|line| labelled(line.text, &["Record Number", "Record", "Document ID"], true));
    draft.id = number.and_then(|(_, number)| value(number));
    (draft, tail < end)
}
