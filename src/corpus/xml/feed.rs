//! Feeds: RSS of all versions, RDF among them, and Atom. The text of an entry is its whole content where the feed has it,
//! else its summary, else its title.

use super::address::joined;
use super::blocks::paragraphs;
use super::document::{Document, Item};
use super::story::{Form, Story, form_of};
use super::tree::{Prefixes, Space, Tree, attribute};
use crate::corpus::column_order::order_of;
use crate::corpus::reading::Reading;
use crate::corpus::{CorpusError, Format};
use std::ops::Range;

/// Of which sort the text of an entry is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fullness {
    Content,
    Summary,
    Title,
}

/// A summary is shorter than this, in bytes; feeds put whole articles into the same element.
const SUMMARY: usize = 1_500;

/// The articles of a feed, in order.
pub(super) fn read(document: &Document<'_>, format: Format) -> Vec<Reading> {
    let (items, prefixes, is_closed) = document.items(&["item", "entry"]);
    let channel = channel(document, &items, &prefixes);
    let (mut readings, mut fullness) = (Vec::new(), Vec::new());
    let path = &document.source.container.path;
    let entries: Vec<_> =
        items.iter().map(|item| entry(document, item, &prefixes, channel.as_deref())).collect();
    let stories = entries.iter().flatten().filter_map(|(story, _)| story.as_ref());
    let dates = stories.filter_map(|story| story.date.as_deref());
    let (order, told_order) = order_of(dates, path, document.source.options);
    for (item, entry) in items.iter().zip(entries) {
        match entry {
            Ok((Some(story), full)) => {
                let article = document.article(Story { order, ..story }, item);
                fullness.extend(article.is_ok().then_some(full));
                readings.push(Reading::of(format, article));
            }
            Ok((None, _)) => {
                readings.push(Reading::passed_over(format, path, "entries without text", 1));
            }
            Err(error) => readings.push(Reading::of(format, Err(error))),
        }
    }
    if !is_closed && items.last().is_none_or(|item| item.is_whole) {
        readings.push(document.broken_off(format));
    } else if items.is_empty() {
        let error = CorpusError::Empty { path: path.clone(), line: None };
        readings.push(Reading::of(format, Err(error)));
    }
    if let Some(article) = readings.iter_mut().find_map(|read| read.outcome.as_mut().ok()) {
        article.remarks.extend(told_fullness(&fullness).map(|told| format!("{path}: {told}")));
        article.remarks.extend(told_order);
    }
    readings
}

/// What to say of a feed that does not hold its articles.
fn told_fullness(fullness: &[Fullness]) -> Option<String> {
    let count = |wanted| fullness.iter().filter(|full| **full == wanted).count();
    let (summaries, titles) = (count(Fullness::Summary), count(Fullness::Title));
    let what = match (summaries, titles) {
        (0, 0) => return None,
        (0, titles) => format!("{titles} of its {} entries have only a title", fullness.len()),
        (summaries, 0) => {
            format!("{summaries} of its {} entries have only a summary", fullness.len())
        }
        (summaries, titles) => format!(
            "{summaries} of its {} entries have only a summary, and {titles} only a title",
            fullness.len()
        ),
    };
    Some(format!("{what}; to code whole articles, fetch the pages that it links to and read those"))
}

/// The name of the feed: the title of its channel, which may stand before or behind the entries.
fn channel(document: &Document<'_>, items: &[Item], prefixes: &Prefixes<'_>) -> Option<String> {
    let text = document.text();
    let first = items.first().map_or(text.len(), |item| item.range.start);
    let last = items.last().map_or(first, |item| item.range.end);
    [document.content_start()..first, last..text.len()].into_iter().find_map(|range| {
        let tree = Tree::of(text, range, prefixes)?;
        let mut next = 0;
        while next < tree.len() {
            match tree.get(next).local {
                "channel" => next += 1,
                "title" if tree.get(next).space == Space::Own => return tree.text(next),
                _ => next = tree.behind(next),
            }
        }
        None
    })
}

