//! What a page says of its article outside the text: title, date, outlet, address, language. Sites write each in several
//! places; the order in which they are trusted is here.

use super::json_ld::{Described, described};
use super::plain::{is_blank, text_of, words};
use super::tag::{Tag, attribute, attributes};
use super::token::{Token, TokenKind};
use crate::text::encoding::entity::read_entities;
use std::ops::Range;

/// What a page says of its article. Ranges are bytes of the page.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// The title for use elsewhere (`og:title`).
    pub shared_title: Option<Range<usize>>,
    /// The title of the window.
    pub window_title: Option<Range<usize>>,
    /// The headings of the first rank that are not blank.
    pub headings: Vec<Range<usize>>,
    /// Dates of publication as written, from JSON-LD and `<meta>`, the most trusted first.
    pub dates: Vec<String>,
    /// Dates that elements of the page hold.
    pub dated: Vec<Dated>,
    /// Dates of the last change, as written.
    pub changes: Vec<String>,
    pub outlet: Option<String>,
    /// The address of the page.
    pub address: Option<String>,
    /// The language, such as "en-GB".
    pub language: Option<String>,
    /// Whether the page says that it is an article.
    pub is_article: bool,
    pub described: Described,
}

/// A date that an element of the page holds.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    /// The number of the element's start tag among the tokens.
    pub token: usize,
    pub sort: DateSort,
    /// As written.
    pub date: String,
}

/// What an element says of the date in it; the more trusted is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DateSort {
    /// That it is the date of publication, in microdata.
    Microdata,
    /// The same, by `<time pubdate>`.
    Marked,
    /// Nothing.
    Time,
}

/// The names of dates of publication in `<meta>`, in lower case, the most trusted first.
const DATES: [&str; 20] = [
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published_time",
    "publication_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "article_date_original",
    "date",
];

impl Head {
    /// Reads the tokens of `page`.
    pub fn of(page: &str, tokens: &[Token]) -> Head {
        let mut reader =
            Reader { page, head: Head::default(), found: Vec::new(), heading: None, time: None };
        for (number, token) in tokens.iter().enumerate() {
            reader.token(number, token);
        }
        reader.finish(tokens)
    }
}

/// How much a date is trusted; less is better.
type Rank = usize;

struct Reader<'a> {
    page: &'a str,
    head: Head,
    /// Dates, and how much each is trusted.
    found: Vec<(Rank, String)>,
    /// The first and last byte of the text of the heading that is open.
    heading: Option<Range<usize>>,
    /// The number and sort of the open element whose text is a date.
    time: Option<(usize, DateSort)>,
}

