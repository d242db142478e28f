//! The table at the end of a run: how much of each format was read, and what was not.

use dateline::corpus::{Format, FormatCount, ReadCounts};
use dateline::pack::run_record::FormatRecord;
use std::fmt::Write;

/// The columns beside the first.
const COLUMNS: [&str; 4] = ["files", "articles", "without date", "left out"];

/// The row of files whose format is not known.
const UNKNOWN: &str = "not read";

/// The table, where there is more to say than that the articles were read: several formats, one that had to be taken
/// apart, records of which none has a date, or something that is passed over.
pub fn text(counts: &ReadCounts) -> Option<String> {
    let formats: Vec<_> = counts.rows().filter_map(|(format, _)| format).collect();
    let is_undated = |(format, count): (Option<Format>, FormatCount)| {
        format != Some(Format::Text) && count.articles > 1 && count.undated == count.articles
    };
    let is_plain = formats.len() < 2 && formats.iter().all(|format| format.is_plain());
    if is_plain && !counts.rows().any(is_undated) && counts.passed_over().next().is_none() {
        return None;
    }
    let rows: Vec<(&str, [u64; 4])> = counts
        .rows()
        .map(|(format, count)| {
            let name = format.map_or(UNKNOWN, |format| format.name());
            (name, [count.files, count.articles, count.undated, count.left_out])
        })
        .collect();
    let wide = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default().max(6);
    let mut text = format!("{:wide$}", "format");
    for column in COLUMNS {
        let _ = write!(text, "  {column:>8}");
    }
    for (name, counts) in rows {
        let _ = write!(text, "\n{name:wide$}");
        for (column, count) in COLUMNS.iter().zip(counts) {
            let _ = write!(text, "  {count:>wide$}", wide = column.len().max(8));
        }
    }
    for (format, what, count) in counts.passed_over() {
        let _ = write!(text, "\npassed over in {}: {what} ({count})", format.name());
    }
    Some(text)
}

/// The same for the record of the run, whatever was read.
pub fn record(counts: &ReadCounts) -> Vec<FormatRecord> {
    let row = |(format, count): (Option<Format>, FormatCount)| {
        let FormatCount { files, articles, undated, left_out } = count;
        let format = format.map_or(UNKNOWN, |format| format.name()).to_owned();
        FormatRecord { format, files, articles, undated, left_out }
    };
    counts.rows().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::corpus::{ReadOptions, embedded};

    fn counts(files: &[(&str, &str)]) -> ReadCounts {
        let files =
            files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec().into()));
        let options = ReadOptions::default();
        let mut counts = ReadCounts::default();
        for chunk in embedded(files.collect(), &options) {
            match chunk {
                Ok(chunk) => chunk.readings(&options).for_each(|reading| counts.add(&reading)),
                Err(error) => counts.add_error(error),
            }
        }
        counts
    }

    #[test]
    fn one_plain_format_needs_no_table() {
        assert_eq!(text(&counts(&[("a.txt", "Shells fell."), ("b.txt", "Calm.")])), None);
    }

    #[test]
    fn records_without_any_date_are_told() {
        let shown = |date: &str| {
            text(&counts(&[("b.csv", &format!("id,text,date\n1,Calm.,\n2,Calm.,{date}\n"))]))
        };
        assert_eq!(shown("2016-08-12"), None);
        let table = shown("").unwrap();
        let row: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(row, ["CSV", "1", "2", "2", "0"]);
    }

    #[test]
    fn each_format_has_a_row() {
        let csv = "id,text,date\n1,Calm.,2016-08-12\n2,,\n3,Shells fell.,\n";
        let shown = text(&counts(&[("a.txt", "Shells fell."), ("b.csv", csv)])).unwrap();
        let wanted = "\
format     files  articles  without date  left out
text           1         1             1         0
CSV            1         2             1         1";
        assert_eq!(shown, wanted);
    }
}
