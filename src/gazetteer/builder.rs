//! Builds a [`Gazetteer`] from tables: checks rows against each other (duplicates, circular aliases) and fills the
//! index. The caller opens the files.

use super::cycle;
use super::entry::{Entry, EntryId, EntryKind, NameForm, Reading};
use super::index::{Case, Index, Name, ROOT, key};
use super::name_file::NameFile;
use super::table::{CaseColumn, Problem, Table, TableRow, read};
use crate::text::tokens::fold;
use crate::text::tokens::tokenise::tokenise;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Names with codes, indexed. Immutable; share it between threads in an `Arc`.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    pub(super) entries: Vec<Entry>,
    pub(super) index: Index,
    /// Name files, each with the number of its first line: their lines are numbered after the entries of tables.
    pub(super) files: Vec<(u32, NameFile)>,
    countries: FxHashMap<String, EntryId>,
    /// By code: the first armed forces of tables that have it.
    forces: FxHashMap<String, EntryId>,
    /// The folded words of the names of persons in tables.
    persons: FxHashSet<String>,
}

impl Gazetteer {
    /// A gazetteer without names.
    pub fn empty() -> Self {
        GazetteerBuilder::new().build()
    }

    /// A gazetteer of the entries of tables, their finished index, and name files.
    pub(super) fn assemble(entries: Vec<Entry>, index: Index, files: Vec<NameFile>) -> Self {
        let (mut countries, mut forces) = (FxHashMap::default(), FxHashMap::default());
        let mut persons = FxHashSet::default();
        for (at, entry) in entries.iter().enumerate() {
            if entry.kind == EntryKind::Country
                && let Some(code) = &entry.country
            {
                countries.insert(code.clone(), EntryId(at as u32));
            }
            if entry.kind == EntryKind::Military
                && let Some(code) = &entry.code
            {
                forces.entry(code.clone()).or_insert(EntryId(at as u32));
            }
            if entry.kind == EntryKind::Person {
                persons.extend(words_key(&entry.name).split_whitespace().map(str::to_owned));
            }
        }
        let mut next = entries.len() as u32;
        let files = files.into_iter().map(|file| {
            let first = next;
            next = next.saturating_add(file.lines_bound());
            (first, file)
        });
        let files = files.collect();
        Gazetteer { files, entries, index, countries, forces, persons }
    }

    /// How many entries tables have; a state counts twice, as actor and as place. Name files are not counted.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where there is no name.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.files.is_empty()
    }

    /// The entry of `id`, which must come from this gazetteer.
    pub fn entry(&self, id: EntryId) -> &Entry {
        let of_file = || {
            let at = self.files.partition_point(|(first, _)| *first <= id.0);
            let (first, file) = self.files.get(at.checked_sub(1)?)?;
            file.entry((id.0 - first) as usize)
        };
        // Only lines that read have an id.
        self.entries.get(id.0 as usize).or_else(of_file).unwrap_or(&NOTHING)
    }

    /// Whether a folded word is in the name of a person of a table.
    pub(super) fn is_of_person(&self, word: &str) -> bool {
        self.persons.contains(word)
    }

    /// Whether the entry is of a table, and not of a name file.
    pub fn is_of_table(&self, id: EntryId) -> bool {
        (id.0 as usize) < self.entries.len()
    }

    /// The canonical names of actors, without generic nouns.
    pub fn actor_names(&self) -> Vec<String> {
        let acts = |entry: &&Entry| entry.reading() == Reading::Actor && !entry.generic;
        self.entries.iter().filter(acts).map(|entry| entry.name.clone()).collect()
    }

    /// The best entry by canonical name or alias, ignoring case.
    pub fn find(&self, name: &str) -> Option<EntryId> {
        self.find_all(name).first().copied()
    }

    /// The best entry by canonical name or alias that has this reading.
    pub fn find_as(&self, name: &str, reading: Reading) -> Option<EntryId> {
        self.find_all(name).into_iter().find(|&id| self.entry(id).reading() == reading)
    }

    /// Every entry by canonical name or alias, best first.
    pub fn find_all(&self, name: &str) -> Vec<EntryId> {
        let mut node = Some(ROOT);
        let mut buffer = String::new();
        tokenise(name, |start, len| {
            let word = key(&name[start..start + len], &mut buffer);
            node = node.and_then(|node| self.index.step(node, word));
        });
        let ends = node.map_or(&[][..], |node| self.index.ends(node));
        let mut found: Vec<EntryId> = ends.iter().map(|name| name.entry).collect();
        let words = words_key(name);
        for (first, file) in &self.files {
            let lines = file.exactly(words.trim_end(), file.beginning(words.trim_end(), None));
            let entries = lines.filter_map(|line| file.entry_line(line));
            found.extend(entries.map(|line| EntryId(first + line as u32)));
        }
        found
    }

    /// The name of the country with this ISO alpha-3 code, if a table of states has it.
    pub fn country_name(&self, code: &str) -> Option<&str> {
        self.country(code).map(|id| self.entry(id).name.as_str())
    }

    /// The name of the armed forces with this code, such as `TURMIL`, if a table has them.
    pub fn force(&self, code: &str) -> Option<&str> {
        self.forces.get(code).map(|&id| self.entry(id).name.as_str())
    }

    /// The country, as a place, with this ISO alpha-3 code.
    pub fn country(&self, code: &str) -> Option<EntryId> {
        self.countries.get(code).copied()
    }
}

