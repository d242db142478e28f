//! Builds an article from values in memory: no file, no record, no bytes to decode. Files and records are read by
//! `plain`, `jsonl` and `csv`; the article is the same as theirs.

use super::assemble::{Container, DateField, Fields};
use super::field::clean;
use super::{CorpusError, ReadOptions};
use crate::text::encoding::decode::decode;
use crate::text::layout::DateOrder;
use crate::text::{Article, Decoding, Escape, OffsetMap};
use std::borrow::Cow;

/// Builds an [`Article`] from a text in memory; created by [`Article::builder`] or [`Article::builder_of_bytes`].
#[derive(Clone, Debug)]
pub struct ArticleBuilder<'a> {
    id: &'a str,
    text: Cow<'a, str>,
    /// From `text` to the bytes it was decoded from.
    offsets: OffsetMap,
    charset: &'static str,
    raw_len: usize,
    title: &'a str,
    path: Option<&'a str>,
    outlet: Option<&'a str>,
    date: Option<&'a str>,
    order: DateOrder,
}

impl Article {
    /// Starts an article of `text`, which may contain its title, dateline and menus, as a web page does.
    ///
    /// `id` names the article in its events and is hashed into their ids: give each article a unique id.
    ///
    /// ```
    /// use dateline::Article;
    ///
    /// let text = "Both sides agreed on Thursday to a truce.";
    /// let article = Article::builder("wire-17", text)
    ///     .title("Truce in Gullhaven")
    ///     .outlet("Example Wire")
    ///     .date("2016-08-12")
    ///     .build()?;
    /// assert_eq!(article.text, format!("Truce in Gullhaven\n\n{text}"));
    /// # Ok::<(), dateline::CorpusError>(())
    /// ```
    pub fn builder<'a>(id: &'a str, text: &'a str) -> ArticleBuilder<'a> {
        ArticleBuilder {
            id,
            text: text.into(),
            offsets: OffsetMap::shifted(0),
            charset: "utf-8",
            raw_len: text.len(),
            title: "",
            path: None,
            outlet: None,
            date: None,
            order: DateOrder::default(),
        }
    }

    /// Starts an article of text in any encoding that files may have; the raw bytes of the article are then `bytes`
    /// and the title.
    ///
    /// # Errors
    /// [`CorpusError::Binary`] if the bytes are no text.
    pub fn builder_of_bytes<'a>(
        id: &'a str,
        bytes: &'a [u8],
    ) -> Result<ArticleBuilder<'a>, CorpusError> {
        let decoded =
            decode(bytes).map_err(|error| CorpusError::undecoded(id.to_owned(), error))?;
        let (offsets, charset, raw_len) = (decoded.offsets, decoded.charset, bytes.len());
        Ok(ArticleBuilder {
            text: decoded.text,
            offsets,
            charset,
            raw_len,
            ..Article::builder(id, "")
        })
    }
}

impl<'a> ArticleBuilder<'a> {
    /// The headline, if the text does not contain it. It is coded as the article's first sentence. A blank one is
    /// ignored.
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    /// The outlet that published it.
    pub fn outlet(mut self, outlet: &'a str) -> Self {
        self.outlet = Some(outlet);
        self
    }

    /// The publication date, such as `2016-08-12` or `12 August 2016, 17:41`, relative to which "on Thursday" is
    /// resolved. A date printed in the text takes precedence. A date that cannot be read is reported in
    /// [`Article::remarks`], and the article counts as undated unless its text prints a date.
    pub fn date(mut self, date: &'a str) -> Self {
        self.date = Some(date);
        self
    }

