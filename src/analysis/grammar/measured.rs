//! How often the analysis is right, on a treebank and on the test sentences of an event coder, where they can be had
//! (`DATELINE_DATA`). `docs/src/scoring.md` has the figures.

use super::*;
use crate::text::testing::document;
use std::path::PathBuf;

/// A file of the data folder as text; `None`, with a word, where it cannot be had.
fn data(file: &str) -> Option<String> {
    let Ok(folder) = std::env::var("DATELINE_DATA") else {
        eprintln!("skipped: DATELINE_DATA is not set");
        return None;
    };
    std::fs::read_to_string(PathBuf::from(folder).join(file)).ok()
}

/// A relation of a treebank: where its verb begins, its name, where the head of its phrase begins; in characters.
type Relation = (usize, &'static str, usize);

/// The subjects, objects and agents of a sentence of a CoNLL-U file, with what is shared by co-ordination.
fn gold(lines: &[&str], text: &str) -> Vec<Relation> {
    let mut starts = Vec::new();
    let mut from = 0;
    let rows: Vec<Vec<&str>> = lines.iter().map(|line| line.split('\t').collect()).collect();
    let words = rows.iter().filter(|row| row[0].parse::<usize>().is_ok());
    let words: Vec<_> = words.collect();
    for row in &words {
        let at = text[from..].find(row[1]).map_or(from, |at| from + at);
        starts.push(at);
        from = (at + row[1].len()).min(text.len());
    }
    let mut relations = Vec::new();
    for (nth, row) in words.iter().enumerate() {
        for part in row[8].split('|') {
            let Some((head, name)) = part.split_once(':') else { continue };
            let Ok(head) = head.parse::<usize>() else { continue };
            if head == 0 || words[head - 1][3] != "VERB" {
                continue;
            }
            let relation = match name {
                "nsubj" | "nsubj:xsubj" => "subject",
                "nsubj:pass" => "patient",
                "obj" => "object",
                "obl:agent" => "agent",
                _ if name.starts_with("obl:by") => "agent",
                _ => continue,
            };
            relations.push((starts[head - 1], relation, starts[nth]));
        }
    }
    relations
}

/// A relation that was found: its verb, its name, where its phrase begins and ends, whether the verb is finite.
type Found = (std::ops::Range<usize>, &'static str, std::ops::Range<usize>, bool);

fn is_same(gold: &Relation, found: &Found) -> bool {
    found.0.contains(&gold.0) && found.1 == gold.1 && found.2.contains(&gold.2)
}

fn found(text: &str) -> Vec<Found> {
    let document = document(text, None);
    let mut relations = Vec::new();
    let cut = document.text();
    let opening: String = cut.chars().take(8).collect();
    let shift = text.find(&opening).unwrap_or(0);
    for one in document.sentences() {
        let sentence = analyse(&document, one.tokens.clone());
        let place = |tokens: std::ops::Range<usize>| {
            let (first, last) =
                (document.token_span(tokens.start), document.token_span(tokens.end - 1));
            shift + first.start as usize..shift + last.end as usize
        };
        for verb in &sentence.verbs {
            let main = sentence.tag(verb.main);
            if !main.is_verb() && !matches!(main, Tag::Have | Tag::Do) {
                continue;
            }
            let subject = if verb.voice == Voice::Active { "subject" } else { "patient" };
            let parts = [(subject, verb.subject), ("object", verb.object), ("agent", verb.agent)];
            for (name, phrase) in parts {
                for phrase in phrase.into_iter().flat_map(|phrase| sentence.joined(phrase)) {
                    let tokens = sentence.phrases[phrase].tokens.clone();
                    relations.push((
                        place(verb.main..verb.main + 1),
                        name,
                        place(tokens),
                        verb.finite,
                    ));
                }
            }
        }
    }
    relations
}

#[test]
fn relations_of_a_treebank() {
    let Some(bank) = data("ud_ewt/en_ewt-ud-dev.conllu") else { return };
    let half: usize = std::env::var("HALF").ok().and_then(|half| half.parse().ok()).unwrap_or(0);
    let show = std::env::var("SHOW").is_ok();
    let mut counts = std::collections::BTreeMap::<&str, [usize; 3]>::new();
    for (nth, block) in bank.split("\n\n").enumerate() {
        // Weblogs and newsgroups; letters and reviews have another English.
        let document = block.lines().find(|line| line.starts_with("# sent_id"));
        let news = document.is_some_and(|id| id.contains("weblog") || id.contains("newsgroup"));
        if nth % 2 != half || !news {
            continue;
        }
        let Some(text) = block.lines().find_map(|line| line.strip_prefix("# text = ")) else {
            continue;
        };
        let lines: Vec<&str> = block.lines().filter(|line| !line.starts_with('#')).collect();
        let (gold, ours) = (gold(&lines, text), found(text));
        for relation in &gold {
            let count = counts.entry(relation.1).or_default();
            count[0] += usize::from(ours.iter().any(|one| is_same(relation, one)));
            count[1] += 1;
        }
        // The bank has no subjects of participles and some infinitives.
        let scored = |one: &&Found| {
            one.3
                || matches!(one.1, "object" | "agent")
                || gold.iter().any(|gold| is_same(gold, one))
        };
        for relation in ours.iter().filter(scored) {
            counts.entry(relation.1).or_default()[2] += 1;
        }
        if show && nth % 6 == half {
            let word = |at: usize| {
                text.get(at..).unwrap_or_default().split_whitespace().next().unwrap_or("")
            };
            let name = |one: &Relation| format!("{}-{}-{}", word(one.0), one.1, word(one.2));
            let missed: Vec<_> = (gold.iter())
                .filter(|one| !ours.iter().any(|found| is_same(one, found)))
                .map(name)
                .collect();
            let extra: Vec<_> = (ours.iter().filter(scored))
                .filter(|found| !gold.iter().any(|one| is_same(one, found)))
                .map(|found| name(&(found.0.start, found.1, found.2.start)))
                .collect();
            if missed.len() + extra.len() > 0 {
                eprintln!("{text}\n   missed {missed:?}\n   extra {extra:?}");
            }
        }
    }
    let mut all = [0; 3];
    for (name, count) in &counts {
        for (sum, part) in all.iter_mut().zip(count) {
            *sum += part;
        }
        let [hit, gold, ours] = count.map(|n| n as f64);
        eprintln!("{name}: precision {:.3} recall {:.3} of {gold}", hit / ours, hit / gold);
    }
    let [hit, gold, ours] = all.map(|n| n as f64);
    eprintln!(
        "all: precision {:.3} recall {:.3} f1 {:.3}",
        hit / ours,
        hit / gold,
        2.0 * hit / (ours + gold)
    );
    assert!(2.0 * hit / (ours + gold) > 0.6);
}

/// An event of a test sentence: the first letters of who did it and to whom.
type Dyad = (String, String);

/// The sentences of the file with the events that name both sides by words that begin as their codes do.
fn dyads(xml: &str) -> Vec<(String, Vec<Dyad>)> {
    let inner = |text: &str, from: &str, to: &str| {
        let start = text.find(from)? + from.len();
        Some(text[start..].split(to).next()?.to_owned())
    };
    let mut found = Vec::new();
    for record in xml.split("<Sentence ").skip(1) {
        let Some(text) = inner(record, "<Text>", "</Text>") else { continue };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let names = |code: &str| {
            let code = code.get(..3).unwrap_or("-").to_lowercase();
            let named = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
                word.starts_with(char::is_uppercase) && word.to_lowercase().starts_with(&code)
            });
            named.then_some(code)
        };
        let events = record.split("<EventCoding").skip(1).filter_map(|event| {
            let source = names(&inner(event, "sourcecode=\"", "\"")?)?;
            Some((source, names(&inner(event, "targetcode=\"", "\"")?)?))
        });
        let events: Vec<Dyad> = events.filter(|(source, target)| source != target).collect();
        if !events.is_empty() {
            found.push((text, events));
        }
    }
    found
}

