//! A mistake in a pack, reported so that its author can correct it: where, what, and what to do. Faults are values that
//! are collected; none of them ends a run.

use crate::legible::{Excerpt, brief, cut, kept_part};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde::{Deserialize, Serialize};

/// A mistake in a pack. Lines and columns count from 1; columns are in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fault {
    /// The pack's name.
    pub pack: String,
    /// The rule's id, where one is at fault.
    pub rule: Option<String>,
    /// The file inside the pack.
    pub file: Option<String>,
    /// The line in that file.
    pub line: Option<usize>,
    /// The column in that line.
    pub column: Option<usize>,
    /// The text of that line; of a long line the part around the column.
    pub source_line: Option<String>,
    /// How many characters of that line are left out before this part.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub skipped: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The article on which it occurred, for faults of a running closure.
    pub article: Option<String>,
    /// How often it occurred again on the same article.
    #[serde(default, skip_serializing_if = "is_never")]
    pub more: u64,
    /// The rules that cannot be loaded because of it, where they depend on what is at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes: Vec<String>,
}

/// Whether a number is left out of JSON.
pub(crate) fn is_zero(count: &usize) -> bool {
    *count == 0
}

fn is_never(more: &u64) -> bool {
    *more == 0
}

impl Fault {
    /// A fault without a line, of a pack or a file. A long message is cut.
    pub fn of(pack: &str, file: Option<&str>, message: &str, help: &str) -> Fault {
        Fault {
            pack: pack.to_owned(),
            file: file.map(str::to_owned),
            message: cut(message).into_owned(),
            help: cut(help).into_owned(),
            ..Fault::default()
        }
    }

    /// The same fault with a place in `text`, the text of its file.
    pub fn at(mut self, text: &str, line: Option<usize>, column: Option<usize>) -> Fault {
        self.line = line;
        self.column = column;
        match line.and_then(|line| text.lines().nth(line.saturating_sub(1))) {
            Some(line) => self.keep(line.trim_end()),
            None => self.source_line = None,
        }
        self
    }

    /// The same fault at a place in a file of which this is the line; for files with many faults.
    pub fn at_line(mut self, source_line: &str, line: usize, column: usize) -> Fault {
        (self.line, self.column) = (Some(line), Some(column));
        self.keep(source_line.trim_end());
        self
    }

    /// Keeps the line, or of a long one the part around the column.
    fn keep(&mut self, source_line: &str) {
        let (part, skipped) = kept_part(source_line, self.column.unwrap_or(1).saturating_sub(1));
        (self.source_line, self.skipped) = (Some(part.to_owned()), skipped);
    }

    /// The fault without its article and how often it occurred there; faults that are equal then are shown once.
    pub fn without_article(&self) -> Fault {
        Fault { article: None, more: 0, ..self.clone() }
    }

    /// The fault as a person reads it: title, place, the line with a caret, what to do.
    pub fn render(&self, color: bool) -> String {
        self.render_to(color, 140)
    }

    /// [`Fault::render`], fitted to `width` columns.
    pub fn render_to(&self, color: bool, width: usize) -> String {
        self.render_as(Level::ERROR, color, width)
    }

