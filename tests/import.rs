//! Tests of `dateline import`: the table can be used in a pack, is the same each time, and what could not be read is
//! reported with file and line.

mod common;

use common::{Shelf, dateline};
use std::fs;

const ACTORS: &str = "# A dictionary in PETRARCH's manner.\n\
    NORTHERN_HERON_BRIGADE_(NHBX)_ [SYRREB] # remark\n\
    +HERON_BRIGADE_\n\
    JANE_ROE_\n\
    +MINISTER_ROE\n\
    \t[SYRELI 19800101-19900101]\n\
    \t[SYRGOV >900102]\n\
    WILL_ [SYRREB]\n\
    GULL_FRONT_ [SYRREB 2004017-20061201]\n\
    NOBODY_AT_ALL_\n";

const PLACES: &str = "7\tGullhāven\tGullhaven\tGull Haven,ghlhfn,حلب\t35.5\t36.25\tP\tPPL\tSY\t\t09\t\t\t\t900\t\t10\tAsia/X\t2020-01-01\n\
    8\tHamlet Rock\t\t\t35.5\t36.25\tP\tPPL\tSY\t\t09\t\t\t\t90\t\t10\tAsia/X\t2020-01-01\n\
    9\tbroken line\n";

#[test]
fn a_dictionary_of_actors_becomes_a_table() {
    let shelf = Shelf::new();
    let rule = r#"rule("seize").kind("seizure").when(stem("seize"));"#;
    let pack = shelf.pack("mine", &[("seize.rhai", rule)]);
    let dictionary = shelf.put("x.actors.txt", ACTORS);
    fs::create_dir_all(shelf.at("mine/gazetteers")).expect("a folder");
    let (table, left_out) = (shelf.at("mine/gazetteers/actors.csv"), shelf.at("left.csv"));
    let ran = dateline(&["import", "petrarch", &dictionary, "-o", &table, "--left-out", &left_out]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("3 rows from 1 file; 3 left out"), "{}", ran.err);
    for told in [
        "x.actors.txt:8: WILL",
        "x.actors.txt:9: SYRREB 2004017-20061201",
        "x.actors.txt:10: NOBODY",
    ] {
        assert!(ran.err.contains(told), "no {told:?} in {}", ran.err);
    }
    let listed = fs::read_to_string(&left_out).expect("a list");
    assert_eq!(listed.lines().count(), 4, "a header and three lines: {listed}");

    let once = fs::read(&table).expect("a table");
    assert_eq!(
        dateline(&["import", "petrarch", &dictionary, &dictionary, "-q", "-o", &table]).err,
        ""
    );
    assert_eq!(fs::read(&table).expect("a table"), once, "importing twice gives the same bytes");

    let check = dateline(&["check", &pack]);
    assert_eq!((check.code, check.err.as_str()), (0, ""));
    let news = shelf.put("news.txt", "The Heron Brigade seized the mill. Will seized the day.\n");
    let ran = dateline(&["run", "--pack", &pack, &news]);
    let events = ran.events();
    assert_eq!(events[0]["actor"][0]["name"], "Northern Heron Brigade", "{}", ran.out);
    assert_eq!(events[0]["actor"][0]["code"], "SYRREB");
    assert!(
        events[1]["actor"]
            .as_array()
            .is_none_or(|actors| actors.iter().all(|actor| actor["name"].is_null()))
    );
}

