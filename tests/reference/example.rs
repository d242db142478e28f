//! Parses an example of the reference into the claims it makes. Each line is a claim:
//!
//! | line | claims |
//! |---|---|
//! | `let p = any("a");` | nothing: it is put at the top of the rule file |
//! | `pattern   // + A *text* in *which*` | the pattern matches there, and the match is between the asterisks |
//! | `pattern   // - A text` | it does not match there |
//! | `// > A *text*` | nothing: the lines below are asked there, in a rule that fires on what the asterisks mark, or on the pattern that `let when` names; a record in braces is an article with all its fields |
//! | `m.place()   // -> "Homs"` | that is what it gives |
//! | `any(1)   // error: a pattern` | that is how the message begins with which it fails |
//!
//! An example that ends in the line `// loads` only claims to be a file that loads without a fault. `// +`, `// -`
//! and `// ->` may be on separate lines below their expression. An example with a line that begins with `rule(` is a
//! rule file, and claims what its own `.example`s do.

/// An example: its definitions, and its claims.
#[derive(Debug)]
pub struct Example {
    /// Its whole text.
    pub text: String,
    /// Its `let`s.
    pub setup: String,
    /// Its claims, at least one.
    pub checks: Vec<Check>,
}

/// A claim.
#[derive(Debug)]
pub enum Check {
    /// The example is a rule file that does what its own examples say.
    Rules,
    /// It is a file that loads without a fault.
    Loads,
    /// The pattern is found in the text there and nowhere else.
    Pattern { pattern: String, text: String, marks: Vec<String> },
    /// The expression gives the value.
    Gives { expression: String, value: String, text: String, trigger: Option<String> },
    /// The expression fails: in a closure if it is below a text, else while the file is loaded.
    Fails { expression: String, message: String, at: Option<(String, Option<String>)> },
}

const MARKS: &[&str] = &["// -> ", "// error: ", "// + ", "// - "];

impl Example {
    /// Parses an example; an error if it has no claim, or a line cannot be parsed.
    pub fn read(text: &str) -> Result<Example, String> {
        let mut example =
            Example { text: text.to_owned(), setup: String::new(), checks: Vec::new() };
        let fails = text.contains("// error: ");
        if text.lines().any(|line| line.starts_with("rule(")) && !fails {
            example.checks.push(Check::Rules);
            return Ok(example);
        }
        if text.lines().last() == Some("// loads") {
            example.checks.push(Check::Loads);
            return Ok(example);
        }
        let mut expression = String::new();
        let mut at: Option<(String, Option<String>)> = None;
        for line in text.lines() {
            if let Some(text) = line.strip_prefix("// > ") {
                at = Some(unmarked(text)).map(|(text, marks)| (text, marks.into_iter().next()));
                continue;
            }
            let claim = MARKS.iter().find_map(|mark| {
                line.split_once(mark).map(|(before, claim)| (before.trim(), *mark, claim))
            });
            match claim {
                Some((before, mark, claim)) => {
                    if !before.is_empty() {
                        expression = before.to_owned();
                    }
                    if expression.is_empty() {
                        return Err(format!("a claim about nothing: {line}"));
                    }
                    example.checks.push(check(&expression, mark, claim, at.as_ref())?);
                }
                None if line.starts_with("let ") => {
                    example.setup.push_str(line);
                    example.setup.push('\n');
                }
                None if line.starts_with("//") => {}
                None => expression = line.to_owned(),
            }
        }
        match example.checks.is_empty() {
            true => Err("the example claims nothing".to_owned()),
            false => Ok(example),
        }
    }

    /// A rule file that fires on the trigger words, or on the pattern named `when`, with a closure of this body.
    pub fn rule(&self, trigger: &Option<String>, body: &str) -> String {
        let named = self.setup.lines().any(|line| line.starts_with("let when ="));
        let when = match trigger {
            Some(trigger) if !named => format!("any({trigger:?})"),
            _ => "when".to_owned(),
        };
        let setup = &self.setup;
        format!("{setup}rule(\"doc/it\").kind(\"doc\").when({when}).code(|m| {body});")
    }
}

fn check(
    expression: &str,
    mark: &str,
    claim: &str,
    at: Option<&(String, Option<String>)>,
) -> Result<Check, String> {
    let expression = expression.to_owned();
    match mark {
        "// -> " => match at.cloned() {
            Some((text, trigger)) => {
                Ok(Check::Gives { expression, value: claim.to_owned(), text, trigger })
            }
            None => Err(format!("{expression}: no `// > text` stands above it")),
        },
        "// error: " => Ok(Check::Fails { expression, message: claim.to_owned(), at: at.cloned() }),
        mark => {
            let (text, marks) = unmarked(claim);
            match marks.is_empty() == (mark == "// - ") {
                true => Ok(Check::Pattern { pattern: expression, text, marks }),
                false => Err(format!("`// +` marks what is found, `// -` nothing: {claim}")),
            }
        }
    }
}

/// A text without its asterisks, and the texts between them.
fn unmarked(text: &str) -> (String, Vec<String>) {
    let parts = text.split('*').map(str::to_owned);
    let marks = parts.clone().skip(1).step_by(2).collect();
    (parts.collect(), marks)
}
