//! PETRARCH's dictionary of actors (as in Phoenix): a phrase, synonyms on lines that begin with `+`, codes in brackets
//! on the phrase's line or on indented lines below, each with or without the period in which it is valid.
//!
//! A phrase becomes one row per period with one code. Entries that would cause false matches are left out and reported:
//! states (they are in `states.csv`), single names of persons, common words, codes without a known part.

use super::agent;
use super::dictionary::{DictionaryKind, DictionaryLine, lines_of};
use super::kind::decode;
use super::period::{DatedCode, Period, dated};
use super::spelling::{cased, is_common, plain, words_key};
use super::{Imported, Skipped};
use crate::gazetteer::Table;
use std::collections::{HashMap, HashSet};

/// What to import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PetrarchTable {
    /// Proper names, into a table of actors; states only on request.
    Actors {
        /// Whether phrases whose code is only a country are included.
        states: bool,
    },
    /// Common nouns, into a table of roles.
    Agents,
}

/// An import of one or several dictionaries into one table.
#[derive(Debug)]
pub struct Petrarch {
    wanted: PetrarchTable,
    entries: Vec<PetrarchEntry>,
    agents: Vec<Vec<String>>,
    known_agents: HashSet<String>,
    skipped: Vec<Skipped>,
}

/// A phrase with its synonyms and codes.
#[derive(Debug, Default)]
struct PetrarchEntry {
    file: String,
    line: u64,
    phrase: String,
    spellings: Vec<String>,
    codes: Vec<DatedCode>,
    /// Whether a part of it was reported as skipped.
    reported: bool,
}

impl Petrarch {
    /// An import without files so far.
    pub fn new(wanted: PetrarchTable) -> Self {
        let (entries, agents, skipped) = (Vec::new(), Vec::new(), Vec::new());
        Petrarch { wanted, entries, agents, known_agents: HashSet::new(), skipped }
    }

