//! Mail: which part of a message is read, what its head gives, and what is passed over.

use super::expect::{
    Expected, articles, check_sample, errors, leads_back, passed_over, readings, sample,
};
use dateline::corpus::Format;
use proptest::prelude::*;

#[test]
fn the_plain_part_of_a_message_is_read() {
    let found = check_sample(
        "mail/alert.eml",
        Format::Mail,
        &[Expected {
            id: "20160812.17@wire.example",
            title: "Shells hit the “old” market",
            outlet: "Example Wire – Alerts",
            date: "2016-08-12",
            first: "Shells killed six people in the market near the café of Ain Tal on Thursday.",
            last: "\n\nEleven more were hurt, the mayor said.",
        }],
    );
    assert_eq!(passed_over(&found), [("attachments", 1)]);
    let article = articles(&found)[0];
    assert_eq!(article.origin.decoding.to_string(), "utf-8+extracted");
    leads_back(article, format!("{}\n", article.text).as_bytes());
}

#[test]
fn html_is_read_where_there_is_no_plain_part() {
    let found = check_sample(
        "mail/letter.eml",
        Format::Mail,
        &[Expected {
            id: "letter",
            title: "Truce holds",
            outlet: "news@courier.example",
            date: "",
            first: "The truce held in Gullhaven on Friday.\n\nNo shots",
            last: "were fired & shops opened.",
        }],
    );
    let remarks = &articles(&found)[0].remarks;
    assert!(remarks[0].contains("no date can be read in \"soon\""), "{remarks:?}");
}

#[test]
fn messages_without_text_and_nested_without_measure_are_told() {
    let head =
        "From: a@b.example\r\nTo: c\r\nSubject: x\r\nDate: Fri, 12 Aug 2016 17:41:07 +0200\r\n";
    let told = errors(&readings("a.eml", format!("{head}\r\n").as_bytes()));
    assert!(told.len() == 1 && told[0].contains("empty"), "{told:?}");
    let mut deep = head.to_owned();
    for at in 0..1_000 {
        deep += &format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n");
    }
    deep += "Content-Type: text/plain\r\n\r\nShells fell.\r\n";
    let found = readings("a.eml", deep.as_bytes());
    assert_eq!(articles(&found).len() + errors(&found).len(), 1);
    let mut nested = head.to_owned();
    for _ in 0..1_000 {
        nested += &format!("Content-Type: message/rfc822\r\n\r\n{head}");
    }
    nested += "\r\nShells fell.\r\n";
    let found = readings("a.eml", nested.as_bytes());
    assert_eq!(articles(&found).len() + errors(&found).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn no_bytes_make_the_reader_panic(len in 0usize..1300, flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..8)) {
        let mut bytes = sample("mail/alert.eml");
        for (place, byte) in flips {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(len.max(1));
        let found = readings("a.eml", &bytes);
        prop_assert!(articles(&found).len() + errors(&found).len() > 0);
    }
}
