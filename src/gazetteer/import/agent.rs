//! PETRARCH's dictionary of agents: common nouns with a code that follows an actor's (`~GOV`) or precedes it (`NGO~`);
//! regular plurals are implied, others are in braces, sets of words between exclamation marks.

use super::Skipped;
use super::dictionary::lines_of;
use super::kind::decode;
use super::spelling::{plain, words_key};
use std::collections::{HashMap, HashSet};

/// Adds a row to `rows` for each agent of `text` that is not in `known`.
pub fn read(
    file: &str,
    text: &str,
    known: &mut HashSet<String>,
    rows: &mut Vec<Vec<String>>,
    skipped: &mut Vec<Skipped>,
) {
    let mut sets: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines_of(text) {
        let mut skip = |why: &'static str| {
            let what = line.text.trim().chars().take(80).collect();
            skipped.push(Skipped { file: file.to_owned(), line: line.number, why, what });
        };
        let body = line.text.trim();
        if let Some((name, words)) = body.strip_prefix('!').and_then(|rest| rest.split_once("! ="))
        {
            let words = words.split(',').map(|word| word.trim().to_owned()).collect();
            sets.insert(name.to_owned(), words);
            continue;
        }
        let Some(inside) = line.brackets().next() else {
            skip("no code");
            continue;
        };
        let Some(spellings) = spellings(line.phrase(), line.braces(), &sets) else {
            skip("a set of words that no line above defines");
            continue;
        };
        let Some(coded) = decode(inside.trim_matches(['~', ' ']), false) else {
            skip("no part of its code is known");
            continue;
        };
        let mut fresh = Vec::new();
        for spelling in spellings {
            if known.insert(words_key(&spelling)) {
                fresh.push(spelling);
            }
        }
        let Some((name, aliases)) = fresh.split_first() else {
            skip("duplicate of an earlier entry, or not a name");
            continue;
        };
        match inside.trim().ends_with('~') {
            true => skip("a code meant to precede the country's; the table has it after it"),
            false if coded.cut => skip("a part of its code is not known, and was dropped"),
            false => {}
        }
        let kind = if coded.kind == "state" { "group" } else { coded.kind };
        rows.push(vec![
            name.clone(),
            aliases.join("|"),
            kind.to_owned(),
            coded.code,
            String::new(),
        ]);
    }
}

/// The singular and plurals of a phrase; `None` if it names a set that is not defined.
fn spellings(
    phrase: &str,
    plural: Option<&str>,
    sets: &HashMap<String, Vec<String>>,
) -> Option<Vec<String>> {
    let clean =
        |phrase: &str| plain(&phrase.replace(['_', '|', '"'], " ")).map(|name| name.to_lowercase());
    if let Some((before, rest)) = phrase.split_once('!') {
        let (set, after) = rest.split_once('!')?;
        let words = sets.get(set)?;
        return Some(
            words.iter().filter_map(|word| clean(&format!("{before}{word}{after}"))).collect(),
        );
    }
    let Some(single) = clean(phrase) else { return Some(Vec::new()) };
    let plural = match plural {
        Some(given) => clean(given),
        None => Some(regular_plural(&single)),
    };
    Some(std::iter::once(single).chain(plural).collect())
}

fn regular_plural(single: &str) -> String {
    let stem = single.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    match stem {
        Some(stem) => format!("{stem}ies"),
        None if ["s", "x", "ch", "sh"].iter().any(|end| single.ends_with(end)) => {
            format!("{single}es")
        }
        None => format!("{single}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Imported, Petrarch, PetrarchTable};

    fn import(text: &str) -> Imported {
        let mut import = Petrarch::new(PetrarchTable::Agents);
        import.file("x.agents.txt", text);
        import.finish()
    }

    #[test]
    fn plurals_are_formed_given_or_suppressed() {
        let imported = import(
            "!PERSON! = MAN, MEN\nDEPUTY [~LEG]\nATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOV]\nPOLICE {} [~COP]\n\
             CONGRESS!PERSON! [~LEG]\nAID_GROUP [NGO~]\nBOY [~CVL]\n",
        );
        let rows: Vec<_> = imported.rows.iter().map(|row| row[..4].join(",")).collect();
        assert_eq!(
            rows,
            [
                "deputy,deputies,government,LEG",
                "attorney general,attorneys general,government,GOV",
                "police,,police,COP",
                "congressman,congressmen,government,LEG",
                "aid group,aid groups,ngo,NGO",
                "boy,boys,civilian,CVL",
            ]
        );
        assert!(
            imported.skipped[0].why.contains("precede the country") && imported.skipped.len() == 1
        );
    }

    #[test]
    fn unreadable_entries_are_reported_by_line() {
        let imported = import(
            "FARMER [~AGR]\nMILK!MAID! [~AGR]\nFARMERS {} [~AGR]\nX_MAN [~QQQ]\nCOOK [~BUS]\n",
        );
        let reported: Vec<_> = imported.skipped.iter().map(|skipped| skipped.line).collect();
        assert_eq!(reported, [2, 3, 4]);
        assert_eq!(imported.rows.len(), 2);
    }
}
