//! Sentences with who does what to whom, and two treebanks where they can be had.

use super::*;
use crate::text::testing::document;

/// "verb < subject > object / agent", for each verb group of the first sentence; parts that were not found are "-".
fn read(text: &str) -> Vec<String> {
    let document = document(text, None);
    let sentence = analyse(&document, document.sentences()[0].tokens.clone());
    let name = |phrase: Option<usize>| {
        phrase.map_or("-".to_owned(), |phrase| {
            let joined: Vec<_> = (sentence.joined(phrase))
                .map(|nth| document.surface(sentence.phrases[nth].head).to_owned())
                .collect();
            joined.join("+")
        })
    };
    (sentence.verbs.iter())
        .map(|verb| {
            let main = document.surface(verb.main);
            let not = if verb.negated.is_some() { "not " } else { "" };
            let (subject, object, agent) =
                (name(verb.subject), name(verb.object), name(verb.agent));
            match verb.voice {
                Voice::Active => format!("{not}{main}: {subject} > {object}"),
                Voice::Passive => format!("{not}{main}: {agent} > {subject}"),
            }
        })
        .collect()
}

#[test]
fn who_does_what_to_whom() {
    let mut wrong = Vec::new();
    for (text, groups) in [
        ("Rebels attacked the town on Monday.", &["attacked: Rebels > town"][..]),
        ("The town was attacked by rebels.", &["attacked: rebels > town"]),
        ("Turkey, Jordan and Iraq condemned the raid.", &["condemned: Turkey+Jordan+Iraq > raid"]),
        (
            "The minister said rebels shelled a school.",
            &["said: minister > -", "shelled: rebels > school"],
        ),
        (
            "People wounded in the raid were taken to a clinic.",
            &["wounded: - > People", "taken: - > People"],
        ),
        (
            "The army, which took the hill, shelled the town.",
            &["took: army > hill", "shelled: army > town"],
        ),
        (
            "Troops entered the city and arrested ten men.",
            &["entered: Troops > city", "arrested: Troops > men"],
        ),
        (
            "The president ordered troops to leave the valley.",
            &["ordered: president > troops", "leave: troops > valley"],
        ),
        ("No group attacked the convoy.", &["not attacked: group > convoy"]),
        ("The army did not shell the market.", &["not shell: army > market"]),
        ("When rebels attacked, soldiers fled.", &["attacked: rebels > -", "fled: soldiers > -"]),
        (
            "Jets bombed a market, killing ten people.",
            &["bombed: Jets > market", "killing: Jets > people"],
        ),
        ("Ten civilians killed in air strike.", &["killed: - > civilians"]),
        ("\"We shall return,\" said the minister.", &["return: We > -", "said: minister > -"]),
        (
            "After heavy shelling the army said it had withdrawn.",
            &["said: army > -", "withdrawn: it > -"],
        ),
        ("The town that rebels captured fell.", &["captured: rebels > town", "fell: town > -"]),
        (
            "Five soldiers were killed and ten wounded.",
            &["killed: - > soldiers", "wounded: - > ten"],
        ),
        (
            "MSF said that the hospital in Millis Idlib province was hit directly by two airstrikes.",
            &["said: MSF > -", "hit: airstrikes > hospital"],
        ),
        (
            "A hospital funded by a charity [MSF] in a rebel-held province was destroyed by airstrikes.",
            &["funded: charity > hospital", "destroyed: airstrikes > hospital"],
        ),
        (
            "Fighters raided the base, the market and the police station in Djibo.",
            &["raided: Fighters > base+market+station"],
        ),
        ("A 67-year-old man was wounded.", &["wounded: - > man"]),
        (
            "The president, who visited Moscow on Friday, rejected the offer.",
            &["visited: president > Moscow", "rejected: president > offer"],
        ),
        (
            "Officials blamed the army for the raid and called for an inquiry.",
            &["blamed: Officials > army", "called: Officials > -"],
        ),
        (
            "The rebels said on Monday that government troops had shelled the town.",
            &["said: rebels > -", "shelled: troops > town"],
        ),
        (
            "Police fired tear gas and arrested the protesters.",
            &["fired: Police > gas", "arrested: Police > protesters"],
        ),
        (
            "The army is besieging towns that are controlled by rebels.",
            &["besieging: army > towns", "controlled: rebels > towns"],
        ),
        (
            "The Russian military said six of its bombers had flown from Russia.",
            &["said: military > -", "flown: six > -"],
        ),
        ("Russia offered Syria a truce.", &["offered: Russia > truce"]),
    ] {
        let found = read(text);
        if found != groups {
            wrong.push(format!("{text}\n  found {found:?}\n  right {groups:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
    let Ok(data) = std::env::var("DATELINE_DATA") else {
        eprintln!("skipped: DATELINE_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&data).join("ud_ewt/en_ewt-ud-dev.conllu");
    let Ok(bank) = std::fs::read_to_string(path) else { return };
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
