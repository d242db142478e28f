//! Cells as spreadsheets and statistics packages read them: no formulas, and no line ends, so that a row is a line.
//! Used by `csv`, `csv_long`, `acled` and for the CSV of incidents.

use super::Loss;
use super::formula::inert;

/// Ids that look like numbers, for the loss report.
pub(super) const NUMERALS: &str = "ids of digits";

/// What happens to them, for the loss report.
pub(super) const READ_AS_TEXT: &str =
    "unchanged; a program that guesses types reads numbers: import the column as text";

/// Makes the cells of a row fit for spreadsheets, and counts the changes.
pub(super) fn tidy<T: AsRef<str> + From<String>>(cells: &mut [T], loss: &mut Loss) {
    let (mut lines, mut formulas) = (0, 0);
    for cell in cells {
        if let Some(text) = one_line(cell.as_ref()) {
            *cell = text.into();
            lines += 1;
        }
        if let Some(text) = inert(cell.as_ref()) {
            *cell = text.into();
            formulas += 1;
        }
    }
    loss.field("line ends and control characters", "written as spaces", lines);
    let how = "changed: an apostrophe before it, so that no spreadsheet runs it";
    loss.field("text that begins with =, +, - or @", how, formulas);
}

/// A cell that is made fit for spreadsheets.
pub fn tidied(cell: String) -> String {
    let cell = one_line(&cell).unwrap_or(cell);
    inert(&cell).unwrap_or(cell)
}

/// The text in one line: line ends, with the white space around them, and runs of other control characters are a space
/// each. `None` if there are none.
fn one_line(text: &str) -> Option<String> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return None;
    }
    let mut parts = text.split(breaks);
    let mut line = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (before, after) = (line.trim_end().len(), part.trim_start());
        line.truncate(before);
        line.push(' ');
        line.push_str(after);
    }
    Some(line)
}

/// Whether a text is read as a number where types are guessed: digits, or digits with one `e` among them.
pub(super) fn is_numeral(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit()) && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn changes_are_counted() {
        let mut loss = Loss::default();
        let mut cells = ["=1+1", "-3.5", "Homs", "a\r\nb", "\n=x"].map(str::to_owned);
        tidy(&mut cells, &mut loss);
        assert_eq!(cells, ["'=1+1", "-3.5", "Homs", "a b", " =x"]);
        let told = loss.text("csv", &[]);
        assert!(told.contains("1  text that begins with ="), "{told}");
        assert!(told.contains("2  line ends"), "{told}");
    }

    #[test]
    fn hashes_that_look_like_numbers_are_known() {
        for text in ["1234567890123456", "605000e026688026", "007", "1.0"] {
            assert!(is_numeral(text), "{text}");
        }
        for text in ["60500ef220a88264", "0.1.0", "inf", "", "wire-7", "1_000"] {
            assert!(!is_numeral(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_becomes_one_line_with_the_same_words(text in "([a-z\\PC\n\r\t\u{0}\u{2028} ]){0,40}") {
            let line = one_line(&text).unwrap_or(text.clone());
            let is_break = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
            prop_assert!(!line.contains(is_break));
            let words = |text: &str| -> Vec<String> {
                let parts = text.split(|c: char| is_break(c) || c.is_whitespace());
                parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
            };
            prop_assert_eq!(words(&line), words(&text));
        }
    }
}
