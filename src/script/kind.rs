//! What a codebook says of a kind of event: its codes, and flags for what the host does differently for it. A pack
//! declares kinds in `pack.toml` or by `kind("...")` in a rule file; the flags are the same in both.

use crate::event::{Codes, Counted};
use crate::frame::place::PlaceScope;
use crate::suggest::suggest;
use std::collections::BTreeMap;

/// A kind as the host uses it: every flag has a value. The default is that of a kind nobody declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventKind {
    /// Codes for rules that give none.
    pub codes: Codes,
    /// Codes of single modes, over those of the kind; an empty one says that the scheme has none.
    pub modes: BTreeMap<String, Codes>,
    /// Whether it is an act of speech (an accusation, a demand): its speaker is the actor and no claimant.
    pub speech: bool,
    /// The modes in which an event of a kind that is no act of speech is one (a ceasefire proposed).
    pub speech_modes: Vec<String>,
    /// Whether it only reports on other acts (a toll): it makes no incident by itself.
    pub detail: bool,
    /// How far it looks for its place; `None` where the codebook does not say.
    pub place: Option<PlaceScope>,
    /// Whether it is an act of violence. Those who only report, help or judge (monitors, media, medics, aid workers,
    /// courts) are not its actors. A toll takes its actor from it, an event of the kind that names no actor takes that
    /// of the nearest earlier one ("the raid"), and a denial of "the attack" may mean it.
    pub violent: bool,
    /// Whether both sides are its parties, as in a clash: no actor is passed from it to a toll, or to it from an earlier
    /// event.
    pub two_sided: bool,
    /// Whether it counts the dead and hurt of another act. It takes its actor from an act of violence in its sentence or
    /// shortly before; those who only report are not its actors; and where nobody was hurt it still has the place of
    /// the act.
    pub toll: bool,
    /// What becomes of civilians that stand where an actor would.
    pub civilians: Civilians,
    /// Whether those who were killed or hurt in its sentence are its recipients where the sentence names no others.
    pub victims_are_recipients: bool,
    /// Whether a thing (a bridge, a town hall) may be its recipient.
    pub things_are_recipients: bool,
    /// What it counts; `None` where it has no counts.
    pub counts: Option<Counted>,
    /// Whether it denies another event of the article, which the record then names (`denies`).
    pub denies: bool,
    /// Whether it charges its recipient with a deed, so that a denial may answer it.
    pub charges: bool,
}

impl Default for EventKind {
    fn default() -> Self {
        EventKind {
            codes: Codes::default(),
            modes: BTreeMap::new(),
            speech: false,
            speech_modes: Vec::new(),
            detail: false,
            place: None,
            violent: false,
            two_sided: false,
            toll: false,
            civilians: Civilians::Actors,
            victims_are_recipients: false,
            things_are_recipients: true,
            counts: None,
            denies: false,
            charges: false,
        }
    }
}

/// What becomes of civilians that stand where an actor would.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Civilians {
    /// They are actors as others are.
    Actors,
    /// They are left out: civilians do not do what the kind reports.
    NotActors,
    /// They are recipients: it befell them ("Dozens of civilians died").
    Recipients,
}

impl Civilians {
    const NAMES: &[(&str, Civilians)] = &[
        ("actors", Civilians::Actors),
        ("not_actors", Civilians::NotActors),
        ("recipients", Civilians::Recipients),
    ];
}

/// The words for what a kind counts.
const COUNTS: &[(&str, Option<Counted>)] = &[
    ("none", None),
    ("casualties", Some(Counted::Casualties)),
    ("detained", Some(Counted::Detained)),
    ("displaced", Some(Counted::Displaced)),
    ("besieged", Some(Counted::Besieged)),
];

/// The words for how far a kind looks for its place.
const REACHES: &[(&str, PlaceScope)] = &[
    ("act", PlaceScope::Act),
    ("here", PlaceScope::Here),
    ("stated", PlaceScope::Stated),
    ("none", PlaceScope::None),
];

impl EventKind {
    /// Whether an event of the kind in this mode is an act of speech.
    pub fn is_speech(&self, mode: Option<&str>) -> bool {
        self.speech || mode.is_some_and(|mode| self.speech_modes.iter().any(|known| known == mode))
    }

    /// How far it looks for its place: as its codebook says, else an act of speech not at all.
    pub fn reach(&self) -> PlaceScope {
        match self.place {
            Some(reach) => reach,
            None if self.speech => PlaceScope::None,
            None => PlaceScope::Act,
        }
    }

