//! Finds the rule that a person names: by its id, by `pack:name` even where the id has no pack, or by its plain name
//! where only one pack has a rule of that name.

use super::spec::{IncidentSpec, RuleSpec};

/// A rule or incident rule, which has an id inside a pack.
pub trait Identified {
    /// The displayed id, unique over all packs loaded.
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

/// The result of looking up a rule by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleLookup<'a> {
    /// The rule of this id.
    One(&'a str),
    /// Several packs have a rule of that name: their ids.
    Several(Vec<&'a str>),
    /// No rule has that name.
    Nothing,
}

/// Looks up `name` in `all`.
pub fn lookup<'a, T: Identified + 'a>(
    all: impl IntoIterator<Item = &'a T> + Clone,
    name: &str,
) -> RuleLookup<'a> {
    if let Some(one) = all.clone().into_iter().find(|one| one.id() == name) {
        return RuleLookup::One(one.id());
    }
    let qualified = |one: &&T| is_qualified(name, one.home(), one.name());
    if let Some(one) = all.clone().into_iter().find(qualified) {
        return RuleLookup::One(one.id());
    }
    let found: Vec<&str> =
        all.into_iter().filter(|one| one.name() == name).map(Identified::id).collect();
    match found[..] {
        [] => RuleLookup::Nothing,
        [one] => RuleLookup::One(one),
        _ => RuleLookup::Several(found),
    }
}

/// Whether `text` is `pack:name`.
pub fn is_qualified(text: &str, pack: &str, name: &str) -> bool {
    let rest = text.strip_prefix(pack).and_then(|rest| rest.strip_prefix(':'));
    rest == Some(name)
}

/// The id of rule `name` of `pack` where several packs have a rule of that name.
pub fn qualified(pack: &str, name: &str) -> String {
    format!("{pack}:{name}")
}

/// The error message for a plain name that several packs have.
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
        assert_eq!(lookup(&all, "only"), RuleLookup::One("only"));
        assert_eq!(lookup(&all, "b:only"), RuleLookup::One("only"));
        assert_eq!(lookup(&all, "a:only"), RuleLookup::Nothing);
        assert_eq!(lookup(&all, "b:flight/seen"), RuleLookup::One("b:flight/seen"));
        assert_eq!(
            lookup(&all, "flight/seen"),
            RuleLookup::Several(vec!["a:flight/seen", "b:flight/seen"])
        );
    }
}