#[test]
fn agents_become_a_table_of_roles() {
    let shelf = Shelf::new();
    let agents = shelf.put("x.agents.txt", "FARM_HAND [~AGR]\nPOLICE {} [~COP]\nX_HAND [~QQQ]\n");
    let ran = dateline(&["import", "petrarch", &agents, "-o", &shelf.at("roles.csv")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("x.agents.txt:3"), "{}", ran.err);
    let table = fs::read_to_string(shelf.at("roles.csv")).expect("a table");
    assert_eq!(
        table,
        "name,aliases,kind,code,acled\nfarm hand,farm hands,civilian,AGR,\npolice,,police,COP,\n"
    );
    let ran = dateline(&["import", "petrarch", &agents, "-o", &shelf.at("actors.csv")]);
    assert!(
        ran.err.contains("0 rows") && ran.err.contains("name the output roles.csv"),
        "{}",
        ran.err
    );
}

#[test]
fn places_of_geonames_become_a_table() {
    let shelf = Shelf::new();
    let dump = shelf.put("SY.txt", PLACES);
    let admin = shelf.put("admin1.txt", "SY.09\tḨalab\tAleppo\t1\n");
    let args = ["import", "geonames", &dump, "--admin1", &admin, "--population", "500"];
    let ran = dateline(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "name,aliases,kind,admin1,country,lat,lon,geonames_id,population,case\n\
         Gullhaven,Gull Haven,town,Aleppo,SYR,35.5,36.25,7,900,\n",
    );
    assert!(
        ran.err.contains("SY.txt:3: 9 broken line") && ran.err.contains("SY.txt:2: Hamlet Rock"),
        "{}",
        ran.err
    );
    assert_eq!(dateline(&args).out, ran.out);
}

#[test]
fn wrong_use_is_refused_with_help() {
    let shelf = Shelf::new();
    let dump = shelf.put("SY.txt", PLACES);
    let refused = |args: &[&str], told: &str| {
        let ran = dateline(args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {}", ran.err);
    };
    refused(&["import"], "petrarch");
    refused(&["import", "geonames", "no/such.txt"], "cannot read no/such.txt");
    refused(
        &["import", "geonames", &dump, "-o", &shelf.at("actors.csv")],
        "name the output places.csv",
    );
    refused(
        &["import", "petrarch", &dump, "-o", &shelf.at("places.csv")],
        "name the output actors.csv",
    );
    refused(&["import", "geonames", &dump, "--admin1", &dump.replace("SY", "XX")], "cannot read");
    let binary = shelf.put("SY.zip", b"PK\0\x01binary");
    refused(&["import", "geonames", &binary], "unpack it first");
    let ran = dateline(&["import", "geonames", &dump, "no/such.txt"]);
    assert!(
        ran.code == 2 && ran.out.contains("Gullhaven"),
        "what is there is imported: {}",
        ran.err
    );
}

#[test]
fn an_import_without_rows_keeps_the_old_table() {
    let shelf = Shelf::new();
    let keep = shelf.put("actors.csv", "name,kind\nGull Front,rebel\n");
    let empty = shelf.put("empty.txt", "");
    let verbs = shelf.put("verbs.txt", "--- GRANT [070] ---\nGIVE\n- * AID [070]\n");
    for (format, file) in
        [("petrarch", &empty), ("petrarch", &verbs), ("petrarch", &keep), ("geonames", &empty)]
    {
        let out = if format == "petrarch" { keep.clone() } else { shelf.at("places.csv") };
        let ran = dateline(&["import", format, file, "-o", &out]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        let told = if file == &keep { "one of the files to read" } else { "nothing was imported" };
        assert!(ran.err.contains(told), "{}", ran.err);
    }
    assert!(fs::read_to_string(&keep).expect("a table").contains("Gull Front"));
    assert!(!std::path::Path::new(&shelf.at("places.csv")).exists());
}

#[test]
fn a_table_becomes_a_name_file_that_a_pack_reads() {
    let shelf = Shelf::new();
    let table = "name,aliases,kind,admin1,country,lat,lon,geonames_id,population,case\n\
        Gullhaven,Gull Haven,town,Aleppo,SYR,35.5,36.25,7,900,\nNowhere,,town,,QQQ,1,2,8,,\n";
    let table = shelf.put("places.csv", table);
    let pack = shelf.pack("mine", &[("a.rhai", "rule(\"a/b\").kind(\"k\").when(\"shelled\");\n")]);
    let output = shelf.at("mine/gazetteers/places.names");
    std::fs::create_dir_all(shelf.at("mine/gazetteers")).expect("a folder");
    let ran = dateline(&["import", "names", &table, "-o", &output]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("2 names from 1 file") && ran.err.contains("QQQ"), "{}", ran.err);
    let text = shelf.put("news.txt", "Guns shelled Gull Haven.\n");
    let ran = dateline(&["run", "--pack", &pack, &text]);
    let places: Vec<String> =
        ran.events().iter().map(|event| event["place"]["name"].to_string()).collect();
    assert_eq!(places, ["\"Gullhaven\""], "{}", ran.err);
    assert_eq!(ran.events()[0]["place"]["lat"], 35.5);
    // Whoever edits it by hand is told by `check`; a file of another kind is left out.
    let edited = std::fs::read_to_string(&output).expect("a name file").replace("town", "twon");
    std::fs::write(&output, edited).expect("written");
    let ran = dateline(&["check", &pack]);
    assert!(ran.code == 1 && ran.err.contains("there is no kind \"twon\""), "{}", ran.err);
    std::fs::write(&output, "name,kind\n").expect("written");
    let ran = dateline(&["run", "--pack", &pack, &text]);
    assert!(ran.code == 1 && ran.events().len() == 1, "{}", ran.err);
    assert!(ran.err.contains("not a name file"), "{}", ran.err);
    for (args, told) in [
        (vec!["import", "names", &table, "-o", "x.csv"], "name the output places.names"),
        (vec!["import", "names", &text], "name the table places.csv or actors.csv"),
    ] {
        let ran = dateline(&args);
        assert!(ran.code == 2 && ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}
