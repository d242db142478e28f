//! Web pages that a browser saved with their pictures in one file.

use super::expect::{articles, errors, passed_over, readings};
use dateline::corpus::Format;
use proptest::prelude::*;

const TEXT: &str = "<p>Shells fell on the market of Gullhaven on Thursday, the mayor of the town said.</p>\
                    <p>Six people died in the café =E2=80=9Cat once=E2=80=9D, he told reporters there.</p>";

/// A saved page with this text, as it is packed for transport.
fn saved(head: &str, text: &str) -> String {
    format!(
        "From: <Saved by Example>\r\nSnapshot-Content-Location: https://post.example/2016/08/12/market\r\n\
         Subject: =?utf-8?Q?Market_hit?=\r\nDate: Fri, 3 Feb 2023 10:00:00 -0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n\
         ------b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         <html><head><meta charset=3D=22utf-8=22>{head}<title>Market hit</title></head><body><nav><a href=3Dx>Home</a></nav>\
         <article><h1>Market hit in Gullhaven</h1>{text}</article></body></html>\r\n\
         ------b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------b--\r\n"
    )
}

#[test]
fn the_page_is_read_and_its_menu_is_not() {
    for name in ["a.mht", "a.mhtml", "a.html", "a.txt"] {
        let found = readings(name, saved("", TEXT).as_bytes());
        let read = articles(&found);
        let [article] = read[..] else { panic!("{name}: {found:?}") };
        assert_eq!(found[0].format, Some(Format::Html));
        assert_eq!(article.id, "https://post.example/2016/08/12/market");
        // The day on which it was saved is not that of the article.
        assert_eq!(article.layout.published.unwrap().date.to_string(), "2016-08-12");
        assert!(
            article.text.starts_with("Market hit in Gullhaven\n\nShells fell"),
            "{}",
            article.text
        );
        assert!(
            article.text.ends_with("café “at once”, he told reporters there."),
            "{}",
            article.text
        );
        assert!(article.origin.decoding.is_extracted);
        assert!(article.remarks[0].contains("read from its address"), "{:?}", article.remarks);
        assert_eq!(passed_over(&found), []);
    }
    let dated =
        saved("<meta property=3D=22article:published_time=22 content=3D=222016-08-11=22>", TEXT);
    let found = readings("a.mht", dated.as_bytes());
    assert_eq!(articles(&found)[0].layout.published.unwrap().date.to_string(), "2016-08-11");
}

#[test]
fn a_file_without_a_page_or_without_its_end_is_told() {
    let whole = saved("", TEXT);
    let none = whole.replace("text/html\r\nContent-T", "text/css\r\nContent-T");
    let told = errors(&readings("a.mht", none.as_bytes()));
    assert!(told.len() == 1 && told[0].contains("no page is found"), "{told:?}");
    let cut = &whole[..whole.find("Six people").unwrap()];
    let found = readings("a.mht", cut.as_bytes());
    let article = articles(&found)[0];
    assert!(article.text.contains("Shells fell"), "{}", article.text);
    assert!(article.remarks.iter().any(|told| told.contains("not whole")), "{:?}", article.remarks);
    let told = errors(&readings("a.mht", b"Shells fell on Gullhaven."));
    assert!(told[0].contains("looks like plain text"), "{told:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn flipped_bytes_make_no_reader_panic(flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..6)) {
        let mut bytes = saved("", TEXT).into_bytes();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let found = readings("a.mht", &bytes);
        prop_assert!(!found.is_empty());
    }
}
