//! Tests of the live session in a pseudo-terminal, by the contents of the screen: keys, colours, Ctrl-C, resizing,
//! saved files. Nothing depends on time: each test waits until a text appears.

mod common;
#[path = "terminal/screen.rs"]
mod screen;

use common::Shelf;
use screen::{Key, Terminal};

const PROMPT: &str = "dateline> ";

/// A pack of one rule about truces, and two articles.
fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.pack("peace", &[("truce.rhai", TRUCE), ("lexicons/aircraft.txt", "drone\nwarplane\n")]);
    shelf.put("news/one.txt", "A truce began in Homs on Monday. Guns fell silent.\n");
    shelf
        .put("news/two.txt", "The truce was broken near Aleppo. Drones were seen over the town.\n");
    shelf
}

const TRUCE: &str = r#"//! Truces.
rule("peace/truce").about("A truce begins.").kind("ceasefire").when("truce" & stem("begin"))
    .example("A truce began in Homs.")
    .counterexample("The truce was broken.");
"#;

/// The session with that pack and those articles, at its first prompt.
fn session(shelf: &Shelf) -> Terminal {
    begun(shelf, &[])
}

fn begun(shelf: &Shelf, variables: &[(&str, &str)]) -> Terminal {
    let history = shelf.at("history");
    let mut all = vec![("DATELINE_HISTORY", history.as_str()), ("DATELINE_PAGER", "")];
    all.extend(variables);
    let (news, pack) = (shelf.at("news"), shelf.at("peace"));
    let mut terminal = Terminal::start(&["repl", &news, "--pack", &pack], &all);
    terminal.wait_for_prompt();
    terminal
}

#[test]
fn lines_are_typed_and_answered() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.answer("1 + 41");
    terminal.wait_for_line("42");
    terminal.answer("count(\"truce\").matches()");
    terminal.wait_for_line("2");
    terminal.answer(":nosuch");
    terminal.wait_for("nosuch");
}

#[test]
fn keys_edit_the_line() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("2 * 333");
    terminal.key(Key::Home);
    terminal.write("1");
    terminal.key(Key::End);
    terminal.key(Key::Backspace);
    terminal.key(Key::Left);
    terminal.key(Key::Delete);
    terminal.write("0");
    terminal.wait_for("dateline> 12 * 30");
    terminal.key(Key::Enter);
    terminal.wait_for_line("360");
    // Cut and pasted back.
    terminal.write("7 * 6");
    terminal.key(Key::Ctrl('u'));
    terminal.wait_for_prompt();
    terminal.key(Key::Ctrl('y'));
    terminal.key(Key::Enter);
    terminal.wait_for_line("42");
    terminal.key(Key::Ctrl('l'));
    terminal.wait_until("the prompt alone on the screen", |screen| screen.trim() == PROMPT.trim());
}

#[test]
fn history_lasts_from_one_run_to_the_next() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    for (entry, said) in
        [("10 + 1", "11"), ("let harbour = 20 + 2", ""), ("30 + 3", "33"), (" 40 + 4", "44")]
    {
        terminal.answer(entry);
        terminal.wait_for(said);
    }
    terminal.leave();
    let mut terminal = session(&shelf);
    terminal.key(Key::Up);
    terminal.wait_for("dateline> 30 + 3");
    terminal.key(Key::Up);
    terminal.key(Key::Up);
    terminal.wait_for("dateline> 10 + 1");
    terminal.key(Key::Enter);
    terminal.wait_for_line("11");
    terminal.key(Key::Ctrl('r'));
    terminal.write("HARB");
    terminal.wait_for("let harbour = 20 + 2");
    terminal.key(Key::Enter);
    terminal.answer("harbour * 2");
    terminal.wait_for_line("44");
}

#[test]
fn tab_completes_and_lists() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("lexi\t");
    terminal.wait_for("dateline> lexicon(");
    terminal.write("\"a\t");
    terminal.wait_for("dateline> lexicon(\"aircraft\"");
    terminal.write(").wi\t\"p\t");
    terminal.wait_for("lexicon(\"aircraft\").within(\"paragraph\"");
    terminal.key(Key::Ctrl('u'));
    terminal.write("any(\"a\").\t");
    terminal.wait_for("gap");
    terminal.wait_for("named");
    terminal.wait_for("dateline> any(\"a\").");
    terminal.key(Key::Ctrl('u'));
    terminal.write(":whyn\tpea\t");
    terminal.wait_for("dateline> :whynot peace/truce");
    terminal.key(Key::Ctrl('u'));
    terminal.write(&format!(":load {}/ne\t", shelf.path().display()));
    terminal.wait_for("/news/");
}

#[test]
fn hints_are_shown_after_the_cursor() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("near(");
    terminal.wait_for("near(left, right, gap) -> Pattern");
    terminal.key(Key::Ctrl('u'));
    terminal.write(":whynot ");
    terminal.wait_for("RULE");
    terminal.key(Key::Ctrl('u'));
    terminal.answer("let quay = 5");
    // The rest of an earlier entry is offered; the right arrow accepts it.
    terminal.write("let q");
    terminal.wait_for("dateline> let quay = 5");
    terminal.key(Key::Right);
    terminal.write("5");
    terminal.key(Key::Enter);
    terminal.wait_for("dateline> let quay = 55");
    terminal.answer("quay");
    terminal.wait_for_line("55");
}

