//! Feeds, NewsML-G2 and NITF: which articles the samples give, what is told, and what no file may do.

use super::expect::{
    Expected, articles, check_on_disk, check_sample, errors, leads_back, passed_over, readings,
    sample,
};
use dateline::corpus::Format;
use proptest::prelude::*;

#[test]
fn links_of_an_entry_count_from_the_address_that_it_names() {
    let entry = |base: &str, link: &str| {
        format!(
            "<entry{base}><id>tag:x,2016:1</id><title>T</title><link{link}/><content>Shells fell.</content></entry>"
        )
    };
    let feed = |base: &str, entry: String| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"{base}><title>Post</title>{entry}</feed>"
        )
    };
    let own = " xml:base=\"https://post.example/a/\"";
    for (feed, id) in [
        (feed(own, entry("", " href=\"1.html\"")), "https://post.example/a/1.html"),
        (feed("", entry(own, " href=\"/1\"")), "https://post.example/1"),
        (feed(own, entry(" xml:base=\"b/\"", " href=\"1\"")), "https://post.example/a/b/1"),
        (feed(own, entry("", " href=\"https://x.example/1\"")), "https://x.example/1"),
    ] {
        let found = readings("a.xml", feed.as_bytes());
        assert_eq!(articles(&found)[0].id, id, "{feed}");
    }
}

#[test]
fn rss_gives_an_article_for_each_item() {
    let found = check_sample(
        "xml/rss2.xml",
        Format::Rss,
        &[
            Expected {
                id: "https://courier.example/?p=4711",
                title: "Shells hit the harbour & the old town",
                outlet: "Gullhaven Courier – World",
                date: "2016-08-12",
                first: "Shells killed six people in the harbour of Gullhaven on Thursday, the mayor’s office said.\n\n“We heard",
                last: "blasts,” a nurse said.\nRescuers searched until dawn.",
            },
            Expected {
                id: "https://courier.example/2016/08/talks/",
                title: "Truce talks resume",
                outlet: "Gullhaven Courier – World",
                date: "2016-08-11",
                first: "Envoys of both sides met in Ain Tal on Thursday & agreed",
                last: "to meet again.",
            },
            Expected {
                id: "https://courier.example/2016/08/fish/",
                title: "Fish & chips: the Courier tries ten",
                outlet: "Gullhaven Courier – World",
                date: "2016-08-12",
                first: "Ten shops & one winner.",
                last: "winner.",
            },
            Expected {
                id: "https://courier.example/2016/08/sorrel/",
                title: "Army withdraws from Port Sorrel",
                outlet: "Example Wire",
                date: "2016-08-10",
                first: "",
                last: "",
            },
        ],
    );
    assert_eq!(passed_over(&found), [("entries without text", 1)]);
    let told = &articles(&found)[0].remarks;
    let wanted = "2 of its 4 entries have only a summary, and 1 only a title";
    assert!(told[0].contains(wanted), "{told:?}");
    check_on_disk("xml/rss2.xml", "feed.xml");
    check_on_disk("xml/rss2.xml", "feed.rss");
}

#[test]
fn the_dates_of_a_feed_settle_their_order() {
    let dates = |second: &str| {
        let item = |date: &str| {
            format!(
                "<item><title>Six died</title><description>Six died in Ain Tal.</description><pubDate>{date}</pubDate></item>"
            )
        };
        let items = [item("3/4/2017"), item(second)].concat();
        let found = readings(
            "a.xml",
            format!("<rss version=\"2.0\"><channel>{items}</channel></rss>").as_bytes(),
        );
        let date = articles(&found)[0].layout.published.map(|published| published.date.to_string());
        (date.unwrap_or_default(), articles(&found)[0].remarks.join("; "))
    };
    let (date, told) = dates("4/19/2017");
    assert_eq!(date, "2017-03-04");
    assert!(told.contains("read month first"), "{told}");
    assert_eq!(dates("19/4/2017").0, "2017-04-03");
}

#[test]
fn packed_content_of_news_is_named() {
    let item = "<newsItem guid=\"a\"><contentSet><inlineData contenttype=\"text/plain\" encoding=\"base64\">U2l4IGRpZWQu\
                </inlineData></contentSet></newsItem>";
    let found = readings("a.xml", item.as_bytes());
    assert!(passed_over(&found)[0].0.contains("base64"), "{found:?}");
}

#[test]
fn old_feeds_of_rdf_are_read_in_the_encoding_that_they_declare() {
    let found = check_sample(
        "xml/rss1.xml",
        Format::Rss,
        &[Expected {
            id: "https://lighthouse.example/1",
            title: "Rebels free eleven prisoners",
            outlet: "The Lighthouse",
            date: "2016-08-09",
            first: "Rebels freed eleven prisoners near the café Almería on Tuesday,",
            last: "relatives said.",
        }],
    );
    assert_eq!(articles(&found)[0].origin.decoding.to_string(), "windows-1252+xml");
}

