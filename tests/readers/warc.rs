//! WARC files: which records give articles, what is passed over and told, and what follows a broken record.

use super::expect::{articles, errors, leads_back, passed_over, readings, readings_within};
use super::shelf::gzip;
use dateline::corpus::{Format, ReadOptions, Reading, open};
use proptest::prelude::*;
use std::io::{Read, Write};

/// A page of its own about the place of this name.
fn page(place: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Shells hit {place}</title>\
         <meta property=\"article:published_time\" content=\"2016-08-12T17:41:00Z\"></head>\n\
         <body><article><h1>Shells hit {place}</h1><p>Shells killed six people in the market of {place} on Thursday, and \
         eleven more were hurt, the mayor said.</p><p>Rescuers searched the ruins of the market in {place} until dawn, and \
         found two children alive.</p></article></body></html>"
    )
}

fn record(sort: &str, address: &str, kind: &str, content: &[u8]) -> Vec<u8> {
    let id = address.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(byte));
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Record-ID: <urn:uuid:{id:016x}>\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n\
         WARC-Target-URI: {address}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn answer(address: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let content = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    record("response", address, "application/http; msgtype=response", &content)
}

fn address(place: &str) -> String {
    format!("https://courier.example/{place}.html")
}

fn plain_page(place: &str) -> Vec<u8> {
    answer(
        &address(place),
        "200 OK\r\nContent-Type: text/html; charset=utf-8",
        page(place).as_bytes(),
    )
}