#[test]
fn colours_are_shown_unless_disabled() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("let a = \"x\"");
    terminal.wait_for("let a = \"x\"");
    terminal.wait_until_styled("let", |cell| cell.fgcolor() != vt100::Color::Default);
    let mut plain = begun(&shelf, &[("NO_COLOR", "1")]);
    plain.write("let a = \"x\"");
    plain.wait_for("dateline> let a = \"x\"");
    plain.key(Key::Enter);
    plain.enter(":nosuch");
    plain.wait_for("nosuch");
    assert_eq!(plain.colored_cells(), 0, "{}", plain.screen());
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let shelf = shelf();
    let mut terminal = begun(&shelf, &[("TERM", "dumb")]);
    terminal.enter("any(");
    terminal.wait_for_line("........>");
    terminal.answer("\"truce\")");
    terminal.answer("6 * 7");
    terminal.wait_for_line("42");
    terminal.enter("loop { articles() }");
    terminal.wait_for("loop { articles() }");
    terminal.key(Key::Ctrl('c'));
    terminal.wait_for_prompt();
    terminal.answer("6 * 8");
    terminal.wait_for_line("48");
    terminal.key(Key::Ctrl('d'));
    terminal.wait_for_end(0);
    assert!(!terminal.raw().contains('\u{1b}'), "{:?}", terminal.raw());
}

#[test]
fn a_paste_is_one_entry() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.paste("let ships = 3;\r\nlet boats = ships * 2;\r\n\r\nships + boats");
    terminal.wait_for("ships + boats");
    terminal.key(Key::Enter);
    terminal.wait_for_line("9");
    // The whole entry is recalled.
    terminal.key(Key::Up);
    terminal.wait_until("the entry twice", |screen| screen.matches("let boats").count() == 2);
    terminal.key(Key::Ctrl('c'));
    terminal.wait_for_prompt();
    // Lines that arrive all at once are separate entries.
    terminal.write("100 + 1\r100 + 2\r100 + 3\r");
    for said in ["101", "102", "103"] {
        terminal.wait_for_line(said);
    }
}

#[test]
fn an_open_entry_continues_on_the_next_line() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.enter("let sum = [1, 2,");
    terminal.enter("3].reduce(|s, n| s + n,");
    terminal.enter("100);");
    terminal.answer("sum");
    terminal.wait_for_line("106");
    // Two empty lines end an entry that would never be complete.
    terminal.enter("any(");
    terminal.key(Key::Enter);
    terminal.key(Key::Enter);
    terminal.wait_for("error");
    terminal.answer("6 * 7");
    terminal.wait_for_line("42");
}

#[test]
fn ctrl_c_stops_the_entry_and_not_the_session() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.answer("let kept = 17");
    for _ in 0..3 {
        terminal.run("loop { articles() }");
        terminal.key(Key::Ctrl('c'));
        terminal.wait_until("a word of the end", |screen| {
            screen.contains("interrupted") || screen.contains("stopped")
        });
        terminal.wait_for_prompt();
        terminal.key(Key::Ctrl('l'));
        terminal.wait_until("the prompt alone", |screen| screen.trim() == PROMPT.trim());
    }
    terminal.answer("kept + 1");
    terminal.wait_for_line("18");
}

#[test]
fn ctrl_c_at_the_prompt_drops_the_line_and_ctrl_d_leaves() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("let lost = ");
    terminal.key(Key::Ctrl('c'));
    terminal.wait_for_prompt();
    terminal.enter("any(");
    terminal.write("\"x\"");
    terminal.wait_for("\"x\"");
    terminal.key(Key::Ctrl('c'));
    terminal.wait_for_prompt();
    terminal.answer("6 * 7");
    terminal.wait_for_line("42");
    terminal.key(Key::Ctrl('d'));
    terminal.wait_for_end(0);
}

#[test]
fn leaving_with_unsaved_rules_asks_first() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.answer("rule(\"peace/broken\").kind(\"clash\").when(\"truce\" & \"broken\");");
    terminal.wait_for("peace/broken");
    terminal.key(Key::Ctrl('d'));
    terminal.wait_for("[y/N]");
    terminal.answer("n");
    terminal.key(Key::Ctrl('d'));
    terminal.wait_until("the question again", |screen| screen.matches("[y/N]").count() == 2);
    terminal.enter("y");
    terminal.wait_for_end(0);
}