/// The entry of an id from another gazetteer.
static NOTHING: LazyLock<Entry> = LazyLock::new(|| Entry::new("", EntryKind::Group));

/// Collects tables; [`GazetteerBuilder::build`] makes the gazetteer.
///
/// If two files contain one name, both entries are kept and the later file's is preferred: a pack overrides its
/// dependencies.
#[derive(Clone, Debug)]
pub struct GazetteerBuilder {
    entries: Vec<Entry>,
    index: Index,
    tables: u32,
    files: Vec<NameFile>,
}

impl Default for GazetteerBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// The distance between the ranks of one file and those of the next.
const FILE_STEP: u32 = 1 << 20;

impl GazetteerBuilder {
    /// A builder without tables.
    pub fn new() -> Self {
        GazetteerBuilder { entries: Vec::new(), index: Index::new(), tables: 0, files: Vec::new() }
    }

    /// Adds a table; `file_name` is used in problems only. Returns the problems, in line order.
    pub fn add_table(&mut self, table: Table, file_name: &str, text: &str) -> Vec<Problem> {
        let (mut rows, mut problems) = read(table, file_name, text);
        let mut report = |line: u64, column: usize, message: String, help: &str| {
            let (file, help) = (file_name.to_owned(), help.to_owned());
            problems.push(Problem { file, line, column, message, help });
        };
        drop_duplicates(&mut rows, &mut report);
        drop_cycles(&mut rows, &mut report);
        let base = (u32::MAX / FILE_STEP).saturating_sub(self.tables + 1) * FILE_STEP;
        self.tables += 1;
        for (order, row) in rows.iter().enumerate() {
            let rank = base + (order as u32).min(FILE_STEP / 2 - 1);
            for entry in &row.entries {
                let id = EntryId(self.entries.len() as u32);
                self.entries.push(entry.clone());
                for spelling in &row.spellings {
                    if entry.kind == EntryKind::Country
                        && matches!(spelling.form, NameForm::Demonym | NameForm::Capital)
                    {
                        continue;
                    }
                    // A state's capital is a place in its own right first.
                    let rank =
                        rank + if spelling.form == NameForm::Capital { FILE_STEP / 2 } else { 0 };
                    let case = case_of(&spelling.text, row.case);
                    let name = Name { entry: id, form: spelling.form, case, rank };
                    if !self.index.add(&spelling.text, name) {
                        let message = format!("\"{}\" contains no word", spelling.text);
                        let alias = spelling.text != entry.name;
                        let column = if alias { row.aliases_at } else { 1 };
                        report(row.line, column, message, "a name needs a letter or a digit");
                    }
                }
            }
        }
        problems.sort_by_key(|problem| problem.line);
        problems
    }

    /// Adds a name file. Names of tables are preferred to its names, and its names need evidence beside them.
    pub fn add_names(&mut self, file: NameFile) {
        self.files.push(file);
    }

    /// The gazetteer of all tables and name files added.
    pub fn build(mut self) -> Gazetteer {
        self.index.finish();
        Gazetteer::assemble(self.entries, self.index, self.files)
    }
}

/// The words of a spelling, folded, as one string.
pub(super) fn words_key(spelling: &str) -> String {
    let mut joined = String::new();
    let mut buffer = String::new();
    tokenise(spelling, |start, len| {
        joined.push_str(key(&spelling[start..start + len], &mut buffer));
        joined.push(' ');
    });
    joined
}

/// Removes rows that repeat an earlier row of the same file.
fn drop_duplicates(rows: &mut Vec<TableRow>, report: &mut impl FnMut(u64, usize, String, &str)) {
    type RowKey = (String, EntryKind, Option<String>, Option<String>);
    let mut seen: FxHashMap<RowKey, Vec<(u64, Entry)>> = FxHashMap::default();
    rows.retain(|row| {
        let Some(entry) = row.entries.first() else { return false };
        let place = (entry.country.clone(), entry.admin1.clone());
        let key = (words_key(&entry.name), entry.kind, place.0, place.1);
        let earlier = seen.entry(key).or_default();
        if let Some((line, _)) = earlier.iter().find(|(_, old)| overlap(old, entry)) {
            let message = format!("\"{}\" is already on line {line}", entry.name);
            report(
                row.line,
                1,
                message,
                "merge the rows, or distinguish them by country, admin1 or dates",
            );
            return false;
        }
        earlier.push((row.line, entry.clone()));
        true
    });
}

