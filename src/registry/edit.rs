//! Edits `[depends]` of `pack.toml`. Comments, order and spelling of everything else stay as they are.

use super::{RegistryError, Result};
use crate::pack::depends::Source;
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// A line of `[depends]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The lowest version that will do; `None`: any.
    pub version: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

impl Entry {
    fn value(&self) -> Value {
        if let (Source::Named, Some(version)) = (&self.source, &self.version) {
            return Value::from(version.as_str());
        }
        let mut table = InlineTable::new();
        if let Some(version) = &self.version {
            table.insert("version", version.as_str().into());
        }
        match &self.source {
            Source::Git { url, path } => {
                table.insert("from", format!("git+{url}").into());
                if !path.is_empty() {
                    table.insert("path", path.as_str().into());
                }
            }
            Source::Index(url) => {
                table.insert("from", url.as_str().into());
            }
            Source::Path(path) => {
                table.insert("path", path.as_str().into());
            }
            Source::Named | Source::Listed => {}
        }
        Value::InlineTable(table)
    }
}

fn parse(text: &str) -> Result<DocumentMut> {
    text.parse().map_err(|why| RegistryError::Manifest("pack.toml".into(), format!("{why}")))
}

/// The text with `name` in `[depends]`. A list is made a table first: `listed` gives the name and line of an item of it.
///
/// # Errors
/// The text is not valid, or `listed` fails.
pub fn set(
    text: &str,
    name: &str,
    entry: &Entry,
    listed: impl Fn(&str) -> Result<(String, Entry)>,
) -> Result<String> {
    let mut document = parse(text)?;
    if let Some(list) = document.get("depends").and_then(Item::as_array).cloned() {
        let mut table = Table::new();
        for item in list.iter().filter_map(Value::as_str) {
            let (name, entry) = listed(item)?;
            table.insert(&name, Item::Value(entry.value()));
        }
        document.remove("depends");
        document.insert("depends", Item::Table(table));
    }
    let depends = document.entry("depends").or_insert(Item::Table(Table::new()));
    let Some(table) = depends.as_table_like_mut() else {
        let why = "`depends` is neither a list nor a table".to_owned();
        return Err(RegistryError::Manifest("pack.toml".into(), why));
    };
    let mut value = entry.value();
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(known) => {
            // The comment behind the old value stays.
            *value.decor_mut() = known.decor().clone();
            *known = value;
        }
        None => {
            table.insert(name, Item::Value(value));
        }
    }
    Ok(document.to_string())
}

/// The text with another minimal version of `name`, which is in the table `[depends]`.
///
/// # Errors
/// The text is not valid, or has no such dependency.
pub fn set_version(text: &str, name: &str, version: &str) -> Result<String> {
    let mut document = parse(text)?;
    let table = document.get_mut("depends").and_then(Item::as_table_like_mut);
    let Some(item) = table.and_then(|table| table.get_mut(name)) else {
        return Err(absent(name));
    };
    let value = match item.as_table_like_mut() {
        Some(table) => match table.get_mut("version").and_then(Item::as_value_mut) {
            Some(value) => value,
            None => {
                table.insert("version", Item::Value(version.into()));
                return Ok(document.to_string());
            }
        },
        None => item.as_value_mut().ok_or_else(|| absent(name))?,
    };
    let mut new = Value::from(version);
    *new.decor_mut() = value.decor().clone();
    *value = new;
    Ok(document.to_string())
}

/// The text without `name` in `depends`. `is_item` tells the item of a list that stands for it.
///
/// # Errors
/// The text is not valid, or has no such dependency.
pub fn remove(text: &str, name: &str, is_item: impl Fn(&str) -> bool) -> Result<String> {
    let mut document = parse(text)?;
    let depends = document.get_mut("depends");
    let removed = match depends {
        None => false,
        Some(item) => match (item.as_array_mut().map(|list| (list.len(), list)), name) {
            (Some((before, list)), _) => {
                list.retain(|item| !item.as_str().is_some_and(&is_item));
                list.len() < before
            }
            (None, name) => {
                item.as_table_like_mut().is_some_and(|table| table.remove(name).is_some())
            }
        },
    };
    match removed {
        true => Ok(document.to_string()),
        false => Err(absent(name)),
    }
}