    /// Puts what a declaration says over what is known.
    pub fn overlay(&mut self, said: &KindDeclaration) {
        fn lay<T: Clone>(on: &mut T, said: &Option<T>) {
            if let Some(said) = said {
                on.clone_from(said);
            }
        }
        fn lay_codes(on: &mut Codes, said: &Codes) {
            for (on, said) in [
                (&mut on.plover, &said.plover),
                (&mut on.acled, &said.acled),
                (&mut on.cameo, &said.cameo),
            ] {
                if said.is_some() {
                    on.clone_from(said);
                }
            }
        }
        lay_codes(&mut self.codes, &said.codes);
        for (mode, codes) in &said.modes {
            lay_codes(self.modes.entry(mode.clone()).or_default(), codes);
        }
        lay(&mut self.speech, &said.speech);
        lay(&mut self.speech_modes, &said.speech_modes);
        lay(&mut self.detail, &said.detail);
        if said.place.is_some() {
            self.place = said.place;
        }
        lay(&mut self.violent, &said.violent);
        lay(&mut self.two_sided, &said.two_sided);
        lay(&mut self.toll, &said.toll);
        lay(&mut self.civilians, &said.civilians);
        lay(&mut self.victims_are_recipients, &said.victims_are_recipients);
        lay(&mut self.things_are_recipients, &said.things_are_recipients);
        lay(&mut self.counts, &said.counts);
        lay(&mut self.denies, &said.denies);
        lay(&mut self.charges, &said.charges);
    }
}

/// What one place (a table of `pack.toml`, a `kind(...)` of a rule file) says of a kind. What it leaves out is as in
/// the packs below, else the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindDeclaration {
    /// The file inside the pack.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The kind that it is like: all that is known of that one holds, but for what is said here.
    pub like: Option<String>,
    /// What the kind is, in one sentence for people.
    pub about: String,
    /// Codes for rules that give none.
    pub codes: Codes,
    /// Codes of single modes.
    pub modes: BTreeMap<String, Codes>,
    speech: Option<bool>,
    speech_modes: Option<Vec<String>>,
    detail: Option<bool>,
    place: Option<PlaceScope>,
    violent: Option<bool>,
    two_sided: Option<bool>,
    toll: Option<bool>,
    civilians: Option<Civilians>,
    victims_are_recipients: Option<bool>,
    things_are_recipients: Option<bool>,
    counts: Option<Option<Counted>>,
    denies: Option<bool>,
    charges: Option<bool>,
}

/// What a flag was set to, as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// `true` or `false`.
    Truth(bool),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// Something else, as a person would call it.
    Other(String),
}

/// Why a flag cannot be set, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// `true` or `false`.
    Truth,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// Any text.
    Text,
}

/// A flag of a kind, for help and checks.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Its name in `pack.toml`, and as a method of `kind(...)`.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
}

/// Every flag of a kind but its codes. `rules/README.md` says what each does; a test compares the two.
pub const FLAGS: &[Flag] = &[
    Flag { name: "about", takes: Takes::Text },
    Flag { name: "like", takes: Takes::Text },
    Flag { name: "speech", takes: Takes::Truth },
    Flag { name: "speech_modes", takes: Takes::Texts },
    Flag { name: "detail", takes: Takes::Truth },
    Flag { name: "place", takes: Takes::Word(&["act", "here", "stated", "none"]) },
    Flag { name: "violent", takes: Takes::Truth },
    Flag { name: "two_sided", takes: Takes::Truth },
    Flag { name: "toll", takes: Takes::Truth },
    Flag { name: "civilians", takes: Takes::Word(&["actors", "not_actors", "recipients"]) },
    Flag { name: "victims_are_recipients", takes: Takes::Truth },
    Flag { name: "things_are_recipients", takes: Takes::Truth },
    Flag {
        name: "counts",
        takes: Takes::Word(&["none", "casualties", "detained", "displaced", "besieged"]),
    },
    Flag { name: "denies", takes: Takes::Truth },
    Flag { name: "charges", takes: Takes::Truth },
];

impl KindDeclaration {
    /// A declaration that says nothing yet, on line `line` (from 1) of a file inside the pack.
    pub fn at(file: &str, line: usize) -> KindDeclaration {
        KindDeclaration { file: file.to_owned(), line, ..KindDeclaration::default() }
    }

