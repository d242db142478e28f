//! What became of each article of a file, and the counts of it by format.

use super::{CorpusError, Format};
use crate::text::Article;
use std::collections::BTreeMap;

/// What became of one article of a file.
#[derive(Debug)]
pub struct Reading {
    /// The format found in the file's content; `None` where it was not read far enough to know.
    pub format: Option<Format>,
    /// The article, or why there is none.
    pub outcome: Result<Article, Omission>,
}

/// Why a part of a file gives no article.
#[derive(Debug)]
pub enum Omission {
    /// It should, and could not be read.
    Error(CorpusError),
    /// It is of a sort that holds no article to code, such as a message of a chat that is only a picture.
    PassedOver {
        /// The file.
        path: String,
        /// What is passed over, in the plural, such as "messages without text".
        what: &'static str,
        /// How many there are.
        count: u64,
    },
}

impl Reading {
    /// An article or an error of a file in this format.
    pub(super) fn of(format: Format, read: Result<Article, CorpusError>) -> Self {
        Reading { format: Some(format), outcome: read.map_err(Omission::Error) }
    }

    /// Something in a file of this format that is no article to code.
    pub(super) fn passed_over(format: Format, path: &str, what: &'static str, count: u64) -> Self {
        let path = path.to_owned();
        Reading { format: Some(format), outcome: Err(Omission::PassedOver { path, what, count }) }
    }

    /// The path of the file that it counts with: of a page in an archive of a crawler, the archive.
    fn file(&self) -> &str {
        let path = self.path();
        let is_page = self.format == Some(Format::Warc);
        let record = ["/<urn:", "/urn:", "/http"].iter().filter_map(|name| path.find(name)).min();
        record.filter(|_| is_page).map_or(path, |record| &path[..record])
    }

    /// The path of its file, or of its part of a file.
    fn path(&self) -> &str {
        match &self.outcome {
            Ok(article) => &article.origin.path,
            Err(Omission::Error(error)) => error.path(),
            Err(Omission::PassedOver { path, .. }) => path,
        }
    }
}

/// How much of each format was read.
#[derive(Clone, Debug, Default)]
pub struct ReadCounts {
    rows: BTreeMap<Option<Format>, FormatCount>,
    /// What was passed over, with its number.
    passed_over: BTreeMap<(Format, &'static str), u64>,
    /// The first and the last file, with the row that each counts in: a file may go on in the next counts.
    first: Option<(Option<Format>, String)>,
    last: Option<(Option<Format>, String)>,
}

/// How much of one format was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormatCount {
    /// Files, members of archives among them.
    pub files: u64,
    /// Articles that were read.
    pub articles: u64,
    /// Those of them without a date of publication.
    pub undated: u64,
    /// Articles and files that could not be read.
    pub left_out: u64,
}

impl ReadCounts {
    /// Counts one; the readings of a file come one after the other.
    pub fn add(&mut self, reading: &Reading) {
        let (format, path) = (reading.format, reading.file());
        let is_known = self.last.as_ref().is_some_and(|last| last.0 == format && last.1 == path);
        let row = self.rows.entry(format).or_default();
        if !is_known {
            row.files += 1;
            self.last = Some((format, path.to_owned()));
            if self.first.is_none() {
                self.first.clone_from(&self.last);
            }
        }
        match &reading.outcome {
            Ok(article) => {
                row.articles += 1;
                row.undated += u64::from(article.layout.published.is_none());
            }
            Err(Omission::Error(_)) => row.left_out += 1,
            Err(Omission::PassedOver { what, count, .. }) => {
                if let Some(format) = format {
                    *self.passed_over.entry((format, *what)).or_default() += count;
                }
            }
        }
    }

    /// Counts a file, or a part of one, that could not be read.
    pub fn add_error(&mut self, error: CorpusError) {
        self.add(&Reading { format: None, outcome: Err(Omission::Error(error)) });
    }

