//! Lists misses and false alarms with their passages, the kind with the most of them first, for rule authors.

use super::score::ComparedArticle;
use crate::sink::safe;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A miss or a false alarm.
#[derive(Clone, Debug, Serialize)]
pub struct Confusion {
    /// The kind.
    pub kind: String,
    /// "missed" or "false alarm".
    pub what: &'static str,
    /// The article's id.
    pub article: String,
    /// The rule that raised a false alarm.
    pub rule: Option<String>,
    /// The trigger.
    pub trigger: String,
    /// The passage.
    pub text: String,
}

/// All misses and false alarms, the kind with the most of them first, within a kind in the articles' order.
pub fn confusions(compared: &[ComparedArticle]) -> Vec<Confusion> {
    let missed = compared.iter().flat_map(|article| &article.missed).map(|mention| Confusion {
        kind: mention.kind.clone(),
        what: "missed",
        article: mention.article.clone(),
        rule: None,
        trigger: mention.trigger.clone().unwrap_or_default(),
        text: mention.evidence.clone(),
    });
    let alarms = compared.iter().flat_map(|article| &article.spurious).map(|event| Confusion {
        kind: event.kind.clone(),
        what: "false alarm",
        article: event.article.id.clone(),
        rule: Some(event.rule.clone()),
        trigger: event.trigger.text.clone(),
        text: event.evidence.text.clone(),
    });
    let mut all: Vec<Confusion> = missed.chain(alarms).collect();
    let mut size: BTreeMap<String, usize> = BTreeMap::new();
    all.iter().for_each(|one| *size.entry(one.kind.clone()).or_default() += 1);
    all.sort_by_key(|one| {
        let count = size.get(&one.kind).copied().unwrap_or_default();
        (
            std::cmp::Reverse(count),
            one.kind.clone(),
            std::cmp::Reverse(one.what),
            one.article.clone(),
        )
    });
    all
}

/// The list as text, with a heading for each kind.
pub fn text(confusions: &[Confusion]) -> String {
    let mut text = String::new();
    let mut kind = String::new();
    for one in confusions {
        if one.kind != kind {
            kind.clone_from(&one.kind);
            let _ = writeln!(text, "\n{}", safe(&kind));
        }
        let rule = one.rule.as_ref().map(|rule| format!(" by {}", safe(rule))).unwrap_or_default();
        let words = safe(&one.text);
        let trigger = safe(&one.trigger);
        let _ = writeln!(
            text,
            "  {} in {}{rule} [{trigger}]\n    {words}",
            one.what,
            safe(&one.article)
        );
    }
    text
}
