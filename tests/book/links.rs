//! Finds the links of Markdown pages, and checks that they lead to a file and a heading.

use regex::Regex;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\]\(([^()\s]+)\)").expect("a regular expression"));
static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"`[^`]*`").expect("a regular expression"));

/// The path of `path` from `root`, with `/`.
pub fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).expect("a path below the root");
    let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// The relative links of a page with their lines, counted from 1. Code is ignored.
pub fn links(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, line) in prose(page) {
        let line = CODE.replace_all(line, "");
        let targets = LINK.captures_iter(&line).map(|link| link[1].to_owned());
        let near =
            targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"));
        found.extend(near.map(|target| (at, target)));
    }
    found
}

/// The relative links of the page `name` that lead nowhere, each with its place and what is missing.
pub fn broken(root: &Path, name: &str, page: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for (line, target) in links(page) {
        let (file, anchor) = target.split_once('#').unwrap_or((target.as_str(), ""));
        let folder = root.join(name).parent().expect("a page is in a folder").to_owned();
        let path = if file.is_empty() { root.join(name) } else { folder.join(file) };
        if !path.exists() {
            broken.push(format!("{name}:{line}: there is no {file}"));
        } else if !anchor.is_empty() && !has_anchor(&path, anchor) {
            broken.push(format!("{name}:{line}: {file} has no heading #{anchor}"));
        }
    }
    broken
}

fn has_anchor(path: &Path, anchor: &str) -> bool {
    let page = fs::read_to_string(path).unwrap_or_default();
    let headings = prose(&page).filter(|(_, line)| line.starts_with('#'));
    headings.map(|(_, line)| slug(line)).any(|slug| slug == anchor)
}

/// The lines outside code blocks.
fn prose(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut code = false;
    page.lines().enumerate().filter_map(move |(at, line)| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        (!code && !fence).then_some((at + 1, line))
    })
}

/// The anchor of a heading: lower case, spaces as hyphens, other punctuation left out.
fn slug(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}
