//! Tests of the command table and of the lookup by name.

use super::*;

#[test]
fn commands_are_found_by_name_or_prefix_and_near_names_are_suggested() {
    assert_eq!(find("why").unwrap().name, "why");
    assert_eq!(find("whyn").unwrap().name, "whynot");
    assert_eq!(find("pro").unwrap().name, "profile");
    let refusal = find("re").err().unwrap();
    assert!(refusal.message.contains(":reload or :reject"), "{refusal:?}");
    assert_eq!(find("wynot").err().unwrap().help, "did you mean :whynot?");
    assert_eq!(find("frobnicate").err().unwrap().help, ":help lists the commands");
}

#[test]
fn a_command_without_colon_is_recognised_unless_it_could_be_rhai() {
    let symbols = Symbols::default();
    for line in ["help", "quit", "exit", "?", "show seed-003", "whynot a/b 3:4"] {
        assert!(bare(line, &symbols).is_some(), "{line}");
    }
    for line in ["run = 3", "time(3)", "corpus + 1", "let x = 1", "help(3)", ""] {
        assert!(bare(line, &symbols).is_none(), "{line}");
    }
    let symbols = Symbols { variables: vec![("run".into(), None)], ..Symbols::default() };
    assert!(bare("run", &symbols).is_none());
}

#[test]
fn the_table_is_complete() {
    for command in COMMANDS {
        assert!(!command.summary.is_empty() && !command.examples.is_empty(), "{}", command.name);
        for example in command.examples {
            let named = example.strip_prefix(':').and_then(|line| line.split(' ').next());
            assert_eq!(named, Some(command.name));
        }
    }
    for name in "help corpus load reload watch rules run events code show why whynot tokens diff baseline accept reject \
                 miss gold score misses profile time save undo export set history quit"
        .split_whitespace()
    {
        assert!(COMMANDS.iter().any(|command| command.name == name), "{name}");
    }
}