/// The parts of an entry; without a story where it has neither text nor title.
fn entry(
    document: &Document<'_>,
    item: &Item,
    prefixes: &Prefixes<'_>,
    channel: Option<&str>,
) -> Result<(Option<Story>, Fullness), CorpusError> {
    let tree = document.tree(item, prefixes)?;
    let own = |local: &str| tree.child(0, Space::Own, local);
    let title = own("title").or_else(|| tree.child(0, Space::Dublin, "title"));
    let title = title.map(|title| tree.get(title).inner.clone());
    let source = own("source").and_then(|source| match tree.child(source, Space::Own, "title") {
        Some(title) => tree.text(title),
        None => tree.text(source),
    });
    let mut story = Story {
        id: id(&tree, attribute(document.root_tag(), "xml:base")),
        outlet: source.or_else(|| channel.map(str::to_owned)),
        date: date(&tree),
        title: title.clone(),
        ..Story::default()
    };
    for (number, fullness) in bodies(&tree) {
        let (form, body) = body(document, &tree, number);
        if !document.has_text(&body, form) {
            continue;
        }
        let is_long = body.iter().map(Range::len).sum::<usize>() > SUMMARY;
        let fullness = if is_long { Fullness::Content } else { fullness };
        (story.form, story.body) = (form, body);
        return Ok((Some(story), fullness));
    }
    let has_title = title.is_some_and(|title| document.has_text(&[title], Form::Plain));
    Ok((has_title.then_some(story), Fullness::Title))
}

/// The elements that may hold the text of an entry, the fullest first.
fn bodies(tree: &Tree<'_>) -> Vec<(usize, Fullness)> {
    let known = [
        (Space::Content, "encoded", Fullness::Content),
        (Space::Own, "content", Fullness::Content),
        (Space::Own, "body", Fullness::Content),
        (Space::Atom, "content", Fullness::Content),
        (Space::Own, "description", Fullness::Summary),
        (Space::Own, "summary", Fullness::Summary),
        (Space::Atom, "summary", Fullness::Summary),
        (Space::Dublin, "description", Fullness::Summary),
        (Space::Dublin, "abstract", Fullness::Summary),
    ];
    let found = known
        .into_iter()
        .filter_map(|(space, local, fullness)| Some((tree.child(0, space, local)?, fullness)));
    found.collect()
}

/// How a text is written, and where it is. One of several elements, as in XHTML, has a range for each paragraph.
fn body(document: &Document<'_>, tree: &Tree<'_>, number: usize) -> (Form, Vec<Range<usize>>) {
    let text = document.text();
    let (form, range) = form_of(text, tree.get(number).inner.clone());
    match form {
        Form::Elements if !tree.inside(number).is_empty() => (form, paragraphs(text, tree, number)),
        form => (form, vec![range]),
    }
}

/// The address of an entry's page; else what names the entry in the feed. `base` is the address that the feed's links count
/// from.
fn id(tree: &Tree<'_>, base: Option<String>) -> Option<String> {
    let is_address = |text: &String| text.starts_with("http://") || text.starts_with("https://");
    let links = || tree.children(0).filter(|&at| tree.is(at, Space::Own, "link"));
    let original = tree.children(0).find(|&at| tree.get(at).local == "origLink");
    let of_atom = links().find(|&link| {
        tree.attribute(link, "rel").is_none_or(|rel| rel == "alternate")
            && tree.attribute(link, "href").is_some()
    });
    let name = ["guid", "id"].into_iter().find_map(|local| tree.child(0, Space::Own, local));
    let name = name.and_then(|at| tree.text(at));
    original
        .and_then(|at| tree.text(at))
        .or_else(|| name.clone().filter(is_address))
        .or_else(|| links().find_map(|link| tree.text(link)))
        .or_else(|| {
            let link = of_atom?;
            let bases = [base, tree.attribute(0, "xml:base"), tree.attribute(link, "xml:base")];
            let base =
                bases.into_iter().flatten().fold(String::new(), |base, next| joined(&base, &next));
            Some(joined(&base, &tree.attribute(link, "href")?))
        })
        .or(name)
        .or_else(|| tree.attribute(0, "rdf:about"))
}

/// When an entry was published; when it was changed, only where nothing else is said.
fn date(tree: &Tree<'_>) -> Option<String> {
    let known = [
        (Space::Own, "pubDate"),
        (Space::Own, "published"),
        (Space::Own, "issued"),
        (Space::Dublin, "date"),
        (Space::Dublin, "issued"),
        (Space::Dublin, "created"),
        (Space::Own, "created"),
        (Space::Atom, "published"),
        (Space::Own, "updated"),
        (Space::Own, "modified"),
        (Space::Dublin, "modified"),
        (Space::Atom, "updated"),
    ];
    known
        .into_iter()
        .find_map(|(space, local)| tree.child(0, space, local).and_then(|at| tree.text(at)))
}
