//! Protects spreadsheets from running cells as formulas: text from an article that begins like a formula gets an
//! apostrophe before it, which spreadsheets read as "text follows". For `acled`, `csv` and the CSV of incidents.

use super::Loss;

/// The cell with an apostrophe before it, if it begins like a formula; `None` if it needs no change. Numbers and single
/// punctuation marks are no formulas.
pub fn inert(cell: &str) -> Option<String> {
    let begins = cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    (begins && !number()).then(|| format!("'{cell}"))
}

/// Escapes all cells of a row and counts those changed.
pub(super) fn make_inert<T: AsRef<str> + From<String>>(cells: &mut [T], loss: &mut Loss) {
    let mut changed = 0;
    for cell in cells {
        if let Some(text) = inert(cell.as_ref()) {
            *cell = text.into();
            changed += 1;
        }
    }
    let how = "changed: an apostrophe before it, so that no spreadsheet runs it";
    loss.field("text that begins with =, +, - or @", how, changed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_get_an_apostrophe_and_numbers_do_not() {
        for text in ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "-inf", "\t=1", "- he said"] {
            assert_eq!(inert(text), Some(format!("'{text}")));
        }
        for text in ["", "-", "-12.5", "+7", "12", "a=b", "'=1", "Aleppo - Idlib"] {
            assert_eq!(inert(text), None, "{text}");
        }
    }

    #[test]
    fn changes_are_counted() {
        let mut loss = Loss::default();
        let mut cells = ["=1+1".to_owned(), "-3.5".to_owned(), "Homs".to_owned()];
        make_inert(&mut cells, &mut loss);
        assert_eq!(cells, ["'=1+1", "-3.5", "Homs"]);
        assert!(loss.text("csv", &[]).contains("1  text that begins with ="));
    }
}
