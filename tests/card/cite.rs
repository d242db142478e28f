//! `dateline cite`: from the record beside events.

use super::{told, wells};
use crate::common::{Shelf, dateline};

/// Events of the small pack and a shipped one, with their record.
fn events(shelf: &Shelf) -> String {
    let article = shelf.put("a.txt", "The well in Gullhaven was closed on Monday.\n");
    let events = shelf.at("events.jsonl");
    let ran = dateline(&["run", "--pack", &wells(), "-o", &events, &article]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    events
}

#[test]
fn program_and_packs_are_cited_and_attributions_listed() {
    let shelf = Shelf::new();
    let events = events(&shelf);
    let text = told(&["cite", &events]);
    for wanted in [
        "Cite\n  The Dateline authors. Dateline: a rules workbench",
        "  Ada Doe, Well Watch. wells: a pack of rules for Dateline. Version 1.2.0, licence CC0-1.0.\n",
        "    Its authors ask to cite: Doe, A. (2026): Wells & war\n",
        "\nSay which events\n  coded_by ",
        "(articles: 1)",
        "  Contains data from Atlas of Wells, https://atlas.example.org, licence CC-BY-4.0 \
         (https://spdx.org/licenses/CC-BY-4.0.html), changed.\n    in wells/gazetteers/places.csv\n",
    ] {
        assert!(text.contains(wanted), "no {wanted:?} in:\n{text}");
    }
    // The record says all: the pack and the events need not be there any more.
    std::fs::remove_file(&events).unwrap();
    assert_eq!(told(&["cite", &events]), text);
    assert_eq!(told(&["cite", &format!("{events}.run.json")]), text);
}

#[test]
fn bibtex_and_cff_have_an_entry_for_each() {
    let shelf = Shelf::new();
    let events = events(&shelf);
    let bibtex = told(&["cite", &events, "--format", "bibtex"]);
    assert_eq!(bibtex.matches("@misc{").count(), 2, "{bibtex}");
    assert!(
        bibtex
            .contains("@misc{dateline-pack-wells-1.2.0,\n  author = {{Ada Doe} and {Well Watch}},")
    );
    assert!(
        bibtex.contains("Wells \\& war") && bibtex.contains("contains data from Atlas of Wells")
    );
    assert_eq!(bibtex.matches('{').count(), bibtex.matches('}').count(), "{bibtex}");
    let file = shelf.at("CITATION.part");
    assert_eq!(told(&["cite", &events, "--format", "cff", "-o", &file]), "");
    let cff = std::fs::read_to_string(file).unwrap();
    assert_eq!(cff.matches("  - type: software\n").count(), 2, "{cff}");
    assert!(
        cff.contains("    license: \"CC0-1.0\"\n") && cff.contains("  - type: data\n"),
        "{cff}"
    );
}

#[test]
fn without_a_record_there_is_nothing_to_cite() {
    let shelf = Shelf::new();
    let ran = dateline(&["cite", &shelf.at("none.jsonl")]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("there is no record ") && ran.err.contains("dateline run -o"),
        "{}",
        ran.err
    );
    let path = shelf.put("odd.jsonl.run.json", "{\"format\": 99}");
    let ran = dateline(&["cite", &path]);
    assert!(ran.err.contains("its format 99 is not 1"), "{}", ran.err);
}
