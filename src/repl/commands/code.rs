//! `:code`: codes a text that is typed, with the rules of the moment.

use super::events::list;
use crate::coder::{ExplainedArticle, SentenceReport};
use crate::repl::command::usage;
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;
use std::sync::Arc;

/// At most this many rules that came near are named for a sentence.
const NEAR: usize = 5;

/// `:code TEXT`
pub fn code(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    if line.is_empty() {
        return Err(usage("code"));
    }
    let text = unquoted(line);
    let coded = session.corpus.queries.borrow_mut().code_text(text)?;
    let surface = session.view.surface;
    let faults = session.view.faults(&coded.faults);
    let notes = notes(&surface, &coded);
    let shown = match coded.events.is_empty() {
        true => nothing_found(&surface, &coded),
        false => {
            let events = coded.events.into_iter().map(Arc::new).collect();
            list(session, events).text
        }
    };
    Ok(Reply::fine(format!("{faults}{shown}{notes}")))
}

/// The text without the quotation marks around it, if there is one on either side and none inside.
fn unquoted(line: &str) -> &str {
    let inner = line.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|inner| !inner.contains('"')).unwrap_or(line)
}

fn notes(surface: &Surface, coded: &ExplainedArticle) -> String {
    let mut text = String::new();
    if coded.needs_date() {
        let note = "the text has no date, so days such as \"Tuesday\" are not resolved; begin it with one: 12 March 2024";
        text.push_str(&show::hanging(surface, note));
    }
    if let Some(hides) = coded.letters.hides() {
        text.push_str(&show::hanging(surface, &format!("the text is {hides}")));
    }
    surface.paint(Tone::Faint, text)
}

fn nothing_found(surface: &Surface, coded: &ExplainedArticle) -> String {
    let mut text = "no event\n".to_owned();
    for sentence in &coded.near {
        text.push_str(&near(surface, sentence));
    }
    let help = match coded.near.is_empty() {
        true => "  no rule's required words occur in it",
        false => "  :whynot RULE shows a rule part by part",
    };
    text.push_str(&surface.paint(Tone::Faint, format!("{help}\n")));
    text
}

fn near(surface: &Surface, sentence: &SentenceReport) -> String {
    let mut text = show::wrapped(surface, 2, &safe(&sentence.text));
    for rule in sentence.rules.iter().take(NEAR) {
        let why = match &rule.skip_reason {
            Some(reason) => format!("matched, but {}", safe(reason)),
            None => safe(&rule.lines.join("; ")),
        };
        let id = surface.paint(Tone::Name, safe(&rule.rule));
        text.push_str(&show::hanging(surface, &format!("    {id}: {why}")));
    }
    let more = sentence.rules.len().saturating_sub(NEAR);
    if more > 0 {
        text.push_str(&format!("    and {}\n", show::counted(more, "more rule")));
    }
    text
}
