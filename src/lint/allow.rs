//! Comments that allow a finding at a place: `// dateline: allow W202 -- the reason`, in lexicons and `pack.toml` with `#`. Behind
//! code it is for that line, alone on its line for the next one, and before a statement for the whole statement. One that
//! allows nothing is a finding itself, so that no comment outlives its cause.

use super::code::{ALLOW_WITHOUT_REASON, FAULT, IDLE_ALLOW, LintCode, SLOW, UNKNOWN_CODE, code};
use super::file::PackFile;
use super::finding::Finding;
use super::tree::Tree;
use std::ops::{Range, RangeInclusive};

/// What begins such a comment.
const MARK: &str = "dateline: allow ";

/// A comment that allows findings.
pub struct Allow<'a> {
    file: &'a PackFile,
    /// The bytes of the comment, from its mark on.
    bytes: Range<usize>,
    /// The codes, each with whether a finding was allowed by it.
    codes: Vec<(&'static LintCode, bool)>,
    /// What is written for a code and is none.
    unknown: Vec<String>,
    has_reason: bool,
    lines: RangeInclusive<usize>,
}

/// The comments of a file that allow findings.
pub fn read<'a>(file: &'a PackFile, tree: Option<&Tree<'_>>) -> Vec<Allow<'a>> {
    let mut found = Vec::new();
    match tree {
        Some(tree) => {
            for comment in &tree.comments {
                if let Some(mark) = comment.text.find(MARK) {
                    let (start, end) = (comment.start + mark, comment.end());
                    found.push(allow(file, Some(tree), comment.start, start..end));
                }
            }
        }
        None if file.lexicon().is_some() || file.path == "pack.toml" => {
            for line in 1..=file.lines() {
                let bytes = file.line(line);
                let text = &file.text[bytes.clone()];
                let sign =
                    text.find('#').filter(|sign| text[sign + 1..].trim_start().starts_with(MARK));
                if let Some(sign) = sign {
                    let mark = sign + text[sign..].find(MARK).unwrap_or_default();
                    let marked = bytes.start + mark..bytes.end;
                    found.push(allow(file, None, bytes.start + sign, marked));
                }
            }
        }
        None => {}
    }
    found
}

fn allow<'a>(
    file: &'a PackFile,
    tree: Option<&Tree<'_>>,
    comment: usize,
    bytes: Range<usize>,
) -> Allow<'a> {
    let written = file.text[bytes.clone()].trim_start_matches(MARK).trim_end_matches("*/");
    let (listed, reason) = written.split_once("--").unwrap_or((written, ""));
    let ids = listed.split(|c: char| c == ',' || c.is_whitespace()).filter(|id| !id.is_empty());
    let (mut codes, mut unknown) = (Vec::new(), Vec::new());
    for id in ids {
        match code(id) {
            Some(code) => codes.push((code, false)),
            None => unknown.push(id.to_owned()),
        }
    }
    let line = file.line_of(comment);
    let lines = match file.text[file.line(line).start..comment].trim().is_empty() {
        false => line..=line,
        true => below(file, tree, line),
    };
    Allow { file, bytes, codes, unknown, has_reason: !reason.trim().is_empty(), lines }
}

/// The lines that a comment alone on line `line` is for.
fn below(file: &PackFile, tree: Option<&Tree<'_>>, line: usize) -> RangeInclusive<usize> {
    let is_code = |line: &usize| {
        let text = file.line_text(*line).trim();
        !text.is_empty() && !text.starts_with("//") && !text.starts_with('#')
    };
    let next = (line + 1..=file.lines()).find(is_code).unwrap_or(line);
    let item = tree.and_then(|tree| tree.item_at(next, |at| file.line_of(at)));
    match item.filter(|item| file.line_of(item.start) == next) {
        Some(item) => next..=file.line_of(item.end() - 1),
        None => next..=next,
    }
}

/// Removes what comments allow, and adds a finding for each comment that is wrong. `measured`: whether the time of rules was
/// measured, without which no rule is slow.
pub fn apply(pack: &str, allows: &mut [Allow<'_>], findings: &mut Vec<Finding>, measured: bool) {
    findings.retain(|finding| {
        let Some((path, line)) = finding.file.as_ref().zip(finding.line) else { return true };
        let mut kept = true;
        for allow in allows.iter_mut() {
            if allow.file.path != *path || !allow.lines.contains(&line) || finding.code == FAULT {
                continue;
            }
            for (_, used) in allow.codes.iter_mut().filter(|(code, _)| *code == finding.code) {
                (*used, kept) = (true, false);
            }
        }
        kept
    });
    for allow in allows {
        let mut add = |code, message: String, help: &str| {
            let finding = Finding::of(code, pack, message, help);
            findings.push(finding.at(allow.file, allow.bytes.clone()));
        };
        for id in &allow.unknown {
            let help = "a code is a letter and three digits, as in W202; a reason follows `--`";
            add(UNKNOWN_CODE, format!("{id:?} is not a code of a finding"), help);
        }
        if !allow.has_reason {
            let help = "write it behind the codes: dateline: allow W202 -- the reason";
            add(ALLOW_WITHOUT_REASON, "it does not say why the finding is allowed".into(), help);
        }
        for (code, used) in &allow.codes {
            if !used && (*code != SLOW || measured) {
                let message = format!("it allows {}, and there is no such finding", code.id);
                add(IDLE_ALLOW, message, "remove it");
            }
        }
    }
}
