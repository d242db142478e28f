//! The name of an article's file in formats that have a file for each article. It is made of the id alone, so that the
//! article is found again by it.

/// The longest name, in bytes, without its ending: file systems allow 255 with it.
const LONGEST: usize = 100;

/// The name, without an ending. Letters and digits of ASCII, `-`, `_` and `.` stay; where something else is replaced, or
/// the id is long, a hash of the id is added.
pub fn file_name(article: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_kept = !article.is_empty()
        && article.len() <= LONGEST
        && article.chars().all(is_plain)
        && !article.starts_with('.');
    if is_kept {
        return article.to_owned();
    }
    let plain: String =
        article.chars().take(LONGEST - 20).map(|c| if is_plain(c) { c } else { '_' }).collect();
    let hash = blake3::hash(article.as_bytes()).to_hex();
    format!("{}-{}", plain.trim_start_matches('.'), &hash[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_differ_where_ids_do() {
        assert_eq!(file_name("seed-000"), "seed-000");
        let long = "x".repeat(300);
        let ids =
            ["../a", "..-a", "a/b", "a_b", "", "خبر", "https://a.example/1?x", ".hidden", &long];
        let names: std::collections::BTreeSet<String> =
            ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), ids.len());
        for name in names {
            assert!(
                name.len() <= LONGEST && !name.starts_with('.') && !name.contains('/'),
                "{name}"
            );
        }
    }
}
