//! Tests of rich text and documents of Word, and of all that is read from them and from exports of databases where it is
//! cut off, broken, encrypted or hostile.

use super::expect::{check_rows, leads_back, outcomes, sample};
use super::packed::{document, docx, paragraphs, zip};
use dateline::corpus::Format;
use proptest::prelude::*;

const SHELLS: &str = "Shells hit the market in Eastquay";

#[test]
fn plain_rich_text_and_word_are_one_article() {
    let rtf = sample("rtf/plain.rtf");
    check_rows(
        "note.rtf",
        &rtf,
        Format::Rtf,
        &[("note", "", "2016-08-12", SHELLS, "12 August 2016", "of the attack.")],
    );
    let article = &outcomes("note.rtf", &rtf)[0];
    assert!(article.as_ref().unwrap().text.contains("“Café” owner Петр said"));
    let body = concat!(
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Shells hit the market in </w:t></w:r><w:r><w:t>Eastquay</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>12 August 2016</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Twelve people, among them two children who had come to buy bread with their mother on the first calm day of the month, died when shells fell on Eastquay</w:t></w:r><w:del><w:r><w:delText> and Westquay</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t xml:space=\"preserve\"> &amp; the port&#8217;s pier;</w:t><w:br/><w:t>the hospital</w:t><w:tab/><w:t>said so.</w:t></w:r>",
        "<w:r><w:instrText>HYPERLINK</w:instrText><w:footnoteReference/></w:r></w:p>"
    );
    let word = docx(body);
    check_rows(
        "note.docm",
        &word,
        Format::Docx,
        &[("note", "", "2016-08-12", SHELLS, "12 August 2016", "said so.")],
    );
    let found = outcomes("note.docx", &word);
    assert!(
        found[0]
            .as_ref()
            .unwrap()
            .text
            .contains("shells fell on Eastquay & the port’s pier;\nthe hospital\tsaid so.")
    );
    // A title among the properties that is not printed goes before the text.
    let titled =
        outcomes("a.docx", &docx(&paragraphs("Both sides agreed on Thursday to a truce.")));
    assert_eq!(
        titled[0].as_ref().unwrap().text.trim_end(),
        "Shells hit the & market\n\nBoth sides agreed on Thursday to a truce."
    );
}

#[test]
fn encrypted_and_broken_documents_are_told() {
    let mut ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let error =
        |name: &str, bytes: &[u8]| outcomes(name, bytes)[0].as_ref().unwrap_err().to_string();
    assert_eq!(error("a.docx", &ole), "a.docx: protected with a password; save it without one");
    let word = docx(&paragraphs("One."));
    assert!(error("a.docx", &word[..word.len() / 2]).starts_with("a.docx: cannot be unpacked: "));
    let cut = docx("<w:p><w:r><w:t>Shells fell on Eastquay.</w:t></w:r></w:p><w:p><w:r><w:t>Then");
    let found = outcomes("a.docx", &cut);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].is_ok()
            && found[1].as_ref().unwrap_err().to_string().contains("cannot be read further")
    );
    let open = outcomes("a.rtf", b"{\\rtf1 {Shells fell on Eastquay.");
    assert!(open[0].as_ref().unwrap().remarks[0].contains("ends inside a group"));
    let bomb = docx(
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:p><w:r><w:t>x&b;y</w:t></w:r></w:p>",
    );
    assert!(
        outcomes("a.docx", &bomb)
            .iter()
            .all(|read| read.as_ref().map_or(true, |a| a.text.len() < 60))
    );
}

