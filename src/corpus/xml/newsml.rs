//! NewsML-G2: news items with their text in NITF, XHTML or plain, alone or in a news message. Items of other sorts (packages,
//! concepts, plans) hold no news, and items of pictures and films no text.

use super::blocks::paragraphs;
use super::document::{Document, Item, NEWSML_ITEMS};
use super::nitf;
use super::story::{Form, Story, form_of};
use super::tree::{Prefixes, Space, Tree};
use crate::corpus::reading::Reading;
use crate::corpus::{CorpusError, Format};

/// The articles of a document, in order.
pub(super) fn read(document: &Document<'_>) -> Vec<Reading> {
    let (items, prefixes, is_closed) = document.items(&NEWSML_ITEMS);
    let path = &document.source.container.path;
    let passed_over = |what| Reading::passed_over(Format::NewsMl, path, what, 1);
    let read = items.iter().map(|item| match one(document, item, &prefixes) {
        Ok(Ok(story)) => Reading::of(Format::NewsMl, document.article(story, item)),
        Ok(Err(what)) => passed_over(what),
        Err(error) => Reading::of(Format::NewsMl, Err(error)),
    });
    let mut readings: Vec<Reading> = read.collect();
    if !is_closed && items.last().is_none_or(|item| item.is_whole) {
        readings.push(document.broken_off(Format::NewsMl));
    } else if items.is_empty() {
        readings.push(passed_over("messages without items"));
    }
    readings
}

/// The story of an item, or what it is that is passed over.
fn one(
    document: &Document<'_>,
    item: &Item,
    prefixes: &Prefixes<'_>,
) -> Result<Result<Story, &'static str>, CorpusError> {
    let tree = document.tree(item, prefixes)?;
    match tree.get(0).local {
        "newsItem" => {}
        "packageItem" => return Ok(Err("packages of items")),
        "planningItem" => return Ok(Err("plans of coverage")),
        "catalogItem" => return Ok(Err("catalogues")),
        _ => return Ok(Err("concepts and other knowledge")),
    }
    let Some(mut story) = content(document, &tree) else {
        let is_packed = |at| tree.attribute(at, "encoding").is_some();
        let data = tree.find(0, "contentSet").and_then(|set| tree.find(set, "inlineData"));
        return Ok(Err(match data.is_some_and(is_packed) {
            true => "news items whose content is packed (base64), which is not read",
            false => "news items without text",
        }));
    };
    let meta = |local: &str| tree.find(0, local);
    let headline = meta("headline").filter(|&at| tree.text(at).is_some());
    if let Some(headline) = headline {
        story.title = Some(tree.get(headline).inner.clone());
    }
    let dates = ["contentCreated", "firstCreated", "versionCreated"].into_iter();
    story.date = dates.filter_map(meta).find_map(|at| tree.text(at)).or(story.date);
    story.outlet = outlet(&tree).or(story.outlet);
    story.id = tree.attribute(0, "guid").or(story.id);
    if tree.find(0, "pubStatus").and_then(|at| tree.attribute(at, "qcode")).is_some_and(is_void) {
        story.odd.push(
            "its status says that it was cancelled or withheld; it is read all the same".to_owned(),
        );
    }
    Ok(Ok(story))
}

/// Whether a publication status takes an item back.
fn is_void(status: String) -> bool {
    ["canceled", "cancelled", "withheld"].iter().any(|void| status.ends_with(void))
}

/// The text of an item with what it says of itself; `None` if it has none.
fn content(document: &Document<'_>, tree: &Tree<'_>) -> Option<Story> {
    let set = tree.find(0, "contentSet")?;
    tree.children(set).find_map(|rendition| {
        let story = match tree.get(rendition).local {
            "inlineXML" => inline_xml(document, tree, rendition),
            "inlineData" => inline_data(document, tree, rendition)?,
            _ => return None,
        };
        document.has_text(&story.body, story.form).then_some(story)
    })
}

fn inline_xml(document: &Document<'_>, tree: &Tree<'_>, rendition: usize) -> Story {
    if let Some(nitf) = tree.find(rendition, "nitf") {
        return nitf::story(document, tree, nitf);
    }
    let text = document.text();
    let has_other = tree.children(rendition).any(|at| !is_text(tree.get(at).local));
    let body = tree.find(rendition, "body").or((!has_other).then_some(rendition));
    let body = body.map(|body| paragraphs(text, tree, body)).unwrap_or_default();
    Story { body, form: Form::Elements, ..Story::default() }
}

/// Whether an element is one that text is written in, of NITF or XHTML.
fn is_text(local: &str) -> bool {
    let known = [
        "html",
        "body",
        "body.content",
        "div",
        "p",
        "section",
        "article",
        "block",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "hl1",
        "hl2",
        "table",
        "blockquote",
        "span",
        "em",
        "strong",
        "a",
        "br",
    ];
    known.contains(&local)
}

/// Text inside the element itself; `None` if it is packed, or no text.
fn inline_data(document: &Document<'_>, tree: &Tree<'_>, rendition: usize) -> Option<Story> {
    let sort = tree.attribute(rendition, "contenttype").unwrap_or_default();
    let is_packed = tree.attribute(rendition, "encoding").is_some();
    if is_packed || !(sort.is_empty() || sort.starts_with("text/")) {
        return None;
    }
    let (form, range) = form_of(document.text(), tree.get(rendition).inner.clone());
    Some(Story { body: vec![range], form, ..Story::default() })
}

/// Who the news is from: its source, its provider, or the holder of its rights, by name if one is given.
fn outlet(tree: &Tree<'_>) -> Option<String> {
    let known = ["infoSource", "provider", "copyrightHolder"];
    let found = || known.into_iter().filter_map(|local| tree.find(0, local));
    let name = |at: usize| tree.child(at, Space::Own, "name").and_then(|name| tree.text(name));
    let code = |at: usize| {
        let code = tree.attribute(at, "qcode")?;
        code.rsplit(':').next().map(str::to_owned)
    };
    let given = |at: usize| tree.attribute(at, "literal");
    found()
        .find_map(name)
        .or_else(|| found().find_map(given))
        .or_else(|| found().find_map(code))
        .or_else(|| found().find_map(|at| tree.attribute(at, "uri")))
}