    /// Sets a flag. The error names the nearest flag or value that exists.
    pub fn set(&mut self, name: &str, given: Given) -> Result<(), Unfit> {
        let Some(flag) = FLAGS.iter().find(|flag| flag.name == name) else {
            return Err(Unfit {
                message: format!("a kind has no flag `{name}`"),
                help: nearest(name, FLAGS.iter().map(|flag| flag.name), "flags are"),
            });
        };
        let truth = |given: &Given| match given {
            Given::Truth(truth) => Some(*truth),
            _ => None,
        };
        let unfit = || flag.unfit(&given);
        let word = |given: &Given| match given {
            Given::Text(text) => Some(text.clone()),
            _ => None,
        };
        match name {
            "about" => self.about = word(&given).ok_or_else(unfit)?,
            "like" => self.like = Some(word(&given).ok_or_else(unfit)?),
            "speech" => self.speech = Some(truth(&given).ok_or_else(unfit)?),
            "speech_modes" => match &given {
                Given::Texts(modes) => self.speech_modes = Some(modes.clone()),
                _ => return Err(unfit()),
            },
            "detail" => self.detail = Some(truth(&given).ok_or_else(unfit)?),
            "place" => self.place = Some(of_name(REACHES, &given).ok_or_else(unfit)?),
            "violent" => self.violent = Some(truth(&given).ok_or_else(unfit)?),
            "two_sided" => self.two_sided = Some(truth(&given).ok_or_else(unfit)?),
            "toll" => self.toll = Some(truth(&given).ok_or_else(unfit)?),
            "civilians" => {
                self.civilians = Some(of_name(Civilians::NAMES, &given).ok_or_else(unfit)?)
            }
            "victims_are_recipients" => {
                self.victims_are_recipients = Some(truth(&given).ok_or_else(unfit)?)
            }
            "things_are_recipients" => {
                self.things_are_recipients = Some(truth(&given).ok_or_else(unfit)?)
            }
            "counts" => self.counts = Some(of_name(COUNTS, &given).ok_or_else(unfit)?),
            "denies" => self.denies = Some(truth(&given).ok_or_else(unfit)?),
            _ => self.charges = Some(truth(&given).ok_or_else(unfit)?),
        }
        Ok(())
    }

