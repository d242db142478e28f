//! Tests of JSON in the namings and shapes of scrapers, news services and data sets, and of Telegram's exports.

use super::shelf::{Shelf, gather, ids, read};
use dateline::corpus::{CorpusError, Format, Omission, ReadOptions, embedded, open};
use dateline::text::{Article, Markup};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers/samples").join(name)
}

/// The articles of a sample, all of which are read, and each of which leads back to its bytes.
fn articles(name: &str) -> Vec<Article> {
    let path = sample(name);
    let bytes = std::fs::read(&path).unwrap();
    let found = read(&[path], &ReadOptions::default());
    let found: Vec<Article> = found.into_iter().map(|read| read.unwrap()).collect();
    found.iter().for_each(|article| super::expect::leads_back(article, &bytes));
    found
}

/// What is known of an article: id, outlet, day, title, and its last words.
fn known(article: &Article) -> [String; 5] {
    let title = article.layout.title.map(|span| span.cut(&article.text));
    let last = article.text.trim_end().rsplit(['.', '\n']).find(|part| !part.trim().is_empty());
    [
        article.id.clone(),
        article.outlet.clone().unwrap_or_default(),
        article.layout.published.map(|published| published.date.to_string()).unwrap_or_default(),
        title.unwrap_or_default().to_owned(),
        last.unwrap_or_default().trim().to_owned(),
    ]
}

#[test]
fn the_namings_of_scrapers_and_services_are_known() {
    #[rustfmt::skip]
    let expected: [(&str, &[[&str; 5]]); 15] = [
        ("news-please", &[["https://gullhaven-post.example/market", "gullhaven-post.example", "2016-08-12", "Shells hit \"Old Quay\" market", "Three traders were killed, the harbour council said"]]),
        ("trafilatura", &[["trafilatura", "Gullhaven Post", "2016-08-14", "Truce holds in Gullhaven", "No shot was heard"]]),
        ("newspaper", &[["https://gullhaven-post.example/a", "", "2016-08-15", "Guards leave", "Villagers came home"]]),
        ("newsapi", &[
            ["https://gullhaven-post.example/bridge", "Gullhaven Post", "2016-08-16", "Bridge blown up", "Nobody was hurt"],
            ["https://tarn.example/talks", "Tarn Times", "2016-08-17", "Talks begin", "They will last a week"],
        ]),
        ("event-registry", &[["6001", "Tarn Times", "2016-08-18", "Raid on a depot", "They took fuel"]]),
        ("webz", &[["9ab", "tarn.example", "2016-08-19", "Camp set on fire", "Ten tents burned"]]),
        ("elasticsearch", &[
            ["h1", "Sill Wire", "2016-08-21", "Patrol ambushed", "Two soldiers died"],
            ["h2", "Sill Wire", "2016-08-22", "Road closed", "Lorries wait"],
        ]),
        ("solr", &[["s-7", "Sill Wire", "2016-08-23", "Convoy turned back", "Its drivers were unhurt"]]),
        ("guardian", &[["world/2016/aug/24/strike", "", "2016-08-24", "Strike at the port", "Cranes stood still"]]),
        ("json-ld", &[["https://sill.example/mine", "Sill Wire", "2016-08-25", "Mine kills two", "Their cart was destroyed"]]),
        ("scrapy", &[
            ["https://sill.example/1", "Sill Wire", "2016-08-26", "Harvest burned", "Farmers fled"],
            ["https://sill.example/2", "Sill Wire", "2016-08-27", "Harvest saved", "Farmers returned"],
        ]),
        ("concatenated", &[
            ["c1", "", "2016-08-28", "", "Nobody was seen"],
            ["c2", "", "2016-08-29", "", "Children played"],
        ]),
        ("pages", &[
            ["66a0", "", "2016-08-30", "", "Nets were cut"],
            ["66a1", "", "2016-08-31", "", "Nets were full"],
        ]),
        ("by-id", &[
            ["k1", "sill.example", "2016-09-01", "Wall torn down", "Stones lie there"],
            ["k2", "sill.example", "2016-09-02", "Wall rebuilt", "Stones were carried"],
        ]),
        ("wordpress", &[]),
    ];
    for (name, wanted) in expected {
        let found = articles(&format!("json/{name}.json"));
        let remarks: Vec<&String> = found.iter().flat_map(|article| &article.remarks).collect();
        if wanted.is_empty() {
            let [article] = &found[..] else { panic!("{name}") };
            assert_eq!((&*article.id, article.origin.decoding.markup), ("41", Markup::Html));
            assert!(article.text.starts_with("A well is repaired \u{2013} at last\n\n"));
            assert!(article.text.contains("Water flows again."), "{}", article.text);
            continue;
        }
        assert!(remarks.is_empty(), "{name}: {remarks:?}");
        let found: Vec<_> = found.iter().map(known).collect();
        assert_eq!(found, wanted, "{name}");
    }
}

