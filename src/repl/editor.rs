//! The terminal front end: reads and edits lines, sends them to the session, prints the replies (long ones through a
//! pager). Only this module and its children name rustyline, and only they print for the session. `helper` answers
//! the line editor's callbacks, `history_adapter` gives it the history, `page` is the pager, `plain` reads lines on a
//! terminal without any abilities (`TERM=dumb`). Called by `cmd`.

mod helper;
mod history_adapter;
mod page;
mod plain;
mod terminal;

use super::history::History;
use super::interrupt::{self, InterruptEvent};
use super::reply::{Reply, ReplyEnd};
use super::session_thread::{Answer, SessionHandler, SessionShared, SessionThread};
use super::surface::{Surface, Tone};
use crate::legible;
use helper::LineHelper;
use history_adapter::HistoryAdapter;
use rustyline::error::ReadlineError;
use rustyline::{
    Cmd, ColorMode, CompletionType, Config, Editor, EventHandler, ExternalPrinter, KeyCode,
    KeyEvent, Modifiers,
};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use terminal::{Terminal, say, write};

/// How a session at a terminal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditorExit {
    /// The user left.
    Left,
    /// It could not start; the reason.
    Failed(String),
}

/// Runs a session at the terminal until the user leaves. `start` creates the session on the thread on which it will
/// run; `interrupt` is the flag that ends what runs in it; `surface` says whether there are colours.
///
/// # Errors
/// The terminal cannot be read or written, or the session thread stopped unexpectedly.
pub fn run<S: SessionHandler>(
    start: impl FnOnce() -> Result<(S, Reply), String> + Send + 'static,
    interrupt: Arc<AtomicBool>,
    history: Arc<Mutex<History>>,
    surface: Surface,
) -> io::Result<EditorExit> {
    let shared = SessionShared::new(interrupt);
    let plain = plain::is_plain().then(Arc::<plain::TypedLine>::default);
    let typed = plain.clone();
    interrupt::listen(shared.activity.clone(), shared.interrupt.clone(), move |news| {
        match (news, &typed) {
            (InterruptEvent::StillRunning(1), _) => {
                say(&format!("{STILL_STOPPING} once more ends the session{WORK_LOST}"))
            }
            (InterruptEvent::StillRunning(more), _) => {
                say(&format!("{STILL_STOPPING} {more} times more ends the session{WORK_LOST}"))
            }
            (InterruptEvent::AtPrompt, Some(typed)) => typed.give_up(),
            (InterruptEvent::AtPrompt, None) => {}
        }
    })?;
    let (session, first) = match SessionThread::start(start, &shared, surface, page::width)? {
        Ok(started) => started,
        Err(why) => return Ok(EditorExit::Failed(why)),
    };
    shared.activity.end_entry();
    let terminal = Terminal { session, shared, history, surface, plain: plain.is_some() };
    terminal.show_history_error();
    terminal.show(&first)?;
    match plain {
        Some(typed) => plain::lines(&terminal, first, &typed)?,
        None => lines(&terminal, first)?,
    }
    Ok(EditorExit::Left)
}

const STILL_STOPPING: &str = "\nstill stopping; Ctrl-C";
const WORK_LOST: &str = ", and unsaved work is lost";

/// Reads lines with keys, colours and hints until the user leaves.
fn lines(terminal: &Terminal, first: Answer) -> io::Result<()> {
    let mut editor = editor(terminal).map_err(plain_error)?;
    let printer = editor.create_external_printer();
    let delivery = printer.ok().map(|mut printer| {
        let notices = terminal.shared.notices.clone();
        std::thread::spawn(move || {
            notices.deliver(|text| {
                // The terminal is closed or closing: nothing can be printed.
                let _ = printer.print(legible::block(&text, true).into_owned());
            });
        })
    });
    let done = edit_lines(terminal, &mut editor, first);
    let rest = terminal.shared.notices.end();
    // The delivery thread may be blocked on a text that the terminal never took. It is not joined: the process ends
    // without it.
    drop(delivery);
    write(&rest)?;
    done
}

fn edit_lines(
    terminal: &Terminal,
    editor: &mut Editor<LineHelper, HistoryAdapter>,
    first: Answer,
) -> io::Result<()> {
    let mut now = first;
    // Whether the open question is the one whether to leave.
    let mut leaving = false;
    while now.reply.end != ReplyEnd::Leave {
        let asked = now.reply.end == ReplyEnd::Ask;
        if let Some(typing) = editor.helper_mut() {
            typing.begin(&now.prompt, asked);
        }
        terminal.shared.activity.end_entry();
        let styled = terminal.surface.paint(Tone::Strong, &now.prompt);
        let line = editor.readline(&(now.prompt.as_str(), styled.as_str()));
        terminal.shared.notices.close();
        now = match line {
            Ok(entry) if !asked && entry.trim().is_empty() => continue,
            Ok(entry) => terminal.answer(&entry, asked)?,
            Err(ReadlineError::Interrupted) => {
                if terminal.shared.busy.load(Ordering::SeqCst) {
                    terminal.shared.interrupt.store(true, Ordering::SeqCst);
                }
                match asked {
                    true => terminal.answer("", true)?,
                    false => continue,
                }
            }
            // A second Ctrl-D at the question whether to leave means yes.
            Err(ReadlineError::Eof) if asked && leaving => terminal.answer("yes", true)?,
            Err(ReadlineError::Eof) if asked => terminal.answer("", true)?,
            Err(ReadlineError::Eof) => {
                let answer = terminal.leave()?;
                leaving = true;
                now = answer;
                continue;
            }
            Err(error) => return Err(plain_error(error)),
        };
        leaving = false;
    }
    Ok(())
}

fn editor(terminal: &Terminal) -> rustyline::Result<Editor<LineHelper, HistoryAdapter>> {
    let color = if terminal.surface.color { ColorMode::Enabled } else { ColorMode::Disabled };
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .color_mode(color)
        .bell_style(rustyline::config::BellStyle::None)
        .tab_stop(4)
        .build();
    let mut editor = Editor::with_history(config, HistoryAdapter(terminal.history.clone()))?;
    let typing = LineHelper::new(&terminal.shared, terminal.history.clone(), terminal.surface);
    let indent = typing.indent_on_enter();
    editor.set_helper(Some(typing));
    let enter = KeyEvent(KeyCode::Enter, Modifiers::NONE);
    editor.bind_sequence(enter, EventHandler::Conditional(Box::new(indent)));
    // Alt-Enter always inserts a line break.
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    Ok(editor)
}

fn plain_error(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
