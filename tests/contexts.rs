//! Tests of the contexts of rules (`.given`): what `explain` says of them, and what `test` says of an example without.

mod common;

use common::{Shelf, dateline};

const RULES: &str = r#"//! Arrests, each with another context.
let war = any("war", "rebel*");
let pair = "Army" & any("rebel*");

rule("arrest/war").kind("arrest").when(stem("arrest")).given(war);
rule("arrest/here").kind("arrest_here").when(stem("arrest")).given(war.within("sentence"));
rule("arrest/pair").kind("arrest_pair").when(stem("arrest")).given(pair);
rule("arrest/two").kind("arrest_two").when(stem("arrest")).given(war).given(actor() | "envoy*" | seq("a", "b"));
rule("arrest/real").kind("arrest_real").when(stem("arrest")).given(!any("film")).unless("boys");
"#;

/// Runs `explain` for one rule on one sentence of an article.
fn explained(rule: &str, sentence: &str, title: &str, text: &str) -> String {
    let shelf = Shelf::new();
    let pack = shelf.pack("mine", &[("arrest.rhai", RULES)]);
    let row = serde_json::json!({ "id": "a", "title": title, "text": text });
    let article = shelf.put("a.jsonl", row.to_string());
    let ran = dateline(&["explain", "-p", &pack, "--rule", rule, "--sentence", sentence, &article]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.out.lines().skip(1).map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[test]
fn an_explanation_says_where_the_context_was_found() {
    assert_eq!(
        explained("arrest/war", "2", "A war", "Police arrested rebels. The war goes on."),
        r#"    arrest/war fires
      + any("arrest"): "arrested"
      + given war: "rebels" in the sentence"#
    );
    assert_eq!(
        explained(
            "arrest/war",
            "2",
            "A war",
            "Police arrested boys. Rebels watched. The war goes on."
        ),
        r#"    arrest/war fires
      + any("arrest"): "arrested"
      + given war: "war" in the title, "Rebels" in sentence 3, "war" in sentence 4"#
    );
    assert_eq!(
        explained("arrest/pair", "2", "A town", "Police arrested boys. Rebels watched the Army."),
        r#"    arrest/pair fires
      + any("arrest"): "arrested"
      + given pair: "Rebels" in sentence 3, "Army" in sentence 3
      +   any("Army"): "Army" in sentence 3
      +   any("rebel*"): "Rebels" in sentence 3"#
    );
    assert_eq!(
        explained("arrest/real", "2", "A town", "Police arrested girls."),
        r#"    arrest/real fires
      + any("arrest"): "arrested"
      + given !any("film")
      - unless any("boys")"#
    );
}

#[test]
fn an_explanation_says_that_only_the_context_was_missing() {
    assert_eq!(
        explained("arrest/war", "2", "A town", "Police arrested boys."),
        r#"    arrest/war does not fire
      + any("arrest"): "arrested"
      - given war: nowhere in the article  <- here it failed: `when` holds, but not the context it needs"#
    );
    assert_eq!(
        explained("arrest/here", "2", "A town", "Police arrested boys. The war goes on."),
        r#"    arrest/here does not fire
      + any("arrest"): "arrested"
      - given any("war", "rebel*").within("sentence"): not here, but in sentence 3  <- here it failed: `when` holds, but not the context it needs"#
    );
    assert_eq!(
        explained("arrest/pair", "2", "A town", "Police arrested boys. Rebels watched."),
        r#"    arrest/pair does not fire
      + any("arrest"): "arrested"
      - given pair  <- here it failed: `when` holds, but not the context it needs
      -   any("Army"): nowhere in the article
      +   any("rebel*"): "Rebels" in sentence 3"#
    );
    assert_eq!(
        explained("arrest/real", "2", "A film", "Police arrested boys."),
        r#"    arrest/real does not fire
      + any("arrest"): "arrested"
      - given !any("film"): found, but must not be present  <- here it failed: `when` holds, but not the context it needs
      +   any("film"): "film" in the title
      + unless any("boys"): it holds, so the rule is blocked"#
    );
    // Where `when` itself fails, the context is not the cause.
    assert_eq!(
        explained("arrest/war", "2", "A town", "Boys met."),
        r#"    arrest/war does not fire
      - any("arrest"): nowhere in the article  <- here it failed
      - given war: nowhere in the article"#
    );
}

#[test]
fn all_contexts_are_needed() {
    let title = "A war";
    assert!(explained("arrest/two", "2", title, "Police arrested boys.").contains("does not fire"));
    let came = explained("arrest/two", "2", title, "Police arrested boys. Envoys met.");
    assert!(
        came.contains("arrest/two fires") && came.contains("\"Envoys\" in sentence 3"),
        "{came}"
    );
    let came = explained("arrest/two", "2", "A town", "Police arrested boys. Envoys met.");
    assert!(came.contains("given war: nowhere in the article  <- here it failed"), "{came}");
}

#[test]
fn a_failed_example_says_that_the_context_was_missing() {
    let shelf = Shelf::new();
    let rules = r#"//! Truces.
let war = any("war", "rebels");

rule("truce/held").kind("truce").when("truce").given(war & any("Homs"))
    .example("The truce held in Homs. The war is over.")
    .example("The truce held in Homs.")
    .example("The rebels left Homs.")
    .counterexample("The truce held.");
"#;
    let pack = shelf.pack("mine", &[("truce.rhai", rules)]);
    let ran = dateline(&["test", &pack]);
    let got: Vec<&str> = ran.out.lines().filter(|line| line.contains("got:")).collect();
    let nothing = "  got: no event of this rule";
    let missing = "  got: `when` holds, but not the context it needs: given all(any(\"war\", \"rebels\"), any(\"Homs\")): war: \
                   nowhere in the article";
    assert_eq!(got, [nothing, missing, nothing], "{}", ran.out);
}
