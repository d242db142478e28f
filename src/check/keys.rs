//! Answer keys in the format of MUC-4: the incidents of each article, one JSON object on each line. This module reads
//! them; `types` maps events to incident types, `typed` scores against the keys.

use crate::file::plain;
use crate::pack::archive::MOST_BYTES;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The key of one article.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Key {
    /// The article's id.
    #[serde(rename = "docid")]
    pub article: String,
    /// The incidents; empty for an article without relevant incidents.
    pub templates: Vec<Template>,
}

/// One incident of a key (MUC-4's word for it is template).
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Template {
    /// Its number in the key.
    #[serde(default)]
    pub num: String,
    /// Whether it is optional: it counts neither as right nor as missed.
    #[serde(default)]
    pub optional: bool,
    /// Its type; where there are several, any of them is right.
    pub incident_types: Vec<String>,
    /// The other slots by number, as text; `-` and `*` stand for an empty one.
    #[serde(default)]
    pub slots: BTreeMap<String, String>,
}

/// The types that a key expects, given the types that were found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExpectedTypes {
    /// Types that count as missed if they were not found.
    pub required: BTreeSet<String>,
    /// Types that are not counted, found or not.
    pub optional: BTreeSet<String>,
}

impl Key {
    /// The expected types. Of a template with several types the first one found is required, or the first if none was
    /// found; the others are optional. A type that is both required and optional is required.
    pub fn expected_types(&self, found: &BTreeSet<String>) -> ExpectedTypes {
        let mut asked = ExpectedTypes::default();
        for template in &self.templates {
            let types = &template.incident_types;
            let chosen = types.iter().find(|name| found.contains(*name)).or(types.first());
            for name in types {
                let required = !template.optional && Some(name) == chosen;
                let set = if required { &mut asked.required } else { &mut asked.optional };
                set.insert(name.clone());
            }
        }
        asked.optional.retain(|name| !asked.required.contains(name));
        asked
    }
}

/// Why keys could not be read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file could not be opened or read.
    #[error("cannot read keys {path}: {why}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The error of the system.
        why: std::io::Error,
    },
    /// A line is not a key. One bad line is an error, since a score over part of the keys would mislead.
    #[error(
        "{path}:{line}: this line is not an answer key ({why}); each line is a JSON object with \"docid\" and \
         \"templates\", each template with \"incident_types\"; nothing is scored until all lines can be read",
        path = path.display()
    )]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// The error of the JSON parser.
        why: serde_json::Error,
    },
}

/// Reads all keys of `paths`, by article. The templates of several keys for one article are combined.
pub fn read(paths: &[PathBuf]) -> Result<BTreeMap<String, Key>, KeyError> {
    let mut keys: BTreeMap<String, Key> = BTreeMap::new();
    for path in paths {
        for key in read_one(path)? {
            match keys.get_mut(&key.article) {
                Some(there) if *there == key => {}
                Some(there) => there.templates.extend(key.templates),
                None => {
                    keys.insert(key.article.clone(), key);
                }
            }
        }
    }
    Ok(keys)
}

fn read_one(path: &Path) -> Result<Vec<Key>, KeyError> {
    let unreadable = |why| KeyError::Unreadable { path: path.to_owned(), why };
    let bytes = plain::read_named(path, MOST_BYTES).map_err(unreadable)?;
    let odd = |_| std::io::Error::new(std::io::ErrorKind::InvalidData, "it is not UTF-8");
    let whole = String::from_utf8(bytes).map_err(|why| unreadable(odd(why)))?;
    let mut keys = Vec::new();
    for (index, line) in whole.lines().enumerate() {
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        let key = serde_json::from_str(text);
        keys.push(key.map_err(|why| KeyError::Line {
            path: path.to_owned(),
            line: index + 1,
            why,
        })?);
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn optional_and_alternative_types_are_distinguished() {
        let key: Key = serde_json::from_str(
            r#"{"docid":"a","templates":[
                {"num":"1","incident_types":["ATTACK","BOMBING"]},
                {"num":"2","optional":true,"incident_types":["ROBBERY"]},
                {"num":"3","optional":true,"incident_types":["BOMBING"]}]}"#,
        )
        .unwrap();
        let asked = key.expected_types(&set(&["BOMBING"]));
        assert_eq!(asked.required, set(&["BOMBING"]));
        assert_eq!(asked.optional, set(&["ATTACK", "ROBBERY"]));
        assert_eq!(key.expected_types(&set(&[])).required, set(&["ATTACK"]));
    }

    #[test]
    fn an_invalid_line_is_reported_with_its_number() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, r#"{{"docid":"a","text":"IT RAINED.","templates":[]}}"#).unwrap();
        let path = [file.path().to_owned()];
        assert!(read(&path).unwrap()["a"].templates.is_empty());
        writeln!(file, r#"{{"docid":"b"}}"#).unwrap();
        let message = read(&path).unwrap_err().to_string();
        assert!(message.contains(":2: this line is not an answer key"), "{message}");
    }
}
