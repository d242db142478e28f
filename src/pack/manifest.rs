//! `pack.toml`: what a pack says of itself.

use crate::suggest::suggest;
use serde::Deserialize;
use serde::de::IgnoredAny;

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
    /// Packs it depends on, as paths relative to its folder.
    #[serde(default)]
    pub depends: Vec<String>,
    /// What it says of its kinds, which [`super::kinds`] reads by itself: a flag that does not fit costs itself alone.
    #[serde(default, rename = "kinds")]
    _kinds: IgnoredAny,
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
            _kinds: IgnoredAny,
        }
    }

    /// Reads a manifest; the error says line and cause.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            let message = plainly(error.message());
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

/// The keys of a manifest.
const KEYS: &[&str] =
    &["name", "version", "summary", "authors", "licence", "dateline", "depends", "kinds"];

/// What the TOML reader says, with what to do.
fn plainly(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("unknown field `")
        && let Some((key, _)) = rest.split_once('`')
    {
        return match suggest(key, KEYS.iter().copied()) {
            Some(known) => format!("there is no key `{key}`; did you mean `{known}`?"),
            None => format!("there is no key `{key}`; the keys are {}", KEYS.join(", ")),
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

/// The line, from 1, on which the byte at `offset` stands.
pub(super) fn line_of(text: &str, offset: usize) -> usize {
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
