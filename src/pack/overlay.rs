//! `[overlay.NAME]` of a manifest with its lines, as the rule language applies it when rules are loaded.

use super::manifest::Manifest;
use super::toml_text::line_of;
use crate::script::Overlay;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The overlays of a manifest, which was read from `text`.
pub(super) fn read(manifest: &Manifest, text: &str) -> Vec<Overlay> {
    let lines = lines(text);
    let line = |keys: &[&str]| lines.get(&keys.join("\n")).copied().unwrap_or(1);
    let each = manifest.overlay.iter().map(|(pack, table)| Overlay {
        pack: pack.clone(),
        disable: table
            .disable
            .iter()
            .map(|id| (id.clone(), line(&[pack, "disable", id])))
            .collect(),
        unless: table
            .unless
            .iter()
            .map(|(id, phrases)| (id.clone(), phrases.all().to_vec(), line(&[pack, "unless", id])))
            .collect(),
        min_status: table.min_status.clone(),
        line: line(&[pack]),
    });
    each.collect()
}

/// The lines of the keys and items below `overlay`, by their path.
fn lines(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let Ok(table) = DeTable::parse(text) else { return found };
    let overlays = table.get_ref().iter().find(|(key, _)| key.get_ref() == "overlay");
    let overlays = overlays.and_then(|(_, value)| value.get_ref().as_table());
    for (pack, overlay) in overlays.into_iter().flatten() {
        let pack_name = pack.get_ref();
        found.insert(pack_name.to_string(), line_of(text, pack.span().start));
        for (key, value) in overlay.get_ref().as_table().into_iter().flatten() {
            let mut add = |item: &str, at| {
                let path = format!("{pack_name}\n{}\n{item}", key.get_ref());
                found.insert(path, line_of(text, at));
            };
            match value.get_ref() {
                DeValue::Array(items) => items.iter().for_each(|item| {
                    add(item.get_ref().as_str().unwrap_or_default(), item.span().start);
                }),
                DeValue::Table(items) => {
                    items.iter().for_each(|(id, _)| add(id.get_ref(), id.span().start));
                }
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_its_line() {
        let text = "name = \"a\"\nversion = \"1\"\n[overlay.syria]\ndisable = [\n  \"road/*\",\n  \"x\"\n]\n\
            unless = { \"a/b\" = \"truce\" }\nmin_status = \"test\"\n";
        let found = read(&Manifest::parse(text).unwrap(), text);
        let [one] = &found[..] else { panic!("{found:?}") };
        assert_eq!((one.pack.as_str(), one.line), ("syria", 3));
        assert_eq!(one.disable, [("road/*".to_owned(), 5), ("x".to_owned(), 6)]);
        assert_eq!(one.unless, [("a/b".to_owned(), vec!["truce".to_owned()], 8)]);
        assert_eq!(one.min_status.as_deref(), Some("test"));
    }
}
