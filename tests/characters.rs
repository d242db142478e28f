//! Tests of characters that hide a word, of encodings, and of what the record says of both: through the binary, with the
//! raw bytes beside it.

mod common;

use common::{Ran, Shelf, dateline};
use serde_json::Value;

const PLAIN: &str = "The army shelled Idlib, killing 12 people, the governor’s office said.";

/// The events of the shipped packs on one text.
fn run_text(text: &str) -> (Vec<Value>, Ran) {
    let shelf = Shelf::new();
    let ran = dateline(&["run", &shelf.put("article.txt", text), "-f", "jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (ran.events(), ran)
}

/// What an event says, without offsets and ids.
fn said(events: &[Value]) -> Vec<String> {
    let part = |event: &Value, name: &str| event[name].to_string();
    let text = |value: &Value| value["text"].to_string();
    events
        .iter()
        .map(|event| {
            let actors: Vec<String> = event["actor"].as_array().unwrap().iter().map(text).collect();
            let counts: Vec<String> = event["counts"]
                .as_array()
                .unwrap()
                .iter()
                .map(|count| count["value"].to_string())
                .collect();
            format!(
                "{} {} {} {} {actors:?} {counts:?}",
                part(event, "kind"),
                text(&event["trigger"]),
                text(&event["claimant"]),
                event["place"]["name"],
            )
        })
        .collect()
}

#[test]
fn hidden_characters_change_no_event() {
    let (events, _) = run_text(PLAIN);
    let plain = said(&events);
    assert!(plain.len() >= 2, "{plain:?}");
    for (name, change) in [
        ("soft hyphens", [("shelled", "shel\u{ad}led"), ("killing", "kill\u{ad}ing")]),
        ("zero-width characters", [("Idlib", "Id\u{200b}lib"), ("army", "\u{feff}ar\u{2060}my")]),
        (
            "joiners and directions",
            [("people", "peo\u{200c}p\u{200d}le"), ("army", "\u{202a}army\u{202c}")],
        ),
        ("full-width characters", [("12", "１２"), ("Idlib", "Ｉｄｌｉｂ")]),
        ("other digits", [("12", "١٢"), ("said", "said")]),
        ("further digits", [("12", "۱۲"), ("12", "12")]),
        ("ligatures", [("office", "o\u{fb03}ce"), ("said", "said")]),
        ("hard spaces", [("12 people", "12\u{202f}people"), ("said", "said")]),
        ("references of HTML", [("governor’s", "governor&#8217;s"), ("office", "o&shy;ffice")]),
        ("named references", [("governor’s", "governor&rsquo;s"), ("said", "said")]),
    ] {
        let text = change.iter().fold(PLAIN.to_owned(), |text, (from, to)| text.replace(from, to));
        let (events, _) = run_text(&text);
        assert_eq!(said(&events), plain, "{name}: {text}");
        for event in &events {
            let at = |end: &str| event["evidence"][end].as_u64().unwrap() as usize;
            assert_eq!(&text[at("raw_start")..at("raw_end")], text, "{name}");
            let decoding = event["article"]["decoding"].as_str().unwrap();
            assert!(decoding.starts_with("utf-8, "), "{name}: {decoding}");
        }
    }
}

#[test]
fn accents_are_one_character_or_two() {
    let (composed, decomposed) =
        ("The army shelled Alép, killing 12.", "The army shelled Ale\u{301}p, killing 12.");
    assert_eq!(said(&run_text(composed).0), said(&run_text(decomposed).0));
}

#[test]
fn a_phrase_with_hidden_characters_finds_the_words() {
    let shelf = Shelf::new();
    let rule = "rule(\"a/b\").kind(\"x\").when(\"air st\u{ad}rike\");\n";
    let pack = shelf.pack("mine", &[("a.rhai", rule)]);
    let text = shelf.put("a.txt", "An air strike hit the bridge.");
    let ran = dateline(&["run", "--pack", &pack, &text, "-f", "jsonl"]);
    assert_eq!(ran.events().len(), 1, "{}", ran.err);
}

#[test]
fn the_decoding_says_what_was_repaired() {
    for (text, wanted) in [
        ("The army shelled Idlib. It didnâ€™t stop.", "utf-8, repaired from windows-1252"),
        ("The army shelled Idlib. R&amp;D went on.", "utf-8, HTML references read"),
        ("The army shel\u{ad}led Idlib.", "utf-8, hidden characters made plain"),
        ("The army shelled Idlib.\r\nIt went on.", "utf-8, line ends made plain"),
        ("The army shelled Idlib.\rIt went on.", "utf-8, line ends made plain"),
        ("The army shelled\u{b} Idlib.", "utf-8, control characters made spaces"),
        ("The army shelled Idlib. It didn’t stop.", "utf-8"),
    ] {
        let (events, ran) = run_text(text);
        assert!(!events.is_empty(), "{text}: {}", ran.err);
        assert_eq!(events[0]["article"]["decoding"], wanted, "{text}");
    }
}

#[test]
fn the_decoding_says_that_bytes_were_no_utf8() {
    let shelf = Shelf::new();
    let curly = "Russia’s ‘air’ strikes hit Idlib".as_bytes();
    for (end, read) in
        [(&b"\x92s caf\xe9."[..], "’s café."), (b". He said \xe2\x80", ". He said \u{fffd}")]
    {
        let bytes = [curly, end].concat();
        let ran = dateline(&["run", &shelf.put("a.txt", bytes), "-f", "jsonl"]);
        let events = ran.events();
        assert!(!events.is_empty(), "{read}: {}", ran.err);
        assert_eq!(events[0]["article"]["decoding"], "utf-8+windows-1252", "{read}");
    }
}

#[test]
fn an_unseen_character_hides_no_word() {
    let events =
        |c: &str| said(&run_text(&format!("The army shel{c}led Id{c}lib, killing 1{c}2.")).0);
    let plain = events("");
    assert!(!plain.is_empty());
    for c in [
        "\u{115f}",
        "\u{3164}",
        "\u{fe0f}",
        "\u{fff9}",
        "\u{e0041}",
        "\u{e0100}",
        "\u{336}",
        "\u{20d0}",
    ] {
        assert_eq!(events(c), plain, "{c:?}");
    }
    let styled = "𝐓𝐡𝐞 𝐚𝐫𝐦𝐲 𝐬𝐡𝐞𝐥𝐥𝐞𝐝 𝐈𝐝𝐥𝐢𝐛, 𝐤𝐢𝐥𝐥𝐢𝐧𝐠 𝟏𝟐.";
    assert_eq!(said(&run_text(styled).0), plain);
    assert_eq!(said(&run_text("The army shel\u{ad}\nled Idlib, killing 12.").0), plain);
}

#[test]
fn encodings_that_are_not_read_are_named() {
    let shelf = Shelf::new();
    let little = |c: char| (c as u32).to_le_bytes();
    let big = |c: char| (c as u32).to_be_bytes();
    let ebcdic = |c: char| match c {
        ' ' => 0x40,
        'a'..='i' => 0x81 + (c as u8 - b'a'),
        'j'..='r' => 0x91 + (c as u8 - b'j'),
        's'..='z' => 0xa2 + (c as u8 - b's'),
        _ => 0x4b,
    };
    let text = "\u{feff}the army shelled the town, killing people.";
    let good = shelf.put("good.txt", "The army shelled Idlib.");
    let utf16: Vec<u8> = "{\"text\":\"a\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, told) in [
        ("a.txt", text.chars().flat_map(little).collect(), "UTF-32LE"),
        ("b.txt", text.chars().flat_map(big).collect(), "UTF-32BE"),
        ("c.txt", text[3..].chars().map(ebcdic).collect::<Vec<u8>>(), "IBM1047"),
        ("d.jsonl", text.chars().flat_map(little).collect(), "UTF-32LE"),
        ("e.jsonl", utf16, "UTF-16LE"),
    ] {
        let ran = dateline(&["run", &shelf.put(name, bytes), &good, "-f", "jsonl"]);
        assert_eq!(ran.articles(), ["good"], "{name}: {}", ran.err);
        let line = ran.err.lines().find(|line| line.contains(name)).unwrap_or_default();
        assert!(line.contains(told) && line.contains("iconv"), "{name}: {}", ran.err);
    }
}

#[test]
fn the_trigger_lies_inside_the_evidence() {
    let words = ["army", "shelled", "town", "fled", "truce", "held"];
    // A small generator of its own: the same rules and texts on each run.
    let mut state = 7u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let mut rules = String::new();
    for number in 0..60 {
        let (one, two) = (words[next(6)], words[next(6)]);
        let part = [
            "near(\"A\", \"B\", 9)",
            "seq(\"A\", \"B\").gap(6)",
            "all(\"A\", \"B\")",
            "any(seq(\"A\", \"B\"), \"A\")",
        ][next(4)]
        .replace('A', one)
        .replace('B', two);
        let part = match next(3) {
            0 => format!("{part}.within(\"paragraph\")"),
            1 => format!("{part}.within(\"article\")"),
            _ => part,
        };
        let per =
            ["", ".per(\"paragraph\")", ".per(\"article\")", ".within(\"paragraph\")"][next(4)];
        rules.push_str(&format!("rule(\"r/n{number}\").kind(\"x\").when({part}){per};\n"));
    }
    let shelf = Shelf::new();
    let pack = shelf.pack("mine", &[("r.rhai", &rules)]);
    let mut lines = String::new();
    for number in 0..40 {
        let mut text = String::new();
        for _ in 0..30 {
            text.push_str(words[next(6)]);
            text.push_str([" ", " ", ", ", ". The ", ".\n\nThe "][next(5)]);
        }
        let line = serde_json::json!({ "id": number.to_string(), "text": text });
        lines.push_str(&format!("{line}\n"));
    }
    let ran = dateline(&["run", "--pack", &pack, &shelf.put("a.jsonl", lines), "-f", "jsonl"]);
    let events = ran.events();
    assert!(events.len() > 200, "{} events: {}", events.len(), ran.err);
    for event in events {
        let at = |part: &str, end: &str| event[part][end].as_u64().unwrap();
        let inside = at("evidence", "start") <= at("trigger", "start")
            && at("trigger", "end") <= at("evidence", "end");
        assert!(inside, "{event}");
        let (evidence, trigger) = (&event["evidence"]["text"], &event["trigger"]["text"]);
        assert!(evidence.as_str().unwrap().contains(trigger.as_str().unwrap()), "{event}");
    }
}

#[test]
fn figures_that_are_none_are_faults_with_their_place() {
    for (attributes, told) in [
        ("counts: #{ what: \"killed\", value: 5, low: 9 }", "more than its `high`"),
        ("counts: #{ what: \"killed\", value: 5, low: 9, high: 7 }", "more than its `high`"),
        ("counts: #{ what: \"killed\", value: 0.0 / 0.0 }", "not a whole number"),
        ("counts: #{ what: \"killed\", value: 5, high: -1 }", "not a whole number"),
        ("confidence: 0.0 / 0.0", "`confidence` is NaN"),
        ("confidence: [1.0 / 0.0]", "`confidence` is inf"),
    ] {
        let shelf = Shelf::new();
        let rule = format!(
            "rule(\"a/b\").kind(\"x\").when(\"air strike\").code(|m| #{{ {attributes} }});\n"
        );
        let pack = shelf.pack("mine", &[("a.rhai", &rule)]);
        let text = shelf.put("a.txt", "An air strike hit the bridge.");
        let ran = dateline(&["run", "--pack", &pack, &text, "-f", "jsonl"]);
        assert_eq!(ran.code, 1, "{attributes}: {}", ran.err);
        assert!(ran.events().is_empty(), "{attributes}");
        assert!(
            ran.err.contains(told) && ran.err.contains("a.rhai:1"),
            "{attributes}: {}",
            ran.err
        );
    }
}
