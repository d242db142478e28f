//! Tests of articles saved from the press databases, in each form in which they are saved: how many there are, what is
//! said of them, where their texts begin and end, and the way back to the bytes.

use super::packed::{docx, paragraphs};
use super::shelf::gather;
use dateline::corpus::{
    Chunks, CorpusError, Format, Omission, ReadOptions, Reading, embedded, evidence_from_raw,
};
use dateline::text::{Article, Span};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// A sample.
pub fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples");
    fs::read(folder.join(name)).expect("a sample")
}

fn in_memory(name: &str, bytes: &[u8], options: &ReadOptions) -> Chunks {
    embedded(vec![(name.to_owned(), bytes.to_vec().into())], options)
}

/// All readings of a file.
pub fn readings(name: &str, bytes: &[u8]) -> Vec<Reading> {
    let options = ReadOptions::default();
    let chunks = in_memory(name, bytes, &options);
    chunks
        .flat_map(|chunk| chunk.expect("a chunk").readings(&options).collect::<Vec<_>>())
        .collect()
}

/// All articles and errors of a file.
pub fn articles(name: &str, bytes: &[u8]) -> Vec<Result<Article, CorpusError>> {
    let options = ReadOptions::default();
    gather(in_memory(name, bytes, &options), &options)
}

/// What is expected of an article: id, outlet, date, title, first and last words of the body.
type Expected<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

/// Compares the articles of a file, and checks that each leads back to its bytes; the errors that are left.
fn check(name: &str, bytes: &[u8], format: Format, expected: &[Expected<'_>]) -> Vec<String> {
    let mut errors = Vec::new();
    let mut found = Vec::new();
    for reading in readings(name, bytes) {
        match reading.outcome {
            Ok(article) => {
                assert_eq!(reading.format, Some(format), "{name}");
                found.push(article);
            }
            Err(Omission::Error(error)) => errors.push(error.to_string()),
            Err(Omission::PassedOver { what, count, .. }) => errors.push(format!("{count} {what}")),
        }
    }
    let ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|expected| expected.0).collect();
    assert_eq!(ids, wanted, "{name}");
    for (article, &(id, outlet, date, title, first, last)) in found.iter().zip(expected) {
        assert_eq!(article.outlet.as_deref().unwrap_or(""), outlet, "{name} {id}");
        let day = article.layout.published.map(|published| published.date.to_string());
        assert_eq!(day.as_deref().unwrap_or(""), date, "{name} {id}: {:?}", article.remarks);
        let shown = article.layout.title.map(|span| span.cut(&article.text)).unwrap_or("");
        let shown: Vec<&str> = shown.split_whitespace().collect();
        assert_eq!(shown.join(" "), title, "{name} {id}");
        let body = match article.text.split_once("\n\n") {
            Some((head, body))
                if !title.is_empty() && head.split_whitespace().eq(title.split_whitespace()) =>
            {
                body
            }
            _ => &article.text,
        };
        assert!(body.trim_start().starts_with(first), "{name} {id}: {body:?}");
        assert!(body.trim_end().ends_with(last), "{name} {id}: {body:?}");
        leads_back(article, bytes);
    }
    errors
}

/// Each word, and each line, leads back to the bytes.
pub fn leads_back(article: &Article, bytes: &[u8]) {
    if article.origin.decoding.is_extracted {
        return;
    }
    let mut start = 0;
    for line in article.text.split('\n') {
        let whole = Span::new(start, start + line.len());
        let words = line.split(' ').scan(start, |at, word| {
            let span = Span::new(*at, *at + word.len());
            *at += word.len() + 1;
            Some(span)
        });
        for span in words.chain([whole]).filter(|span| !span.is_empty()) {
            let offsets = &article.origin.offsets;
            if !offsets.is_cut(span.start) || !offsets.is_cut(span.end) {
                continue;
            }
            let raw = offsets.raw(span);
            let slice = &bytes[raw.start as usize..raw.end as usize];
            let cut = evidence_from_raw(slice, article.origin.decoding);
            assert_eq!(cut.as_deref(), Some(span.cut(&article.text)), "{}", article.id);
        }
        start += line.len() + 1;
    }
}

const SHELLS: &str = "Shells hit the market in Eastquay";
const TALKS: &str = "Talks on port open";

