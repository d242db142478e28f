//! Counts the articles in capitals or small letters only, and says once a run what cannot be found in them.

use super::messages::counted;
use super::note;
use dateline::text::Article;
use dateline::text::letter_case::{LetterCase, letter_case};

/// How many articles use only one case.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneCaseTally {
    capitals: u64,
    small: u64,
}

impl OneCaseTally {
    /// Counts `article` if it uses only one case.
    pub fn add(&mut self, article: &Article) {
        match letter_case(&article.text) {
            LetterCase::Mixed => {}
            LetterCase::Capitals => self.capitals += 1,
            LetterCase::Small => self.small += 1,
        }
    }

    /// Adds the counts of other articles.
    pub fn merge(&mut self, other: OneCaseTally) {
        self.capitals += other.capitals;
        self.small += other.small;
    }

    /// Prints one line for each case to standard error, if there are such articles.
    pub fn show(self) {
        for (count, case) in
            [(self.capitals, LetterCase::Capitals), (self.small, LetterCase::Small)]
        {
            if let Some(hides) = case.hides().filter(|_| count > 0) {
                let verb = if count == 1 { "is" } else { "are" };
                note(&format!("note: {} {verb} {hides}", counted(count, "article")));
            }
        }
    }
}