#[test]
fn atom_gives_an_article_for_each_entry() {
    check_sample(
        "xml/atom.xml",
        Format::Atom,
        &[
            Expected {
                id: "https://monitor.example/1",
                title: "Protesters & police clash",
                outlet: "Ain Tal Monitor",
                date: "2016-08-12",
                first: "Protesters clashed with police in Ain Tal on Friday.\n\nNine",
                last: "were hurt, a doctor said.",
            },
            Expected {
                id: "https://monitor.example/2",
                title: "Bridge reopens",
                outlet: "River Post",
                date: "2016-08-11",
                first: "The bridge over the Tal reopened on Thursday.\n\nLorries cross by day.",
                last: "\n\nBuses & cars cross at night.",
            },
            Expected {
                id: "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
                title: "Curfew lifted",
                outlet: "Ain Tal Monitor",
                date: "2016-08-10",
                first: "The curfew was lifted on Wednesday.\n\nShops opened",
                last: "at noon & closed at nine.",
            },
        ],
    );
}

#[test]
fn newsml_gives_its_news_items_and_counts_the_others() {
    let found = check_sample(
        "xml/newsml.xml",
        Format::NewsMl,
        &[
            Expected {
                id: "urn:newsml:wire.example:20160812:1",
                title: "Air strike hits market",
                outlet: "Example Wire",
                date: "2016-08-12",
                first: "(Ain Tal - August 12) An air strike killed nine traders in the market on Friday.\n\nThe ministry “regrets”",
                last: "the deaths & has opened an inquiry.",
            },
            Expected {
                id: "urn:newsml:wire.example:20160812:2",
                title: "Convoy reaches Port Sorrel",
                outlet: "EXWIRE",
                date: "2016-08-12",
                first: "Aid\n\nA convoy",
                last: "with food reached Port Sorrel on Friday.",
            },
            Expected {
                id: "urn:newsml:wire.example:20160812:3",
                title: "Ferry stops",
                outlet: "Example Wire",
                date: "2016-08-12",
                first: "The ferry to Gullhaven stopped on Friday.\n\nCrews left",
                last: "at 5 p.m. & went home.",
            },
        ],
    );
    let passed = [("packages of items", 1), ("news items without text", 1)];
    assert_eq!(passed_over(&found), passed);
    let cancelled = &articles(&found)[1].remarks;
    assert!(cancelled[0].contains("cancelled or withheld"), "{cancelled:?}");
}

#[test]
fn nitf_gives_its_text_once_and_without_what_is_beside_it() {
    let found = check_sample(
        "xml/nitf.xml",
        Format::Nitf,
        &[Expected {
            id: "1770101",
            title: "Guards Leave Border Post",
            outlet: "Gullhaven Courier",
            date: "2016-08-13",
            first: "Guards left a border post near Ain Tal on Thursday.\n\nThe empty post at Ain Tal.\n\nTraders\n\nMara Lind, a trader,",
            last: "said 30 crowns were no longer asked.\n\nLorries\n\n40",
        }],
    );
    assert!(articles(&found)[0].remarks.is_empty(), "{:?}", articles(&found)[0].remarks);
}

#[test]
fn evidence_leads_back_to_the_bytes_in_every_encoding() {
    for name in ["rss2.xml", "rss1.xml", "atom.xml", "newsml.xml", "nitf.xml"] {
        let bytes = sample(&format!("xml/{name}"));
        for article in articles(&readings("a.xml", &bytes)) {
            leads_back(article, &bytes);
        }
    }
    let text = String::from_utf8(sample("xml/atom.xml")).unwrap();
    let plain = readings("a.xml", text.as_bytes());
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    for bytes in [wide, marked] {
        let found = readings("a.xml", &bytes);
        assert_eq!(articles(&found).len(), 3);
        for (article, plain) in articles(&found).into_iter().zip(articles(&plain)) {
            assert_eq!((&article.id, &article.text), (&plain.id, &plain.text));
            leads_back(article, &bytes);
        }
    }
}

#[test]
fn other_xml_is_refused_with_what_is_read() {
    for (text, root) in [
        ("<?xml version=\"1.0\"?>\n<urlset><url/></urlset>", "urlset"),
        ("<?xml version='1.0'?><!-- a --><tei:TEI xmlns:tei='x'/>", "TEI"),
        ("<contentSet>\n<inlineXML/></contentSet>\n", "contentSet"),
    ] {
        let told = errors(&readings("a.xml", text.as_bytes()));
        let wanted =
            format!("a.xml: XML with the root <{root}>, which is not read; read are RSS, Atom");
        assert!(told.len() == 1 && told[0].starts_with(&wanted), "{told:?}");
    }
    let told = errors(&readings("a.xml", b"<?xml version='1.0'?> <!-- nothing"));
    assert!(told[0].contains("ends before its first element"), "{told:?}");
}