    /// How `12/08/2016` is read where the text does not decide it; by default the day comes first.
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.order = order;
        self
    }

    /// Where the text came from, such as a file or a URL; written as the article's path in its events. Defaults to the
    /// id.
    pub fn path(mut self, path: &'a str) -> Self {
        self.path = Some(path);
        self
    }

    /// Cleans the text (line ends, control characters, mojibake) and finds its layout.
    ///
    /// The raw bytes of this article, to which `raw_start` and `raw_end` of its events refer, are the given text
    /// followed directly by the given title. An offset into the text is therefore unchanged.
    ///
    /// # Errors
    /// [`CorpusError::Empty`] if the text is blank, [`CorpusError::TooLarge`] if text and title have more than 32 MiB.
    pub fn build(self) -> Result<Article, CorpusError> {
        let path = self.path.unwrap_or(self.id).to_owned();
        let limit = ReadOptions::default().limit();
        if self.raw_len + self.title.len() > limit {
            return Err(CorpusError::TooLarge { path, line: None, limit: limit as u64 });
        }
        let title_offsets = OffsetMap::shifted(self.raw_len as u64);
        let fields = Fields {
            line: None,
            number: None,
            id: Some(self.id.to_owned()),
            outlet: self.outlet.map(str::to_owned),
            date: self.date.map(|date| DateField::Text(date.to_owned())),
            odd: Vec::new(),
            title: Some(clean(self.title.into(), Escape::None, &title_offsets)),
            body: clean(self.text, Escape::None, &self.offsets),
            decoding: Decoding::of(self.charset, Escape::None),
        };
        let container =
            Container { path, stem: self.id.to_owned(), manifest: None, guessed: false };
        container.article(fields, self.order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{embedded, evidence_from_raw};
    use crate::text::Span;

    const TEXT: &str =
        "Gullhaven (Wire) \u{2013} Both sides agreed.\r\n\r\nIt\u{e2}\u{20ac}\u{2122}s over.\r\n";

    #[test]
    fn a_text_in_memory_gives_the_same_article_as_its_file() {
        let options = ReadOptions::default();
        let mut chunks = embedded(vec![("wire.txt".into(), TEXT.as_bytes().into())], &options);
        let chunk = chunks.next().unwrap().unwrap();
        let read = chunk.articles(&options).next().unwrap().unwrap();
        let built = Article::builder("wire", TEXT).path("wire.txt").build().unwrap();
        assert_eq!(format!("{built:?}"), format!("{read:?}"));
    }

    #[test]
    fn raw_offsets_lead_into_the_text_and_then_the_title() {
        let title = "  Truce\u{a0}agreed ";
        let article = Article::builder("a", TEXT).title(title).build().unwrap();
        let raw = format!("{TEXT}{title}");
        let cut = |part: &str| {
            let start = article.text.find(part).unwrap();
            let raw_span = article.origin.offsets.raw(Span::new(start, start + part.len()));
            let slice = &raw.as_bytes()[raw_span.start as usize..raw_span.end as usize];
            assert_eq!(evidence_from_raw(slice, article.origin.decoding).as_deref(), Some(part));
            raw_span.start as usize
        };
        assert_eq!(cut("Both sides agreed."), TEXT.find("Both").unwrap());
        assert!(cut("over.") < TEXT.len());
        assert!(cut("agreed") >= TEXT.len(), "the headline comes first");
        assert_eq!(article.layout.title.map(|span| span.start), Some(0));
    }

    #[test]
    fn bytes_in_another_encoding_are_decoded() {
        let raw = b"It\x92s over, they said.";
        let article = Article::builder_of_bytes("a", raw).unwrap().title("End").build().unwrap();
        assert_eq!(article.text, "End\n\nIt\u{2019}s over, they said.");
        let span = Span::new(article.text.find("over").unwrap(), article.text.len());
        let raw_span = article.origin.offsets.raw(span);
        assert_eq!(&raw[raw_span.start as usize..raw_span.end as usize], b"over, they said.");
        assert!(Article::builder_of_bytes("a", &[0, 1, 2, 0, 0, 3, 0, 255]).is_err());
    }

    #[test]
    fn given_attributes_are_kept() {
        let known = Article::builder("a", "It held.").outlet("Wire").date("08/12/2016");
        let article = known.clone().build().unwrap();
        assert_eq!((article.id.as_str(), article.origin.path.as_str()), ("a", "a"));
        assert_eq!(article.outlet.as_deref(), Some("Wire"));
        let day = |article: &Article| article.layout.published.map(|p| p.date.to_string());
        assert_eq!(day(&article).as_deref(), Some("2016-12-08"));
        let article = known.date_order(DateOrder::Mdy).build().unwrap();
        assert_eq!(day(&article).as_deref(), Some("2016-08-12"));
    }

    #[test]
    fn unusable_values_are_reported() {
        let empty = Article::builder("a", " \n").title("Truce").build().unwrap_err();
        assert_eq!(empty.to_string(), "a: empty, there is no text to code; leave it out");
        let long = "a".repeat(33 << 20);
        let large = Article::builder("a", &long).build().unwrap_err();
        assert!(matches!(large, CorpusError::TooLarge { .. }), "{large}");
        let undated = Article::builder("a", "It held.").date("soon").build().unwrap();
        assert!(undated.remarks[0].contains("no date can be read in \"soon\""));
        assert!(undated.layout.published.is_none());
    }
}
