//! Commands that explain: why an event has its attributes, why a rule has no event in a sentence.

use crate::coder::{Report, SentenceReport};
use crate::event::Event;
use crate::repl::command::{usage, words};
use crate::repl::corpus_queries::{CorpusQueries, TYPED_TEXT};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show;
use crate::repl::surface::{Surface, Tone};
use crate::sink::safe;

/// `:why EVENT`; after `:code` without an event, for all events of the text.
pub fn why(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let text = match &names[..] {
        [] => typed_events(session)?,
        [name] if name == TYPED_TEXT && session.article(name).is_err() => typed_events(session)?,
        [name] => {
            let event = session.event(name)?;
            match CorpusQueries::is_typed(&event) {
                true => typed_event(session, &event)?,
                false => corpus_event(session, &event)?,
            }
        }
        _ => return Err(usage("why")),
    };
    Ok(Reply::fine(text))
}

fn corpus_event(session: &mut Session, event: &Event) -> Result<String, Refusal> {
    let index = session.article(&event.article.id)?;
    let mut live = session.corpus.live.borrow_mut();
    let sentence = event.evidence.sentence as usize;
    let report = live.explain(index, Some(&event.rule), Some(sentence));
    let attributes = live.basis(index, &event.id);
    drop(live);
    let rules = report.sentences.into_iter().flat_map(|sentence| sentence.rules);
    let conditions = rules.filter(|rule| rule.rule == event.rule).flat_map(|rule| rule.lines);
    let conditions: Vec<String> = conditions.collect();
    Ok(explained(&session.view.surface, event, &attributes, &conditions))
}

fn explained(
    surface: &Surface,
    event: &Event,
    attributes: &[crate::coder::AttributeBasis],
    conditions: &[String],
) -> String {
    let mut text = show::record::record(surface, event, attributes);
    if !conditions.is_empty() {
        text.push_str("\n  how its rule matched\n");
        conditions.iter().for_each(|line| text.push_str(&condition(surface, line)));
    }
    text
}

/// All events of the text that was coded last, explained.
fn typed_events(session: &mut Session) -> Result<String, Refusal> {
    let coded = session.typed_text().ok_or_else(|| usage("why"))?;
    if coded.events.is_empty() {
        return Err(Refusal::new(
            "no rule has an event in the text",
            ":whynot RULE explains why a rule has none",
        ));
    }
    let surface = session.view.surface;
    let each = coded.events.iter().zip(&coded.bases);
    let records =
        each.map(|(event, basis)| explained(&surface, event, &basis.attributes, &basis.conditions));
    Ok(records.collect::<Vec<_>>().join("\n"))
}

/// One event of that text.
fn typed_event(session: &mut Session, event: &Event) -> Result<String, Refusal> {
    let coded = session.typed_text().ok_or_else(|| usage("why"))?;
    let at = coded.events.iter().position(|known| known.id == event.id);
    let basis = at.and_then(|at| coded.bases.get(at)).ok_or_else(|| usage("why"))?;
    Ok(explained(&session.view.surface, event, &basis.attributes, &basis.conditions))
}

/// A line about a part of a rule's conditions, coloured by whether the part matched.
fn condition(surface: &Surface, line: &str) -> String {
    let tone = match line.chars().next() {
        Some('+') => Tone::Added,
        Some('-') => Tone::Removed,
        _ => return show::hanging(surface, &format!("    {}", safe(line))),
    };
    let (sign, rest) = line.split_at(1);
    let indent = rest.len() - rest.trim_start().len();
    let narrow = Surface { width: surface.width.saturating_sub(5), ..*surface };
    let body = show::hanging(&narrow, &format!("{}{}", " ".repeat(indent), safe(rest)));
    let mut text = String::new();
    for (at, line) in body.lines().enumerate() {
        let sign = if at == 0 { surface.paint(tone, sign) } else { " ".to_owned() };
        text.push_str(&format!("    {sign}{line}\n"));
    }
    text
}

