//! `:tokens`: shows a sentence as patterns see it.

use crate::analysis::grammar::{Sentence, Voice};
use crate::frame::ArticleContext;
use crate::pattern::{Entities, stem};
use crate::repl::command::{usage, words};
use crate::repl::refusal::Refusal;
use crate::repl::reply::Reply;
use crate::repl::session::Session;
use crate::repl::show::{flush_right, table};
use crate::sink::safe;
use crate::text::Document;
use std::ops::Range;

/// The row of one token.
struct TokenRow {
    number: usize,
    word: String,
    stem: String,
    /// What the word is by grammar.
    sort: &'static str,
    is: Vec<String>,
}

/// `:tokens ARTICLE:SENTENCE`
pub fn tokens(session: &mut Session, line: &str) -> Result<Reply, Refusal> {
    let names = words(line)?;
    let [place] = &names[..] else { return Err(usage("tokens")) };
    let (index, number) = session.sentence(place)?;
    let mut live = session.corpus.live.borrow_mut();
    let gazetteer = live.coder().gazetteer().clone();
    let (rows, verbs) = live.at(index, move |shard, at| {
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
                    sort: "",
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
        let grammar = notes.grammar(number - 1);
        for (row, token) in rows.iter_mut().zip(tokens.clone()) {
            row.sort = grammar.tag(token).name();
        }
        (rows, verb_lines(&document, &grammar))
    });
    drop(live);
    let mut table = table(&session.view.surface, &["#", "word", "stem", "grammar", "is"]);
    for row in rows {
        table.add_row([
            row.number.to_string(),
            safe(&row.word),
            safe(&row.stem),
            row.sort.to_owned(),
            safe(&row.is.join("; ")),
        ]);
    }
    flush_right(&mut table, &[0]);
    let mut text = table.trim_fmt();
    for line in verbs {
        text.push('\n');
        text.push_str(&safe(&line));
    }
    Ok(Reply::fine(text))
}

/// A line for each verb group: its words, and the phrases that have a part in it.
fn verb_lines(document: &Document, grammar: &Sentence) -> Vec<String> {
    let words = |tokens: Range<usize>| {
        let words = document.tokens_span(tokens).cut(document.text());
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = |phrases: Vec<usize>| {
        let named = phrases.into_iter().map(|one| words(grammar.with_of(document, one)));
        named.collect::<Vec<_>>().join(", ")
    };
    let line = |nth: usize| {
        let group = &grammar.verbs[nth];
        let mut line = format!("{}:", words(group.tokens.clone()));
        let parts = [
            ("who", all(grammar.doers(nth))),
            ("to whom or what", all(grammar.undergoers(nth))),
            (
                "of",
                group
                    .governor
                    .map_or_else(String::new, |of| words(grammar.verbs[of].tokens.clone())),
            ),
        ];
        let mut known: Vec<String> = parts
            .into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(name, words)| format!("{name} \"{words}\""))
            .collect();
        let passive = group.voice == Voice::Passive;
        let flags = [
            ("passive", passive),
            ("negated", group.negated.is_some()),
            ("modal", group.modal.is_some()),
        ];
        known.extend(flags.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.to_owned()));
        line.push(' ');
        line.push_str(if known.is_empty() { "nothing more was found" } else { "" });
        line.push_str(&known.join("; "));
        line
    };
    (0..grammar.verbs.len()).map(line).collect()
}
