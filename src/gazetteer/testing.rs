//! For tests only: the shipped tables as one gazetteer, and documents made of given sentences.

use super::{Gazetteer, GazetteerBuilder, Problem, Table};
use crate::text::testing::with_layout;
use crate::text::{Document, Layout, Region, RegionKind, Span};
use std::path::Path;
use std::sync::LazyLock;

/// The tables of the shipped packs, the conflict pack's first, and the problems in them.
pub(crate) static SHIPPED: LazyLock<(Gazetteer, Vec<Problem>)> = LazyLock::new(|| {
    let mut builder = GazetteerBuilder::new();
    let mut problems = Vec::new();
    for pack in ["conflict", "syria"] {
        let folder =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(pack).join("gazetteers");
        let entries = std::fs::read_dir(&folder).expect("the shipped pack has gazetteers");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
        files.sort();
        for file in files {
            let name = file.to_string_lossy().into_owned();
            if let Some(table) = Table::from_file_name(&name) {
                let text = std::fs::read_to_string(&file).expect("UTF-8");
                problems.extend(builder.add_table(table, &name, &text));
            }
        }
    }
    (builder.build(), problems)
});

/// A document with one region, and so one sentence, per given text; the first is a title if `title` is true. Each is
/// paired with the number of its paragraph.
pub(crate) fn document(sentences: &[(&str, u32)], title: bool) -> Document {
    let mut text = String::new();
    let mut layout = Layout::default();
    for (nth, (sentence, paragraph)) in sentences.iter().enumerate() {
        let start = text.len();
        text.push_str(sentence);
        let span = Span::new(start, text.len());
        let kind = if title && nth == 0 { RegionKind::Title } else { RegionKind::Body };
        if kind == RegionKind::Title {
            layout.title = Some(span);
        }
        layout.regions.push(Region { span, kind, paragraph: *paragraph });
        text.push('\n');
    }
    with_layout(&text, layout)
}

/// A document of one sentence.
pub(crate) fn sentence(text: &str) -> Document {
    document(&[(text, 0)], false)
}
