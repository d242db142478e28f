//! Which fields of a record hold the parts of an article: the names that scrapers, news services and data sets use, and
//! the choice among several of them.

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

/// Usual field names and their roles, preferred names first. A dot leads into an object: `source.name`. Names of
/// full texts only: where a record has no more than a summary, the user has to say that it is to be coded.
#[rustfmt::skip]
const USUAL: [(FieldRole, &str, &[&str]); ROLES] = [
    (FieldRole::Text, "text", &[
        "text", "body", "content", "article_content", "maintext", "full_text", "article_text", "article_body",
        "body_text", "content_text", "text_content", "clean_text", "cleaned_text", "plain_text", "raw_text",
        "article", "document", "content.rendered", "fields.body_text", "fields.body", "body_html",
        "content_html", "message",
    ]),
    (FieldRole::Title, "title", &[
        "title", "headline", "article_title", "title.rendered", "headline.main", "web_title", "heading",
    ]),
    (FieldRole::Date, "date", &[
        "date", "published", "date_publish", "publish_date", "date_published", "published_date", "published_at",
        "publication_date", "pub_date", "date_time_pub", "publish_time", "published_time", "published_on",
        "web_publication_date", "posted_at", "date_posted", "date_gmt", "date_time", "created_at", "timestamp",
    ]),
    (FieldRole::Id, "id", &[
        "id", "unit_id", "docid", "article_id", "story_id", "stories_id", "uuid", "guid", "uri", "_id.$oid", "_id",
        "url", "link", "web_url", "permalink", "canonical_link", "canonical_url", "article_url",
    ]),
    (FieldRole::Outlet, "outlet", &[
        "outlet", "source", "publisher", "source_name", "source_domain", "sitename", "source_hostname",
        "hostname", "publication", "publication_name", "newspaper", "media_name", "news_source", "news_outlet",
        "source.name", "source.title", "publisher.name", "publication.name", "thread.site", "site", "domain",
    ]),
];

/// Objects in which some programs put the whole record: Elasticsearch, and services that wrap each article.
const ENVELOPES: [&str; 6] = ["_source", "article", "document", "doc", "attributes", "node"];

/// Names that lists of articles have.
#[rustfmt::skip]
const LISTS: [&str; 25] = [
    "articles", "items", "results", "data", "docs", "documents", "entries", "hits", "posts", "stories", "news", "records",
    "rows", "response", "value", "values", "list", "feed", "messages", "content", "publications", "objects", "elements",
    "collection", "output",
];

/// Names of lists that belong to an article.
#[rustfmt::skip]
const PARTS: [&str; 25] = [
    "comments", "replies", "reactions", "blocks", "paragraphs", "sections", "children", "images", "photos", "pictures",
    "captions", "media", "links", "mentions", "entities", "tags", "related", "related_articles", "quotes", "annotations",
    "sentences", "authors", "attachments", "updates", "references",
];

/// The name of a text by which services also say how a request went.
const ANSWER: &str = "message";

/// Names inside an envelope rank behind all others.
const ENVELOPED: usize = 1000;

/// Which fields of a record hold the text, the title, the date, the id and the outlet. ASCII case in names is ignored;
/// if a record has several usual names, the first listed wins. A dot in a name leads into an object.
#[derive(Clone, Debug)]
pub struct FieldMap {
    /// The name that the user gave for a role; `None` for the usual ones.
    set: [Option<String>; ROLES],
}

impl Default for FieldMap {
    /// The usual names: `text|body|content|...`, `title|headline|...`, `date|published|...`, `id|unit_id|docid|...|url`,
    /// `outlet|source|publisher|...`. In these, `publishDate`, `publish-date` and `publish_date` are one name.
    fn default() -> Self {
        FieldMap { set: [const { None }; ROLES] }
    }
}

impl FieldMap {
    /// Applies a setting such as `text=body`: only the field `body` holds the text. In `title=title.rendered` it is the
    /// field `rendered` of the object `title`, or a field whose own name has the dot.
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
        self.set[at] = Some(name.trim().to_owned());
        Ok(())
    }

    /// Whether the user named the field of this role.
    pub(super) fn is_set(&self, role: FieldRole) -> bool {
        self.set[role as usize].is_some()
    }

    /// The name that has this rank for a role.
    pub(super) fn name(&self, role: FieldRole, rank: usize) -> &str {
        match &self.set[role as usize] {
            Some(name) => name,
            None => USUAL[role as usize].2.get(rank % ENVELOPED).unwrap_or(&""),
        }
    }

    /// The role of a field with this name, and how good a name for it this is (0 is best).
    pub(super) fn role(&self, name: &str) -> Option<(FieldRole, usize)> {
        USUAL.iter().zip(&self.set).find_map(|(usual, set)| {
            let rank = match set {
                Some(known) => known.eq_ignore_ascii_case(name).then_some(0),
                None => usual.2.iter().position(|known| is_same(known, name)),
            };
            Some((usual.0, rank?))
        })
    }

    /// Whether a field of an object with this name may have a role.
    pub(super) fn leads_on(&self, name: &str) -> bool {
        USUAL.iter().zip(&self.set).any(|(usual, set)| match set {
            Some(known) => dots(known).any(|head| head.eq_ignore_ascii_case(name)),
            None => usual.2.iter().any(|known| {
                begin_alike(known, name) && dots(known).any(|head| is_same(head, name))
            }),
        })
    }

    /// Whether an object of this name may be the record itself.
    pub(super) fn is_envelope(name: &str) -> bool {
        ENVELOPES.contains(&name)
    }

    /// Whether lists of articles have this name.
    pub(super) fn is_list(name: &str) -> bool {
        LISTS.iter().any(|known| is_same(known, name))
    }

    /// Whether a list of this name belongs to an article, as its comments do.
    pub(super) fn is_part(name: &str) -> bool {
        PARTS.iter().any(|known| is_same(known, name))
    }

    /// Whether services say by this name how a request went.
    pub(super) fn is_of_answers(name: &str) -> bool {
        is_same(ANSWER, name)
    }

    /// The rank of a name inside an envelope.
    pub(super) fn enveloped(rank: usize) -> usize {
        rank % ENVELOPED + ENVELOPED
    }

    /// Uses this name for a role for which the user gave none.
    pub(super) fn prefer(&mut self, role: FieldRole, name: &str) {
        self.set[role as usize].get_or_insert_with(|| name.to_owned());
    }
}

