//! Applies the changes of findings to the texts of files. Changes that overlap are left for the next round.

use super::finding::{Edit, Finding};
use crate::pack::Pack;
use crate::script::{ScriptFile, ScriptSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The changes to a file, and the findings that they correct.
#[derive(Debug, Default)]
pub struct FileFix<'a> {
    /// The changes, sorted, without overlap.
    pub edits: Vec<&'a Edit>,
    /// The findings.
    pub findings: Vec<&'a Finding>,
}

/// The changes of the findings, by file.
pub fn plan(findings: &[Finding]) -> BTreeMap<&str, FileFix<'_>> {
    let mut fixes: BTreeMap<&str, FileFix<'_>> = BTreeMap::new();
    let mut wanted: Vec<(&str, &Edit, &Finding)> = findings
        .iter()
        .filter_map(|finding| Some((finding.file.as_deref()?, finding.fix.as_ref()?, finding)))
        .collect();
    wanted.sort_by_key(|(file, edit, _)| (*file, edit.start, edit.end));
    for (file, edit, finding) in wanted {
        let fix = fixes.entry(file).or_default();
        if fix.edits.last().is_none_or(|last| last.end <= edit.start) {
            fix.edits.push(edit);
            fix.findings.push(finding);
        }
    }
    fixes
}

/// The bytes of a file with the changes made; `None` if they do not fit it.
pub fn apply(bytes: &[u8], edits: &[&Edit]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in edits {
        out.extend_from_slice(bytes.get(at..edit.start)?);
        out.extend_from_slice(edit.text.as_bytes());
        at = edit.end;
    }
    out.extend_from_slice(bytes.get(at..)?);
    Some(out)
}

/// The pack with other texts of some files, by path: what it would be after a fix. Only rule files, modules and lexicons are
/// replaced; its hash stays, so that the events of both can be compared.
pub fn patched(pack: &Arc<Pack>, texts: &BTreeMap<&str, Vec<u8>>) -> Arc<Pack> {
    let text = |path: &str| {
        let text = String::from_utf8(texts.get(path)?.clone()).ok()?;
        Some(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned))
    };
    let mut set: ScriptSet = (*pack.scripts).clone();
    let replace = |file: &mut ScriptFile| {
        if let Some(new) = text(&file.path) {
            file.text = new;
        }
    };
    set.rules.iter_mut().for_each(replace);
    set.lib.iter_mut().for_each(replace);
    for (name, phrases) in &mut set.lexicons {
        if let Some(new) = text(&format!("lexicons/{name}.txt")) {
            *phrases = crate::pack::phrases(&new);
        }
    }
    Arc::new(Pack { scripts: Arc::new(set), ..(**pack).clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_in_order() {
        let edit = |start, end, text: &str| Edit { start, end, text: text.into() };
        let (one, two) = (edit(1, 2, ""), edit(3, 4, "xy"));
        assert_eq!(apply(b"abcde", &[&one, &two]), Some(b"acxye".to_vec()));
        assert_eq!(apply(b"ab", &[&two]), None);
    }
}
