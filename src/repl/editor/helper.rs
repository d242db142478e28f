//! The line editor's callbacks while a line is typed: colours, completion, hints, and whether the entry is complete.
//! The answers come from pure functions in other modules.

use super::page;
use crate::legible;
use crate::repl::complete::{self, CompletionCandidate};
use crate::repl::highlight::painted;
use crate::repl::hint::hint;
use crate::repl::history::History;
use crate::repl::is_incomplete::{IncompleteCheck, indent};
use crate::repl::session_thread::SessionShared;
use crate::repl::surface::{Surface, Tone};
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Context, Event, EventContext, Helper, RepeatCount,
};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Lists of at most this many candidates show a description of each.
const MAX_DESCRIBED: usize = 24;

/// Answers the callbacks of rustyline.
pub struct LineHelper {
    shared: SessionShared,
    history: Arc<Mutex<History>>,
    surface: Surface,
    incomplete: Arc<IncompleteCheck>,
    /// Width of the prompt, in columns.
    prompt: usize,
    /// Whether the line answers a question and is not an entry.
    asked: bool,
}

impl LineHelper {
    /// Reads what the session shares, and the history.
    pub fn new(
        shared: &SessionShared,
        history: Arc<Mutex<History>>,
        surface: Surface,
    ) -> LineHelper {
        LineHelper {
            shared: shared.clone(),
            history,
            surface,
            incomplete: Arc::default(),
            prompt: 0,
            asked: false,
        }
    }

    /// Starts a line after `prompt`; `asked`: the line answers a question.
    pub fn begin(&mut self, prompt: &str, asked: bool) {
        self.prompt = prompt.width();
        self.asked = asked;
        self.incomplete.ask(asked);
    }

    /// The handler of Enter for entries that are not complete.
    pub fn indent_on_enter(&self) -> IndentOnEnter {
        IndentOnEnter { shared: self.shared.clone(), incomplete: self.incomplete.clone() }
    }

    /// The columns left after the end of `line` in its last row.
    fn columns_left(&self, line: &str) -> usize {
        let width = page::width().unwrap_or(self.surface.width).max(1);
        let last = line.rsplit('\n').next().unwrap_or(line);
        let before = if last.len() == line.len() { self.prompt } else { 0 };
        width - (before + last.width()) % width - 1
    }
}

impl Helper for LineHelper {}

impl Completer for LineHelper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        if self.asked {
            return Ok((at, Vec::new()));
        }
        let mut found = complete::complete(&self.shared.symbols(), line, at);
        // What is completed is written to the line as it is.
        found.candidates.retain(|candidate| !candidate.text.contains(acts));
        let described = found.candidates.len() <= MAX_DESCRIBED;
        let widest = found.candidates.iter().map(|candidate| candidate.shown.width()).max();
        let width = page::width().unwrap_or(self.surface.width);
        let pair = |candidate: CompletionCandidate| Pair {
            display: match described && !candidate.about.is_empty() {
                true => candidate_line(&candidate, widest.unwrap_or(0), width),
                false => truncated(&candidate.shown, width),
            },
            replacement: candidate.text,
        };
        Ok((found.start, found.candidates.into_iter().map(pair).collect()))
    }
}

/// Separates a candidate from its description.
const GAP: &str = "  ";

fn candidate_line(candidate: &CompletionCandidate, widest: usize, width: usize) -> String {
    let fill = " ".repeat(widest.saturating_sub(candidate.shown.width()));
    truncated(&format!("{}{fill}{GAP}{}", candidate.shown, candidate.about), width)
}

/// `text` on one line, cut so that a margin is left in `width` columns.
fn truncated(text: &str, width: usize) -> String {
    let mut columns = 0;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns + 3 <= width
    };
    legible::line(text).chars().take_while(fits).collect()
}

/// Whether a character of a line acts on the terminal when it is shown.
fn acts(c: char) -> bool {
    legible::is_hidden(c) && !matches!(c, '\n' | '\t' | '\u{200c}' | '\u{200d}')
}

/// A hint after the cursor.
pub struct InlineHint {
    shown: String,
    insert: Option<String>,
}

impl rustyline::hint::Hint for InlineHint {
    fn display(&self) -> &str {
        &self.shown
    }
    fn completion(&self) -> Option<&str> {
        self.insert.as_deref()
    }
}

impl Hinter for LineHelper {
    type Hint = InlineHint;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<InlineHint> {
        // rustyline calls this first once it controls the terminal: from here on notices may be printed above the
        // prompt.
        self.shared.notices.open();
        // Without colours a hint would look like typed text.
        if self.asked || !self.surface.color {
            return None;
        }
        let earlier = |start: &str| {
            let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
            history.continued(start).map(str::to_owned)
        };
        let found = hint(&self.shared.symbols(), line, at, self.columns_left(line), earlier)?;
        Some(InlineHint { shown: found.shown, insert: found.insert })
    }
}

impl Highlighter for LineHelper {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        match self.asked {
            true => Cow::Owned(line.replace(acts, "")),
            false => {
                // A pasted line may hold what controls the terminal; it is left out of what is shown.
                let shown = line.replace(acts, "");
                let at = at.min(shown.len());
                Cow::Owned(painted(&shown, &self.shared.symbols(), at, &self.surface))
            }
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(self.surface.paint(Tone::Faint, hint))
    }

    fn highlight_candidate<'c>(&self, candidate: &'c str, _: CompletionType) -> Cow<'c, str> {
        match candidate.split_once(GAP) {
            Some((name, about)) => {
                let about = self.surface.paint(Tone::Faint, format!("{GAP}{about}"));
                Cow::Owned(format!("{}{about}", self.surface.paint(Tone::Name, name)))
            }
            None => Cow::Borrowed(candidate),
        }
    }

    /// Any key may change the colour of the text before it, and moving the cursor may change which brackets are
    /// marked.
    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        match kind {
            CmdKind::MoveCursor => line.contains(['(', ')', '[', ']', '{', '}']),
            _ => !line.is_empty(),
        }
    }
}

impl Validator for LineHelper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        if self.incomplete.check(context.input(), &self.shared.symbols()) {
            return Ok(ValidationResult::Incomplete);
        }
        // The line is complete. Notices now wait for the next prompt, and Ctrl-C (a signal again once the terminal
        // leaves raw mode) applies to the entry.
        self.shared.notices.close();
        self.shared.activity.begin_entry();
        Ok(ValidationResult::Valid(None))
    }
}

/// Indents the next line of an incomplete entry by the depth of its open brackets.
pub struct IndentOnEnter {
    shared: SessionShared,
    incomplete: Arc<IncompleteCheck>,
}

impl ConditionalEventHandler for IndentOnEnter {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let line = context.line();
        let at_end = line[context.pos()..].trim().is_empty();
        let indent = indent(line);
        // Without an indent the validator's own line break is enough.
        let incomplete =
            at_end && !indent.is_empty() && self.incomplete.check(line, &self.shared.symbols());
        incomplete.then(|| Cmd::Insert(1, format!("\n{indent}")))
    }
}
