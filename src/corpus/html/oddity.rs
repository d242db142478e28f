//! What is odd in a page that was read: it may be no article, or not all of it.

use super::head::Head;
use super::outline::Outline;
use super::several::Several;
use super::tag::Tag;
use super::token::{Token, TokenKind};
use regex::Regex;
use std::sync::LazyLock;

/// What is known of a page when it has been read.
pub(super) struct Page<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub head: &'a Head,
    pub outline: &'a Outline,
    /// The numbers of the blocks that were chosen as the article.
    pub chosen: &'a [usize],
    /// The text that was read as the article.
    pub body: &'a str,
    pub several: &'a Several,
    /// Whether that text is none that the page shows.
    pub is_described: bool,
    /// Whether the file ends within a tag.
    pub is_cut: bool,
}

/// A shorter text, in bytes without white space, may be a notice in place of an article.
const NOTICE: usize = 1500;

/// A shorter text is less than the shortest news.
const SHORT: usize = 400;

/// A text is short beside its page if the page has so many times as much.
const BESIDE: usize = 6;

/// So many headlines that are links are a list of articles.
const TEASERS: usize = 6;

static CONSENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bcookies?\b|\bconsent\b|\bprivacy (?:policy|settings|choices)\b|\bour partners\b",
    )
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

static PAID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(?:subscribe|register|log ?in|sign ?in|sign up)(?: now| today)? to (?:continue|keep|read)\b|",
        r"\bto (?:continue|keep) reading,? (?:please )?(?:subscribe|register|log ?in|sign ?in|sign up)|",
        r"\b(?:the )?rest of (?:the|this) (?:article|story)|\balready a (?:subscriber|member)\?|",
        r"\bto (?:continue|keep) reading(?: this| the)? (?:article|story)|",
        r"\bsubscribers? only|\bonly for subscribers|\bto read the full (?:article|story)|",
        r"\bthis (?:article|story|content) is (?:for|available to|reserved for) subscribers"
    ))
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\bpage\b.{0,60}\b(?:not be found|not found|does not exist|no longer exists)|",
        r"\b(?:enable|turn on)\b.{0,20}\bjavascript\b|\bunusual traffic\b|",
        r"\bchecking (?:your browser|if the site)|\bsecurity of your connection\b|",
        r"\byou are (?:not a robot|human)\b|\baccess denied\b"
    ))
    // It is made of constants, and the tests use it.
    .expect("a pattern of constants")
});

/// Sentences about the page, for people.
pub(super) fn oddities(page: &Page) -> Vec<String> {
    let mut odd = Vec::new();
    let len = page.body.bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
    let all: usize = page.outline.blocks.iter().map(|block| block.len).sum();
    let notices = CONSENT.find_iter(page.body).count();
    let is_consent = (len < NOTICE && notices >= 3)
        || (len < SHORT && page.body.to_lowercase().contains("cookies"));
    let is_paid = len < NOTICE && (page.head.described.is_free == Some(false) || asks_to_pay(page));
    let mut told = |what: &str| odd.push(what.to_owned());
    if len < SHORT && REFUSED.is_match(page.body) {
        told(
            "its text is that of an error or of a check for robots, and not of an article; fetch the page again or leave it out",
        );
    } else if is_consent {
        told("its text is a notice about cookies; save the page again after you have answered it");
    } else if is_paid {
        told(
            "its text breaks off where readers must pay or log in; save the page again from a subscription",
        );
    } else if is_list(page) {
        told("it is a list of articles and not one of them; save the pages it links to");
    } else if len < SHORT && len * BESIDE < all {
        told(
            "little of the page is text, the rest is menus and links; check that the article is in it",
        );
    } else if !page.is_described && !has_sentence(page) {
        told("no running text is in it, only short lines; check that the article is in it");
    }
    odd.extend(page.several.told());
    if page.head.described.is_guessed {
        odd.push(GUESSED.to_owned());
    }
    odd.extend(unclosed(page.tokens).or_else(|| unended(page)));
    odd.extend(language(page.head));
    odd
}

/// Whether a sentence is among what was read, be it short.
fn has_sentence(page: &Page) -> bool {
    let blocks = &page.outline.blocks;
    page.chosen.iter().any(|&at| blocks[at].marks > 0 && blocks[at].len >= 30)
}

/// Whether the page says that readers must pay or log in to read on.
fn asks_to_pay(page: &Page) -> bool {
    let texts = page.tokens.iter().filter(|token| token.kind == TokenKind::Text);
    texts.into_iter().any(|token| PAID.is_match(&page.text[token.range.clone()]))
}

/// Whether a page is a list of headlines with links.
fn is_list(page: &Page) -> bool {
    let Outline { elements, blocks } = page.outline;
    let is_headline = |at: usize| matches!(elements[at].tag, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4);
    let teasers = blocks
        .iter()
        .filter(|block| is_headline(block.element) && block.linked * 2 > block.len)
        .count();
    let long = page.chosen.iter().filter(|&&at| blocks[at].len >= SHORT / 2).count();
    !page.head.is_article && teasers >= TEASERS && teasers > 2 * long
}

/// Says that a part of the page has no end and was therefore not read.
fn unclosed(tokens: &[Token]) -> Option<String> {
    let what = tokens.iter().find_map(|token| match &token.kind {
        TokenKind::Comment { is_open: true } => Some("comment"),
        TokenKind::Element { tag: Tag::Style, is_open: true, .. } => Some("style sheet"),
        TokenKind::Element { is_open: true, .. } => Some("script"),
        _ => None,
    })?;
    Some(format!(
        "a {what} in it has no end, and what follows is not read; check that the file is complete"
    ))
}

/// Says that a page has no end, as where a file was cut.
fn unended(page: &Page) -> Option<String> {
    let is_frame = |tag: Tag| matches!(tag, Tag::Html | Tag::Body);
    let has = |fits: &dyn Fn(&TokenKind) -> bool| page.tokens.iter().any(|token| fits(&token.kind));
    let begins = has(&|kind| matches!(kind, TokenKind::Start(tag) if is_frame(*tag)));
    let ends = has(&|kind| matches!(kind, TokenKind::End(tag) if is_frame(*tag)));
    (page.is_cut || (begins && !ends))
        .then(|| "the page has no end (</html>); check that the file is complete".to_owned())
}

/// What is told where it is not known which of the articles in JSON-LD is that of the page.
const GUESSED: &str = "it describes several articles in JSON-LD and does not say which is its own; title and date may be those of another, check them";

/// Says that a page is in another language than the rules.
fn language(head: &Head) -> Option<String> {
    let language = head.language.as_deref()?;
    let code = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_code =
        (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_code && !["en", "eng"].contains(&code.as_str())).then(|| {
        format!(
            "the page says that its language is \"{code}\"; rules for English find little in it"
        )
    })
}
