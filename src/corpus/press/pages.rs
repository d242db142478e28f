//! The databases' web pages: Factiva, with and without its codes, Europresse of two times, NewsBank. Spans are those of
//! the page's source; tags inside them are taken out by `field`.

use super::date::{date_in, stated_date};
use super::draft::{Draft, Part};
use super::europresse::{certificate, outlet};
use super::label::{accession, is_word_count};
use super::page::{Page, Tag};
use super::sheet::{Sheet, readings, sampled};
use crate::corpus::foreign::PROQUEST_PAGE;
use crate::corpus::reading::Reading;
use crate::corpus::source::Source;
use crate::corpus::{CorpusError, Format, Omission};
use crate::text::Span;
use std::ops::Range;

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
        () if is_proquest(page) => Some(Format::ProQuest),
        () => None,
    }
}

/// A page that says that it is Factiva's may begin with long scripts.
fn is_factiva(page: &str) -> bool {
    page.contains("<title>Factiva") || page.contains("Dow Jones Factiva")
}

/// Whether a page is a list of articles saved from ProQuest.
fn is_proquest(page: &str) -> bool {
    let marks = ["Document 1 of ", "ProQuest document ID", "Full text:", "ProQuestDocuments"];
    page.contains("ProQuest") && marks.iter().filter(|mark| page.contains(**mark)).count() > 2
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
    let page = Page::new(&sheet.text);
    let format = format_of(page.source).unwrap_or(Format::Factiva);
    if format == Format::ProQuest {
        let error = CorpusError::Foreign { path: path.clone(), what: PROQUEST_PAGE };
        return vec![Reading { format: None, outcome: Err(Omission::Error(error)) }];
    }
    let drafts = match format {
        Format::Europresse => europresse(&page),
        Format::NewsBank => newsbank(&page),
        _ => factiva(&page),
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

/// The first element among `tags` with this class.
fn class(page: &Page<'_>, tags: &Range<usize>, name: &str) -> Option<usize> {
    page.opening(tags.clone(), |tag| tag.has_class(name)).next()
}

fn factiva(page: &Page<'_>) -> Vec<Draft> {
    // "article enArticle", with the language.
    let is_article = |tag: &Tag<'_>| {
        tag.is("div")
            && tag.has_class("article")
            && tag.classes().any(|class| class.len() == 9 && class.ends_with("Article"))
    };
    let starts: Vec<usize> = page.opening(page.all(), is_article).collect();
    let ends = starts.iter().skip(1).copied().chain([page.tags.len()]);
    let drafts = starts.iter().zip(ends).map(|(&at, next)| {
        let mut own = page.tags_inside(at);
        own.end = own.end.min(next);
        let mut draft = Draft { at: page.tags[at].start, ..Draft::default() };
        codes(page, &own, &mut draft);
        if draft.body.is_empty() {
            plain(page, &own, &mut draft);
        }
        let wrapped = at.checked_sub(1).and_then(|at| page.tags[at].attribute("id"));
        draft.id = draft.id.or_else(|| wrapped?.strip_prefix("article-").map(str::to_owned));
        draft
    });
    drafts.collect()
}

/// The rows of a table: a cell with a code, and one with its value.
fn codes(page: &Page<'_>, tags: &Range<usize>, draft: &mut Draft) {
    let cells: Vec<usize> = page.opening(tags.clone(), |tag| tag.is("td")).collect();
    for pair in cells.windows(2) {
        // "<td class="index"><b>HD</b>&nbsp;</td>"
        if page.inside(pair[0]).len() > 200 {
            continue;
        }
        let (name, span) = (page.value(pair[0]), page.inside(pair[1]));
        let value = || page.value(pair[1]);
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
fn plain(page: &Page<'_>, tags: &Range<usize>, draft: &mut Draft) {
    let is_headline = |tag: &Tag<'_>| {
        tag.attribute("id") == Some("hd") || tag.classes().any(|class| class.ends_with("Headline"))
    };
    draft.title = page.opening(tags.clone(), is_headline).next().map(|at| page.inside(at));
    let divisions = page.opening(tags.clone(), |tag| tag.is("div"));
    let lines: Vec<String> = divisions.filter_map(|at| page.value(at)).take(40).collect();
    if let Some(count) = lines.iter().position(|line| is_word_count(line)) {
        let rest = &lines[count + 1..];
        draft.date = rest.iter().take(2).find_map(|line| stated_date(line));
        let dated = rest.iter().position(|line| stated_date(line).is_some());
        let is_time = |line: &&String| line.starts_with(|c: char| c.is_ascii_digit());
        let after = dated.map_or(rest, |at| &rest[at + 1..]);
        draft.outlet = after.iter().find(|line| !is_time(line)).cloned();
    }
    let is_paragraph = |tag: &Tag<'_>| tag.has_class("articleParagraph");
    let paragraphs: Vec<usize> = page.opening(tags.clone(), is_paragraph).collect();
    if let (Some(&first), Some(&last)) = (paragraphs.first(), paragraphs.last()) {
        let (start, end) = (page.tags[first].start, page.inside(last).end as usize);
        draft.body.push(Span::new(start, end.max(start)));
    }
    let numbers = page.opening(tags.clone(), |tag| tag.is("p"));
    draft.id = numbers.filter_map(|at| accession(&page.value(at)?)).last();
}

fn europresse(page: &Page<'_>) -> Vec<Draft> {
    let articles: Vec<usize> = page.opening(page.all(), |tag| tag.is("article")).collect();
    if !articles.is_empty() {
        let ends = articles.iter().skip(1).copied().chain([page.tags.len()]);
        let drafts = articles.iter().zip(ends);
        return drafts.map(|(&at, next)| europresse_article(page, at, next)).collect();
    }
    // Older pages: each article a cell of a table.
    let is_name = |tag: &Tag<'_>| tag.has_class("DocPublicationName");
    let names: Vec<usize> = page.opening(page.all(), is_name).collect();
    let ends = names.iter().skip(1).copied().chain([page.tags.len()]);
    let drafts = names.iter().zip(ends).map(|(&at, next)| {
        let cell = (at..next).find(|&at| page.tags[at].is("td") && page.tags[at].is_close);
        let own = at..cell.unwrap_or(next);
        let end = page.tags.get(own.end).map_or(page.source.len(), |tag| tag.start);
        let mut draft = described(page, &own);
        if let Some(title) = class(page, &own, "TitreArticleVisu") {
            let start = page.tags.get(page.tags_inside(title).end).map_or(end, |tag| tag.end);
            draft.body.push(Span::new(start.min(end), end));
        }
        draft.body.retain(|span| !span.is_empty());
        draft
    });
    drafts.collect()
}

/// The article that the tag `at` opens; the next one begins at the tag `next`.
fn europresse_article(page: &Page<'_>, at: usize, next: usize) -> Draft {
    let mut own = page.tags_inside(at);
    own.end = own.end.min(next);
    let mut draft = described(page, &own);
    let body = class(page, &own, "DocText").or_else(|| class(page, &own, "docOcurrContainer"));
    draft.body.extend(body.map(|at| page.inside(at)));
    draft.at = page.tags[at].start;
    draft
}

/// What a page of Europresse says of an article.
fn described(page: &Page<'_>, tags: &Range<usize>) -> Draft {
    let first = |name| class(page, tags, name);
    let value = |at: Option<usize>| at.and_then(|at| page.value(at));
    let at = page.tags.get(tags.start).map_or(0, |tag| tag.start);
    let mut draft = Draft { at, ..Draft::default() };
    let name = value(first("DocPublicationName"));
    draft.outlet = name.map(|name| outlet(&name).to_owned());
    let title = first("rdp__articletitle")
        .or_else(|| first("titreArticleVisu"))
        .or_else(|| first("titreArticle"));
    draft.title = title.map(|at| page.inside(at));
    let headers = page.opening(tags.clone(), |tag| tag.has_class("DocHeader"));
    let headers: Vec<String> = headers.filter_map(|at| page.value(at)).collect();
    let read = headers.iter().find_map(|header| date_in(header));
    draft.date = read.or_else(|| headers.iter().find_map(|header| stated_date(header)));
    let mark = value(first("publiC-lblNodoc")).and_then(|mark| certificate(&mark));
    if let Some((id, day)) = mark {
        draft.id = Some(id);
        draft.date = Some(day);
    }
    draft
}

fn newsbank(page: &Page<'_>) -> Vec<Draft> {
    let first = |name| class(page, &page.all(), name);
    let value = |at: Option<usize>| at.and_then(|at| page.value(at));
    let Some(body) = first("document-view__body") else { return Vec::new() };
    let mut draft = Draft { body: vec![page.inside(body)], ..Draft::default() };
    draft.title = first("document-view__title").map(|at| page.inside(at));
    draft.outlet = value(first("document-view__source").or_else(|| first("source")));
    let line = value(first("document-view__date").or_else(|| first("display-date")));
    draft.date = line.map(|line| date_in(&line).unwrap_or(line));
    vec![draft]
}
