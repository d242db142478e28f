//! Whether a name that a person wrote is the name that was coded. Used for what examples expect and for gold; `agree`
//! adds for gold that people quote more or fewer words of a name.

use crate::gazetteer::Gazetteer;
use crate::text::tokens::fold;

/// Words before a name that are not part of it.
const LEADING: &[&str] = &["near", "in", "at", "around", "outside", "inside", "from", "the"];

/// Whether `wanted` is the name coded as `text`, of which `name` is the canonical name: equal to either but for case,
/// apostrophes and words such as "near" or "the" before it; or another name of the same entry of `gazetteer`
/// ("IS" for Islamic State, "Basra" for Basrah).
pub fn same_name(
    wanted: &str,
    text: &str,
    name: Option<&str>,
    gazetteer: Option<&Gazetteer>,
) -> bool {
    let bare_wanted = bare(wanted);
    let coded = || [Some(text), name].into_iter().flatten();
    if coded()
        .any(|coded| plain(wanted) == plain(coded) || plain(bare_wanted) == plain(bare(coded)))
    {
        return true;
    }
    let Some(gazetteer) = gazetteer else { return false };
    let entries = |name: &str| [gazetteer.find_all(name), gazetteer.find_all(bare(name))].concat();
    let wanted: Vec<String> =
        entries(wanted).into_iter().map(|id| plain(&gazetteer.entry(id).name)).collect();
    match name {
        // Of a name with several meanings the coder chose one.
        Some(name) => wanted.contains(&plain(name)),
        None => {
            entries(text).into_iter().any(|id| wanted.contains(&plain(&gazetteer.entry(id).name)))
        }
    }
}

/// The name without the words before it that are not part of it; as it is where nothing else is left.
fn bare(name: &str) -> &str {
    let mut rest = name.trim();
    while let Some((first, after)) = rest.split_once(char::is_whitespace)
        && LEADING.contains(&first.to_lowercase().as_str())
        && !after.trim().is_empty()
    {
        rest = after.trim();
    }
    rest
}

fn plain(text: &str) -> String {
    fold::fold(text.trim()).replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::{GazetteerBuilder, Table};

    #[test]
    fn names_of_one_entry_agree() {
        let mut builder = GazetteerBuilder::new();
        let places = "name,kind,country,aliases\nBasrah,city,IRQ,Basra\nMosul,city,IRQ,\n";
        assert!(builder.add_table(Table::Places, "places.csv", places).is_empty());
        let gazetteer = builder.build();
        let same = |wanted, text, name| same_name(wanted, text, name, Some(&gazetteer));
        assert!(same("near Basra", "Basrah", Some("Basrah")));
        assert!(same("Basra", "near Basrah", None));
        assert!(same("The Basra", "Basra", None) && same("BASRAH", "Basra", Some("Basrah")));
        assert!(!same("Mosul", "Basra", Some("Basrah")) && !same("Basra", "Mosul", None));
        assert!(!same("near", "Basra", None) && same("near", "near", None));
        assert!(!same_name("Basra", "Basrah", None, None));
    }
}
