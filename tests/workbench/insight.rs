//! Tests of explanations, tallies and costs: they use the current rules, whichever rules ran last.

use super::bench::{articles, full, json, live, pack, prompt};
use dateline::coder::Coder;
use dateline::event::Event;
use dateline::live::Stopped;
use dateline::pack::Pack;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const RULES: &str = "let q = any(\"truce\");\nlet held = q & \"held\";\n\
     rule(\"t/truce\").kind(\"truce\").when(q).code(|m| if m.has(held) { skip(\"it held\") } else { #{} });\n\
     rule(\"s/hit\").kind(\"strike\").when(any(\"bombed\", \"hit\") & place()).unless(\"residents\");\n\
     rule(\"x/none\").kind(\"strike\").when(actor());\n";
const PLACES: &str =
    "name,aliases,kind,admin1,country,lat,lon,geonames_id,case\nHoms,,town,Homs,SYR,34.7,36.7,,\n";

fn packs() -> Vec<Arc<Pack>> {
    let own = pack(&[("a.rhai", RULES), ("gazetteers/places.csv", PLACES)]);
    vec![own, prompt(&[("n/new", "rule(\"n/new\").kind(\"talk\").when(\"met\");\n")])]
}

#[test]
fn explanations_use_the_current_rules() {
    let packs = packs();
    let (mut live, _) = live();
    live.update(&packs[..1]).unwrap();
    live.update(&packs).unwrap(); // only the rule typed was run
    let (coder, _) = Coder::new(&packs);
    let mut worker = coder.worker();
    for (index, article) in articles().into_iter().enumerate() {
        for rule in [Some("s/hit"), None, Some("t/truce"), Some("x/none"), Some("no/such")] {
            for sentence in [None, Some(1), Some(2), Some(99)] {
                let expected = worker.explain(article.clone(), rule, sentence);
                let told = live.explain(index, rule, sentence);
                assert_eq!(format!("{told:?}"), format!("{expected:?}"));
            }
        }
    }
    assert_eq!(live.explain(0, Some("x/none"), None).unknown_rule.as_deref(), Some("x/none"));
    let shown = live.explain(1, Some("t/truce"), Some(1)).to_string();
    assert!(shown.contains("its closure said skip: it held"), "{shown}");
    // The current rules are used, not those of the call before.
    let other = "rule(\"t/truce\").kind(\"truce\").when(\"corn\");\n";
    live.update(&[pack(&[("a.rhai", other)])]).unwrap();
    let shown = live.explain(1, Some("t/truce"), Some(1)).to_string();
    assert!(shown.contains("nowhere in the article"), "{shown}");
    assert_eq!(live.explain(1, Some("s/hit"), None).unknown_rule.as_deref(), Some("s/hit"));
}

/// Rules, kinds and articles of events, counted one by one.
fn count<'a>(events: &'a [Vec<Event>], by: fn(&Event) -> &str, of: &str) -> (usize, usize) {
    let has = |events: &&'a Vec<Event>| events.iter().filter(|event| by(event) == of).count();
    let counts: Vec<usize> = events.iter().map(|events| has(&events)).collect();
    (counts.iter().sum(), counts.iter().filter(|count| **count > 0).count())
}

#[test]
fn tallies_match_the_events() {
    let mut packs = packs();
    let other =
        "rule(\"n/other\").kind(\"talk\").when(\"agreed\").code(|m| #{ kind: \"pact\" });\n";
    let idle = "rule(\"n/idle\").kind(\"idle\").when(\"nowhere\");\n";
    packs[1] = prompt(&[("n/other", other), ("n/idle", idle)]);
    let (mut live, stop) = live();
    live.update(&packs).unwrap();
    let events = full(&packs);
    let rules = live.tally().unwrap();
    assert_eq!(rules.len(), 5); // also the one whose condition has a fault
    for tally in &rules {
        let expected = count(&events, |event| &event.rule, &tally.rule);
        assert_eq!((tally.events, tally.articles), expected, "{tally:?}");
    }
    let kinds = live.tally_kinds().unwrap();
    let names: Vec<&str> = kinds.iter().map(|tally| tally.kind.as_str()).collect();
    // Those that the pack declares, and those that rules and closures name.
    let expected =
        ["air_strike", "casualties", "denial", "idle", "pact", "strike", "talk", "truce"];
    assert_eq!(names, expected);
    for tally in &kinds {
        let expected = count(&events, |event| &event.kind, &tally.kind);
        assert_eq!((tally.events, tally.articles), expected, "{tally:?}");
    }
    assert!(kinds[4].events > 0 && kinds[7].articles > 1);
    stop.store(true, Ordering::Relaxed);
    assert_eq!(live.tally(), Err(Stopped));
    assert_eq!(live.tally_kinds(), Err(Stopped));
    assert_eq!(live.profile(), Err(Stopped));
}

#[test]
fn costs_match_a_run_of_all_rules() {
    let mut packs = packs();
    let bad = "rule(\"n/bad\").kind(\"talk\").when(\"market\").code(|m| m.no_such());\n";
    packs.push(prompt(&[("n/bad", bad)]));
    let (mut live, _) = live();
    live.update(&packs).unwrap();
    let before = json(&live.events().unwrap());
    let costs = live.profile().unwrap();
    let of = |rule: &str| costs.iter().find(|cost| cost.rule == rule).unwrap();
    let truce = of("t/truce");
    assert_eq!((truce.units, truce.held, truce.calls), (5, 5, 5));
    assert_eq!((truce.skips, truce.faults), (2, 0));
    assert_eq!(truce.reasons, [("it held".to_owned(), 2)]);
    let hit = of("s/hit");
    assert_eq!((hit.units, hit.held, hit.calls, hit.skips), (5, 2, 0, 0));
    assert_eq!(hit.calling.as_nanos(), 0);
    let bad = of("n/bad");
    assert_eq!((bad.units, bad.calls, bad.faults), (1, 1, 1));
    assert_eq!((of("x/none").units, of("n/new").held), (0, 1));
    assert!(costs.windows(2).all(|pair| pair[0].total() >= pair[1].total()));
    assert_eq!(json(&live.events().unwrap()), before);
    assert!(live.update(&packs).unwrap().run.is_empty());
}
