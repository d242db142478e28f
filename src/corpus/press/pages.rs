//! The databases' web pages: Factiva, with and without its codes, Europresse of two times, NewsBank. Spans are those of
//! the page's source; tags inside them are taken out by `field`.

use super::date::{date_in, date_line};
use super::draft::{Draft, Part};
use super::europresse::{certificate, outlet};
use super::factiva::accession;
use super::label::is_word_count;
use super::page::{Tag, inside, tags, text, within};
use super::sheet::{Sheet, readings, sampled};
use crate::corpus::document::Source;
use crate::corpus::reading::Reading;
use crate::corpus::{CorpusError, Format, Omission};
use crate::text::Span;

/// Whether a file begins as a page of one of the databases.
pub fn is_page(sample: &[u8]) -> bool {
    let is_markup = sample
        .trim_ascii_start()
        .first()
        .is_some_and(|byte| matches!(byte, b'<' | 0xef | 0xff | 0xfe));
    is_markup && sampled(sample).is_some_and(|page| format_of(&page).is_some())
}

/// The database that a page, or the beginning of one, is from.
fn format_of(page: &str) -> Option<Format> {
    let has = |word: &str| page.contains(word);
    match () {
        () if has("<article") && (has("publiC-lblNodoc") || has("DocPublicationName")) => {
            Some(Format::Europresse)
        }
        () if has("DocPublicationName") && has("DocHeader") => Some(Format::Europresse),
        () if has("enArticle\"") || has("articleParagraph") || is_factiva(page) => {
            Some(Format::Factiva)
        }
        () if has("document-view__body") => Some(Format::NewsBank),
        () => None,
    }
}

/// A page that says that it is Factiva's may begin with long scripts.
fn is_factiva(page: &str) -> bool {
    page.contains("<title>Factiva") || page.contains("Dow Jones Factiva")
}

/// The articles of such a file.
pub fn read_page(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    let sheet = match Sheet::of_page(source.bytes) {
        Ok(sheet) => sheet,
        Err(error) => {
            let error = CorpusError::undecoded(path.clone(), error);
            return vec![Reading { format: None, outcome: Err(Omission::Error(error)) }];
        }
    };
    let page = &*sheet.text;
    let tags = tags(page);
    let format = format_of(page).unwrap_or(Format::Factiva);
    let drafts = match format {
        Format::Europresse => europresse(page, &tags),
        Format::NewsBank => newsbank(page, &tags),
        _ => factiva(page, &tags),
    };
    if drafts.is_empty() {
        let error = CorpusError::Part { path: path.clone(), number: 1, title: None, reason: NONE };
        return vec![Reading { format: Some(format), outcome: Err(Omission::Error(error)) }];
    }
    readings(source, &sheet, format, drafts.into_iter().map(Part::Article).collect())
}

/// What is said of a page of a database without an article.
const NONE: &str =
    "the page of the database holds no article; save the articles themselves, in full";

fn cut(page: &str, span: Span) -> &str {
    page.get(span.start as usize..span.end as usize).unwrap_or_default()
}

/// The first element among `tags` that `is` it, and what it holds.
fn element(tags: &[Tag<'_>], is: impl Fn(&Tag<'_>) -> bool) -> Option<Span> {
    let at = tags.iter().position(|tag| !tag.is_close && is(tag))?;
    Some(inside(tags, at))
}

fn factiva(page: &str, tags: &[Tag<'_>]) -> Vec<Draft> {
    // "article enArticle", with the language.
    let is_article = |tag: &Tag<'_>| {
        tag.is("div")
            && !tag.is_close
            && tag.has_class("article")
            && tag.classes().any(|class| class.len() == 9 && class.ends_with("Article"))
    };
    let starts: Vec<usize> = (0..tags.len()).filter(|&at| is_article(&tags[at])).collect();
    let drafts = starts.iter().map(|&at| {
        let span = inside(tags, at);
        let own = within(tags, span);
        let mut draft = Draft { at: tags[at].start, ..Draft::default() };
        codes(page, own, &mut draft);
        if draft.body.is_empty() {
            plain(page, own, &mut draft);
        }
        let wrapped = at.checked_sub(1).and_then(|at| tags[at].attribute("id"));
        draft.id = draft.id.or_else(|| wrapped?.strip_prefix("article-").map(str::to_owned));
        draft
    });
    drafts.collect()
}

