//! A table too large to be read at each start: a text of one name a line, sorted by the name's key, in which names are
//! found by binary search. Opening one reads its first line; a line is parsed when its name is met.
//!
//! ```text
//! #dateline names 1
//! el fasher<TAB>t3<TAB>El Fasher<TAB>town<TAB>SDN<TAB>North Darfur<TAB>13.628<TAB>25.349<TAB>379062<TAB>252609
//! al fashir<TAB>t3<TAB>=el fasher<TAB>379062
//! ```
//!
//! The columns are: key, case, name, kind, country, admin1, lat, lon, geonames_id, population, code, acled, role, from, to;
//! empty ones at the end are left out. An alias has the key of its entry after `=`,
//! and its GeoNames id if it has one. Lines of one key are in order of rank, the
//! best first. The text is made by [`write`], never by hand, and a difference of two versions can be read.

use super::code::is_actor_code;
use super::entry::{Entry, EntryKind};
use super::index::Case;
use super::table::Problem;
use memchr::memchr_iter;
use rustc_hash::FxHasher;
use std::borrow::Cow;
use std::hash::Hasher;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The first line.
const HEADER: &str = "#dateline names 1\n";

/// Bits of the filter of first words: some ten for each of the world's.
const FILTER_BITS: usize = 1 << 21;

/// How many entries are parsed into one block.
const BLOCK: usize = 64;

/// Names in the order of their keys. Clones share the text and what was parsed of it.
#[derive(Clone, Debug)]
pub struct NameFile(Arc<Inner>);

impl PartialEq for NameFile {
    fn eq(&self, other: &NameFile) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

#[derive(Debug)]
struct Inner {
    text: Cow<'static, str>,
    /// Where each line begins, the header left out; and where the text ends. Found at the first lookup.
    lines: OnceLock<Vec<u32>>,
    /// For each first word of a key the bit of its hash: most words of a text begin no name.
    first_words: OnceLock<Vec<u64>>,
    /// The entries met so far, by line.
    entries: OnceLock<Vec<OnceLock<EntryBlock>>>,
}

type EntryBlock = Box<[OnceLock<Option<Entry>>]>;

/// A name to write: its key, how it must be written, and its entry.
#[derive(Clone, Debug)]
pub(super) struct NameRow {
    /// The folded words of the spelling, one blank between them.
    pub key: String,
    /// How the spelling must be written.
    pub case: Case,
    /// The key of the entry's own name, where this is another name of it.
    pub alias_of: Option<String>,
    /// What it is a name of.
    pub entry: Arc<Entry>,
}

impl NameFile {
    /// Opens a text; `None` where it has not the first line of a name file of this version.
    pub fn open(text: Cow<'static, str>) -> Option<NameFile> {
        let fits = text.starts_with(HEADER) && u32::try_from(text.len()).is_ok();
        let inner = Inner {
            text,
            lines: OnceLock::new(),
            first_words: OnceLock::new(),
            entries: OnceLock::new(),
        };
        fits.then(|| NameFile(Arc::new(inner)))
    }

    /// A short text that differs for files with different names.
    pub fn fingerprint(&self) -> String {
        blake3::hash(self.0.text.as_bytes()).to_hex().to_string()
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.starts().len() - 1
    }

