//! Formats that hold text but are not read: known by a file's name, or by how its content begins. To code their bytes as
//! an article would find events in markup, or none.

/// What a file of this name is, without its compression, if it is of a format that is not read.
pub(super) fn by_name(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "mht" | "mhtml" => "a web page with its pictures (MHTML)",
        "sgml" | "sgm" => "markup (SGML)",
        "pdf" | "ps" | "djvu" => "pages to print (such as PDF)",
        "rtf" => "rich text (RTF)",
        "doc" | "docx" | "docm" | "odt" | "pages" | "epub" | "mobi" => {
            "a document of a word processor"
        }
        "xls" | "xlsm" | "xlsb" | "ods" | "numbers" => "a spreadsheet, not saved as CSV",
        "ppt" | "pptx" | "odp" | "key" => "slides",
        "mbox" | "msg" | "pst" => "mail",
        "zip" | "tar" | "tgz" | "7z" | "rar" => "an archive of several files",
        "bz2" | "xz" | "lz4" | "br" | "z" => "compressed in another way than .gz or .zst",
        "parquet" | "arrow" | "feather" | "avro" | "sqlite" | "db" | "rds" | "rdata" | "dta"
        | "sav" => "a table in a binary format",
        "yaml" | "yml" | "toml" => "settings (YAML or TOML)",
        _ => return None,
    })
}

/// What these bytes are by how they begin, if they are of a format that is not read.
pub(super) fn by_content(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (b"%PDF-", "pages to print (PDF)"),
        (b"{\\rtf", "rich text (RTF)"),
        (b"PK\x03\x04", "a ZIP archive, as documents of word processors are (.docx, .odt)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an office program (.doc, .xls)"),
        (b"PAR1", "a table in a binary format (Parquet)"),
    ];
    known.into_iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, what)| what)
}

/// What a text is by how it begins, if it is markup. A text may well begin with `<`, so only whole tags count.
pub(super) fn markup(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let begins = |tag: &str| {
        let head = text.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
        head && text[tag.len()..]
            .starts_with(|next: char| next.is_whitespace() || ">/?".contains(next))
    };
    match () {
        () if ["<!doctype html", "<html", "<head", "<body"].into_iter().any(begins) => {
            Some("a web page (HTML)")
        }
        () if ["<?xml", "<!doctype", "<rss", "<feed", "<nitf"].into_iter().any(begins) => {
            Some("markup (XML)")
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_beginnings_tell_what_is_no_text() {
        assert_eq!(by_name("Page.MHT"), Some("a web page with its pictures (MHTML)"));
        assert!(
            by_name("a.txt").is_none()
                && by_name("html").is_none()
                && by_name("notes.md").is_none()
        );
        assert!(by_content(b"%PDF-1.7\n").is_some() && by_content(b"Rebels").is_none());
        for page in [
            "\n<!DOCTYPE html>\n<p>",
            "<html lang=en>",
            "<HTML>",
            "<?xml version='1.0'?>",
            "<rss version='2'>",
        ] {
            assert!(markup(page).is_some(), "{page}");
        }
        for text in ["<b>Rebels</b> left", "< 5 dead", "<htmlish>", "Rebels <html>"] {
            assert_eq!(markup(text), None, "{text}");
        }
    }
}
