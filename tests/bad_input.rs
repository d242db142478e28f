//! Tests of bad input through the binary: the message names the place and what to do, the rest of the input is
//! processed, the exit code is right (0 no error, 1 faults in a pack, 2 wrong use or unreadable input), and an old
//! output file is kept if a run fails.

mod common;

use common::{GOOD, Ran, STRIKE, Shelf, dateline, dateline_reading};
use std::fs::{self, File};
use std::io::Write;

/// A folder with a pack without faults and a good article, `good.txt`.
struct Desk {
    shelf: Shelf,
    pack: String,
    good: String,
}

impl Desk {
    fn new() -> Self {
        let shelf = Shelf::new();
        let pack = shelf.pack("mine", &[("strike.rhai", GOOD)]);
        let good = shelf.put("news/good.txt", STRIKE);
        Desk { shelf, pack, good }
    }

    fn run(&self, args: &[&str]) -> Ran {
        dateline(&[&["run", "--pack", &self.pack], args].concat())
    }

    /// Runs over `bad` and the good article: the good one is coded, the message contains `told`, and the exit code is
    /// 0, or 2 with `--strict`.
    fn leaves_out(&self, bad: &str, told: &[&str]) {
        let ran = self.run(&[bad, &self.good]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.articles(), ["good"], "{}", ran.err);
        assert!(ran.err.contains("1 article or file was left out"), "{}", ran.err);
        for part in told {
            assert!(ran.err.contains(part), "no {part:?} in {}", ran.err);
        }
        let strict = self.run(&["--strict", bad, &self.good]);
        assert_eq!(strict.code, 2, "{}", strict.err);
        assert_eq!(strict.out, ran.out);
    }
}

/// Expects a run to be refused before it starts: exit 2, nothing on standard output, `told` in the message.
fn is_refused(args: &[&str], told: &[&str]) {
    let ran = dateline(args);
    assert_eq!(ran.code, 2, "{args:?}: {}", ran.err);
    assert_eq!(ran.out, "", "{args:?}");
    for part in told {
        assert!(ran.err.contains(part), "{args:?}: no {part:?} in {}", ran.err);
    }
}

fn has_strike(id: &str) -> String {
    format!("{}\n", serde_json::json!({ "id": id, "text": STRIKE }))
}

#[test]
fn an_empty_file_is_reported() {
    let desk = Desk::new();
    desk.leaves_out(&desk.shelf.put("empty.txt", ""), &["empty.txt", "no text to code"]);
    desk.leaves_out(&desk.shelf.put("blank.txt", " \n\n\t\n"), &["blank.txt", "no text to code"]);
    for name in ["empty.jsonl", "empty.csv"] {
        let ran = desk.run(&[&desk.shelf.put(name, ""), &desk.good]);
        assert_eq!((ran.code, ran.articles()), (0, vec!["good".to_owned()]), "{}", ran.err);
    }
}

#[test]
fn a_binary_file_is_reported() {
    let desk = Desk::new();
    let bytes: Vec<u8> = (0..20_000u32).map(|n| (n * n % 256) as u8).collect();
    desk.leaves_out(&desk.shelf.put("photo.txt", bytes), &["photo.txt", "binary, not text"]);
    let torn = desk.shelf.put("torn.txt.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
    desk.leaves_out(&torn, &["torn.txt.gz", "cannot be read", "check that it is complete"]);
}

/// Writes `head`, two hundred megabytes of words without a line end, and `tail`.
fn long_line(path: &str, head: &str, tail: &str) {
    let words = "an air strike hit ".repeat(1 << 16);
    let mut file = File::create(path).unwrap();
    file.write_all(head.as_bytes()).unwrap();
    for _ in 0..(200 << 20) / words.len() + 1 {
        file.write_all(words.as_bytes()).unwrap();
    }
    file.write_all(tail.as_bytes()).unwrap();
}

#[test]
fn a_huge_line_is_reported_and_not_kept_in_memory() {
    let desk = Desk::new();
    let text = desk.shelf.at("long.txt");
    long_line(&text, "", "");
    desk.leaves_out(&text, &["long.txt", "too large for one article", "split it"]);
    fs::remove_file(&text).unwrap();

    let lines = desk.shelf.at("long.jsonl");
    let (head, tail) = (has_strike("first"), has_strike("last"));
    long_line(&lines, &format!("{head}{{\"id\":\"big\",\"text\":\""), &format!("\"}}\n{tail}"));
    let ran = desk.run(&[&lines]);
    fs::remove_file(&lines).unwrap();
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.articles(), ["first", "last"]);
    assert!(ran.err.contains("long.jsonl:2: larger than"), "{}", ran.err);
}

