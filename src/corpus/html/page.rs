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
use super::published::Published;
use super::several::Several;
use super::sniff::charset_declared;
use super::title::title_of;
use super::token::{Token, Tokens};
use crate::text::encoding::decode::decode_declared;
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
    let mut chosen = choose(&outline);
    let several = Several::of(&outline, &chosen);
    several.keep_first(&outline, &mut chosen);
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
        several: &several,
        is_cut: page.len() < decoded.text.len(),
    };
    let mut odd = oddities(&known);
    let title = title_of(page, &head, &decoded.offsets);
    let published = Published {
        page,
        tokens: &tokens,
        head: &head,
        outline: &outline,
        chosen: &chosen,
        order: options.order,
    };
    let date = published.date(&mut odd);
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
