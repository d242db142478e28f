//! What each word of a language can be: the classes it is in, and the verb forms it can be.

use super::inflect;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Makes the classes, each with its table in `language/en/grammar.toml`.
macro_rules! classes {
    ($($name:ident = $table:literal,)*) => {
        /// A closed class of words: a table of `language/en/grammar.toml`, or a list of `verbs.toml`, whose `about` says what is in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Class { $(#[doc = concat!("`", $table, "`")] $name,)* }

        impl Class {
            const ALL: &[(Class, &'static str)] = &[$((Class::$name, $table),)*];
        }
    };
}

classes! {
    Determiner = "determiner",
    Possessive = "possessive",
    Number = "number",
    Quantity = "quantity",
    Pronoun = "pronoun",
    SubjectPronoun = "subject_pronoun",
    Relative = "relative",
    Be = "be",
    Have = "have",
    Do = "do",
    Modal = "modal",
    Negative = "negative",
    Preposition = "preposition",
    Conjunction = "conjunction",
    Subordinator = "subordinator",
    Adverb = "adverb",
    Adjective = "adjective",
    Title = "title",
    Time = "time",
    NounIng = "noun_ing",
    NounEd = "noun_ed",
    NotAdverb = "not_adverb",
    Undergone = "undergone",
    Predicative = "predicative",
    Contraction = "contraction",
    Person = "person",
    People = "people",
    Target = "target",
    NounToo = "noun_too",
    Clausal = "clausal",
    ObjectControl = "object_control",
    Ditransitive = "ditransitive",
    Undergoing = "undergoing",
    Perception = "perception",
    Light = "light",
    BareInfinitive = "bare_infinitive",
    Phrasal = "phrasal",
    Showing = "showing",
    Proving = "proving",
    Denying = "denying",
    Happening = "happening",
    Leaving = "leaving",
    Thwarting = "thwarting",
    None = "none",
    True = "true_word",
    Untrue = "untrue",
    Evidence = "evidence",
    ContentNoun = "content_noun",
    Label = "label",
}

/// The forms of a verb that a word can be; a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct VerbForms(u8);

impl VerbForms {
    /// "attack".
    pub const BASE: VerbForms = VerbForms(1);
    /// "attacks".
    pub const THIRD: VerbForms = VerbForms(2);
    /// "attacked", "took".
    pub const PAST: VerbForms = VerbForms(4);
    /// "attacked", "taken".
    pub const PARTICIPLE: VerbForms = VerbForms(8);
    /// "attacking".
    pub const ING: VerbForms = VerbForms(16);

    /// Both sets.
    pub const fn with(self, other: VerbForms) -> VerbForms {
        VerbForms(self.0 | other.0)
    }

    /// Whether one of `other`'s forms is in the set.
    pub const fn has(self, other: VerbForms) -> bool {
        self.0 & other.0 != 0
    }
}

/// A word read as a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VerbReading<'a> {
    /// Its base form: "take" for "took". Of a verb that is not in the data, the word without its ending.
    pub lemma: &'a str,
    /// The forms that it can be.
    pub forms: VerbForms,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    classes: u64,
    verb: Option<(u16, VerbForms)>,
}

/// The words of English.
pub(crate) struct Lexicon {
    words: FxHashMap<String, Entry>,
    lemmas: Vec<String>,
}

static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(
        include_str!("../../language/en/grammar.toml"),
        include_str!("../../language/en/verbs.toml"),
        include_str!("../../language/en/nouns.toml"),
    )
});

