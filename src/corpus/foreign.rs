//! Formats that hold text but are not read: known by a file's name, or by how its content begins. To code their bytes as
//! an article would find events in markup, or none.

use memchr::memmem;

/// What a file of this name is, without its compression, if it is of a format that is not read.
pub(super) fn by_name(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "mht" | "mhtml" | "webarchive" => ARCHIVED_PAGE,
        "sgml" | "sgm" => "markup (SGML)",
        "ps" | "djvu" => "pages to print",
        "doc" | "docm" | "odt" | "pages" | "epub" | "mobi" => WORDS,
        "xls" | "xlsm" | "xlsb" | "ods" | "numbers" => SHEET,
        "ppt" | "pptx" | "odp" | "key" => SLIDES,
        "mbox" | "msg" | "pst" => MAIL,
        "tar" | "tgz" | "7z" | "rar" => ARCHIVE,
        "bz2" | "xz" | "lz4" | "br" | "z" => PACKED,
        "arrow" | "feather" | "avro" | "sqlite" | "db" | "rds" | "rdata" | "dta" | "sav" => TABLE,
        "yaml" | "yml" | "toml" => "settings (YAML or TOML)",
        _ => return None,
    })
}

const ARCHIVED_PAGE: &str = "a web page with its pictures (MHTML)";
const WORDS: &str = "a document of a word processor";
const SHEET: &str = "a spreadsheet";
const SLIDES: &str = "slides";
pub(super) const MAIL: &str = "a box of mail";
const ARCHIVE: &str = "an archive of several files";
const PACKED: &str = "compressed in another way than .gz or .zst";
const TABLE: &str = "a table in a binary format";
const CRAWL: &str = "an archive of a crawler (WARC)";
const PDF: &str = "pages to print (PDF)";
const OFFICE: &str = "a document of an office program (.doc, .xls)";
const ZIPPED: &str = "a ZIP archive, as documents of word processors are";
/// An archive whose name does not say so.
pub(super) const NAMELESS_ZIP: &str =
    "an archive of several files whose name does not end with .zip";
/// A web page on which ProQuest prints several articles.
pub(super) const PROQUEST_PAGE: &str = "a web page saved from ProQuest, with its articles in one";
const CHAT_PAGE: &str = "a chat of Telegram saved as web pages";
const PARQUET: &str = "a table in a binary format (Parquet)";

/// What to do with a file of which one of the functions here says what it is: the nearest format that is read.
pub(super) fn advice(what: &str) -> &'static str {
    match what {
        ARCHIVED_PAGE => "save it as a page alone (.html)",
        WORDS => "save it as .docx, .rtf or .txt",
        OFFICE => "save it as .docx, .xlsx, .rtf, .csv or .txt",
        SHEET => "save it as .xlsx or .csv",
        SLIDES => "save it as .txt",
        MAIL => "save each message as .eml",
        ARCHIVE => "unpack it, or pack it as .zip",
        ZIPPED => "end its name with what it is (.zip, .docx, .xlsx); save .odt and .epub as .docx",
        PACKED => "unpack it, or pack it as .gz or .zst",
        PROQUEST_PAGE => "save them from the database as \"Text only\", full text included",
        NAMELESS_ZIP => "end its name with .zip",
        TABLE => "export it as .csv or .jsonl",
        PARQUET => "export it as .csv or .jsonl, or build with the feature parquet",
        CHAT_PAGE => "export it from Telegram again, in the format \"Machine-readable JSON\"",
        CRAWL => "end its name with .warc, or with .warc.gz where it is packed",
        PDF => "convert it to text first: pdftotext -layout FILE, or build with the feature pdf",
        _ => "convert it to text first (.txt, .jsonl, .csv or .tsv)",
    }
}

/// What these bytes are by how they begin, if they are of a format that is not read.
pub(super) fn by_content(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 6] = [
        (b"%PDF-", PDF),
        (b"{\\rtf", "rich text (RTF)"),
        (b"PK\x03\x04", ZIPPED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
        (b"PAR1", PARQUET),
        (b"WARC/1.", CRAWL),
    ];
    known.into_iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, what)| what)
}

/// What a web page that begins so is, if it holds many texts and is not read: Telegram's program saves chats as pages.
pub(super) fn by_page(first: &[u8]) -> Option<&'static str> {
    let has = |part: &str| memmem::find(first, part.as_bytes()).is_some();
    let is_chat =
        has("<title>Exported Data</title>") && has("page_wrap") && has("class=\"history\"");
    is_chat.then_some(CHAT_PAGE)
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

/// What to say of a field that holds a whole page: its menus are read as its text.
pub(super) fn told_page(text: &str) -> Option<String> {
    markup(text).map(|what| {
        format!("its text is {what} as a whole, with its menus, all of which is coded; save the pages as files (.html)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_beginnings_tell_what_is_no_text() {
        assert_eq!(by_name("Minutes.DOC").map(advice), Some("save it as .docx, .rtf or .txt"));
        assert_eq!(by_name("Page.HTML"), None);
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
