//! Stems: Snowball's English stemming algorithm, plus a table of irregular verbs.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Irregular past forms, by verb: the verbs used in reports of war and diplomacy.
const IRREGULAR: &[(&str, &str)] = &[
    ("begin", "began begun"),
    ("bear", "bore borne"),
    ("beat", "beaten"),
    ("become", "became"),
    ("blow", "blew blown"),
    ("break", "broke broken"),
    ("bring", "brought"),
    ("build", "built"),
    ("buy", "bought"),
    ("catch", "caught"),
    ("choose", "chose chosen"),
    ("come", "came"),
    ("deal", "dealt"),
    ("die", "dying"),
    ("draw", "drew drawn"),
    ("drive", "drove driven"),
    ("eat", "ate eaten"),
    ("fall", "fell fallen"),
    ("feed", "fed"),
    ("feel", "felt"),
    ("fight", "fought"),
    ("find", "found"),
    ("flee", "fled"),
    ("fly", "flew flown"),
    ("forbid", "forbade forbidden"),
    ("forget", "forgot forgotten"),
    ("freeze", "froze frozen"),
    ("get", "got gotten"),
    ("give", "gave given"),
    ("go", "went gone"),
    ("grow", "grew grown"),
    ("hang", "hung"),
    ("have", "had has"),
    ("hear", "heard"),
    ("hide", "hid hidden"),
    ("hold", "held"),
    ("keep", "kept"),
    ("know", "knew known"),
    ("lay", "laid"),
    ("lead", "led"),
    ("leave", "left"),
    ("lose", "lost"),
    ("make", "made"),
    ("mean", "meant"),
    ("meet", "met"),
    ("overthrow", "overthrew overthrown"),
    ("pay", "paid"),
    ("ride", "rode ridden"),
    ("rise", "rose risen"),
    ("run", "ran"),
    ("say", "said"),
    ("see", "saw seen"),
    ("seek", "sought"),
    ("sell", "sold"),
    ("send", "sent"),
    ("shake", "shook shaken"),
    ("shoot", "shot"),
    ("show", "shown"),
    ("shrink", "shrank shrunk"),
    ("sink", "sank sunk"),
    ("slay", "slew slain"),
    ("speak", "spoke spoken"),
    ("spend", "spent"),
    ("stand", "stood"),
    ("steal", "stole stolen"),
    ("strike", "struck stricken"),
    ("swear", "swore sworn"),
    ("sweep", "swept"),
    ("take", "took taken"),
    ("teach", "taught"),
    ("tear", "tore torn"),
    ("tell", "told"),
    ("think", "thought"),
    ("throw", "threw thrown"),
    ("understand", "understood"),
    ("undertake", "undertook undertaken"),
    ("wear", "wore worn"),
    ("win", "won"),
    ("withdraw", "withdrew withdrawn"),
    ("withhold", "withheld"),
    ("write", "wrote written"),
];

static STEM_OF: LazyLock<FxHashMap<&'static str, String>> = LazyLock::new(|| {
    let mut table = FxHashMap::default();
    for (verb, forms) in IRREGULAR {
        for form in forms.split(' ') {
            table.insert(form, ENGLISH.stem(verb).into_owned());
        }
    }
    table
});

/// The stem of a folded word; irregular forms have their verb's stem ("retook" that of "retake").
pub fn stem(folded: &str) -> String {
    if let Some(stem) = STEM_OF.get(folded) {
        return stem.clone();
    }
    let again = folded.strip_prefix("re").filter(|rest| rest.len() > 3);
    if let Some(stem) = again.and_then(|rest| STEM_OF.get(rest)) {
        // The lemma is stemmed too: the algorithm shortens "retake" further than "take".
        return ENGLISH.stem(&format!("re{stem}")).into_owned();
    }
    ENGLISH.stem(folded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn irregular_verbs_have_the_stem_of_their_lemma() {
        for (form, verb) in
            [("struck", "strike"), ("met", "meet"), ("retook", "retake"), ("announced", "announce")]
        {
            assert_eq!(stem(form), stem(verb), "{form}");
        }
        assert_ne!(stem("truce"), stem("truck"));
    }
}
