//! Kinds of events: their codes in other ontologies, and the flags that change how the host codes them. A pack declares
//! kinds in `pack.toml` or by `kind("...")` in a rule file; the flags are the same in both.

use crate::event::{Codes, Counted};
use crate::frame::place::PlaceScope;
use crate::suggest::suggest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind with all flags resolved. The default is that of a kind without a declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventKind {
    /// What it is, for people; empty where its own declaration does not say.
    pub about: String,
    /// Codes for rules that give none.
    pub codes: Codes,
    /// Codes of single modes, which override those of the kind; an empty code: the scheme has none.
    pub modes: BTreeMap<String, Codes>,
    /// Whether it is an act of speech (an accusation, a demand): its speaker is the actor, and there is no claimant.
    pub speech: bool,
    /// The modes that are acts of speech though the kind is not (a ceasefire proposed).
    pub speech_modes: Vec<String>,
    /// Whether it only reports on other acts (a toll): it makes no incident on its own.
    pub detail: bool,
    /// How far to look for its place; `None` where no declaration says.
    pub place: Option<PlaceScope>,
    /// Whether it is an act of violence. Those who only report, help or judge (monitors, media, medics, aid workers,
    /// courts) are not its actors. A toll takes its actor from it, an event of the kind that names no actor takes that
    /// of the nearest earlier one ("the raid"), and a denial of "the attack" may mean it.
    pub violent: bool,
    /// Whether both sides are its parties, as in a clash: no actor is passed from it to a toll, or to it from an
    /// earlier event.
    pub two_sided: bool,
    /// Whether it counts the dead and wounded of another act. It takes its actor from an act of violence in its
    /// sentence or shortly before; those who only report are not its actors; and where nobody was hurt it still gets
    /// the place of the act.
    pub toll: bool,
    /// What to do with civilians found in the position of an actor.
    pub civilians: Civilians,
    /// Whether those who were killed or hurt in its sentence are its recipients where the sentence names no others.
    pub victims_are_recipients: bool,
    /// Whether a thing (a bridge, a town hall) may be its recipient.
    pub things_are_recipients: bool,
    /// What it counts; `None` where it has no counts.
    pub counts: Option<Counted>,
    /// Whether it denies another event of the article, which the record then names (`denies`).
    pub denies: bool,
    /// Whether it accuses its recipient of an act, so that a denial may answer it.
    pub charges: bool,
}

impl Default for EventKind {
    fn default() -> Self {
        EventKind {
            about: String::new(),
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

/// What to do with civilians found in the position of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Civilians {
    /// They are actors like anyone else.
    Actors,
    /// They are left out: civilians do not commit acts of this kind.
    NotActors,
    /// They are recipients: it happened to them ("Dozens of civilians died").
    Recipients,
}

impl Civilians {
    const NAMES: &[(&str, Civilians)] = &[
        ("actors", Civilians::Actors),
        ("not_actors", Civilians::NotActors),
        ("recipients", Civilians::Recipients),
    ];
}

/// The values of `counts`.
const COUNTS: &[(&str, Option<Counted>)] = &[
    ("none", None),
    ("casualties", Some(Counted::Casualties)),
    ("detained", Some(Counted::Detained)),
    ("displaced", Some(Counted::Displaced)),
    ("besieged", Some(Counted::Besieged)),
];

/// The values of `place`.
const PLACE_SCOPES: &[(&str, PlaceScope)] = &[
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

    /// How far to look for its place: as declared; else not at all for an act of speech, and as for an act otherwise.
    pub fn reach(&self) -> PlaceScope {
        match self.place {
            Some(reach) => reach,
            None if self.speech => PlaceScope::None,
            None => PlaceScope::Act,
        }
    }

    /// What it counts, as a declaration says it.
    pub fn counts_name(&self) -> Option<&'static str> {
        self.counts.and_then(|counted| name_of(COUNTS, Some(counted)))
    }

    /// How far to look for its place, as a declaration says it; `None` where none does.
    pub fn place_name(&self) -> Option<&'static str> {
        self.place.and_then(|place| name_of(PLACE_SCOPES, place))
    }

    /// Overrides the flags and codes that the declaration sets.
    pub fn overlay(&mut self, declaration: &KindDeclaration) {
        fn override_with<T: Clone>(on: &mut T, declaration: &Option<T>) {
            if let Some(declaration) = declaration {
                on.clone_from(declaration);
            }
        }
        fn override_codes(on: &mut Codes, declaration: &Codes) {
            for (on, declaration) in [
                (&mut on.plover, &declaration.plover),
                (&mut on.acled, &declaration.acled),
                (&mut on.cameo, &declaration.cameo),
            ] {
                if declaration.is_some() {
                    on.clone_from(declaration);
                }
            }
        }
        // Every field is named, so that the compiler reports one that is forgotten here.
        let KindDeclaration {
            file: _,
            line: _,
            like: _,
            about,
            codes,
            modes,
            speech,
            speech_modes,
            detail,
            place,
            violent,
            two_sided,
            toll,
            civilians,
            victims_are_recipients,
            things_are_recipients,
            counts,
            denies,
            charges,
        } = declaration;
        if !about.is_empty() {
            self.about.clone_from(about);
        }
        override_codes(&mut self.codes, codes);
        for (mode, codes) in modes {
            override_codes(self.modes.entry(mode.clone()).or_default(), codes);
        }
        override_with(&mut self.speech, speech);
        override_with(&mut self.speech_modes, speech_modes);
        override_with(&mut self.detail, detail);
        if place.is_some() {
            self.place = *place;
        }
        override_with(&mut self.violent, violent);
        override_with(&mut self.two_sided, two_sided);
        override_with(&mut self.toll, toll);
        override_with(&mut self.civilians, civilians);
        override_with(&mut self.victims_are_recipients, victims_are_recipients);
        override_with(&mut self.things_are_recipients, things_are_recipients);
        override_with(&mut self.counts, counts);
        override_with(&mut self.denies, denies);
        override_with(&mut self.charges, charges);
    }
}

