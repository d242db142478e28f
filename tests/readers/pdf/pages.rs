//! With the feature: what is read of pages, and of files that are hostile.

use crate::expect::{
    Expected, articles, check_on_disk, check_sample, errors, leads_back, readings, readings_within,
    sample,
};
use dateline::Article;
use dateline::corpus::{Format, ReadOptions, Reading};
use proptest::prelude::*;

/// The page on which `words` begin.
fn page_of(article: &Article, words: &str) -> Option<u32> {
    let start = article.text.find(words).unwrap_or_else(|| panic!("{words}: {}", article.text));
    let span = dateline::text::Span::new(start, start + words.len());
    article.origin.page_at(article.origin.offsets.raw(span).start)
}

/// What was extracted leads to the text of the article.
fn leads_to_extracted(article: &Article) {
    assert!(article.origin.decoding.is_extracted);
    let text = &article.text;
    let body = match article.layout.title {
        Some(title) if title.start == 0 => {
            format!("{}{}", title.cut(text), &text[title.end as usize..])
        }
        _ => text.clone(),
    };
    leads_back(article, body.as_bytes());
}

#[test]
fn columns_are_read_one_after_the_other() {
    let found = check_sample(
        "pdf/two.pdf",
        Format::Pdf,
        &[Expected {
            id: "two",
            title: "Shells hit the market of Ain Tal, killing six",
            outlet: "",
            date: "2016-08-12",
            first: "Gullhaven Courier\n\n12 August 2016\n\nAIN TAL — Shells killed six people in the crowded market of Ain Tal on Thursday afternoon, officials at the municipal hospital said, in the heaviest bombardment since the governmental offensive began.\n\n“Four explosions followed within minutes,” said the nurse",
            last: "Residents in the district of السوق القديم described difficult conditions. Electricity and communications had been interrupted since Tuesday.\n\nThe correspondent of the Courier in Port Sorrel contributed to this report.",
        }],
    );
    let read = articles(&found);
    assert!(read[0].remarks.is_empty(), "{:?}", read[0].remarks);
    assert!(!read[0].text.contains('\u{ad}') && !read[0].text.contains("- "), "{}", read[0].text);
    leads_to_extracted(read[0]);
    check_on_disk("pdf/two.pdf", "two.pdf");
}

#[test]
fn what_a_browser_prints_around_pages_is_left_out_and_sentences_go_on_over_pages() {
    let found = readings("report.pdf", &sample("pdf/report.pdf"));
    let read = articles(&found);
    let text = &read[0].text;
    assert_eq!(
        read[0].layout.title.map(|title| title.cut(text)),
        Some("Fighting spreads along the Tal river")
    );
    assert!(!text.contains("report.docx") && !text.contains("file:"), "{text}");
    let paragraph = |town: &str, killed: u32| {
        format!(
            "\n\nSoldiers of the Northern Front attacked the police station of {town} shortly before dawn and killed {killed} officers, a spokesman for the provincial government said on Thursday. The attackers fled towards the river after an exchange of fire that lasted for about an hour, and several houses near the station were damaged."
        )
    };
    let towns = ["Ain Tal", "Port Sorrel", "Gullhaven", "Marsh Cross", "Old Ferry", "Saltmere"];
    for (town, killed) in towns.iter().zip(2..) {
        assert!(text.contains(&paragraph(town, killed)), "{town}: {text}");
    }
    assert_eq!(page_of(read[0], "Fighting spreads"), Some(1));
    assert!(page_of(read[0], "and killed 17 officers") > Some(1));
    leads_to_extracted(read[0]);
}

#[test]
fn headers_footers_and_watermarks_are_no_text() {
    let found = check_sample(
        "pdf/bulletin.pdf",
        Format::Pdf,
        &[Expected {
            id: "bulletin",
            title: "Truce holds for a third day",
            outlet: "",
            date: "2016-08-14",
            first: "14 August 2016\n\nThe truce in the valley of the Tal held for a third day, the mission said in its bulletin. Observers counted two cease-fire violations near Old Ferry, and a cease-fire line was drawn. On Friday an air strike killed nine people in the town of Saltmere, the governor said. Both sides blamed each other for the strike.\n\nRebels shelled the harbour",
            last: "by town:\n\nAin Tal  6 Saltmere  9 Port Sorrel  0 Old Ferry  2",
        }],
    );
    let read = articles(&found);
    assert_eq!(page_of(read[0], "On Friday an air strike"), Some(1));
    assert_eq!(page_of(read[0], "the town of Saltmere"), Some(2));
    assert_eq!(page_of(read[0], "Ain Tal  6"), Some(3));
    let told = &read[0].remarks;
    assert!(told.len() == 1 && told[0].contains("15 letters that are printed aslant"), "{told:?}");
}

#[test]
fn pages_without_text_are_told() {
    let told = errors(&readings("scan.pdf", &sample("pdf/scan.pdf")));
    assert_eq!(
        told,
        ["scan.pdf: has no text layer; run OCR over it first (ocrmypdf in.pdf out.pdf)"]
    );
    for name in ["partly.pdf", "copyable.pdf"] {
        let found = readings(name, &sample(&format!("pdf/{name}")));
        let read = articles(&found);
        assert_eq!(
            read[0].text,
            "Shells killed six people in the market of Ain Tal on Thursday, a nurse said. Two people fled.\n\nRebels left Port Sorrel on Friday."
        );
        assert_eq!(page_of(read[0], "Rebels"), Some(3));
        let told = &read[0].remarks;
        assert!(told.len() == 1 && told[0].contains("page 2 of 3 has no text layer"), "{told:?}");
    }
    let told = errors(&readings("locked.pdf", &sample("pdf/locked.pdf")));
    assert_eq!(told, ["locked.pdf: protected with a password; save it without one"]);
}

