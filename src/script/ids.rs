//! What a person may call a rule: its id, or `pack:name` whether or not the id is written so, or the plain name where
//! one pack alone has it.

use super::spec::{IncidentSpec, RuleSpec};

/// A thing with an id inside a pack.
pub trait Identified {
    /// The id shown, unique over all packs loaded.
    fn id(&self) -> &str;
    /// The id inside the pack.
    fn name(&self) -> &str;
    /// The pack.
    fn home(&self) -> &str;
}

impl Identified for RuleSpec {
    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn home(&self) -> &str {
        &self.home
    }
}

impl Identified for IncidentSpec {
    fn id(&self) -> &str {
        &self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn home(&self) -> &str {
        &self.home
    }
}

/// Which rule a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Called<'a> {
    /// The rule of this id.
    One(&'a str),
    /// Several packs have a rule of that name: their ids.
    Several(Vec<&'a str>),
    /// None.
    Nothing,
}

/// Which of `all` is called `name`.
pub fn called<'a, T: Identified + 'a>(
    all: impl IntoIterator<Item = &'a T> + Clone,
    name: &str,
) -> Called<'a> {
    if let Some(one) = all.clone().into_iter().find(|one| one.id() == name) {
        return Called::One(one.id());
    }
    let qualified = |one: &&T| is_qualified(name, one.home(), one.name());
    if let Some(one) = all.clone().into_iter().find(qualified) {
        return Called::One(one.id());
    }
    let found: Vec<&str> =
        all.into_iter().filter(|one| one.name() == name).map(Identified::id).collect();
    match found[..] {
        [] => Called::Nothing,
        [one] => Called::One(one),
        _ => Called::Several(found),
    }
}

/// Whether `text` is `pack:name`.
pub fn is_qualified(text: &str, pack: &str, name: &str) -> bool {
    let rest = text.strip_prefix(pack).and_then(|rest| rest.strip_prefix(':'));
    rest == Some(name)
}

/// The id of rule `name` of `pack` where it must be distinguished.
pub fn qualified(pack: &str, name: &str) -> String {
    format!("{pack}:{name}")
}

/// What to say where a plain name means several rules.
pub fn several(name: &str, ids: &[&str]) -> String {
    format!("several packs have a rule {name}: name one as {}", ids.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(home: &str, name: &str, id: &str) -> IncidentSpec {
        let (home, name, id) = (home.to_owned(), name.to_owned(), id.to_owned());
        IncidentSpec { id, name, home, ..IncidentSpec::default() }
    }

    #[test]
    fn a_rule_is_found_by_id_by_pack_and_id_and_by_its_plain_name() {
        let all = [
            rule("a", "flight/seen", "a:flight/seen"),
            rule("b", "flight/seen", "b:flight/seen"),
            rule("b", "only", "only"),
        ];
        assert_eq!(called(&all, "only"), Called::One("only"));
        assert_eq!(called(&all, "b:only"), Called::One("only"));
        assert_eq!(called(&all, "a:only"), Called::Nothing);
        assert_eq!(called(&all, "b:flight/seen"), Called::One("b:flight/seen"));
        assert_eq!(
            called(&all, "flight/seen"),
            Called::Several(vec!["a:flight/seen", "b:flight/seen"])
        );
    }
}
