//! Reads a saved web page: its article, without menus, comments and advertisements, with offsets to the file's bytes.

use super::super::assemble::{DateField, Fields};
use super::super::field::clean;
use super::super::reading::Reading;
use super::super::source::Source;
use super::super::{CorpusError, Format};
use super::choose::choose;
use super::head::Head;
use super::oddity::{Page, oddities};
use super::outline::Outline;
use super::plain::text_of_kept;
use super::sniff::charset_declared;
use super::title::title_of;
use super::token::{Token, Tokens};
use crate::text::encoding::decode::decode_declared;
use crate::text::layout::{DateOrder, can_read_date};
use crate::text::{Article, Decoding, Escape, Markup};

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
    let chosen = choose(&outline);
    let mut kept = vec![false; tokens.len()];
    for &block in &chosen {
        kept[outline.blocks[block].tokens.clone()].fill(true);
    }
    let (text, offsets) = text_of_kept(page, &tokens, |number| kept[number]);
    let body = clean(text.into(), Escape::None, &offsets.compose(&decoded.offsets));
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
    };
    let mut odd = oddities(&known);
    let title = title_of(page, &head, &decoded.offsets);
    let date = date_of(&head, options.order, &mut odd);
    let markup = Markup::Html;
    let decoding =
        Decoding { charset: decoded.charset, escape: Escape::None, markup, is_extracted: false };
    let Head { outlet, address, .. } = head;
    let is_dated = date.is_some();
    let date = date.map(DateField::Text);
    let fields =
        Fields { line: None, number: None, id: address, outlet, date, title, body, odd, decoding };
    let mut article = container.article(fields, options.order)?;
    if !is_dated && article.layout.published.is_none() {
        let path = &container.path;
        article.remarks.push(format!(
            "{path}: no date of publication is found in it; give one in manifest.toml if rules need it"
        ));
    }
    Ok(article)
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

/// The date of publication: the first that can be read. Where none can, the day in the page's address; without that, the
/// first date as written, so that it is told.
fn date_of(head: &Head, order: DateOrder, odd: &mut Vec<String>) -> Option<String> {
    if let Some(date) = head.dates.iter().find(|date| can_read_date(date, order)) {
        return Some(date.clone());
    }
    let Some(day) = head.address.as_deref().and_then(day_in) else {
        return head.dates.first().cloned();
    };
    odd.push(format!("it gives no date that can be read; {day} is read from its address"));
    Some(day)
}

/// The day in an address with "/2016/08/12/" in it, as 2016-08-12.
pub(in crate::corpus) fn day_in(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split('/').collect();
    let number = |text: &str, lens: std::ops::RangeInclusive<usize>| {
        let is_number =
            lens.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    parts.windows(3).find_map(|three| {
        let year = number(three[0], 4..=4).filter(|year| (1980..2100).contains(year))?;
        let month = number(three[1], 1..=2).filter(|month| (1..=12).contains(month))?;
        let day = number(three[2], 1..=2).filter(|day| (1..=31).contains(day))?;
        Some(format!("{year}-{month:02}-{day:02}"))
    })
}