/// `:whynot RULE ARTICLE:SENTENCE`, `:whynot ARTICLE:SENTENCE`; after `:code` also `:whynot RULE`.
pub fn whynot(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let typed = session.corpus.queries.borrow().typed().is_some();
    let (rule, place) = match &names[..] {
        [place, rule] if session.rule_id(place).is_err() && session.rule_id(rule).is_ok() => {
            (Some(rule), Some(place))
        }
        [rule, place] => (Some(rule), Some(place)),
        [rule] if session.rule_id(rule).is_ok() && typed => (Some(rule), None),
        [place] if session.rule_id(place).is_ok() => {
            let help =
                format!("after :code TEXT the rule alone is enough; {}", usage("whynot").help);
            return Err(Refusal::new(usage("whynot").message, help));
        }
        // Not a sentence: more likely a mistyped rule, which the message then names.
        [rule] if typed && !rule.contains(':') => {
            session.rule_id(rule)?;
            (Some(rule), None)
        }
        [place] => (None, Some(place)),
        [] if typed => (None, None),
        _ => return Err(usage("whynot")),
    };
    let rule = rule.map(|rule| session.rule_id(rule)).transpose()?;
    let report = match place {
        None => outside(session, rule.as_deref(), None)?,
        Some(place) => match typed_sentence(session, place)? {
            Some(sentence) => outside(session, rule.as_deref(), Some(sentence))?,
            None => {
                let (index, sentence) = session.sentence(place)?;
                let mut live = session.corpus.live.borrow_mut();
                live.explain(index, rule.as_deref(), Some(sentence))
            }
        },
    };
    let near = report.sentences.iter();
    Ok(Reply::fine(
        near.map(|sentence| near_rules(&session.view.surface, &report, sentence))
            .collect::<String>(),
    ))
}

/// The sentence of the typed text that `place` names: `text:2`; `None` where it names an article of the corpus.
fn typed_sentence(session: &Session, place: &str) -> Result<Option<usize>, Refusal> {
    let number = place.strip_prefix(TYPED_TEXT).and_then(|rest| rest.strip_prefix(':'));
    let known = session.corpus.queries.borrow().typed().is_some();
    let Some(number) = number.filter(|_| known && session.article(TYPED_TEXT).is_err()) else {
        return Ok(None);
    };
    let help = format!("its sentences are {TYPED_TEXT}:1, {TYPED_TEXT}:2 and so on");
    let parsed = number.parse().ok().filter(|&number: &usize| number > 0);
    parsed.map(Some).ok_or_else(|| Refusal::new(format!("{place:?} names no sentence"), help))
}

/// Why rules fire or not on the typed text.
fn outside(session: &Session, rule: Option<&str>, only: Option<usize>) -> Result<Report, Refusal> {
    let article = session.corpus.queries.borrow().typed().cloned();
    let article = article.ok_or_else(|| usage("whynot"))?;
    let mut live = session.corpus.live.borrow_mut();
    let report = live.explain_outside(article, rule, only);
    match only {
        Some(number) if number > report.count => Err(Refusal::new(
            format!("there is no sentence {number} in {TYPED_TEXT}: it has {}", report.count),
            "",
        )),
        _ => Ok(report),
    }
}

fn near_rules(surface: &Surface, report: &Report, sentence: &SentenceReport) -> String {
    let at = format!("{}:{}", safe(&report.article), sentence.number);
    let mut text = format!("{}\n", surface.paint(Tone::Strong, at));
    text.push_str(&show::wrapped(surface, 2, &safe(&sentence.text)));
    text.push('\n');
    if sentence.furniture {
        text.push_str("  page furniture: not coded\n");
    }
    if sentence.rules.is_empty() {
        text.push_str("  no rule's required words occur here\n");
    }
    for rule in &sentence.rules {
        let note = match (&rule.skip_reason, rule.fires) {
            (Some(reason), _) => format!("matched, but {}", safe(reason)),
            (None, true) => "fires".to_owned(),
            (None, false) => "does not fire".to_owned(),
        };
        let id = surface.paint(Tone::Name, safe(&rule.rule));
        text.push_str(&format!("  {id} {note}\n"));
        rule.lines.iter().for_each(|line| text.push_str(&condition(surface, line)));
    }
    text
}