/// Whether there is a day on which both rows hold.
fn overlap(old: &Entry, new: &Entry) -> bool {
    let (first, last) = (Date::MIN, Date::MAX);
    old.from.unwrap_or(first) <= new.to.unwrap_or(last)
        && new.from.unwrap_or(first) <= old.to.unwrap_or(last)
}

/// Removes aliases that form a cycle: among rows each of which has the next one's name as an alias, back to the first,
/// the aliases that name an earlier row. The remaining ones only lead down the table.
fn drop_cycles(rows: &mut [TableRow], report: &mut impl FnMut(u64, usize, String, &str)) {
    let mut by_name: FxHashMap<String, usize> = FxHashMap::default();
    let keys: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.spellings.iter().map(|spelling| words_key(&spelling.text)).collect())
        .collect();
    for (at, row) in keys.iter().enumerate() {
        by_name.entry(row[0].clone()).or_insert(at);
    }
    let named: Vec<Vec<usize>> = keys
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let others = row.iter().skip(1).filter_map(|key| by_name.get(key).copied());
            others.filter(|&other| other != at).collect()
        })
        .collect();
    let circle = cycle::groups(&named);
    for (at, row) in rows.iter_mut().enumerate() {
        let (line, column) = (row.line, row.aliases_at);
        let mut own = keys[at].iter();
        row.spellings.retain(|spelling| {
            let other = own.next().and_then(|key| by_name.get(key).copied());
            let closes = other.is_some_and(|other| other < at && circle[other] == circle[at]);
            let closes = closes && spelling.text != row.entries[0].name;
            if closes {
                let message = format!(
                    "\"{}\" is an alias here, and its own aliases lead back to this row",
                    spelling.text
                );
                let help = "keep one of the names and list the others as its aliases";
                report(line, column, message, help);
            }
            !closes
        });
    }
}

/// How a spelling must be written in a text to match.
pub(super) fn case_of(spelling: &str, column: CaseColumn) -> Case {
    let mut words: Vec<&str> = Vec::new();
    tokenise(spelling, |start, len| words.push(&spelling[start..start + len]));
    match column {
        CaseColumn::Any => Case::Any,
        CaseColumn::Exact => {
            Case::Exact(words.iter().map(|word| fold::plain(word).into()).collect())
        }
        CaseColumn::Smart => {
            if let [word] = words[..]
                && is_acronym(&fold::plain(word))
            {
                return Case::Capitals;
            }
            let mut bits = 0;
            for (at, word) in words.iter().enumerate().take(32) {
                if word.starts_with(char::is_uppercase) && !is_particle(word) {
                    bits |= 1 << at;
                }
            }
            if bits == 0 { Case::Any } else { Case::Title(bits) }
        }
    }
}

/// Up to four letters, all capitals.
fn is_acronym(word: &str) -> bool {
    word.chars().count() <= 4 && word.chars().all(char::is_uppercase)
}