    /// Reads a dictionary; `file` is used in reports only.
    pub fn file(&mut self, file: &str, text: &str) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let sort = DictionaryKind::of(text);
        match (sort, self.wanted) {
            (DictionaryKind::Actors, PetrarchTable::Actors { .. }) => self.actors(file, text),
            (DictionaryKind::Agents, PetrarchTable::Agents) => {
                agent::read(
                    file,
                    text,
                    &mut self.known_agents,
                    &mut self.agents,
                    &mut self.skipped,
                );
            }
            (DictionaryKind::Actors, PetrarchTable::Agents) => {
                self.skip(
                    file,
                    1,
                    "a dictionary of actors: name the output actors.csv for it",
                    file,
                );
            }
            (DictionaryKind::Agents, PetrarchTable::Actors { .. }) => {
                self.skip(
                    file,
                    1,
                    "a dictionary of agents: name the output roles.csv for it",
                    file,
                );
            }
            _ => self.skip(file, 1, sort.name(), file),
        }
    }

    fn skip(&mut self, file: &str, line: u64, why: &'static str, what: &str) {
        let what = what.trim().chars().take(80).collect();
        self.skipped.push(Skipped { file: file.to_owned(), line, why, what });
    }

    fn actors(&mut self, file: &str, text: &str) {
        let mut entry: Option<PetrarchEntry> = None;
        for line in lines_of(text) {
            let body = line.text.trim();
            let phrase = line.phrase();
            if body.starts_with('<') {
                // PETRARCH treats such lines as comments.
            } else if let Some(synonym) = phrase.strip_prefix('+') {
                match &mut entry {
                    Some(entry) => self.synonym(entry, synonym, file, &line),
                    None => {
                        self.skip(file, line.number, "a synonym without a phrase above it", body)
                    }
                }
            } else if phrase.is_empty() {
                match &mut entry {
                    Some(entry) => self.codes(entry, file, &line),
                    None => self.skip(file, line.number, "a code without a phrase above it", body),
                }
            } else {
                self.entries.extend(entry.take());
                let mut next = PetrarchEntry {
                    file: file.to_owned(),
                    line: line.number,
                    phrase: phrase.to_owned(),
                    ..PetrarchEntry::default()
                };
                self.synonym(&mut next, phrase, file, &line);
                entry = Some(next);
            }
        }
        self.entries.extend(entry);
    }

    /// A phrase or synonym, with the codes on its line. "(AAIA)" after a name is a spelling of its own.
    fn synonym(
        &mut self,
        entry: &mut PetrarchEntry,
        phrase: &str,
        file: &str,
        line: &DictionaryLine,
    ) {
        let mut rest = phrase;
        let mut name = String::new();
        let mut inner = Vec::new();
        while let Some((before, after)) = rest.split_once('(') {
            name.push_str(before);
            let (inside, behind) = after.split_once(')').unwrap_or((after, ""));
            inner.push(inside);
            rest = behind;
        }
        name.push_str(rest);
        for spelling in std::iter::once(name.as_str()).chain(inner) {
            match spelling_of(spelling) {
                Ok(spelling) => entry.spellings.push(spelling),
                Err(_) if spelling.trim_matches('_').trim().is_empty() => {}
                Err(why) => {
                    entry.reported = true;
                    self.skip(file, line.number, why, spelling);
                }
            }
        }
        self.codes(entry, file, line);
    }

    fn codes(&mut self, entry: &mut PetrarchEntry, file: &str, line: &DictionaryLine) {
        for inside in line.brackets() {
            match dated(inside) {
                Ok(code) if !code.code.is_empty() => entry.codes.push(code),
                Ok(_) => self.skip(file, line.number, "an empty code", line.text),
                Err(why) => {
                    entry.reported = true;
                    self.skip(file, line.number, why, inside);
                }
            }
        }
    }

    /// The table of all files read.
    pub fn finish(mut self) -> Imported {
        if self.wanted == PetrarchTable::Agents {
            return Imported { table: Table::Roles, rows: self.agents, skipped: self.skipped };
        }
        let entries = std::mem::take(&mut self.entries);
        let mut drafts = Vec::new();
        let mut taken: HashMap<String, Vec<Period>> = HashMap::new();
        let mut said = SpellingsByActor::new();
        for entry in entries {
            self.draft(entry, &mut taken, &mut said, &mut drafts);
        }
        let names: HashSet<String> = drafts.iter().map(|draft| words_key(&draft.name)).collect();
        let rows = drafts.into_iter().map(|draft| draft.row(&said, &names)).collect();
        let order: HashMap<String, usize> = self.files();
        self.skipped.sort_by_key(|skipped| (order.get(&skipped.file).copied(), skipped.line));
        Imported { table: Table::Actors, rows, skipped: self.skipped }
    }

    /// The files in the order in which they first had a skipped line.
    fn files(&self) -> HashMap<String, usize> {
        let mut order = HashMap::new();
        for skipped in &self.skipped {
            let next = order.len();
            order.entry(skipped.file.clone()).or_insert(next);
        }
        order
    }

    /// The rows of an entry: dated codes first, as listed, then the code that is valid otherwise.
    fn draft(
        &mut self,
        entry: PetrarchEntry,
        taken: &mut HashMap<String, Vec<Period>>,
        said: &mut SpellingsByActor,
        drafts: &mut Vec<RowDraft>,
    ) {
        let (file, line) = (entry.file.as_str(), entry.line);
        if entry.codes.is_empty() && entry.reported {
            return;
        }
        if entry.codes.is_empty() {
            return self.skip(file, line, "no code", &entry.phrase);
        }
        let states = matches!(self.wanted, PetrarchTable::Actors { states: true });
        let dated = entry.codes.iter().filter(|code| code.period.is_some());
        let (is_dated, open) =
            (dated.clone().next().is_some(), entry.codes.iter().find(|code| code.period.is_none()));
        let mut wrote = false;
        let mut why = "duplicate of an earlier entry";
        for code in dated.chain(open) {
            let Some(known) = decode(&code.code, is_dated) else {
                self.skip(
                    file,
                    line,
                    "no part of its code is known",
                    &format!("{} [{}]", entry.phrase, code.code),
                );
                why = "";
                continue;
            };
            if known.kind == "state" && !states {
                why = "a state: states.csv has it";
                continue;
            }
            let mut spellings = entry.spellings.clone();
            if known.kind == "person" {
                spellings.retain(|spelling| spelling.contains(' '));
            }
            let Some(name) = spellings.first().cloned() else {
                let reported = entry.reported && entry.spellings.is_empty();
                why = if reported { "" } else { "a single name of a person" };
                continue;
            };
            if known.cut {
                self.skip(
                    file,
                    line,
                    "a part of its code is not known, and was dropped",
                    &format!("{} [{}]", entry.phrase, code.code),
                );
            }
            let key = words_key(&name);
            let covered = taken.entry(key.clone()).or_default();
            let other_names = said.entry((key, known.kind, known.country.clone())).or_default();
            if !other_names.is_empty() {
                why = "duplicate of an earlier entry; its other names were added there";
            }
            other_names.extend(spellings);
            for period in code.period.unwrap_or(Period::ALWAYS).without(covered) {
                covered.push(period);
                wrote = true;
                let (kind, country, code) = (known.kind, known.country.clone(), known.code.clone());
                drafts.push(RowDraft { name: name.clone(), kind, country, code, period });
            }
        }
        if !wrote && !why.is_empty() {
            self.skip(file, line, why, &entry.phrase);
        }
    }
}