    /// Adds the counts of what came after.
    pub fn merge(&mut self, later: ReadCounts) {
        // An error in the middle of a file, found while it was cut.
        if let (Some((Some(format), path)), Some((None, broken))) = (&self.last, &later.first)
            && path == broken
            && later.rows.len() == 1
        {
            let errors = later.rows.values().map(|count| count.left_out).sum::<u64>();
            self.rows.entry(Some(*format)).or_default().left_out += errors;
            return;
        }
        for (format, count) in later.rows {
            let row = self.rows.entry(format).or_default();
            row.files += count.files;
            row.articles += count.articles;
            row.undated += count.undated;
            row.left_out += count.left_out;
        }
        for (what, count) in later.passed_over {
            *self.passed_over.entry(what).or_default() += count;
        }
        if later.first.is_some() {
            if self.last == later.first
                && let Some((format, _)) = &later.first
                && let Some(row) = self.rows.get_mut(format)
            {
                row.files -= 1;
            }
            self.first = self.first.take().or(later.first);
            self.last = later.last;
        }
    }

    /// The counts of each format, in the order of [`Format`]; that of `None`, files whose format is not known, comes last.
    pub fn rows(&self) -> impl Iterator<Item = (Option<Format>, FormatCount)> {
        let known = self.rows.iter().filter(|(format, _)| format.is_some());
        let unknown = self.rows.iter().filter(|(format, _)| format.is_none());
        known.chain(unknown).map(|(format, count)| (*format, *count))
    }

    /// What was passed over in each format, and how many.
    pub fn passed_over(&self) -> impl Iterator<Item = (Format, &'static str, u64)> {
        self.passed_over.iter().map(|(&(format, what), &count)| (format, what, count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, date: Option<&str>) -> Reading {
        let builder = Article::builder("a", "Shells fell.").path(path);
        let article = match date {
            Some(date) => builder.date(date),
            None => builder,
        };
        Reading::of(Format::Html, article.build())
    }

    #[test]
    fn a_file_in_two_parts_counts_once() {
        let (mut counts, mut later) = (ReadCounts::default(), ReadCounts::default());
        counts.add(&read("a.zip/1.html", None));
        counts.add(&read("b.html", Some("2016-08-12")));
        later.add(&read("b.html", None));
        later.add(&Reading::passed_over(Format::Html, "b.html", "frames", 3));
        later.add(&read("c.html", None));
        later.add_error(CorpusError::Missing { path: "d".into() });
        counts.merge(later);
        let html = FormatCount { files: 3, articles: 4, undated: 3, left_out: 0 };
        let unknown = FormatCount { files: 1, left_out: 1, ..FormatCount::default() };
        assert_eq!(
            counts.rows().collect::<Vec<_>>(),
            [(Some(Format::Html), html), (None, unknown)]
        );
        assert_eq!(counts.passed_over().collect::<Vec<_>>(), [(Format::Html, "frames", 3)]);
    }

    #[test]
    fn pages_of_an_archive_count_with_it() {
        let mut counts = ReadCounts::default();
        counts.add(&Reading::passed_over(Format::Warc, "a.warc.gz", "requests", 2));
        for name in ["urn:uuid:1", "urn:uuid:2"] {
            let page = read(&format!("a.warc.gz/{name}"), None);
            counts.add(&Reading { format: Some(Format::Warc), ..page });
        }
        counts.add(&Reading::passed_over(Format::Warc, "a.warc.gz", "requests", 1));
        let warc = FormatCount { files: 1, articles: 2, undated: 2, left_out: 0 };
        assert_eq!(counts.rows().collect::<Vec<_>>(), [(Some(Format::Warc), warc)]);
    }

    #[test]
    fn an_error_between_two_parts_of_a_file_counts_with_its_format() {
        let mut counts = ReadCounts::default();
        counts.add(&read("a.html", None));
        for path in ["a.html", "b.html"] {
            let mut error = ReadCounts::default();
            error.add_error(CorpusError::Missing { path: path.into() });
            counts.merge(error);
        }
        let html = FormatCount { files: 1, articles: 1, undated: 1, left_out: 1 };
        let unknown = FormatCount { files: 1, left_out: 1, ..FormatCount::default() };
        assert_eq!(
            counts.rows().collect::<Vec<_>>(),
            [(Some(Format::Html), html), (None, unknown)]
        );
    }
}