fn chunked(bytes: &[u8]) -> Vec<u8> {
    let mut sent = Vec::new();
    for part in bytes.chunks(100) {
        write!(sent, "{:x};x=1\r\n", part.len()).expect("memory");
        sent.extend_from_slice(part);
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(b"0\r\n\r\n");
    sent
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

/// Records of all sorts; six of them hold pages.
fn records() -> Vec<Vec<u8>> {
    let html = "200 OK\r\nContent-Type: text/html";
    vec![
        record("warcinfo", "", "application/warc-fields", b"software: x\r\n"),
        record("request", &address("Ain Tal"), "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        plain_page("Ain Tal"),
        record("metadata", &address("Ain Tal"), "application/warc-fields", b"fetchTimeMs: 3\r\n"),
        answer(
            &address("Gullhaven"),
            &format!("{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"),
            &chunked(&gzip(page("Gullhaven").as_bytes())),
        ),
        answer(&address("Old"), "301 Moved\r\nContent-Type: text/html", page("Old").as_bytes()),
        answer("https://courier.example/a.png", "200 OK\r\nContent-Type: image/png", &[0; 3000]),
        answer(
            &address("Sorrel"),
            &format!("{html}\r\nContent-Encoding: deflate"),
            &deflated(page("Sorrel").as_bytes()),
        ),
        // The head says packed, and the crawler has unpacked it.
        answer(
            &address("Lind"),
            &format!("{html}\r\nTransfer-Encoding: chunked\r\nContent-Encoding: br"),
            page("Lind").as_bytes(),
        ),
        record(
            "revisit",
            &address("Lind"),
            "application/http",
            b"HTTP/1.1 304 Not Modified\r\n\r\n",
        ),
        record("resource", &address("Tal"), "text/html", page("Tal").as_bytes()),
        answer(&address("Packed"), &format!("{html}\r\nContent-Encoding: br"), &[0x8b, 2, 0x80, 3]),
        plain_page("Port"),
    ]
}

const PLACES: [&str; 6] = ["Ain Tal", "Gullhaven", "Sorrel", "Lind", "Tal", "Port"];

fn ids(found: &[Reading]) -> Vec<String> {
    articles(found).iter().map(|article| article.id.clone()).collect()
}

fn wanted(places: &[&str]) -> Vec<String> {
    places.iter().map(|place| address(place)).collect()
}

/// Each record packed by itself.
fn members(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| gzip(record)).collect()
}

#[test]
fn pages_are_read_from_every_sort_of_record_and_packing() {
    let records = records();
    for (name, bytes) in [
        ("a.warc", records.concat()),
        ("a.warc.gz", members(&records)),
        ("a.warc.gz", gzip(&records.concat())),
        ("a.warc.zst", super::shelf::zstd(&records.concat())),
    ] {
        let found = readings(name, &bytes);
        assert_eq!(ids(&found), wanted(&PLACES), "{name}");
        for (article, place) in articles(&found).into_iter().zip(PLACES) {
            assert!(
                article.text.contains(&format!("in the market of {place} on Thursday")),
                "{article:?}"
            );
            assert!(article.text.trim_end().ends_with("found two children alive."), "{article:?}");
            assert_eq!(
                article.layout.published.map(|published| published.date.to_string()).as_deref(),
                Some("2016-08-12")
            );
            assert!(
                article.origin.path.starts_with(&format!("{name}/urn:uuid:")),
                "{}",
                article.origin.path
            );
            leads_back(article, page(place).as_bytes());
        }
        assert!(found.iter().all(|reading| reading.format == Some(Format::Warc)));
        let passed: u64 = passed_over(&found).iter().map(|(_, count)| count).sum();
        assert_eq!(passed, 6, "{:?}", passed_over(&found));
        let told = errors(&found);
        assert!(
            told.len() == 1 && told[0].contains("packed in a way that is not read (br)"),
            "{told:?}"
        );
    }
}

#[test]
fn a_broken_member_costs_no_other_record() {
    let records = records();
    let packed: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    for (broken, place) in [(2, "Ain Tal"), (7, "Sorrel"), (12, "Port")] {
        let mut damaged = packed.clone();
        let middle = damaged[broken].len() / 2;
        damaged[broken][middle..middle + 9].fill(0xff);
        let found = readings("a.warc.gz", &damaged.concat());
        let others: Vec<&str> = PLACES.into_iter().filter(|other| *other != place).collect();
        assert_eq!(ids(&found), wanted(&others), "{place}");
        let told = errors(&found);
        assert!(told.iter().any(|told| told.contains("cannot be unpacked")), "{told:?}");
    }
    for (text, wrong) in
        [("Content-Length: ", "Content-Length: 9"), ("Content-Length: ", "Content-Size: ")]
    {
        let mut damaged = records.clone();
        let head = String::from_utf8(records[2].clone()).unwrap();
        damaged[2] = head.replacen(text, wrong, 1).into_bytes();
        let found = readings("a.warc", &damaged.concat());
        assert_eq!(ids(&found), wanted(&PLACES[1..]), "{wrong}");
        assert_eq!(errors(&found).len(), 2, "{:?}", errors(&found));
    }
}

#[test]
fn a_wrong_length_costs_no_other_record() {
    let records = records();
    let lengthened = |record: &[u8], by: &str| {
        let text = String::from_utf8_lossy(record).replacen("Content-Length: ", by, 1);
        text.into_bytes()
    };
    // A page, a record that is passed over, and a picture; far too long, and a bit.
    for (broken, others) in [(2, &PLACES[1..]), (1, &PLACES[..]), (6, &PLACES[..])] {
        for by in ["Content-Length: 99999999", "Content-Length: 1"] {
            let mut damaged = records.clone();
            damaged[broken] = lengthened(&records[broken], by);
            let bytes = damaged.concat();
            for (name, bytes) in [("a.warc", bytes.clone()), ("a.warc.gz", gzip(&bytes))] {
                let found = readings(name, &bytes);
                assert_eq!(ids(&found), wanted(others), "{broken} {by}");
                let told = errors(&found);
                assert!(told.iter().any(|told| told.contains("long as it says")), "{told:?}");
            }
        }
    }
    // Words that only look like a record belong to the content.
    let film =
        record("resource", "", "video/mp4", &b"x\r\n\r\nWARC/1.0\r\n\r\n\n\nWARC/1.".repeat(9));
    let found = readings("a.warc", &[film, plain_page("Port")].concat());
    assert_eq!((ids(&found), errors(&found).len()), (wanted(&["Port"]), 0));
}

#[test]
fn a_page_without_a_date_has_that_of_its_address() {
    let undated =
        page("Tal").replace("<meta property=\"article:published_time\"", "<meta name=\"x\"");
    let of = |address: &str, page: &str| {
        let html = "200 OK\r\nContent-Type: text/html";
        let found = readings("a.warc", &answer(address, html, page.as_bytes()));
        let article = articles(&found)[0];
        let date = article.layout.published.map(|published| published.date.to_string());
        (date.unwrap_or_default(), article.remarks.join("; "))
    };
    let (date, told) = of("https://courier.example/2016/08/15/tal", &undated);
    assert_eq!(date, "2016-08-15");
    assert!(told.contains("2016-08-15 is read from its address"), "{told}");
    assert_eq!(of("https://courier.example/tal", &undated).0, "");
    assert_eq!(of("https://courier.example/2016/08/15/tal", &page("Tal")).0, "2016-08-12");
}

#[test]
fn an_archive_is_read_under_a_name_that_says_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("crawl");
    for bytes in [plain_page("Port"), gzip(&plain_page("Port"))] {
        std::fs::write(&path, bytes).unwrap();
        let options = ReadOptions::default();
        let chunks = open(std::slice::from_ref(&path), &options).flatten();
        let found: Vec<_> = chunks
            .flat_map(|chunk| chunk.articles(&options).flatten().collect::<Vec<_>>())
            .collect();
        assert_eq!(found.iter().map(|article| &*article.id).collect::<Vec<_>>(), [address("Port")]);
    }
}

#[test]
fn a_record_behind_broken_heads_is_read() {
    let junk = b"WARC/1.0\r\n".repeat(2_000);
    for behind in [0, 100_000] {
        let bytes = [&junk[..], &plain_page("Port"), &b"\r\n".repeat(behind)].concat();
        let found = readings("a.warc", &bytes);
        assert_eq!(ids(&found), wanted(&["Port"]), "{behind}");
        assert!(!errors(&found).is_empty());
    }
}

#[test]
fn a_file_that_ends_within_the_mark_of_a_record_is_told() {
    let whole = plain_page("Sorrel");
    for mark in ["W", "WARC", "WARC/1"] {
        for (bytes, count) in
            [(mark.as_bytes().to_vec(), 0), ([&whole, mark.as_bytes()].concat(), 1)]
        {
            for (name, bytes) in [("a.warc", bytes.clone()), ("a.warc.gz", members(&[bytes]))] {
                let found = readings(name, &bytes);
                assert_eq!(articles(&found).len(), count, "{name} {mark}");
                assert!(!errors(&found).is_empty(), "{name} {mark}");
            }
        }
    }
}

#[test]
fn a_damaged_head_of_the_first_record_costs_no_other() {
    let bytes =
        [b"WA\xffC/1.0\r\nWARC-Type: warcinfo\r\n\r\n".to_vec(), plain_page("Sorrel")].concat();
    for (name, bytes) in [("a.warc", bytes.clone()), ("a.warc.gz", members(&[bytes]))] {
        let found = readings(name, &bytes);
        assert_eq!(ids(&found), wanted(&["Sorrel"]), "{name}");
        assert_eq!(errors(&found).len(), 1, "{name}");
    }
}

#[test]
fn a_file_that_breaks_off_gives_what_is_whole_and_an_error() {
    let records = records();
    let (plain, packed) = (records.concat(), members(&records));
    for (name, bytes, step) in [("a.warc", plain, 211), ("a.warc.gz", packed, 97)] {
        for len in (1..bytes.len()).step_by(step) {
            let found = readings(name, &bytes[..len]);
            let read = ids(&found);
            assert_eq!(read, wanted(&PLACES[..read.len()]), "{name} up to {len}");
            assert!(read.len() == PLACES.len() || len < bytes.len());
        }
        let found = readings(name, &bytes[..bytes.len() - 40]);
        assert_eq!(ids(&found), wanted(&PLACES[..5]), "{name}");
        assert_eq!(errors(&found).len(), 2, "{name}: {:?}", errors(&found));
    }
}

/// Bytes that are made as they are read.
struct Zeros(u64);

impl Read for Zeros {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let len = to.len().min(usize::try_from(self.0).unwrap_or(usize::MAX));
        to[..len].fill(b' ');
        self.0 -= len as u64;
        Ok(len)
    }
}