/// A PDF of one page with this content and these resources, and further objects from number 5 on.
fn pdf(content: &[u8], resources: &str, others: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut add = |number: usize, dictionary: &str, stream: Option<&[u8]>| {
        out.extend_from_slice(format!("{number} 0 obj\n{dictionary}\n").as_bytes());
        if let Some(stream) = stream {
            out.extend_from_slice(b"stream\n");
            out.extend_from_slice(stream);
            out.extend_from_slice(b"\nendstream\n");
        }
        out.extend_from_slice(b"endobj\n");
    };
    add(1, "<</Type/Catalog/Pages 2 0 R>>", None);
    add(2, "<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 500 500]>>", None);
    let page = format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{resources}>>>>");
    add(3, &page, None);
    add(4, &format!("<</Length {}>>", content.len()), Some(content));
    for (number, (dictionary, stream)) in (5..).zip(others) {
        let length = format!("{dictionary}/Length {}>>", stream.len());
        add(number, &length, Some(stream));
    }
    out.extend_from_slice(b"trailer\n<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF\n");
    out
}

const FONT: &str = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
const SENTENCE: &str = "BT /F 10 Tf 20 400 Td (Shells killed six people.) Tj ET";

fn text_of(found: &[Reading]) -> String {
    articles(found).first().map(|article| article.text.clone()).unwrap_or_default()
}

#[test]
fn forms_are_read_and_forms_in_themselves_end() {
    let form = "<</Type/XObject/Subtype/Form".to_owned();
    let resources = format!("{FONT}/XObject<</A 5 0 R>>");
    let drawn = pdf(b"/A Do", &resources, &[(form.clone(), SENTENCE.into())]);
    assert_eq!(text_of(&readings("a.pdf", &drawn)), "Shells killed six people.");
    let itself = format!("{SENTENCE} {}", "/A Do ".repeat(9)).into_bytes();
    let options = ReadOptions { max_article: 4_000, ..ReadOptions::default() };
    let told =
        readings_within("a.pdf", &pdf(&itself, &resources, &[(form, itself.clone())]), &options);
    assert!(errors(&told)[0].contains("hold more than can be read"), "{told:?}");
}

#[test]
fn nested_objects_and_bombs_are_no_danger() {
    for (open, close) in
        [("[", "]"), ("<</A ", ">>"), ("(", ")"), ("q ", "Q "), ("/P BMC ", "EMC ")]
    {
        let nested = format!("{}{}\n{SENTENCE}", open.repeat(200_000), close.repeat(200_000));
        assert!(!readings("a.pdf", &pdf(nested.as_bytes(), FONT, &[])).is_empty(), "{open}");
        let resources = format!("{FONT}/X {}{}", open.repeat(100_000), close.repeat(100_000));
        assert!(
            !readings("a.pdf", &pdf(SENTENCE.as_bytes(), &resources, &[])).is_empty(),
            "{open}"
        );
    }
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![b' '; 8 << 20]).expect("memory");
    let packed = packed.finish().expect("memory");
    let form = "<</Type/XObject/Subtype/Form/Filter/FlateDecode".to_owned();
    let bomb = pdf(b"/A Do", &format!("{FONT}/XObject<</A 5 0 R>>"), &[(form, packed)]);
    let options = ReadOptions { max_article: 20_000, ..ReadOptions::default() };
    let told = errors(&readings_within("a.pdf", &bomb, &options));
    assert!(told[0].contains("hold more than can be read"), "{told:?}");
}

#[test]
fn damaged_pages_are_told() {
    let broken = pdf(format!("{SENTENCE} BI /W 9 /H 9 ID xx").as_bytes(), FONT, &[]);
    let found = readings("a.pdf", &broken);
    assert_eq!(text_of(&found), "Shells killed six people.");
    let remarks = articles(&found)[0].remarks.join("\n");
    assert!(remarks.contains("page 1 cannot be read to its end"), "{remarks}");
    assert!(remarks.contains("it is damaged, so that pages may be missing"), "{remarks}");
    let told = errors(&readings("a.pdf", b"%PDF-1.7\nShells killed six people."));
    assert!(told[0].starts_with("a.pdf: it is not a whole PDF; check that"), "{told:?}");
    // Letters that the file does not name.
    let nameless = pdf(
        b"BT /F 10 Tf 20 400 Td <00010002> Tj ET",
        "/Font<</F<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</Type/Font>>]>>>>",
        &[],
    );
    let told = errors(&readings("a.pdf", &nameless));
    assert!(told[0].contains("has no text layer"), "{told:?}");
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_whole_or_an_error() {
    for name in ["bulletin", "two"] {
        let whole = sample(&format!("pdf/{name}.pdf"));
        for len in (10..whole.len()).step_by(whole.len() / 23) {
            let found = readings("a.pdf", &whole[..len]);
            let is_told = |article: &&Article| !article.remarks.is_empty();
            assert!(
                !errors(&found).is_empty() || articles(&found).iter().all(is_told),
                "{name} {len}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn flipped_bytes_make_no_reader_panic(
        flips in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
        name in proptest::sample::select(vec!["bulletin", "partly", "copyable", "two"]),
    ) {
        let mut bytes = sample(&format!("pdf/{name}.pdf"));
        for (place, byte) in flips {
            let place = place.index(bytes.len() - 8) + 8;
            bytes[place] = byte;
        }
        prop_assert_eq!(readings("a.pdf", &bytes).len(), 1);
    }
}
