//! Files of rich text (RTF): an export of a press database, or one article. What is text in them is decided by
//! `text::encoding::rtf`.

use super::Format;
use super::press::{Part, Sheet, layout_of, readings};
use super::reading::Reading;
use super::source::Source;
use crate::text::encoding::rtf;

pub(super) use crate::text::encoding::rtf::is_rtf as is;

/// The articles of a file of rich text.
pub(super) fn read(source: &Source<'_>) -> Vec<Reading> {
    let sheet = Sheet::of_rtf(source.bytes);
    let mut read = match layout_of(&sheet.text) {
        Some(layout) => readings(source, &sheet, layout.format, (layout.parts)(&sheet.text)),
        None => readings(source, &sheet, Format::Rtf, vec![Part::whole(&sheet.text)]),
    };
    let mut odd = Vec::new();
    if sheet.is_open() {
        odd.push("it ends inside a group of RTF, as files do that were cut off; export it again if text is missing at the end".to_owned());
    }
    if let Some(page) = rtf::unknown_code_page(source.bytes) {
        odd.push(format!("its letters beyond ASCII are in {page}, and are read as windows-1252; save it in another format if they are wrong"));
    }
    let path = &source.container.path;
    let last = read.iter_mut().rev().find_map(|reading| reading.outcome.as_mut().ok());
    if let Some(article) = last {
        article.remarks.extend(odd.into_iter().map(|odd| format!("{path}: {odd}")));
    }
    read
}
