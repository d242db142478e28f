//! Tests of articles saved from the press databases, in each form in which they are saved: how many there are, what is
//! said of them, where their texts begin and end, and the way back to the bytes.

use super::expect::{Row, check_rows, leads_back, outcomes, readings, sample, words};
use super::packed::{docx, paragraphs};
use dateline::corpus::Format;

const SHELLS: &str = "Shells hit the market in Eastquay";
const TALKS: &str = "Talks on port open";

#[test]
fn old_exports_of_nexis_are_read() {
    let bytes = sample("nexis/old.txt");
    let errors = check_rows(
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
    let found = outcomes("old.txt", &windows);
    assert_eq!(found.iter().flatten().count(), 3);
    found.iter().flatten().for_each(|article| leads_back(article, &windows));
    assert!(found[2].as_ref().unwrap().text.contains("Zwölf"));
}

#[test]
fn old_exports_of_nexis_are_read_from_word_without_blank_lines() {
    let text = String::from_utf8(sample("nexis/old.txt")).expect("UTF-8");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // A title is one paragraph there.
    let joined =
        lines.join("\n").replace("truce\nbreaks", "truce breaks").replace("Edition 1;\n", "");
    let word = docx(&paragraphs(&joined));
    check_rows(
        "old.docx",
        &word,
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
}

const UNI: [Row<'static>; 2] = [
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
        let errors = check_rows(name, &bytes, Format::Nexis, &UNI);
        assert_eq!(errors, [format!("{name}: {not_shown}")]);
        let found = outcomes(name, &bytes);
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
    check_rows(
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
    let found = outcomes("uni.txt", &lines.as_bytes()[..cut]);
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
fn exports_that_are_cut_off_say_so() {
    for (name, sample_name, cut, number) in [
        ("o.txt", "nexis/old.txt", "A second round is", 2),
        ("q.txt", "proquest/list.txt", "They did not speak", 2),
        ("n.txt", "newsbank/list.txt", "and agreed to open", 2),
        ("e.txt", "europresse/list.txt", "and agreed to open", 2),
    ] {
        let bytes = sample(sample_name);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let found = outcomes(name, &text.as_bytes()[..text.find(cut).expect("a place")]);
        assert_eq!(found.len(), number, "{name}: {found:?}");
        assert!(found[..number - 1].iter().all(Result::is_ok), "{name}");
        let told = found[number - 1].as_ref().expect_err("it is cut off").to_string();
        assert!(told.ends_with("the file ends inside it; export it again"), "{name}: {told}");
    }
}

#[test]
fn factiva_is_read_from_tables_of_rich_text() {
    let lines = String::from_utf8(sample("factiva/coded.txt")).expect("UTF-8");
    let mut document = "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\n".to_owned();
    for line in lines.lines() {
        let cells = match line.split_once('\t') {
            Some((code, value)) => {
                format!("\\trowd\\intbl {{\\b {code}}}\\cell {value}\\cell\\row\n")
            }
            None => format!("\\pard {line}\\par\n"),
        };
        document.push_str(&cells);
    }
    document.push('}');
    let errors = check_rows(
        "f.rtf",
        document.as_bytes(),
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
    assert_eq!(errors.len(), 1, "{errors:?}");
}

#[test]
fn factiva_is_read_from_text_with_codes_and_without() {
    let errors = check_rows(
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
    let errors = check_rows(
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

#[test]
fn pages_of_the_databases_are_read() {
    let pages: [(&str, &str, Format, &[Row<'_>]); 4] = [
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
    let errors = check_rows(
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
    let errors = check_rows(
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
    let errors = check_rows(
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
fn ten_thousand_articles_are_read_from_one_file() {
    let mut text = String::new();
    for at in 0..10_000 {
        text.push_str(&format!("            {} of 10000 DOCUMENTS\n\n    Post\n\n    August 12, 2016 Friday\n\nTitle {at}\n\nLENGTH: 5 words\n\nShells fell – in {at}.\n\nLOAD-DATE: x\n\n", at + 1));
    }
    let found = outcomes("many.txt", text.as_bytes());
    assert_eq!(found.iter().flatten().count(), 10_000);
    let last = found[9_999].as_ref().unwrap();
    assert_eq!(
        (last.id.as_str(), last.text.as_str()),
        ("many:10000", "Title 9999\n\nShells fell – in 9999.")
    );
}
