//! Files of events and of gold: no panic; an event that reads is written, compared and joined into incidents.

use super::event::can_be_written;
use super::pack;
use super::wide_stack::on_wide_stack;
use dateline::check::gold;
use dateline::event::Event;
use dateline::event::change::{attributes, changes};
use dateline::incident::join;
use dateline::script::IncidentSpec;

/// How strikes and tolls are joined.
const INCIDENTS: &str =
    "incident(\"strike\").of(\"air_strike\", \"casualties\").same(\"place\").days(1);\n";

const MANIFEST: &str =
    "name = \"p\"\nversion = \"0.1.0\"\n[kinds.air_strike]\n[kinds.casualties]\n";

/// The bytes are lines of JSON: gold, and events.
pub fn check(data: &[u8]) {
    on_wide_stack(data, |data| {
        if let Ok(gold) = gold::parse(data, "gold.jsonl") {
            assert!(gold.mentions.len() + gold.rejected.len() <= data.len());
        }
        let lines = data.split(|byte| *byte == b'\n');
        let events: Vec<Event> =
            lines.filter_map(|line| serde_json::from_slice(line).ok()).collect();
        can_be_written(&events);
        for pair in events.windows(2) {
            changes(&pair[0], &pair[1]);
        }
        for event in &events {
            attributes(event);
            assert!(changes(event, event).is_empty(), "an event differs from itself: {event:?}");
        }
        thread_local! {
            static RULES: Vec<IncidentSpec> = incidents();
        }
        RULES.with(|rules| join(&events, rules));
    });
}

fn incidents() -> Vec<IncidentSpec> {
    let files = [("pack.toml", MANIFEST), ("incidents.rhai", INCIDENTS)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let (packs, faults) = pack::of(files.into()).expect("a pack in memory loads");
    let coder = pack::coder(&packs, &faults);
    assert_eq!(coder.incidents().len(), 1, "the incident rule has a fault");
    coder.incidents().to_vec()
}
