//! An article as Python gives it.

use dateline::{Article, CorpusError, DateOrder};
use std::borrow::Cow;

/// A text, or bytes in any encoding that files may have.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes, whose encoding is found.
    Bytes(Cow<'a, [u8]>),
}

/// The parts of an article.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// Its text.
    pub content: Content<'a>,
    /// Its headline, where the text does not hold it.
    pub title: Option<Cow<'a, str>>,
    /// Its outlet.
    pub outlet: Option<Cow<'a, str>>,
    /// Its day or moment of publication.
    pub date: Option<Cow<'a, str>>,
    /// Where it is from.
    pub path: Option<Cow<'a, str>>,
}

impl Given<'_> {
    /// The article.
    ///
    /// # Errors
    /// It is empty or too large, or bytes are no text.
    pub fn article(&self, order: DateOrder) -> Result<Article, CorpusError> {
        let mut builder = match &self.content {
            Content::Text(text) => Article::builder(&self.id, text),
            Content::Bytes(bytes) => Article::builder_of_bytes(&self.id, bytes)?,
        };
        if let Some(title) = &self.title {
            builder = builder.title(title);
        }
        if let Some(outlet) = &self.outlet {
            builder = builder.outlet(outlet);
        }
        if let Some(date) = self.date.as_deref().filter(|date| !date.trim().is_empty()) {
            builder = builder.date(date);
        }
        if let Some(path) = &self.path {
            builder = builder.path(path);
        }
        builder.date_order(order).build()
    }
}

/// The order of numbers in dates, by its name.
///
/// # Errors
/// What is wrong with the name.
pub fn date_order(name: &str) -> Result<DateOrder, String> {
    match name {
        "dmy" => Ok(DateOrder::Dmy),
        "mdy" => Ok(DateOrder::Mdy),
        "ymd" => Ok(DateOrder::Ymd),
        other => Err(format!("date_order is {other:?}: write \"dmy\", \"mdy\" or \"ymd\"")),
    }
}