impl Reader<'_> {
    fn token(&mut self, number: usize, token: &Token) {
        let text = &self.page[token.range.clone()];
        match &token.kind {
            TokenKind::Text => self.text(token),
            TokenKind::Start(Tag::Meta) => self.meta(number, text, token.range.start),
            TokenKind::Start(Tag::Link) => self.link(text),
            TokenKind::Start(tag) => {
                if *tag == Tag::H1 {
                    self.heading = Some(Range::default());
                }
                if *tag == Tag::Html {
                    let language = attribute(text, "lang").or_else(|| attribute(text, "xml:lang"));
                    self.head.language = self.head.language.take().or(language.and_then(value_of));
                }
                self.dated(number, *tag, text);
            }
            TokenKind::End(Tag::H1) => {
                let heading = self.heading.take().filter(|range| !range.is_empty());
                self.head.headings.extend(heading);
            }
            TokenKind::End(Tag::Time) => self.time = None,
            TokenKind::Element { tag: Tag::Title, content, .. }
                if self.head.window_title.is_none() && !is_blank(&self.page[content.clone()]) =>
            {
                self.head.window_title = Some(content.clone());
            }
            _ => {}
        }
    }

    fn text(&mut self, token: &Token) {
        let text = &self.page[token.range.clone()];
        if is_blank(text) {
            return;
        }
        if let Some(heading) = &mut self.heading {
            let is_first = heading.start == heading.end;
            let start = if is_first { token.range.start } else { heading.start };
            *heading = start..token.range.end;
        }
        if let (Some((token, sort)), Some(date)) = (self.time.take(), value_of(text)) {
            self.head.dated.push(Dated { token, sort, date });
        }
    }

    fn meta(&mut self, number: usize, tag: &str, at: usize) {
        let Some(written) = attribute(tag, "content").filter(|value| !is_blank(value)) else {
            return;
        };
        for (key, name) in attributes(tag) {
            if !["name", "property", "itemprop"].iter().any(|known| key.eq_ignore_ascii_case(known))
            {
                continue;
            }
            let name = name.trim().to_ascii_lowercase();
            if let Some(rank) = DATES.iter().position(|known| *known == name) {
                let sort = DateSort::Microdata;
                match (key.eq_ignore_ascii_case("itemprop"), value_of(written)) {
                    (true, Some(date)) => self.head.dated.push(Dated { token: number, sort, date }),
                    (false, Some(date)) => self.found.push((rank, date)),
                    (_, None) => {}
                }
            }
            let head = &mut self.head;
            match name.as_str() {
                "og:title" if head.shared_title.is_none() => {
                    head.shared_title =
                        tag.find(written).map(|from| at + from..at + from + written.len());
                }
                "og:site_name" => head.outlet = head.outlet.take().or(value_of(written)),
                "og:url" => head.address = head.address.take().or(address_of(written)),
                "article:modified_time" | "og:updated_time" => {
                    head.changes.extend(value_of(written))
                }
                "og:type" => head.is_article |= written.trim().eq_ignore_ascii_case("article"),
                "og:locale" | "language" => {
                    head.language = head.language.take().or(value_of(written));
                }
                _ => {}
            }
        }
    }

    fn link(&mut self, tag: &str) {
        let rel = attribute(tag, "rel").unwrap_or_default();
        if rel.trim().eq_ignore_ascii_case("canonical") {
            let address = attribute(tag, "href").and_then(address_of);
            // That of the link is the one for references; `og:url` may count shares.
            self.head.address = address.or(self.head.address.take());
        }
    }

    /// Reads dates in the attributes of other elements.
    fn dated(&mut self, token: usize, tag: Tag, text: &str) {
        let is_published = attribute(text, "itemprop").is_some_and(|names| {
            names.split_ascii_whitespace().any(|name| name.eq_ignore_ascii_case("datePublished"))
        });
        let sort = match tag {
            _ if is_published => DateSort::Microdata,
            Tag::Time if attribute(text, "pubdate").is_some() => DateSort::Marked,
            Tag::Time => DateSort::Time,
            _ => return,
        };
        let value = attribute(text, "datetime").or_else(|| attribute(text, "content"));
        match value.and_then(value_of) {
            Some(date) => self.head.dated.push(Dated { token, sort, date }),
            None => self.time = Some((token, sort)),
        }
    }

    fn finish(self, tokens: &[Token]) -> Head {
        let Reader { page, mut head, mut found, .. } = self;
        let scripts = tokens.iter().filter_map(|token| match &token.kind {
            TokenKind::Element { tag: Tag::Script, content, .. } => {
                let start = &page[token.range.start..content.start];
                let sort = attribute(start, "type")?.trim();
                sort.eq_ignore_ascii_case("application/ld+json").then(|| &page[content.clone()])
            }
            _ => None,
        });
        let titles: Vec<Vec<String>> = [&head.shared_title, &head.window_title]
            .into_iter()
            .flatten()
            .chain(&head.headings)
            .map(|range| words(&text_of(page[range.clone()].into()).0))
            .collect();
        // A title may end with the name of the site, and a headline be shorter or longer than the page's.
        let is_title = |headline: &str| {
            let headline = words(headline);
            headline.len() > 1
                && titles.iter().any(|title| {
                    title.starts_with(&headline) || (title.len() > 2 && headline.starts_with(title))
                })
        };
        head.described = described(scripts, head.address.as_deref(), &is_title);
        found.sort_by_key(|(rank, _)| *rank); // stable: the first in the page stays first
        head.dates.extend(head.described.date.take());
        head.dates.extend(found.into_iter().map(|(_, date)| date));
        head.changes.extend(head.described.changed.take());
        head.outlet = head.outlet.take().or(head.described.publisher.take());
        let described = head.described.url.as_deref().and_then(address_of);
        head.address = head.address.take().or(described);
        head.is_article |= head.described.articles > 0;
        head
    }
}

/// A value as people read it; `None` if it is blank.
fn value_of(written: &str) -> Option<String> {
    let value = read_entities(written.into()).0;
    let words: Vec<&str> = value.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The address of a page on the web; that of the front page of a site is none of an article.
fn address_of(written: &str) -> Option<String> {
    let address = value_of(written)?;
    let (scheme, rest) = address.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let path = rest.split_once('/')?.1;
    (is_web && !path.is_empty() && !address.contains(' ')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::super::token::Tokens;
    use super::*;

    fn read(page: &str) -> Head {
        Head::of(page, &Tokens::new(page).collect::<Vec<_>>())
    }

    #[test]
    fn an_address_is_that_of_the_article() {
        let page = |address: &str| {
            format!(
                "<link rel=canonical href='{address}'><meta property=og:url content=https://a.example/x?a=1&amp;b=2>"
            )
        };
        assert_eq!(
            read(&page("https://a.example/x")).address.as_deref(),
            Some("https://a.example/x")
        );
        for none in ["https://a.example/", "https://a.example", "/x", "file:///x", "https://a b/x"]
        {
            assert_eq!(
                read(&page(none)).address.as_deref(),
                Some("https://a.example/x?a=1&b=2"),
                "{none}"
            );
        }
    }

    #[test]
    fn titles_are_where_they_are_written() {
        let page = "<html lang=en-GB><title> A | Site </title><meta property='og:title' content='A &amp; B'><h1><b>A</b> and <i>B</i></h1><h1></h1>";
        let head = read(page);
        assert_eq!(&page[head.window_title.unwrap()], " A | Site ");
        assert_eq!(&page[head.shared_title.unwrap()], "A &amp; B");
        assert_eq!(head.headings.len(), 1);
        assert_eq!(&page[head.headings[0].clone()], "A</b> and <i>B");
        assert_eq!(head.language.as_deref(), Some("en-GB"));
    }
}