/// The text with another path of the dependency `name`, or of the item `old` of a list.
///
/// # Errors
/// The text is not valid.
pub fn move_path(text: &str, name: &str, old: &str, new: &str) -> Result<String> {
    let mut document = parse(text)?;
    if let Some(depends) = document.get_mut("depends") {
        if let Some(list) = depends.as_array_mut() {
            for item in list.iter_mut().filter(|item| item.as_str() == Some(old)) {
                *item = new.into();
            }
        } else if let Some(one) = depends.get_mut(name).and_then(Item::as_table_like_mut) {
            one.insert("path", Item::Value(new.into()));
        }
    }
    Ok(document.to_string())
}

fn absent(name: &str) -> RegistryError {
    RegistryError::Use(format!(
        "pack.toml does not name {name} in [depends]: `dateline pack tree` shows who needs it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "# A study.\nname = \"mine\" # ours\nversion = \"0.1.0\"\n\n[depends]\n# The war.\nsyria = \"0.1\" # shipped\n\
        arms = { version = \"1.1\", from = \"git+https://host/packs\", path = \"arms\" } # Anna's\n\n[kinds.water]\nabout = \"Water.\"\n";

    fn index(version: &str) -> Entry {
        let source = Source::Index("https://packs.example.org".into());
        Entry { version: Some(version.into()), source }
    }

    fn no_list(_: &str) -> Result<(String, Entry)> {
        panic!("it is no list")
    }

    #[test]
    fn comments_and_order_stay() {
        let text = set(TEXT, "unhcr", &index("0.4.0"), no_list).unwrap();
        let added = "unhcr = { version = \"0.4.0\", from = \"https://packs.example.org\" }\n";
        assert_eq!(text.replace(added, ""), TEXT);
        let text = set_version(&text, "arms", "1.2.0").unwrap();
        let text = set_version(&text, "syria", "0.2.0").unwrap();
        assert!(text.contains("syria = \"0.2.0\" # shipped\n"), "{text}");
        assert!(text.contains(
            "{ version = \"1.2.0\", from = \"git+https://host/packs\", path = \"arms\" } # Anna's"
        ));
        let text = set(&text, "syria", &index("3.0.0"), no_list).unwrap();
        assert!(text.contains("org\" } # shipped"), "{text}");
        let text = remove(&text, "unhcr", |_| false).unwrap();
        assert!(
            !text.contains("unhcr")
                && text.contains("# The war.")
                && text.contains("[kinds.water]")
        );
        assert!(remove(&text, "unhcr", |_| false).is_err());
        assert!(set_version(&text, "unhcr", "1.0.0").is_err());
    }

    #[test]
    fn a_list_becomes_a_table() {
        let text = "name = \"mine\"\nversion = \"0.1.0\"\ndepends = [\"../words\", \"syria\"]\n";
        let listed = |item: &str| {
            let entry = match item {
                "syria" => Entry { version: Some("0.1.0".into()), source: Source::Named },
                path => Entry { version: None, source: Source::Path(path.into()) },
            };
            Ok((item.trim_start_matches("../").to_owned(), entry))
        };
        let text = set(text, "unhcr", &index("0.4.0"), listed).unwrap();
        assert!(
            text.ends_with(
                "[depends]\nwords = { path = \"../words\" }\nsyria = \"0.1.0\"\n\
             unhcr = { version = \"0.4.0\", from = \"https://packs.example.org\" }\n"
            ),
            "{text}"
        );
        let text = remove("depends = [\"../words\", \"syria\"]\n", "words", |it| it == "../words")
            .unwrap();
        assert_eq!(text.trim(), "depends = [ \"syria\"]");
    }

    proptest! {
        #[test]
        fn what_is_set_is_read(name in "[a-z][a-z0-9-]{0,8}", minor in 0_u8..50) {
            let version = format!("1.{minor}.0");
            let text = set(TEXT, &name, &index(&version), no_list).unwrap();
            let manifest = crate::pack::Manifest::parse(&text).unwrap();
            let found = manifest.depends.iter().find(|one| one.name == name).unwrap();
            prop_assert_eq!(found.version.as_ref().unwrap().to_string(), version);
            prop_assert_eq!(found.source.to_string(), "https://packs.example.org");
        }
    }
}