#[test]
fn a_list_without_texts_says_so() {
    for (name, said) in [
        ("json/gdelt-list.json", "it is an export of GDELT, which holds no texts of articles"),
        ("tables/20160825.export.CSV", "it is a table of GDELT's events, which holds no texts"),
        ("tables/20160825120000.gkg.csv", "it is a table of GDELT's knowledge graph, which holds"),
        (
            "tables/media-cloud.csv",
            "it is a list of stories exported from Media Cloud, which holds",
        ),
    ] {
        let found = read(&[sample(name)], &ReadOptions::default());
        let [Err(error @ CorpusError::NoTexts { .. })] = &found[..] else {
            panic!("{name}: {found:?}")
        };
        let told = error.to_string();
        assert!(told.contains(said) && told.contains("save the pages"), "{told}");
    }
}

/// The articles of a sample, and what is passed over in it.
fn readings(name: &str) -> (Vec<(Format, Article)>, Vec<&'static str>) {
    let options = ReadOptions::default();
    let (mut read, mut passed_over) = (Vec::new(), Vec::new());
    for chunk in open(&[sample(name)], &options) {
        for reading in chunk.unwrap().readings(&options) {
            match reading.outcome {
                Ok(article) => read.push((reading.format.unwrap(), article)),
                Err(Omission::PassedOver { what, .. }) => passed_over.push(what),
                Err(Omission::Error(error)) => panic!("{error}"),
            }
        }
    }
    (read, passed_over)
}

#[test]
fn messages_of_a_channel_are_articles() {
    let (found, passed_over) = readings("telegram/channel.json");
    let bytes = std::fs::read(sample("telegram/channel.json")).unwrap();
    assert!(found.iter().all(|(format, _)| *format == Format::Telegram));
    let found: Vec<Article> = found.into_iter().map(|(_, article)| article).collect();
    found.iter().for_each(|article| super::expect::leads_back(article, &bytes));
    assert_eq!(found[0].text, "Shells fell on Gullhaven, killing three 🐟 traders.\n\nMore soon.");
    assert_eq!(found[1].text, "The market after the attack.");
    let of = |article: &Article| {
        let published = article.layout.published.unwrap();
        (article.id.clone(), article.outlet.clone(), published.date.to_string(), published.time)
    };
    let (name, day) = ("Gullhaven — News".to_owned(), "2016-08-12".to_owned());
    let at = |hour, minute| Some(jiff::civil::time(hour, minute, 0, 0));
    assert_eq!(of(&found[0]), (format!("{name}/2"), Some(name.clone()), day.clone(), at(17, 41)));
    assert_eq!(of(&found[1]), (format!("{name}/3"), Some(name), day, at(18, 10)));
    assert_eq!(
        passed_over,
        [
            "messages of the service, such as who joined",
            "messages without a text, such as pictures"
        ]
    );
    // A sentence over several pieces leads back to all of them.
    let span = dateline::text::Span::new(7, found[0].text.find(" traders").unwrap());
    let raw =
        String::from_utf8(super::expect::cut(&found[0], &bytes, span).unwrap().to_vec()).unwrap();
    assert!(raw.starts_with("fell on ") && raw.ends_with("three \\ud83d\\udc1f"), "{raw}");
}

#[test]
fn all_chats_of_an_export_are_read() {
    let (found, passed_over) = readings("telegram/all-chats.json");
    let shown: Vec<_> = found.iter().map(|(_, article)| (&*article.id, &*article.text)).collect();
    assert_eq!(shown, [("Tarn Times/11", "Talks began in Tarn."), ("9/12", "All quiet here.")]);
    assert_eq!(passed_over.len(), 0);
}

