//! Flat CSV for spreadsheets and statistics packages: one row per event, in the columns of [`COLUMNS`].
//!
//! Lossy: of several killed or wounded counts only the first is kept in columns of its own (the rest go to
//! `other_counts`, in words); offsets of parties, trigger and claimant, and the claimant's code, cue and intermediaries
//! are dropped. Text that looks like a formula gets an apostrophe before it. The loss report counts all of this.

use super::formula::make_inert;
use super::{Loss, Sink, SinkError};
use crate::event::{Count, Counted, Event, Party};
use std::borrow::Cow;

/// The columns, in order. Lists are joined by "; "; unknown values are empty; `extra` is a JSON object.
pub const COLUMNS: &[&str] = &[
    "id",
    "kind",
    "mode",
    "article",
    "title",
    "outlet",
    "published",
    "sentence",
    "evidence",
    "trigger",
    "stance",
    "stance_cue",
    "claimant",
    "claimant_name",
    "denies",
    "realis",
    "actor",
    "actor_name",
    "actor_code",
    "recipient",
    "recipient_name",
    "recipient_code",
    "place",
    "place_name",
    "admin1",
    "country",
    "lat",
    "lon",
    "geonames_id",
    "place_precision",
    "place_basis",
    "date_start",
    "date_end",
    "date_precision",
    "date_basis",
    "killed",
    "killed_low",
    "killed_high",
    "killed_bound",
    "wounded",
    "wounded_low",
    "wounded_high",
    "wounded_bound",
    "other_counts",
    "plover",
    "acled",
    "cameo",
    "extra",
    "start",
    "end",
    "raw_start",
    "raw_end",
    "path",
    "decoding",
    "rule",
    "pack",
    "pack_version",
    "pack_hash",
    "coded_by",
    "offsets",
    "repeats",
];

/// Writes a header and one row per event, quoted as in RFC 4180, lines ended by LF.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvSink;

impl Sink for CsvSink {
    fn begin(&self, out: &mut Vec<u8>) -> Result<(), SinkError> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(COLUMNS)?;
        writer.flush()?;
        Ok(())
    }

    fn name(&self) -> &'static str {
        "csv"
    }

    fn remarks(&self) -> &'static [&'static str] {
        &[
            "offsets of the trigger, of parties and of claimants are in JSONL only; lists are joined by \"; \"",
        ]
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        if events.is_empty() {
            return Ok(());
        }
        let mut writer = csv::Writer::from_writer(out);
        for event in events {
            let mut cells = row(event)?;
            make_inert(&mut cells, loss);
            writer.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
            loss.written();
            count_losses(event, loss);
        }
        writer.flush()?;
        Ok(())
    }
}

type Cell<'a> = Cow<'a, str>;

/// The cells of one event, in the order of [`COLUMNS`].
fn row(event: &Event) -> Result<Vec<Cell<'_>>, SinkError> {
    let mut cells: Vec<Cell> = Vec::with_capacity(COLUMNS.len());
    let article = &event.article;
    cells.extend([Cow::from(&event.id), Cow::from(&event.kind), text(&event.mode)]);
    cells.extend([Cow::from(&article.id), text(&article.title), text(&article.outlet)]);
    cells.extend([text(&article.published), number(event.evidence.sentence)]);
    cells.extend([Cow::from(&event.evidence.text), Cow::from(&event.trigger.text)]);
    cells.extend([event.stance.name().into(), text(&event.stance_cue)]);
    let claimant = event.claimant.as_ref();
    cells.push(claimant.map_or("".into(), |claimant| Cow::from(&claimant.text)));
    cells.push(claimant.map_or("".into(), |claimant| text(&claimant.name)));
    cells.extend([text(&event.denies), event.realis.name().into()]);
    for parties in [&event.actor, &event.recipient] {
        cells.push(list(parties, |party| Some(&party.text)));
        cells.push(list(parties, |party| party.name.as_ref()));
        cells.push(list(parties, |party| party.code.as_ref()));
    }
    place(event, &mut cells);
    let date = &event.date;
    cells.extend([optional(date.start), optional(date.end)]);
    cells.extend([date.precision.name().into(), Cow::from(date.basis.name())]);
    counts(&event.counts, &mut cells);
    cells.extend([text(&event.codes.plover), text(&event.codes.acled), text(&event.codes.cameo)]);
    cells.push(match event.extra.is_empty() {
        true => "".into(),
        false => serde_json::to_string(&event.extra)?.into(),
    });
    cells.extend([number(event.evidence.start), number(event.evidence.end)]);
    cells.extend([number(event.evidence.raw_start), number(event.evidence.raw_end)]);
    cells.extend([Cow::from(&article.path), Cow::from(&article.decoding)]);
    cells.extend([Cow::from(&event.rule), Cow::from(&event.pack)]);
    cells.extend([Cow::from(&event.pack_version), Cow::from(&event.pack_hash)]);
    cells.extend([Cow::from(&event.coded_by), event.offsets.name().into()]);
    cells.push(text(&article.repeats));
    Ok(cells)
}