#[test]
fn hostile_nesting_is_read_or_told() {
    let many = 60_000;
    let nested = |open: &str, close: &str| format!("{}x{}", open.repeat(many), close.repeat(many));
    let page = |inner: &str| {
        format!("<html><title>Factiva</title><div class=\"article enArticle\">{inner}</div>")
    };
    for (name, bytes) in [
        ("a.rtf", format!("{{\\rtf1 {}}}", nested("{", "}")).into_bytes()),
        ("b.rtf", format!("{{\\rtf1 {}}}", nested("{\\*\\x ", "}")).into_bytes()),
        ("c.rtf", format!("{{\\rtf1\\uc255 {}", "\\u8217".repeat(many)).into_bytes()),
        ("d.docx", docx(&nested("<w:p>", "</w:p>"))),
        ("e.docx", docx(&nested("<w:del>", "</w:del>"))),
        ("f.docx", docx(&"<w:p><w:r><w:t>".repeat(many))),
        ("g.html", page(&nested("<td>", "</td>")).into_bytes()),
        ("h.html", page(&"<td><p class=articleParagraph>".repeat(many)).into_bytes()),
        (
            "i.html",
            format!("<p class=publiC-lblNodoc>{}", nested("<article>", "</article>")).into_bytes(),
        ),
        ("j.txt", "1 of 1 DOCUMENTS\nLENGTH: 5 words\n".repeat(many / 4).into_bytes()),
        ("k.txt", "End of Document\nBody\n".repeat(many / 4).into_bytes()),
        ("l.txt", format!("HD\tx\nTD\ty\nSN\tz\n{}", "HD\n".repeat(many)).into_bytes()),
    ] {
        for article in outcomes(name, &bytes).iter().flatten() {
            assert!(article.text.len() < 40 * many, "{name}");
        }
    }
}

/// All samples, by the name of a file of theirs.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let lines = String::from_utf8(sample("nexis/uni.lines")).unwrap();
    vec![
        ("a.txt", sample("nexis/old.txt")),
        ("b.rtf", sample("nexis/uni.rtf")),
        ("c.txt", sample("factiva/coded.txt")),
        ("d.txt", sample("factiva/plain.txt")),
        ("e.html", sample("factiva/coded.html")),
        ("f.html", sample("factiva/plain.html")),
        ("g.txt", sample("proquest/list.txt")),
        ("h.txt", sample("newsbank/list.txt")),
        ("i.txt", sample("europresse/list.txt")),
        ("j.html", sample("europresse/page.html")),
        ("k.rtf", sample("rtf/plain.rtf")),
        ("l.docx", docx(&paragraphs(&lines))),
        ("m.html", sample("newsbank/page.html")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_cut_and_no_flipped_byte_makes_a_reader_panic(
        which in 0usize..13, share in 0.0f64..1.0, flips in proptest::collection::vec((0.0f64..1.0, any::<u8>()), 0..6)
    ) {
        let (name, mut bytes) = samples().swap_remove(which);
        bytes.truncate((bytes.len() as f64 * share) as usize);
        for (at, byte) in flips {
            let at = (bytes.len() as f64 * at) as usize;
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        for article in outcomes(name, &bytes).iter().flatten() {
            leads_back(article, &bytes);
        }
    }

    #[test]
    fn whole_articles_before_a_cut_are_kept(share in 0.0f64..1.0) {
        let text = String::from_utf8(sample("proquest/list.txt")).unwrap();
        let mut cut = (text.len() as f64 * share) as usize;
        while !text.is_char_boundary(cut) { cut -= 1; }
        let ends: Vec<usize> = text.match_indices("\nDocument URL:").map(|(at, _)| at).collect();
        let whole = ends.iter().filter(|&&end| end + 80 < cut).count().min(2);
        let found = outcomes("q.txt", &text.as_bytes()[..cut]);
        let ids: Vec<_> = found.iter().flatten().map(|article| article.id.clone()).collect();
        for id in ["1810000001", "1810000002"].iter().take(whole) {
            prop_assert!(ids.contains(&(*id).to_owned()), "{} of {:?}", id, ids);
        }
    }
}

#[test]
fn a_main_part_of_another_name_or_in_utf_16_is_read() {
    let main = document(&paragraphs("Shells fell on Eastquay."));
    let relations = b"<?xml version=\"1.0\"?><Relationships><Relationship Id=\"r1\" \
        Type=\"http://example.org/relationships/officeDocument\" Target=\"/word/document2.xml\"/></Relationships>";
    let other = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations),
        ("word/document2.xml", main.as_bytes()),
    ]);
    let wide: Vec<u8> = format!("\u{feff}{}", main.replace("UTF-8", "UTF-16"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", &wide)]);
    for bytes in [other, wide] {
        let found = outcomes("a.docx", &bytes);
        let article = found[0].as_ref().expect("an article");
        assert_eq!(article.text.trim(), "Shells fell on Eastquay.");
    }
}
