//! `:tokens`: shows a sentence as patterns see it.

use crate::frame::ArticleContext;
use crate::pattern::{Entities, stem};
use crate::repl::command::{usage, words};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::{flush_right, table};
use crate::sink::safe;
use std::ops::Range;

/// The row of one token.
struct TokenRow {
    number: usize,
    word: String,
    stem: String,
    is: Vec<String>,
}

/// `:tokens ARTICLE:SENTENCE`
pub fn tokens(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let [place] = &names[..] else { return Err(usage("tokens")) };
    let (index, number) = session.sentence(place)?;
    let mut live = session.corpus.live.borrow_mut();
    let gazetteer = live.coder().gazetteer().clone();
    let rows = live.at(index, move |shard, at| {
        let document = shard.documents()[at as usize].clone();
        let tokens = document.sentences()[number - 1].tokens.clone();
        let notes = ArticleContext::new(document.clone(), gazetteer.clone());
        let mut rows: Vec<TokenRow> = tokens
            .clone()
            .map(|token| {
                let folded = document.folded(token);
                TokenRow {
                    number: token - tokens.start + 1,
                    word: document.surface(token).to_owned(),
                    stem: stem::stem(&folded),
                    is: Vec::new(),
                }
            })
            .collect();
        let mut note = |found: Vec<Range<usize>>, what: &dyn Fn(&Range<usize>) -> String| {
            for range in found {
                let description = what(&range);
                let more = range.len() > 1;
                for (at, token) in range.clone().enumerate() {
                    let Some(row) = token.checked_sub(tokens.start).and_then(|at| rows.get_mut(at))
                    else {
                        continue;
                    };
                    // A phrase is described at its first word; the others show a ditto mark.
                    row.is.push(if at == 0 || !more {
                        description.clone()
                    } else {
                        "〃".to_owned()
                    });
                }
            }
        };
        let canonical = |range: &Range<usize>| {
            let span = document.tokens_span(range.clone());
            let text = span.cut(document.text());
            notes.canonical(Some(span), text).map(|(name, code)| match code {
                Some(code) => format!(": {name} [{code}]"),
                None => format!(": {name}"),
            })
        };
        note(notes.actors(&tokens), &|range| {
            format!("actor{}", canonical(range).unwrap_or_default())
        });
        note(notes.places(&tokens), &|range| {
            let hits = gazetteer.scan(&document, range.clone());
            let name = hits.first().map(|hit| gazetteer.entry(hit.entry()).name.clone());
            format!("place: {}", name.unwrap_or_default())
        });
        note(notes.numbers(&tokens), &|_| "number".to_owned());
        note(notes.dates(&tokens), &|_| "date".to_owned());
        note(notes.quotes(&tokens), &|_| "quoted".to_owned());
        rows
    });
    drop(live);
    let mut table = table(&session.view.surface, &["#", "word", "stem", "is"]);
    for row in rows {
        table.add_row([
            row.number.to_string(),
            safe(&row.word),
            safe(&row.stem),
            safe(&row.is.join("; ")),
        ]);
    }
    flush_right(&mut table, &[0]);
    Ok(Reply::fine(table.trim_fmt()))
}
