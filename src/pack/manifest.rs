//! `pack.toml`: the manifest of a pack.

use super::depends::{self, Dependency};
use super::toml_text::{line_of, unknown_key};
use super::version;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pack's manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The pack's name.
    pub name: String,
    /// Its version, by semantic versioning.
    pub version: String,
    /// A summary of what it codes, in one sentence.
    #[serde(default)]
    pub summary: String,
    /// The authors.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Its licence, as an SPDX expression.
    #[serde(default, alias = "license")]
    pub licence: String,
    /// The versions of this program it was written for, such as ">=0.1".
    #[serde(default)]
    pub dateline: String,
    /// The languages of the articles it codes, as codes such as "en".
    #[serde(default)]
    pub language: Vec<String>,
    /// What users of its events should cite.
    #[serde(default)]
    pub cite: String,
    /// Tables that somebody else made, with their licences.
    #[serde(default)]
    pub data: Vec<DataSource>,
    /// Renamed rules: the new id by the old one. Differences and gold follow it.
    #[serde(default)]
    pub replaces: BTreeMap<String, String>,
    /// Changes to packs that it stands on, by the pack's name.
    #[serde(default)]
    pub overlay: BTreeMap<String, OverlayTable>,
    /// What its scores must reach.
    #[serde(default)]
    pub gates: Gates,
    /// The packs it stands on, read separately by [`super::depends`].
    #[serde(skip)]
    pub depends: Vec<Dependency>,
    #[serde(default, rename = "depends")]
    _depends: Option<IgnoredAny>,
    /// The kinds it declares, read separately by [`super::kinds`]: an invalid flag does not invalidate the rest.
    #[serde(default, rename = "kinds")]
    _kinds: Option<IgnoredAny>,
}

/// A table of a pack that somebody else made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// The file in the pack, with `/`.
    pub path: String,
    /// Its licence, as an SPDX expression.
    #[serde(alias = "license")]
    pub licence: String,
    /// Who made it, and where it is from; empty if not said.
    #[serde(default)]
    pub source: String,
}

/// `[overlay.NAME]`: how the rules of another pack are changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlayTable {
    /// Ids of rules that are not loaded; `*` stands for any letters.
    #[serde(default)]
    pub disable: Vec<String>,
    /// Phrases beside which a rule does not fire, by its id.
    #[serde(default)]
    pub unless: BTreeMap<String, Phrases>,
    /// The lowest status of rules that are loaded.
    #[serde(default)]
    pub min_status: Option<String>,
}

/// One phrase, or several of which any will do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "a phrase in quotes, or a list of phrases")]
pub enum Phrases {
    /// One phrase.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Phrases {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Phrases::One(phrase) => std::slice::from_ref(phrase),
            Phrases::Many(phrases) => phrases,
        }
    }
}

/// `[gates]`: what a pack's scores on its own gold must reach.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// The least F1, from 0 to 1, by kind; `all` for all kinds together.
    #[serde(default)]
    pub min_f1: BTreeMap<String, f64>,
}

/// The statuses of rules, the lowest first.
pub const STATUSES: &[&str] = &["experimental", "test", "stable"];

impl Manifest {
    /// A manifest with only these values.
    pub fn named(name: &str, version: &str) -> Manifest {
        Manifest { name: name.to_owned(), version: version.to_owned(), ..Manifest::default() }
    }

    /// Reads a manifest; the error says the line and the cause. A pack for another version of the program may have
    /// keys that this one does not know: its `dateline` is looked at first.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        // Some editors start a file with a byte-order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(why) = version::refusal(text) {
            return Err(why);
        }
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            let message = plain_message(error.message());
            match line {
                Some(line) => format!("line {line}: {message}"),
                None => message,
            }
        })?;
        if manifest.name.trim().is_empty() {
            return Err("the name is empty".into());
        }
        if manifest.name.contains(':') {
            return Err(
                "the name contains `:`, which separates a pack from its rule: write `-`".into()
            );
        }
        manifest.check()?;
        Ok(Manifest { depends: depends::read(text)?, ..manifest })
    }

    /// Checks the values of nested tables.
    fn check(&self) -> Result<(), String> {
        for (name, overlay) in &self.overlay {
            if let Some(status) = &overlay.min_status
                && !STATUSES.contains(&status.as_str())
            {
                let known = STATUSES.join(", ");
                return Err(format!(
                    "[overlay.{name}]: min_status is {status:?}; it is one of {known}"
                ));
            }
        }
        for (kind, least) in &self.gates.min_f1 {
            if !(0.0..=1.0).contains(least) {
                return Err(format!(
                    "[gates]: min_f1 of {kind} is {least}; it is a number from 0 to 1"
                ));
            }
        }
        Ok(())
    }

    /// Why a pack with this manifest cannot be built into an archive for others; `None` if it can.
    pub fn building_problem(&self) -> Option<String> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !self.name.chars().all(is_plain) || self.name.starts_with('-') {
            let name = &self.name;
            return Some(format!(
                "the name {name:?} is not made of a-z, 0-9 and - only: change it in pack.toml"
            ));
        }
        if semver::Version::parse(&self.version).is_err() {
            let version = &self.version;
            return Some(format!(
                "the version {version:?} has not three numbers, such as 1.2.0: change it in pack.toml"
            ));
        }
        self.licence.trim().is_empty().then(|| {
            "it has no licence: write licence = \"...\" (SPDX, such as MIT or CC-BY-4.0) in pack.toml".to_owned()
        })
    }
}