#[test]
fn entities_of_a_document_are_told_and_never_expanded() {
    let mut text = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>".to_owned();
    for at in 0..30 {
        let (name, inner) = (format!("b{}", at + 1), format!("&b{at};").repeat(10));
        text += &format!("<!ENTITY {name} \"{inner}\">");
    }
    text += "<!ENTITY file SYSTEM 'file:///etc/hostname'>]><rss><channel><item><title>A&b30;B &file;</title>\
        <description>Shells fell &b30; on Ain Tal.</description></item></channel></rss>";
    let found = readings("bomb.xml", text.as_bytes());
    let article = articles(&found)[0];
    assert_eq!(article.text, "A&b30;B &file;\n\nShells fell &b30; on Ain Tal.");
    assert!(article.remarks.iter().any(|told| told.contains("not expanded")), "{article:?}");
}

#[test]
fn a_file_that_breaks_off_gives_what_is_whole_and_an_error() {
    for (name, count) in [("rss2.xml", 4), ("atom.xml", 3), ("newsml.xml", 3)] {
        let bytes = sample(&format!("xml/{name}"));
        let whole = readings("a.xml", &bytes);
        let texts = |count: usize| -> Vec<String> {
            articles(&whole).iter().take(count).map(|article| article.text.clone()).collect()
        };
        assert_eq!(texts(9).len(), count);
        for len in (0..bytes.len()).step_by(7) {
            let part = readings("a.xml", &bytes[..len]);
            let read: Vec<String> =
                articles(&part).iter().map(|article| article.text.clone()).collect();
            assert_eq!(read, texts(read.len()), "{name} up to {len}");
            let is_told = !errors(&part).is_empty() || bytes[len..].trim_ascii().is_empty();
            assert!(is_told, "{name} up to {len}");
        }
    }
    let bytes = sample("xml/rss2.xml");
    let broken = String::from_utf8(bytes).unwrap().replacen("</item>", "", 1);
    let found = readings("a.xml", broken.as_bytes());
    assert_eq!(articles(&found).len(), 3);
    assert_eq!(errors(&found).len(), 1);
    assert!(
        errors(&found)[0].starts_with("a.xml:16: the item that begins here has no end"),
        "{:?}",
        errors(&found)
    );
}

#[test]
fn nesting_and_numbers_without_measure_are_endured() {
    let deep = format!(
        "<rss><channel><item><title>T</title><description>{}Shells fell.{}</description></item></channel></rss>",
        "<b>".repeat(100_000),
        "</b>".repeat(100_000)
    );
    let found = readings("a.xml", deep.as_bytes());
    assert_eq!(articles(&found).len() + errors(&found).len(), 1);
    let many = format!(
        "<rss><channel><title>T</title>{}</channel></rss>",
        "<item><title>Shells fell.</title></item>".repeat(10_000)
    );
    let found = readings("a.xml", many.as_bytes());
    assert_eq!((articles(&found).len(), errors(&found).len()), (10_000, 0));
    assert_eq!(articles(&found)[9_999].id, "a:10000");
    let odd = "<rss><channel><item><title>&#999999999999; &#x110000; &#0; A</title></item></channel></rss>";
    assert_eq!(
        articles(&readings("a.xml", odd.as_bytes()))[0].text,
        "&#999999999999; &#x110000; &#0; A"
    );
}

#[test]
fn the_examples_of_the_standard_are_read() {
    let Some(data) = std::env::var_os("DATELINE_DATA") else {
        eprintln!("skipped: DATELINE_DATA names no folder");
        return;
    };
    let folder = std::path::Path::new(&data).join("iptc_newsml/examples");
    let mut read = Vec::new();
    let mut names: Vec<_> =
        std::fs::read_dir(&folder).unwrap().flatten().map(|file| file.path()).collect();
    names.sort();
    for path in names.iter().filter(|path| path.extension().is_some_and(|ending| ending == "xml")) {
        let bytes = std::fs::read(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = readings(&name, &bytes);
        assert!(!found.is_empty(), "{name}");
        for article in articles(&found) {
            leads_back(article, &bytes);
            read.push((name.clone(), article.clone()));
        }
    }
    let shown: Vec<String> = read
        .iter()
        .map(|(name, article)| {
            let published = article.layout.published.map(|published| published.date.to_string());
            format!(
                "{} {} {}",
                &name[..10],
                published.unwrap_or_default(),
                article.text.lines().next().unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(shown, EXAMPLES, "{shown:#?}");
}

const EXAMPLES: [&str; 4] = [
    "LISTING_22 2016-10-19 Preview: Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05 p.m.",
    "LISTING_2_ 2016-11-21 Fed to halt QE to avert \"bubble\"",
    "Receiver V 2016-11-21 Fed to halt QE to avert \"bubble\"",
    "facet-exam 2020-02-04 Content goes here...",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn flipped_bytes_make_no_reader_panic(at in 0usize..5, flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12)) {
        let name = ["rss2.xml", "rss1.xml", "atom.xml", "newsml.xml", "nitf.xml"][at];
        let mut bytes = sample(&format!("xml/{name}"));
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        for article in articles(&readings("a.xml", &bytes)) {
            leads_back(article, &bytes);
        }
    }
}
