//! Tests of GeoJSON and of TimeMap's JSON.

use super::desk::Desk;
use super::readers::program;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn geojson_has_a_point_for_each_event_with_coordinates() {
    let desk = Desk::new();
    let (path, told) = desk.export("all.geojson", &[]);
    let (_, events) = desk.events();
    let placed: Vec<&Value> =
        events.iter().filter(|event| event["place"]["lat"].is_f64()).collect();
    let map = json(&path);
    let features = map["features"].as_array().expect("features");
    assert_eq!(features.len(), placed.len());
    for (feature, event) in features.iter().zip(&placed) {
        assert_eq!(feature["id"], event["id"]);
        let coordinates = &feature["geometry"]["coordinates"];
        assert_eq!((&coordinates[0], &coordinates[1]), (&36.into(), &35.5.into()));
        assert_eq!(feature["properties"]["evidence"], event["evidence"]["text"]);
        assert_eq!(feature["properties"]["place_precision"], event["place"]["precision"]);
    }
    let off_map = events.len() - placed.len();
    assert!(told.contains(&format!("{off_map}  no coordinates")), "{told}");
    if let Some(told) = program("ogrinfo", &["-so", "-al", &path]) {
        assert!(told.contains(&format!("Feature Count: {}", placed.len())), "{told}");
        assert!(told.contains("killed: Integer") && told.contains("date_start: Date"), "{told}");
    }
}

/// What TimeMap's own validation asks for: `latitude` and `longitude` as texts, a date it can read, associations and
/// sources that exist.
#[test]
fn timemap_finds_all_that_its_events_refer_to() {
    let desk = Desk::new();
    let (path, told) = desk.export("timemap.json", &["-f", "timemap"]);
    let (_, events) = desk.events();
    let map = json(&path);
    let shown = map["events"].as_array().expect("events");
    let dated = events.iter().filter(|event| event["date"]["start"].is_string()).count();
    assert!(dated < events.len() && shown.len() == dated, "{told}");
    assert!(told.contains("no day, week, month or year"), "{told}");
    let associations = map["associations"].as_array().expect("associations");
    let ids: BTreeSet<&str> = associations.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids.len(), associations.len(), "each once");
    let allowed = [
        "id",
        "description",
        "date",
        "time",
        "time_precision",
        "location",
        "latitude",
        "longitude",
        "type",
        "category",
        "category_full",
        "associations",
        "sources",
        "comments",
        "time_display",
    ];
    for event in shown {
        for (name, value) in event.as_object().expect("an event") {
            assert!(
                allowed.contains(&name.as_str()) && (value.is_string() || value.is_array()),
                "{name}"
            );
        }
        let date = event["date"].as_str().expect("a date");
        assert!(jiff::civil::Date::strptime("%m/%d/%Y", date).is_ok(), "{date}");
        let listed = event["associations"].as_array().expect("a list");
        assert!(listed.iter().all(|id| ids.contains(id.as_str().expect("an id"))), "{event}");
        for source in event["sources"].as_array().expect("a list") {
            let source = &map["sources"][source.as_str().expect("an id")];
            assert!(source["id"].is_string() && source["paths"].is_array(), "{event}");
        }
    }
}