/// Maps name (as normalised words), kind and country to all spellings, from all entries.
type SpellingsByActor = HashMap<(String, &'static str, Option<String>), Vec<String>>;

/// A row before its aliases are known.
#[derive(Debug)]
struct RowDraft {
    name: String,
    kind: &'static str,
    country: Option<String>,
    code: String,
    period: Period,
}

impl RowDraft {
    /// The row's cells. An alias that is another row's name is left out: it denotes that row.
    fn row(self, said: &SpellingsByActor, names: &HashSet<String>) -> Vec<String> {
        let key = words_key(&self.name);
        let spellings = said.get(&(key.clone(), self.kind, self.country.clone()));
        let mut seen = HashSet::from([key]);
        let mut fresh = |spelling: &String| {
            let key = words_key(spelling);
            !names.contains(&key) && seen.insert(key)
        };
        let aliases: Vec<String> =
            spellings.into_iter().flatten().filter(|one| fresh(one)).cloned().collect();
        let [from, to] = self.period.cells();
        let country = self.country.unwrap_or_default();
        let (role, acled, case) = (String::new(), String::new(), String::new());
        let kind = self.kind.to_owned();
        vec![self.name, aliases.join("|"), kind, role, country, self.code, acled, from, to, case]
    }
}

/// A phrase as a table spells it; the error says why it is not a name.
fn spelling_of(phrase: &str) -> Result<String, &'static str> {
    let phrase = phrase.trim_matches(['_', ' ', '"', ',', '.']).replace(['|', '"', '+'], " ");
    let phrase = plain(&phrase).ok_or("a name in letters that are not Latin")?;
    let cased = cased(&phrase);
    let bare = cased.strip_prefix("The ").unwrap_or(&cased).trim().to_owned();
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    match () {
        () if letters < 3 && !bare.contains(' ') => Err("a name of fewer than three letters"),
        () if letters < 3 => Err("a name of initials"),
        () if bare.chars().count() > 120 => Err("a name of more than 120 letters"),
        () if is_common(&bare) => Err("a common word, a given name or a country: found everywhere"),
        () => Ok(bare),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn import(text: &str) -> Imported {
        let mut import = Petrarch::new(PetrarchTable::Actors { states: false });
        import.file("x.actors.txt", text);
        import.finish()
    }

    const BRIGADE: &str = "# remark\n\
        NORTHERN_BRIGADE_(NBX)_ [SYRREB] # remark\n+BRIGADE_OF_THE_NORTH_\n+NORTHERN_BRIGADE\n";

    #[test]
    fn a_block_is_a_row_with_aliases() {
        let imported = import(BRIGADE);
        let rows = &imported.rows;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0][..3], ["Northern Brigade", "NBX|Brigade of the North", "rebel"]);
        assert_eq!(rows[0][4..6], ["SYR", "SYRREB"]);
        assert!(imported.skipped.is_empty(), "{:?}", imported.skipped);
        assert!(
            imported.csv().starts_with("name,aliases,kind,role,country,code,acled,from,to,case\n")
        );
    }

    #[test]
    fn a_repeated_name_adds_its_other_names() {
        let imported = import(
            "GULL_FRONT_ [SYRREB]\n+FRONT_OF_GULLS\nGULL_FRONT_ [SYRREB]\n+GULL_ARMY\n\
             GULL_FRONT_ [IRQREB]\n+HERON_ARMY\n",
        );
        assert_eq!(imported.rows.len(), 1);
        assert_eq!(imported.rows[0][..2], ["Gull Front", "Front of Gulls|Gull Army"]);
        let reported: Vec<_> = imported.skipped.iter().map(|one| (one.line, one.why)).collect();
        assert_eq!(
            reported,
            [
                (3, "duplicate of an earlier entry; its other names were added there"),
                (5, "duplicate of an earlier entry"),
            ]
        );
    }

    /// The code of each row, with its first and last day.
    fn times(imported: &Imported) -> Vec<(&str, &str, &str)> {
        imported
            .rows
            .iter()
            .map(|row| (row[5].as_str(), row[7].as_str(), row[8].as_str()))
            .collect()
    }

    #[test]
    fn dated_codes_are_rows_that_never_overlap() {
        let imported = import(
            "JANE_MARIE_ROE_ [USA]\n+JANE_ROE_\n\t[USAELI 450101-500101]\n\t[USAGOV 500101-550101]\n\t[USAELI >600101]\n",
        );
        assert_eq!(
            times(&imported),
            [
                ("USAELI", "1945-01-01", "1950-01-01"),
                ("USAGOV", "1950-01-02", "1955-01-01"),
                ("USAELI", "1960-01-01", ""),
            ]
        );
        assert!(imported.rows.iter().all(|row| row[2] == "person" && row[1] == "Jane Roe"));
    }

    #[test]
    fn a_code_without_dates_fills_the_remaining_time() {
        let imported = import("SOME_OFFICE_ [SYRREB] [SYRGOV 19900101-19991231]\n");
        assert_eq!(
            times(&imported),
            [
                ("SYRGOV", "1990-01-01", "1999-12-31"),
                ("SYRREB", "", "1989-12-31"),
                ("SYRREB", "2000-01-01", ""),
            ]
        );
    }

    #[test]
    fn left_out_entries_are_reported_by_line() {
        let imported = import(
            "SYRIA_ [SYR]\n+SYRIAN_\nWILL_ [SYRREB]\nSMITH_ [USAGOV 900101-910101]\nNO_CODE_HERE_\n\
             STRANGE_FRONT_ [QQQREB]\nBAD_DATE_FRONT_ [SYRREB 2004017-20061201]\nGOOD_FRONT_ [SYRREBQQQ]\n\
             good-front [SYRREB]\n",
        );
        let reported: Vec<_> =
            imported.skipped.iter().map(|skipped| (skipped.line, skipped.why)).collect();
        let names: Vec<_> = imported.rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["Good Front"], "{reported:?}");
        for (line, why) in [
            (1, "a state"),
            (3, "a common word"),
            (4, "a single name"),
            (5, "no code"),
            (6, "no part"),
            (7, "a bad date"),
            (8, "a part of its code"),
            (9, "duplicate of an earlier entry"),
        ] {
            assert!(
                reported.iter().any(|reported| reported.0 == line && reported.1.starts_with(why)),
                "{line} {why}: {reported:?}"
            );
        }
    }

    #[test]
    fn other_dictionary_kinds_are_reported() {
        let imported = import("1914\n+WORLD CUP\nCRICKET\n");
        assert!(imported.rows.is_empty() && imported.skipped[0].why.starts_with("a discard list"));
        assert!(import("FARMER [~AGR]\n").skipped[0].why.contains("roles.csv"));
    }

    proptest! {
        #[test]
        fn no_dictionary_panics_and_its_table_is_clean(
            lines in prop::collection::vec("(\\+|\t)?[A-Z_() ]{0,14}(\\[[A-Z]{0,6}( [<>]?[0-9-]{0,15})?\\]?)?|\\PC{0,12}", 0..12),
        ) {
            let imported = import(&lines.join("\n"));
            let mut builder = crate::gazetteer::GazetteerBuilder::new();
            let problems = builder.add_table(imported.table, "actors.csv", &imported.csv());
            prop_assert_eq!(problems, vec![]);
        }
    }
}
