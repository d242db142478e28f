//! The formats of articles that are read: their names, the endings of their files, and how much of a file they take.

/// A format of articles, as found in the content of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One plain text, one article.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Objects over several lines, or in a list.
    Json,
    /// A table with a header; comma or semicolon between fields.
    Csv,
    /// The same, with tabs.
    Tsv,
    /// A workbook of Excel.
    Xlsx,
    /// A table in columns of Apache Parquet.
    Parquet,
    /// A saved web page.
    Html,
    /// Articles saved from Nexis or Lexis.
    Nexis,
    /// Articles saved from Factiva.
    Factiva,
    /// Articles saved from ProQuest.
    ProQuest,
    /// Articles saved from NewsBank.
    NewsBank,
    /// Articles saved from Europresse.
    Europresse,
    /// A feed of RSS.
    Rss,
    /// A feed of Atom.
    Atom,
    /// Items of NewsML-G2.
    NewsMl,
    /// An item of NITF.
    Nitf,
    /// Web pages in an archive of a crawler.
    Warc,
    /// A chat or channel exported from Telegram.
    Telegram,
    /// Events of ACLED, with their notes as texts.
    Acled,
    /// Events of UCDP, with their headlines and articles as texts.
    Ucdp,
    /// Mail.
    Mail,
    /// A document of Word.
    Docx,
    /// Rich text.
    Rtf,
    /// Pages to print.
    Pdf,
}

impl Format {
    /// The name that people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "JSONL",
            Format::Json => "JSON",
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
            Format::Xlsx => "XLSX",
            Format::Parquet => "Parquet",
            Format::Html => "HTML",
            Format::Nexis => "Nexis",
            Format::Factiva => "Factiva",
            Format::ProQuest => "ProQuest",
            Format::NewsBank => "NewsBank",
            Format::Europresse => "Europresse",
            Format::Rss => "RSS",
            Format::Atom => "Atom",
            Format::NewsMl => "NewsML-G2",
            Format::Nitf => "NITF",
            Format::Warc => "WARC",
            Format::Telegram => "Telegram",
            Format::Acled => "ACLED",
            Format::Ucdp => "UCDP",
            Format::Mail => "mail",
            Format::Docx => "DOCX",
            Format::Rtf => "RTF",
            Format::Pdf => "PDF",
        }
    }

    /// Whether it is one of the plain forms, of which a run says nothing where all went well.
    pub fn is_plain(self) -> bool {
        matches!(self, Format::Text | Format::Jsonl | Format::Json | Format::Csv | Format::Tsv)
    }
}

/// How a file is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Whole, by a worker; its content says what it is, and where it says nothing, it is one plain text.
    Text,
    /// The same, but a file of this name is never plain text.
    Document,
    /// In blocks of lines, each a JSON object; or objects over several lines; or a list of them.
    Jsonl,
    /// In blocks of records, after a header; comma, semicolon or tab between fields.
    Csv,
    /// The same, with tabs.
    Tsv,
    /// In blocks of records of a WARC file.
    Warc,
    /// An archive: its members one by one.
    Zip,
}

/// The ending of the record of a run, which may lie beside articles.
const RECORD: &str = ".run.json";

/// How a file of this name is taken in, by its ending, compression aside; `None` if no format has it.
pub(super) fn kind_of(name: &str) -> Option<FileKind> {
    let (_, ending) = name.rsplit_once('.')?;
    if name.to_ascii_lowercase().ends_with(RECORD) {
        return None;
    }
    Some(match ending.to_ascii_lowercase().as_str() {
        "txt" => FileKind::Text,
        "jsonl" | "ndjson" | "json-lines" | "json" => FileKind::Jsonl,
        "csv" => FileKind::Csv,
        "tsv" | "tab" => FileKind::Tsv,
        "warc" => FileKind::Warc,
        "zip" => FileKind::Zip,
        "html" | "htm" | "xhtml" | "shtml" | "xml" | "rss" | "atom" | "nitf" | "rtf" | "docx"
        | "docm" | "xlsx" | "eml" | "parquet" | "pdf" => FileKind::Document,
        _ => return None,
    })
}
