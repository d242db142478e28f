//! An article from a row of a file whose bytes hold no text that could be cut out (XLSX, Parquet). Offsets count in the text
//! of the row: its title, a blank line, its text.

use super::assemble::{Container, DateField, Fields};
use super::field::{clean, clean_markup};
use super::html::looks_like_html;
use super::{CorpusError, ReadOptions};
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap};

/// The parts of an article in a row.
pub(super) struct ExtractedRow<'a> {
    /// Its number in the file, from 1.
    pub number: u64,
    pub id: Option<String>,
    pub outlet: Option<String>,
    pub date: Option<DateField>,
    pub title: Option<&'a str>,
    pub text: &'a str,
    /// What is odd in it, although it can be read; sentences for people.
    pub odd: Vec<String>,
}

impl ExtractedRow<'_> {
    /// The article.
    ///
    /// # Errors
    /// The row has no text.
    pub fn article(
        self,
        container: &Container,
        options: &ReadOptions,
    ) -> Result<Article, CorpusError> {
        let markup = if looks_like_html(self.text) { Markup::Html } else { Markup::None };
        let title = self.title.filter(|title| !title.is_empty());
        let before = title.map_or(0, |title| title.len() as u64 + 2);
        let offsets = OffsetMap::shifted(before);
        let fields = Fields {
            line: Some(self.number),
            number: None,
            id: self.id,
            outlet: self.outlet,
            date: self.date,
            title: title.map(|title| clean(title.into(), Escape::None, &OffsetMap::shifted(0))),
            body: clean_markup(self.text.into(), Escape::None, markup, &offsets),
            odd: self.odd,
            decoding: Decoding {
                markup,
                is_extracted: true,
                ..Decoding::of("utf-8", Escape::None)
            },
        };
        container.article(fields, options.order)
    }
}
