//! Tables of names, name files, and tables imported from other lists: no panic; each problem is on a line of the file;
//! what is imported can be read; names can be looked for.

use dateline::check::examples::article;
use dateline::gazetteer::import::{
    AdminNames, Petrarch, PetrarchTable, PlaceFilter, geonames, names,
};
use dateline::gazetteer::{Gazetteer, GazetteerBuilder, NameFile, Problem, Table};
use dateline::text::{Document, Vocabulary};

const TABLES: [Table; 5] =
    [Table::Actors, Table::Roles, Table::States, Table::Places, Table::Weapons];

/// The first byte chooses what the rest is.
pub fn check(data: &[u8]) {
    let [which, text @ ..] = data else { return };
    let text = String::from_utf8_lossy(text);
    match which % 11 {
        at @ 0..=4 => table(TABLES[usize::from(at)], &text),
        5 => name_file(&text, &text),
        at @ (6 | 7) => named([Table::Actors, Table::Places][usize::from(at - 6)], &text),
        8 => imported(PetrarchTable::Actors { states: true }, &text),
        9 => imported(PetrarchTable::Agents, &text),
        _ => places(&text),
    }
}

fn table(table: Table, text: &str) {
    let mut builder = GazetteerBuilder::new();
    are_in(&builder.add_table(table, "t.csv", text), text);
    look_for(&builder.build(), text);
}

fn are_in(problems: &[Problem], text: &str) {
    let lines = text.split('\n').count() as u64;
    for problem in problems {
        let inside = (1..=lines.max(1)).contains(&problem.line) && problem.column >= 1;
        assert!(inside && !problem.message.is_empty(), "{problem:?} of {text:?}");
    }
}

/// Finds the names of `gazetteer` in `text`.
fn look_for(gazetteer: &Gazetteer, text: &str) {
    let document = Document::new(article("a", text), &mut Vocabulary::new());
    for hit in gazetteer.scan(&document, 0..document.len()) {
        assert!(hit.tokens.start < hit.tokens.end && hit.tokens.end <= document.len(), "{hit:?}");
        for entry in &hit.entries {
            assert!(!gazetteer.entry(*entry).name.is_empty());
        }
    }
    gazetteer.actor_names();
    text.split([',', '\n', '\t']).take(40).for_each(|name| drop(gazetteer.find_all(name)));
}

/// A name file as found in a pack, which need not be one that the program wrote.
fn name_file(file: &str, text: &str) {
    let Some(file) = NameFile::open(file.to_owned().into()) else { return };
    are_in(&file.problems("t.names"), &format!("{text}\n"));
    for line in 0..file.len() + 3 {
        file.line_text(line);
    }
    let mut builder = GazetteerBuilder::new();
    builder.add_names(file);
    look_for(&builder.build(), text);
}

/// A table made into a name file: the file has no problems, and can be used.
fn named(table: Table, text: &str) {
    let (file, problems) = names(table, "t.csv", text);
    are_in(&problems, text);
    let opened = NameFile::open(file.clone().into()).expect("a name file was written");
    assert_eq!(opened.problems("t.names"), [], "{file:?} from {text:?}");
    name_file(&file, text);
}

fn imported(wanted: PetrarchTable, text: &str) {
    let mut import = Petrarch::new(wanted);
    import.file("a.txt", text);
    import.file("b.txt", text);
    let found = import.finish();
    reads(found.table, &found.csv());
}

fn places(text: &str) {
    let filter = PlaceFilter { regions: true, ..PlaceFilter::default() };
    let found = geonames([("a.txt", text)], &AdminNames::parse(text), &filter);
    reads(found.table, &found.csv());
}

/// An imported table is one that can be loaded.
fn reads(table: Table, csv: &str) {
    let mut builder = GazetteerBuilder::new();
    let problems = builder.add_table(table, "t.csv", csv);
    let header: Vec<&Problem> = problems.iter().filter(|problem| problem.line == 1).collect();
    assert!(header.is_empty(), "{header:?} of {csv:?}");
    look_for(&builder.build(), csv);
}
