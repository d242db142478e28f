//! `pack.toml`: what a pack says of itself.

use crate::event::Codes;
use crate::frame::place::Reach;
use crate::ontology::{self, Unknown};
use crate::script::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A pack's manifest.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The pack's name.
    pub name: String,
    /// Its version, by semantic versioning.
    pub version: String,
    /// What it codes, in one sentence.
    #[serde(default)]
    pub summary: String,
    /// Who wrote it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// Its licence, as an SPDX expression.
    #[serde(default, alias = "license")]
    pub licence: String,
    /// The versions of this program it was written for, such as ">=0.1".
    #[serde(default)]
    pub dateline: String,
    /// Packs it stands on, as paths relative to its folder.
    #[serde(default)]
    pub depends: Vec<String>,
    /// What its codebook says of its kinds.
    #[serde(default, rename = "kinds")]
    kind_table: BTreeMap<String, KindRow>,
    /// Codes that their codebooks do not have, with the lines they stand on; they count as not given.
    #[serde(skip)]
    pub unknown_codes: Vec<(usize, Unknown)>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    #[serde(default)]
    speech: bool,
    #[serde(default)]
    speech_modes: Vec<String>,
    #[serde(default)]
    detail: bool,
    place: Option<Reach>,
    plover: Option<Spanned<String>>,
    acled: Option<Spanned<String>>,
    cameo: Option<Spanned<String>>,
    /// Codes of single modes.
    #[serde(default)]
    modes: BTreeMap<String, ModeRow>,
    /// One sentence for people; the engine does not read it.
    #[serde(default)]
    #[allow(dead_code)]
    about: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeRow {
    plover: Option<Spanned<String>>,
    acled: Option<Spanned<String>>,
    cameo: Option<Spanned<String>>,
}

/// A code of the manifest with the scheme it belongs to.
type Coded<'a> = (&'static str, &'a mut Option<Spanned<String>>);

impl KindRow {
    /// Every code of the kind and its modes.
    fn all_codes(&mut self) -> impl Iterator<Item = Coded<'_>> {
        let KindRow { plover, acled, cameo, modes, .. } = self;
        let modes = modes.values_mut().flat_map(|mode| {
            [("plover", &mut mode.plover), ("acled", &mut mode.acled), ("cameo", &mut mode.cameo)]
        });
        [("plover", plover), ("acled", acled), ("cameo", cameo)].into_iter().chain(modes)
    }
}

impl Manifest {
    /// A manifest that says no more than this.
    pub fn named(name: &str, version: &str) -> Manifest {
        Manifest {
            name: name.to_owned(),
            version: version.to_owned(),
            summary: String::new(),
            authors: Vec::new(),
            licence: String::new(),
            dateline: String::new(),
            depends: Vec::new(),
            kind_table: BTreeMap::new(),
            unknown_codes: Vec::new(),
        }
    }

    /// Reads a manifest; the error says line and cause.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let mut manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            match line {
                Some(line) => format!("line {line}: {}", error.message()),
                None => error.message().to_owned(),
            }
        })?;
        if manifest.name.trim().is_empty() {
            return Err("the name is empty".into());
        }
        manifest.drop_unknown_codes(text);
        Ok(manifest)
    }

    fn drop_unknown_codes(&mut self, text: &str) {
        for (scheme, code) in self.kind_table.values_mut().flat_map(KindRow::all_codes) {
            let Some(known) = code.as_ref() else { continue };
            if let Err(unknown) = ontology::check(scheme, known.get_ref()) {
                self.unknown_codes.push((line_of(text, known.span().start), unknown));
                *code = None;
            }
        }
        self.unknown_codes.sort_by_key(|(line, _)| *line);
    }

    /// The kinds it declares.
    pub fn kinds(&self) -> BTreeMap<String, Kind> {
        let kind = |row: &KindRow| Kind {
            codes: codes([&row.plover, &row.acled, &row.cameo]),
            modes: row.modes.iter().map(|(mode, row)| (mode.clone(), mode_codes(row))).collect(),
            speech: row.speech,
            speech_modes: row.speech_modes.clone(),
            detail: row.detail,
            place: row.place,
        };
        self.kind_table.iter().map(|(name, row)| (name.clone(), kind(row))).collect()
    }
}

fn mode_codes(row: &ModeRow) -> Codes {
    codes([&row.plover, &row.acled, &row.cameo])
}

fn codes([plover, acled, cameo]: [&Option<Spanned<String>>; 3]) -> Codes {
    let text = |code: &Option<Spanned<String>>| code.as_ref().map(|code| code.get_ref().clone());
    Codes { plover: text(plover), acled: text(acled), cameo: text(cameo) }
}

/// The line, from 1, on which the byte at `offset` stands.
fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    #[test]
    fn a_manifest_says_where_it_is_wrong() {
        let error = Manifest::parse("name = \"a\"\nversion = 1\n").err().unwrap_or_default();
        assert!(error.starts_with("line 2"), "{error}");
        let error = Manifest::parse("name = \"a\"\nversion = \"1\"\nlicense_of = 1\n")
            .err()
            .unwrap_or_default();
        assert!(error.contains("license_of"), "{error}");
        assert!(Manifest::parse("name = \"a\"\nversion = \"0.1.0\"\n").is_ok());
    }

    #[test]
    fn an_unknown_code_is_named_by_line_and_the_others_are_kept() {
        let text = "name = \"a\"\nversion = \"1\"\n[kinds.strike]\nplover = \"ASSAULT/airborne\"\n\
            acled = \"Air/drone strike\"\n[kinds.truce]\nacled = \"Agreement\"\n[kinds.truce.modes.broken]\n\
            acled = \"\"\ncameo = \"9999\"\n";
        let manifest = Manifest::parse(text).unwrap();
        let lines: Vec<usize> = manifest.unknown_codes.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 10]);
        let kinds = manifest.kinds();
        assert_eq!(kinds["strike"].codes.plover, None);
        assert_eq!(kinds["strike"].codes.acled.as_deref(), Some("Air/drone strike"));
        assert_eq!(kinds["truce"].modes["broken"].acled.as_deref(), Some(""));
        assert_eq!(kinds["truce"].modes["broken"].cameo, None);
    }
}
