//! A finding: what is wrong with a pack, where, why, what to do, and for the safe ones the change that does it.

use super::code::{LintCode, Severity};
use super::file::PackFile;
use crate::legible::{brief, cut, kept_part};
use crate::script::Fault;
use crate::script::fault::{SourcePlace, is_zero};
use annotate_snippets::{Group, Level, Renderer};
use serde::Serialize;
use std::ops::Range;

/// A replacement of some bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Edit {
    /// The first byte, counted in the file as it is on disk.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What replaces them.
    pub text: String,
}

/// Something about a pack that is wrong or probably wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// What kind of finding it is.
    pub code: &'static LintCode,
    /// The code's name.
    pub name: &'static str,
    /// Whether it fails the check.
    pub severity: Severity,
    /// The pack's name.
    pub pack: String,
    /// The rule's id, where the finding is about one.
    pub rule: Option<String>,
    /// The file inside the pack.
    pub file: Option<String>,
    /// The line in that file, from 1.
    pub line: Option<usize>,
    /// The column in that line, from 1, in characters.
    pub column: Option<usize>,
    /// One past the last column of what is marked, on the same line.
    pub end_column: Option<usize>,
    /// The text of that line; of a long line the part around the column.
    pub source_line: Option<String>,
    /// How many characters of that line are left out before this part.
    #[serde(skip_serializing_if = "is_zero")]
    pub skipped: usize,
    /// What is wrong, and why.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The change that corrects it without changing any event, where there is one.
    pub fix: Option<Edit>,
}

impl Finding {
    /// A finding about a pack as a whole.
    pub fn of(code: &'static LintCode, pack: &str, message: String, help: &str) -> Finding {
        Finding {
            code,
            name: code.name,
            severity: code.severity(),
            pack: pack.to_owned(),
            rule: None,
            file: None,
            line: None,
            column: None,
            end_column: None,
            source_line: None,
            skipped: 0,
            message: cut(&message).into_owned(),
            help: cut(help).into_owned(),
            fix: None,
        }
    }

    /// The same finding at these bytes of a file's text; what is beyond the first line is not marked.
    pub fn at(mut self, file: &PackFile, bytes: Range<usize>) -> Finding {
        let place = file.place(bytes.start);
        let end = bytes.end.min(file.line(place.line).end).max(bytes.start);
        let wide = file.text.get(bytes.start..end).unwrap_or_default().chars().count();
        self.file = Some(file.path.clone());
        (self.line, self.column) = (Some(place.line), Some(place.column));
        self.end_column = Some(place.column + wide.max(1));
        self.keep(file.line_text(place.line));
        self
    }

    /// Keeps the text of the line, or of a long one the part around the column.
    pub fn keep(&mut self, source_line: &str) {
        let (part, skipped) = kept_part(source_line, self.column.unwrap_or(1).saturating_sub(1));
        (self.source_line, self.skipped) = (Some(part.to_owned()), skipped);
    }

    /// The same finding with the change that corrects it: these bytes of the file's text are replaced.
    pub fn fixed_by(mut self, file: &PackFile, bytes: Range<usize>, text: &str) -> Finding {
        let (start, end) = (bytes.start + file.mark, bytes.end + file.mark);
        self.fix = Some(Edit { start, end, text: text.to_owned() });
        self
    }

    /// The same finding, about this rule.
    pub fn about(mut self, rule: &str) -> Finding {
        self.rule = Some(rule.to_owned());
        self
    }

    /// A fault or notice of loading as a finding.
    pub fn from_fault(code: &'static LintCode, fault: &Fault) -> Finding {
        let mut finding = Finding::of(code, &fault.pack, fault.message.clone(), &fault.help);
        (finding.rule, finding.file) = (fault.rule.clone(), fault.file.clone());
        (finding.line, finding.column) = (fault.line, fault.column);
        finding.end_column = fault.column.map(|column| column + 1);
        (finding.source_line, finding.skipped) = (fault.source_line.clone(), fault.skipped);
        finding
    }

    /// The order in which findings are shown: by pack, file and place.
    pub fn order(&self) -> impl Ord + use<> {
        let place = (self.line, self.column, self.code.id, self.rule.clone());
        (self.pack.clone(), self.file.clone(), place, self.message.clone())
    }

    /// The finding as a person reads it, fitted to `width` columns: title, place, the line with a caret, what to do.
    pub fn render_to(&self, color: bool, width: usize) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let path = match &self.file {
            Some(file) => format!("{}/{}", brief(&self.pack), brief(file)),
            None => brief(&self.pack).into_owned(),
        };
        let title = match &self.rule {
            Some(rule) => format!("rule {}: {}", brief(rule), brief(&self.message)),
            None => brief(&self.message).into_owned(),
        };
        let body = Group::with_title(level.primary_title(title.as_str()).id(self.code.id));
        let source_line = self.source_line.as_deref();
        let place = SourcePlace {
            path: &path,
            line: self.line,
            column: self.column,
            source_line,
            skipped: self.skipped,
            marked: self.marked(source_line.unwrap_or_default()),
        };
        let body = body.elements(place.elements());
        let mut groups = vec![body];
        if !self.help.is_empty() {
            groups.push(Group::with_title(Level::HELP.secondary_title(brief(&self.help))));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(width).render(&groups).to_string()
    }

    /// The bytes of the source line under the caret.
    fn marked(&self, text: &str) -> Range<usize> {
        let byte = |column: Option<usize>| {
            let index = column.unwrap_or(1).saturating_sub(1).saturating_sub(self.skipped);
            text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
        };
        let start = byte(self.column);
        start..byte(self.end_column).max(start)
    }
}
