//! Tests of saved web pages: what is read of the samples, what is told of them, and that nothing in a page is too much.

#[path = "../../benches/pages/gold.rs"]
mod gold;

use super::expect::leads_back;
use super::shelf::{Shelf, complaint, gather, gzip};
use dateline::corpus::{CorpusError, Format, ReadOptions, embedded};
use dateline::text::{Article, Span};
use gold::{Gold, Match, scores};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples/html");
    fs::read(folder.join(name)).expect("a sample")
}

/// The one article or error of a page.
fn read(name: &str, bytes: &[u8]) -> Result<Article, CorpusError> {
    let options = ReadOptions::default();
    let mut all =
        gather(embedded(vec![(name.to_owned(), bytes.to_vec().into())], &options), &options);
    assert_eq!(all.len(), 1, "{name}");
    all.remove(0)
}

fn page(name: &str) -> Article {
    let bytes = sample(name);
    let article = read(name, &bytes).expect("an article");
    leads_back(&article, &bytes);
    article
}

/// What a sample is read as.
struct Read<'a> {
    id: &'a str,
    outlet: Option<&'a str>,
    date: &'a str,
    title: &'a str,
    /// The first and last words of the body.
    first: &'a str,
    last: &'a str,
    decoding: &'a str,
    paragraphs: usize,
}

fn check(name: &str, wanted: &Read<'_>) -> Article {
    let article = page(name);
    let title = article.layout.title.expect("a title");
    let body = article.text[title.end as usize..].trim();
    assert_eq!(article.id, wanted.id, "{name}");
    assert_eq!(article.outlet.as_deref(), wanted.outlet, "{name}");
    let date = article.layout.published.expect("a date").date;
    assert_eq!(date.to_string(), wanted.date, "{name}");
    assert_eq!(title.cut(&article.text), wanted.title, "{name}");
    assert!(body.starts_with(wanted.first), "{name}: {body}");
    assert!(body.ends_with(wanted.last), "{name}: {body}");
    assert_eq!(article.origin.decoding.to_string(), wanted.decoding, "{name}");
    assert_eq!(body.split("\n\n").count(), wanted.paragraphs, "{name}: {body}");
    article
}

#[test]
fn a_page_of_today_is_read_without_what_is_around_its_article() {
    let article = check(
        "linked-data.html",
        &Read {
            id: "https://courier.example/world/orvale-market",
            outlet: Some("The Marran Courier"),
            date: "2019-03-14",
            title: "Shells hit market in Orvale, medics say",
            first: "Shells fired from the hills hit the covered market in Orvale on Thursday, killing at least nine people & wounding twenty-two, medics said.",
            last: "if the guns fall silent until then.",
            decoding: "utf-8+html",
            paragraphs: 5,
        },
    );
    assert!(article.text.contains("\n\nA week of fighting\n\nThe town has changed hands twice since February.\nIts hospital was"));
    assert!(article.text.contains("“There was no warning,” said Iven Dorr"));
    for other in [
        "Sport",
        "cookies",
        "Anna Tell",
        "Share",
        "Smoke",
        "bomb exploded",
        "Rebels",
        "newsletter",
        "Bor",
        "kidnap",
        "Copyright",
        "draft",
        "disclaimer",
    ] {
        assert!(!article.text.contains(other), "{other}: {}", article.text);
    }
    assert_eq!(article.remarks, Vec::<String>::new());
}

