//! Tables as text: CSV with a header, one name per row. Turns rows into entries and reports problems in the others;
//! `builder` puts them into the index. Reads no files.

use super::code::{is_actor_code, is_country};
use super::entry::{Entry, EntryKind, NameForm, Reading};
use csv::StringRecord;
use jiff::civil::Date;
use std::str::FromStr;

/// The kind of a table, which decides its columns. Lists within a cell are separated by `|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Proper names of actors: name, aliases, kind, role, country, code, acled, from, to, case.
    Actors,
    /// Common nouns for actors ("rebels"): name, aliases, kind, code, acled.
    Roles,
    /// States, each an actor and a place: name, aliases, adjectives, demonyms, code, capital, lat, lon, geonames_id.
    States,
    /// Places: name, aliases, kind, admin1, country, lat, lon, geonames_id, population, case.
    Places,
    /// Weapons: name, aliases, kind.
    Weapons,
}

impl Table {
    /// The table kind that a file name indicates: `actors.csv`, `roles.csv`, `states.csv`, `places.csv`, `weapons.csv`,
    /// or such a word with a prefix (`my-places.csv`, `latin_places.csv`).
    pub fn from_file_name(file_name: &str) -> Option<Table> {
        let stem = file_name.rsplit(['/', '\\']).next()?.strip_suffix(".csv")?;
        let named = [
            ("actors", Table::Actors),
            ("roles", Table::Roles),
            ("states", Table::States),
            ("places", Table::Places),
            ("weapons", Table::Weapons),
        ];
        named
            .into_iter()
            .find(|(word, _)| {
                stem.strip_suffix(word)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with(['-', '_']))
            })
            .map(|(_, table)| table)
    }

    /// The columns a table may have, in their usual order; `name` is required.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Actors => &[
                "name", "aliases", "kind", "role", "country", "code", "acled", "from", "to", "case",
            ],
            Table::Roles => &["name", "aliases", "kind", "code", "acled"],
            Table::States => &[
                "name",
                "aliases",
                "adjectives",
                "demonyms",
                "code",
                "capital",
                "lat",
                "lon",
                "geonames_id",
            ],
            Table::Places => &[
                "name",
                "aliases",
                "kind",
                "admin1",
                "country",
                "lat",
                "lon",
                "geonames_id",
                "population",
                "case",
            ],
            Table::Weapons => &["name", "aliases", "kind"],
        }
    }

    fn reading(self) -> Reading {
        match self {
            Table::Actors | Table::Roles | Table::States => Reading::Actor,
            Table::Places => Reading::Place,
            Table::Weapons => Reading::Weapon,
        }
    }
}

/// A problem in a table. The row it names is left out (for an alias: only the alias); everything else is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The table's file, as given.
    pub file: String,
    /// The line in that file, from 1.
    pub line: u64,
    /// Where the bad cell begins in that line, in characters from 1; 1 for the whole row.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// How names must be written in texts, by the `case` column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaseColumn {
    Smart,
    Any,
    Exact,
}

/// A spelling in a row.
#[derive(Clone, Debug)]
pub(super) struct Spelling {
    pub text: String,
    pub form: NameForm,
}

/// A valid row: one entry, or two for a state.
#[derive(Clone, Debug)]
pub(super) struct TableRow {
    pub line: u64,
    pub entries: Vec<Entry>,
    pub spellings: Vec<Spelling>,
    pub case: CaseColumn,
    /// Where the cell of aliases begins in its line, in characters from 1.
    pub aliases_at: usize,
}

/// Reads a table: its valid rows in order, and the problems of the others.
pub(super) fn read(table: Table, file: &str, text: &str) -> (Vec<TableRow>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut report = |line: u64, column: usize, cell_problem: CellProblem| {
        let CellProblem { message, help, .. } = cell_problem;
        problems.push(Problem { file: file.to_owned(), line, column, message, help });
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            let message = format!("the header cannot be read: {error}");
            report(1, 1, cell_problem("", message, "save it as CSV, UTF-8"));
            return (rows, problems);
        }
    };
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    for (at, column) in columns.iter().enumerate() {
        let place = cell_start(text, 1, at);
        if !table.columns().contains(&column.as_str()) {
            let help = format!("columns here: {}", table.columns().join(", "));
            report(1, place, cell_problem("", format!("unknown column \"{column}\""), &help));
        } else if columns[..at].contains(column) {
            let message = format!("a second column \"{column}\"");
            report(1, place, cell_problem("", message, "merge the two; only the first is read"));
        }
    }
    if !columns.iter().any(|column| column == "name") {
        report(
            1,
            1,
            cell_problem("", "no column \"name\"".into(), "the first line names the columns"),
        );
        return (rows, problems);
    }
    let lines = line_starts(text);
    let mut record = StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                let cells = Cells { columns: &columns, record: &record };
                if record.iter().all(|cell| cell.trim().is_empty()) {
                    continue;
                }
                let here = lines.get(line as usize - 1).map_or("", |at| &text[*at..]);
                let at = |column: &str| {
                    columns
                        .iter()
                        .position(|name| name == column)
                        .map_or(1, |at| cell_start(here, 1, at))
                };
                match row(table, &cells, line) {
                    Ok((mut row, odd)) => {
                        row.aliases_at = at("aliases");
                        odd.into_iter().for_each(|odd| report(line, at(odd.column), odd));
                        rows.push(row);
                    }
                    Err(cell_problem) => report(line, at(cell_problem.column), cell_problem),
                }
            }
            Err(error) => {
                let message = format!("the row cannot be read: {error}");
                report(line, 1, cell_problem("", message, "check its quotation marks"));
            }
        }
    }
    (rows, problems)
}

