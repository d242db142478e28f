//! Commands that list events and show them in their article.

use crate::event::Event;
use crate::repl::command::{usage, words};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::article::DisplayedSentence;
use crate::repl::show::{self, counted};
use crate::repl::surface::Tone;
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
pub(super) fn list(session: &mut Session, found: Vec<Arc<Event>>) -> Reply {
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
    session.corpus.queries.borrow_mut().forget_typed();
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
