//! The `[kinds.*]` tables of `pack.toml`. An invalid flag or code is reported with its line and treated as not given;
//! everything else is still read.

use super::toml_text::line_of;
use crate::event::Codes;
use crate::ontology;
use crate::script::{FlagError, FlagValue, KindDeclaration, is_label};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The kinds that a manifest declares.
#[derive(Clone, Debug, Default)]
pub struct ManifestKinds {
    /// The declarations, by the kind's name.
    pub declared: BTreeMap<String, KindDeclaration>,
    /// Invalid settings, with the line (from 1) of each; sorted by line.
    pub faults: Vec<(usize, FlagError)>,
}

/// The keys that hold codes of other ontologies.
const SCHEMES: [&str; 3] = ["plover", "acled", "cameo"];

/// Reads the `kinds` of a manifest; empty if `text` is not valid TOML, which is reported elsewhere.
pub fn read(text: &str) -> ManifestKinds {
    let mut reader = KindsReader { text, kinds: ManifestKinds::default() };
    if let Ok(table) = DeTable::parse(text)
        && let Some((at, kinds)) = table.get_ref().iter().find(|(key, _)| key.get_ref() == "kinds")
    {
        match kinds.get_ref() {
            DeValue::Table(kinds) => reader.read(kinds),
            _ => reader.fault(
                at.span().start,
                "`kinds` is not a table",
                "write one table per kind: [kinds.drone_strike]",
            ),
        }
    }
    reader.kinds.faults.sort_by_key(|(line, _)| *line);
    reader.kinds
}

/// The most kinds that a manifest declares.
const MOST_KINDS: usize = 1_000;

struct KindsReader<'a> {
    text: &'a str,
    kinds: ManifestKinds,
}

impl KindsReader<'_> {
    fn fault(&mut self, at: usize, message: &str, help: &str) {
        let unfit = FlagError { message: message.to_owned(), help: help.to_owned() };
        self.kinds.faults.push((line_of(self.text, at), unfit));
    }

    fn read(&mut self, kinds: &DeTable<'_>) {
        for (number, (name, row)) in kinds.iter().enumerate() {
            let at = name.span().start;
            if number >= MOST_KINDS {
                let message = format!("the pack declares more than {MOST_KINDS} kinds");
                self.fault(at, &message, "split the pack: the kinds from here on are not read");
                break;
            }
            if !is_label(name.get_ref()) {
                let message = format!("{:?} is not a valid name of a kind", name.get_ref());
                self.fault(at, &message, "a kind's name is one word of letters, digits and \"_\"");
                continue;
            }
            let Some(row) = row.get_ref().as_table() else {
                self.fault(
                    at,
                    &format!("the kind `{name}` is not a table", name = name.get_ref()),
                    "",
                );
                continue;
            };
            let mut said = KindDeclaration::at("pack.toml", line_of(self.text, at));
            self.row(row, &mut said);
            self.kinds.declared.insert(name.get_ref().clone().into_owned(), said);
        }
    }

    fn row(&mut self, row: &DeTable<'_>, said: &mut KindDeclaration) {
        for (key, value) in row {
            let name = key.get_ref().as_ref();
            if SCHEMES.contains(&name) {
                self.code(name, key, value, &mut said.codes);
            } else if name == "modes" {
                self.modes(key, value, &mut said.modes);
            } else if let Err(unfit) = said.set(name, given(value.get_ref())) {
                self.kinds.faults.push((line_of(self.text, key.span().start), unfit));
            }
        }
    }

    fn modes(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        modes: &mut BTreeMap<String, Codes>,
    ) {
        let help = "write codes by mode: [kinds.siege.modes] lifted = { plover = \"RETREAT\" }";
        let Some(table) = value.get_ref().as_table() else {
            return self.fault(key.span().start, "`modes` is not a table", help);
        };
        for (mode, row) in table {
            let Some(row) = row.get_ref().as_table() else {
                self.fault(
                    mode.span().start,
                    &format!("the mode `{}` is not a table", mode.get_ref()),
                    help,
                );
                continue;
            };
            let codes = modes.entry(mode.get_ref().clone().into_owned()).or_default();
            for (key, value) in row {
                let name = key.get_ref().as_ref();
                if SCHEMES.contains(&name) {
                    self.code(name, key, value, codes);
                } else {
                    let message = format!("a mode has no key `{name}`");
                    self.fault(key.span().start, &message, "its keys are plover, acled, cameo");
                }
            }
        }
    }

    fn code(
        &mut self,
        scheme: &str,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        codes: &mut Codes,
    ) {
        let Some(code) = value.get_ref().as_str() else {
            let message =
                format!("`{scheme}` must be a string, not {}", value.get_ref().type_str());
            return self.fault(key.span().start, &message, "");
        };
        if let Err(unknown) = ontology::check(scheme, code) {
            return self.fault(value.span().start, &unknown.message, &unknown.help);
        }
        let slot = match scheme {
            "plover" => &mut codes.plover,
            "acled" => &mut codes.acled,
            _ => &mut codes.cameo,
        };
        *slot = Some(code.to_owned());
    }
}

/// A TOML value as a value of a flag.
fn given(value: &DeValue<'_>) -> FlagValue {
    if let Some(truth) = value.as_bool() {
        return FlagValue::Truth(truth);
    }
    if let Some(text) = value.as_str() {
        return FlagValue::Text(text.to_owned());
    }
    let texts = value.as_array().map(|list| {
        list.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<_>>()
    });
    match texts {
        Some(Some(texts)) => FlagValue::Texts(texts),
        Some(None) => FlagValue::Other("a list with items that are not strings".to_owned()),
        None => FlagValue::Other(
            match value.type_str() {
                "integer" | "float" => "a number",
                "datetime" => "a date",
                "table" => "a table",
                other => other,
            }
            .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_unknown_code_is_reported_by_line_and_the_others_are_kept() {
        let text = "name = \"a\"\nversion = \"1\"\n[kinds.strike]\nplover = \"ASSAULT/airborne\"\n\
            acled = \"Air/drone strike\"\n[kinds.truce]\nacled = \"Agreement\"\n[kinds.truce.modes.broken]\n\
            acled = \"\"\ncameo = \"9999\"\n";
        let kinds = read(text);
        let lines: Vec<usize> = kinds.faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 10]);
        let kinds = kinds.declared;
        assert_eq!(kinds["strike"].codes.plover, None);
        assert_eq!(kinds["strike"].codes.acled.as_deref(), Some("Air/drone strike"));
        assert_eq!(kinds["truce"].modes["broken"].acled.as_deref(), Some(""));
        assert_eq!(kinds["truce"].modes["broken"].cameo, None);
        assert_eq!((kinds["strike"].line, kinds["truce"].line), (3, 6));
    }

    #[test]
    fn invalid_settings_do_not_affect_the_others() {
        let text = "[kinds.strike]\nvilent = true\nviolent = 3\ntoll = true\n[kinds]\nodd = 1\n\
            [kinds.truce]\nmodes = 2\nspeech_modes = [1]\n[kinds.talk.modes.x]\nplove = \"\"\n";
        let kinds = read(text);
        let lines: Vec<usize> = kinds.faults.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [2, 3, 6, 8, 9, 11], "{:?}", kinds.faults);
        assert!(kinds.faults[0].1.help.contains("`violent`"));
        let mut wanted = crate::script::KindDeclaration::default();
        wanted.set("toll", crate::script::FlagValue::Truth(true)).unwrap();
        assert!(kinds.declared["strike"].conflicts(&wanted).is_empty());
    }
}
