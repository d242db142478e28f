//! Tables of articles, made here by the crate that writes Parquet.

use crate::expect::{Expected, articles, check, errors, readings, readings_within};
use crate::shelf::{self, Shelf};
use arrow_array::types::{
    Float64Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
};
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, ListArray, PrimitiveArray, RecordBatch, StringArray,
    StructArray,
};
use arrow_schema::{Field, Fields};
use dateline::corpus::{Format, ReadOptions, open};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use std::sync::Arc;

fn texts<const N: usize>(texts: [Option<&str>; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn file(columns: Vec<(&str, ArrayRef)>, rows_of_a_group: usize, packing: Compression) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .expect("a table");
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(rows_of_a_group))
        .set_compression(packing)
        .build();
    let mut out = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut out, batch.schema(), Some(properties)).expect("a file");
    writer.write(&batch).expect("rows");
    writer.close().expect("a file");
    out
}

const SHELLS: &str = "Shells fell on the market of Ain Tal on Thursday.";

#[test]
fn columns_are_recognised_by_their_names_whatever_their_types() {
    let name = Arc::new(Field::new("name", arrow_schema::DataType::Utf8, true));
    let outlet = StructArray::new(
        Fields::from(vec![name]),
        vec![texts([Some("Gullhaven Courier"), None, None])],
        None,
    );
    let tags = ListArray::from_iter_primitive::<Int64Type, _, _>(vec![
        Some(vec![Some(1), Some(2)]),
        None,
        Some(vec![]),
    ]);
    let columns = |date: ArrayRef| -> Vec<(&str, ArrayRef)> {
        vec![
            ("story_id", Arc::new(PrimitiveArray::<Int64Type>::from(vec![17, 18, 19]))),
            ("body", texts([Some(SHELLS), Some("Rebels left.\n\nNobody was hurt."), Some(" ")])),
            ("headline", texts([Some("Shells hit market"), None, Some("Nothing")])),
            ("publishDate", date),
            ("source", Arc::new(outlet.clone())),
            ("tags", Arc::new(tags.clone())),
        ]
    };
    let day = 17_025; // 12 August 2016, in days after 1 January 1970
    let milliseconds = i64::from(day) * 86_400_000;
    let at = |time: i64| vec![Some(milliseconds + time), None, None];
    let dates: Vec<(&str, ArrayRef)> = vec![
        ("text", texts([Some("12/08/2016"), None, Some("31/08/2016")])),
        ("day", Arc::new(Date32Array::from(vec![Some(day), None, None]))),
        ("midnight", Arc::new(PrimitiveArray::<TimestampMillisecondType>::from(at(0)))),
        (
            "instant",
            Arc::new(
                PrimitiveArray::<TimestampMicrosecondType>::from(vec![
                    Some(milliseconds * 1000 + 63_660_000_000),
                    None,
                    None,
                ])
                .with_timezone("UTC"),
            ),
        ),
        (
            "seconds",
            Arc::new(PrimitiveArray::<Int64Type>::from(vec![
                Some(milliseconds / 1000),
                None,
                None,
            ])),
        ),
    ];
    for (sort, date) in dates {
        let zstd = Compression::ZSTD(ZstdLevel::default());
        let found = readings("a.parquet", &file(columns(date), 2, zstd));
        assert!(found.iter().all(|reading| reading.format == Some(Format::Parquet)));
        let read = articles(&found);
        assert_eq!(read.len(), 2, "{sort}");
        let first = Expected {
            id: "17",
            title: "Shells hit market",
            outlet: "Gullhaven Courier",
            date: "2016-08-12",
            first: "Shells fell",
            last: "on Thursday.",
        };
        check(read[0], &first);
        assert_eq!((read[1].id.as_str(), read[1].outlet.as_deref()), ("18", None), "{sort}");
        assert_eq!(errors(&found), ["a.parquet:3: empty, there is no text to code; leave it out"]);
    }
}

#[test]
fn offsets_count_in_the_text_of_the_row() {
    let columns = vec![("title", texts([Some("Truce holds")])), ("text", texts([Some(SHELLS)]))];
    let found = readings("a.parquet", &file(columns, 10, Compression::SNAPPY));
    let read = articles(&found);
    let article = read[0];
    let at = article.text.find("market").expect("the word");
    let raw = article.origin.offsets.raw(dateline::text::Span::new(at, at + 6));
    let row = format!("Truce holds\n\n{SHELLS}");
    assert_eq!(&row[raw.start as usize..raw.end as usize], "market");
    assert_eq!(
        (article.id.as_str(), &*article.origin.decoding.to_string()),
        ("a:1", "utf-8+extracted")
    );
}

