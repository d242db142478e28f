//! `pack.toml`: the manifest of a pack.

use crate::suggest::suggest;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// A pack's manifest.
#[derive(Clone, Debug, Deserialize)]
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
    /// Packs it depends on, as paths relative to its folder.
    #[serde(default)]
    pub depends: Vec<String>,
    /// What its scores on its own gold must reach.
    #[serde(default)]
    pub gates: Gates,
    /// The kinds it declares, read separately by [`super::kinds`]: an invalid flag does not invalidate the rest.
    #[serde(default, rename = "kinds")]
    _kinds: IgnoredAny,
}

/// `[gates]`: what a pack's scores on its own gold must reach.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gates {
    /// The least F1, from 0 to 1, by kind; `all` for all kinds together.
    #[serde(default)]
    pub min_f1: BTreeMap<String, f64>,
}

impl Manifest {
    /// A manifest with only these values.
    pub fn named(name: &str, version: &str) -> Manifest {
        Manifest {
            name: name.to_owned(),
            version: version.to_owned(),
            summary: String::new(),
            authors: Vec::new(),
            licence: String::new(),
            dateline: String::new(),
            depends: Vec::new(),
            gates: Gates::default(),
            _kinds: IgnoredAny,
        }
    }

    /// Reads a manifest; the error says the line and the cause.
    pub fn parse(text: &str) -> Result<Manifest, String> {
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
        Ok(manifest)
    }
}

/// The keys allowed in a manifest.
const KEYS: &[&str] =
    &["name", "version", "summary", "authors", "licence", "dateline", "depends", "gates", "kinds"];

/// The TOML parser's message, with what to do.
fn plain_message(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((key, _)) = rest.split_once('`')
    {
        return match suggest(key, KEYS.iter().copied()) {
            Some(known) => format!("unknown key `{key}`; did you mean `{known}`?"),
            None => format!("unknown key `{key}`; the keys are {}", KEYS.join(", ")),
        };
    }
    if message.contains("duplicate key") {
        return format!("{message}: a table or key can appear only once; merge the two");
    }
    if message.contains("expected a sequence") {
        return format!("{message}: a list is written in brackets, [\"...\"]");
    }
    message.to_owned()
}

/// The line, from 1, that contains the byte at `offset`.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
    text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1)
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
        ] {
            let error = Manifest::parse(&format!("name = \"a\"\nversion = \"1\"\n{text}"));
            let error = error.err().unwrap_or_default();
            assert!(error.starts_with("line ") && error.contains(wanted), "{error}");
        }
        assert!(Manifest::parse("name = \"a\"\nversion = \"0.1.0\"\n").is_ok());
    }
}
