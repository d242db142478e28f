//! Tests that new rules can be checked before an update, and that an update can be stopped: neither changes the
//! current state.

use super::bench::{full, json, live, pack, prompt, told};
use dateline::live::Stopped;
use dateline::pack::Pack;
use std::sync::Arc;
use std::sync::atomic::Ordering;

const TRUCE: &str = "let q = any(\"truce\");\nrule(\"t/truce\").kind(\"truce\").when(q)\
     .code(|m| if m.has(q) { #{ mode: deep::mode(m) } } else { skip(\"no\") });\n";
const STRIKE: &str = "rule(\"s/hit\").kind(\"strike\").when(any(\"bombed\", \"hit\"));\n";
const DEEP: &str = "fn mode(m) { \"deep\" }\n";

fn sound() -> Arc<Pack> {
    pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE), ("lib/deep.rhai", DEEP)])
}

/// Packs with mistakes of every kind, and packs without any.
fn others() -> Vec<Vec<Arc<Pack>>> {
    let broken = "rule(\"s/hit\").kind(\"strike\").when(actor());\n";
    let table = "name,aliases,kind,admin1,country,lat,lon,geonames_id,case\nHoms,,tower,,,,,,\n";
    vec![
        vec![pack(&[("a.rhai", "rule(\"s/hit\""), ("b.rhai", TRUCE), ("lib/deep.rhai", DEEP)])],
        vec![pack(&[("a.rhai", broken), ("b.rhai", TRUCE), ("lib/deep.rhai", DEEP)])],
        vec![pack(&[("a.rhai", STRIKE), ("b.rhai", TRUCE), ("lib/deep.rhai", "fn mode(m) {")])],
        vec![pack(&[("a.rhai", STRIKE), ("gazetteers/places.csv", table)])],
        vec![pack(&[("a.rhai", &format!("{STRIKE}{STRIKE}"))])],
        vec![sound(), prompt(&[("s/hit", broken)])],
        vec![sound(), prompt(&[("s/hit", "rule(\"s/hit\").kind(\"strike\").when(\"jets\");\n")])],
        vec![],
    ]
}

#[test]
fn a_trial_gives_the_faults_of_an_update_and_changes_nothing() {
    for packs in others() {
        let (mut live, _) = live();
        live.update(&[sound()]).unwrap();
        let before = json(&live.events().unwrap());
        let faults = live.trial(&packs).unwrap();
        assert_eq!(json(&live.events().unwrap()), before);
        // The current rules are used again without a run, even after a trial of others.
        let again = live.update(&[sound()]).unwrap();
        assert!(again.run.is_empty() && again.deltas.is_empty() && again.faults.is_empty());

        assert_eq!(live.trial(&packs).unwrap(), faults);
        let outcome = live.update(&packs).unwrap();
        assert_eq!(outcome.faults, faults);
        assert_eq!(json(&live.events().unwrap()), json(&full(&packs)));
        assert_eq!(live.trial(&[sound()]).unwrap(), []);
        assert_eq!(live.trial(&packs).unwrap(), faults);
        live.update(&[sound()]).unwrap();
        assert_eq!(json(&live.events().unwrap()), before);
    }
}

#[test]
fn a_trial_gives_the_faults_of_an_update_from_any_state() {
    let mut all = others();
    all.push(vec![sound()]);
    let (mut live, _) = live();
    for packs in all.iter().chain(all.iter().rev()) {
        let tried = told(&live.trial(packs).unwrap());
        let fresh = super::bench::live().0.update(packs).unwrap();
        assert_eq!(tried, told(&fresh.faults));
        live.update(packs).unwrap();
    }
}

#[test]
fn stopped_work_changes_nothing() {
    for packs in others() {
        let (mut live, stop) = live();
        live.update(&[sound()]).unwrap();
        let before = json(&live.events().unwrap());
        stop.store(true, Ordering::Relaxed);
        assert_eq!(live.trial(&packs), Err(Stopped));
        assert_eq!(live.update(&packs).err(), Some(Stopped));
        assert_eq!(live.recode().err(), Some(Stopped));
        assert!(live.events().is_err());
        stop.store(false, Ordering::Relaxed);
        assert_eq!(json(&live.events().unwrap()), before);
        // A program that was only partly loaded or run is not reused.
        let outcome = live.update(&packs).unwrap();
        assert_eq!(told(&outcome.faults), told(&dateline::coder::Coder::new(&packs).1));
        assert_eq!(json(&live.events().unwrap()), json(&full(&packs)));
    }
}

#[test]
fn a_stop_at_any_point_leaves_the_old_or_the_new_state() {
    let slow = "let q = any(\"truce\", \"jets\", \"market\", \"corn\");\nrule(\"x/slow\").kind(\"k\").when(q)\
        .code(|m| { let i = 0; while i < 8000 { i += 1; } #{ mode: deep::mode(m) } });\n";
    let slower = slow.replace("\"market\"", "\"Homs\"");
    let deeper = "fn mode(m) { let i = 0; while i < 9 { i += 1; } \"deeper\" }\n";
    let packs = [
        vec![pack(&[("a.rhai", STRIKE), ("b.rhai", slow), ("lib/deep.rhai", DEEP)])],
        vec![pack(&[("a.rhai", STRIKE), ("b.rhai", &slower), ("lib/deep.rhai", deeper)])],
    ];
    let expected = packs.each_ref().map(|packs| json(&full(packs)));
    let (mut live, stop) = live();
    let mut last = live.update(&packs[0]).unwrap().deltas;
    let mut stands = 0;
    for round in 0..40 {
        let (flag, yields) = (stop.clone(), round * 400);
        let stopper = std::thread::spawn(move || {
            (0..yields).for_each(|_| std::thread::yield_now());
            flag.store(true, Ordering::Relaxed);
        });
        if let Ok(outcome) = live.update(&packs[1 - stands]) {
            (stands, last) = (1 - stands, outcome.deltas);
        }
        stopper.join().unwrap();
        stop.store(false, Ordering::Relaxed);
        let told = live.diff_report(&last).unwrap();
        assert!(told.iter().zip(&last).all(|(told, at)| {
            told.before.is_some() == at.delta.before.is_some()
                && told.after.is_some() == at.delta.after.is_some()
        }));
        assert_eq!(json(&live.events().unwrap()), expected[stands]);
    }
    assert!(live.update(&packs[stands]).unwrap().run.is_empty());
}