#[test]
fn bytes_that_are_not_utf_8_are_decoded() {
    let desk = Desk::new();
    let mut bytes = STRIKE.as_bytes().to_vec();
    bytes.extend(b"\nThe caf\xe9 in the \x93old\x94 town was hit by an air strike.\n");
    let ran = desk.run(&[&desk.shelf.put("latin.txt", bytes)]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let events = ran.events();
    assert_eq!(events.len(), 2);
    assert_eq!(events[1]["article"]["decoding"], "windows-1252");
    assert!(events[1]["evidence"]["text"].as_str().unwrap().contains("café"), "{}", ran.out);

    let mut line = has_strike("a").into_bytes();
    line.extend(b"{\"id\":\"b\",\"text\":\"Broken \xff\xfe, but an air strike hit.\"}\n");
    let ran = desk.run(&[&desk.shelf.put("broken.jsonl", line)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.articles(), ["a", "b"], "{}", ran.err);
}

#[test]
fn a_line_that_is_not_json_is_reported_with_its_number() {
    let desk = Desk::new();
    let (first, last) = (has_strike("first"), has_strike("last"));
    for bad in ["no json", "{\"id\":\"x\",\"text\":\"An air", "[1, 2]", "\"text\"", "{\"text\":}"] {
        let path = desk.shelf.put("wire.jsonl", format!("{first}{bad}\n{last}"));
        let ran = desk.run(&[&path]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert_eq!(ran.articles(), ["first", "last"], "{bad}");
        assert!(ran.err.contains("wire.jsonl:2: not a JSON object"), "{bad}: {}", ran.err);
        assert_eq!(desk.run(&["--strict", &path]).code, 2);
    }
}

#[test]
fn a_record_without_text_is_reported_with_its_fields() {
    let desk = Desk::new();
    let lines = format!("{}{{\"id\":\"b\",\"story\":\"An air strike hit.\"}}\n", has_strike("a"));
    let path = desk.shelf.put("wire.jsonl", lines);
    desk.leaves_out_line(&path, "wire.jsonl:2: no text field, only", "--field text=NAME");
    let ran = desk.run(&["--field", "text=story", &path]);
    assert_eq!(ran.articles(), ["b"], "{}", ran.err);

    let path = desk.shelf.put("odd.jsonl", format!("{}{{\"text\":7}}\n", has_strike("a")));
    desk.leaves_out_line(&path, "odd.jsonl:2: field \"text\" is", "not a string");

    let path = desk.shelf.put("rows.csv", "id,story\na,An air strike hit.\n");
    let ran = desk.run(&[&path, &desk.good]);
    assert_eq!(ran.articles(), ["good"]);
    assert!(ran.err.contains("rows.csv:1: no text field, only"), "{}", ran.err);
}

impl Desk {
    /// Expects that one record of a file is left out with this message, and record `a` is coded.
    fn leaves_out_line(&self, path: &str, told: &str, advice: &str) {
        let ran = self.run(&[path]);
        assert_eq!((ran.code, ran.articles()), (0, vec!["a".to_owned()]), "{}", ran.err);
        assert!(ran.err.contains(told) && ran.err.contains(advice), "{}", ran.err);
    }
}

#[test]
fn a_missing_path_is_reported_and_the_rest_is_coded() {
    let desk = Desk::new();
    let missing = desk.shelf.at("no/such.txt");
    let out = desk.shelf.at("events.jsonl");
    let ran = desk.run(&[&missing, &desk.good, "-o", &out]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(&format!("no file or folder {missing}")), "{}", ran.err);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 1);
    is_refused(&["run", "--pack", &desk.pack, &missing, "-o", &out], &[&missing, "check the path"]);
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 1, "the old file stays");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let path = desk.shelf.put("secret.txt", STRIKE);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        eprintln!("skipped: this user may read every file");
        return;
    }
    desk.leaves_out(&path, &["secret.txt", "cannot be read", "you may read it"]);
}

