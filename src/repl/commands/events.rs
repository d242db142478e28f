//! Commands that list events, show them in their article and explain them.

use crate::event::Event;
use crate::repl::command::{usage, words};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::article::DisplayedSentence;
use crate::repl::show::{self, counted};
use crate::repl::surface::{Surface, Tone};
use crate::script::console::{ArticleSelector, CorpusAccess, EventFilter};
use std::sync::Arc;

/// `:events [KIND | RULE | ARTICLE]...`
pub fn events(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let mut wanted = EventFilter::default();
    for name in words(line)? {
        if session.symbols().kinds.contains(&name) {
            wanted.kind = Some(name);
        } else if let Ok(id) = session.rule_id(&name) {
            wanted.rule = Some(id);
        } else if let Ok(index) = session.article(&name) {
            wanted.article = Some(ArticleSelector::Number(index + 1));
        } else {
            return Err(match session.rule_id(&name) {
                Err(refusal) if refusal.message.starts_with("several packs") => refusal,
                _ => unknown_name(session, &name),
            });
        }
    }
    let found = session.corpus.queries.borrow_mut().events(&wanted)?;
    Ok(list(session, found))
}

fn unknown_name(session: &Session, name: &str) -> Refusal {
    let symbols = session.symbols();
    let names = symbols.kinds.iter().chain(symbols.rules.iter()).chain(symbols.articles.iter());
    let help = match crate::suggest::suggest(name, names.map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => {
            format!(
                "kinds are {}; :rules lists rules, articles() articles",
                symbols.kinds.join(", ")
            )
        }
    };
    Refusal::new(format!("{name:?} is not a kind, rule or article"), help)
}

/// Shows a list and remembers it, so that events can be named by their number.
fn list(session: &mut Session, found: Vec<Arc<Event>>) -> Reply {
    if found.is_empty() {
        return Reply::fine("no event");
    }
    let rows = session.view.settings.rows;
    let shown = &found[..found.len().min(rows)];
    let mut text = show::events::events(&session.view.surface, shown, 1);
    let count = match found.len() > rows {
        true => format!(
            "{rows} of {}; :set rows {} shows all",
            counted(found.len(), "event"),
            found.len()
        ),
        false => counted(found.len(), "event"),
    };
    text.push_str(&session.view.surface.paint(Tone::Faint, count));
    session.view.listed = found;
    Reply::fine(text)
}

/// `:show ARTICLE`
pub fn show(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let [name] = &names[..] else { return Err(usage("show")) };
    // `:show seed-003:12` means that article.
    let name = match session.sentence(name) {
        Ok((index, _)) => (index + 1).to_string(),
        Err(_) => name.clone(),
    };
    let index = session.article(&name)?;
    let (head, sentences, events) =
        session.corpus.live.borrow_mut().at(index, move |shard, number| {
            let document = shard.documents()[number as usize].clone();
            let head = crate::repl::corpus_queries::headline(&document);
            let shown = |(at, sentence): (usize, &crate::text::Sentence)| DisplayedSentence {
                number: at + 1,
                text: sentence.span.cut(document.text()).to_owned(),
                start: sentence.span.start,
                furniture: !sentence.kind.is_coded(),
            };
            let sentences: Vec<DisplayedSentence> =
                document.sentences().iter().enumerate().map(shown).collect();
            (head, sentences, shard.events(number))
        });
    session.view.listed = events.into_iter().map(Arc::new).collect();
    let mut text =
        show::article::article(&session.view.surface, &head, &sentences, &session.view.listed);
    let count = format!("\n{}\n", counted(session.view.listed.len(), "event"));
    text.push_str(&session.view.surface.paint(Tone::Faint, count));
    Ok(Reply::fine(text))
}

/// `:why EVENT`
pub fn why(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let [name] = &names[..] else { return Err(usage("why")) };
    let event = session.event(name)?;
    let index = session.article(&event.article.id)?;
    let mut live = session.corpus.live.borrow_mut();
    let rule = live.coder().rules().iter().find(|rule| rule.id == event.rule).cloned();
    let sentence = event.evidence.sentence as usize;
    let report = live.explain(index, Some(&event.rule), Some(sentence));
    drop(live);
    let mut text = show::record::record(&session.view.surface, &event, rule.as_ref());
    let rules = report.sentences.iter().flat_map(|sentence| &sentence.rules);
    for rule in rules.filter(|rule| rule.rule == event.rule) {
        text.push_str("\n  how its rule matched\n");
        for line in &rule.lines {
            text.push_str(&explained(session, line));
        }
    }
    Ok(Reply::fine(text))
}

/// A line of an explanation, coloured by whether the part matched.
fn explained(session: &Session, line: &str) -> String {
    let tone = match line.chars().next() {
        Some('+') => Tone::Added,
        Some('-') => Tone::Removed,
        _ => {
            return show::hanging(
                &session.view.surface,
                &format!("    {}", crate::sink::safe(line)),
            );
        }
    };
    let (sign, rest) = line.split_at(1);
    let indent = rest.len() - rest.trim_start().len();
    let narrow =
        Surface { width: session.view.surface.width.saturating_sub(5), ..session.view.surface };
    let body =
        show::hanging(&narrow, &format!("{}{}", " ".repeat(indent), crate::sink::safe(rest)));
    let mut text = String::new();
    for (at, line) in body.lines().enumerate() {
        let sign = if at == 0 { session.view.surface.paint(tone, sign) } else { " ".to_owned() };
        text.push_str(&format!("    {sign}{line}\n"));
    }
    text
}

/// `:whynot RULE ARTICLE:SENTENCE`, `:whynot ARTICLE:SENTENCE`
pub fn whynot(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let (rule, place) = match &names[..] {
        [place, rule] if session.rule_id(place).is_err() && session.rule_id(rule).is_ok() => {
            (Some(rule), place)
        }
        [rule, place] => (Some(rule), place),
        [place] if session.rule_id(place).is_ok() => return Err(usage("whynot")),
        [place] => (None, place),
        _ => return Err(usage("whynot")),
    };
    let rule = rule.map(|rule| session.rule_id(rule)).transpose()?;
    let (index, sentence) = session.sentence(place)?;
    let report = session.corpus.live.borrow_mut().explain(index, rule.as_deref(), Some(sentence));
    let mut text = String::new();
    for sentence in &report.sentences {
        let at = format!("{}:{}", crate::sink::safe(&report.article), sentence.number);
        text.push_str(&format!("{}\n", session.view.surface.paint(Tone::Strong, at)));
        text.push_str(&show::wrapped(&session.view.surface, 2, &crate::sink::safe(&sentence.text)));
        text.push('\n');
        if sentence.furniture {
            text.push_str("  page furniture: not coded\n");
        }
        if sentence.rules.is_empty() {
            text.push_str("  no rule's required words occur here\n");
        }
        for rule in &sentence.rules {
            let note = match (&rule.skip_reason, rule.fires) {
                (Some(reason), _) => format!("matched, but {}", crate::sink::safe(reason)),
                (None, true) => "fires".to_owned(),
                (None, false) => "does not fire".to_owned(),
            };
            let id = session.view.surface.paint(Tone::Name, crate::sink::safe(&rule.rule));
            text.push_str(&format!("  {id} {note}\n"));
            for line in &rule.lines {
                text.push_str(&explained(session, line));
            }
        }
    }
    Ok(Reply::fine(text))
}
