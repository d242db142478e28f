//! What the tests of formats work on: a pack, plain articles, and odd ones with what readers of formats stumble over.

use super::common::{Ran, Shelf, dateline};
use std::fs;

const PACK: &str = r#"//! Strikes, tolls and blame, plainly.

kind("casualties").toll().counts("casualties");
rule("strike").kind("air_strike").codes(#{ plover: "ASSAULT/aerial", acled: "Air/drone strike" })
    .when(any("air strike*", "airstrike*"));
rule("toll").kind("casualties").when(stem("kill"));
rule("blame").kind("accusation").codes(#{ plover: "ACCUSE" }).when(stem("blame"));
"#;

const NEWS: &[(&str, &str)] = &[
    ("a", "An air strike on Gullhaven killed at least 12 people on Monday. Iran blamed Russia."),
    (
        "b",
        "Russia denied the air strike on Gullhaven. It may launch an air strike on Gullhaven next week.",
    ),
    ("c", "An air strike was told of. No air strike hit Gullhaven."),
];

/// Articles with names in Arabic, markup, line ends and control characters in titles, ids that look like numbers and
/// formulas, characters outside the basic plane, without a date or a place.
const ODD: &[(&str, &str, &str, &str)] = &[
    (
        "007",
        "Strike\non \"Gullhaven\" </script><b>\u{0}now\u{1b}[31m",
        "😀😀 Witnesses said an air strike on Gullhaven killed 7 people on Monday at 10:00. Iran blamed Russia.",
        "2016-08-12",
    ),
    (
        "=1+1",
        "قصف غالهافن",
        "قال المصدر: قتلوا. 🇸🇾 Russia denied that an air strike hit Gullhaven on Tuesday; محمد blamed Iran.",
        "2016-08-12 17:41",
    ),
    ("1e5", "", "An air strike hit a far valley.", ""),
];

/// A pack, its gazetteer and two corpora.
pub struct Desk {
    /// Where they are.
    pub shelf: Shelf,
    /// The pack.
    pub pack: String,
    /// Plain articles.
    pub news: String,
    /// Odd articles.
    pub odd: String,
}

impl Desk {
    /// Writes them.
    pub fn new() -> Self {
        let shelf = Shelf::new();
        let pack = shelf.pack("mine", &[("rules.rhai", PACK)]);
        shelf.put(
            "mine/gazetteers/places.csv",
            "name,kind,admin1,country,lat,lon\nGullhaven,town,Coast,SYR,35.5,36\n",
        );
        let states = "name,code\nSyria,SYR\nRussia,RUS\nIran,IRN\n";
        shelf.put("mine/gazetteers/states.csv", states);
        let line = |(id, text): &(&str, &str)| {
            format!("{}\n", serde_json::json!({ "id": id, "text": text, "date": "2016-08-12" }))
        };
        let news = shelf.put("news.jsonl", NEWS.iter().map(line).collect::<String>());
        let line = |(id, title, text, date): &(&str, &str, &str, &str)| {
            let article = serde_json::json!({
                "id": id, "title": title, "text": text, "date": date, "outlet": "Gull & Sons",
            });
            format!("{article}\n")
        };
        let odd = shelf.put("odd.jsonl", ODD.iter().map(line).collect::<String>());
        Desk { shelf, pack, news, odd }
    }

    /// Codes the plain articles.
    pub fn run(&self, args: &[&str]) -> Ran {
        let ran = dateline(&[&["run", "--pack", &self.pack, &self.news], args].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran
    }

    /// The events of all articles: the path of the file, and the events.
    pub fn events(&self) -> (String, Vec<serde_json::Value>) {
        let path = self.shelf.at("events.jsonl");
        let ran = dateline(&["run", "--pack", &self.pack, &self.news, &self.odd, "-qo", &path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let text = fs::read_to_string(&path).expect("events");
        let events: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
        assert!(events.len() > 8, "{}", events.len());
        (path, events)
    }

    /// Exports the events of all articles to a file of this name; the path and what was told.
    pub fn export(&self, name: &str, args: &[&str]) -> (String, String) {
        let (events, _) = self.events();
        let path = self.shelf.at(name);
        let ran = dateline(&[&["export", &events, "-o", &path], args].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        (path, ran.err)
    }
}
