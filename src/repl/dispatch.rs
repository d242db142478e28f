//! Dispatches an entry: to a command, to Rhai, or to the question that is open.

use super::command::{self, CommandId, find, usage};
use super::commands;
use super::entries;
use super::refusal::Refusal;
use super::reply::{Reply, ReplyEnd};
use super::session::{PendingQuestion, Session};
use super::show::duration;
use super::surface::Tone;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// The function of a command: takes the session and the text after the command's name.
type CommandFunction = fn(&mut Session, &str) -> Result<Reply, Refusal>;

fn function(id: CommandId) -> CommandFunction {
    match id {
        CommandId::Help => commands::help::help,
        CommandId::Corpus => commands::corpus::corpus,
        CommandId::Load => commands::corpus::load,
        CommandId::Reload => commands::corpus::reload,
        CommandId::Watch => commands::corpus::watch,
        CommandId::Rules => commands::rules::rules,
        CommandId::Run => commands::rules::run,
        CommandId::Events => commands::events::events,
        CommandId::Code => commands::code::code,
        CommandId::Show => commands::events::show,
        CommandId::Why => commands::why::why,
        CommandId::Whynot => commands::why::whynot,
        CommandId::Tokens => commands::tokens::tokens,
        CommandId::Test => commands::rules::test,
        CommandId::Diff => commands::rules::diff,
        CommandId::Baseline => commands::rules::baseline,
        CommandId::Accept => commands::gold::accept,
        CommandId::Reject => commands::gold::reject,
        CommandId::Miss => commands::gold::miss,
        CommandId::Gold => commands::gold::gold,
        CommandId::Score => commands::gold::score,
        CommandId::Misses => commands::gold::misses,
        CommandId::Profile => commands::rules::profile,
        CommandId::Time => time,
        CommandId::Save => commands::save::save,
        CommandId::Undo => commands::rules::undo,
        CommandId::Export => commands::session::export,
        CommandId::Set => commands::session::set,
        CommandId::History => commands::session::history,
        CommandId::Quit => commands::session::quit,
    }
}

impl Session {
    /// Runs an entry: Rhai, a `:command`, or the answer to an open question.
    pub fn eval(&mut self, entry: &str) -> Reply {
        self.interrupt.store(false, Ordering::Relaxed);
        if let Some(pending) = self.pending.take() {
            let reply = self.answer(&pending, entry);
            return self.harmless(reply);
        }
        let began = Instant::now();
        let entry = &unprompted(entry);
        let entry = entry.trim();
        if let Some(reply) = self.run_several(entry) {
            return reply;
        }
        let mut reply = match entry.strip_prefix(':') {
            _ if entry.is_empty() => Reply::default(),
            Some(line) => run(self, line),
            None => match command::bare(entry, &self.names.symbols) {
                Some(line) => run(self, line),
                None => self.rhai(entry),
            },
        };
        self.refresh_symbols();
        if self.view.settings.timing && !entry.is_empty() {
            let time = format!("{}\n", duration(began.elapsed()));
            reply.text.push_str(&self.view.surface.paint(Tone::Faint, time));
        }
        self.harmless(reply)
    }

    /// The reply without control characters, which names and messages may have from packs, articles or typing.
    pub(in crate::repl) fn harmless(&self, reply: Reply) -> Reply {
        Reply { text: self.view.surface.harmless(reply.text), ..reply }
    }

    /// Runs the entries of pasted text that has several, until one fails; `None` if it is one entry.
    fn run_several(&mut self, entry: &str) -> Option<Reply> {
        let has_command = entry.lines().skip(1).any(|line| line.trim_start().starts_with(':'));
        if !entry.contains('\n') || (!has_command && self.input.syntax.parses(entry)) {
            return None;
        }
        let entries = entries::split(entry, &self.input.syntax);
        if entries.len() < 2 {
            return None;
        }
        let mut all = Reply::default();
        for entry in entries {
            let reply = self.eval(&entry);
            all.text.push_str(&reply.text);
            all.end = reply.end;
            if all.end != ReplyEnd::Fine {
                break;
            }
        }
        Some(all)
    }

    fn answer(&mut self, pending: &PendingQuestion, answer: &str) -> Reply {
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => (pending.on_yes)(self),
            "" | "n" | "no" => Reply::fine("nothing was done"),
            _ => Reply::fine("that is neither yes nor no; nothing was done"),
        }
    }
}

/// The entry without the prompts before its lines, if it was copied from a session.
fn unprompted(entry: &str) -> String {
    let bare = |line: &str| {
        let rest = line.strip_prefix("dateline> ").or_else(|| line.strip_prefix("........> "));
        rest.unwrap_or(line).to_owned()
    };
    entry.split('\n').map(bare).collect::<Vec<_>>().join("\n")
}

/// Runs the command on `line`, whose colon was removed. Several pasted at once, one a line, run one by one until one
/// fails.
fn run(session: &mut Session, line: &str) -> Reply {
    let lines: Vec<&str> = line.lines().filter(|line| !line.trim().is_empty()).collect();
    if lines.len() > 1 && lines[1..].iter().all(|line| line.trim_start().starts_with(':')) {
        let mut all = Reply::default();
        for line in lines {
            let reply = run_line(session, line.trim().trim_start_matches(':'));
            all.text.push_str(&reply.text);
            all.end = reply.end;
            if all.end != ReplyEnd::Fine {
                break;
            }
        }
        return all;
    }
    run_line(session, line)
}

fn run_line(session: &mut Session, line: &str) -> Reply {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let lower = name.to_lowercase();
    let name = match lower.as_str() {
        "" | "?" | "h" => "help",
        "q" | "exit" => "quit",
        name => name,
    };
    let done = find(name).and_then(|command| {
        match command.arguments.is_empty() && !rest.trim().is_empty() {
            true => Err(Refusal::new(format!(":{} takes no arguments", command.name), "")),
            false => (function(command.id))(session, rest.trim()),
        }
    });
    done.unwrap_or_else(|refusal| refusal.reply(&session.view.surface))
}

/// `:time ENTRY`
fn time(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    if line.is_empty() {
        return Err(usage("time"));
    }
    let begun = Instant::now();
    let mut reply = session.eval(line);
    let time = format!("{}\n", duration(begun.elapsed()));
    reply.text.push_str(&session.view.surface.paint(Tone::Faint, time));
    Ok(reply)
}
