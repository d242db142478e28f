//! Tests of exports of the press databases that are not as usual: dates that cannot be read, heads in other layouts,
//! lines of the database in other places. No article may be lost or joined to another without a word.

use super::expect::{check_rows, outcomes, readings};
use dateline::corpus::{Format, Omission};

fn ids(name: &str, text: &str) -> Vec<String> {
    let found = outcomes(name, text.as_bytes());
    found.into_iter().map(|read| read.map_or_else(|error| error.to_string(), |a| a.id)).collect()
}

fn factiva(letter: char, head: &str) -> String {
    format!(
        "Shells hit quarter {letter}\n{head}The Gullhaven Post\nGULLH\nEnglish\nCopyright 2016 Gullhaven Post.\n\n\
         Shells fell in quarter {letter}.\n\nDocument GULLH00020160812ec8c0001{letter}\n\n"
    )
}

#[test]
fn no_article_of_factiva_is_lost_for_its_head() {
    for odd in [
        "By Ann Porter\n52 words\nAugust 2016\n",
        "By Ann Porter\n52 words\n12 серпня 2016\n",
        "By Ann Porter\n52 words\n",
        "By Ann Porter\n12 August 2016\n",
        "52 mots\n12 août 2016\n",
        "",
    ] {
        let plain = "By Ann Porter\n52 words\n12 August 2016\n";
        for order in [[plain, odd, plain], [plain, plain, odd]] {
            let texts = order.iter().zip('a'..).map(|(head, letter)| factiva(letter, head));
            let text: String = texts.collect();
            let found = outcomes("f.txt", text.as_bytes());
            assert_eq!(found.len(), 3, "{odd}");
            for (read, letter) in found.iter().zip('a'..) {
                let article = read.as_ref().expect("an article");
                let title = article.layout.title.map(|span| span.cut(&article.text));
                assert_eq!(article.id, format!("GULLH00020160812ec8c0001{letter}"), "{odd}");
                assert_eq!(title, Some(&*format!("Shells hit quarter {letter}")), "{odd}");
                assert!(article.text.ends_with(&format!("fell in quarter {letter}.")), "{odd}");
            }
        }
    }
    let text =
        [factiva('a', "52 words\n12 August 2016\n"), factiva('b', "52 words\nMay 2016\n")].concat();
    let found = outcomes("f.txt", text.as_bytes());
    let told = &found[1].as_ref().expect("an article").remarks;
    assert!(told.iter().any(|odd| odd.contains("no date can be read in \"May 2016\"")), "{told:?}");
}

#[test]
fn factiva_numbers_its_articles_in_other_languages() {
    let russian = factiva('a', "52 слов\n12 августа 2016\n").replace("Document ", "Документ ");
    let text = [russian, factiva('b', "52 words\n12 August 2016\n")].concat();
    let days = outcomes("f.txt", text.as_bytes()).into_iter().map(|read| {
        let article = read.expect("an article");
        article.layout.published.map(|published| published.date.to_string())
    });
    assert_eq!(days.collect::<Vec<_>>(), vec![Some("2016-08-12".to_owned()); 2]);
}

fn newsbank(number: u32, source: &str) -> String {
    format!(
        "Shells hit quarter {number}\n{source}\nAuthor: Ann Porter | Page: A1 | Section: News\n52 Words\n\n\
         Shells fell in quarter {number}.\n\nCITATION (APA STYLE)\nPorter, A. (2016). Shells.\n\n\
         © Copyright 2016 Gullhaven Post\nRecord Number: 15E{number}\n\n"
    )
}

#[test]
fn no_article_of_newsbank_is_lost_for_its_head() {
    let plain = "August 12, 2016 | Gullhaven Post (Gullhaven, GH)";
    for (odd, told) in [
        ("August 2016 | Gullhaven Post (Gullhaven, GH)", "no date can be read"),
        ("2016-08-12 | Gullhaven Post (Gullhaven, GH)", ""),
        ("Gullhaven Post (Gullhaven, GH) - Summer 2016", "no date can be read"),
        ("Gullhaven Post", "are not understood"),
    ] {
        let text = [newsbank(1, plain), newsbank(2, odd), newsbank(3, plain)].concat();
        let found = outcomes("n.txt", text.as_bytes());
        assert_eq!(found.len(), 3, "{odd}");
        for (read, number) in found.iter().zip(1..) {
            let article = read.as_ref().expect("an article");
            assert_eq!(article.id, format!("15E{number}"), "{odd}");
            assert!(article.text.starts_with(&format!("Shells hit quarter {number}\n")), "{odd}");
            assert!(article.text.ends_with(&format!("fell in quarter {number}.")), "{odd}");
        }
        let remarks = &found[1].as_ref().expect("an article").remarks;
        let is_told = remarks.iter().any(|odd| odd.contains(told));
        assert!(is_told || told.is_empty(), "{odd}: {remarks:?}");
    }
}

