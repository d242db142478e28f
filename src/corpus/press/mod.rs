//! Articles saved from the press databases: Nexis, Factiva, ProQuest, NewsBank, Europresse. A database prints the same
//! parts in each of its file formats, so that one file here finds the parts in a text, whether it came as text, rich
//! text or a document of Word: spans of the text, nothing copied. `sheet` is such a text with the way back to its bytes.

mod date;
mod draft;
mod europresse;
mod factiva;
mod factiva_plain;
mod label;
mod lines;
mod newsbank;
mod nexis;
mod nexis_uni;
mod page;
mod pages;
mod proquest;
pub(super) mod several;
mod sheet;

pub(super) use draft::Part;
pub(super) use pages::{is_page, read_page};
pub(super) use sheet::{Sheet, readings};

use super::Format;
use super::reading::Reading;
use super::source::Source;
use super::{CorpusError, Omission};
use lines::Line;

/// How the articles of a database are found in a text.
pub(super) struct Layout {
    /// Its format.
    pub format: Format,
    /// Whether a text, or the beginning of one, is of this layout.
    is: fn(&[Line<'_>]) -> bool,
    /// The parts of a whole text, in order.
    pub parts: fn(&str) -> Vec<Part>,
}

/// The layouts, in the order in which they are tried: one whose marks are rarer in other texts comes first.
const LAYOUTS: [Layout; 5] = [
    Layout { format: Format::ProQuest, is: proquest::is, parts: proquest::parts },
    Layout { format: Format::Nexis, is: nexis::is, parts: nexis::parts },
    Layout { format: Format::Factiva, is: factiva::is, parts: factiva::parts },
    Layout { format: Format::Europresse, is: europresse::is, parts: europresse::parts },
    Layout { format: Format::NewsBank, is: newsbank::is, parts: newsbank::parts },
];

/// The layout of a text, if it is from one of the databases.
pub(super) fn layout_of(text: &str) -> Option<&'static Layout> {
    let lines = lines::lines(text);
    LAYOUTS.iter().find(|layout| (layout.is)(&lines))
}

/// Whether a file of text begins as one saved from a database.
pub(super) fn is_text(sample: &[u8]) -> bool {
    sheet::sampled(sample).is_some_and(|text| layout_of(&text).is_some())
}

/// The articles of such a file.
pub(super) fn read_text(source: &Source<'_>) -> Vec<Reading> {
    let path = &source.container.path;
    match Sheet::of_text(source.bytes) {
        Err(error) => {
            let error = CorpusError::undecoded(path.clone(), error);
            vec![Reading { format: None, outcome: Err(Omission::Error(error)) }]
        }
        Ok(sheet) => match layout_of(&sheet.text) {
            Some(layout) => readings(source, &sheet, layout.format, (layout.parts)(&sheet.text)),
            None => vec![Reading::of(
                Format::Text,
                super::plain::article(source.bytes, source.container, source.options),
            )],
        },
    }
}