    fn render_as(&self, level: Level<'_>, color: bool, width: usize) -> String {
        let path = match &self.file {
            // Input typed at a prompt is not a file of a pack.
            Some(file) if *file == self.pack => brief(file).into_owned(),
            Some(file) => format!("{}/{}", brief(&self.pack), brief(file)),
            None => brief(&self.pack).into_owned(),
        };
        let title = match &self.rule {
            Some(rule) => format!("rule {}: {}", brief(rule), brief(&self.message)),
            None => brief(&self.message).into_owned(),
        };
        let body = Group::with_title(level.primary_title(title.as_str()));
        let place = SourcePlace {
            path: &path,
            line: self.line,
            column: self.column,
            source_line: self.source_line.as_deref(),
            skipped: self.skipped,
            marked: self.caret(),
        };
        let body = body.elements(place.elements());
        let mut groups = vec![body];
        let seen = self.article.as_deref().map(|article| seen_in(article, self.more));
        if let Some(seen) = &seen {
            groups.push(Group::with_title(Level::NOTE.secondary_title(seen.as_str())));
        }
        let takes = self.dependents_note(width);
        if let Some(takes) = &takes {
            groups.push(Group::with_title(Level::NOTE.secondary_title(takes.as_str())));
        }
        if !self.help.is_empty() {
            groups.push(Group::with_title(Level::HELP.secondary_title(brief(&self.help))));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(width).render(&groups).to_string()
    }

    /// All rules that cannot be loaded because of it, in lines of `width` columns.
    fn dependents_note(&self, width: usize) -> Option<String> {
        let (last, others) = self.takes.split_last()?;
        let mut text = match others.is_empty() {
            true => "it prevents one rule from loading:".to_owned(),
            false => format!("it prevents {} rules from loading:", self.takes.len()),
        };
        let mut column = text.len() + "note: ".len();
        for (id, end) in others.iter().map(|id| (id, ",")).chain([(last, "")]) {
            let id = brief(id);
            let wide = id.chars().count() + 2;
            let separator = if column + wide > width { "\n" } else { " " };
            column = if separator == "\n" { "note: ".len() + wide } else { column + wide };
            text.push_str(&format!("{separator}{id}{end}"));
        }
        Some(text)
    }

    /// The bytes of the source line under the caret: the word at the column.
    fn caret(&self) -> std::ops::Range<usize> {
        let text = self.source_line.as_deref().unwrap_or_default();
        let column = self.column.unwrap_or(1).saturating_sub(1).saturating_sub(self.skipped);
        let start = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
        let word = text[start..].find(|c: char| !c.is_alphanumeric() && c != '_');
        let len = word.unwrap_or(text.len() - start);
        let one = text[start..].chars().next().map_or(0, char::len_utf8);
        start..start + len.max(one)
    }
}

/// A place in a file as it is shown below a message.
pub struct SourcePlace<'a> {
    /// The file.
    pub path: &'a str,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1, in characters.
    pub column: Option<usize>,
    /// The line's text, or a part of it.
    pub source_line: Option<&'a str>,
    /// How many characters of the line are left out before this part.
    pub skipped: usize,
    /// The bytes of the part that are marked.
    pub marked: std::ops::Range<usize>,
}

impl<'a> SourcePlace<'a> {
    /// The path with line and column, and the line with its mark, where there is one.
    pub fn elements(self) -> Vec<Element<'a>> {
        let (Some(line), Some(text)) = (self.line, self.source_line) else {
            return vec![Origin::path(self.path).into()];
        };
        let excerpt = Excerpt::of(text, self.skipped, self.marked);
        let snippet = Snippet::source(excerpt.text)
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(excerpt.marked));
        if excerpt.has_true_columns {
            return vec![snippet.path(self.path).into()];
        }
        // The library would count the column in what is shown.
        let origin = Origin::path(self.path).line(line).char_column(self.column.unwrap_or(1));
        vec![origin.into(), snippet.into()]
    }
}

/// The note on the article in which a fault occurred, and how often. An article made from an example is named by its rule.
fn seen_in(article: &str, more: u64) -> String {
    let article = &*brief(article);
    let times = match more {
        0 => String::new(),
        more => format!(", {} times", more + 1),
    };
    match article.rsplit_once(" example ") {
        Some((rule, number)) if number.parse::<usize>().is_ok() => {
            format!("in example {number} of rule {rule}{times}")
        }
        _ => format!("in article {article}{times}"),
    }
}

/// A warning: something in a pack that works but is often a mistake, such as a kind that nobody declares.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Notice(pub Fault);

impl Notice {
    /// What it is about. Of notices with equal subjects one is shown, also when a rule has moved to another line.
    pub fn subject(&self) -> String {
        self.0.message.split(", and").next().unwrap_or_default().to_owned()
    }

    /// The notice in one line: what, and what to do.
    pub fn line(&self) -> String {
        format!("{}; {}", self.0.message, self.0.help)
    }

    /// The notice as a person reads it, fitted to `width` columns.
    pub fn render_to(&self, color: bool, width: usize) -> String {
        self.0.render_as(Level::WARNING, color, width)
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn the_caret_is_under_the_word() {
        let fault = Fault {
            rule: Some("truce/told".into()),
            ..Fault::of("mine", Some("truce.rhai"), "no function `stm`", "did you mean `stem`?")
        }
        .at("let a = 1;\nlet b = stm(\"x\");\n", Some(2), Some(9));
        let shown = fault.render(false);
        assert!(shown.contains("mine/truce.rhai:2:9"), "{shown}");
        assert!(shown.contains("        ^^^"), "{shown}");
        assert!(shown.contains("help: did you mean `stem`?"), "{shown}");
    }

    #[test]
    fn positions_out_of_range_do_not_panic() {
        for column in [None, Some(0), Some(99)] {
            let fault = Fault::of("p", Some("f"), "m", "").at("é", Some(1), column);
            assert!(fault.render(false).contains("m"));
        }
        assert!(Fault::of("p", None, "m", "h").render(true).contains("m"));
    }
}
