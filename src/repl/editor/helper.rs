//! What the line editor asks while a line is typed: what it looks like, what may stand at the cursor, what is hinted,
//! whether the entry goes on. The answers are made elsewhere, by pure functions.

use super::page;
use crate::repl::complete::{self, Candidate};
use crate::repl::highlight::painted;
use crate::repl::hint::hint;
use crate::repl::history::History;
use crate::repl::is_incomplete::{IncompleteCheck, indent};
use crate::repl::session_thread::Shared;
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

/// Lists of at most so many candidates say what each does.
const TOLD: usize = 24;

/// What is asked while a line is typed.
pub struct Typing {
    shared: Shared,
    history: Arc<Mutex<History>>,
    surface: Surface,
    incomplete: Arc<IncompleteCheck>,
    /// Columns of the prompt.
    prompt: usize,
    /// Whether an answer is typed and no entry.
    asked: bool,
}

impl Typing {
    /// Looks at what the session shares and at the history.
    pub fn new(shared: &Shared, history: Arc<Mutex<History>>, surface: Surface) -> Typing {
        Typing {
            shared: shared.clone(),
            history,
            surface,
            incomplete: Arc::default(),
            prompt: 0,
            asked: false,
        }
    }

    /// A line begins behind `prompt`; `asked`: it answers a question.
    pub fn begin(&mut self, prompt: &str, asked: bool) {
        self.prompt = prompt.width();
        self.asked = asked;
        self.incomplete.ask(asked);
    }

    /// What Enter does where the entry goes on.
    pub fn indenting(&self) -> Indenting {
        Indenting { shared: self.shared.clone(), incomplete: self.incomplete.clone() }
    }

    /// The columns left behind the end of `line`.
    fn room(&self, line: &str) -> usize {
        let width = page::width().unwrap_or(self.surface.width).max(1);
        let last = line.rsplit('\n').next().unwrap_or(line);
        let before = if last.len() == line.len() { self.prompt } else { 0 };
        width - (before + last.width()) % width - 1
    }
}

impl Helper for Typing {}

impl Completer for Typing {
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
        let found = complete::complete(&self.shared.symbols(), line, at);
        let told = found.candidates.len() <= TOLD;
        let widest = found.candidates.iter().map(|candidate| candidate.shown.width()).max();
        let width = page::width().unwrap_or(self.surface.width);
        let pair = |candidate: Candidate| Pair {
            display: match told && !candidate.about.is_empty() {
                true => told_of(&candidate, widest.unwrap_or(0), width),
                false => cut(&candidate.shown, width),
            },
            replacement: candidate.text,
        };
        Ok((found.start, found.candidates.into_iter().map(pair).collect()))
    }
}

/// What parts a candidate from what it does.
const GAP: &str = "  ";

fn told_of(candidate: &Candidate, widest: usize, width: usize) -> String {
    let fill = " ".repeat(widest.saturating_sub(candidate.shown.width()));
    cut(&format!("{}{fill}{GAP}{}", candidate.shown, candidate.about), width)
}

/// `text` on one line that leaves a margin in `width` columns.
fn cut(text: &str, width: usize) -> String {
    let mut columns = 0;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns + 3 <= width
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take_while(fits).collect()
}

/// A hint, painted by the editor.
pub struct Faint {
    shown: String,
    insert: Option<String>,
}

impl rustyline::hint::Hint for Faint {
    fn display(&self) -> &str {
        &self.shown
    }
    fn completion(&self) -> Option<&str> {
        self.insert.as_deref()
    }
}

impl Hinter for Typing {
    type Hint = Faint;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<Faint> {
        // This is asked for first of all once the terminal is the editor's: from here on texts may appear above.
        self.shared.notices.open();
        // Hints would be taken for what is typed where they cannot be faint.
        if self.asked || !self.surface.color {
            return None;
        }
        let earlier = |start: &str| {
            let history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
            history.continued(start).map(str::to_owned)
        };
        let found = hint(&self.shared.symbols(), line, at, self.room(line), earlier)?;
        Some(Faint { shown: found.shown, insert: found.insert })
    }
}

impl Highlighter for Typing {
    fn highlight<'l>(&self, line: &'l str, at: usize) -> Cow<'l, str> {
        match self.asked {
            true => Cow::Borrowed(line),
            false => Cow::Owned(painted(line, &self.shared.symbols(), at, &self.surface)),
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

    /// Any key may change the tone of what stands before it, and moving may change which brackets are marked.
    fn highlight_char(&self, line: &str, _: usize, kind: CmdKind) -> bool {
        match kind {
            CmdKind::MoveCursor => line.contains(['(', ')', '[', ']', '{', '}']),
            _ => !line.is_empty(),
        }
    }
}

impl Validator for Typing {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        if self.incomplete.check(context.input(), &self.shared.symbols()) {
            return Ok(ValidationResult::Incomplete);
        }
        // The line is done: what comes now waits for the next prompt, and Ctrl-C, which is a signal once the terminal is
        // given back, is meant for the entry.
        self.shared.notices.close();
        self.shared.activity.begin_entry();
        Ok(ValidationResult::Valid(None))
    }
}

/// Has the next line of an entry that goes on begin as deep as its brackets are.
pub struct Indenting {
    shared: Shared,
    incomplete: Arc<IncompleteCheck>,
}

impl ConditionalEventHandler for Indenting {
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
        // Without an indent the validator does as well.
        let incomplete =
            at_end && !indent.is_empty() && self.incomplete.check(line, &self.shared.symbols());
        incomplete.then(|| Cmd::Insert(1, format!("\n{indent}")))
    }
}