    /// A number that is not below [`NameFile::len`], found without reading the text.
    pub(super) fn lines_bound(&self) -> u32 {
        // The shortest line that reads has four cells.
        (self.0.text.len() / 4) as u32 + 1
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn starts(&self) -> &[u32] {
        self.0.lines.get_or_init(|| {
            let bytes = self.0.text.as_bytes();
            let body = HEADER.len();
            let ends = memchr_iter(b'\n', &bytes[body..]).map(|at| (body + at + 1) as u32);
            let mut starts: Vec<u32> = std::iter::once(body as u32).chain(ends).collect();
            if starts.last() != Some(&(bytes.len() as u32)) {
                starts.push(bytes.len() as u32);
            }
            starts
        })
    }

    /// Whether a name may begin with this word; false is certain.
    pub(super) fn may_begin(&self, word: &str) -> bool {
        let bits = self.0.first_words.get_or_init(|| {
            let mut bits = vec![0; FILTER_BITS / 64];
            let mut last = "";
            for line in 0..self.len() {
                let key = self.line(line);
                let word = &key[..key.find([' ', '\t']).unwrap_or(key.len())];
                if word != last {
                    let bit = filter_bit(word);
                    bits[bit / 64] |= 1 << (bit % 64);
                    last = word;
                }
            }
            bits
        });
        let bit = filter_bit(word);
        bits[bit / 64] & (1 << (bit % 64)) != 0
    }

    /// The text of a line, counted from 1, the header among them; empty where there is none.
    pub fn line_text(&self, line: usize) -> &str {
        let at = line.checked_sub(2).filter(|at| *at < self.len());
        at.map_or("", |at| self.line(at))
    }

    fn line(&self, line: usize) -> &str {
        let starts = self.starts();
        let text = &self.0.text[starts[line] as usize..starts[line + 1] as usize];
        text.trim_end_matches(['\n', '\r'])
    }

    fn key(&self, line: usize) -> &str {
        let text = self.line(line);
        &text[..text.find('\t').unwrap_or(text.len())]
    }

    /// The lines whose key is `words`, or begins with them and goes on with a further word; `within` is what this said of
    /// fewer of the words, or all lines.
    pub(super) fn beginning(&self, words: &str, within: Option<Range<usize>>) -> Range<usize> {
        let all = within.unwrap_or(0..self.len());
        let start = self.partition(all.clone(), |key| key < words);
        // A blank sorts before whatever else a key may hold.
        let goes_on = |key: &str| {
            let rest = key.strip_prefix(words);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let end = self.partition(start..all.end, goes_on);
        start..end
    }

    /// The lines among `within` whose key is `words`, where that is what `beginning` said of them.
    pub(super) fn exactly(&self, words: &str, within: Range<usize>) -> Range<usize> {
        within.start..self.partition(within.clone(), |key| key == words)
    }

    fn partition(&self, lines: Range<usize>, before: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (lines.start, lines.end);
        while low < high {
            let middle = low + (high - low) / 2;
            match before(self.key(middle)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// How the name on a line must be written.
    pub(super) fn case(&self, line: usize) -> Case {
        let cell = self.line(line).split('\t').nth(1).unwrap_or_default();
        parse_case(cell).unwrap_or(Case::Any)
    }

    /// The line of the entry that the name on `line` is a name of; `None` where there is none.
    pub(super) fn entry_line(&self, line: usize) -> Option<usize> {
        let mut cells = self.line(line).split('\t').skip(2);
        let Some(key) = cells.next()?.strip_prefix('=') else { return Some(line) };
        let id = cells.next().unwrap_or_default();
        let mut found = self.exactly(key, self.beginning(key, None));
        found.find(|&line| {
            let mut cells = self.line(line).split('\t').skip(2);
            !cells.next().is_some_and(|name| name.starts_with('='))
                && cells.nth(5).unwrap_or_default() == id
        })
    }

    /// The entry on a line; `None` where the line does not read or is an alias.
    pub(super) fn entry(&self, line: usize) -> Option<&Entry> {
        let blocks = self.0.entries.get_or_init(|| {
            std::iter::repeat_with(OnceLock::new).take(self.len().div_ceil(BLOCK)).collect()
        });
        let block = blocks
            .get(line / BLOCK)?
            .get_or_init(|| std::iter::repeat_with(OnceLock::new).take(BLOCK).collect());
        block[line % BLOCK].get_or_init(|| parse(self.line(line)).ok()).as_ref()
    }

    /// What is wrong in the text, in the order of lines: lines that do not read, are out of order, or name no entry.
    pub fn problems(&self, file: &str) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut before = "";
        for line in 0..self.len() {
            let key = self.key(line);
            let alias =
                self.line(line).split('\t').nth(2).is_some_and(|name| name.starts_with('='));
            let wrong = match parse(self.line(line)) {
                _ if key < before => Some("the line is out of order".to_owned()),
                _ if alias => {
                    let entry = self.entry_line(line);
                    entry.is_none().then(|| "it is an alias of a name that is not here".to_owned())
                }
                Ok(_) => None,
                Err(why) => Some(why),
            };
            before = key;
            found.extend(wrong.map(|message| {
                Problem {
                    file: file.to_owned(),
                    line: line as u64 + 2,
                    column: 1,
                    message,
                    help: "make the file anew with `dateline import`; it is not written by hand"
                        .to_owned(),
                }
            }));
        }
        found
    }
}

fn filter_bit(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    // The high bits of this hash are the mixed ones.
    (hasher.finish() >> 32) as usize % FILTER_BITS
}

/// The text of a name file with these rows. Of equal keys those come first that have more people, then the lower id.
pub(super) fn write(rows: &[NameRow]) -> String {
    let mut lines: Vec<(&NameRow, String)> = rows.iter().map(|row| (row, cells(row))).collect();
    lines.sort_by(|(one, a), (other, b)| {
        let rank = |row: &NameRow| (std::cmp::Reverse(row.entry.population), row.entry.geonames_id);
        one.key.cmp(&other.key).then(rank(one).cmp(&rank(other))).then(a.cmp(b))
    });
    let mut text = HEADER.to_owned();
    for (_, line) in lines {
        text += &line;
        text.push('\n');
    }
    text
}

fn cells(row: &NameRow) -> String {
    let entry = &row.entry;
    let number = |value: Option<String>| value.unwrap_or_default();
    let id = number(entry.geonames_id.map(|id| id.to_string()));
    let case = write_case(&row.case);
    let cells = match &row.alias_of {
        Some(key) => vec![row.key.clone(), case, format!("={key}"), id],
        None => vec![
            row.key.clone(),
            case,
            // A mark at the beginning would make it an alias.
            entry.name.trim_start_matches(['=', ' ']).to_owned(),
            entry.kind.word().to_owned(),
            entry.country.clone().unwrap_or_default(),
            entry.admin1.clone().unwrap_or_default(),
            number(entry.lat.map(|value| value.to_string())),
            number(entry.lon.map(|value| value.to_string())),
            id,
            number(entry.population.map(|people| people.to_string())),
            entry.code.clone().unwrap_or_default(),
            entry.acled.clone().unwrap_or_default(),
            entry.role.clone().unwrap_or_default(),
            number(entry.from.map(|day| day.to_string())),
            number(entry.to.map(|day| day.to_string())),
        ],
    };
    // A quoted cell of a spreadsheet may hold what separates cells and lines here.
    let plain = |cell: String| cell.replace(['\t', '\n', '\r'], " ");
    let cells: Vec<String> = cells.into_iter().map(plain).collect();
    cells.join("\t").trim_end_matches('\t').to_owned()
}

fn write_case(case: &Case) -> String {
    match case {
        Case::Any => String::new(),
        Case::Capitals => "c".to_owned(),
        Case::Title(bits) => format!("t{bits:x}"),
        Case::Exact(words) => format!("x{}", words.join(" ")),
    }
}

fn parse_case(cell: &str) -> Option<Case> {
    let rest = cell.get(1..).unwrap_or_default();
    match cell.chars().next() {
        None => Some(Case::Any),
        Some('c') => Some(Case::Capitals),
        Some('t') => u32::from_str_radix(rest, 16).ok().map(Case::Title),
        Some('x') => Some(Case::Exact(rest.split(' ').map(Box::from).collect())),
        Some(_) => None,
    }
}

/// Reads the line of an entry.
fn parse(line: &str) -> Result<Entry, String> {
    let mut cells = line.split('\t');
    let mut next = || cells.next().unwrap_or_default();
    let (key, case, name, kind) = (next(), next(), next(), next());
    if key.is_empty() || name.is_empty() {
        return Err("a line has a key and a name".to_owned());
    }
    parse_case(case).ok_or_else(|| format!("no case is written \"{case}\""))?;
    let kind = EntryKind::any(kind).ok_or_else(|| format!("there is no kind \"{kind}\""))?;
    let text = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    let mut entry = Entry::new(name, kind);
    (entry.country, entry.admin1) = (text(next()), text(next()));
    entry.lat = number(next(), "a latitude", |value: &f64| value.abs() <= 90.0)?;
    entry.lon = number(next(), "a longitude", |value: &f64| value.abs() <= 180.0)?;
    entry.geonames_id = number(next(), "an id", |_| true)?;
    entry.population = number(next(), "a number of people", |_| true)?;
    (entry.code, entry.acled, entry.role) = (text(next()), text(next()), text(next()));
    if let Some(code) = entry.code.as_deref().filter(|code| !is_actor_code(code)) {
        return Err(format!("there is no code \"{code}\""));
    }
    entry.from = number(next(), "a day", |_| true)?;
    entry.to = number(next(), "a day", |_| true)?;
    match cells.next() {
        None => Ok(entry),
        Some(_) => Err("more columns than there are".to_owned()),
    }
}

fn number<T: std::str::FromStr>(
    cell: &str,
    what: &str,
    fits: impl Fn(&T) -> bool,
) -> Result<Option<T>, String> {
    if cell.is_empty() {
        return Ok(None);
    }
    let value = cell.parse().ok().filter(fits);
    value.map(Some).ok_or_else(|| format!("\"{cell}\" is not {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(key: &str, name: &str, id: u64, people: u64, alias_of: Option<&str>) -> NameRow {
        let mut entry = Entry::new(name, EntryKind::Town);
        (entry.geonames_id, entry.population) = (Some(id), Some(people));
        (entry.country, entry.lat, entry.lon) = (Some("SDN".into()), Some(13.5), Some(-25.25));
        let alias_of = alias_of.map(str::to_owned);
        NameRow { key: key.into(), case: Case::Title(3), alias_of, entry: Arc::new(entry) }
    }

    fn open(rows: &[NameRow]) -> NameFile {
        NameFile::open(write(rows).into()).unwrap()
    }

    #[test]
    fn names_are_found_by_their_words() {
        let file = open(&[
            row("el fasher", "El Fasher", 1, 200, None),
            row("al fashir", "El Fasher", 1, 200, Some("el fasher")),
            row("el", "El", 2, 5, None),
            row("elx", "Elx", 3, 5, None),
            row("el fasher", "El Fasher", 4, 900, None),
        ]);
        assert_eq!(file.problems("f"), []);
        let el = file.beginning("el", None);
        assert_eq!(el.len(), 3);
        assert_eq!(file.exactly("el", el.clone()).len(), 1);
        let fasher = file.beginning("el fasher", Some(el));
        let ids = fasher.map(|line| file.entry(line).unwrap().geonames_id.unwrap());
        assert_eq!(ids.collect::<Vec<_>>(), [4, 1], "the larger town first");
        let alias = file.exactly("al fashir", file.beginning("al fashir", None)).start;
        let entry = file.entry(file.entry_line(alias).unwrap()).unwrap();
        assert_eq!((entry.geonames_id, entry.lon), (Some(1), Some(-25.25)));
        assert_eq!(file.case(alias), Case::Title(3));
        assert!(file.beginning("fasher", None).is_empty());
        assert!(file.may_begin("el") && file.may_begin("al") && !file.may_begin("fasher"));
    }

    #[test]
    fn a_name_stays_in_its_cell() {
        let file = open(&[row("el fasher", "=El\tFasher\r\nNorth", 1, 200, None)]);
        assert_eq!((file.problems("f"), file.len()), (Vec::new(), 1));
        assert_eq!(file.entry(0).map(|entry| entry.name.as_str()), Some("El Fasher  North"));
    }

    #[test]
    fn what_is_wrong_is_named_by_line() {
        let text = format!(
            "{HEADER}b\t\tB\ttown\na\t\tA\ttown\nc\t\tC\tvillage\nd\t\t=x\t7\ne\t\tE\ttown\tSDN\t\t95\nf\tq\tF\ttown\n"
        );
        let file = NameFile::open(text.into()).unwrap();
        let lines: Vec<u64> = file.problems("f").iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7]);
        assert!(NameFile::open("name,kind\n".into()).is_none());
        assert!(open(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_written_is_found(
            names in prop::collection::btree_map("[a-c]{1,2}( [a-c]{1,2}){0,2}", 0u64..9, 1..40)
        ) {
            let rows: Vec<NameRow> =
                names.iter().map(|(key, id)| row(key, &key.to_uppercase(), *id, *id, None)).collect();
            let file = open(&rows);
            prop_assert_eq!(file.problems("f"), vec![]);
            for key in names.keys() {
                let mut within = None;
                let words: Vec<&str> = key.split(' ').collect();
                for end in 1..=words.len() {
                    within = Some(file.beginning(&words[..end].join(" "), within));
                }
                let found = file.exactly(key, within.unwrap_or_default());
                prop_assert_eq!(found.len(), 1);
                prop_assert_eq!(&file.entry(found.start).unwrap().name, &key.to_uppercase());
            }
        }

        #[test]
        fn no_text_panics(text in "([a-c ]|\t|=|\n|t1|town|-?[0-9]{1,3}|\\PC){0,60}") {
            let file = NameFile::open(format!("{HEADER}{text}").into()).unwrap();
            let _ = file.problems("f");
            for line in 0..file.len() {
                let _ = (file.case(line), file.entry(line), file.entry_line(line));
            }
            let range = file.beginning("a", None);
            let _ = file.exactly("a", range);
        }
    }
}
