//! Options for reading a corpus.

use crate::text::layout::DateOrder;
use std::collections::BTreeMap;

/// How a corpus is read.
#[derive(Clone, Debug)]
pub struct ReadOptions {
    /// Which fields of a JSONL or CSV record hold text, title and so on.
    pub fields: FieldMap,
    /// How 12/08/2016 is read where the text does not decide it.
    pub order: DateOrder,
    /// The largest article, in raw bytes; a larger one is an error and is not held in memory.
    pub max_article: usize,
    /// The kind of standard input; if `None`: JSONL if its first character is `{`, else one plain text.
    pub stdin_kind: Option<FileKind>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            fields: FieldMap::default(),
            order: DateOrder::default(),
            max_article: 32 << 20,
            stdin_kind: None,
        }
    }
}

impl ReadOptions {
    /// The options that change what an article's events are, where they are not the default, by name.
    #[doc(hidden)]
    pub fn coding(&self) -> BTreeMap<String, String> {
        let order = match self.order {
            DateOrder::Dmy => return BTreeMap::new(),
            DateOrder::Mdy => "mdy",
            DateOrder::Ymd => "ymd",
        };
        BTreeMap::from([("date-order".to_owned(), order.to_owned())])
    }

    /// The effective limit: offsets in an article are 32 bits wide, and decoding may triple its length.
    pub(super) fn limit(&self) -> usize {
        self.max_article.min(1 << 30)
    }
}

/// The format of a file's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// One article.
    Text,
    /// One article per line, each a JSON object; or one JSON list of such objects.
    Jsonl,
    /// One article per record, after a header; comma, semicolon or tab between fields.
    Csv,
    /// The same, with tabs.
    Tsv,
}

/// The role of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldRole {
    Text,
    Title,
    Date,
    Id,
    Outlet,
}

pub(super) const ROLES: usize = 5;

/// Usual field names and their roles, preferred names first.
const USUAL: [(FieldRole, &str, &[&str]); ROLES] = [
    (FieldRole::Text, "text", &["text", "body", "content", "article_content"]),
    (FieldRole::Title, "title", &["title", "headline", "article_title"]),
    (FieldRole::Date, "date", &["date", "published"]),
    (FieldRole::Id, "id", &["id", "unit_id", "docid"]),
    (FieldRole::Outlet, "outlet", &["outlet", "source", "publisher"]),
];

/// Which fields of a record hold the text, the title, the date, the id and the outlet. ASCII case in names is ignored;
/// if a record has several usual names, the first listed wins.
#[derive(Clone, Debug)]
pub struct FieldMap {
    names: [Vec<String>; ROLES],
}

impl Default for FieldMap {
    /// The usual names: `text|body|content|article_content`, `title|headline|article_title`, `date|published`,
    /// `id|unit_id|docid`, `outlet|source|publisher`.
    fn default() -> Self {
        let names = |(_, _, names): (FieldRole, &str, &[&str])| {
            names.iter().map(ToString::to_string).collect()
        };
        FieldMap { names: USUAL.map(names) }
    }
}

impl FieldMap {
    /// Applies a setting such as `text=body`: only the field `body` holds the text.
    ///
    /// # Errors
    /// A message for the user, if the setting has another form or names no role.
    pub fn set(&mut self, setting: &str) -> Result<(), String> {
        let shape = "write it as text=NAME, title=NAME, date=NAME, id=NAME or outlet=NAME";
        let Some((what, name)) = setting.split_once('=') else {
            return Err(format!("\"{setting}\" has no \"=\"; {shape}"));
        };
        let Some(at) = USUAL.iter().position(|usual| usual.1 == what.trim()) else {
            return Err(format!("\"{}\" is not a part of an article; {shape}", what.trim()));
        };
        if name.trim().is_empty() {
            return Err(format!("\"{setting}\" names no field; {shape}"));
        }
        self.names[at] = vec![name.trim().to_owned()];
        Ok(())
    }

    /// The role of a field with this name, and how good a name for it this is (0 is best).
    pub(super) fn role(&self, name: &str) -> Option<(FieldRole, usize)> {
        USUAL.iter().zip(&self.names).find_map(|(usual, names)| {
            let rank = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
            Some((usual.0, rank))
        })
    }
}

/// The best field found for each role so far.
#[derive(Clone, Debug)]
pub(super) struct PickedFields<T> {
    found: [Option<(usize, T)>; ROLES],
}

impl<T> Default for PickedFields<T> {
    fn default() -> Self {
        PickedFields { found: [None, None, None, None, None] }
    }
}

impl<T> PickedFields<T> {
    /// Whether a field of this rank would be the best.
    pub fn wants(&self, role: FieldRole, rank: usize) -> bool {
        self.found[role as usize].as_ref().is_none_or(|(known, _)| rank < *known)
    }

    pub fn put(&mut self, role: FieldRole, rank: usize, value: T) {
        self.found[role as usize] = Some((rank, value));
    }

    pub fn get(&self, role: FieldRole) -> Option<&T> {
        self.found[role as usize].as_ref().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_replace_usual_names() {
        let mut fields = FieldMap::default();
        assert_eq!(fields.role("Body"), Some((FieldRole::Text, 1)));
        fields.set("text=story").unwrap();
        assert_eq!(fields.role("body"), None);
        assert_eq!(fields.role("story"), Some((FieldRole::Text, 0)));
    }

    #[test]
    fn errors_for_bad_settings_show_the_right_form() {
        let mut fields = FieldMap::default();
        for bad in ["text", "colour=red", "text= "] {
            assert!(fields.set(bad).unwrap_err().contains("text=NAME"), "{bad}");
        }
    }
}