/// The rows of a table: a cell with a code, and one with its value.
fn codes(page: &str, tags: &[Tag<'_>], draft: &mut Draft) {
    let cells: Vec<usize> =
        (0..tags.len()).filter(|&at| tags[at].is("td") && !tags[at].is_close).collect();
    for pair in cells.windows(2) {
        let (name, span) = (text(cut(page, inside(tags, pair[0]))), inside(tags, pair[1]));
        let value = || text(cut(page, span));
        match name.as_deref() {
            Some("HD") => draft.title = Some(span),
            Some("PD") => draft.date = value().map(|date| date_in(&date).unwrap_or(date)),
            Some("SN") => draft.outlet = value(),
            Some("LP" | "TD") => draft.body.push(span),
            Some("AN") => draft.id = value().map(|text| accession(&text).unwrap_or(text)),
            _ => {}
        }
    }
}

/// The article without codes: lines that describe it, each a division, and paragraphs of a class of their own.
fn plain(page: &str, tags: &[Tag<'_>], draft: &mut Draft) {
    let is_headline = |tag: &Tag<'_>| {
        tag.attribute("id") == Some("hd") || tag.classes().any(|class| class.ends_with("Headline"))
    };
    draft.title = element(tags, is_headline);
    let is_division = |tag: &&Tag<'_>| tag.is("div") && !tag.is_close;
    let lines: Vec<String> = (0..tags.len())
        .filter(|&at| is_division(&&tags[at]))
        .filter_map(|at| text(cut(page, inside(tags, at))))
        .collect();
    if let Some(count) = lines.iter().position(|line| is_word_count(line)) {
        let rest = &lines[count + 1..];
        draft.date = rest.iter().take(2).find_map(|line| date_line(line));
        let dated = rest.iter().position(|line| date_line(line).is_some());
        let is_time = |line: &&String| line.starts_with(|c: char| c.is_ascii_digit());
        let after = dated.map_or(rest, |at| &rest[at + 1..]);
        draft.outlet = after.iter().find(|line| !is_time(line)).cloned();
    }
    let paragraphs: Vec<usize> = (0..tags.len())
        .filter(|&at| !tags[at].is_close && tags[at].has_class("articleParagraph"))
        .collect();
    if let (Some(&first), Some(&last)) = (paragraphs.first(), paragraphs.last()) {
        let end = inside(tags, last).end;
        draft.body.push(Span::new(tags[first].start, end as usize));
    }
    let numbers = (0..tags.len()).filter(|&at| tags[at].is("p") && !tags[at].is_close);
    draft.id = numbers.filter_map(|at| accession(&text(cut(page, inside(tags, at)))?)).last();
}

fn europresse(page: &str, tags: &[Tag<'_>]) -> Vec<Draft> {
    let articles: Vec<usize> =
        (0..tags.len()).filter(|&at| tags[at].is("article") && !tags[at].is_close).collect();
    if !articles.is_empty() {
        return articles.iter().map(|&at| europresse_article(page, tags, at)).collect();
    }
    // Older pages: each article a cell of a table.
    let names: Vec<usize> =
        (0..tags.len()).filter(|&at| tags[at].has_class("DocPublicationName")).collect();
    let ends = names.iter().skip(1).map(|&at| tags[at].start).chain([page.len()]);
    let drafts = names.iter().zip(ends).map(|(&at, end)| {
        let last = tags[at..].iter().find(|tag| tag.is("td") && tag.is_close);
        let end = last.map_or(end, |tag| tag.start.min(end));
        let own = within(tags, Span::new(tags[at].start, end));
        let mut draft = described(page, own);
        let title = own.iter().position(|tag| tag.has_class("TitreArticleVisu"));
        if let Some(title) = title {
            let span = inside(own, title);
            draft.body.push(Span::new(after(tags, span), end));
        }
        draft.body.retain(|span| !span.is_empty());
        draft
    });
    drafts.collect()
}

/// One past the closing tag of the element that holds `span`.
fn after(tags: &[Tag<'_>], span: Span) -> usize {
    let at = tags.partition_point(|tag| tag.start < span.end as usize);
    tags.get(at).map_or(span.end as usize, |tag| tag.end)
}

fn europresse_article(page: &str, tags: &[Tag<'_>], at: usize) -> Draft {
    let own = within(tags, inside(tags, at));
    let mut draft = described(page, own);
    let body = element(own, |tag| tag.has_class("DocText"))
        .or_else(|| element(own, |tag| tag.has_class("docOcurrContainer")));
    draft.body.extend(body);
    draft.at = tags[at].start;
    draft
}

/// What a page of Europresse says of an article.
fn described(page: &str, tags: &[Tag<'_>]) -> Draft {
    let class = |name: &'static str| element(tags, move |tag| tag.has_class(name));
    let value = |span: Option<Span>| span.and_then(|span| text(cut(page, span)));
    let mut draft = Draft { at: tags.first().map_or(0, |tag| tag.start), ..Draft::default() };
    let name = value(class("DocPublicationName"));
    draft.outlet = name.map(|name| outlet(&name).to_owned());
    draft.title = class("rdp__articletitle")
        .or_else(|| class("titreArticleVisu"))
        .or_else(|| class("titreArticle"));
    let headers = (0..tags.len()).filter(|&at| tags[at].has_class("DocHeader"));
    let mut dates = headers.filter_map(|at| date_in(&text(cut(page, inside(tags, at)))?));
    draft.date = dates.next();
    let mark = value(class("publiC-lblNodoc")).and_then(|mark| certificate(&mark));
    if let Some((id, day)) = mark {
        draft.id = Some(id);
        draft.date = Some(day);
    }
    draft
}

fn newsbank(page: &str, tags: &[Tag<'_>]) -> Vec<Draft> {
    let class = |name: &'static str| element(tags, move |tag| tag.has_class(name));
    let value = |span: Option<Span>| span.and_then(|span| text(cut(page, span)));
    let Some(body) = class("document-view__body") else { return Vec::new() };
    let mut draft = Draft { body: vec![body], ..Draft::default() };
    draft.title = class("document-view__title");
    draft.outlet = value(class("document-view__source").or_else(|| class("source")));
    let line = value(class("document-view__date").or_else(|| class("display-date")));
    draft.date = line.and_then(|line| date_in(&line));
    vec![draft]
}
