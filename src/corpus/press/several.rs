//! Texts that look like several articles one after the other, in a layout that is not known: they are read as one, which is
//! told, since all of their events get the date of the first.

use super::label::{is_copyright, is_word_count, labelled};
use super::lines::{Line, lines};

/// What a line gives, and whether a line is one of these.
type Mark = (&'static str, fn(&str) -> bool);

/// Lines that databases print once for each article.
const MARKS: [Mark; 5] = [
    ("the number of a record", |line| {
        labelled(line, &["Record Number", "Document ID", "Accession number", "AN"], false).is_some()
    }),
    ("the length of an article", |line| {
        let said = labelled(line, &["Length", "Word count", "Words"], false);
        is_word_count(line) || said.is_some_and(|(_, count)| begins_with_digit(count))
    }),
    ("a headline with a label", |line| labelled(line, &["Title", "Headline"], false).is_some()),
    ("a date with a label", |line| {
        labelled(line, &["Date", "Publication date", "Published", "Load-Date"], false)
            .is_some_and(|(_, date)| date.contains(|c: char| c.is_ascii_digit()))
    }),
    ("a notice of rights", is_copyright),
];

/// Between two of them there are at least so many bytes, if they are of two articles.
const APART: usize = 200;

/// A mark is no longer than this, in bytes, or it is a part of a sentence.
const LONGEST: usize = 160;

/// What to say of a text that was read as one article, where it looks like several.
pub(in crate::corpus) fn told_several(text: &str) -> Option<String> {
    let lines = lines(text);
    let (count, what) = MARKS
        .iter()
        .map(|(what, is)| (count(&lines, *is), *what))
        .max_by_key(|(count, _)| *count)
        .filter(|(count, _)| *count > 1)?;
    Some(format!(
        "it looks like {count} articles, since a line of it gives {what} so often, but their layout is not known, and it is read as one with one date; save each in a file, or all in a format that is read"
    ))
}

/// How many of the lines are such marks, apart from each other.
fn count(lines: &[Line<'_>], is: fn(&str) -> bool) -> usize {
    let (mut count, mut last) = (0, None);
    for line in lines.iter().filter(|line| line.text.len() <= LONGEST && is(line.text)) {
        if last.is_none_or(|last| line.start >= last + APART) {
            count += 1;
        }
        last = Some(line.end());
    }
    count
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_articles_in_one_text_are_told() {
        let body = "Shells fell on the market of Gullhaven, the mayor said. ".repeat(5);
        let record = |end: &str| format!("Market hit\n\n{body}\n{end}\n\n");
        for end in [
            "Record Number: 12AB",
            "Length: 355 words",
            "355 words",
            "Copyright 2016 Post",
            "Date: 12 August 2016",
        ] {
            assert_eq!(told_several(&record(end)), None, "{end}");
            let told = told_several(&record(end).repeat(3)).unwrap_or_default();
            assert!(told.contains("3 articles"), "{end}: {told}");
        }
        let close = format!("{body}\nCopyright 2016 Post\nCopyright 2016 Agency\n");
        assert_eq!(told_several(&close), None);
        assert_eq!(told_several(&format!("{body}\n\n{body}")), None);
    }
}