/// Whether a verb has the first side as its doer and the second among what it acts on, its prepositional phrases, those of
/// its objects, or the same of verbs that it governs.
fn says(sentence: &Sentence, document: &Document, dyad: &Dyad) -> bool {
    let named = |phrase: usize, code: &str| {
        sentence.with_of(document, phrase).any(|at| document.folded(at).starts_with(code))
    };
    (0..sentence.verbs.len()).any(|verb| {
        if !sentence.doers(verb).iter().any(|&phrase| named(phrase, &dyad.0)) {
            return false;
        }
        let below = |other: usize| {
            let mut here = Some(other);
            while let Some(at) = here.filter(|&at| at != verb) {
                here = sentence.verbs[at].governor.filter(|&up| up < at);
            }
            here == Some(verb)
        };
        let mut reached = Vec::new();
        for other in (0..sentence.verbs.len()).filter(|&other| below(other)) {
            reached.extend(sentence.undergoers(other));
            reached.extend(sentence.doers(other).into_iter().filter(|_| other != verb));
            for (nth, phrase) in sentence.phrases.iter().enumerate() {
                match phrase.governor {
                    Governor::OfVerb(_, of) if of == other => reached.extend(sentence.joined(nth)),
                    Governor::Recipient(of) if of == other => reached.push(nth),
                    _ => {}
                }
            }
        }
        for nth in 0..sentence.phrases.len() {
            if let Governor::OfPhrase(_, of) = sentence.phrases[nth].governor
                && reached.contains(&of)
            {
                reached.extend(sentence.joined(nth));
            }
        }
        let doers = sentence.doers(verb);
        reached.iter().any(|phrase| !doers.contains(phrase) && named(*phrase, &dyad.1))
    })
}

#[test]
fn who_did_it_to_whom_in_the_sentences_of_an_event_coder() {
    let Some(xml) = data("petrarch2/PETR.UnitTest.records.xml") else { return };
    let sentences = dyads(&xml);
    let (mut right, mut all) = (0, 0);
    for (text, events) in &sentences {
        let document = document(text, None);
        let Some(one) = document.sentences().first() else { continue };
        let sentence = analyse(&document, one.tokens.clone());
        for dyad in events {
            let found = says(&sentence, &document, dyad);
            all += 1;
            right += usize::from(found);
            if !found && std::env::var("SHOW").is_ok() {
                eprintln!("missed {dyad:?} in {text}");
            }
        }
    }
    eprintln!("{right} of {all} pairs in {} sentences", sentences.len());
    assert!(all > 150 && right * 100 >= all * 60, "{right} of {all}");
}
