//! Tests of the flags of kinds.

use super::*;

/// A value that fits a flag and is not its default.
fn fitting(flag: &Flag) -> Vec<FlagValue> {
    match flag.takes {
        FlagType::Truth => vec![FlagValue::Truth(true), FlagValue::Truth(false)],
        FlagType::Texts => vec![FlagValue::Texts(vec!["proposed".into()])],
        FlagType::Text => vec![FlagValue::Text("x".into())],
        FlagType::Word(words) => words.iter().map(|word| FlagValue::Text((*word).into())).collect(),
    }
}

#[test]
fn every_flag_can_be_set_and_changes_the_declaration() {
    for flag in FLAGS {
        let mut seen = Vec::new();
        for given in fitting(flag) {
            let mut declaration = KindDeclaration::default();
            declaration.set(flag.name, given.clone()).expect(flag.name);
            assert_ne!(declaration, KindDeclaration::default(), "{} {given:?}", flag.name);
            assert!(!seen.contains(&declaration), "{}: two values mean the same", flag.name);
            let mut kind = EventKind::default();
            kind.overlay(&declaration);
            let is_for_people = ["about", "like"].contains(&flag.name);
            seen.push(declaration);
            if !is_for_people && fitting(flag).len() == 1 {
                assert_ne!(kind, EventKind::default(), "{}", flag.name);
            }
        }
        let mut declaration = KindDeclaration::default();
        let error = declaration.set(flag.name, FlagValue::Other("a number".into())).unwrap_err();
        assert!(error.message.contains(flag.name), "{error:?}");
        assert_eq!(declaration, KindDeclaration::default());
    }
}

#[test]
fn every_flag_with_several_values_makes_different_kinds() {
    for flag in FLAGS.iter().filter(|flag| !["about", "like"].contains(&flag.name)) {
        let kinds = fitting(flag).into_iter().map(|given| {
            let (mut declaration, mut kind) = (KindDeclaration::default(), EventKind::default());
            declaration.set(flag.name, given).expect(flag.name);
            kind.overlay(&declaration);
            kind
        });
        let kinds: Vec<EventKind> = kinds.collect();
        let differs = kinds.iter().any(|kind| *kind != EventKind::default());
        assert!(differs, "{} changes nothing", flag.name);
        if let [one, other] = &kinds[..] {
            assert_ne!(one, other, "{}", flag.name);
        }
    }
}

#[test]
fn a_misspelt_flag_or_value_names_the_nearest() {
    let mut declaration = KindDeclaration::default();
    let error = declaration.set("vilent", FlagValue::Truth(true)).unwrap_err();
    assert_eq!(error.help, "did you mean `violent`?");
    let error = declaration.set("civilians", FlagValue::Text("recipient".into())).unwrap_err();
    assert_eq!(error.help, "did you mean `recipients`?");
    let error = declaration.set("counts", FlagValue::Text("xyzzy".into())).unwrap_err();
    assert!(error.help.contains("casualties, detained"), "{error:?}");
}

#[test]
fn conflicts_name_the_flags_set_differently() {
    let (mut one, mut other) = (KindDeclaration::default(), KindDeclaration::default());
    one.set("violent", FlagValue::Truth(true)).unwrap();
    one.set("toll", FlagValue::Truth(true)).unwrap();
    other.set("violent", FlagValue::Truth(false)).unwrap();
    other.set("detail", FlagValue::Truth(true)).unwrap();
    assert_eq!(one.conflicts(&other), ["violent"]);
    assert!(one.conflicts(&one.clone()).is_empty());
}
