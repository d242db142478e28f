//! The pack of the rules typed at a prompt. It is not on disk; a session loads it last.

use super::{Manifest, Pack, Provenance};
use crate::script::console::TypedRule;
use crate::script::{ScriptFile, ScriptSet};
use std::sync::Arc;

/// The name of that pack.
pub const PROMPT: &str = "prompt";

/// The pack of the typed rules, each a file with the name of its rule. It is loaded after the packs on disk and sees
/// their modules and lexicons; its rules replace rules with the same ids.
pub fn prompt(rules: &[TypedRule]) -> Arc<Pack> {
    let mut hash = blake3::Hasher::new();
    for part in rules.iter().flat_map(|rule| [&rule.id, &rule.text]) {
        hash.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    let file = |rule: &TypedRule| ScriptFile { path: rule.id.clone(), text: rule.text.clone() };
    let manifest = Manifest::named(PROMPT, "0.0.0");
    let scripts = ScriptSet {
        pack: manifest.name.clone(),
        version: manifest.version.clone(),
        hash: hash.finalize().to_hex().to_string(),
        rules: rules.iter().map(file).collect(),
        replaces: true,
        ..ScriptSet::default()
    };
    let scripts = Arc::new(scripts);
    Arc::new(Pack {
        root: String::new(),
        file: None,
        manifest,
        scripts,
        tables: Vec::new(),
        names: Vec::new(),
        provenance: Provenance { from: "prompt".to_owned(), ..Provenance::default() },
    })
}
