//! `pack.toml`: what a pack says of itself.

use crate::event::Codes;
use crate::frame::place::Reach;
use crate::script::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;

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
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    #[serde(default)]
    speech: bool,
    #[serde(default)]
    speech_modes: Vec<String>,
    place: Option<Reach>,
    plover: Option<String>,
    acled: Option<String>,
    cameo: Option<String>,
    /// One sentence for people; the engine does not read it.
    #[serde(default)]
    #[allow(dead_code)]
    about: String,
}

impl Manifest {
    /// Reads a manifest; the error says line and cause.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
            match line {
                Some(line) => format!("line {line}: {}", error.message()),
                None => error.message().to_owned(),
            }
        })?;
        if manifest.name.trim().is_empty() {
            return Err("the name is empty".into());
        }
        Ok(manifest)
    }

    /// The kinds it declares.
    pub fn kinds(&self) -> BTreeMap<String, Kind> {
        let kind = |row: &KindRow| Kind {
            codes: Codes {
                plover: row.plover.clone(),
                acled: row.acled.clone(),
                cameo: row.cameo.clone(),
            },
            speech: row.speech,
            speech_modes: row.speech_modes.clone(),
            place: row.place,
        };
        self.kind_table.iter().map(|(name, row)| (name.clone(), kind(row))).collect()
    }
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
}