#[test]
fn bytes_are_texts_and_missing_numbers_are_none() {
    let text: ArrayRef =
        Arc::new(BinaryArray::from(vec![SHELLS.as_bytes(), b"It\x92s over, they said."]));
    let id: ArrayRef = Arc::new(PrimitiveArray::<Float64Type>::from(vec![4.0, f64::NAN]));
    let found = readings(
        "a.parquet",
        &file(vec![("id", id), ("text", text)], 10, Compression::UNCOMPRESSED),
    );
    let read: Vec<(&str, &str)> = articles(&found)
        .iter()
        .map(|article| (article.id.as_str(), article.text.as_str()))
        .collect();
    assert_eq!(read, [("4", SHELLS), ("a:2", "It\u{2019}s over, they said.")]);
}

#[test]
fn a_table_without_texts_is_refused_with_its_columns() {
    let found = readings(
        "a.parquet",
        &file(
            vec![("id", texts([Some("1")])), ("story", texts([Some(SHELLS)]))],
            9,
            Compression::SNAPPY,
        ),
    );
    let told = errors(&found);
    assert!(told[0].contains("id, story") && told[0].contains("--field text=NAME"), "{told:?}");
    let mut options = ReadOptions::default();
    options.fields.set("text=story").expect("a setting");
    let named = file(
        vec![("id", texts([Some("1")])), ("story", texts([Some(SHELLS)]))],
        9,
        Compression::SNAPPY,
    );
    assert_eq!(articles(&readings_within("a.parquet", &named, &options)).len(), 1);
    let none = file(vec![("text", texts([]))], 9, Compression::SNAPPY);
    assert!(errors(&readings("a.parquet", &none))[0].contains("empty"));
}

/// A file of several blocks and groups of rows, whose dates are all but one in either order.
fn large() -> Vec<u8> {
    let rows = 3000;
    let text: Vec<String> =
        (0..rows).map(|row| format!("{SHELLS} {}", format!("{row} ").repeat(100))).collect();
    let date: Vec<&str> =
        (0..rows).map(|row| if row == 2900 { "08/31/2016" } else { "08/12/2016" }).collect();
    file(
        vec![
            ("text", Arc::new(StringArray::from(text))),
            ("date", Arc::new(StringArray::from(date))),
        ],
        700,
        Compression::UNCOMPRESSED,
    )
}

#[test]
fn a_large_file_is_read_in_pieces_and_is_the_same_in_memory_and_packed() {
    let shelf = Shelf::new();
    let bytes = large();
    let options = ReadOptions::default();
    let path = shelf.put("a.parquet", &bytes);
    // Long enough to be read piece by piece.
    assert!(bytes.len() > 1 << 18, "{}", bytes.len());
    let weights: Vec<u64> =
        open(&[path], &options).map(|chunk| chunk.expect("a chunk").bytes()).collect();
    assert!(weights.len() > 3, "{weights:?}");
    assert_eq!(weights.iter().sum::<u64>(), bytes.len() as u64);
    let shown = |found: Vec<Result<dateline::Article, _>>| -> Vec<(String, String, Option<_>)> {
        let read =
            found.into_iter().map(|read: Result<dateline::Article, dateline::CorpusError>| {
                read.expect("an article")
            });
        read.map(|article| (article.id, article.text, article.layout.published)).collect()
    };
    let whole = shown(shelf.read("a.parquet"));
    assert_eq!(whole.len(), 3000);
    assert_eq!(whole[2999].0, "a:3000");
    // One date decides the order for all.
    assert!(
        whole.iter().all(|(_, _, date)| date.as_ref().is_some_and(|date| date.date.month() == 8))
    );
    let packed = Shelf::new();
    packed.put("a.parquet.gz", shelf::gzip(&bytes));
    assert_eq!(shown(packed.read("a.parquet.gz")), whole);
}

#[test]
fn what_is_whole_of_a_damaged_file_is_read_and_the_rest_told() {
    let mut bytes = large();
    let cut = errors(&readings("a.parquet", &bytes[..bytes.len() / 2]));
    assert!(
        cut[0].starts_with("a.parquet: ") && cut[0].contains("check that the file is complete"),
        "{cut:?}"
    );
    let middle = bytes.len() * 3 / 4;
    bytes[middle..middle + 2000].fill(0);
    let shelf = Shelf::new();
    shelf.put("a.parquet", &bytes);
    let found = shelf.read("a.parquet");
    let read = found.iter().flatten().count();
    assert!(read > 1000 && read < 3000, "{read}");
    let told = shelf::complaint(&found);
    assert!(told.contains(&format!("it breaks off behind row {read} of 3000")), "{told}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn a_changed_file_gives_articles_or_a_message(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let columns = vec![
            ("id", texts([Some("1"), Some("2")])),
            ("text", texts([Some(SHELLS), Some("Rebels left.")])),
        ];
        let mut bytes = file(columns, 1, Compression::SNAPPY);
        // The first bytes say what it is.
        for (at, byte) in edits {
            let at = 4 + at.index(bytes.len() - 4);
            bytes[at] = byte;
        }
        let found = readings("a.parquet", &bytes);
        prop_assert!(!found.is_empty());
    }
}