#[test]
fn other_layouts_of_newsbank_are_read() {
    let labels = |number: u32| {
        format!(
            "Title: Shells hit quarter {number}\n\nAuthor: Ann Porter\n\nDate: August 12, 2016\n\n\
             Publication: Gullhaven Post (GH)\n\nPage: A1\n\nShells fell in quarter {number}.\n\n\
             Index terms: shells\n\nRecord Number: 15E{number}\n\nCopyright: (c) 2016 Post\n\n"
        )
    };
    let above = |number: u32| {
        format!(
            "Gullhaven Post (GH)\nAugust 12, 2016\nSection: News\nPage: A1\n\nShells hit quarter {number}\n\n\
             Shells fell in quarter {number}.\n\nCopyright (c) 2016 Post\nRecord Number: 15E{number}\n\n"
        )
    };
    for text in [[labels(1), labels(2)].concat(), [above(1), above(2)].concat()] {
        let row = |id, title, body| (id, "Gullhaven Post (GH)", "2016-08-12", title, body, body);
        let errors = check_rows(
            "n.txt",
            text.as_bytes(),
            Format::NewsBank,
            &[
                row("15E1", "Shells hit quarter 1", "Shells fell in quarter 1."),
                row("15E2", "Shells hit quarter 2", "Shells fell in quarter 2."),
            ],
        );
        assert_eq!(errors, <[String; 0]>::default());
    }
    // Without numbers.
    let head = "August 12, 2016 | Gullhaven Post (Gullhaven, GH)";
    let text = [newsbank(1, head), newsbank(2, head)].concat();
    let text = text.replace("Record Number: 15E1\n", "").replace("Record Number: 15E2\n", "");
    assert_eq!(ids("n.txt", &text), ["n:1", "n:2"]);
}

fn nexis(head: &str) -> String {
    format!(
        "                    1 of 1 DOCUMENTS\n\n                    Gullhaven Review\n\n{head}\
         Shells hit the market\n\nBYLINE: Ann Porter\n\nLENGTH: 5 words\n\nShells fell.\n\n\
         LOAD-DATE: August 13, 2016\n"
    )
}

#[test]
fn old_exports_of_nexis_keep_the_title_where_a_date_is_not_read() {
    for (head, day, told) in [
        ("                    August 2016\n\n", "", "no date can be read in \"August 2016\""),
        ("                    2016-08-12\n\n", "2016-08-12", ""),
        ("                    August 12 - August 18, 2016\n\n", "2016-08-12", ""),
        ("", "", ""),
    ] {
        let found = outcomes("o.txt", nexis(head).as_bytes());
        let article = found[0].as_ref().expect("an article");
        let title = article.layout.title.map(|span| span.cut(&article.text));
        assert_eq!(title, Some("Shells hit the market"), "{head}");
        assert_eq!(article.outlet.as_deref(), Some("Gullhaven Review"), "{head}");
        let date = article.layout.published.map(|published| published.date.to_string());
        assert_eq!(date.as_deref().unwrap_or(""), day, "{head}");
        let is_told = article.remarks.iter().any(|odd| odd.contains(told));
        assert!(is_told || told.is_empty(), "{head}: {:?}", article.remarks);
    }
}

#[test]
fn lines_of_nexis_in_other_places_are_no_text() {
    let with_address = nexis("").replace("5 words\n", "5 words\n\nURL: http://example.org/\n");
    assert!(outcomes("o.txt", with_address.as_bytes())[0].is_ok());
    let missing = nexis("").replace("1 of 1", "1 of 3");
    let found = outcomes("o.txt", missing.as_bytes());
    let told = &found[0].as_ref().expect("an article").remarks;
    assert!(told.iter().any(|odd| odd.contains("name 3, and 1 are in the file")), "{told:?}");
    let level = |number| {
        nexis("August 12, 1991\n\n")
            .replace("1 of 1 DOCUMENTS", &format!("LEVEL 1 - {number} OF 2 STORIES"))
    };
    let levels = [level(1), level(2)].concat();
    assert_eq!(ids("l.txt", &levels), ["l:1", "l:2"]);
    // The line ends of the first Macintosh.
    assert_eq!(ids("m.txt", &levels.replace('\n', "\r")), ["m:1", "m:2"]);
    let uni = "Link to Image\n\nShells hit the market\nGullhaven Post\nAugust 12, 2016 Friday\n\n\
               Length: 5 words\nBody\n\nShells fell.\n\nPage 2 of 2\n\nShells hit the market\n\n\
               Talks failed.\n\nLoad-Date: August 12, 2016\n\nEnd of Document\n";
    let found = outcomes("u.txt", uni.as_bytes());
    let article = found[0].as_ref().expect("an article");
    assert_eq!(article.text, "Shells hit the market\n\nShells fell.\n\nTalks failed.");
    let list = "User Name: A Reader\nDate and Time: October 25, 2022\nJob Number: 1827\n\nDocuments (2)\n\
                1. Shells hit the market\nClient/Matter: -None-\nSearch Terms: shells\n\n2. Talks on port open\n";
    let found = readings("list.txt", list.as_bytes());
    assert!(
        matches!(
            found[0].outcome,
            Err(Omission::PassedOver { what: "lists of documents", count: 1, .. })
        ),
        "{found:?}"
    );
}

