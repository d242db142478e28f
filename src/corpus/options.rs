//! Options for reading a corpus.

use super::format::FileKind;
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
    /// How standard input is taken in; if `None`, its first bytes decide.
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

    /// The name that has this rank for a role.
    fn name(&self, role: FieldRole, rank: usize) -> &str {
        let at = USUAL.iter().position(|usual| usual.0 == role);
        at.and_then(|at| self.names[at].get(rank)).map_or("", String::as_str)
    }

    /// The role of a field with this name, and how good a name for it this is (0 is best).
    pub(super) fn role(&self, name: &str) -> Option<(FieldRole, usize)> {
        USUAL.iter().zip(&self.names).find_map(|(usual, names)| {
            let rank = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
            Some((usual.0, rank))
        })
    }
}

/// The best field found for each role so far: one that is not empty before one that is, then the one whose name is first
/// in the list of names, then the first in the record.
#[derive(Clone, Debug)]
pub(super) struct PickedFields<T> {
    found: [Option<PickedField<T>>; ROLES],
    /// The rank of a text field that was passed over because it is empty.
    empty_text: Option<usize>,
    /// A field that is in the record twice.
    twice: Option<(FieldRole, usize)>,
}

#[derive(Clone, Debug)]
struct PickedField<T> {
    is_empty: bool,
    rank: usize,
    value: T,
}

impl<T> Default for PickedFields<T> {
    fn default() -> Self {
        PickedFields { found: [None, None, None, None, None], empty_text: None, twice: None }
    }
}

impl<T> PickedFields<T> {
    /// Keeps this field, or the one that was found for the role before.
    pub fn offer(&mut self, role: FieldRole, rank: usize, is_empty: bool, value: T) {
        let new = PickedField { is_empty, rank, value };
        let slot = &mut self.found[role as usize];
        let Some(known) = slot else {
            *slot = Some(new);
            return;
        };
        if known.rank == rank {
            self.twice = self.twice.or(Some((role, rank)));
        }
        let is_better = (new.is_empty, new.rank) < (known.is_empty, known.rank);
        let worse = if is_better { std::mem::replace(known, new) } else { new };
        if role == FieldRole::Text && worse.rank < known.rank {
            self.empty_text = Some(worse.rank);
        }
    }

    pub fn get(&self, role: FieldRole) -> Option<&T> {
        self.found[role as usize].as_ref().map(|found| &found.value)
    }

    /// The rank of the field that was picked for this role.
    pub fn rank(&self, role: FieldRole) -> Option<usize> {
        self.found[role as usize].as_ref().map(|found| found.rank)
    }

    /// What to say where an empty text was passed over for another.
    pub fn told_empty(&self, fields: &FieldMap) -> Option<String> {
        let (empty, read) = (self.empty_text?, self.rank(FieldRole::Text)?);
        let name = |rank| fields.name(FieldRole::Text, rank);
        Some(format!("its \"{}\" is empty; \"{}\" is read instead", name(empty), name(read)))
    }

    /// What to say of a field that is there twice.
    pub fn told_twice(&self, fields: &FieldMap) -> Option<String> {
        let (role, rank) = self.twice?;
        let name = fields.name(role, rank);
        Some(format!("\"{name}\" is there twice; the first that is not empty is read"))
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