#[test]
fn old_exports_of_nexis_are_read() {
    let bytes = sample("nexis/old.txt");
    let errors = check(
        "old.txt",
        &bytes,
        Format::Nexis,
        &[
            (
                "old:1",
                "The Gullhaven Post",
                "2016-08-12",
                "Shells hit the market in Eastquay as the truce breaks down",
                "Shells fell on the market",
                "nine months, officials said.",
            ),
            (
                "old:2",
                "The Harbour Times",
                "2001-08-09",
                "Talks on Port Open; Mediators Urge Calm",
                "Envoys of both sides",
                "to follow next week.",
            ),
            (
                "old:3",
                "Der Hafenbote",
                "2016-10-14",
                "Granaten auf Eastquay",
                "Am Donnerstag",
                "Menschen starben.",
            ),
        ],
    );
    assert_eq!(
        errors,
        [
            "old.txt: article 4 (\"Market: the week in pictures\"): it has no text, only what describes it; export it with its full text"
        ]
    );
    let windows: Vec<u8> = String::from_utf8(bytes)
        .unwrap()
        .trim_start_matches('\u{feff}')
        .replace('\n', "\r\n")
        .chars()
        .map(|c| c as u32 as u8)
        .collect();
    let found = articles("old.txt", &windows);
    assert_eq!(found.iter().flatten().count(), 3);
    found.iter().flatten().for_each(|article| leads_back(article, &windows));
    assert!(found[2].as_ref().unwrap().text.contains("Zwölf"));
}

const UNI: [Expected<'static>; 2] = [
    (
        "uni:1",
        "The Gullhaven Post",
        "2016-08-12",
        SHELLS,
        "Shells fell on the market",
        "said a trader. Body",
    ),
    (
        "uni:2",
        "The Harbour Times",
        "2016-08-09",
        TALKS,
        "Envoys of both sides",
        "to open the port.",
    ),
];

#[test]
fn nexis_uni_is_read_from_rich_text_and_word() {
    let not_shown = "article 3 (\"A document that is not shown\"): the database printed a message instead; look it up there";
    let lines = String::from_utf8(sample("nexis/uni.lines")).unwrap();
    let word = docx(&paragraphs(&lines));
    for (name, bytes) in [
        ("uni.rtf", sample("nexis/uni.rtf")),
        ("uni.docx", word),
        ("uni.txt", lines.clone().into_bytes()),
    ] {
        let errors = check(name, &bytes, Format::Nexis, &UNI);
        assert_eq!(errors, [format!("{name}: {not_shown}")]);
        let found = articles(name, &bytes);
        let first = found[0].as_ref().unwrap();
        assert!(first.text.contains("“We heard three explosions,” said"), "{name}: {}", first.text);
        let extracted = first.origin.decoding.is_extracted;
        assert_eq!(extracted, name == "uni.docx");
        assert!(
            !first.remarks.iter().any(|remark| remark.contains("names 3 documents")),
            "{:?}",
            first.remarks
        );
    }
    // One article saved alone has no cover page, and goes by the name of its file.
    let alone =
        lines.split("LexisNexis\n\n").nth(1).unwrap().split("End of Document").next().unwrap();
    let alone = docx(&paragraphs(&format!("{alone}End of Document\n")));
    check(
        "Shells.DOCX",
        &alone,
        Format::Nexis,
        &[("Shells", UNI[0].1, UNI[0].2, UNI[0].3, UNI[0].4, UNI[0].5)],
    );
}

#[test]
fn a_file_of_nexis_that_is_cut_off_gives_what_is_whole() {
    let lines = String::from_utf8(sample("nexis/uni.lines")).unwrap();
    let cut = lines.find("agreed to open the port").unwrap();
    let found = articles("uni.txt", &lines.as_bytes()[..cut]);
    assert_eq!(found.len(), 2);
    let first = found[0].as_ref().unwrap();
    assert!(
        first.remarks.iter().any(|odd| odd.contains("names 3 documents, and 1 are in the file")),
        "{:?}",
        first.remarks
    );
    assert_eq!(
        found[1].as_ref().unwrap_err().to_string(),
        "uni.txt: article 2 (\"Talks on port open\"): the file ends inside it; export it again"
    );
}

#[test]
fn factiva_is_read_from_text_with_codes_and_without() {
    let errors = check(
        "f.txt",
        &sample("factiva/coded.txt"),
        Format::Factiva,
        &[
            (
                "GULLH00020160812ec8c0001x",
                "The Gullhaven Post",
                "2016-08-12",
                SHELLS,
                "Shells fell",
                "for two days.",
            ),
            (
                "HARBT00020160810ec8a0002y",
                "The Harbour Times",
                "2016-08-10",
                TALKS,
                "Envoys",
                "in Westquay.",
            ),
        ],
    );
    assert_eq!(
        errors,
        [
            "f.txt: article 3 (\"A third article that is cut\"): the file ends inside it; export it again"
        ]
    );
    let errors = check(
        "p.txt",
        &sample("factiva/plain.txt"),
        Format::Factiva,
        &[
            (
                "GULLH00020160812ec8c0001x",
                "The Gullhaven Post",
                "2016-08-12",
                "Shells hit the market in Eastquay; hospital counts twelve dead",
                "Shells fell",
                "of the attack.",
            ),
            (
                "HARBT00020160810ec8a0002y",
                "The Harbour Times",
                "2016-08-10",
                TALKS,
                "Envoys",
                "to open the port.",
            ),
        ],
    );
    assert_eq!(errors, <[String; 0]>::default());
}

