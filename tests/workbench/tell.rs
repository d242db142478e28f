//! Tests of reported differences: the complete events before and after, and the attributes that differ.

use super::bench::{live, pack, prompt};
use dateline::event::Event;
use dateline::pack::Pack;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const PLACES: &str = "name,aliases,kind,admin1,country,lat,lon,geonames_id,case\n";
const HOMS: &str = "Homs,,town,Homs,SYR,34.7,36.7,,\n";

fn strike(more: &str) -> String {
    format!("rule(\"s/hit\").kind(\"air_strike\").when(stem(\"bomb\", \"hit\")){more};\n")
}

const TOLL: &str = "rule(\"c/dead\").kind(\"casualties\").when(\"killed\");\n\
     rule(\"d/no\").kind(\"denial\").when(\"denied\");\n";

fn truce(code: &str) -> String {
    format!("rule(\"t/truce\").kind(\"truce\").when(any(\"truce\")){code};\n")
}

/// Updates to these packs in turn and checks the reported differences.
fn history() -> Vec<Vec<Arc<Pack>>> {
    let both = format!("{}{TOLL}", strike(""));
    let mode = strike(".mode(\"m\")");
    let twice = truce(".code(|m| [#{}, #{}])");
    let actor = strike(".code(|m| #{ actor: \"jets\" })");
    let homs = format!("{PLACES}{HOMS}");
    let toll = TOLL.replace(".when(\"killed\")", ".mode(\"m\").when(\"killed\")");
    vec![
        vec![pack(&[("a.rhai", &both), ("b.rhai", &truce(""))])],
        vec![pack(&[("a.rhai", &mode), ("b.rhai", &truce(""))])],
        vec![pack(&[("a.rhai", &mode), ("b.rhai", &twice), ("gazetteers/places.csv", &homs)])],
        vec![pack(&[("a.rhai", &both), ("b.rhai", &twice)]), prompt(&[("s/hit", &actor)])],
        vec![pack(&[("a.rhai", &format!("{actor}{toll}")), ("b.rhai", &truce(".unless(\"no\")"))])],
        vec![pack(&[("a.rhai", &both), ("b.rhai", &truce(".code(|m| #{ note: m.text() })"))])],
        vec![],
    ]
}

fn by_id(events: &[Vec<Event>]) -> HashMap<String, Event> {
    events.iter().flatten().map(|event| (event.id.clone(), event.clone())).collect()
}

#[test]
fn a_difference_has_the_events_before_and_after() {
    let (mut live, _) = live();
    let mut before = HashMap::new();
    let (mut changed, mut leaning) = (0, 0);
    for packs in history() {
        let outcome = live.update(&packs).unwrap();
        let told = live.diff_report(&outcome.deltas).unwrap();
        let now = by_id(&live.events().unwrap());
        assert_eq!(told.len(), outcome.deltas.len());
        for (told, at) in told.iter().zip(&outcome.deltas) {
            assert_eq!(told.article, at.article);
            assert_eq!(told.before.is_some(), at.delta.before.is_some());
            assert_eq!(told.after.is_some(), at.delta.after.is_some());
            let either = told.after.as_ref().or(told.before.as_ref()).unwrap();
            assert_eq!((&told.rule, &told.id), (&either.rule, &either.article.id));
            assert_eq!(told.text, either.evidence.text);
            assert_eq!(told.sentence, either.evidence.sentence as usize);
            if let Some(event) = &told.before {
                assert_eq!(Some(event), before.get(&event.id));
            }
            if let Some(event) = &told.after {
                assert_eq!(Some(event), now.get(&event.id));
                leaning += usize::from(event.kind == "casualties" && !event.actor.is_empty());
            }
            if let (Some(old), Some(new)) = (&told.before, &told.after) {
                assert_eq!(old.id, new.id);
                changed += usize::from(!told.is_no_change());
            }
        }
        let came = now.keys().filter(|id| !before.contains_key(*id)).count();
        assert_eq!(told.iter().filter(|told| told.before.is_none()).count(), came);
        before = now;
    }
    assert!(changed > 5 && leaning > 0, "{changed} {leaning}");
}

#[test]
fn a_closure_edit_with_the_same_result_is_no_change() {
    let (mut live, stop) = live();
    live.update(&[pack(&[("b.rhai", &truce(".mode(\"m\")"))])]).unwrap();
    let said = truce(".mode(\"m\").code(|m| #{ mode: \"m\" })");
    let outcome = live.update(&[pack(&[("b.rhai", &said)])]).unwrap();
    assert!(!outcome.deltas.is_empty());
    let told = live.diff_report(&outcome.deltas).unwrap();
    assert!(told.iter().all(|told| told.is_no_change()));
    stop.store(true, Ordering::Relaxed);
    assert!(live.diff_report(&outcome.deltas).is_err());
    assert!(live.update(&[]).is_err());
    stop.store(false, Ordering::Relaxed);
    // After stopped work the last differences can still be reported.
    let again = live.diff_report(&outcome.deltas).unwrap();
    assert!(again.iter().all(|told| told.before.is_some() && told.is_no_change()));
}

#[test]
fn changed_attributes_are_named() {
    let (mut live, _) = live();
    let rules = strike("");
    live.update(&[pack(&[("a.rhai", &rules)])]).unwrap();
    let homs = format!("{PLACES}{HOMS}");
    let outcome = live.update(&[pack(&[("a.rhai", &rules), ("gazetteers/places.csv", &homs)])]);
    let told = live.diff_report(&outcome.unwrap().deltas).unwrap();
    let first = &told[0];
    assert_eq!((first.article, first.sentence, first.rule.as_str()), (0, 1, "s/hit"));
    let place = first.changes.iter().find(|change| change.attribute == "place").unwrap();
    assert!(place.to.starts_with("Homs"), "{place:?}");
}