#[test]
fn older_pages_are_read_in_their_encodings() {
    let xhtml = check(
        "microdata.xhtml",
        &Read {
            id: "microdata",
            outlet: None,
            date: "2014-05-09",
            title: "Police free hostages on bridge",
            first: "Police freed six hostages on the Karsk bridge",
            last: "who were held for eleven hours, were unhurt.",
            decoding: "utf-8+html",
            paragraphs: 2,
        },
    );
    assert_eq!(xhtml.remarks, Vec::<String>::new());
    let tables = check(
        "old-tables.htm",
        &Read {
            id: "old-tables",
            outlet: None,
            date: "1998-08-12",
            title: "Envoy visits Tessin",
            first: "The envoy, René Café, arrived in Tessin on Wednesday for talks on the truce, his office said – the first",
            last: "fired two shells over the river.",
            decoding: "windows-1252+html",
            paragraphs: 3,
        },
    );
    assert!(tables.text.contains("“We will go on”, he told reporters."));
    let utf8 = String::from_utf8(sample("linked-data.html")).expect("UTF-8");
    let wide: Vec<u8> =
        format!("\u{feff}{utf8}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let article = read("wide.html", &wide).expect("an article");
    leads_back(&article, &wide);
    assert_eq!(article.text, page("linked-data.html").text);
    assert_eq!(article.origin.decoding.to_string(), "utf-16le+html");
}

#[test]
fn what_is_no_whole_article_is_told() {
    for (name, told) in [
        ("paywall.html", "breaks off where readers must pay"),
        ("cookies.html", "a notice about cookies"),
        ("index.html", "a list of articles"),
        ("menu.html", "little of the page is text"),
        ("french.html", "its language is \"fr\""),
    ] {
        let article = page(name);
        let is_dated = article.layout.published.is_some();
        let undated = article.remarks.iter().filter(|remark| remark.contains("no date")).count();
        assert_eq!(undated, usize::from(!is_dated), "{name}: {:?}", article.remarks);
        assert_eq!(article.remarks.len(), 1 + undated, "{name}: {:?}", article.remarks);
        assert!(article.remarks[0].starts_with(&format!("{name}: ")), "{:?}", article.remarks);
        assert!(article.remarks[0].contains(told), "{name}: {:?}", article.remarks);
    }
    let told = complaint(&[read("by-script.html", &sample("by-script.html"))]);
    assert!(told.starts_with("by-script.html: a web page without text"), "{told}");
    let cut = "<html><p>The army took the pass on Sunday, officials said in the capital, after a week.<script>if (a)";
    let article = read("cut.html", cut.as_bytes()).expect("an article");
    assert!(article.remarks[0].contains("a script in it has no end"), "{:?}", article.remarks);
    let dated = "<link rel=canonical href=https://a.example/2016/08/12/pass><p>The army took the pass on Sunday, officials said in the capital.";
    let bad = dated.replace("<p>", "<meta name=date content=0001-01-01T00:00:00Z><p>");
    let article = read("bad.html", bad.as_bytes()).expect("an article");
    assert_eq!(article.layout.published.expect("a date").date.to_string(), "2016-08-12");
    let article = read("dated.html", dated.as_bytes()).expect("an article");
    assert_eq!(article.layout.published.expect("a date").date.to_string(), "2016-08-12");
    assert!(
        article.remarks[0].contains("2016-08-12 is read from its address"),
        "{:?}",
        article.remarks
    );
}

#[test]
fn pages_are_known_by_content_and_counted_as_such() {
    let shelf = Shelf::new();
    shelf.put("page.txt", sample("linked-data.html"));
    shelf.put("page.htm.gz", gzip(&sample("linked-data.html")));
    let options = ReadOptions::default();
    let paths = [shelf.0.path().to_owned()];
    let chunks = dateline::corpus::open(&paths, &options).map(|chunk| chunk.expect("a chunk"));
    let formats: Vec<_> = chunks
        .flat_map(|chunk| {
            chunk.readings(&options).map(|reading| reading.format).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(formats, [Some(Format::Html); 2]);
}

#[test]
fn pages_that_are_no_single_whole_article_are_told() {
    let story = |name: &str, rank: &str| {
        format!(
            "<article><{rank}>{name}</{rank}><p>{TEXT}</p><p>In {name}, {TEXT} {TEXT}</p></article>"
        )
    };
    let page = |inside: &str| {
        format!(
            "<html><head><meta name=date content=2016-08-12></head><body>{inside}</body></html>"
        )
    };
    let two = |rank: &str| {
        page(&[story("Orvale is shelled", rank), story("Karsk is taken", rank)].concat())
    };
    let article = read("two.html", two("h1").as_bytes()).expect("an article");
    assert!(article.remarks[0].contains("the first is read"), "{:?}", article.remarks);
    assert!(!article.text.contains("Karsk"), "{}", article.text);
    let article = read("front.html", two("h2").as_bytes()).expect("an article");
    assert!(article.remarks[0].contains("read as one with one date"), "{:?}", article.remarks);
    let whole = page(&story("Orvale is shelled", "h1"));
    let article = read("one.html", whole.as_bytes()).expect("an article");
    assert_eq!(article.remarks, Vec::<String>::new());
    let cut = &whole[..whole.rfind(", killing").expect("a sentence")];
    let article = read("cut.html", cut.as_bytes()).expect("an article");
    assert!(article.remarks[0].contains("has no end (</html>)"), "{:?}", article.remarks);
    for (text, told) in [
        (
            "To continue reading, subscribe to the Courier. Already a subscriber? Log in.",
            "must pay",
        ),
        ("Subscribe now to read the rest of this article.", "must pay"),
    ] {
        let paid = page(&format!(
            "<h1>Orvale is shelled</h1><p>{TEXT}</p><div class=paywall><p>{text}</p></div>"
        ));
        let article = read("paid.html", paid.as_bytes()).expect("an article");
        assert!(article.remarks[0].contains(told), "{:?}", article.remarks);
    }
    for (text, told) in [
        (
            "The page that you asked for could not be found on this server. It may have been moved.",
            "error",
        ),
        (
            "Please enable JavaScript in your browser, so that we can see that you are a reader.",
            "error",
        ),
        (
            "We use cookies to keep our services going, and those of others, if you accept them all.",
            "cookies",
        ),
    ] {
        let article = read("odd.html", page(&format!("<h1>Notice</h1><p>{text}</p>")).as_bytes());
        let remarks = article.expect("an article").remarks;
        assert!(remarks[0].contains(told), "{remarks:?}");
    }
}

#[test]
fn short_paragraphs_at_both_ends_are_read() {
    let page = format!(
        "<h1>Orvale is shelled</h1><time>9/5/2013</time><p>ORVALE, 05-09-2013 - It began at dawn, he said.</p><p>{TEXT}</p><p>It was quiet again by noon, he said.</p>"
    );
    let article = read("ends.html", page.as_bytes()).expect("an article");
    assert!(article.text.contains("It began at dawn") && article.text.contains("quiet again"));
    assert_eq!(article.layout.published.expect("a date").date.to_string(), "2013-09-05");
}

/// Two sentences that are read wherever they are.
const TEXT: &str =
    "Shells fell on the market on Monday, killing six people, medics said; the army denied it.";

/// A text of two paragraphs, each of them long enough to be running text.
const RUNNING: &str = "<p>Shells fell on the market of Gullhaven on Thursday, the mayor of the town said in the evening.</p>\
                       <p>Six people died at once, and eleven more were hurt, he told reporters in front of the town hall.</p>";

#[test]
fn what_stands_around_an_article_without_a_name_is_not_read() {
    let other = "<p>The readers of the site say what they like, and the editors of it do not mind that they do so.</p>".repeat(12);
    let cookies = "<div><p>We use cookies to measure the traffic of the site, to show advertisements, and to learn more.</p></div>";
    let article = format!("<article><h1>Market hit in Gullhaven</h1>{RUNNING}</article>");
    let plain = format!("<div><h1>Market hit in Gullhaven</h1>{RUNNING}{RUNNING}</div>");
    for page in [
        format!("<html><body>{article}<div>{other}</div></body></html>"),
        format!("<html><body><div>{other}</div><main>{article}</main></body></html>"),
        format!("<html><body>{cookies}{article}</body></html>"),
        format!("<html><body>{plain}<div><h2>12 Comments</h2>{other}</div></body></html>"),
        format!("<html><body>{plain}<h3>Leave a reply</h3><div>{other}</div></body></html>"),
    ] {
        let read = read("a.html", page.as_bytes()).unwrap();
        assert!(
            !read.text.contains("readers of the site") && !read.text.contains("cookies"),
            "{}",
            read.text
        );
        assert!(read.text.contains("Six people died at once"), "{}", read.text);
        leads_back(&read, page.as_bytes());
    }
    // A heading with such a word above the article is none above comments.
    let page = format!(
        "<html><body><h2>Comments</h2><div><h1>Market hit</h1>{RUNNING}</div></body></html>"
    );
    assert!(read("a.html", page.as_bytes()).unwrap().text.contains("Six people died at once"));
}

#[test]
fn what_is_not_shown_within_a_paragraph_is_not_read() {
    let page = format!(
        "<html><body><article><h1>Market hit</h1><p>Shells <span style='display:none'>never </span>fell on the market of Gullhaven, said the mayor of it.</p>{RUNNING}</article></body></html>"
    );
    let read = read("a.html", page.as_bytes()).unwrap();
    assert!(read.text.contains("Shells fell on the market of Gullhaven, said"), "{}", read.text);
    leads_back(&read, page.as_bytes());
}

#[test]
fn a_text_that_only_json_ld_has_is_read() {
    let body = "Shells fell on the market of Gullhaven on Thursday. Six people died at once.\\n\\nEleven more were hurt.";
    let page = |shown: &str| {
        format!(
            r#"<html><head><title>Market hit</title><script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2016-08-12","articleBody":"{body}"}}</script></head><body>{shown}</body></html>"#
        )
    };
    for shown in ["", "<p>Loading, please wait.</p>"] {
        let read = read("a.html", page(shown).as_bytes()).unwrap();
        assert_eq!(read.text, format!("Market hit\n\n{}", body.replace("\\n", "\n")));
        assert!(read.origin.decoding.is_extracted);
        let text = read.text.find("Six").unwrap();
        assert_eq!(read.origin.offsets.raw(Span::new(text, text + 3)).start, text as u64);
        assert!(
            read.remarks.len() == 1 && read.remarks[0].contains("JSON-LD"),
            "{:?}",
            read.remarks
        );
    }
    let read = read("a.html", page(RUNNING).as_bytes()).unwrap();
    assert!(!read.origin.decoding.is_extracted && read.text.contains("he told reporters"));
}

#[test]
fn no_nesting_is_too_deep_and_no_page_too_odd() {
    let many = |part: &str| part.repeat(100_000);
    for (before, after) in [
        (many("<div>"), many("</div>")),
        (many("<b>"), String::new()),
        (many("<table><tr><td>"), String::new()),
        (many("<ul><li>"), many("</li>")),
        (many("<p>"), many("</p>")),
        (many("<a href=x>"), many("</a>")),
        (many("</div>"), many("<br>")),
        (many("<section class='main-content'>"), String::new()),
        (many("&amp;lt;&#99999999;&nbsp;"), many("&")),
        (format!("<p title=\"{}\">", many("<x>")), many("<")),
        (
            format!("<script type='application/ld+json'>{}</script>", many("[{\"@graph\":")),
            String::new(),
        ),
        (many("<svg><title>"), String::new()),
    ] {
        let page = format!("<!doctype html>{before}<p>{TEXT}</p>{after}");
        let article = read("deep.html", page.as_bytes()).expect("an article");
        assert!(article.text.contains(TEXT), "{}", &page[..60]);
    }
}

/// The texts of the public collection are read as well as was measured.
#[test]
fn articles_of_real_pages_are_read() {
    let Some(pages) = Gold::all() else {
        println!("skipped: DATELINE_DATA is not set");
        return;
    };
    let unseen = pages.iter().filter(|page| page.is_unseen());
    let found: Vec<Match> = unseen.map(|page| Match::of(page, page.article().as_ref())).collect();
    let (precision, recall, f1) = scores(&found);
    assert!(f1 > 0.95, "precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    for page in pages.iter().step_by(20) {
        if let Ok(article) = read("page.html", &page.page) {
            leads_back(&article, &page.page);
        }
    }
}

const SAMPLES: [&str; 4] =
    ["linked-data.html", "microdata.xhtml", "old-tables.htm", "paywall.html"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_page_that_is_cut_or_damaged_leads_back(at in 0.0f64..1.0, other in 0.0f64..1.0, byte in any::<u8>(), which in 0..SAMPLES.len()) {
        let mut bytes = sample(SAMPLES[which]);
        let place = |share: f64, len: usize| (share * len as f64) as usize;
        let flip = place(other, bytes.len());
        bytes[flip] = byte;
        let cut = &bytes[..place(at, bytes.len())];
        for bytes in [&bytes[..], cut] {
            let page = [b"<!doctype html>", bytes].concat();
            if let Ok(article) = read("page.html", &page) {
                leads_back(&article, &page);
            }
        }
    }

    #[test]
    fn the_paragraphs_before_a_cut_are_read(at in 0.0f64..1.0) {
        let whole = sample("microdata.xhtml");
        let text = String::from_utf8(whole.clone()).unwrap();
        let end = text.find("</p>\n<p>One officer").unwrap();
        let cut = end + (at * (whole.len() - end) as f64) as usize;
        let article = read("page.xhtml", &whole[..cut]).unwrap();
        prop_assert!(article.text.contains("arrested two gunmen, a spokesman said."));
        prop_assert!(!article.text.contains('<'), "{}", article.text);
    }
}
