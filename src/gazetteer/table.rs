//! Tables as text: CSV with a header, one name a row. Turns rows into entries and says what is wrong with the others;
//! `builder` puts them into the index. Reads no files.

use super::code::{is_actor_code, is_country};
use super::entry::{Entry, Form, Kind, Reading};
use csv::StringRecord;
use jiff::civil::Date;
use std::str::FromStr;

/// The kind of a table, which settles its columns. Lists within a cell are separated by `|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// Proper names of those who act: name, aliases, kind, role, country, code, acled, from, to, case.
    Actors,
    /// Common nouns for those who act ("rebels"): name, aliases, kind, code, acled.
    Roles,
    /// States, each an actor and a place: name, aliases, adjectives, demonyms, code, capital, lat, lon, geonames_id.
    States,
    /// Places: name, aliases, kind, admin1, country, lat, lon, geonames_id, case.
    Places,
    /// Weapons: name, aliases, kind.
    Weapons,
}

impl Table {
    /// The table that a file's name announces: `actors.csv`, `roles.csv`, `states.csv`, `places.csv`, `weapons.csv`,
    /// or such a word after something else (`my-places.csv`, `latin_places.csv`).
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

    /// The columns a table may have, in their usual order; `name` must be there.
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

/// Something wrong in a table. The row it names is left out (of an alias: the alias alone); all else is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The table's file, as it was given.
    pub file: String,
    /// The line in that file, from 1.
    pub line: u64,
    /// Where the cell at fault begins in that line, in characters from 1; 1 where the whole row is meant.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// How the `case` column wants names written.
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
    pub form: Form,
}

/// A good row: one entry, or two for a state.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u64,
    pub entries: Vec<Entry>,
    pub spellings: Vec<Spelling>,
    pub case: CaseColumn,
    /// Where the cell of aliases begins in that line, in characters from 1.
    pub aliases_at: usize,
}

/// Reads a table: its good rows in order, and what is wrong with the others.
pub(super) fn read(table: Table, file: &str, text: &str) -> (Vec<Row>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    let mut tell = |line: u64, column: usize, trouble: Trouble| {
        let Trouble { message, help, .. } = trouble;
        problems.push(Problem { file: file.to_owned(), line, column, message, help });
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            let message = format!("the header cannot be read: {error}");
            tell(1, 1, trouble("", message, "save it as CSV, UTF-8"));
            return (rows, problems);
        }
    };
    let columns: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    for (at, column) in columns.iter().enumerate() {
        let place = cell_start(text, 1, at);
        if !table.columns().contains(&column.as_str()) {
            let help = format!("columns here: {}", table.columns().join(", "));
            tell(1, place, trouble("", format!("unknown column \"{column}\""), &help));
        } else if columns[..at].contains(column) {
            let message = format!("a second column \"{column}\"");
            tell(1, place, trouble("", message, "merge the two; only the first is read"));
        }
    }
    if !columns.iter().any(|column| column == "name") {
        tell(1, 1, trouble("", "no column \"name\"".into(), "the first line names the columns"));
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
                        odd.into_iter().for_each(|odd| tell(line, at(odd.column), odd));
                        rows.push(row);
                    }
                    Err(trouble) => tell(line, at(trouble.column), trouble),
                }
            }
            Err(error) => {
                let message = format!("the row cannot be read: {error}");
                tell(line, 1, trouble("", message, "check its quotation marks"));
            }
        }
    }
    (rows, problems)
}

/// The byte at which each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// Where cell number `nth` begins in line `line` of `text`, in characters from 1. Quoted cells may hold commas; one that
/// runs over the line's end makes the place the line's start.
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
struct Trouble {
    /// The column; empty where the whole row is meant.
    column: &'static str,
    message: String,
    help: String,
}

fn trouble(column: &'static str, message: String, help: &str) -> Trouble {
    Trouble { column, message, help: help.to_owned() }
}

/// ACLED's types of actors, as the `acled` column spells them (codebook of ACLED, `inter1`).
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

/// The most characters that a name may have.
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

    fn parse<T: FromStr>(&self, column: &'static str, help: &str) -> Result<Option<T>, Trouble> {
        let bad = |cell: &str| trouble(column, format!("bad {column} \"{cell}\""), help);
        self.get(column).map(|cell| cell.parse().map_err(|_| bad(cell))).transpose()
    }

    fn date(&self, column: &'static str) -> Result<Option<Date>, Trouble> {
        self.parse(column, "write a day as 2016-08-11, or leave the cell empty")
    }

    fn degrees(&self, column: &'static str, most: f64) -> Result<Option<f64>, Trouble> {
        let help = format!("decimal degrees from -{most} to {most}, such as 36.2012");
        let value: Option<f64> = self.parse(column, &help)?;
        match value {
            Some(value) if value.is_nan() || value.abs() > most => {
                Err(trouble(column, format!("bad {column} \"{value}\""), &help))
            }
            _ => Ok(value),
        }
    }
}

