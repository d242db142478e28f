//! Reads a saved web page: its article, without menus, comments and advertisements, with offsets to the file's bytes.

use super::super::assemble::{DateField, Fields};
use super::super::field::{CleanedField, clean};
use super::super::reading::Reading;
use super::super::source::Source;
use super::super::{CorpusError, Format};
use super::choose::choose;
use super::head::Head;
use super::hidden::{hidden, is_in};
use super::oddity::{Page, oddities};
use super::outline::Outline;
use super::plain::{Fate, is_blank, text_of, text_of_kept};
use super::published::Published;
use super::several::Several;
use super::sniff::{charset_declared, looks_like_html};
use super::title::title_of;
use super::token::{Token, TokenKind, Tokens};
use crate::text::encoding::decode::decode_declared;
use crate::text::{Article, Decoding, Escape, Markup, OffsetMap};

/// Reads the page.
pub(in crate::corpus) fn read(source: &Source<'_>) -> Vec<Reading> {
    vec![Reading::of(Format::Html, article(source))]
}

/// Reads a page as an article; also for a page that is a part of another container, whose bytes these are.
pub(in crate::corpus) fn article(source: &Source<'_>) -> Result<Article, CorpusError> {
    let Source { container, options, bytes, charset } = source;
    let decoded = decode_declared(bytes, charset.or_else(|| charset_declared(bytes)))
        .map_err(|error| CorpusError::undecoded(container.path.clone(), error))?;
    let page = without_cut_tag(&decoded.text);
    let tokens: Vec<Token> = Tokens::new(page).collect();
    let head = Head::of(page, &tokens);
    let outline = Outline::of(page, &tokens);
    let mut chosen = choose(&outline);
    let several = Several::of(&outline, &chosen);
    several.keep_first(&outline, &mut chosen);
    let fates = fates(page, &tokens, &outline, &chosen);
    let (text, offsets) = text_of_kept(page, &tokens, |number| fates[number]);
    let mut body = clean(text.into(), Escape::None, &offsets.compose(&decoded.offsets));
    let described = described_body(&head, &body.text);
    if let Some(text) = &described {
        body = clean(text.as_str().into(), Escape::None, &OffsetMap::default());
    }
    if body.text.trim().is_empty() {
        return Err(CorpusError::NoPageText { path: container.path.clone() });
    }
    let known = Page {
        text: page,
        tokens: &tokens,
        head: &head,
        outline: &outline,
        chosen: &chosen,
        body: &body.text,
        several: &several,
        is_described: described.is_some(),
        is_cut: page.len() < decoded.text.len(),
    };
    let mut odd = oddities(&known);
    let mut title = title_of(page, &head, &decoded.offsets);
    if described.is_some() {
        odd.push(DESCRIBED.to_owned());
        (title, body) = extracted(title, body);
    }
    let published = Published {
        page,
        tokens: &tokens,
        head: &head,
        outline: &outline,
        chosen: &chosen,
        order: options.order,
    };
    let date = published.date(&mut odd);
    let decoding = match described {
        Some(_) => Decoding { is_extracted: true, ..Decoding::of("utf-8", Escape::None) },
        None => Decoding { markup: Markup::Html, ..Decoding::of(decoded.charset, Escape::None) },
    };
    let Head { outlet, address, .. } = head;
    let is_dated = date.is_some();
    let date = date.map(DateField::Text);
    let fields =
        Fields { line: None, number: None, id: address, outlet, date, title, body, odd, decoding };
    let mut article = container.article(fields, options.order)?;
    if !is_dated && article.layout.published.is_none() {
        article.remarks.push(format!("{}: {UNDATED}", container.path));
    }
    Ok(article)
}

/// What is told of a page whose text is none that it shows.
const DESCRIBED: &str =
    "its text is the one that it gives in JSON-LD (articleBody), since little or none is shown";

/// What is told of a page without a date.
const UNDATED: &str =
    "no date of publication is found in it; give one in manifest.toml if rules need it";

/// The text of the article in JSON-LD, where the page shows little or none: a script fills it in. Tags in it are left out.
fn described_body(head: &Head, shown: &str) -> Option<String> {
    let body = head.described.body.as_deref()?;
    let text = match looks_like_html(body) {
        true => text_of(body.into()).0.trim().to_owned(),
        false => body.to_owned(),
    };
    let is_little = shown.trim().len() < LITTLE && shown.trim().len() * 3 < text.len();
    is_little.then_some(text)
}

/// A shorter text, in bytes, may be a notice in place of the article.
const LITTLE: usize = 400;

/// Title and body with offsets in the text that they make: the title, a blank line, the body.
fn extracted<'a>(
    title: Option<CleanedField<'a>>,
    body: CleanedField<'a>,
) -> (Option<CleanedField<'a>>, CleanedField<'a>) {
    let at = title.as_ref().map_or(0, |title| title.text.trim().len() as u64 + 2);
    let title = title.map(|title| {
        let offsets = OffsetMap::default();
        CleanedField { text: title.text.trim().to_owned().into(), offsets, ..title }
    });
    (title, CleanedField { offsets: body.offsets.compose(&OffsetMap::shifted(at)), ..body })
}

/// What becomes of the text of each token: that of the chosen blocks is kept, but for what is not shown within one.
fn fates(page: &str, tokens: &[Token], outline: &Outline, chosen: &[usize]) -> Vec<Fate> {
    let mut fates = vec![Fate::LeftOut; tokens.len()];
    let hides = outline.elements.iter().any(|element| element.signs.is_hidden);
    let hidden = if hides { hidden(page) } else { Vec::new() };
    for &block in chosen {
        let inside = outline.blocks[block].tokens.clone();
        let is_hidden = |number: usize| is_in(&hidden, tokens[number].range.start);
        // A block of which nothing is shown was chosen all the same: a script shows it.
        let is_shown = inside.clone().any(|number| {
            let text = &page[tokens[number].range.clone()];
            tokens[number].kind == TokenKind::Text && !is_blank(text) && !is_hidden(number)
        });
        for number in inside {
            fates[number] = if is_shown && is_hidden(number) { Fate::Skipped } else { Fate::Kept };
        }
    }
    fates
}

/// The page without a tag at its end that the end of the file cuts, which would be text for lack of an end.
fn without_cut_tag(page: &str) -> &str {
    let Some(at) = page.rfind('<').filter(|at| page.len() - at < CUT) else { return page };
    let inside = page[at + 1..].trim_start_matches('/');
    let is_tag = inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?'));
    match (is_tag || inside.is_empty()) && !inside.contains('>') {
        true => &page[..at],
        false => page,
    }
}

/// A tag that is cut is shorter than this, in bytes.
const CUT: usize = 2000;
