//! The page in Chromium: filters, links, keys, sizes; and that it complains of nothing and asks for nothing.

use crate::chromium::{self, Chromium};
use crate::common::{Shelf, dateline};
use crate::samples::{event, lines, many};
use serde_json::{Value, json};

/// A browser; tests return where there is none.
macro_rules! browser {
    ($width:expr) => {
        match chromium::find() {
            Some(program) => Chromium::start(&program, $width, 900),
            None => return,
        }
    };
}

/// A page in a folder, of events of our own making or of the shipped corpus.
struct Page {
    _shelf: Shelf,
    path: String,
}

impl Page {
    fn of(events: &str) -> Page {
        let shelf = Shelf::new();
        let (from, path) = (shelf.put("events.jsonl", events), shelf.at("report.html"));
        let ran = dateline(&["report", &from, "-o", &path, "-q"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        Page { _shelf: shelf, path }
    }

    fn shipped() -> Page {
        let shelf = Shelf::new();
        let path = shelf.at("report.html");
        let ran = dateline(&["report", "-o", &path, "-q"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        Page { _shelf: shelf, path }
    }
}

/// Sets a checkbox of a facet by its label.
fn tick(browser: &mut Chromium, facet: &str, label: &str) {
    let set = format!(
        "(() => {{ const field = document.querySelector('[data-facet={facet}]'); \
         field.querySelector('.more:not([hidden])')?.click(); \
         const found = [...field.querySelectorAll('li label')].find((one) => one.querySelector('bdi').textContent === {label:?}); \
         found.querySelector('input').click(); return true; }})()"
    );
    browser.eval(&set);
    browser.settle();
}

fn hash(browser: &mut Chromium) -> String {
    browser.eval("decodeURIComponent(location.hash)").as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_report_alone_answers_who_says_how_many_died_and_who_disagrees() {
    let mut browser = browser!(1200);
    let page = Page::shipped();
    browser.open(&page.path, "place=Aleppo&from=2016-09-25&to=2016-09-25");
    let incident = browser.eval(
        "[...document.querySelectorAll('.incident')].find((one) => one.querySelector('.toll')?.textContent.includes('killed')).innerText",
    );
    let incident = incident.as_str().expect("an incident").to_owned();
    for said in [
        "25 Sep 2016",
        "20\u{2013}43 killed",
        "disputed: how many were killed",
        "Syrian Observatory for Human Rights",
        "at least 26",
        "Syrian activists",
        "documented the deaths of 43 people",
    ] {
        assert!(incident.contains(said), "{said:?} is not in {incident}");
    }
    // Each figure is one click from its paragraph.
    browser.click(".incident .figures .quote");
    assert_eq!(browser.eval("document.getElementById('panel').hidden"), false);
    assert!(browser.text("#panel .passage mark").len() > 2);
    browser.expect_quiet();
}

#[test]
fn filters_combine_and_a_link_keeps_them() {
    let mut browser = browser!(1200);
    let page = Page::shipped();
    browser.open(&page.path, "");
    let all = browser.text("#status");
    tick(&mut browser, "kind", "casualties");
    tick(&mut browser, "place", "Aleppo");
    let some = browser.text("#status");
    assert_ne!(all, some);
    assert_eq!(hash(&mut browser), "#kind=casualties&place=Aleppo");
    let chips = "document.querySelectorAll('.chip').length";
    assert_eq!(browser.eval(chips), 2);
    let rows = "[...document.querySelectorAll('.row .kind-name')].every((one) => one.textContent.startsWith('Casualties'))";
    assert_eq!(browser.eval(rows), true);

    browser.open(&page.path, "kind=casualties&place=Aleppo");
    assert_eq!(browser.text("#status"), some, "the link gives the same");
    browser.click("a.skip");
    assert_eq!(browser.eval("document.activeElement.id"), "report");
    assert_eq!(browser.text("#status"), some, "to skip changes no filter");
    browser.click(".chip");
    assert_eq!(hash(&mut browser), "#place=Aleppo");
    browser.eval("history.back()");
    for _ in 0..100 {
        if hash(&mut browser).contains("kind") {
            break;
        }
        browser.settle();
    }
    browser.settle();
    assert_eq!(browser.text("#status"), some, "back undoes the last step");
    browser.eval("document.querySelector('#clear').focus()");
    browser.click("#clear");
    assert_eq!(browser.eval("document.activeElement.id"), "report", "the focus stays near");
    assert_eq!(browser.text("#status"), all);
    assert_eq!(hash(&mut browser), "");
    // What is no filter is left out.
    browser.open(
        &page.path,
        "kind=nothing&place=%&gap=x&from=2016-02-30&to=y&event=z&words=&colour=red",
    );
    assert_eq!(browser.text("#status"), all);
    let told = browser.text("#ignored");
    for said in
        ["Kind \u{201c}nothing\u{201d}", "Date from \u{201c}2016-02-30\u{201d}", "and 2 more"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    browser.open(&page.path, "from=2016-09-25&to=2016-09-01");
    assert_eq!(browser.text("#status"), all);
    assert!(browser.text("#ignored").contains("ends before it begins"));
    browser.open(&page.path, "from=2016-09-01&to=2016-09-25");
    assert_eq!(browser.eval("document.getElementById('ignored').hidden"), true);
    browser.expect_quiet();
}

#[test]
fn each_facet_counts_what_it_would_show() {
    let mut browser = browser!(1200);
    let page = Page::shipped();
    browser.open(&page.path, "place=Aleppo");
    for facet in ["kind", "claimant", "stance", "realis", "outlet"] {
        let first = format!("document.querySelector('[data-facet={facet}] li')");
        let count = browser.eval(&format!("Number({first}.querySelector('.count').textContent)"));
        browser.eval(&format!("{first}.querySelector('input').click()"));
        browser.settle();
        let status = browser.text("#status");
        assert!(status.starts_with(&format!("{count} of ")), "{facet}: {count}, {status}");
        browser.eval(&format!("{first}.querySelector('input').click()"));
        browser.settle();
    }
    browser.eval("(() => { const input = document.getElementById('words'); input.value = 'barrel BOMBS'; input.dispatchEvent(new Event('input')); })()");
    browser.settle();
    let texts =
        browser.eval("[...document.querySelectorAll('.row')].map((row) => row.textContent)");
    let texts = texts.as_array().expect("rows").clone();
    assert!(!texts.is_empty());
    assert!(hash(&mut browser).contains("words=barrel+BOMBS"));
    browser.click(".gaps button");
    assert!(hash(&mut browser).contains("gap="));
    browser.expect_quiet();
}

#[test]
fn keys_reach_every_event_and_the_focus_comes_back() {
    let mut browser = browser!(1200);
    let page = Page::of(&many(12_000));
    browser.open(&page.path, "");
    browser.eval("document.querySelector('.row[tabindex=\"0\"]').focus()");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    let at = "document.activeElement.closest('.row-item')?.getAttribute('aria-posinset')";
    assert_eq!(browser.eval(at), "3");
    browser.press("End");
    assert_eq!(browser.eval(at), "12000");
    assert!(browser.eval("document.querySelectorAll('.row').length < 60") == true, "few rows");
    browser.press("Enter");
    assert_eq!(browser.eval("document.activeElement.id"), "panel-title");
    assert!(hash(&mut browser).contains("event="));
    browser.press("Escape");
    assert_eq!(browser.eval("document.getElementById('panel').hidden"), true);
    assert_eq!(browser.eval(at), "12000", "the focus is where it was");
    browser.eval("history.back()");
    for _ in 0..100 {
        if browser.eval("document.getElementById('panel').hidden") == false {
            break;
        }
        browser.settle();
    }
    assert_eq!(browser.eval("document.getElementById('list').scrollTop > 9000"), true);
    browser.press("Escape");
    assert_eq!(browser.eval(at), "12000", "the list is where it was");
    assert_eq!(hash(&mut browser), "");
    browser.press("/");
    assert_eq!(browser.eval("document.activeElement.id"), "words");
    // The bars of the timeline are one stop, and arrow keys go from bar to bar.
    assert_eq!(browser.eval("document.querySelectorAll('.timeline [tabindex=\"0\"]').length"), 1);
    browser.eval("document.querySelector('.timeline [tabindex=\"0\"]').focus()");
    browser.press("ArrowRight");
    browser.press("Enter");
    assert!(browser.text("#panel .source").contains("event"));
    browser.expect_quiet();
}

#[test]
fn every_control_has_a_name_and_every_id_is_unique() {
    let mut browser = browser!(1200);
    let page = Page::shipped();
    browser.open(&page.path, "");
    browser.click(".incident .quote");
    let shown = browser.eval("document.body.innerText");
    for slip in ["[object", "undefined", "NaN", "null", "Infinity"] {
        assert!(shown.as_str().is_some_and(|text| !text.contains(slip)), "the page shows {slip}");
    }
    let nameless = browser.eval(
        "[...document.querySelectorAll('button, input, select, [role=button], [role=group], summary')].filter((one) => \
         !(one.getAttribute('aria-label') || one.textContent.trim() || one.closest('label')?.textContent.trim())).map((one) => one.outerHTML)",
    );
    assert_eq!(nameless, json!([]));
    let twice = browser.eval(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); return ids.filter((id, at) => ids.indexOf(id) !== at); })()",
    );
    assert_eq!(twice, json!([]));
    let labelled = browser.eval("[...document.querySelectorAll('[aria-labelledby]')].every((one) => document.getElementById(one.getAttribute('aria-labelledby')))");
    assert_eq!(labelled, true);
    let captions =
        browser.eval("[...document.querySelectorAll('table')].every((one) => one.caption)");
    assert_eq!(captions, true, "every table says what it is");
    for landmark in ["main", "form[aria-label]", "header", "#status[role=status]", "a.skip"] {
        browser.text(landmark);
    }
}

#[test]
fn no_width_makes_the_page_scroll_sideways() {
    let mut browser = browser!(400);
    let page = Page::shipped();
    for width in [320, 400, 900, 1400] {
        browser.resize(width, 850);
        browser.open(&page.path, "");
        let over = browser.eval("document.documentElement.scrollWidth - innerWidth");
        assert!(over.as_i64().is_some_and(|over| over <= 0), "{width}: {over} pixels too wide");
    }
    browser.expect_quiet();
}

#[test]
fn hostile_and_arabic_names_are_shown_as_they_are() {
    let mut browser = browser!(1200);
    let hostile =
        "</script><script>window.hostile = 1</script><img src=x onerror=\"window.hostile = 1\">";
    let arabic = "المرصد السوري لحقوق الإنسان";
    let page = Page::of(&lines(&[
        event("e1", |event| {
            for path in
                ["/kind", "/place/name", "/claimant/name", "/article/title", "/actor/0/name"]
            {
                *event.pointer_mut(path).expect("an attribute") = hostile.into();
            }
            event["extra"] = json!({ hostile: hostile });
        }),
        event("e2", |event| event["claimant"]["name"] = arabic.into()),
    ]));
    browser.open(&page.path, "event=e1");
    assert_eq!(browser.eval("window.hostile"), Value::Null);
    assert_eq!(browser.eval("document.images.length"), 0);
    assert!(browser.text("#panel").contains(hostile));
    browser.open(&page.path, "event=e2");
    assert!(browser.text("#panel .attributes").contains(arabic));
    tick(&mut browser, "claimant", arabic);
    assert_eq!(browser.text("#status"), "1 of 2 events, 1 of 1 incident");
    browser.expect_quiet();
}

#[test]
fn nothing_and_little_is_drawn_without_complaint() {
    let mut browser = browser!(1200);
    let bare = event("e1", |event| {
        event["place"] = Value::Null;
        event["claimant"] = Value::Null;
        event["article"]["outlet"] = Value::Null;
        event["article"]["published"] = Value::Null;
        event["article"]["title"] = Value::Null;
        event["date"] =
            json!({ "start": null, "end": null, "precision": "unknown", "basis": "last Tuesday" });
        event["counts"] = json!([]);
        event["actor"] = json!([]);
    });
    let long_ago = event("e2", |event| {
        event["date"] = json!({ "start": "0012-01-01", "end": "0012-12-31", "precision": "year", "basis": "then" });
    });
    let months = event("e3", |event| {
        event["date"] = json!({ "start": "2016-08-01", "end": "2016-08-31", "precision": "month", "basis": "in August" });
    });
    for (events, status) in [
        (vec![], "0 events, 0 incidents"),
        (vec![bare.clone()], "1 event, 1 incident"),
        (vec![long_ago.clone(), event("e4", |_| {})], "2 events, 2 incidents"),
        (vec![months.clone()], "1 event, 1 incident"),
    ] {
        let page = Page::of(&lines(&events));
        browser.open(&page.path, "");
        assert_eq!(browser.text("#status"), status);
        let shown = "[...document.querySelectorAll('main > section')].filter((one) => one.getClientRects().length).length";
        let sections = browser.eval(shown).as_u64().expect("a number");
        assert_eq!(sections, if events.is_empty() { 1 } else { 7 });
        assert_eq!(browser.eval("document.getElementById('nothing').hidden"), !events.is_empty());
        browser.expect_quiet();
    }
    // A month is drawn as a month, not as a day.
    let page = Page::of(&lines(&[months, event("e4", |_| {})]));
    browser.open(&page.path, "");
    assert_eq!(browser.eval("document.querySelectorAll('.span-bar').length"), 1);
    let label = browser
        .eval("document.querySelector('.span-bar').closest('.mark').getAttribute('aria-label')");
    assert_eq!(label, "1\u{2013}31 Aug 2016: 1 event, 1 air strike");
    browser.expect_quiet();
}

#[test]
fn the_open_panel_keeps_the_focus_where_it_covers_the_page_and_arrows_go_on() {
    let mut browser = browser!(400);
    let page = Page::of(&many(30));
    browser.open(&page.path, "");
    browser.eval("document.querySelectorAll('.row')[1].click()");
    browser.settle();
    assert_eq!(browser.eval("document.querySelector('.layout').inert"), true);
    for _ in 0..12 {
        browser.press("Tab");
        let at = browser.eval("document.activeElement === document.body || document.getElementById('panel').contains(document.activeElement)");
        assert_eq!(at, true, "the focus left the panel");
    }
    browser.eval("document.getElementById('panel-title').focus()");
    let event = |browser: &mut Chromium| hash(browser).trim_start_matches("#event=").to_owned();
    assert_eq!(event(&mut browser), format!("{:016x}", 1));
    browser.press("ArrowRight");
    assert_eq!(event(&mut browser), format!("{:016x}", 2));
    browser.press("ArrowLeft");
    browser.press("ArrowLeft");
    browser.press("ArrowLeft");
    assert_eq!(event(&mut browser), format!("{:016x}", 0), "it stays at the first");
    browser.press("Escape");
    assert_eq!(browser.eval("document.querySelector('.layout').inert"), false);
    browser.resize(1200, 900);
    browser.eval("document.querySelectorAll('.row')[1].click()");
    browser.settle();
    assert_eq!(browser.eval("document.querySelector('.layout').inert"), false, "beside the page");
    browser.expect_quiet();
}

#[test]
fn thousands_are_written_alike_and_no_button_covers_the_map() {
    let mut browser = browser!(1200);
    let page = Page::of(&many(1_200));
    for width in [320, 400, 800, 1200] {
        browser.resize(width, 850);
        browser.open(&page.path, "");
        let over = browser.eval("document.querySelector('.map').getBoundingClientRect().bottom > document.querySelector('.map-tools').getBoundingClientRect().top + 1");
        assert_eq!(over, false, "{width}");
    }
    let told = browser.eval("document.body.innerText").as_str().unwrap_or_default().to_owned();
    assert!(told.contains("1\u{202f}200 events") && !told.contains("1200"), "{told}");
    browser.expect_quiet();
}

#[test]
fn it_prints_the_events_that_pass_the_filters() {
    let mut browser = browser!(1200);
    let page = Page::of(&many(1_200));
    browser.open(&page.path, "");
    browser.eval("window.dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.eval("document.querySelectorAll('#print-list .event-card').length"), 1_000);
    assert!(browser.text("#print-list .note").contains("200 more events not printed"));
    browser.eval("window.dispatchEvent(new Event('afterprint'))");
    assert_eq!(browser.eval("document.querySelectorAll('#print-list *').length"), 0);
    let printed = browser.call("Page.printToPDF", json!({}));
    assert!(printed["data"].as_str().is_some_and(|pdf| pdf.len() > 10_000));
    browser.expect_quiet();
}

#[test]
fn the_colours_follow_the_system_and_the_button() {
    let mut browser = browser!(1200);
    let page = Page::shipped();
    let ground = "getComputedStyle(document.body).backgroundColor";
    let mut seen = Vec::new();
    for scheme in ["light", "dark"] {
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.call("Emulation.setEmulatedMedia", media);
        browser.open(&page.path, "");
        seen.push(browser.eval(ground));
    }
    assert_ne!(seen[0], seen[1]);
    browser.click("#theme");
    assert_eq!(browser.eval(ground), seen[0], "the button goes back to light");
    browser.eval("localStorage.clear()");
    browser.expect_quiet();
}