#[test]
fn records_of_any_size_are_passed_over_without_being_held() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("large.warc.gz");
    let mut file = std::fs::File::create(&path).unwrap();
    let size = 300u64 << 20;
    for kind in ["video/mp4", "text/html"] {
        let content = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n");
        let head = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:{kind}>\r\nContent-Length: {}\r\n\r\n{content}",
            content.len() as u64 + size
        );
        let mut member = flate2::write::GzEncoder::new(&mut file, flate2::Compression::fast());
        member.write_all(head.as_bytes()).unwrap();
        std::io::copy(&mut Zeros(size), &mut member).unwrap();
        member.write_all(b"\r\n\r\n").unwrap();
        member.finish().unwrap();
    }
    file.write_all(&gzip(&plain_page("Port"))).unwrap();
    drop(file);
    let options = ReadOptions::default();
    let mut found = Vec::new();
    for chunk in open(&[path], &options) {
        match chunk {
            Ok(chunk) => found.extend(chunk.articles(&options)),
            Err(error) => found.push(Err(error)),
        }
    }
    let told: Vec<String> =
        found.iter().filter_map(|read| read.as_ref().err()).map(ToString::to_string).collect();
    assert!(
        told.len() == 1 && told[0].contains("large.warc.gz/urn:text/html: larger than"),
        "{told:?}"
    );
    assert_eq!(
        found.iter().flatten().map(|article| &article.id).collect::<Vec<_>>(),
        [&address("Port")]
    );
}

