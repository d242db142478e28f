//! NITF: one article a document, or inside an item of NewsML-G2.

use super::blocks::paragraphs;
use super::document::{Document, Item};
use super::story::{Form, Story};
use super::tree::{Prefixes, Space, Tree};
use crate::corpus::reading::Reading;
use crate::corpus::{CorpusError, Format};
use crate::text::Article;
use std::ops::Range;

/// The article of a document.
pub(super) fn read(document: &Document<'_>) -> Vec<Reading> {
    let (items, prefixes, _) = document.items(&["nitf"]);
    let read = items.into_iter().map(|item| {
        let path = &document.source.container.path;
        match article(document, item, &prefixes) {
            Ok(Some(article)) => Reading::of(Format::Nitf, Ok(article)),
            Ok(None) => Reading::passed_over(Format::Nitf, path, "documents without text", 1),
            Err(error) => Reading::of(Format::Nitf, Err(error)),
        }
    });
    read.collect()
}

fn article(
    document: &Document<'_>,
    mut item: Item,
    prefixes: &Prefixes<'_>,
) -> Result<Option<Article>, CorpusError> {
    let is_whole = std::mem::replace(&mut item.is_whole, true);
    let tree = document.tree(&item, prefixes)?;
    let mut story = story(document, &tree, 0);
    if !is_whole {
        story.odd.push("the file ends before </nitf>; what is there is read".to_owned());
    }
    if story.body.is_empty() && story.title.is_none() {
        return Ok(None);
    }
    // The document is one article: its id without a number is that of the file.
    let alone = Item { number: 1, ..item };
    if story.id.is_none() {
        story.id = Some(document.source.container.stem.clone());
    }
    document.article(story, &alone).map(Some)
}

/// The parts of the article in the element `nitf`.
pub(super) fn story(document: &Document<'_>, tree: &Tree<'_>, nitf: usize) -> Story {
    let text = document.text();
    let content = tree.find(nitf, "body.content");
    let body = match content {
        Some(content) => match full_text(tree, content) {
            Some(block) => paragraphs(text, tree, block),
            None => paragraphs(text, tree, content),
        },
        None => Vec::new(),
    };
    Story {
        id: tree.find(nitf, "doc-id").and_then(|id| tree.attribute(id, "id-string")),
        outlet: outlet(tree, nitf),
        date: date(tree, nitf),
        order: None,
        title: title(tree, nitf),
        body,
        form: Form::Elements,
        odd: Vec::new(),
    }
}

/// The block that holds the whole text, where the first paragraph stands in a block of its own as well, as in the archive of
/// The New York Times.
fn full_text(tree: &Tree<'_>, content: usize) -> Option<usize> {
    let class = |block: usize| tree.attribute(block, "class");
    tree.children(content).find(|&block| class(block).is_some_and(|class| class == "full_text"))
}

fn title(tree: &Tree<'_>, nitf: usize) -> Option<Range<usize>> {
    let heads = ["hl1", "hedline"]
        .into_iter()
        .find_map(|local| tree.find(nitf, local).filter(|&head| tree.text(head).is_some()));
    let of_head = || {
        let head = tree.child(nitf, Space::Own, "head")?;
        tree.child(head, Space::Own, "title").filter(|&title| tree.text(title).is_some())
    };
    Some(tree.get(heads.or_else(of_head)?).inner.clone())
}

fn outlet(tree: &Tree<'_>, nitf: usize) -> Option<String> {
    let publication = tree.find(nitf, "pubdata").and_then(|at| tree.attribute(at, "name"));
    let holder = || {
        let rights = tree.find(nitf, "doc.copyright")?;
        tree.attribute(rights, "holder")
    };
    let distributor = || {
        let distributor = tree.find(nitf, "distributor")?;
        tree.text(distributor)
    };
    publication.or_else(distributor).or_else(holder)
}

/// When it was issued or printed; else the date of its dateline.
fn date(tree: &Tree<'_>, nitf: usize) -> Option<String> {
    let known = [
        ("date.issue", "norm"),
        ("date.release", "norm"),
        ("pubdata", "date.publication"),
        ("story.date", "norm"),
    ];
    let normal = known.into_iter().find_map(|(local, attribute)| {
        tree.find(nitf, local).and_then(|at| tree.attribute(at, attribute))
    });
    let normal = normal.map(|date| spelt(&date));
    let written = || tree.find(nitf, "story.date").and_then(|at| tree.text(at));
    normal.or_else(written)
}

/// A date such as `20160812T101500Z` with marks between its parts; another as it is.
fn spelt(date: &str) -> String {
    let digits = date.bytes().take_while(u8::is_ascii_digit).count();
    let (day, rest) = date.split_at(digits);
    let time = rest
        .strip_prefix('T')
        .filter(|time| time.len() >= 4 && time.bytes().take(4).all(|byte| byte.is_ascii_digit()));
    match (digits, time) {
        (8, Some(time)) => {
            format!("{}-{}-{}T{}:{}", &day[..4], &day[4..6], &day[6..], &time[..2], &time[2..4])
        }
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_without_marks_get_them() {
        assert_eq!(spelt("20160812T101500Z"), "2016-08-12T10:15");
        for same in ["20160812", "2016-08-12", "Aug. 11", "20160812T1", "20160812Tué12", ""] {
            assert_eq!(spelt(same), same);
        }
    }
}
