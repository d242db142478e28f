//! Why and why not, tallies and costs: of rules of the moment, whichever were run last.

use super::bench::{articles, live, pack, prompt};
use dateline::coder::Coder;
use dateline::pack::Pack;
use std::sync::Arc;

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
fn reasons_are_those_of_a_run_whatever_was_run_last() {
    let packs = packs();
    let (mut live, _) = live();
    live.take(&packs[..1]).unwrap();
    live.take(&packs).unwrap(); // only the rule typed was run
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
    // The rules of the moment are meant, not those that were asked about before.
    let other = "rule(\"t/truce\").kind(\"truce\").when(\"corn\");\n";
    live.take(&[pack(&[("a.rhai", other)])]).unwrap();
    let shown = live.explain(1, Some("t/truce"), Some(1)).to_string();
    assert!(shown.contains("nowhere in the article"), "{shown}");
    assert_eq!(live.explain(1, Some("s/hit"), None).unknown_rule.as_deref(), Some("s/hit"));
}