#[test]
fn pages_that_grow_when_they_are_unpacked_are_refused() {
    let bomb = gzip(&vec![b' '; 4 << 20]);
    let bytes = answer(
        &address("Bomb"),
        "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
        &bomb,
    );
    let options = ReadOptions { max_article: 1 << 20, ..ReadOptions::default() };
    let told = errors(&readings_within("a.warc", &[bytes, plain_page("Port")].concat(), &options));
    assert!(
        told.len() == 1 && told[0].contains("larger than 1048576 bytes when it is unpacked"),
        "{told:?}"
    );
}

#[test]
fn blocks_end_between_records() {
    let many: Vec<Vec<u8>> = (0..2_000).map(|at| plain_page(&format!("Place{at}"))).collect();
    let options = ReadOptions::default();
    let chunks: Vec<_> =
        dateline::corpus::embedded(vec![("a.warc".to_owned(), many.concat().into())], &options)
            .map(|chunk| chunk.expect("a chunk"))
            .collect();
    assert!(chunks.len() > 3);
    assert_eq!(chunks.iter().map(|chunk| chunk.bytes()).sum::<u64>(), many.concat().len() as u64);
    let found: Vec<_> =
        chunks.iter().flat_map(|chunk| chunk.articles(&options)).flatten().collect();
    let places: Vec<String> = (0..2_000).map(|at| address(&format!("Place{at}"))).collect();
    assert_eq!(found.iter().map(|article| article.id.clone()).collect::<Vec<_>>(), places);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn flipped_bytes_make_no_reader_panic(is_packed: bool, flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..8)) {
        let records = records();
        let mut bytes = if is_packed { members(&records) } else { records.concat() };
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let found = readings(if is_packed { "a.warc.gz" } else { "a.warc" }, &bytes);
        prop_assert!(articles(&found).len() + errors(&found).len() > 0);
    }
}