fn place<'a>(event: &'a Event, cells: &mut Vec<Cell<'a>>) {
    let Some(place) = &event.place else {
        cells.extend(std::iter::repeat_n(Cow::from(""), 9));
        return;
    };
    cells.extend([Cow::from(&place.text), text(&place.name)]);
    cells.extend([text(&place.admin1), text(&place.country)]);
    cells.extend([optional(place.lat), optional(place.lon), optional(place.geonames_id)]);
    cells.extend([place.precision.name().into(), place.basis.name().into()]);
}

/// Four columns each for the first count of killed and of wounded, one for all others.
fn counts<'a>(counts: &'a [Count], cells: &mut Vec<Cell<'a>>) {
    let first = first(counts);
    for found in first {
        match found.and_then(|index| counts.get(index)) {
            Some(count) => cells.extend([
                number(count.value),
                number(count.low),
                optional(count.high),
                count.bound.name().into(),
            ]),
            None => cells.extend(std::iter::repeat_n(Cow::from(""), 4)),
        }
    }
    let rest = counts.iter().enumerate().filter(|(index, _)| !first.contains(&Some(*index)));
    cells.push(rest.map(|(_, count)| count.to_string()).collect::<Vec<_>>().join("; ").into());
}

/// The indices of the counts that have columns of their own: the first of killed and the first of wounded.
fn first(counts: &[Count]) -> [Option<usize>; 2] {
    [Counted::Killed, Counted::Wounded]
        .map(|what| counts.iter().position(|count| count.what == what))
}

/// Counts what the row cannot hold.
fn count_losses(event: &Event, loss: &mut Loss) {
    if let Some(claimant) = &event.claimant {
        loss.field("claimant.code", "dropped", claimant.code.iter().count());
        loss.field("claimant.cue", "dropped", claimant.cue.iter().count());
        loss.field("claimant.via", "who cited the claimant is dropped", claimant.via.len());
    }
    let first = first(&event.counts);
    for (at, count) in event.counts.iter().enumerate() {
        if first.contains(&Some(at)) {
            loss.field(
                "counts.whom",
                "dropped for the first killed and wounded",
                count.whom.iter().count(),
            );
        } else {
            loss.field("counts", "in words only, without bounds, in other_counts", 1);
        }
        loss.field("counts.source", "dropped", count.source.iter().count());
    }
    let parted =
        |parties: &[Party]| parties.iter().filter(|party| party.text.contains("; ")).count();
    let unclear = parted(&event.actor) + parted(&event.recipient);
    loss.field("actor, recipient", "a name that holds \"; \" looks like two", unclear);
}

fn text(value: &Option<String>) -> Cell<'_> {
    value.as_deref().unwrap_or_default().into()
}

fn number(value: impl ToString) -> Cell<'static> {
    value.to_string().into()
}

fn optional(value: Option<impl ToString>) -> Cell<'static> {
    value.map_or_else(|| "".into(), number)
}

/// One attribute of each party, joined; empty if no party has it, else with a blank for each that lacks it, so that the
/// columns of one row stay aligned.
fn list<'a>(parties: &'a [Party], part: impl Fn(&'a Party) -> Option<&'a String>) -> Cell<'a> {
    match parties {
        [party] => part(party).map_or("".into(), Cow::from),
        _ if parties.iter().all(|party| part(party).is_none()) => "".into(),
        _ => {
            let parts = parties.iter().map(|party| part(party).map_or("", String::as_str));
            parts.collect::<Vec<_>>().join("; ").into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    fn read(events: &[Event]) -> Vec<std::collections::HashMap<String, String>> {
        let mut out = Vec::new();
        CsvSink.begin(&mut out).unwrap();
        CsvSink.article(events, &mut out, &mut Loss::default()).unwrap();
        csv::Reader::from_reader(out.as_slice()).deserialize().map(|row| row.unwrap()).collect()
    }

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        let mut bare = sample();
        (bare.place, bare.claimant) = (None, None);
        bare.counts.clear();
        for event in [sample(), bare] {
            assert_eq!(row(&event).unwrap().len(), COLUMNS.len());
        }
    }

    #[test]
    fn cells_are_in_the_right_columns() {
        let mut event = sample();
        event.evidence.text = "He said \"no\",\nand left.".into();
        let rows = read(&[event]);
        let cell = |name: &str| rows[0][name].as_str();
        assert_eq!(cell("evidence"), "He said \"no\",\nand left.");
        assert_eq!(cell("actor"), "Russia; Syria");
        assert_eq!(cell("actor_code"), "RUS; ");
        assert_eq!(cell("place"), "Raqqa");
        assert_eq!(cell("killed"), "20");
        assert_eq!(cell("killed_high"), "");
        assert_eq!(cell("killed_bound"), "at_least");
        assert_eq!(cell("wounded"), "");
        assert_eq!(cell("other_counts"), "about 300 displaced families");
        assert_eq!(cell("pack"), "syria");
    }
}