impl Lexicon {
    /// The words of English; read on the first call.
    pub fn english() -> &'static Lexicon {
        &ENGLISH
    }

    /// Reads the three files. They are part of the program, and a unit test checks every table: what is missing or of
    /// another type counts as empty.
    fn read(grammar: &str, verbs: &str, nouns: &str) -> Lexicon {
        let mut lexicon = Lexicon { words: FxHashMap::default(), lemmas: Vec::new() };
        let grammar: toml::Table = grammar.parse().unwrap_or_default();
        let verbs: toml::Table = verbs.parse().unwrap_or_default();
        let nouns: toml::Table = nouns.parse().unwrap_or_default();
        for (class, table) in Class::ALL {
            let inner = grammar
                .get(*table)
                .or_else(|| nouns.get(*table))
                .and_then(|table| table.get("words"));
            let words = inner.or_else(|| verbs.get(*table)).and_then(toml::Value::as_str);
            for word in words.unwrap_or_default().split_whitespace() {
                lexicon.entry(word).classes |= class.bit();
                if matches!(class, Class::Person | Class::Target) {
                    lexicon.entry(&inflect::plural(word)).classes |= class.bit();
                }
            }
        }
        let irregular = verbs.get("irregular").and_then(toml::Value::as_array);
        for line in irregular.into_iter().flatten().filter_map(toml::Value::as_str) {
            lexicon.add_irregular(line);
        }
        let regular = verbs.get("regular").and_then(toml::Value::as_str).unwrap_or_default();
        for word in regular.split_whitespace() {
            lexicon.add_regular(word);
        }
        lexicon
    }

    fn entry(&mut self, word: &str) -> &mut Entry {
        self.words.entry(word.to_owned()).or_default()
    }

    fn add_irregular(&mut self, line: &str) {
        let mut forms = line.split(' ');
        let (Some(base), Some(past)) = (forms.next(), forms.next()) else { return };
        let participle = forms.next().unwrap_or(past);
        let lemma = self.lemma(base);
        self.add(base, lemma, VerbForms::BASE);
        self.add(past, lemma, VerbForms::PAST);
        self.add(participle, lemma, VerbForms::PARTICIPLE);
        self.add(&inflect::third_person(base), lemma, VerbForms::THIRD);
        let doubled = doubled(base);
        self.add(&inflect::present_participle(base, &doubled), lemma, VerbForms::ING);
    }

    fn add_regular(&mut self, word: &str) {
        let base = word.trim_end_matches('+');
        let lemma = self.lemma(base);
        let [third, past, ing] = inflect::regular(base, word.len() > base.len());
        self.add(base, lemma, VerbForms::BASE);
        self.add(&third, lemma, VerbForms::THIRD);
        self.add(&past, lemma, VerbForms::PAST.with(VerbForms::PARTICIPLE));
        self.add(&ing, lemma, VerbForms::ING);
    }

    fn lemma(&mut self, base: &str) -> u16 {
        self.lemmas.push(base.to_owned());
        // The data has some thousand verbs.
        u16::try_from(self.lemmas.len() - 1).unwrap_or(u16::MAX)
    }

    /// The first verb of a form keeps it: "found" is of "find".
    fn add(&mut self, word: &str, lemma: u16, forms: VerbForms) {
        let entry = self.entry(word);
        entry.verb = Some(match entry.verb {
            Some((first, known)) => (first, known.with(forms)),
            None => (lemma, forms),
        });
    }

    /// Whether `word`, in lower case, is in `class`.
    pub fn is(&self, word: &str, class: Class) -> bool {
        self.words.get(word).is_some_and(|entry| entry.classes & class.bit() != 0)
    }

    /// Whether `word` is in any of the classes, or is a form of a verb.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// `word`, in lower case, as a form of a verb; `None` if it can be none. A word that is not in the data is judged by
    /// its ending.
    pub fn verb<'a>(&'a self, word: &'a str) -> Option<VerbReading<'a>> {
        if let Some(entry) = self.words.get(word) {
            let (lemma, forms) = entry.verb?;
            let lemma = self.lemmas.get(usize::from(lemma)).map_or("", String::as_str);
            return Some(VerbReading { lemma, forms });
        }
        if let Some(rest) = word.strip_prefix("re").filter(|rest| rest.len() > 3)
            && let Some((_, forms)) = self.words.get(rest).and_then(|entry| entry.verb)
        {
            return Some(VerbReading { lemma: word, forms });
        }
        let past = VerbForms::PAST.with(VerbForms::PARTICIPLE);
        for (ending, forms) in [("ed", past), ("ing", VerbForms::ING)] {
            if let Some(lemma) = word.strip_suffix(ending).filter(|rest| rest.len() > 2) {
                return Some(VerbReading { lemma, forms });
            }
        }
        None
    }
}

impl Class {
    const fn bit(self) -> u64 {
        1 << self as u32
    }
}

/// "hit": "hitting"; "send": "send".
fn doubled(base: &str) -> String {
    let letters: Vec<char> = base.chars().collect();
    let vowel = |c: &char| "aeiou".contains(*c);
    match letters.as_slice() {
        [.., a, b, c] if !vowel(a) && vowel(b) && !vowel(c) && !"wxy".contains(*c) => {
            format!("{base}{c}")
        }
        [.., 'u', b, c] if base.starts_with("qu") && vowel(b) => format!("{base}{c}"),
        _ => base.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_has_words_and_every_table_is_a_class() {
        let english = Lexicon::english();
        for (class, table) in Class::ALL {
            let count = english.words.values().filter(|entry| entry.classes & class.bit() != 0);
            assert!(count.count() > 2, "{table}");
        }
        let grammar: toml::Table =
            include_str!("../../language/en/grammar.toml").parse().expect("valid TOML");
        let nouns: toml::Table =
            include_str!("../../language/en/nouns.toml").parse().expect("valid TOML");
        for (table, inner) in grammar.iter().chain(&nouns) {
            assert!(Class::ALL.iter().any(|(_, name)| name == table), "{table} is no class");
            assert!(inner["about"].as_str().is_some_and(|about| !about.is_empty()), "{table}");
        }
        let verbs: toml::Table =
            include_str!("../../language/en/verbs.toml").parse().expect("valid TOML");
        let lists = ["regular", "irregular"];
        for list in verbs.keys() {
            let known = Class::ALL.iter().any(|(_, name)| name == list);
            assert!(known || lists.contains(&list.as_str()), "{list} is read by nobody");
        }
    }

    #[test]
    fn verbs_have_their_lemmas() {
        let english = Lexicon::english();
        for (form, lemma, forms) in [
            ("took", "take", VerbForms::PAST),
            ("taken", "take", VerbForms::PARTICIPLE),
            ("found", "find", VerbForms::PAST),
            ("struck", "strike", VerbForms::PARTICIPLE),
            ("denies", "deny", VerbForms::THIRD),
            ("hitting", "hit", VerbForms::ING),
            ("sending", "send", VerbForms::ING),
            ("hit", "hit", VerbForms::PAST),
            ("shelling", "shell", VerbForms::ING),
        ] {
            let reading = english.verb(form).expect(form);
            assert_eq!(reading.lemma, lemma, "{form}");
            assert!(reading.forms.has(forms), "{form}");
        }
        assert!(english.verb("table").is_none());
    }
}