#[test]
fn folders_without_articles_are_reported() {
    let desk = Desk::new();
    fs::create_dir(desk.shelf.at("nothing")).unwrap();
    let told = ["nothing", "no article in this folder", ".jsonl"];
    desk.leaves_out(&desk.shelf.at("nothing"), &told);
    desk.shelf.put("notes/todo.md", STRIKE);
    desk.leaves_out(&desk.shelf.at("notes"), &["notes", "no article in this folder"]);
}

#[test]
fn a_file_named_twice_is_coded_twice() {
    let desk = Desk::new();
    let once = desk.run(&[&desk.good]);
    let twice = desk.run(&[&desk.good, &desk.good]);
    assert_eq!(twice.code, 0, "{}", twice.err);
    assert_eq!(twice.out, once.out.repeat(2));
}

#[test]
fn a_pack_that_cannot_be_loaded_is_refused() {
    let desk = Desk::new();
    desk.shelf.put("bare/strike.rhai", GOOD);
    let bare = desk.shelf.at("bare");
    let broken = desk.shelf.pack("broken", &[("strike.rhai", GOOD)]);
    desk.shelf.put("broken/pack.toml", "name = \"broken\"\nversion = 1\n");
    let nameless = desk.shelf.pack("nameless", &[]);
    desk.shelf.put("nameless/pack.toml", "version = \"0.1.0\"\n");
    let circle = desk.shelf.pack("circle", &[]);
    let manifest = "name = \"circle\"\nversion = \"0.1.0\"\ndepends = [\".\"]\n";
    desk.shelf.put("circle/pack.toml", manifest);
    let lonely = desk.shelf.pack("lonely", &[]);
    let manifest = "name = \"lonely\"\nversion = \"0.1.0\"\ndepends = [\"../gone\"]\n";
    desk.shelf.put("lonely/pack.toml", manifest);
    let out = desk.shelf.put("events.jsonl", "old");
    for (pack, told) in [
        (bare.as_str(), vec!["bare", "no pack.toml", "name = "]),
        (&broken, vec!["broken/pack.toml", "line 2"]),
        (&nameless, vec!["nameless/pack.toml", "missing field `name`"]),
        (&circle, vec!["in a circle", "circle -> circle"]),
        (&lonely, vec!["lonely/pack.toml: depends on \"../gone\"", "nor a shipped pack"]),
        (
            "no/such/pack",
            vec![
                "no pack \"no/such/pack\"",
                "neither a folder, nor a rule file, nor an archive, nor a shipped pack",
            ],
        ),
    ] {
        is_refused(&["run", "--pack", pack, &desk.good, "-o", &out], &told);
        is_refused(&["check", pack], &told);
        is_refused(&["test", pack], &told);
        assert_eq!(fs::read_to_string(&out).unwrap(), "old", "{pack}");
    }
}

