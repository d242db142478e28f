//! Undoes mojibake: UTF-8 that was once read as windows-1252 (or Latin-1, and for punctuation windows-1251 or
//! Macintosh), with an offset map back to the text before. `decode` runs before this; readers call both.
//!
//! Mojibake is recognised from the characters of one sequence alone, or from those and their two neighbours. In the
//! second case the neighbours are in the same unit of the offset map, whether or not anything changed. So a slice of the
//! text, cut at limits of units, is repaired as it is within the whole text, and evidence can be cut from a file.

mod sequence;

use crate::text::{OffsetMap, OffsetMapBuilder};
use memchr::memchr3_iter;
use sequence::{Repair, examine};
use std::borrow::Cow;

/// The most layers of mojibake that are undone: text that was misread once may be misread twice; more layers were never
/// met.
const LAYERS: usize = 4;

/// Undoes mojibake in `text`; the map leads from the repaired text to `text`. Clean text is returned borrowed, at the
/// cost of one scan for bytes that may begin a sequence.
pub fn repair(text: Cow<'_, str>) -> (Cow<'_, str>, OffsetMap) {
    let (mut text, mut offsets) = (text, OffsetMap::default());
    for _ in 0..LAYERS {
        let Some((better, map, changed)) = undo_layer(&text) else { break };
        offsets = map.compose(&offsets);
        if !changed {
            break;
        }
        text = Cow::Owned(better);
    }
    (text, offsets)
}

/// Undoes one layer: the text, its map and whether anything changed; `None` where nothing was suspicious. The map
/// matters even without changes: a suspicious sequence that was left unchanged must not be cut.
fn undo_layer(text: &str) -> Option<(String, OffsetMap, bool)> {
    let mut layer =
        RepairPass { text, out: String::new(), offsets: OffsetMapBuilder::new(0), done: 0 };
    let (mut found, mut changed) = (false, false);
    // The lead bytes of U+0080..U+00BF, of U+00C0..U+00FF and of Cyrillic: every suspicious sequence has one at its
    // start or, for Macintosh punctuation, after its first character.
    for at in memchr3_iter(0xc2, 0xc3, 0xd0, text.as_bytes()) {
        if at < layer.done {
            continue;
        }
        if let Some(finding) = examine(text, layer.done, at) {
            found = true;
            changed |= text.get(finding.range.clone()) != Some(finding.text.as_str());
            layer.put(&finding);
        }
    }
    found.then(|| {
        layer.copy_to(text.len());
        (layer.out, layer.offsets.finish(), changed)
    })
}

struct RepairPass<'a> {
    text: &'a str,
    out: String,
    offsets: OffsetMapBuilder,
    /// The byte offset up to which `text` has been copied.
    done: usize,
}