#[test]
fn replies_fit_the_current_window() {
    let shelf = shelf();
    shelf.put("news/three.txt", format!("Talks on a {}truce ended.\n", "very ".repeat(60)));
    let mut terminal = session(&shelf);
    terminal.answer("kwic(\"truce\")");
    terminal.wait_for("Aleppo");
    let wide = terminal.widest_of("truce");
    terminal.resize(60, 30);
    terminal.key(Key::Ctrl('l'));
    terminal.wait_until("the prompt alone", |screen| screen.trim() == PROMPT.trim());
    terminal.answer("kwic(\"truce\")");
    terminal.wait_for("Homs");
    let narrow = terminal.widest_of("truce");
    assert!(narrow <= 60 && wide > 60 && wide <= 100, "{wide}, then {narrow}");
    // Nothing is wrapped: each line of the concordance contains the match.
    let lines = terminal.screen().lines().filter(|line| line.contains("truce")).count();
    assert_eq!(lines, 4, "three and what was typed: {}", terminal.screen());
}

#[test]
fn long_replies_go_through_the_pager() {
    let shelf = shelf();
    let mut terminal = begun(&shelf, &[("DATELINE_PAGER", "sed s/^/paged:/")]);
    terminal.answer("1 + 41");
    terminal.wait_for_line("42");
    terminal.answer("for n in 0..40 { print(n) }");
    terminal.wait_for_line("paged:39");
    terminal.answer(":set pager off");
    terminal.answer("for n in 40..80 { print(n) }");
    terminal.wait_for_line("79");
    let mut without = begun(&shelf, &[("DATELINE_PAGER", "/none/such/pager")]);
    without.answer("for n in 0..40 { print(n) }");
    without.wait_for_line("39");
}

#[test]
fn the_effect_of_a_saved_file_is_shown_above_the_typed_line() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    terminal.write("let half = any(");
    terminal.wait_for("dateline> let half = any(");
    terminal.key(Key::Left);
    terminal.key(Key::Left);
    let broader = TRUCE.replace("stem(\"begin\")", "stem(\"begin\", \"break\")").replace(
        ".counterexample(\"The truce was broken.\")",
        ".counterexample(\"Talks were held.\")",
    );
    // As editors do it: another file replaces the first.
    let beside = shelf.put("peace/.truce.rhai.swp", &broader);
    std::fs::rename(beside, shelf.at("peace/truce.rhai")).unwrap();
    terminal.wait_for("The truce was broken near Aleppo");
    terminal.wait_until("the line under it, as it was", |screen| {
        let last = screen.trim_end().lines().last().unwrap_or_default();
        last.starts_with("dateline> let half = any(")
    });
    // The cursor has not moved.
    terminal.write("Z");
    terminal.wait_for("dateline> let half = anZy(");
    // A faulty file is reported, and its last good version stays in use.
    shelf.put("peace/truce.rhai", "rule(");
    terminal.wait_for("truce.rhai");
    terminal.key(Key::Ctrl('u'));
    terminal.key(Key::Ctrl('k'));
    terminal.answer("events(\"ceasefire\").len()");
    terminal.wait_for_line("2");
}

#[test]
fn many_changes_while_typing_are_all_reported() {
    let shelf = shelf();
    let mut terminal = session(&shelf);
    for number in 0..25 {
        let rule = format!(
            "rule(\"peace/n{number}\").kind(\"ceasefire\").mode(\"n{number}\").when(\"guns\").example(\"Guns.\");\n"
        );
        shelf.put(&format!("peace/n{number}.rhai"), rule);
        terminal.write("12345");
        terminal.key(Key::Ctrl('u'));
        if number % 5 == 0 {
            terminal.enter("6 * 7");
        }
    }
    for number in 0..25 {
        terminal.wait_for_raw(&format!("peace/n{number}"));
    }
    terminal.key(Key::Ctrl('u'));
    terminal.answer("1000 + 1");
    terminal.wait_for_line("1001");
}

/// The name of an article's file, which turns the direction of writing, and clears the screen where C1 controls are read.
const ODD: &str = "news/odd\u{202e}\u{9b}2J.txt";

#[test]
fn a_format_for_programs_cannot_control_a_terminal() {
    let shelf = shelf();
    let (corpus, pack) = (shelf.put(ODD, "A truce began in Homs.\n"), shelf.at("peace"));
    let args = ["run", &corpus, "--pack", &pack, "--format", "jsonl"];
    let mut terminal = Terminal::start(&args, &[]);
    terminal.wait_for_end(0);
    let raw = terminal.raw();
    assert!(raw.contains("odd\\u{202e}\\u{9b}2J"), "{raw:?}");
    assert!(!raw.contains(['\u{202e}', '\u{9b}']), "{raw:?}");
}

#[test]
fn no_name_controls_the_line_that_is_typed() {
    let shelf = shelf();
    shelf.put(ODD, "A truce began in Homs.\n");
    let mut terminal = session(&shelf);
    terminal.write(":show \t");
    terminal.wait_for("two");
    terminal.key(Key::Ctrl('u'));
    terminal.paste("1 + 1 // \u{202e}\u{9b}");
    terminal.key(Key::Enter);
    terminal.wait_for_line("2");
    terminal.answer("articles()");
    terminal.wait_for_raw("odd\\u{202e}\\u{9b}2J");
    let raw = terminal.raw();
    assert!(!raw.contains(['\u{202e}', '\u{9b}']), "{raw:?}");
}