/// The parts of a name before each of its dots.
fn dots(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').map(|(at, _)| &name[..at])
}

/// Whether a name is this usual one, but for case and for what stands between its words.
fn is_same(usual: &str, name: &str) -> bool {
    // Most names differ in their first letter.
    if !begin_alike(usual, name) {
        return false;
    }
    let plain = |byte: &u8| !matches!(byte, b'_' | b'-' | b' ');
    let (left, right) = (usual.bytes().filter(plain), name.bytes().filter(plain));
    left.map(|byte| byte.to_ascii_lowercase()).eq(right.map(|byte| byte.to_ascii_lowercase()))
}

fn begin_alike(usual: &str, name: &str) -> bool {
    match (usual.as_bytes().first(), name.as_bytes().first()) {
        (Some(usual), Some(name)) => usual.eq_ignore_ascii_case(name),
        _ => false,
    }
}

/// How much the value of a field is worth; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Worth {
    Filled,
    /// It says something, but a value of another field would say it better: the address of an outlet is no name.
    Weak,
    /// It is of another type than the role wants.
    Unusable,
    Empty,
}

/// The best field found for each role so far: one that is filled before one that is not, then the one whose name is first
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
    worth: Worth,
    rank: usize,
    value: T,
}

impl<T> Default for PickedFields<T> {
    fn default() -> Self {
        PickedFields { found: [None, None, None, None, None], empty_text: None, twice: None }
    }
}

impl<T> PickedFields<T> {
    /// Offers all that was picked elsewhere, too.
    pub fn merge(&mut self, other: PickedFields<T>) {
        const ALL: [FieldRole; ROLES] =
            [FieldRole::Text, FieldRole::Title, FieldRole::Date, FieldRole::Id, FieldRole::Outlet];
        for (role, found) in ALL.into_iter().zip(other.found) {
            if let Some(PickedField { worth, rank, value }) = found {
                self.offer(role, rank, worth, value);
            }
        }
    }

    /// Keeps this field, or the one that was found for the role before.
    pub fn offer(&mut self, role: FieldRole, rank: usize, worth: Worth, value: T) {
        let new = PickedField { worth, rank, value };
        let slot = &mut self.found[role as usize];
        let Some(known) = slot else {
            *slot = Some(new);
            return;
        };
        if known.rank == rank {
            self.twice = self.twice.or(Some((role, rank)));
        }
        let is_better = (new.worth, new.rank) < (known.worth, known.rank);
        let worse = if is_better { std::mem::replace(known, new) } else { new };
        let is_told = role == FieldRole::Text && worse.rank < known.rank;
        if is_told && worse.worth == Worth::Empty && known.worth == Worth::Filled {
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
        fields.set("text=story.Full").unwrap();
        assert_eq!(fields.role("body"), None);
        assert_eq!(fields.role("story.full"), Some((FieldRole::Text, 0)));
        assert!(fields.leads_on("Story") && !fields.leads_on("content"));
    }

    #[test]
    fn usual_names_are_known_however_their_words_are_joined() {
        let fields = FieldMap::default();
        let role = |name| fields.role(name).map(|(role, _)| role);
        for name in ["publishDate", "Publish Date", "publish-date", "PUBLISH_DATE", "publishdate"] {
            assert_eq!(role(name), Some(FieldRole::Date), "{name}");
        }
        assert_eq!(
            fields.name(FieldRole::Outlet, fields.role("source-hostname").unwrap().1),
            "source_hostname"
        );
        assert_eq!((role("_id"), role("-text"), role("tex")), (Some(FieldRole::Id), None, None));
        assert!(fields.role("_id") != fields.role("id"));
        for (at, usual) in USUAL.iter().enumerate() {
            assert_eq!(usual.0 as usize, at);
            assert!(usual.2.iter().all(|name| role(name) == Some(usual.0)), "{}", usual.1);
        }
    }

    #[test]
    fn errors_for_bad_settings_show_the_right_form() {
        let mut fields = FieldMap::default();
        for bad in ["text", "colour=red", "text= "] {
            assert!(fields.set(bad).unwrap_err().contains("text=NAME"), "{bad}");
        }
    }
}
