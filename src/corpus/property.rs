//! What documents say about themselves, beside their text.

/// Whether a title among the properties is one, and not the name of a file or of a program.
pub(super) fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let names = ["microsoft word", "document", "dokument", "untitled", "powerpoint"];
    let endings = [".doc", ".docx", ".pdf", ".indd", ".html", ".htm", ".rtf", ".odt", ".txt"];
    title.split_whitespace().count() > 2
        && !names.iter().any(|name| lower.starts_with(name))
        && !endings.iter().any(|ending| lower.ends_with(ending))
        && !lower.contains("://")
}