impl RepairPass<'_> {
    fn copy_to(&mut self, end: usize) {
        let kept = self.text.get(self.done..end).unwrap_or_default();
        self.out.push_str(kept);
        self.offsets.copy(kept.len());
        self.done = end;
    }

    fn put(&mut self, finding: &Repair) {
        self.copy_to(finding.range.start);
        self.out.push_str(&finding.text);
        self.offsets.replace(finding.range.len(), finding.text.len());
        self.done = finding.range.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn repaired(text: &str) -> String {
        repair(Cow::Borrowed(text)).0.into_owned()
    }

    #[test]
    fn punctuation_is_restored() {
        assert_eq!(repaired("Heâ€™s out â€” â€œfor nowâ€\u{9d}"), "He’s out — “for now”");
        assert_eq!(repaired("â€œlost its last byteâ€ today"), "“lost its last byte” today");
        assert_eq!(repaired("read as Latin-1: it\u{e2}\u{80}\u{99}s"), "read as Latin-1: it’s");
        assert_eq!(repaired("a Cyrillic hostвЂ™s page"), "a Cyrillic host’s page");
        assert_eq!(repaired("an old Macâ‚¬ and ‚Äúquotes‚Äù"), "an old Mac€ and “quotes”");
    }

    #[test]
    fn names_are_restored() {
        assert_eq!(
            repaired("Recep Tayyip ErdoÄŸan met FranÃ§ois in ÅžanlÄ±urfa"),
            "Recep Tayyip Erdoğan met François in Şanlıurfa"
        );
        assert_eq!(repaired("El NiÃ±o, DOS AÃ‘OS, Ø¯Ù…Ø´Ù‚"), "El Niño, DOS AÑOS, دمشق");
    }

    #[test]
    fn remains_of_hard_spaces_are_removed() {
        assert_eq!(repaired("three nations.Â\n\nHalf aÂ year.Â"), "three nations.\n\nHalf a year.");
        assert_eq!(repaired("Â£5, 30Â°C, 5Â\u{a0}km"), "£5, 30°C, 5\u{a0}km");
    }

    #[test]
    fn several_layers_are_undone() {
        assert_eq!(repaired("doesnÃ¢â‚¬â„¢t"), "doesn’t");
        assert_eq!(repaired("nÃƒÂ©"), "né");
        assert_eq!(repaired("Ã¢â‚¬Å“twiceÃ¢â‚¬Â\u{9d}"), "“twice”");
    }

    #[test]
    fn misreadings_of_other_encodings_are_restored() {
        assert_eq!(repaired("Li√®ge, Am√©rica"), "Liège, América");
        assert_eq!(repaired("LiĂ¨ge, AmĂ©rica, â€śoneâ€ť"), "Liège, América, “one”");
    }

    /// The other implementation also straightens quotes; there is no other difference on these texts.
    #[test]
    fn an_independent_repairer_agrees() {
        for text in [
            "The cafÃ© in ÅžanlÄ±urfa fell silent â€” again",
            "Heâ€™s in FranÃ§oisâ€™ house near KÃ¶ln",
            "PARLÉ… NESTLÉ® and São Paulo – 30°C",
        ] {
            let straight = repaired(text).replace('’', "'");
            assert_eq!(plsfix::fix_text(text, None), straight);
        }
    }

    /// Measured so that a regression is noticed: correct cases of each file of the ftfy project.
    #[test]
    fn published_cases_pass_as_often_as_recorded() {
        let Some(folder) = std::env::var_os("DATELINE_DATA") else {
            eprintln!("skipped: DATELINE_DATA is not set");
            return;
        };
        let level = |text: &str| text.replace('\u{a0}', " ");
        for (file, least) in [("in-the-wild", 41), ("synthetic", 25), ("negative", 30)] {
            let path = std::path::Path::new(&folder).join(format!("ftfy/{file}.json"));
            let cases: serde_json::Value =
                serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let is_right = |case: &&serde_json::Value| {
                let fixed = case.get("fixed-encoding").unwrap_or(&case["fixed"]);
                level(&repaired(case["original"].as_str().unwrap()))
                    == level(fixed.as_str().unwrap())
            };
            let right = cases.as_array().unwrap().iter().filter(is_right).count();
            assert!(right >= least, "{file}: {right} right, {least} before");
        }
    }

    #[test]
    fn correct_text_is_unchanged() {
        for text in [
            "Café Âge, São Paulo, Ñu’s “été…” à la carte",
            "PARLÉ… VOCÊ… NESTLÉ® ZAJÉ’s Ã’s 5×£3",
            "«está»… voilà — Łódź, Erdoğan",
            "2012—∞ and (-1/2)! = √π",
            "Путин в Сирии",
        ] {
            assert_eq!(repaired(text), text);
        }
    }

    #[test]
    fn clean_text_is_borrowed() {
        let (text, offsets) = repair(Cow::Borrowed("“No strikes”, he said – again"));
        assert!(matches!(text, Cow::Borrowed(_)) && offsets.is_shift());
    }

    /// Fragments of mojibake and of clean text, in any order.
    fn fragments() -> impl Strategy<Value = String> {
        let scrap = prop_oneof![
            proptest::sample::select(vec![
                "â", "€", "√", "Ă", "©", "ś", "™", "œ", "Ã", "¢", "Â", "ï", "¿", "½", "ð", "Ÿ",
                "˜", "Ä", "Å", "Ø", "§", "Ù", "„", "в", "Ђ", "‚", "ú", "é", "É", "’", "”", "…",
                "\u{80}", "\u{9d}", "\u{a0}", "\u{fffd}", " ", "\n", "a", "s", "X", ".", "à", "¸",
                "å", "›", "½", "ã", "ƒ",
            ])
            .prop_map(str::to_owned),
            "[ -~]{1,3}",
            any::<char>().prop_map(String::from),
        ];
        proptest::collection::vec(scrap, 0..14).prop_map(|scraps| scraps.concat())
    }

    proptest! {
        #[test]
        fn a_slice_is_repaired_as_in_the_whole(text in fragments()) {
            let (clean, offsets) = repair(Cow::Borrowed(&text));
            let cuts: Vec<usize> = (0..=clean.len())
                .filter(|&at| clean.is_char_boundary(at) && offsets.is_cut(at as u32)).collect();
            for (index, &start) in cuts.iter().enumerate() {
                for &end in &cuts[index + 1..] {
                    let raw = offsets.raw_start(start as u32) as usize..offsets.raw_end(end as u32) as usize;
                    prop_assert_eq!(repaired(&text[raw]), &clean[start..end], "{:?} {}..{}", clean, start, end);
                }
            }
        }

        #[test]
        fn encoding_wrongly_and_repairing_gives_english_back(text in "[a-z ]{0,5}([“”‘’–—…é§üñıŞğ][a-z]{1,3} ){0,5}") {
            let (wrong, _, _) = encoding_rs::WINDOWS_1252.decode(text.as_bytes());
            prop_assert_eq!(repaired(&wrong), text);
        }
    }
}
