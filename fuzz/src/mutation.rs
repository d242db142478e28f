//! The shipped rule files with a few edits: most of what people get wrong is nearly right.

use super::pack::rules_folder;
use arbitrary::{Result, Unstructured};
use std::path::Path;
use std::sync::LazyLock;

/// A shipped rule file of fewer bytes, so that loading it takes a moment only.
const LARGEST: u64 = 24 << 10;

/// The rule files by path, and the lexicons by name.
static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let mut shipped = Shipped::default();
    for entry in walkdir::WalkDir::new(rules_folder()).sort_by_file_name().into_iter().flatten() {
        let path = entry.path();
        let small = entry.metadata().is_ok_and(|about| about.len() <= LARGEST);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = || std::fs::read_to_string(path).unwrap_or_default();
        if name.ends_with(".rhai") && small && !is_in(path, "lib") {
            shipped.rules.push(text());
        } else if name.ends_with(".txt") && is_in(path, "lexicons") {
            shipped.lexicons.push((name.trim_end_matches(".txt").to_owned(), text()));
        }
    }
    shipped
});

#[derive(Default)]
struct Shipped {
    rules: Vec<String>,
    lexicons: Vec<(String, String)>,
}

fn is_in(path: &Path, folder: &str) -> bool {
    path.parent().is_some_and(|parent| parent.ends_with(folder))
}

/// A pack of one edited file with the lexicons that it names.
pub fn files(from: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    let rules = &SHIPPED.rules;
    let mut text = rules[from.choose_index(rules.len())?].clone();
    for _ in 0..from.int_in_range(1..=6)? {
        edit(&mut text, from)?;
    }
    let named = SHIPPED.lexicons.iter().filter(|(name, _)| text.contains(&format!("\"{name}\"")));
    let lexicons = named.map(|(name, text)| (format!("lexicons/{name}.txt"), text.clone()));
    let mut files: Vec<_> = lexicons.collect();
    files.push(("r.rhai".to_owned(), text));
    Ok(files)
}

/// Removes, repeats, moves or puts in a stretch.
fn edit(text: &mut String, from: &mut Unstructured<'_>) -> Result<()> {
    let start = place(text, from)?;
    let end = boundary(text, start + from.int_in_range(0..=24)?);
    let stretch = text[start..end].to_owned();
    match from.int_in_range(0..=3)? {
        0 => text.replace_range(start..end, ""),
        1 => text.insert_str(start, &stretch),
        2 => {
            let to = place(text, from)?;
            text.insert_str(to, &stretch);
        }
        _ => {
            let len = from.int_in_range(1..=12)?;
            let put_in = String::from_utf8_lossy(from.bytes(len)?).into_owned();
            text.replace_range(start..end, &put_in);
        }
    }
    Ok(())
}

fn place(text: &str, from: &mut Unstructured<'_>) -> Result<usize> {
    Ok(boundary(text, from.int_in_range(0..=text.len())?))
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}