/// The row, and what is wrong with aliases of it, which are left out.
fn row(table: Table, cells: &Cells, line: u64) -> Result<(Row, Vec<Trouble>), Trouble> {
    if cells.record.len() > cells.columns.len() {
        let (has, wanted) = (cells.record.len(), cells.columns.len());
        let message = format!("the row has {has} cells, the header {wanted}");
        return Err(trouble("", message, "put quotes around a cell that contains a comma"));
    }
    let name = cells.get("name").ok_or_else(|| {
        trouble("name", "the row has no name".into(), "fill the name or delete the row")
    })?;
    if name.chars().count() > LONGEST {
        let message = format!("a name of more than {LONGEST} characters");
        return Err(trouble("name", message, "check whether quotation marks are missing"));
    }
    let mut spellings = vec![Spelling { text: name.to_owned(), form: Form::Name }];
    let mut odd = Vec::new();
    let mut spell = |column: &'static str, form: Form| {
        let items = cells.get(column).map_or(0, |cell| cell.split('|').count());
        if items > cells.list(column).count() {
            let message = format!("{column} contains an empty item");
            odd.push(trouble(
                column,
                message,
                "write one | between two items and none at the ends",
            ));
        }
        for text in cells.list(column) {
            if text.chars().count() > LONGEST {
                let message =
                    format!("{column} contains an item of more than {LONGEST} characters");
                odd.push(trouble(column, message, "separate the items with |"));
            } else {
                spellings.push(Spelling { text: text.to_owned(), form });
            }
        }
    };
    spell("aliases", Form::Name);
    let entries = if table == Table::States {
        spell("adjectives", Form::Adjective);
        spell("demonyms", Form::Demonym);
        spell("capital", Form::Capital);
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
            return Err(trouble("case", message, "\"exact\", \"any\" or empty"));
        }
    };
    Ok((Row { line, entries, spellings, case, aliases_at: 1 }, odd))
}

fn entry(table: Table, cells: &Cells, name: &str) -> Result<Entry, Trouble> {
    let kind = kind(table, cells)?;
    let mut entry = Entry::new(name, kind);
    entry.generic = table == Table::Roles;
    entry.role = cells.owned("role");
    entry.country = country(cells, "country")?;
    entry.code = cells.owned("code");
    if let Some(code) = entry.code.as_deref().filter(|code| !is_actor_code(code)) {
        let help =
            "three-letter parts: an ISO country (SYR) and roles (GOV, MIL, REB, OPP, CVL, ...)";
        return Err(trouble("code", format!("unknown code \"{code}\""), help));
    }
    entry.acled = cells.owned("acled");
    if let Some(acled) = entry.acled.as_deref().filter(|acled| !ACTOR_TYPES.contains(acled)) {
        let help = format!("ACLED's types of actors: {}", ACTOR_TYPES.join(", "));
        return Err(trouble("acled", format!("unknown acled \"{acled}\""), &help));
    }
    (entry.from, entry.to) = (cells.date("from")?, cells.date("to")?);
    if let (Some(from), Some(to)) = (entry.from, entry.to)
        && from > to
    {
        let help = "change \"from\" and \"to\" about";
        return Err(trouble("to", format!("{from} is after {to}"), help));
    }
    entry.admin1 = cells.owned("admin1");
    coordinates(cells, &mut entry)?;
    Ok(entry)
}

fn kind(table: Table, cells: &Cells) -> Result<Kind, Trouble> {
    let known = || {
        let words = Kind::ALL.iter().filter(|kind| kind.1 == table.reading());
        format!("kinds here: {}", words.map(|kind| kind.2).collect::<Vec<_>>().join(", "))
    };
    let word =
        cells.get("kind").ok_or_else(|| trouble("kind", "the row has no kind".into(), &known()))?;
    Kind::parse(word, table.reading())
        .ok_or_else(|| trouble("kind", format!("unknown kind \"{word}\""), &known()))
}

fn country(cells: &Cells, column: &'static str) -> Result<Option<String>, Trouble> {
    match cells.get(column) {
        Some(code) if !is_country(code) => {
            let message = format!("unknown {column} \"{code}\"");
            Err(trouble(column, message, "a country in three letters, ISO 3166-1: SYR"))
        }
        code => Ok(code.map(str::to_owned)),
    }
}

fn coordinates(cells: &Cells, entry: &mut Entry) -> Result<(), Trouble> {
    (entry.lat, entry.lon) = (cells.degrees("lat", 90.0)?, cells.degrees("lon", 180.0)?);
    if entry.lat.is_some() != entry.lon.is_some() {
        let message = "lat without lon, or lon without lat".into();
        return Err(trouble("lat", message, "give both or neither"));
    }
    entry.geonames_id = cells.parse("geonames_id", "the number of the place at geonames.org")?;
    Ok(())
}

/// A state's two entries: who acts, and where.
fn state(cells: &Cells, name: &str) -> Result<Vec<Entry>, Trouble> {
    let code = country(cells, "code")?.ok_or_else(|| {
        trouble("code", "the state has no code".into(), "three letters, ISO 3166-1: SYR")
    })?;
    let mut actor = Entry::new(name, Kind::State);
    actor.code = Some(code.clone());
    actor.country = Some(code.clone());
    actor.acled = Some("State Forces".to_owned());
    let mut place = Entry::new(name, Kind::Country);
    place.country = Some(code);
    coordinates(cells, &mut place)?;
    Ok(vec![actor, place])
}