    /// The flags that both declarations set, and set differently; codes under the names of their schemes.
    pub fn conflicts(&self, other: &KindDeclaration) -> Vec<&'static str> {
        fn differ<T: PartialEq>(one: &Option<T>, other: &Option<T>) -> bool {
            matches!((one, other), (Some(one), Some(other)) if one != other)
        }
        let codes = |name: &'static str, read: fn(&Codes) -> &Option<String>| {
            let modes = self.modes.iter().any(|(mode, codes)| {
                other.modes.get(mode).is_some_and(|other| differ(read(codes), read(other)))
            });
            (name, modes || differ(read(&self.codes), read(&other.codes)))
        };
        let all = [
            ("like", differ(&self.like, &other.like)),
            codes("plover", |codes| &codes.plover),
            codes("acled", |codes| &codes.acled),
            codes("cameo", |codes| &codes.cameo),
            ("speech", differ(&self.speech, &other.speech)),
            ("speech_modes", differ(&self.speech_modes, &other.speech_modes)),
            ("detail", differ(&self.detail, &other.detail)),
            ("place", differ(&self.place, &other.place)),
            ("violent", differ(&self.violent, &other.violent)),
            ("two_sided", differ(&self.two_sided, &other.two_sided)),
            ("toll", differ(&self.toll, &other.toll)),
            ("civilians", differ(&self.civilians, &other.civilians)),
            (
                "victims_are_recipients",
                differ(&self.victims_are_recipients, &other.victims_are_recipients),
            ),
            (
                "things_are_recipients",
                differ(&self.things_are_recipients, &other.things_are_recipients),
            ),
            ("counts", differ(&self.counts, &other.counts)),
            ("denies", differ(&self.denies, &other.denies)),
            ("charges", differ(&self.charges, &other.charges)),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

fn of_name<T: Copy>(names: &[(&str, T)], given: &Given) -> Option<T> {
    let Given::Text(text) = given else { return None };
    names.iter().find(|(name, _)| name == text).map(|(_, value)| *value)
}

impl Flag {
    /// Why this value does not fit, and which would.
    fn unfit(&self, given: &Given) -> Unfit {
        let shown = match given {
            Given::Truth(truth) => truth.to_string(),
            Given::Text(text) => format!("{text:?}"),
            Given::Texts(_) => "a list".to_owned(),
            Given::Other(what) => what.clone(),
        };
        let name = self.name;
        let (message, help) = match self.takes {
            Takes::Truth => (format!("`{name}` is true or false, not {shown}"), String::new()),
            Takes::Texts => (format!("`{name}` is a list of texts, not {shown}"), String::new()),
            Takes::Text => (format!("`{name}` is a text, not {shown}"), String::new()),
            Takes::Word(words) => {
                let typed = if let Given::Text(text) = given { text.as_str() } else { "" };
                let message = format!("`{name}` cannot be {shown}");
                (message, nearest(typed, words.iter().copied(), "it is one of"))
            }
        };
        Unfit { message, help }
    }
}

/// The nearest name, or all of them where none is near.
fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>, listed: &str) -> String {
    let known: Vec<&str> = known.collect();
    match suggest(typed, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("{listed} {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A value that fits a flag and is not its default.
    fn fitting(flag: &Flag) -> Vec<Given> {
        match flag.takes {
            Takes::Truth => vec![Given::Truth(true), Given::Truth(false)],
            Takes::Texts => vec![Given::Texts(vec!["proposed".into()])],
            Takes::Text => vec![Given::Text("x".into())],
            Takes::Word(words) => words.iter().map(|word| Given::Text((*word).into())).collect(),
        }
    }

    #[test]
    fn every_flag_can_be_set_and_changes_something() {
        for flag in FLAGS {
            let mut seen = Vec::new();
            for given in fitting(flag) {
                let mut said = KindDeclaration::default();
                said.set(flag.name, given.clone()).expect(flag.name);
                assert_ne!(said, KindDeclaration::default(), "{} {given:?}", flag.name);
                assert!(!seen.contains(&said), "{}: two values mean the same", flag.name);
                let mut kind = EventKind::default();
                kind.overlay(&said);
                let is_for_people = ["about", "like"].contains(&flag.name);
                seen.push(said);
                if !is_for_people && fitting(flag).len() == 1 {
                    assert_ne!(kind, EventKind::default(), "{}", flag.name);
                }
            }
            let mut said = KindDeclaration::default();
            let error = said.set(flag.name, Given::Other("a number".into())).unwrap_err();
            assert!(error.message.contains(flag.name), "{error:?}");
            assert_eq!(said, KindDeclaration::default());
        }
    }

    #[test]
    fn of_every_flag_that_takes_several_values_some_two_make_different_kinds() {
        for flag in FLAGS.iter().filter(|flag| !["about", "like"].contains(&flag.name)) {
            let kinds = fitting(flag).into_iter().map(|given| {
                let (mut said, mut kind) = (KindDeclaration::default(), EventKind::default());
                said.set(flag.name, given).expect(flag.name);
                kind.overlay(&said);
                kind
            });
            let kinds: Vec<EventKind> = kinds.collect();
            let differs = kinds.iter().any(|kind| *kind != EventKind::default());
            assert!(differs, "{} changes nothing", flag.name);
            if let [one, other] = &kinds[..] {
                assert_ne!(one, other, "{}", flag.name);
            }
        }
    }

    #[test]
    fn a_misspelt_flag_or_value_names_the_nearest() {
        let mut said = KindDeclaration::default();
        let error = said.set("vilent", Given::Truth(true)).unwrap_err();
        assert_eq!(error.help, "did you mean `violent`?");
        let error = said.set("civilians", Given::Text("recipient".into())).unwrap_err();
        assert_eq!(error.help, "did you mean `recipients`?");
        let error = said.set("counts", Given::Text("xyzzy".into())).unwrap_err();
        assert!(error.help.contains("casualties, detained"), "{error:?}");
    }

    #[test]
    fn what_two_declarations_set_differently_is_named() {
        let (mut one, mut other) = (KindDeclaration::default(), KindDeclaration::default());
        one.set("violent", Given::Truth(true)).unwrap();
        one.set("toll", Given::Truth(true)).unwrap();
        other.set("violent", Given::Truth(false)).unwrap();
        other.set("detail", Given::Truth(true)).unwrap();
        assert_eq!(one.conflicts(&other), ["violent"]);
        assert!(one.conflicts(&one.clone()).is_empty());
    }
}