/// The byte at which each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Where cell number `nth` begins in line `line` of `text`, in characters from 1. Quoted cells may contain commas; for
/// a cell that continues from an earlier line this is 1.
fn cell_start(text: &str, line: usize, nth: usize) -> usize {
    let Some(line) = text.lines().nth(line - 1) else { return 1 };
    let (mut quoted, mut cell) = (false, 0);
    for (at, letter) in line.chars().enumerate() {
        if cell == nth {
            return at + 1;
        }
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cell += 1,
            _ => {}
        }
    }
    if cell == nth { line.chars().count() + 1 } else { 1 }
}

/// What is wrong with a row or a cell of it.
#[derive(Debug)]
struct CellProblem {
    /// The column; empty for the whole row.
    column: &'static str,
    message: String,
    help: String,
}

fn cell_problem(column: &'static str, message: String, help: &str) -> CellProblem {
    CellProblem { column, message, help: help.to_owned() }
}

/// ACLED's actor types, as the `acled` column spells them (ACLED codebook, `inter1`).
const ACTOR_TYPES: &[&str] = &[
    "State Forces",
    "Rebel Groups",
    "Political Militias",
    "Identity Militias",
    "Rioters",
    "Protesters",
    "Civilians",
    "External/Other Forces",
];

/// The longest name, in characters.
const LONGEST: usize = 200;

/// One record, by column name.
struct Cells<'a> {
    columns: &'a [String],
    record: &'a StringRecord,
}

impl<'a> Cells<'a> {
    /// The cell's text, trimmed; `None` where it is empty or missing.
    fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.record.get(at).map(str::trim).filter(|cell| !cell.is_empty())
    }

    fn owned(&self, column: &str) -> Option<String> {
        self.get(column).map(str::to_owned)
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &'a str> {
        self.get(column).unwrap_or("").split('|').map(str::trim).filter(|item| !item.is_empty())
    }

    fn parse<T: FromStr>(
        &self,
        column: &'static str,
        help: &str,
    ) -> Result<Option<T>, CellProblem> {
        let bad = |cell: &str| cell_problem(column, format!("bad {column} \"{cell}\""), help);
        self.get(column).map(|cell| cell.parse().map_err(|_| bad(cell))).transpose()
    }

    fn date(&self, column: &'static str) -> Result<Option<Date>, CellProblem> {
        self.parse(column, "write a day as 2016-08-11, or leave the cell empty")
    }

    fn degrees(&self, column: &'static str, most: f64) -> Result<Option<f64>, CellProblem> {
        let help = format!("decimal degrees from -{most} to {most}, such as 36.2012");
        let value: Option<f64> = self.parse(column, &help)?;
        match value {
            Some(value) if value.is_nan() || value.abs() > most => {
                Err(cell_problem(column, format!("bad {column} \"{value}\""), &help))
            }
            _ => Ok(value),
        }
    }
}

/// Reads a row; also returns problems with its aliases, which are left out.
fn row(
    table: Table,
    cells: &Cells,
    line: u64,
) -> Result<(TableRow, Vec<CellProblem>), CellProblem> {
    if cells.record.len() > cells.columns.len() {
        let (has, wanted) = (cells.record.len(), cells.columns.len());
        let message = format!("the row has {has} cells, the header {wanted}");
        return Err(cell_problem("", message, "put quotes around a cell that contains a comma"));
    }
    let name = cells.get("name").ok_or_else(|| {
        cell_problem("name", "the row has no name".into(), "fill the name or delete the row")
    })?;
    if name.chars().count() > LONGEST {
        let message = format!("a name of more than {LONGEST} characters");
        return Err(cell_problem("name", message, "check whether quotation marks are missing"));
    }
    let mut spellings = vec![Spelling { text: name.to_owned(), form: NameForm::Name }];
    let mut odd = Vec::new();
    let mut spell = |column: &'static str, form: NameForm| {
        let items = cells.get(column).map_or(0, |cell| cell.split('|').count());
        if items > cells.list(column).count() {
            let message = format!("{column} contains an empty item");
            odd.push(cell_problem(
                column,
                message,
                "write one | between two items and none at the ends",
            ));
        }
        for text in cells.list(column) {
            if text.chars().count() > LONGEST {
                let message =
                    format!("{column} contains an item of more than {LONGEST} characters");
                odd.push(cell_problem(column, message, "separate the items with |"));
            } else {
                spellings.push(Spelling { text: text.to_owned(), form });
            }
        }
    };
    spell("aliases", NameForm::Name);
    let entries = if table == Table::States {
        spell("adjectives", NameForm::Adjective);
        spell("demonyms", NameForm::Demonym);
        spell("capital", NameForm::Capital);
        state(cells, name)?
    } else {
        vec![entry(table, cells, name)?]
    };
    let case = match cells.get("case") {
        None if table == Table::Roles => CaseColumn::Any,
        None => CaseColumn::Smart,
        Some("any") => CaseColumn::Any,
        Some("exact") => CaseColumn::Exact,
        Some(other) => {
            let message = format!("unknown case \"{other}\"");
            return Err(cell_problem("case", message, "\"exact\", \"any\" or empty"));
        }
    };
    Ok((TableRow { line, entries, spellings, case, aliases_at: 1 }, odd))
}

