//! The terminal: lines are edited and brought to the session, replies shown, long ones through a pager. Here and below
//! alone rustyline is named, and here alone the session prints. `helper` is what the line editor asks while a line is typed,
//! `past` its view of the history, `page` the pager, `plain` a terminal that can do nothing. Called by `cmd`.

mod helper;
mod history_adapter;
mod page;
mod plain;
mod terminal;

use super::history::History;
use super::interrupt::{self, InterruptNews};
use super::reply::{End, Reply};
use super::session_thread::{Answer, SessionHandler, SessionThread, Shared};
use super::surface::{Surface, Tone};
use helper::Typing;
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
pub enum Ended {
    /// The user left.
    Left,
    /// It could not begin; why.
    Failed(String),
}

/// Holds a session at the terminal until the user leaves. `start` makes the session on the thread it will live on;
/// `interrupt` is the flag that ends what runs in it; `surface` says whether there are colours.
///
/// # Errors
/// The terminal cannot be read or written, or the session thread stopped unexpectedly.
pub fn run<S: SessionHandler>(
    start: impl FnOnce() -> Result<(S, Reply), String> + Send + 'static,
    interrupt: Arc<AtomicBool>,
    history: Arc<Mutex<History>>,
    surface: Surface,
) -> io::Result<Ended> {
    let shared = Shared::new(interrupt);
    let plain = plain::is_plain().then(Arc::<plain::Typed>::default);
    let typed = plain.clone();
    interrupt::listen(shared.activity.clone(), shared.interrupt.clone(), move |news| {
        match (news, &typed) {
            (InterruptNews::Patience(1), _) => {
                say(&format!("{PATIENCE} once more ends the session{LOSS}"))
            }
            (InterruptNews::Patience(more), _) => {
                say(&format!("{PATIENCE} {more} times more ends the session{LOSS}"))
            }
            (InterruptNews::AtPrompt, Some(typed)) => typed.give_up(),
            (InterruptNews::AtPrompt, None) => {}
        }
    })?;
    let (session, first) = match SessionThread::start(start, &shared, surface, page::width)? {
        Ok(started) => started,
        Err(why) => return Ok(Ended::Failed(why)),
    };
    shared.activity.end_entry();
    let terminal = Terminal { session, shared, history, surface, plain: plain.is_some() };
    terminal.tell_trouble();
    terminal.show(&first)?;
    match plain {
        Some(typed) => plain::lines(&terminal, first, &typed)?,
        None => lines(&terminal, first)?,
    }
    Ok(Ended::Left)
}

const PATIENCE: &str = "\nstill stopping; Ctrl-C";
const LOSS: &str = ", and unsaved work is lost";

/// Reads lines with keys, colours and hints until the user leaves.
fn lines(terminal: &Terminal, first: Answer) -> io::Result<()> {
    let mut editor = editor(terminal).map_err(plain_error)?;
    let printer = editor.create_external_printer();
    let delivery = printer.ok().map(|mut printer| {
        let notices = terminal.shared.notices.clone();
        std::thread::spawn(move || {
            notices.deliver(|text| {
                // The terminal is gone, or going: nothing can be shown.
                let _ = printer.print(text);
            });
        })
    });
    let done = converse(terminal, &mut editor, first);
    let rest = terminal.shared.notices.end();
    // A text that the terminal never took keeps the usher; the process ends without it.
    drop(delivery);
    write(&rest)?;
    done
}

fn converse(
    terminal: &Terminal,
    editor: &mut Editor<Typing, HistoryAdapter>,
    first: Answer,
) -> io::Result<()> {
    let mut now = first;
    // Whether the question that is open is the one whether to leave.
    let mut leaving = false;
    while now.reply.end != End::Leave {
        let asked = now.reply.end == End::Ask;
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
            // At the question whether to leave, leaving once more is an answer.
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

fn editor(terminal: &Terminal) -> rustyline::Result<Editor<Typing, HistoryAdapter>> {
    let color = if terminal.surface.color { ColorMode::Enabled } else { ColorMode::Disabled };
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .color_mode(color)
        .bell_style(rustyline::config::BellStyle::None)
        .tab_stop(4)
        .build();
    let mut editor = Editor::with_history(config, HistoryAdapter(terminal.history.clone()))?;
    let typing = Typing::new(&terminal.shared, terminal.history.clone(), terminal.surface);
    let indent = typing.indenting();
    editor.set_helper(Some(typing));
    let enter = KeyEvent(KeyCode::Enter, Modifiers::NONE);
    editor.bind_sequence(enter, EventHandler::Conditional(Box::new(indent)));
    // A new line whatever Enter would do.
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    Ok(editor)
}

fn plain_error(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