#[test]
fn a_wrapped_list_is_never_whole_in_memory_and_loses_nothing() {
    let shelf = Shelf::new();
    let filler = "x".repeat(500);
    let element =
        |at: usize| format!(r#"{{"id":"{at}","note":"{filler}","text":"Item \"{at}\" fell."}}"#);
    let elements: Vec<String> = (0..3000).map(element).collect();
    let whole = format!(
        "{{\n\"head\":{{\"n\":[1,2]}},\n\"articles\":[\n{}\n],\n\"more\":[{}],\"last\":\"{filler}\"}}\n",
        elements.join(",\n"),
        element(3000)
    );
    let path = shelf.put("w.json", &whole);
    let options = ReadOptions::default();
    let chunks: Vec<_> = open(&[path], &options).map(|chunk| chunk.unwrap()).collect();
    assert!(chunks.len() > 4);
    let found: Vec<_> = chunks.iter().flat_map(|chunk| chunk.articles(&options)).collect();
    assert_eq!(found.len(), 3001);
    for (at, article) in found.iter().enumerate() {
        let article = article.as_ref().unwrap();
        assert_eq!(
            (&article.id, &article.text),
            (&at.to_string(), &format!("Item \"{at}\" fell."))
        );
    }
    super::expect::leads_back(found[3000].as_ref().unwrap(), whole.as_bytes());

    // What comes before a break is read, and the break is told.
    for (cut, least, said) in [
        (whole.len() - 3, 3001, "the file ends before its brackets are closed"),
        (whole.len() / 2, 1490, "the file ends inside this element of its list"),
        (whole.find(",\n\"more\"").unwrap() - 1, 3000, "the file ends before its list does"),
    ] {
        shelf.put("cut.json", &whole[..cut]);
        let found = shelf.read("cut.json");
        assert!(ids(&found).len() >= least, "{cut}: {}", ids(&found).len());
        let told = super::shelf::complaint(&found);
        assert!(told.contains(said), "{told}");
    }
    let torn = whole.replacen("\"more\"", "more", 1);
    shelf.put("torn.json", &torn);
    let found = shelf.read("torn.json");
    assert_eq!(ids(&found).len(), 3000);
    assert!(super::shelf::complaint(&found).contains("torn.json:3005: from here on it is no JSON"));
}

#[test]
fn one_object_is_named_after_its_file() {
    let shelf = Shelf::new();
    let long =
        format!("{{\n \"note\": \"{}\",\n \"text\": \"It held.\"\n}}\n", "x".repeat(600_000));
    for (name, text, expected) in [
        ("a.json", "{\"text\":\"It held.\"}", "a"),
        ("b.json", "{\n \"text\":\n \"It held.\"\n}\n", "b"),
        ("c.json", &long, "c"),
        ("d.jsonl", "{\"text\":\"It held.\"}", "d:1"),
        ("e.json", "[{\"text\":\"It held.\"}]", "e:1"),
    ] {
        shelf.put(name, text);
        let found = shelf.read(name);
        assert_eq!(ids(&found), [expected], "{found:?}");
        assert_eq!(found[0].as_ref().unwrap().text, "It held.");
    }
}

#[test]
fn a_field_inside_an_object_can_be_named() {
    let shelf = Shelf::new();
    let text = r#"{"text":"No.","story":{"parts":{"full":"It held."}},"by":{"name":"Wire"}}"#;
    let path = shelf.put("a.jsonl", text);
    let mut options = ReadOptions::default();
    options.fields.set("text=story.parts.full").unwrap();
    options.fields.set("outlet=by.name").unwrap();
    let found = read(&[path], &options);
    let article = found[0].as_ref().unwrap();
    assert_eq!((&*article.text, article.outlet.as_deref()), ("It held.", Some("Wire")));
}

#[test]
fn paragraphs_in_a_list_are_one_text() {
    let shelf = Shelf::new();
    let text = r#"{"title":["One","Two"],"text":["It \u0068eld.",null,""," For a day."]}"#;
    shelf.put("a.jsonl", text);
    let found = shelf.read("a.jsonl");
    let article = found[0].as_ref().unwrap();
    assert_eq!(article.text, "One\n\nIt held.\n\n For a day.");
    assert!(article.remarks[0].ends_with("its title is a list of 2; only the first is read"));
    super::expect::leads_back(article, text.as_bytes());
}

#[test]
fn content_decides_what_a_file_is() {
    let shelf = Shelf::new();
    let (lines, list, table) = (
        "{\"id\":\"a\",\"text\":\"One.\"}\n{\"id\":\"b\",\"text\":\"Two.\"}\n",
        "[{\"id\":\"a\",\"text\":\"One.\"},\n{\"id\":\"b\",\"text\":\"Two.\"}]",
        "id,text\na,One.\nb,Two.\n",
    );
    for text in [lines, list, table] {
        for name in ["x.txt", "x", "x.dump", "x.html"] {
            let path = shelf.put(name, text);
            assert_eq!(ids(&read(&[path], &ReadOptions::default())), ["a", "b"], "{name} {text}");
            // In a folder too, and in memory.
            if name != "x.dump" {
                assert_eq!(ids(&shelf.all()), ["a", "b"], "{name} {text}");
            }
            std::fs::remove_file(shelf.0.path().join(name)).unwrap();
            let options = ReadOptions::default();
            let files = vec![("x.txt".to_owned(), text.as_bytes().to_vec().into())];
            assert_eq!(ids(&gather(embedded(files, &options), &options)), ["a", "b"]);
        }
        let packed = super::shelf::gzip(text.as_bytes());
        let path = shelf.put("x.txt", &packed);
        assert_eq!(ids(&read(std::slice::from_ref(&path), &ReadOptions::default())), ["a", "b"]);
        let large = shelf.put("large.txt", lines.repeat(9000));
        assert_eq!(read(&[large], &ReadOptions::default()).len(), 18_000);
        std::fs::remove_file(shelf.0.path().join("large.txt")).unwrap();
        std::fs::remove_file(path).unwrap();
    }
    let wide: Vec<u8> =
        format!("\u{feff}{lines}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    shelf.put("wide.txt", wide);
    assert!(super::shelf::complaint(&shelf.read("wide.txt")).contains("iconv -f UTF-16LE"));
    shelf.put("words.pdf", "Only words.");
    let told = super::shelf::complaint(&shelf.read("words.pdf"));
    assert!(told.contains("its content is not what its name says"), "{told}");
    shelf.put("minutes.doc", "x");
    let told = super::shelf::complaint(&shelf.read("minutes.doc"));
    assert!(told.ends_with("which is not read; save it as .docx, .rtf or .txt"), "{told}");
}

#[test]
fn the_column_decides_the_order_of_its_dates() {
    let shelf = Shelf::new();
    let days = |name: &str| -> Vec<String> {
        let found = shelf.read(name);
        let day = |read: &Result<Article, CorpusError>| {
            let published = read.as_ref().unwrap().layout.published;
            published.map(|published| published.date.to_string()).unwrap_or_default()
        };
        found.iter().map(day).collect()
    };
    shelf.put("m.csv", "date,text\n4/5/17,One.\n4/19/17,Two.\n");
    assert_eq!(days("m.csv"), ["2017-04-05", "2017-04-19"]);
    let found = shelf.read("m.csv");
    let told = &found[0].as_ref().unwrap().remarks;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("its dates are read month first, since \"4/19/17\""), "{told:?}");
    assert!(found[1].as_ref().unwrap().remarks.is_empty());
    let lines = "{\"date\":\"4/5/17\",\"text\":\"05-04-2017 One.\"}\n{\"date\":\"4/19/17\",\"text\":\"Two.\"}\n";
    shelf.put("m.jsonl", lines);
    assert_eq!(days("m.jsonl"), ["2017-04-05", "2017-04-19"]);
    shelf.put("d.csv", "date,text\n4/5/17,One.\n19/4/17,Two.\n");
    assert_eq!(days("d.csv"), ["2017-05-04", "2017-04-19"]);
    shelf.put("both.csv", "date,text\n4/5/17,One.\n19/4/17,Two.\n4/19/17,Three.\n");
    assert_eq!(days("both.csv"), ["2017-05-04", "2017-04-19", "2017-04-19"]);
    let found = shelf.read("both.csv");
    assert!(found[0].as_ref().unwrap().remarks[0].contains("its dates are in two orders"));
    let found = articles("tables/tabs.tsv");
    assert_eq!(found[0].text, "Guns, \"big\" ones, were heard.");
    assert_eq!(found[1].text, "Two lines:\none, two.");
    assert_eq!(found[1].layout.published.unwrap().date.to_string(), "2016-09-05");
}

#[test]
fn tables_of_events_are_read_by_their_notes() {
    let (found, passed_over) = readings("tables/acled.csv");
    let shown: Vec<_> = found.iter().map(|(format, article)| (*format, known(article))).collect();
    assert_eq!(shown.len(), 2);
    assert_eq!(shown[0].0, Format::Acled);
    assert_eq!(shown[0].1[..3], ["SIL1", "Gullhaven Post; Tarn Times", "2016-08-12"]);
    assert!(found[1].1.text.ends_with("in Idlib against the price of bread."));
    assert_eq!(passed_over, ["events without notes"]);
    let (found, passed_over) = readings("tables/ucdp.csv");
    assert_eq!(found[0].0, Format::Ucdp);
    assert_eq!(known(&found[0].1)[..3], ["31001", "Sill Wire", "2016-08-15"]);
    assert_eq!(found[0].1.text, "Army says six rebels killed near Tarn");
    assert_eq!(passed_over, ["events without a headline"]);
}

/// All samples of JSON and of tables, with their bytes.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for folder in ["json", "telegram", "tables"] {
        for entry in std::fs::read_dir(sample(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            all.push((name, std::fs::read(&path).unwrap()));
        }
    }
    all.sort();
    all
}