fn entry(table: Table, cells: &Cells, name: &str) -> Result<Entry, CellProblem> {
    let kind = kind(table, cells)?;
    let mut entry = Entry::new(name, kind);
    entry.generic = table == Table::Roles;
    entry.role = cells.owned("role");
    entry.country = country(cells, "country")?;
    entry.code = cells.owned("code");
    if let Some(code) = entry.code.as_deref().filter(|code| !is_actor_code(code)) {
        let help =
            "three-letter parts: an ISO country (SYR) and roles (GOV, MIL, REB, OPP, CVL, ...)";
        return Err(cell_problem("code", format!("unknown code \"{code}\""), help));
    }
    entry.acled = cells.owned("acled");
    if let Some(acled) = entry.acled.as_deref().filter(|acled| !ACTOR_TYPES.contains(acled)) {
        let help = format!("ACLED's types of actors: {}", ACTOR_TYPES.join(", "));
        return Err(cell_problem("acled", format!("unknown acled \"{acled}\""), &help));
    }
    (entry.from, entry.to) = (cells.date("from")?, cells.date("to")?);
    if let (Some(from), Some(to)) = (entry.from, entry.to)
        && from > to
    {
        let help = "swap \"from\" and \"to\"";
        return Err(cell_problem("to", format!("{from} is after {to}"), help));
    }
    entry.admin1 = cells.owned("admin1");
    coordinates(cells, &mut entry)?;
    Ok(entry)
}

fn kind(table: Table, cells: &Cells) -> Result<EntryKind, CellProblem> {
    let known = || {
        let words = EntryKind::ALL.iter().filter(|kind| kind.1 == table.reading());
        format!("kinds here: {}", words.map(|kind| kind.2).collect::<Vec<_>>().join(", "))
    };
    let word = cells
        .get("kind")
        .ok_or_else(|| cell_problem("kind", "the row has no kind".into(), &known()))?;
    EntryKind::parse(word, table.reading())
        .ok_or_else(|| cell_problem("kind", format!("unknown kind \"{word}\""), &known()))
}

fn country(cells: &Cells, column: &'static str) -> Result<Option<String>, CellProblem> {
    match cells.get(column) {
        Some(code) if !is_country(code) => {
            let message = format!("unknown {column} \"{code}\"");
            Err(cell_problem(column, message, "a country in three letters, ISO 3166-1: SYR"))
        }
        code => Ok(code.map(str::to_owned)),
    }
}

fn coordinates(cells: &Cells, entry: &mut Entry) -> Result<(), CellProblem> {
    (entry.lat, entry.lon) = (cells.degrees("lat", 90.0)?, cells.degrees("lon", 180.0)?);
    if entry.lat.is_some() != entry.lon.is_some() {
        let message = "lat without lon, or lon without lat".into();
        return Err(cell_problem("lat", message, "give both or neither"));
    }
    entry.geonames_id = cells.parse("geonames_id", "the number of the place at geonames.org")?;
    entry.population = cells.parse("population", "how many people live there, in digits")?;
    Ok(())
}

/// A state's two entries: the actor and the place.
fn state(cells: &Cells, name: &str) -> Result<Vec<Entry>, CellProblem> {
    let code = country(cells, "code")?.ok_or_else(|| {
        cell_problem("code", "the state has no code".into(), "three letters, ISO 3166-1: SYR")
    })?;
    let mut actor = Entry::new(name, EntryKind::State);
    actor.code = Some(code.clone());
    actor.country = Some(code.clone());
    actor.acled = Some("State Forces".to_owned());
    let mut place = Entry::new(name, EntryKind::Country);
    place.country = Some(code);
    coordinates(cells, &mut place)?;
    Ok(vec![actor, place])
}