/// One declaration of a kind (a table of `pack.toml`, a `kind(...)` of a rule file). A flag that it leaves out has the
/// value that the packs it depends on declare, else the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindDeclaration {
    /// The file inside the pack.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The kind that it is like: flags and codes are taken from that one and overridden by those set here.
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

/// A value given for a flag, not yet checked.
#[derive(Clone, Debug, PartialEq)]
pub enum FlagValue {
    /// `true` or `false`.
    Truth(bool),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// Anything else, described in plain words.
    Other(String),
}

/// Why a flag cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagError {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The type of a flag's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagType {
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
    /// The type of its value.
    pub takes: FlagType,
}

/// Every flag of a kind except its codes. `docs/src/rules.md` and `api/kind.d.rhai` document them; tests compare.
pub const FLAGS: &[Flag] = &[
    Flag { name: "about", takes: FlagType::Text },
    Flag { name: "like", takes: FlagType::Text },
    Flag { name: "speech", takes: FlagType::Truth },
    Flag { name: "speech_modes", takes: FlagType::Texts },
    Flag { name: "detail", takes: FlagType::Truth },
    Flag { name: "place", takes: FlagType::Word(&["act", "here", "stated", "none"]) },
    Flag { name: "violent", takes: FlagType::Truth },
    Flag { name: "two_sided", takes: FlagType::Truth },
    Flag { name: "toll", takes: FlagType::Truth },
    Flag { name: "civilians", takes: FlagType::Word(&["actors", "not_actors", "recipients"]) },
    Flag { name: "victims_are_recipients", takes: FlagType::Truth },
    Flag { name: "things_are_recipients", takes: FlagType::Truth },
    Flag {
        name: "counts",
        takes: FlagType::Word(&["none", "casualties", "detained", "displaced", "besieged"]),
    },
    Flag { name: "denies", takes: FlagType::Truth },
    Flag { name: "charges", takes: FlagType::Truth },
];

impl KindDeclaration {
    /// An empty declaration, on line `line` (from 1) of a file inside the pack.
    pub fn at(file: &str, line: usize) -> KindDeclaration {
        KindDeclaration { file: file.to_owned(), line, ..KindDeclaration::default() }
    }

    /// Sets a flag. The error names the nearest flag or value that exists.
    pub fn set(&mut self, name: &str, given: FlagValue) -> Result<(), FlagError> {
        let Some(flag) = FLAGS.iter().find(|flag| flag.name == name) else {
            return Err(FlagError {
                message: format!("a kind has no flag `{name}`"),
                help: nearest(name, FLAGS.iter().map(|flag| flag.name), "flags are"),
            });
        };
        let truth = |given: &FlagValue| match given {
            FlagValue::Truth(truth) => Some(*truth),
            _ => None,
        };
        let unfit = || flag.unfit(&given);
        let word = |given: &FlagValue| match given {
            FlagValue::Text(text) => Some(text.clone()),
            _ => None,
        };
        match name {
            "about" => self.about = word(&given).ok_or_else(unfit)?,
            "like" => self.like = Some(word(&given).ok_or_else(unfit)?),
            "speech" => self.speech = Some(truth(&given).ok_or_else(unfit)?),
            "speech_modes" => match &given {
                FlagValue::Texts(modes) => self.speech_modes = Some(modes.clone()),
                _ => return Err(unfit()),
            },
            "detail" => self.detail = Some(truth(&given).ok_or_else(unfit)?),
            "place" => self.place = Some(of_name(PLACE_SCOPES, &given).ok_or_else(unfit)?),
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
            "charges" => self.charges = Some(truth(&given).ok_or_else(unfit)?),
            other => unreachable!("`{other}` is in FLAGS and not set here"),
        }
        Ok(())
    }

    /// The flags that both declarations set to different values; codes are named by their scheme.
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

fn name_of<T: PartialEq>(names: &[(&'static str, T)], value: T) -> Option<&'static str> {
    names.iter().find(|(_, known)| *known == value).map(|(name, _)| *name)
}

fn of_name<T: Copy>(names: &[(&str, T)], given: &FlagValue) -> Option<T> {
    let FlagValue::Text(text) = given else { return None };
    names.iter().find(|(name, _)| name == text).map(|(_, value)| *value)
}

impl Flag {
    /// The error for a value that the flag does not take, with the values it does.
    fn unfit(&self, given: &FlagValue) -> FlagError {
        let shown = match given {
            FlagValue::Truth(truth) => truth.to_string(),
            FlagValue::Text(text) => format!("{text:?}"),
            FlagValue::Texts(_) => "a list".to_owned(),
            FlagValue::Other(what) => what.clone(),
        };
        let name = self.name;
        let (message, help) = match self.takes {
            FlagType::Truth => (format!("`{name}` is true or false, not {shown}"), String::new()),
            FlagType::Texts => (format!("`{name}` is a list of texts, not {shown}"), String::new()),
            FlagType::Text => (format!("`{name}` is a text, not {shown}"), String::new()),
            FlagType::Word(words) => {
                let typed = if let FlagValue::Text(text) = given { text.as_str() } else { "" };
                let message = format!("`{name}` cannot be {shown}");
                (message, nearest(typed, words.iter().copied(), "it is one of"))
            }
        };
        FlagError { message, help }
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
mod tests;
