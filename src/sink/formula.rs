//! Protects spreadsheets from running cells as formulas: text from an article that begins like a formula gets an
//! apostrophe before it, which spreadsheets read as "text follows". Used by
//! `spreadsheet` and for the CSV of incidents.

/// The cell with an apostrophe before it, if it begins like a formula; `None` if it needs no change. Numbers and single
/// punctuation marks are no formulas.
pub fn inert(cell: &str) -> Option<String> {
    let begins = cell.len() > 1 && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = || cell.parse::<f64>().is_ok_and(f64::is_finite);
    (begins && !number()).then(|| format!("'{cell}"))
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
}
