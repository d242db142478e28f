//! Tests of the ledger within one process; `tests/ledger.rs` tests several processes.

use super::super::Verdict;
use super::*;

fn mention(evidence: &str) -> GoldMention {
    let value =
        serde_json::json!({ "article": "a", "kind": "aid", "evidence": evidence, "by": "me" });
    serde_json::from_value(value).unwrap()
}

fn evidence(ledger: &Ledger) -> Vec<&str> {
    ledger.mentions().iter().map(|mention| mention.evidence.as_str()).collect()
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    (folder, path)
}

#[test]
fn an_added_line_is_in_the_file_and_seen_by_others() {
    let (_folder, path) = place();
    let (mut mine, mut yours) = (Ledger::open(&path).unwrap(), Ledger::open(&path).unwrap());
    assert!(!path.exists() && mine.refresh().unwrap() == RefreshOutcome::default());
    let first = mine.add(&mention("Food came.")).unwrap();
    assert_eq!(first, AddOutcome { line: 1, others: 0, duplicate: false, reread: false });
    assert_eq!(yours.add(&mention("Water came.")).unwrap().line, 2);
    assert_eq!(evidence(&yours), ["Food came.", "Water came."]);
    assert_eq!(evidence(&mine), ["Food came."]);
    assert_eq!(mine.refresh().unwrap().others, 1);
    let third = yours.add(&mention("Tents came.")).unwrap();
    assert_eq!((third.line, third.others), (3, 0));
    let fourth = mine.add(&mention("Bread came.")).unwrap();
    assert_eq!((fourth.line, fourth.others), (4, 1));
    assert_eq!(crate::check::gold::read(&path).unwrap(), *mine.gold());
}

#[test]
fn a_current_verdict_is_not_written_again() {
    let (_folder, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    let accept = mention("Food came.");
    let reject = GoldMention { verdict: Verdict::Reject, ..accept.clone() };
    ledger.add(&accept).unwrap();
    let again = GoldMention { by: Some("you".into()), at: Some("now".into()), ..accept.clone() };
    let added = ledger.add(&again).unwrap();
    assert_eq!((added.line, added.duplicate), (1, true));
    assert_eq!(ledger.add(&reject).unwrap().line, 2);
    assert_eq!((ledger.mentions().len(), ledger.rejected().len()), (0, 1));
    assert!(ledger.add(&reject).unwrap().duplicate);
    assert_eq!(ledger.add(&accept).unwrap().line, 3);
    assert_eq!((ledger.mentions().len(), ledger.rejected().len()), (1, 0));
    assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 3);
}

#[test]
fn an_incomplete_line_is_kept_and_not_appended_to() {
    let (_folder, path) = place();
    fs::write(&path, "{\"article\":\"a\",\"kind\":\"ai").unwrap();
    let mut ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.gold().torn, [1]);
    let added = ledger.add(&mention("Food came.")).unwrap();
    assert_eq!((added.line, added.others, added.reread), (2, 0, false));
    assert!(fs::read_to_string(&path).unwrap().starts_with("{\"article\":\"a\",\"kind\":\"ai\n{"));
    assert_eq!(crate::check::gold::read(&path).unwrap(), *ledger.gold());

    // A last line without a line feed, as people leave it, is complete.
    fs::write(&path, "{\"article\":\"a\",\"kind\":\"aid\",\"evidence\":\"Tents came.\"}").unwrap();
    let added = ledger.add(&mention("Water came.")).unwrap();
    assert_eq!((added.line, added.others, added.reread), (2, 1, true));
    assert_eq!(evidence(&ledger), ["Tents came.", "Water came."]);
    assert_eq!(evidence(&Ledger::open(&path).unwrap()), ["Tents came.", "Water came."]);
}

#[test]
fn a_replaced_or_truncated_file_is_read_again() {
    let (folder, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.add(&mention("Food came.")).unwrap();
    ledger.add(&mention("Water came.")).unwrap();
    let other = folder.path().join("other.jsonl");
    let mut elsewhere = Ledger::open(&other).unwrap();
    for said in ["One came.", "Two came.", "Three came."] {
        elsewhere.add(&mention(said)).unwrap();
    }
    fs::rename(&other, &path).unwrap();
    assert_eq!(ledger.refresh().unwrap(), RefreshOutcome { others: 3, reread: true });
    assert_eq!(evidence(&ledger), ["One came.", "Two came.", "Three came."]);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.lines().next().unwrap()).unwrap();
    let added = ledger.add(&mention("Water came.")).unwrap();
    assert_eq!((added.line, added.others, added.reread), (2, 1, true));
}

#[test]
fn a_removed_file_is_an_error_and_not_created_again() {
    let (folder, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.add(&mention("Food came.")).unwrap();
    let away = folder.path().join("away.jsonl");
    fs::rename(&path, &away).unwrap();
    for message in [ledger.refresh().unwrap_err(), ledger.add(&mention("No.")).unwrap_err()] {
        assert!(message.to_string().contains("gold.jsonl no longer exists"), "{message}");
    }
    assert_eq!((evidence(&ledger), path.exists()), (vec!["Food came."], false));
    fs::rename(&away, &path).unwrap();
    assert_eq!(ledger.add(&mention("Yes.")).unwrap().line, 2);
}

#[test]
fn a_file_locked_by_another_is_not_changed() {
    let (folder, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.add(&mention("Food came.")).unwrap();
    let before = fs::read(&path).unwrap();
    let held = File::open(&path).unwrap();
    held.lock().unwrap();
    let message = ledger.add(&mention("Water came.")).unwrap_err().to_string();
    assert!(
        message.contains("another session is writing") && message.contains("nothing was written")
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    held.unlock().unwrap();
    assert_eq!(ledger.add(&mention("Water came.")).unwrap().line, 2);

    assert!(matches!(Ledger::open(folder.path()), Err(GoldError::NoFile { .. })));
    let nowhere = folder.path().join("no/gold.jsonl");
    assert!(matches!(Ledger::open(&nowhere), Err(GoldError::Unreadable { .. })));
}

#[test]
fn an_invalid_line_is_reported_and_the_state_is_kept() {
    let (_folder, path) = place();
    let mut ledger = Ledger::open(&path).unwrap();
    ledger.add(&mention("Food came.")).unwrap();
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("so what\n");
    fs::write(&path, &text).unwrap();
    let message = ledger.add(&mention("Water came.")).unwrap_err().to_string();
    assert!(message.contains(":2: this line is not a gold mention"), "{message}");
    assert_eq!((evidence(&ledger), fs::read_to_string(&path).unwrap()), (vec!["Food came."], text));
}
