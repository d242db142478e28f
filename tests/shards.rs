//! Tests of `dateline run --shard K/N`: parts of a corpus that are coded apart, and whose outputs, one after the other, are
//! that of one run.

mod common;

use common::{GOOD, STRIKE, Shelf, dateline, dateline_reading};
use std::fs;
use std::path::Path;

/// A shelf with a pack and a folder of articles in several formats, some of them repeats of others.
fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.pack("pk", &[("r.rhai", GOOD)]);
    shelf.put("pk/gazetteers/places.csv", "name,kind,country\nMillton,town,SYR\n");
    // What is in no text costs bytes and no time.
    let line = |at: usize| {
        let (text, note) = (STRIKE.trim().replace('\n', "\\n"), "x".repeat(at % 70 * 100 + 3_000));
        // Long enough to be found to repeat an earlier one.
        let more = |cart: usize| {
            format!(
                "cart {cart} stood in yard {} of the mill, and {} dogs slept. ",
                cart * 3,
                cart + 7
            )
        };
        let text = if at.is_multiple_of(50) {
            format!("{text} {}", (0..30).map(more).collect::<String>())
        } else {
            text
        };
        format!("{{\"id\": \"l{at}\", \"text\": \"{text}\", \"note\": \"{note}\"}}\n")
    };
    let lines = |from: usize, to: usize| -> String { (from..to).map(line).collect() };
    shelf.put("od/a.jsonl", lines(0, 400));
    for at in 0..30 {
        shelf.put(&format!("od/b{at:02}.txt"), STRIKE);
    }
    let packed = zstd::encode_all(lines(400, 700).as_bytes(), 1).unwrap();
    fs::write(shelf.at("od/c.jsonl.zst"), packed).unwrap();
    shelf.put("od/d.csv", format!("id,text\nd1,\"{STRIKE}\"\nd2,\nd3,\"{STRIKE}\"\n"));
    shelf
}

/// What a run prints.
fn run(shelf: &Shelf, args: &[&str]) -> String {
    let (pack, articles) = (shelf.at("pk"), shelf.at("od"));
    let base = ["run", "-p", &pack, &articles, "-q"];
    let done = dateline(&[&base, args].concat());
    assert_eq!(done.code, 0, "{args:?}: {}", done.err);
    done.out
}

#[test]
fn the_outputs_of_all_parts_are_that_of_one_run() {
    let shelf = shelf();
    for format in ["jsonl", "csv", "csv-long", "plover", "hits"] {
        let whole = run(&shelf, &["-f", format, "--repeats", "leave"]);
        for of in [2, 5, 30] {
            let mut parts = String::new();
            for number in 1..=of {
                let (shard, jobs) =
                    (format!("{number}/{of}"), if number % 2 == 0 { "1" } else { "3" });
                parts.push_str(&run(&shelf, &["-f", format, "--shard", &shard, "--jobs", jobs]));
            }
            assert!(parts == whole, "{format} in {of} parts");
            if format != "jsonl" && of == 2 {
                break;
            }
        }
    }
    // Repeats are marked where nothing else is said.
    assert!(
        run(&shelf, &["-f", "jsonl"]).len()
            > run(&shelf, &["-f", "jsonl", "--repeats", "leave"]).len()
    );
}

#[test]
fn a_part_is_verified_by_its_own_record() {
    let shelf = shelf();
    let articles = shelf.at("od");
    let path = shelf.at("part.jsonl");
    run(&shelf, &["-f", "jsonl", "--shard", "2/3", "-o", &path]);
    let record: serde_json::Value =
        serde_json::from_slice(&fs::read(format!("{path}.run.json")).unwrap()).unwrap();
    assert_eq!(record["options"]["shard"], serde_json::json!(["2/3"]));
    assert_eq!(record["options"]["repeats"], serde_json::json!(["leave"]));
    let pack = shelf.at("pk");
    for all in [&["--all"][..], &[]] {
        let done = dateline(&[&["verify", &path, &articles, "-p", &pack], all].concat());
        assert!(done.code == 0 && done.out.ends_with("same\n"), "{done:?}");
    }
}

#[test]
fn what_cannot_be_shared_is_told() {
    let shelf = shelf();
    let (pack, articles) = (shelf.at("pk"), shelf.at("od"));
    let refused = |args: &[&str]| {
        let done = dateline_reading(&[&["run", "-p", &pack], args].concat(), b"Calm.");
        assert!(done.code != 0, "{args:?}");
        done.err
    };
    let cases: &[(&[&str], &str)] = &[
        (&[&articles, "--shard", "0/3"], "such as 2/8"),
        (&[&articles, "--shard", "4/3"], "such as 2/8"),
        (&["-", "--shard", "1/2"], "standard input has no parts"),
        (&[&articles, "--shard", "1/2", "-f", "geojson"], "write jsonl, csv or parquet"),
        (&[&articles, "--shard", "1/2", "--repeats", "mark"], "does not know the articles"),
    ];
    for (args, told) in cases {
        let why = refused(args);
        assert!(why.contains(told), "{args:?}: {why}");
    }
}

/// More parts than bytes: most have nothing, which is no error.
#[test]
fn a_part_without_articles_is_empty() {
    let shelf = shelf();
    fs::remove_dir_all(shelf.at("od")).unwrap();
    shelf.put("od/a.txt", STRIKE);
    let sizes: Vec<usize> = (1..=5)
        .map(|number| run(&shelf, &["-f", "jsonl", "--shard", &format!("{number}/5")]).len())
        .collect();
    assert!(sizes[0] > 0 && sizes[1..].iter().all(|&size| size == 0), "{sizes:?}");
    assert!(Path::new(&shelf.at("od/a.txt")).exists());
}