fn proquest(number: u32, date: &str, text: &str) -> String {
    format!(
        "____________________________________________________________\n\nDocument {number} of 2\n\n\
         Shells hit quarter {number}\n\nAuthor: Porter, Ann.\n\nPublication info: Gullhaven Post 12 Aug 2016: A.1.\n\n\
         {text}\n\nSubject: Shells; Ports\n\nLocation: Eastquay\n\nTitle: Shells hit quarter {number}\n\n\
         Publication title: Gullhaven Post\n\nPublication date: {date}\n\nProQuest document ID: 18{number}\n\n\
         Database: ProQuest\n\n"
    )
}

#[test]
fn proquest_keeps_what_looks_like_its_own_lines() {
    let body = "Full text: Shells fell.\n\n____________________\n\nSubject: it is a word, he said.\n\n\
                Location: the port.\n\nTalks failed.";
    let other = proquest(2, "Aug 12-Sep 2, 2016", "Full text: Envoys met.");
    let text = [proquest(1, "Aug 12-Aug 18, 2016", body), other].concat();
    let row = |id, title, first, last| (id, "Gullhaven Post", "2016-08-12", title, first, last);
    let errors = check_rows(
        "q.txt",
        text.as_bytes(),
        Format::ProQuest,
        &[
            row("181", "Shells hit quarter 1", "Shells fell.", "Talks failed."),
            row("182", "Shells hit quarter 2", "Envoys met.", "Envoys met."),
        ],
    );
    assert_eq!(errors, <[String; 0]>::default());
    let headed = "FULL TEXT\n\nShells fell.\n\nDETAILS";
    let text = [1, 2].map(|number| proquest(number, "Aug 12, 2016", headed)).concat();
    let found = outcomes("q.txt", text.as_bytes());
    assert_eq!(found.len(), 2);
    for article in found.iter().flatten() {
        assert!(article.text.ends_with("\n\nShells fell."), "{}", article.text);
    }
    assert_eq!(found.iter().flatten().count(), 2);
}

#[test]
fn a_page_of_proquest_is_refused() {
    let page = "<!DOCTYPE html><html><head><title>ProQuestDocuments</title></head><body><p>Document 1 of 2</p>\
                <h2>Shells hit</h2><p><b>Full text: </b>Shells fell.</p><p>ProQuest document ID: 18</p></body></html>";
    let told = ids("q.html", page);
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("save them from the database as \"Text only\""), "{told:?}");
}

#[test]
fn europresse_is_read_with_other_certificates_and_heads() {
    let article = |number: u32, head: &str, mark: &str| {
        format!(
            "{head}Shells hit quarter {number}\n\nAnne Portier\n\nShells fell in quarter {number}.\n\n\
             © 2016 Le Courrier. Tous droits réservés.\n\n{mark}news·20160812·CP·{number}4975\n\n"
        )
    };
    let labelled = "Nom de la source\nLe Courrier\nType de source\nPresse • Journaux\nProvenance\nPort\n\
                    Vendredi 12 août 2016\nLe Courrier • p. 1 • 300 mots\n";
    for (head, mark) in [
        ("Le Courrier\nInternational, vendredi 12 août 2016, p. 1\n\n", "PUBLI-©"),
        ("Le Courrier\nInternational, août 2016, p. 1\n\n", ""),
        (labelled, ""),
    ] {
        let text = [1, 2].map(|number| article(number, head, mark)).concat();
        let row = |id, title, body| (id, "Le Courrier", "2016-08-12", title, body, body);
        let errors = check_rows(
            "e.txt",
            text.as_bytes(),
            Format::Europresse,
            &[
                row("news·20160812·CP·14975", "Shells hit quarter 1", "Shells fell in quarter 1."),
                row("news·20160812·CP·24975", "Shells hit quarter 2", "Shells fell in quarter 2."),
            ],
        );
        assert_eq!(errors, <[String; 0]>::default(), "{head}");
    }
}

#[test]
fn several_articles_in_an_unknown_layout_are_told() {
    let text = "Shells fell on the market of Gullhaven on Thursday, the mayor of the town said. "
        .repeat(4);
    let record = format!("Market hit\nPosted by desk\n\n{text}\n\nLength: 80 words\n\n");
    let word = |text: &str| {
        let lines: String = text.lines().map(|line| format!("{line}\\par\n")).collect();
        format!("{{\\rtf1\\ansi {lines}}}")
    };
    for (name, one, many) in [
        ("a.txt", record.clone(), record.repeat(3)),
        ("a.rtf", word(&record), word(&record.repeat(3))),
    ] {
        let told = |text: &str| -> Vec<String> {
            let found = outcomes(name, text.as_bytes());
            found.into_iter().flat_map(|read| read.unwrap().remarks).collect()
        };
        assert!(told(&many).iter().any(|told| told.contains("looks like 3 articles")), "{name}");
        assert_eq!(told(&one), Vec::<String>::new(), "{name}");
    }
}
