//! Counts the variables of a script before it is parsed: to find what a name means, Rhai's parser looks through all
//! variables before it, so that a file of very many would take time by the square of their number.

use super::lexeme::{LexemeKind, code};
use std::collections::BTreeSet;

/// The byte where the variable begins that is one more than `most` in the blocks open there; `None` if there is none.
pub fn beyond(text: &str, most: usize) -> Option<usize> {
    // To count them takes as long as to parse, and hardly any file has so many.
    let words = text.matches("let").count() + text.matches("const").count();
    if words <= most {
        return None;
    }
    let mut open = 0;
    let mut blocks: Vec<BTreeSet<&str>> = vec![BTreeSet::new()];
    let mut defines = false;
    for lexeme in code(text) {
        match lexeme.text {
            "{" | "#{" => blocks.push(BTreeSet::new()),
            "}" if blocks.len() > 1 => open -= blocks.pop().map_or(0, |block| block.len()),
            _ => {}
        }
        if defines && lexeme.kind == LexemeKind::Name {
            // A second variable of the same name takes the place of the first.
            open += usize::from(blocks.last_mut().is_some_and(|block| block.insert(lexeme.text)));
            if open > most {
                return Some(lexeme.start);
            }
        }
        defines = lexeme.kind == LexemeKind::Name && matches!(lexeme.text, "let" | "const");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::beyond;

    #[test]
    fn variables_of_open_blocks_count() {
        assert_eq!(beyond("let a = 1; let b = 2;", 2), None);
        assert_eq!(beyond("let a = 1; let b = 2; const c = 3;", 2), Some(28));
        assert_eq!(beyond("let a = 1; let a = 2; let a = 3;", 2), None);
        assert_eq!(beyond("fn f() { let a; let b } fn g() { let a; let b } let c;", 2), None);
        assert_eq!(beyond("let a; fn f() { if x { let b; let c } }", 2), Some(34));
    }
}
