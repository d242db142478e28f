//! Rules that take a large share of their pack's time.

use super::code::SLOW;
use super::finding::Finding;
use crate::coder::profile::RuleCost;
use crate::script::RuleSpec;
use std::time::Duration;

/// A rule is slow if it takes at least this share of the time of its pack's rules...
const SHARE: f64 = 0.1;
/// ... and at least so many times the share that each would have if all were equal.
const TIMES: f64 = 10.0;

/// Findings about the rules of pack `pack` whose costs are given.
pub fn rules(pack: &str, rules: &[RuleSpec], costs: &[RuleCost]) -> Vec<Finding> {
    let own = |id: &str| rules.iter().find(|rule| rule.pack == pack && rule.id == id);
    let own: Vec<(&RuleSpec, &RuleCost)> =
        costs.iter().filter_map(|cost| Some((own(&cost.rule)?, cost))).collect();
    let whole: Duration = own.iter().map(|(_, cost)| cost.total()).sum();
    let least = SHARE.max(TIMES / own.len().max(1) as f64);
    let mut findings = Vec::new();
    for (rule, cost) in own {
        let share = cost.total().as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
        if share < least {
            continue;
        }
        let closure = cost.calling > cost.judging;
        let part = if closure { "its closure" } else { "its conditions" };
        let message = format!(
            "it takes {:.0} of 100 parts of the time of the pack's rules, most of it for {part}",
            share * 100.0
        );
        let help = match closure {
            true => "move conditions from the closure into .when, so that it is called less often",
            false => {
                "begin with rarer words, or narrow the scope: `article` and a regex over text cost most"
            }
        };
        let mut finding = Finding::of(SLOW, pack, message, help).about(&rule.id);
        (finding.file, finding.line, finding.column) =
            (Some(rule.file.clone()), Some(rule.line), Some(1));
        finding.end_column = Some(2);
        findings.push(finding);
    }
    findings
}
