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

const HEAD: &str = "From: Example Wire <a@wire.example>\r\nTo: b@c.example\r\nSubject: Shells fall\r\n\
                    Date: Fri, 12 Aug 2016 17:41:07 +0200\r\nMIME-Version: 1.0\r\n";

#[test]
fn a_box_of_mail_is_refused_under_any_name() {
    let one =
        format!("From a@wire.example Fri Aug 12 17:41:07 2016\n{HEAD}\nSix died in Ain Tal.\n\n");
    for name in ["a.eml", "a.txt"] {
        let told = errors(&readings(name, one.repeat(2).as_bytes()));
        assert!(told.len() == 1 && told[0].contains("a box of mail"), "{told:?}");
        assert_eq!(articles(&readings(name, one.as_bytes())).len(), 1, "{name}");
    }
    // A line of an article may begin so.
    let text = format!("{HEAD}\nSix died.\n\nFrom the ruins they came.\nTwo: fled.\n");
    assert_eq!(articles(&readings("a.eml", text.as_bytes())).len(), 1);
}

#[test]
fn bytes_that_are_not_utf8_are_read_and_told() {
    for (kind, body) in [
        ("", &b"Six died near the caf\xe9 of Ain Tal."[..]),
        (
            "Content-Type: text/plain; charset=utf-8\r\n",
            &b"Six died near the caf\xe9 of Ain Tal."[..],
        ),
        (
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
            &b"Six died near the caf=E9 of Ain Tal."[..],
        ),
    ] {
        let bytes = [HEAD.as_bytes(), kind.as_bytes(), b"\r\n", body].concat();
        let found = readings("a.eml", &bytes);
        let article = articles(&found)[0];
        assert!(article.text.contains("near the café of"), "{}", article.text);
        assert!(article.remarks[0].contains("not in UTF-8"), "{:?}", article.remarks);
    }
}

#[test]
fn a_message_that_breaks_off_gives_what_is_there() {
    for kinds in [&["mixed"][..], &["mixed", "alternative"], &["mixed", "related", "alternative"]] {
        let mut text = HEAD.to_owned();
        for (at, kind) in kinds.iter().enumerate() {
            text += &format!(
                "Content-Type: multipart/{kind}; boundary=\"part{at}\"\r\n\r\n--part{at}\r\n"
            );
        }
        text += "Content-Type: text/plain; charset=utf-8\r\n\r\nSix died in Ain Tal. Two fl";
        let found = readings("a.eml", text.as_bytes());
        assert_eq!(errors(&found), [""; 0], "{kinds:?}");
        let article = articles(&found)[0];
        assert!(article.text.ends_with("Six died in Ain Tal. Two fl"), "{}", article.text);
        assert!(article.remarks[0].contains("not whole"), "{:?}", article.remarks);
    }
}

#[test]
fn text_that_is_not_shown_is_not_read() {
    let html =
        "<div style=\"display:none\">Ten killed, says our preview</div><p>Six died in Ain Tal.</p>";
    let found =
        readings("a.eml", format!("{HEAD}Content-Type: text/html\r\n\r\n{html}").as_bytes());
    let text = &articles(&found)[0].text;
    assert!(text.contains("Six died in Ain Tal.") && !text.contains("preview"), "{text:?}");
}

#[test]
fn a_message_without_text_is_told_with_its_reason() {
    let of = |kind: &str, parts: &str| {
        let text =
            format!("{HEAD}Content-Type: multipart/{kind}; boundary=b\r\n\r\n{parts}--b--\r\n");
        errors(&readings("a.eml", text.as_bytes()))
    };
    let file = "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x\r\n\r\n123\r\n";
    let told = of("mixed", file);
    assert!(told.len() == 1 && told[0].contains("only attachments (1)"), "{told:?}");
    let told = of("encrypted; protocol=\"application/pgp-encrypted\"", file);
    assert!(told.len() == 1 && told[0].contains("it is encrypted"), "{told:?}");
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
