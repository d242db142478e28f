//! Tables of places and actors as a name file, in which a start need not read every row.

use crate::gazetteer::builder::{case_of, words_key};
use crate::gazetteer::name_file::{NameRow, write};
use crate::gazetteer::table::{Problem, Table, read};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The name file of a table given as CSV, and what is wrong in the table. Rows and names at fault are left out. Several
/// entries of one name that have no GeoNames id (the posts of one person) keep their own name alone.
pub fn names(table: Table, file: &str, text: &str) -> (String, Vec<Problem>) {
    let (rows, mut problems) = read(table, file, text);
    let mut written = Vec::new();
    let mut seen = HashSet::new();
    let mut times: HashMap<String, usize> = HashMap::new();
    for row in rows.iter().filter_map(|row| row.entries.first()) {
        *times.entry(words_key(&row.name)).or_default() += 1;
    }
    for row in &rows {
        let Some(entry) = row.entries.first() else { continue };
        let entry = Arc::new(entry.clone());
        let own = words_key(&entry.name).trim_end().to_owned();
        for (at, spelling) in row.spellings.iter().enumerate() {
            let key = words_key(&spelling.text).trim_end().to_owned();
            let alias = at > 0;
            if key.is_empty() || own.is_empty() {
                problems.push(Problem {
                    file: file.to_owned(),
                    line: row.line,
                    column: if alias { row.aliases_at } else { 1 },
                    message: format!("\"{}\" contains no word", spelling.text),
                    help: "a name needs a letter or a digit".to_owned(),
                });
                continue;
            }
            // An alias is found by the key and the id of its entry.
            let alone = times.get(&words_key(&entry.name)) == Some(&1);
            let is_found = !alias || key != own && (alone || entry.geonames_id.is_some());
            let id = (entry.geonames_id, entry.kind, entry.from, entry.country.clone());
            if is_found && seen.insert((key.clone(), own.clone(), id)) {
                let alias_of = alias.then(|| own.clone());
                let case = case_of(&spelling.text, row.case);
                written.push(NameRow { key, case, alias_of, entry: entry.clone() });
            }
        }
    }
    problems.sort_by_key(|problem| problem.line);
    (write(&written), problems)
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::gazetteer::{NameFile, Table};

    #[test]
    fn a_table_becomes_a_name_file() {
        let table = "name,aliases,kind,country,lat,lon,geonames_id,population\n\
            El Fasher,Al Fashir|El-Fasher,town,SDN,13.6,25.3,7,250000\n\
            Gao,,town,MLI,16.3,-0.04,8,\nBad,,town,QQQ,,,9,\n---,,town,MLI,,,10,\n";
        let (text, problems) = names(Table::Places, "places.csv", table);
        assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [4, 5]);
        let file = NameFile::open(text.into()).unwrap();
        assert_eq!(file.problems("f"), []);
        assert_eq!(file.len(), 3, "a spelling with the same words is one name");
    }
}
