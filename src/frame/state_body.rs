//! Forces and offices of a state that no table lists: "Turkish warplanes", "the Moroccan army", "Ankara's defence
//! ministry". The adjective, name or capital says which state, the last noun what part of it. `ArticleContext` asks for
//! parties that the gazetteer does not know.

use super::word_class::class;
use crate::gazetteer::{EntryKind, Gazetteer, Reading};

/// How many words may be before the one that names the state: "the two heavy Russian guns".
const LEADING: usize = 4;

/// The name and code of a force or office of a state; `None` where the text names no state or no such noun. A force
/// has the name of the state's armed forces where a table has them; any other body that of its state.
pub(super) fn of_state(gazetteer: &Gazetteer, text: &str) -> Option<(String, Option<String>)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let end = words.iter().position(|word| matches!(*word, "of" | "in" | "from" | "near" | "on"));
    let words = &words[..end.unwrap_or(words.len())];
    let (head, before) = words.split_last()?;
    let head = head.to_lowercase();
    let organ = if is_force(&head) {
        "MIL"
    } else if is_office(&head) {
        "GOV"
    } else {
        return None;
    };
    let state = before.iter().take(LEADING).find_map(|word| {
        let name = word.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches(['\'', '’']);
        let known = name.starts_with(char::is_uppercase);
        let entry = known.then(|| gazetteer.find_as(name, Reading::Actor)).flatten();
        let entry = gazetteer.entry(entry?);
        (entry.kind == EntryKind::State).then_some(entry)
    })?;
    let code = format!("{}{organ}", state.country.as_deref()?);
    let name = gazetteer.force(&code).unwrap_or(&state.name);
    Some((name.to_owned(), Some(code)))
}

class! {
    /// Nouns for armed forces and what they move and fire.
    is_force = "
        army military forces force troops soldiers jets jet warplanes warplane planes plane aircraft
        bombers helicopters helicopter gunships drones drone artillery tanks guns gunners navy warships
        warship frigates gunboats airmen marines paratroopers conscripts units unit brigade battalion
        missiles rockets commandos servicemen guards";
    /// Nouns for offices of a state.
    is_office = "
        government ministry minister president presidency embassy ambassador envoy parliament cabinet
        authorities officials official spokesman spokeswoman diplomats premier";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::testing::SHIPPED;

    #[test]
    fn forces_and_offices_have_the_code_of_their_state() {
        for (text, code) in [
            ("Turkish warplanes", Some("TURMIL")),
            ("two Russian jets", Some("RUSMIL")),
            ("Ankara's defence ministry", Some("TURGOV")),
            ("the Iranian army of the west", Some("IRNMIL")),
            ("Turkish shepherds", None),
            ("the jets", None),
            ("warplanes", None),
        ] {
            let found = of_state(&SHIPPED.0, text).and_then(|(_, code)| code);
            assert_eq!(found.as_deref(), code, "{text}");
        }
    }
}