/// The words of a text of a page, whatever its tags.
fn words(text: &str) -> String {
    let mut plain = String::new();
    let mut is_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                plain.push(' ');
            }
            _ if !is_tag => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_of_the_databases_are_read() {
    let pages: [(&str, &str, Format, &[Expected<'_>]); 4] = [
        (
            "factiva/coded.html",
            "f",
            Format::Factiva,
            &[
                (
                    "GULLH00020160812ec8c0001x",
                    "The Gullhaven Post",
                    "2016-08-12",
                    "Shells hit the market in Eastquay & nearby",
                    "Shells fell on the market of Eastquay on Thursday",
                    "The truce had held for two days.",
                ),
                (
                    "HARBT00020160810ec8a0002y",
                    "The Harbour Times",
                    "2016-08-10",
                    TALKS,
                    "Envoys",
                    "in Westquay.",
                ),
            ],
        ),
        (
            "factiva/plain.html",
            "g",
            Format::Factiva,
            &[(
                "GULLH00020160109ec8c0001x",
                "The Gullhaven Post",
                "2016-01-09",
                SHELLS,
                "EASTQUAY -- Shells",
                "of the attack.",
            )],
        ),
        (
            "europresse/page.html",
            "e",
            Format::Europresse,
            &[
                (
                    "news·20160812·CP·4123456",
                    "Le Courrier du Port",
                    "2016-08-12",
                    SHELLS,
                    "Shells fell",
                    "accused each other.",
                ),
                (
                    "news·20160810·HT·4123457",
                    "The Harbour Times",
                    "2016-08-10",
                    TALKS,
                    "Envoys",
                    "in Westquay.",
                ),
            ],
        ),
        (
            "newsbank/page.html",
            "n",
            Format::NewsBank,
            &[(
                "n",
                "Gullhaven Post (Gullhaven, GH)",
                "2016-08-12",
                SHELLS,
                "Shells fell",
                "accused each other.",
            )],
        ),
    ];
    for (name, stem, format, expected) in pages {
        let bytes = sample(name);
        let found = readings(&format!("{stem}.html"), &bytes);
        assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
        for (reading, &(id, outlet, date, title, first, last)) in found.iter().zip(expected) {
            let Ok(article) = &reading.outcome else { panic!("{name}: {reading:?}") };
            assert_eq!(reading.format, Some(format));
            let day = article.layout.published.map(|published| published.date.to_string());
            let known = (&*article.id, article.outlet.as_deref(), day.as_deref());
            assert_eq!(known, (id, Some(outlet), Some(date)), "{name}");
            let text = words(&article.text);
            let squeezed = |text: &str| words(text).replace(' ', "");
            assert!(
                squeezed(&text).starts_with(&squeezed(&format!("{title}{first}"))),
                "{name}: {text}"
            );
            assert!(text.ends_with(last), "{name}: {text}");
            leads_back(article, &bytes);
        }
    }
}

#[test]
fn proquest_newsbank_and_europresse_are_read() {
    let errors = check(
        "q.txt",
        &sample("proquest/list.txt"),
        Format::ProQuest,
        &[
            (
                "1810000001",
                "Gullhaven Post, Late Edition",
                "2016-08-12",
                SHELLS,
                "Shells fell",
                "of the attack.",
            ),
            ("1810000002", "Harbour Times", "2016-08-10", TALKS, "Envoys", "of prisoners."),
        ],
    );
    assert_eq!(errors, ["1 records without a full text"]);
    let errors = check(
        "n.txt",
        &sample("newsbank/list.txt"),
        Format::NewsBank,
        &[
            (
                "15E1A2B3C4D5",
                "Gullhaven Post (Gullhaven, GH)",
                "2016-08-12",
                SHELLS,
                "Shells fell",
                "of the attack.",
            ),
            (
                "n:2",
                "Harbour Times, The (Westquay, GH)",
                "2016-08-10",
                TALKS,
                "Envoys",
                "to open the port.",
            ),
        ],
    );
    assert_eq!(errors, <[String; 0]>::default());
    let errors = check(
        "e.txt",
        &sample("europresse/list.txt"),
        Format::Europresse,
        &[
            (
                "news·20160812·CP·4123456",
                "Le Courrier du Port",
                "2016-08-12",
                SHELLS,
                "Shells fell",
                "of the attack.",
            ),
            (
                "news·20160810·HT·4123457",
                "The Harbour Times",
                "2016-08-10",
                TALKS,
                "Envoys",
                "to open the port.",
            ),
        ],
    );
    assert_eq!(errors, <[String; 0]>::default());
}

#[test]
fn plain_rich_text_and_word_are_one_article() {
    let rtf = sample("rtf/plain.rtf");
    check(
        "note.rtf",
        &rtf,
        Format::Rtf,
        &[("note", "", "2016-08-12", SHELLS, "12 August 2016", "of the attack.")],
    );
    let article = &articles("note.rtf", &rtf)[0];
    assert!(article.as_ref().unwrap().text.contains("“Café” owner Петр said"));
    let body = concat!(
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Shells hit the market in </w:t></w:r><w:r><w:t>Eastquay</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>12 August 2016</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Twelve people, among them two children who had come to buy bread with their mother on the first calm day of the month, died when shells fell on Eastquay</w:t></w:r><w:del><w:r><w:delText> and Westquay</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t xml:space=\"preserve\"> &amp; the port&#8217;s pier;</w:t><w:br/><w:t>the hospital</w:t><w:tab/><w:t>said so.</w:t></w:r>",
        "<w:r><w:instrText>HYPERLINK</w:instrText><w:footnoteReference/></w:r></w:p>"
    );
    let word = docx(body);
    check(
        "note.docm",
        &word,
        Format::Docx,
        &[("note", "", "2016-08-12", SHELLS, "Shells hit", "said so.")],
    );
    let found = articles("note.docx", &word);
    assert!(
        found[0]
            .as_ref()
            .unwrap()
            .text
            .contains("shells fell on Eastquay & the port’s pier;\nthe hospital\tsaid so.")
    );
    // A title among the properties that is not printed goes before the text.
    let titled =
        articles("a.docx", &docx(&paragraphs("Both sides agreed on Thursday to a truce.")));
    assert_eq!(
        titled[0].as_ref().unwrap().text.trim_end(),
        "Shells hit the & market\n\nBoth sides agreed on Thursday to a truce."
    );
}

#[test]
fn ten_thousand_articles_are_read_from_one_file() {
    let mut text = String::new();
    for at in 0..10_000 {
        text.push_str(&format!("            {} of 10000 DOCUMENTS\n\n    Post\n\n    August 12, 2016 Friday\n\nTitle {at}\n\nLENGTH: 5 words\n\nShells fell – in {at}.\n\nLOAD-DATE: x\n\n", at + 1));
    }
    let found = articles("many.txt", text.as_bytes());
    assert_eq!(found.iter().flatten().count(), 10_000);
    let last = found[9_999].as_ref().unwrap();
    assert_eq!(
        (last.id.as_str(), last.text.as_str()),
        ("many:10000", "Title 9999\n\nShells fell – in 9999.")
    );
}

#[test]
fn encrypted_and_broken_documents_are_told() {
    let mut ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    ole.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let error =
        |name: &str, bytes: &[u8]| articles(name, bytes)[0].as_ref().unwrap_err().to_string();
    assert_eq!(error("a.docx", &ole), "a.docx: protected with a password; save it without one");
    let word = docx(&paragraphs("One."));
    assert!(error("a.docx", &word[..word.len() / 2]).starts_with("a.docx: cannot be unpacked: "));
    let cut = docx("<w:p><w:r><w:t>Shells fell on Eastquay.</w:t></w:r></w:p><w:p><w:r><w:t>Then");
    let found = articles("a.docx", &cut);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].is_ok()
            && found[1].as_ref().unwrap_err().to_string().contains("cannot be read further")
    );
    let open = articles("a.rtf", b"{\\rtf1 {Shells fell on Eastquay.");
    assert!(open[0].as_ref().unwrap().remarks[0].contains("ends inside a group"));
    let bomb = docx(
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:p><w:r><w:t>x&b;y</w:t></w:r></w:p>",
    );
    assert!(
        articles("a.docx", &bomb)
            .iter()
            .all(|read| read.as_ref().map_or(true, |a| a.text.len() < 60))
    );
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
        for article in articles(name, &bytes).iter().flatten() {
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
        let found = articles("q.txt", text[..cut].as_bytes());
        let ids: Vec<_> = found.iter().flatten().map(|article| article.id.clone()).collect();
        for id in ["1810000001", "1810000002"].iter().take(whole) {
            prop_assert!(ids.contains(&(*id).to_owned()), "{} of {:?}", id, ids);
        }
    }
}
