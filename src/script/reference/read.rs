//! Reads definition files: a doc comment (`///`), then the signatures it describes, one on each line; `//!` starts a
//! group. In a doc comment `# Errors` starts the description of errors, and a code block fenced as `rhai` is an
//! example.

use super::{
    CallForm, Param, Reference, ReferenceEntry, ReferenceGroup, Signature, shown_type_names,
};

/// Reads the files of `rules` and then those of `prompt`. Returns the reference, and the lines that could not be read
/// as messages with file and line.
pub fn read(rules: &[(&str, &str)], prompt: &[(&str, &str)]) -> (Reference, Vec<String>) {
    let mut reader = DefinitionReader::default();
    let rules = rules.iter().map(|file| (file, false));
    for ((name, text), prompt) in rules.chain(prompt.iter().map(|file| (file, true))) {
        reader.prompt = prompt;
        reader.file = (*name).to_owned();
        for (at, line) in text.lines().enumerate() {
            reader.line = at + 1;
            reader.read(line.trim_end());
        }
        reader.end_entry();
    }
    (Reference { groups: reader.groups }, reader.problems)
}

#[derive(Default)]
struct DefinitionReader {
    file: String,
    line: usize,
    groups: Vec<ReferenceGroup>,
    problems: Vec<String>,
    heading: bool,
    prompt: bool,
    doc: Vec<String>,
    signatures: Vec<(String, CallForm, Signature)>,
}

impl DefinitionReader {
    fn read(&mut self, line: &str) {
        if let Some(text) = line.strip_prefix("//!") {
            return self.heading(text.strip_prefix(' ').unwrap_or(text));
        }
        self.heading = false;
        if let Some(text) = line.strip_prefix("///") {
            if !self.signatures.is_empty() {
                self.end_entry();
            }
            return self.doc.push(text.strip_prefix(' ').unwrap_or(text).to_owned());
        }
        if line.is_empty() {
            return self.end_entry();
        }
        match signature(line) {
            Some(_) if self.doc.is_empty() => self.problem("has no doc comment"),
            Some(found) => self.signatures.push(found),
            None => self.problem("is no signature: write `fn name(a: Type) -> Type;`"),
        }
    }

    fn heading(&mut self, text: &str) {
        self.end_entry();
        if !self.heading {
            self.heading = true;
            let (title, prompt) = (text.to_owned(), self.prompt);
            let about = String::new();
            return self.groups.push(ReferenceGroup { title, prompt, about, entries: Vec::new() });
        }
        if let Some(group) = self.groups.last_mut() {
            add_line(&mut group.about, text);
        }
    }

    fn end_entry(&mut self) {
        let doc = std::mem::take(&mut self.doc);
        let signatures = std::mem::take(&mut self.signatures);
        let Some((name, form, first)) = signatures.first().cloned() else {
            if !doc.is_empty() {
                self.problem("a doc comment with no signature right below it");
            }
            return;
        };
        if signatures.iter().any(|(other, ..)| *other != name) {
            self.problem("one doc comment for two names");
        }
        let on = first.params.first().map(|param| param.kind.clone());
        let on = on.filter(|kind| {
            form == CallForm::Method && shown_type_names().any(|known| known == kind)
        });
        let signatures = signatures.into_iter().map(|(.., signature)| signature).collect();
        let (text, errors, examples) = parts(doc.iter().map(String::as_str));
        let summary = first_sentence(&text).to_owned();
        let prompt = self.prompt;
        let entry =
            ReferenceEntry { name, form, prompt, on, signatures, summary, text, errors, examples };
        match self.groups.last_mut() {
            Some(group) => group.entries.push(entry),
            None => self.problem("is before the first `//!` heading"),
        }
    }

    fn problem(&mut self, what: &str) {
        self.problems.push(format!("{}:{}: {what}", self.file, self.line));
    }
}

/// Splits a doc comment into text, errors and examples.
pub fn parts<'a>(doc: impl Iterator<Item = &'a str>) -> (String, String, Vec<String>) {
    let (mut text, mut errors, mut examples) = (String::new(), String::new(), Vec::new());
    let mut example: Option<Vec<&str>> = None;
    let mut in_errors = false;
    for line in doc {
        match (&mut example, line) {
            (Some(lines), "```") => {
                examples.push(lines.join("\n"));
                example = None;
            }
            (Some(lines), line) => lines.push(line),
            (None, "```rhai") => example = Some(Vec::new()),
            (None, "# Errors") => in_errors = true,
            (None, line) => add_line(if in_errors { &mut errors } else { &mut text }, line),
        }
    }
    let trimmed = |text: String| text.trim_end().to_owned();
    (trimmed(text), trimmed(errors), examples)
}

/// Joins wrapped lines into paragraphs, which are separated by empty lines.
fn add_line(text: &mut String, line: &str) {
    let line = line.trim();
    if line.is_empty() {
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push_str("\n\n");
        }
        return;
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push(' ');
    }
    text.push_str(line);
}

/// The first sentence, up to and including the full stop before the first following white space.
pub fn first_sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let mut ends = paragraph.match_indices([' ', '\n']).filter_map(|(at, _)| {
        let before = &paragraph[..at];
        // An abbreviation such as "e.g." would end the sentence too early; the files contain none.
        before.ends_with('.').then_some(at)
    });
    &paragraph[..ends.next().unwrap_or(paragraph.len())]
}