#[test]
fn a_pack_with_faults_codes_with_its_other_rules_and_exits_1() {
    let desk = Desk::new();
    let rule = |pattern: &str| {
        format!("\nrule(\"bad/one\").about(\"Bad.\").kind(\"truce\").when({pattern});\n")
    };
    let twin = "\nrule(\"good/strike\").about(\"A twin.\").kind(\"truce\").when(\"truce\");\n";
    for (bad, told) in [
        (rule("\"\""), "would match the empty string"),
        (rule("regex(\"(\")"), "does not compile: unclosed group"),
        (rule("actor()"), "has no required word"),
        (twin.to_owned(), "another rule has this id"),
    ] {
        let text = format!("{GOOD}{bad}");
        let pack = desk.shelf.pack("faulty", &[("strike.rhai", &text)]);
        let out = desk.shelf.put("events.jsonl", "old");
        let ran = dateline(&["run", "--pack", &pack, &desk.good, "-o", &out]);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains(told), "no {told:?} in {}", ran.err);
        assert!(ran.err.contains("faulty/strike.rhai:10:"), "{}", ran.err);
        let events = fs::read_to_string(&out).unwrap();
        assert!(events.contains("good/strike") && events.lines().count() == 1, "{events}");
        assert_eq!(dateline(&["check", &pack]).code, 1);
        assert_eq!(dateline(&["test", &pack]).code, 1);
    }
}

#[test]
fn each_pack_is_checked_once_with_its_own_faults() {
    let shelf = Shelf::new();
    shelf.pack("base", &[("strike.rhai", GOOD)]);
    let bad = "rule(\"a\").when(\"a\");\nrule(\"b\").when(\"b\");\n";
    let faulty = shelf.pack("faulty", &[("bad.rhai", bad)]);
    let manifest = "name = \"faulty\"\nversion = \"0.1.0\"\ndepends = [\"../base\"]\n";
    shelf.put("faulty/pack.toml", manifest);
    let ran = dateline(&["check", &shelf.at("base"), &faulty]);
    let line = |start: &str| {
        let lines: Vec<&str> = ran.out.lines().filter(|line| line.starts_with(start)).collect();
        assert_eq!(lines.len(), 1, "{start}: {}{}", ran.out, ran.err);
        lines[0].to_owned()
    };
    assert!(line("base 0.1.0").ends_with(": 0 faults"), "{}", ran.out);
    assert!(line("faulty 0.1.0").ends_with(": 2 faults"), "{}{}", ran.out, ran.err);
    line("  base: 1 rule");
    assert_eq!(ran.code, 1);
}

