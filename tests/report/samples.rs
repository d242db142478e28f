//! Events of our own making, as `dateline run` writes them, and what a page holds.

use serde_json::{Value, json};

/// An event with most attributes, about an invented town; `change` makes it another.
pub fn event(id: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut event = json!({
        "id": id,
        "kind": "air_strike",
        "mode": null,
        "article": {
            "id": "a1", "path": "news/a1.txt", "decoding": "utf-8", "outlet": "Gull Gazette",
            "title": "Night over Gullhaven", "published": "2016-08-12T17:41",
            "published_precision": "minute"
        },
        "evidence": {
            "text": "Jets struck Gullhaven on Thursday, killing at least 20 people, a monitor said.",
            "start": 0, "end": 78, "raw_start": 0, "raw_end": 78, "sentence": 1
        },
        "trigger": { "text": "struck", "start": 5, "end": 11 },
        "stance": "attributed",
        "stance_cue": "said",
        "claimant": {
            "text": "a monitor", "name": null, "code": null, "start": 63, "end": 72,
            "cue": "said", "via": []
        },
        "denies": null,
        "realis": "actual",
        "actor": [{ "text": "Jets", "name": null, "code": null, "start": 0, "end": 4 }],
        "recipient": [],
        "place": {
            "text": "Gullhaven", "name": "Gullhaven", "admin1": null, "country": "Syria",
            "lat": 35.9, "lon": 39.0, "geonames_id": null, "precision": "town", "basis": "sentence"
        },
        "date": {
            "start": "2016-08-11", "end": "2016-08-11", "precision": "day", "basis": "on Thursday"
        },
        "counts": [{
            "what": "killed", "value": 20, "low": 20, "high": null, "bound": "at_least",
            "whom": "people", "source": null
        }],
        "codes": { "plover": null, "acled": null, "cameo": null },
        "extra": {},
        "rule": "air_strike/struck",
        "pack": "conflict",
        "pack_version": "0.1.0",
        "pack_hash": "00",
        "coded_by": "01"
    });
    change(&mut event);
    event
}

/// Events as lines of a file.
pub fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("{event}\n")).collect()
}

/// As many events as asked for, of a few kinds, places and days.
pub fn many(count: usize) -> String {
    let one = |number: usize| {
        event(&format!("{number:016x}"), |event| {
            let town = number % 40;
            event["kind"] = ["air_strike", "clash", "aid", "siege"][number % 4].into();
            event["article"]["id"] = format!("a{}", number / 4).into();
            event["place"]["name"] = format!("Town {town}").into();
            event["place"]["lat"] = (30.0 + town as f64 / 10.0).into();
            let day = format!("2016-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
            event["date"]["start"] = day.clone().into();
            event["date"]["end"] = day.into();
        })
    };
    (0..count).map(|number| format!("{}\n", one(number))).collect()
}

/// The data that a page's script reads.
pub fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"data\">").expect("an element of data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).expect("JSON")
}