/// Words inside names that may be capitalised or not.
fn is_particle(word: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "al", "el", "an", "ar", "as", "ash", "at", "ad", "az", "ed", "es", "ez", "de", "del", "la",
        "bin", "ibn", "of", "the", "and", "for", "in", "to", "von", "van",
    ];
    PARTICLES.iter().any(|particle| particle.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problems(table: Table, text: &str) -> Vec<(u64, String)> {
        let found = GazetteerBuilder::new().add_table(table, "t.csv", text);
        found.into_iter().map(|problem| (problem.line, problem.message)).collect()
    }

    #[test]
    fn a_bad_row_is_reported_by_line_and_the_others_are_loaded() {
        let text = "name,aliases,kind,country,code,from,to\n\
            Northern Brigade,Brigade of the North,rebel,SYR,SYRREB,2012-01-01,\n\
            Other Front,,rebel,SYR,SYRREB,soon,\n\
            Third Front,,rebels,SYR,SYRREB,,\n\
            Fourth Front,,rebel,SYR,SYRXXX,,\n\
            Fifth Front,,rebel,XYZ,SYRREB,,\n\
            northern brigade,,rebel,SYR,SYRREB,,\n\
            Sixth Front,,rebel,SYR,SYRREB,2014-01-01,2013-01-01\n\
            ,,rebel,SYR,SYRREB,,\n\
            Last Front,,rebel,SYR,SYRREB,,\n";
        let mut builder = GazetteerBuilder::new();
        let found = builder.add_table(Table::Actors, "actors.csv", text);
        let lines: Vec<u64> = found.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
        assert!(found.iter().all(|p| p.file == "actors.csv" && !p.help.is_empty()));
        assert!(found[4].message.contains("line 2"));
        let gazetteer = builder.build();
        assert_eq!(gazetteer.len(), 2);
        assert_eq!(gazetteer.find("BRIGADE OF THE NORTH"), gazetteer.find("Northern Brigade"));
    }

    #[test]
    fn circular_aliases_are_reported() {
        let lines = |text: &str| {
            problems(Table::Actors, text).iter().map(|problem| problem.0).collect::<Vec<_>>()
        };
        assert_eq!(lines("name,aliases,kind\nA Front,B Front,rebel\nB Front,A Front,rebel\n"), [3]);
        let three = "name,aliases,kind\nA Front,B Front,rebel\nB Front,C Front,rebel\n\
            C Front,A Front|C Party,rebel\nD Front,A Front|D Front,rebel\n";
        assert_eq!(lines(three), [4]);
        let mut builder = GazetteerBuilder::new();
        builder.add_table(Table::Actors, "t.csv", three);
        assert!(builder.build().find("C Party").is_some(), "the row's other aliases are kept");
    }

    #[test]
    fn bad_cells_are_reported_by_column() {
        let long = "x".repeat(300);
        let text = format!(
            "name,aliases,kind,country,code,acled,from\n\
             \"Brigade, Northern\",,rebel,SYR,SYRREB,Rebels,\n\
             Other Front,One||Two,rebel,SYR,SYRREB,,\n\
             Third Front,,rebel,SYR,SYRREB,,,extra\n\
             {long},,rebel,SYR,SYRREB,,\n\
             Fifth Front,{long}|Fives,rebel,SYR,SYRREB,,\n\
             Sixth Front,,rebel,SYR,SYRREB,,2016-13-01\n",
        );
        let mut builder = GazetteerBuilder::new();
        let found = builder.add_table(Table::Actors, "actors.csv", &text);
        let reported: Vec<_> = found.iter().map(|problem| (problem.line, problem.column)).collect();
        assert_eq!(reported, [(2, 39), (3, 13), (4, 1), (5, 1), (6, 13), (7, 32)], "{found:?}");
        let gazetteer = builder.build();
        assert_eq!(gazetteer.len(), 2, "rows that lost an alias alone are kept");
        assert!(gazetteer.find("Fives").is_some() && gazetteer.find("Two").is_some());
    }

    #[test]
    fn thousands_of_chained_aliases_are_checked() {
        let mut text = String::from("name,aliases,kind\n");
        for row in 0..20_000 {
            text.push_str(&format!("Front {row},Front {},rebel\n", (row + 1) % 20_000));
        }
        let found = problems(Table::Actors, &text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0, 20_001);
    }

    #[test]
    fn headers_are_checked() {
        assert_eq!(problems(Table::Places, "nom,kind\nX,town\n").len(), 2);
        assert_eq!(problems(Table::Places, "").len(), 1);
        assert!(problems(Table::Places, "\u{feff}Name,Kind\nX,town\n").is_empty());
        assert_eq!(problems(Table::Places, "name,kind,lat,lon\nX,town,95,2\nY,town,1,\n").len(), 2);
    }

    #[test]
    fn a_later_file_overrides() {
        let mut builder = GazetteerBuilder::new();
        builder.add_table(Table::Places, "a.csv", "name,kind,country\nTripoli,town,LBY\n");
        builder.add_table(Table::Places, "b.csv", "name,kind,country\nTripoli,town,LBN\n");
        let gazetteer = builder.build();
        let best = gazetteer.find("Tripoli").map(|id| gazetteer.entry(id).country.clone());
        assert_eq!(best, Some(Some("LBN".to_owned())));
        assert_eq!(gazetteer.find_all("Tripoli").len(), 2);
    }

    #[test]
    fn file_names_decide_the_table_kind() {
        assert_eq!(Table::from_file_name("x/places.csv"), Some(Table::Places));
        assert_eq!(Table::from_file_name("latin_places.csv"), Some(Table::Places));
        assert_eq!(Table::from_file_name("workplaces.csv"), None);
        assert_eq!(Table::from_file_name("places.txt"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_a_table_panic(text in "(name|kind|aliases|,|\"|\n|town|x|'|\\PC){0,40}") {
            for table in [Table::Actors, Table::Roles, Table::States, Table::Places, Table::Weapons] {
                let mut builder = GazetteerBuilder::new();
                let _ = builder.add_table(table, "t.csv", &text);
                let _ = builder.build().find(&text);
            }
        }
    }
}