fn read_bytes(name: &str, bytes: Vec<u8>) -> Vec<Result<Article, CorpusError>> {
    let options = ReadOptions::default();
    gather(embedded(vec![(name.to_owned(), bytes.into())], &options), &options)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_comes_before_a_cut_is_read(at in 0.0..1.0_f64) {
        for (name, bytes) in samples().into_iter().filter(|(name, _)| name.ends_with(".json")) {
            let len = (bytes.len() as f64 * at) as usize;
            let whole = read_bytes(&name, bytes.clone());
            let part = read_bytes(&name, bytes[..len].to_vec());
            let ends: Vec<u64> = whole.iter().flatten()
                .map(|article| article.origin.offsets.raw_end(article.text.len() as u32)).collect();
            // The record may go on behind its text: all but the last before the cut are whole for certain.
            let before = ends.iter().filter(|end| **end < len as u64).count().saturating_sub(1);
            let texts = |found: &[Result<Article, CorpusError>]| -> Vec<String> {
                found.iter().flatten().map(|article| article.text.clone()).collect()
            };
            let (whole, part) = (texts(&whole), texts(&part));
            prop_assert!(part.len() >= before, "{name} at {len}: {} of {before}", part.len());
            prop_assert!(part[..before] == whole[..before], "{name} at {len}");
        }
    }

    #[test]
    fn no_change_of_a_byte_panics(changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..6)) {
        for (name, mut bytes) in samples() {
            for (at, byte) in &changes {
                let at = (bytes.len() as f64 * at) as usize;
                bytes[at] = *byte;
            }
            let found = read_bytes(&name, bytes.clone());
            for article in found.iter().flatten() {
                super::expect::leads_back(article, &bytes);
            }
        }
    }
}

#[test]
fn hostile_json_is_refused_in_time() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(5000), close.repeat(5000));
    for (text, least) in [
        (deep("[", "]"), 0),
        (deep("{\"a\":", "}"), 0),
        (deep("[{\"articles\":", "}]"), 0),
        (format!("{{\"text\":\"One.\",\"x\":{}}}", deep("[", "]")), 1),
        (format!("[{{\"text\":\"One.\"}},{}]", deep("[", "]")), 1),
        ("{\"a\":[".repeat(20_000), 0),
        ("[{\"text\":1e999999}]".to_owned(), 0),
        ("{\"articles\":[{\"text\":\"\\ud800\\udc\"}]}".to_owned(), 0),
    ] {
        let found = read_bytes("a.json", text.clone().into_bytes());
        assert!(found.iter().flatten().count() >= least);
        assert!(found.iter().any(Result::is_err) || least > 0, "{:.60}", text);
    }
}