/// Reads `fn name(a: A, ...b: B | C) -> D;`, `fn get name(m: A) -> B;` or `op +(A, B) -> C;`.
pub fn signature(line: &str) -> Option<(String, CallForm, Signature)> {
    let line = line.strip_suffix(';')?;
    let (head, returns) = line.rsplit_once(") -> ")?;
    let (name, params) = head.split_once('(')?;
    let (operator, name) = match name.strip_prefix("fn ") {
        Some(name) => (false, name),
        None => (true, name.strip_prefix("op ")?),
    };
    let (property, name) = match name.strip_prefix("get ") {
        Some(name) => (true, name),
        None => (false, name),
    };
    let params: Vec<Param> = match params {
        "" => Vec::new(),
        params => params.split(", ").map(|text| param(text, operator)).collect::<Option<_>>()?,
    };
    let on_type =
        params.first().is_some_and(|param| shown_type_names().any(|known| known == param.kind));
    let form = match (operator, on_type) {
        (true, _) => CallForm::Operator,
        (false, true) => CallForm::Method,
        (false, false) => CallForm::Function,
    };
    let mut signature =
        Signature { params, returns: returns.to_owned(), property, shown: String::new() };
    signature.shown = shown(name, form, &signature);
    Some((name.to_owned(), form, signature))
}

fn param(text: &str, operator: bool) -> Option<Param> {
    if operator {
        return Some(Param { name: String::new(), kind: text.to_owned(), rest: false });
    }
    let (name, kind) = text.split_once(": ")?;
    let (rest, name) = match name.strip_prefix("...") {
        Some(name) => (true, name),
        None => (false, name),
    };
    Some(Param { name: name.to_owned(), kind: kind.to_owned(), rest })
}

/// A signature for display.
pub fn shown(name: &str, form: CallForm, signature: &Signature) -> String {
    let Signature { params, returns, property, .. } = signature;
    let show_param = |param: &Param| {
        let rest = if param.rest { "..." } else { "" };
        format!("{rest}{}: {}", param.name, param.kind)
    };
    match (form, params.as_slice()) {
        (CallForm::Operator, [left, right]) => {
            format!("{} {name} {} -> {returns}", left.kind, right.kind)
        }
        (CallForm::Operator, params) => {
            let kinds: Vec<&str> = params.iter().map(|param| param.kind.as_str()).collect();
            format!("{name}{} -> {returns}", kinds.join(", "))
        }
        (CallForm::Method, [receiver, rest @ ..]) if *property && rest.is_empty() => {
            format!("{}.{name} -> {returns}", receiver.name)
        }
        (CallForm::Method, [receiver, rest @ ..]) => {
            let rest: Vec<String> = rest.iter().map(show_param).collect();
            format!("{}.{name}({}) -> {returns}", receiver.name, rest.join(", "))
        }
        (_, params) => {
            let params: Vec<String> = params.iter().map(show_param).collect();
            format!("{name}({}) -> {returns}", params.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = "//! Things
//!
//! What holds for
//! all.
//!
//! More.

/// Does it. And
/// more: a lot.
///
/// Second.
///
/// # Errors
/// Always,
/// or nearly so.
///
/// ```rhai
/// let a = 1;
///   do_it(a) // -> 2
/// ```
/// ```rhai
/// again
/// ```
fn do_it(...a: int | String) -> ();
fn do_it(a: Map, b: ?) -> ?;

/// Read.
fn get part(m: Match) -> Words | ();

//! Others
/// Joined.
op +(Words, String) -> String;
op +(String, Words) -> String;
/// Turned.
op !(Pattern) -> Pattern;
";

    #[test]
    fn a_definition_file_is_read() {
        let (reference, problems) = read(&[], &[("a", SOUND)]);
        assert!(problems.is_empty(), "{problems:?}");
        let [things, others] = reference.groups() else { panic!("two groups") };
        assert_eq!(
            (things.title.as_str(), things.about.as_str()),
            ("Things", "What holds for all.\n\nMore.")
        );
        let [did, part] = &things.entries[..] else { panic!("two entries") };
        assert_eq!(did.summary, "Does it.");
        assert_eq!(did.text, "Does it. And more: a lot.\n\nSecond.");
        assert!(things.prompt && did.prompt);
        assert_eq!(did.errors, "Always, or nearly so.");
        assert_eq!(did.examples, ["let a = 1;\n  do_it(a) // -> 2", "again"]);
        assert_eq!((did.form, did.on.as_deref()), (CallForm::Function, None));
        let shown = |entry: &ReferenceEntry| -> Vec<String> {
            entry.signatures.iter().map(|signature| signature.shown.clone()).collect()
        };
        assert_eq!(shown(did), ["do_it(...a: int | String) -> ()", "do_it(a: Map, b: ?) -> ?"]);
        assert_eq!((part.form, part.on.as_deref()), (CallForm::Method, Some("Match")));
        assert_eq!(shown(part), ["m.part -> Words | ()"]);
        assert_eq!(others.title, "Others");
        assert_eq!(
            shown(&others.entries[0]),
            ["Words + String -> String", "String + Words -> String"]
        );
        assert_eq!(shown(&others.entries[1]), ["!Pattern -> Pattern"]);
    }

    #[test]
    fn unreadable_lines_are_reported_with_their_place() {
        let problems = |text: &str| read(&[("a", text)], &[]).1;
        assert_eq!(problems("fn f() -> ();"), ["a:1: has no doc comment"]);
        let start = "//! T\n\n/// Doc.\n";
        assert!(problems(&format!("{start}fn f();"))[0].starts_with("a:4: is no signature"));
        assert!(
            problems(&format!("{start}\nfn f() -> ();"))[0].contains("no signature right below")
        );
        assert!(problems(&format!("{start}fn f() -> ();\nfn g() -> ();"))[0].contains("two names"));
        assert!(problems("/// Doc.\nfn f() -> ();")[0].contains("before the first"));
    }
}