#[test]
fn binary_files_of_a_pack_do_not_affect_the_rest() {
    let desk = Desk::new();
    let pack = desk.shelf.pack("mixed", &[("strike.rhai", GOOD)]);
    desk.shelf.put("mixed/odd.rhai", b"//! \xff\xfe\n");
    desk.shelf.put("mixed/gazetteers/friends.csv", "name\nJohn\n");
    let ran = dateline(&["run", "--pack", &pack, &desk.good]);
    assert_eq!((ran.code, ran.articles()), (1, vec!["good".to_owned()]), "{}", ran.err);
    assert!(
        ran.err.contains("mixed/odd.rhai") && ran.err.contains("save it as UTF-8"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("mixed/gazetteers/friends.csv"), "{}", ran.err);
}

#[test]
fn a_bad_row_of_a_gazetteer_is_reported_and_the_rest_is_loaded() {
    let desk = Desk::new();
    let pack = desk.shelf.pack("faulty", &[("strike.rhai", GOOD)]);
    desk.shelf.put(
        "faulty/gazetteers/actors.csv",
        "name,aliases,kind,country,code,from,to\n\
         Heron Brigade,Herons,rebel,SYR,SYRREB,,\n\
         Gull Front,,rebel,SYR,SYRREB,2016-13-40,\n\
         Tern Front,,rebel,SYR,SYRREB,2017-01-01,2016-01-01\n\
         Heron Brigade,,rebel,SYR,SYRREB,2015-01-01,\n\
         Crane Front,,rebels,SYR,SYRREB,,\n\
         Stork Front,,rebel,SY,SYRREB,,\n\
         Swan Front,,rebel,SYR,SYRXYZ,,\n\
         Duck Front,Goose Front,rebel,SYR,SYRREB,,\n\
         Goose Front,Duck Front|Geese,rebel,SYR,SYRREB,,\n",
    );
    desk.shelf.put(
        "faulty/gazetteers/places.csv",
        "name,kind,country,lat,lon\nMillton,town,SYR,95.5,36\n",
    );
    let news =
        desk.shelf.put("herons.txt", "An air strike by the Herons hit the bridge on Monday.\n");
    let ran = dateline(&["run", "--pack", &pack, &news]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for (place, told) in [
        ("actors.csv:3:", "bad from \"2016-13-40\""),
        ("actors.csv:4:", "2017-01-01 is after 2016-01-01"),
        ("actors.csv:5:", "\"Heron Brigade\" is already on line 2"),
        ("actors.csv:6:", "unknown kind \"rebels\""),
        ("actors.csv:7:", "unknown country \"SY\""),
        ("actors.csv:8:", "unknown code \"SYRXYZ\""),
        ("actors.csv:10:", "\"Duck Front\" is an alias here"),
        ("places.csv:2:", "bad lat \"95.5\""),
    ] {
        assert!(ran.err.contains(place) && ran.err.contains(told), "{place} {told}: {}", ran.err);
    }
    assert_eq!(ran.err.matches("error:").count(), 8, "{}", ran.err);
    assert_eq!(ran.events()[0]["actor"][0]["name"], "Heron Brigade", "{}", ran.out);
}

#[test]
fn an_unknown_code_of_a_manifest_is_reported_and_the_rest_is_loaded() {
    let desk = Desk::new();
    let pack = desk.shelf.pack("coded", &[("strike.rhai", GOOD)]);
    let manifest = "name = \"coded\"\nversion = \"0.1.0\"\n[kinds.air_strike]\nplover = \"ASSAULT/airborne\"\n\
        acled = \"Air/drone strike\"\n";
    desk.shelf.put("coded/pack.toml", manifest);
    let ran = dateline(&["run", "--pack", &pack, &desk.good]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("coded/pack.toml:4:"), "{}", ran.err);
    assert!(ran.err.contains("unknown PLOVER mode \"ASSAULT/airborne\""), "{}", ran.err);
    let event = &ran.events()[0];
    assert!(event["codes"]["plover"].is_null() && event["codes"]["acled"] == "Air/drone strike");
}

#[test]
fn an_unreadable_date_is_reported_and_the_article_is_kept_undated() {
    let desk = Desk::new();
    let record = |id: &str, date: &str| {
        format!("{}\n", serde_json::json!({ "id": id, "text": STRIKE, "date": date }))
    };
    let lines = [record("a", "in the dry season"), record("b", "2016-08-12"), record("c", "")];
    let path = desk.shelf.put("wire.jsonl", lines.concat());
    let ran = desk.run(&[&path]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told =
        "wire.jsonl:1: no date can be read in \"in the dry season\"; the article counts as undated";
    assert!(ran.err.contains(told), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 2, "an empty date is no mistake: {}", ran.err);
    let events = ran.events();
    for (event, start) in events.iter().zip([None, Some("2016-08-08"), None]) {
        assert_eq!(event["date"]["start"].as_str(), start, "{event}");
        assert_eq!(event["date"]["basis"], "on Monday", "relative dates say what they rest on");
    }
}

#[test]
fn a_repeated_id_is_reported() {
    let desk = Desk::new();
    let path =
        desk.shelf.put("wire.jsonl", [has_strike("a"), has_strike("b"), has_strike("a")].concat());
    let ran = desk.run(&[&path]);
    assert_eq!((ran.code, ran.events().len()), (0, 3), "{}", ran.err);
    assert!(
        ran.err.contains("articles whose id an earlier article has too")
            && ran.err.contains("wire.jsonl: a"),
        "{}",
        ran.err
    );
}

#[test]
fn a_pack_for_another_version_is_refused_before_anything_of_it_is_loaded() {
    let desk = Desk::new();
    let pack = desk.shelf.pack("later", &[("strike.rhai", GOOD)]);
    let manifest = "name = \"later\"\nversion = \"0.1.0\"\ndateline = \">=9.1\"\nunknown_key = 1\n";
    desk.shelf.put("later/pack.toml", manifest);
    let ran = dateline(&["run", "--pack", &pack, &desk.good]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
    assert!(
        ran.err.contains("later/pack.toml: line 3: it was written for dateline >=9.1"),
        "{}",
        ran.err
    );
}

#[test]
fn misspelt_words_get_the_nearest_suggested() {
    let desk = Desk::new();
    is_refused(&["run", "--pack", "conflcit"], &["did you mean \"conflict\"?"]);
    is_refused(&["check", "conflit"], &["did you mean \"conflict\"?"]);
    is_refused(&["test", "konflict"], &["did you mean \"conflict\"?"]);
    is_refused(
        &["run", "--pack", &desk.pack, &desk.good, "--kind", "airstrike"],
        &["no rule is of kind \"airstrike\"", "did you mean \"air_strike\"?"],
    );
    is_refused(
        &["explain", &desk.good, "--pack", &desk.pack, "--rule", "good/strke"],
        &["did you mean \"good/strike\"?"],
    );
    is_refused(&["runn"], &["unrecognized subcommand", "run"]);
    is_refused(&["run", "--jbos", "2"], &["--jobs"]);
    is_refused(&["run", "--format", "cvs"], &["csv"]);
    is_refused(&["run", "--date-order", "mdx"], &["mdy"]);
    is_refused(&["run", "--field", "txt=body"], &["text=NAME"]);
}

#[test]
fn numbers_out_of_range_are_refused_with_the_range() {
    for jobs in ["0", "-1", "two", "1000000", ""] {
        is_refused(&["run", &format!("--jobs={jobs}")], &["leave --jobs out to use all cores"]);
    }
    is_refused(&["explain", "seed-000", "--sentence", "0"], &["counted from 1"]);
    let many = ["import", "geonames", "SY.txt", "--population", "many"];
    is_refused(&many, &["a number of people in digits"]);
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_the_work() {
    let desk = Desk::new();
    let nowhere = desk.shelf.at("no/folder/events.jsonl");
    let folder = desk.shelf.at("");
    is_refused(&["run", "--pack", &desk.pack, &desk.good, "-o", &nowhere], &["make it first"]);
    is_refused(&["run", "--pack", &desk.pack, &desk.good, "-o", &folder], &["it is a folder"]);
}

#[cfg(unix)]
#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let desk = Desk::new();
    let line = has_strike("a");
    let news = desk.shelf.put("many.jsonl", line.repeat(20_000));
    let script = format!(
        "{{ '{}' run --pack '{}' '{news}'; echo \"code $?\" >&2; }} | head -1",
        env!("CARGO_BIN_EXE_dateline"),
        desk.pack,
    );
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "code 0\n");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
}

#[test]
fn standard_input_is_checked_like_files() {
    let desk = Desk::new();
    let read = |input: &[u8]| dateline_reading(&["run", "--pack", &desk.pack, "-"], input);
    let ran = read(STRIKE.as_bytes());
    assert_eq!((ran.code, ran.events().len()), (0, 1), "{}", ran.err);
    let ran = read(format!("{}no json\n{}", has_strike("a"), has_strike("b")).as_bytes());
    assert_eq!((ran.code, ran.articles().len()), (0, 2), "{}", ran.err);
    assert!(ran.err.contains("-:2: not a JSON object"), "{}", ran.err);
    let ran = read(b"");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no text to code"), "{}", ran.err);
    let ran = read(&[0; 4096]);
    assert!(ran.err.contains("binary, not text"), "{}", ran.err);
}
