//! What the control words of rich text do, as far as the text depends on them.

/// What a control word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It stands for this text.
    Text(&'static str),
    /// `\u`: a character by its number.
    Unicode,
    /// `\uc`: how many characters after `\u` stand in for it.
    FallbackCount,
    /// `\f`: the font.
    Font,
    /// `\plain`: the font and all else as at the beginning.
    Plain,
    /// `\v`, `\deleted`: what follows is not shown.
    Hidden,
    /// The group is no text of the document.
    Skip,
    /// `\shpinst`: a group that must be known, and whose text is a part of the document's.
    Known,
    /// `\upr`: a group twice, in bytes and in Unicode.
    Alternatives,
    /// `\ud`: the second of them.
    UnicodeAlternative,
    /// `\bin`: so many bytes that are no RTF follow.
    Binary,
    /// None.
    None,
}

/// The effect of the control word `name`.
pub fn effect(name: &str) -> Effect {
    match name {
        "par" | "line" | "sect" | "page" | "row" | "nestrow" | "column" | "lbr" => {
            Effect::Text("\n")
        }
        // Text in a box stands apart.
        "shptxt" => Effect::Text("\n"),
        "shpinst" => Effect::Known,
        "tab" | "cell" | "nestcell" => Effect::Text("\t"),
        "emdash" => Effect::Text("\u{2014}"),
        "endash" => Effect::Text("\u{2013}"),
        "lquote" => Effect::Text("\u{2018}"),
        "rquote" => Effect::Text("\u{2019}"),
        "ldblquote" => Effect::Text("\u{201c}"),
        "rdblquote" => Effect::Text("\u{201d}"),
        "bullet" => Effect::Text("\u{2022}"),
        "emspace" | "enspace" | "qmspace" => Effect::Text(" "),
        "zwj" => Effect::Text("\u{200d}"),
        "zwnj" => Effect::Text("\u{200c}"),
        "u" => Effect::Unicode,
        "uc" => Effect::FallbackCount,
        "f" => Effect::Font,
        "plain" => Effect::Plain,
        "v" | "deleted" => Effect::Hidden,
        "upr" => Effect::Alternatives,
        "ud" => Effect::UnicodeAlternative,
        "bin" => Effect::Binary,
        _ if SKIPPED.binary_search(&name).is_ok() => Effect::Skip,
        _ => Effect::None,
    }
}

/// Destinations that are no running text, sorted. Those that a reader must know are marked with `\*`, which `State`
/// handles; these are not always marked.
const SKIPPED: &[&str] = &[
    "annotation",
    "atnauthor",
    "atndate",
    "atnicn",
    "atnid",
    "atnparent",
    "atnref",
    "atntime",
    "atrfend",
    "atrfstart",
    "author",
    "background",
    "bkmkend",
    "bkmkstart",
    "buptim",
    "category",
    "colortbl",
    "comment",
    "company",
    "creatim",
    "datafield",
    "doccomm",
    "docvar",
    "falt",
    "fchars",
    "filetbl",
    "fldinst",
    "fontemb",
    "fontfile",
    "fonttbl",
    "footer",
    "footerf",
    "footerl",
    "footerr",
    "footnote",
    "ftncn",
    "ftnsep",
    "ftnsepc",
    "generator",
    "header",
    "headerf",
    "headerl",
    "headerr",
    "hlinkbase",
    "info",
    "keycode",
    "keywords",
    "lchars",
    "listoverridetable",
    "listpicture",
    "listtable",
    "listtext",
    "manager",
    "nextfile",
    "nonshppict",
    "objclass",
    "objdata",
    "objname",
    "operator",
    "panose",
    "pict",
    "pn",
    "pnseclvl",
    "pntext",
    "pntxta",
    "pntxtb",
    "printim",
    "private",
    "revtbl",
    "revtim",
    "rxe",
    "shprslt",
    "sn",
    "sp",
    "stylesheet",
    "subject",
    "sv",
    "tc",
    "template",
    "title",
    "txe",
    "xe",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_for_the_search() {
        assert!(SKIPPED.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