/// The TOML parser's message, with what to do.
fn plain_message(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((key, known)) = rest.split_once('`')
    {
        // The rest is "expected one of `a`, `b`"; an alias is not worth naming.
        let known: Vec<&str> =
            known.split('`').skip(1).step_by(2).filter(|key| *key != "license").collect();
        return unknown_key(key, &known);
    }
    if message.contains("duplicate key") {
        return format!("{message}: a table or key can appear only once; merge the two");
    }
    if message.contains("expected a sequence") {
        return format!("{message}: a list is written in brackets, [\"...\"]");
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn manifest_errors_have_a_line() {
        let error = Manifest::parse("name = \"a\"\nversion = 1\n").err().unwrap_or_default();
        assert!(error.starts_with("line 2"), "{error}");
        let error = Manifest::parse("name = \"a\"\nversion = \"1\"\nlicense_of = 1\n")
            .err()
            .unwrap_or_default();
        assert!(error.contains("`license_of`"), "{error}");
        for (text, wanted) in [
            ("[kind.raid]\n", "did you mean `kinds`?"),
            ("[kinds.raid]\n[kinds.raid]\n", "merge the two"),
            ("depends = \"conflict\"\n", "in brackets"),
            ("[overlay.syria]\ndisabled = [\"a\"]\n", "did you mean `disable`?"),
            ("[overlay.syria]\nunless = { a = 1 }\n", "a phrase in quotes, or a list"),
            (
                "[[data]]\npath = \"a\"\nlicense = \"MIT\"\nsourse = \"x\"\n",
                "did you mean `source`?",
            ),
            ("[gates]\nmin_f2 = { all = 0.8 }\n", "did you mean `min_f1`?"),
            ("langauge = [\"en\"]\n", "did you mean `language`?"),
        ] {
            let error = Manifest::parse(&format!("name = \"a\"\nversion = \"1\"\n{text}"));
            let error = error.err().unwrap_or_default();
            assert!(error.starts_with("line ") && error.contains(wanted), "{error}");
        }
        for (text, wanted) in [
            ("[gates]\nmin_f1 = { all = 80 }\n", "from 0 to 1"),
            ("[overlay.x]\nmin_status = \"good\"\n", "experimental, test, stable"),
        ] {
            let error = Manifest::parse(&format!("name = \"a\"\nversion = \"1\"\n{text}"));
            assert!(error.as_ref().is_err_and(|why| why.contains(wanted)), "{error:?}");
        }
        assert!(Manifest::parse("name = \"a\"\nversion = \"0.1.0\"\n").is_ok());
    }

    #[test]
    fn all_keys_are_read() {
        let text = "name = \"yemen-water\"\nversion = \"1.2.0\"\nlicence = \"MIT\"\nlanguage = [\"en\"]\n\
            cite = \"Ours, 2026\"\nreplaces = { \"water/cut\" = \"water/denied\" }\n\
            [[data]]\npath = \"gazetteers/places.csv\"\nlicence = \"CC-BY-4.0\"\nsource = \"GeoNames\"\n\
            [depends]\nsyria = \"0.3\"\n[overlay.syria]\ndisable = [\"road/*\"]\n\
            unless = { \"ceasefire/declared\" = \"economic truce\", \"a/b\" = [\"x\", \"y\"] }\n\
            min_status = \"test\"\n[gates]\nmin_f1 = { all = 0.80, ceasefire = 0.90 }\n";
        let manifest = Manifest::parse(text).unwrap();
        assert_eq!(manifest.replaces["water/cut"], "water/denied");
        assert_eq!(manifest.data[0].source, "GeoNames");
        assert_eq!(manifest.overlay["syria"].unless["a/b"].all().len(), 2);
        assert_eq!(manifest.gates.min_f1["ceasefire"], 0.9);
        assert_eq!((manifest.depends[0].name.as_str(), manifest.depends[0].line), ("syria", 12));
        assert_eq!(manifest.building_problem(), None);
        for (from, to, wanted) in [
            ("yemen-water", "Yemen_Water", "a-z, 0-9"),
            ("1.2.0", "1.2", "three numbers"),
            ("licence = \"MIT\"\n", "\n", "no licence"),
        ] {
            let odd = Manifest::parse(&text.replacen(from, to, 1)).unwrap();
            assert!(odd.building_problem().is_some_and(|why| why.contains(wanted)));
        }
    }

    #[test]
    fn a_pack_for_a_newer_program_is_refused_before_its_unknown_keys() {
        let text = "name = \"a\"\nversion = \"1\"\ndateline = \">=9.1\"\nbeyond = true\n";
        let why = Manifest::parse(text).err().unwrap_or_default();
        assert!(why.starts_with("line 3: it was written for dateline >=9.1"), "{why}");
    }
}
