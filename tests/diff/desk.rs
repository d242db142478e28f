//! A folder with two versions of a pack and three articles.

use crate::common::{Ran, Shelf, dateline, manifest};
use serde_json::Value;

/// The rules of the old version.
pub const OLD: &str = r#"//! The old version.

rule("strike/hit").kind("air_strike").when("air strike");
rule("siege/held").kind("siege").when("siege");
rule("aid/came").kind("aid").when("aid");
"#;

/// The rules of the new version.
pub const NEW: &str = r#"//! The new version.

rule("strike/hit").kind("air_strike").codes(#{ plover: "ASSAULT/aerial" }).when("air strike");
rule("siege/held").kind("siege").when("siege");
rule("protest/held").kind("protest").when("march");
"#;

const NEWS: &[(&str, &str)] = &[
    ("a", "An air strike hit the mill. Another air strike hit a bridge. The siege went on."),
    ("b", "Aid came to the town."),
    ("c", "A march was held."),
];

// Of several lines, so that its tags are not read as those of HTML.
const HOSTILE: &[(&str, &str)] = &[(
    "a<b>\"'&",
    "A march </script><script>alert(1)</script> <img src=x onerror=alert(2)> [link](https://evil.example/a) @someone was held.\n\nNo more is known.",
)];

/// Two versions of a pack, and articles.
pub struct Desk {
    /// The folder.
    pub shelf: Shelf,
    /// The old version's folder.
    pub old: String,
    /// The new version's folder.
    pub new: String,
    /// The file of articles.
    pub news: String,
}

impl Desk {
    /// With the usual articles.
    pub fn new() -> Desk {
        Desk::of(NEWS)
    }

    /// With an article that tries to be more than text.
    pub fn hostile() -> Desk {
        Desk::of(HOSTILE)
    }

    fn of(news: &[(&str, &str)]) -> Desk {
        let shelf = Shelf::new();
        let [old, new] = [("old/mine", OLD), ("new/mine", NEW)].map(|(folder, rules)| {
            let rules = [("rules.rhai", rules)];
            shelf.pack(folder, &rules);
            // Both are versions of one pack, so they have one name.
            shelf.put(&format!("{folder}/pack.toml"), manifest("mine", &rules));
            shelf.at(folder)
        });
        let line = |(id, text): &(&str, &str)| {
            let line =
                serde_json::json!({ "id": id, "text": text, "title": format!("{id} </title>") });
            format!("{line}\n")
        };
        let news = shelf.put("news.jsonl", news.iter().map(line).collect::<String>());
        Desk { shelf, old, new, news }
    }

    /// Compares both versions on the articles.
    pub fn diff(&self, args: &[&str]) -> Ran {
        dateline(&[&["diff", &self.old, &self.new, "--on", &self.news], args].concat())
    }

    /// The exit code and the report in JSON.
    pub fn json(&self, args: &[&str]) -> (i32, Value) {
        let ran = self.diff(&[&["-f", "json"], args].concat());
        let report = serde_json::from_str(&ran.out);
        (ran.code, report.unwrap_or_else(|why| panic!("{why}: {}\n{}", ran.out, ran.err)))
    }

    /// The events of one version, as `run` writes them.
    pub fn events(&self, pack: &str, name: &str) -> String {
        let file = self.shelf.at(name);
        let ran = dateline(&["run", &self.news, "--pack", pack, "-o", &file]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        file
    }
}

/// The kinds of the differences of one way, in their order.
pub fn kinds(report: &Value, way: &str) -> Vec<String> {
    let all = report["differences"].as_array().expect("a list");
    let some = all.iter().filter(|one| one["way"] == way);
    some.map(|one| one["kind"].as_str().expect("a kind").to_owned()).collect()
}
