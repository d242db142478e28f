//! News in XML: feeds of RSS and Atom, items of NewsML-G2 and NITF. A document is read whole and cut into its items; each is
//! taken apart by itself, so that one that is broken costs no other. Entities that a document declares are never expanded, and
//! no address is fetched.

mod address;
mod blocks;
mod document;
mod escape;
mod feed;
mod newsml;
mod nitf;
mod scan;
mod story;
mod tree;

pub(super) use document::is_xml;
pub(super) use escape::unescape_xml;

use super::reading::{Omission, Reading};
use super::source::Source;
use super::{CorpusError, Format};
use document::{Document, Root};

/// The articles of an XML document, in order.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let failed = |error| vec![Reading { format: None, outcome: Err(Omission::Error(error)) }];
    let document = match Document::of(source) {
        Ok(document) => document,
        Err(error) => return failed(error),
    };
    let mut readings = match document.root() {
        Root::Rss => feed::read(&document, Format::Rss),
        Root::Atom => feed::read(&document, Format::Atom),
        Root::NewsMl => newsml::read(&document),
        Root::Nitf => nitf::read(&document),
        Root::Other(root) => {
            let path = source.container.path.clone();
            return failed(CorpusError::ForeignXml { path, root: root.to_owned() });
        }
    };
    if document.declares_entities
        && let Some(article) = readings.iter_mut().find_map(|read| read.outcome.as_mut().ok())
    {
        article.remarks.push(format!(
            "{}: it declares entities of its own, which are not expanded; where a text uses one, its name is left there, such as &name;",
            source.container.path
        ));
    }
    readings
}
