//! The columns of events: the attributes of the record, by their names, in its order. Days are dates, with the time of day
//! beside them as text; what a rule adds is JSON, since each rule adds something else.

use super::Columns;
use super::columns::Built;
use crate::event::{
    ArticleRef, CivilTime, Claimant, Codes, Count, Event, EventDate, Evidence, Party, Place,
    QuotedText,
};
use arrow_array::RecordBatch;
use arrow_array::types::{Float64Type, UInt32Type, UInt64Type};
use arrow_schema::{ArrowError, SchemaRef};

/// These events as a table, one row each.
///
/// # Errors
/// There are more than 2³¹ - 1 bytes of text in a column.
pub fn batch(events: &[Event]) -> Result<RecordBatch, ArrowError> {
    Columns::batch(events, event)
}

/// The columns of such tables, with their types.
///
/// # Errors
/// As for [`batch`].
pub fn schema() -> Result<SchemaRef, ArrowError> {
    Ok(batch(&[])?.schema())
}

fn event(columns: &mut Columns<'_, Event>) -> Built {
    columns.text("id", |event| Some(&event.id))?;
    columns.text("kind", |event| Some(&event.kind))?;
    columns.text("mode", |event| event.mode.as_deref())?;
    columns.object("article", |event| Some(&event.article), article)?;
    columns.text("offsets", |event| Some(event.offsets.name()))?;
    columns.object("evidence", |event| Some(&event.evidence), evidence)?;
    columns.object("trigger", |event| Some(&event.trigger), quoted)?;
    columns.text("stance", |event| Some(event.stance.name()))?;
    columns.text("stance_cue", |event| event.stance_cue.as_deref())?;
    columns.object("claimant", |event| event.claimant.as_ref(), claimant)?;
    columns.text("denies", |event| event.denies.as_deref())?;
    columns.text("realis", |event| Some(event.realis.name()))?;
    columns.list("actor", |event| &event.actor, party)?;
    columns.list("recipient", |event| &event.recipient, party)?;
    columns.object("place", |event| event.place.as_ref(), place)?;
    columns.object("date", |event| Some(&event.date), date)?;
    columns.list("counts", |event| &event.counts, count)?;
    columns.object("codes", |event| Some(&event.codes), codes)?;
    columns.made("extra", |event| {
        // A map with text keys, which always serialises.
        (!event.extra.is_empty()).then(|| serde_json::to_string(&event.extra).ok()).flatten()
    })?;
    columns.text("rule", |event| Some(&event.rule))?;
    columns.text("pack", |event| Some(&event.pack))?;
    columns.text("pack_version", |event| Some(&event.pack_version))?;
    columns.text("pack_hash", |event| Some(&event.pack_hash))?;
    columns.text("coded_by", |event| Some(&event.coded_by))?;
    Ok(())
}

/// `published` is a day; a text that is no date as records write them is in `published_as_written`, so that it is kept.
fn article(columns: &mut Columns<'_, ArticleRef>) -> Built {
    columns.text("id", |article| Some(&article.id))?;
    columns.text("path", |article| Some(&article.path))?;
    columns.text("decoding", |article| Some(&article.decoding))?;
    columns.text("outlet", |article| article.outlet.as_deref())?;
    columns.text("title", |article| article.title.as_deref())?;
    columns.day("published", |article| Some(published(article)?.date));
    columns.made("published_time", |article| published(article)?.clock())?;
    columns.text("published_as_written", |article| match published(article) {
        Some(_) => None,
        None => article.published.as_deref(),
    })?;
    columns.text("published_precision", |article| Some(article.published_precision.name()))?;
    columns.text("repeats", |article| article.repeats.as_deref())?;
    Ok(())
}

fn published(article: &ArticleRef) -> Option<CivilTime> {
    article.published.as_ref()?.parse().ok()
}

fn evidence(columns: &mut Columns<'_, Evidence>) -> Built {
    columns.text("text", |evidence| Some(&evidence.text))?;
    columns.number::<UInt32Type>("start", |evidence| Some(evidence.start));
    columns.number::<UInt32Type>("end", |evidence| Some(evidence.end));
    columns.number::<UInt64Type>("raw_start", |evidence| Some(evidence.raw_start));
    columns.number::<UInt64Type>("raw_end", |evidence| Some(evidence.raw_end));
    columns.number::<UInt32Type>("sentence", |evidence| Some(evidence.sentence));
    columns.number::<UInt32Type>("page", |evidence| evidence.page);
    Ok(())
}

fn quoted(columns: &mut Columns<'_, QuotedText>) -> Built {
    columns.text("text", |words| Some(&words.text))?;
    columns.number::<UInt32Type>("start", |words| Some(words.start));
    columns.number::<UInt32Type>("end", |words| Some(words.end));
    Ok(())
}

fn claimant(columns: &mut Columns<'_, Claimant>) -> Built {
    columns.text("text", |claimant| Some(&claimant.text))?;
    columns.text("name", |claimant| claimant.name.as_deref())?;
    columns.text("code", |claimant| claimant.code.as_deref())?;
    columns.number::<UInt32Type>("start", |claimant| Some(claimant.start));
    columns.number::<UInt32Type>("end", |claimant| Some(claimant.end));
    columns.text("cue", |claimant| claimant.cue.as_deref())?;
    columns.texts("via", |claimant| &claimant.via)
}

fn party(columns: &mut Columns<'_, Party>) -> Built {
    columns.text("text", |party| Some(&party.text))?;
    columns.text("name", |party| party.name.as_deref())?;
    columns.text("code", |party| party.code.as_deref())?;
    columns.number::<UInt32Type>("start", |party| party.start);
    columns.number::<UInt32Type>("end", |party| party.end);
    Ok(())
}

fn place(columns: &mut Columns<'_, Place>) -> Built {
    columns.text("text", |place| Some(&place.text))?;
    columns.text("name", |place| place.name.as_deref())?;
    columns.text("admin1", |place| place.admin1.as_deref())?;
    columns.text("country", |place| place.country.as_deref())?;
    columns.number::<Float64Type>("lat", |place| place.lat);
    columns.number::<Float64Type>("lon", |place| place.lon);
    columns.number::<UInt64Type>("geonames_id", |place| place.geonames_id);
    columns.text("precision", |place| Some(place.precision.name()))?;
    columns.text("basis", |place| Some(place.basis.name()))?;
    Ok(())
}

fn date(columns: &mut Columns<'_, EventDate>) -> Built {
    columns.day("start", |date| Some(date.start?.date));
    columns.made("start_time", |date| date.start?.clock())?;
    columns.day("end", |date| Some(date.end?.date));
    columns.made("end_time", |date| date.end?.clock())?;
    columns.text("precision", |date| Some(date.precision.name()))?;
    columns.text("basis", |date| Some(date.basis.name()))?;
    Ok(())
}

fn count(columns: &mut Columns<'_, Count>) -> Built {
    columns.text("what", |count| Some(count.what.name()))?;
    columns.number::<UInt64Type>("value", |count| Some(count.value));
    columns.number::<UInt64Type>("low", |count| Some(count.low));
    columns.number::<UInt64Type>("high", |count| count.high);
    columns.text("bound", |count| Some(count.bound.name()))?;
    columns.text("whom", |count| count.whom.as_deref())?;
    columns.text("source", |count| count.source.as_deref())?;
    Ok(())
}

fn codes(columns: &mut Columns<'_, Codes>) -> Built {
    columns.text("plover", |codes| codes.plover.as_deref())?;
    columns.text("acled", |codes| codes.acled.as_deref())?;
    columns.text("cameo", |codes| codes.cameo.as_deref())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{full_sample, sample};
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, types::Date32Type};
    use arrow_schema::DataType;
    use serde_json::{Value, json};

    /// What a column holds in a row, as JSON.
    fn cell(array: &dyn Array, row: usize) -> Value {
        if array.is_null(row) {
            return Value::Null;
        }
        match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(row).into(),
            DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
            DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
            DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
            DataType::Date32 => {
                let days = array.as_primitive::<Date32Type>().value(row);
                let day = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days);
                day.to_string().into()
            }
            DataType::List(_) => {
                let items = array.as_list::<i32>().value(row);
                (0..items.len()).map(|at| cell(&items, at)).collect()
            }
            DataType::Struct(fields) => {
                let inner = array.as_struct().columns().iter();
                let each = fields.iter().zip(inner);
                each.map(|(field, array)| (field.name().clone(), cell(array, row))).collect()
            }
            other => panic!("a column of {other}"),
        }
    }

    /// Splits days and times, and writes what a rule adds as JSON, as the table does.
    fn expected(event: &Event) -> Value {
        let mut record = serde_json::to_value(event).unwrap();
        for (of, name) in [("article", "published"), ("date", "start"), ("date", "end")] {
            let written = record[of][name].as_str().unwrap_or_default().to_owned();
            let (day, time) = written.split_once('T').unwrap_or((&written, ""));
            record[of][name] = if day.is_empty() { Value::Null } else { day.into() };
            record[of][format!("{name}_time")] =
                if time.is_empty() { Value::Null } else { time.into() };
        }
        record["article"]["published_as_written"] = Value::Null;
        for (of, optional) in [("article", "repeats"), ("evidence", "page")] {
            record[of].as_object_mut().unwrap().entry(optional).or_insert(Value::Null);
        }
        record["extra"] = match event.extra.is_empty() {
            true => Value::Null,
            false => serde_json::to_string(&event.extra).unwrap().into(),
        };
        record
    }

    #[test]
    fn every_value_of_the_record_is_in_the_table() {
        let mut undated = sample();
        undated.claimant = None;
        undated.place = None;
        let events = [full_sample(), sample(), undated];
        let batch = batch(&events).unwrap();
        assert_eq!(batch.schema(), schema().unwrap());
        for (row, event) in events.iter().enumerate() {
            let columns = batch.schema().fields().clone();
            let read: Value = columns
                .iter()
                .zip(batch.columns())
                .map(|(field, array)| (field.name().clone(), cell(array, row)))
                .collect();
            assert_eq!(read, expected(event));
        }
    }

    #[test]
    fn a_date_in_another_form_is_kept_as_written() {
        let mut event = sample();
        event.article.published = Some("last week".into());
        let batch = batch(&[event]).unwrap();
        let article = cell(batch.column_by_name("article").unwrap(), 0);
        assert_eq!(article["published_as_written"], json!("last week"));
        assert_eq!(
            (&article["published"], &article["published_time"]),
            (&Value::Null, &Value::Null)
        );
    }

    #[test]
    fn no_events_are_a_table_without_rows() {
        let none = batch(&[]).unwrap();
        assert_eq!((none.num_rows(), none.num_columns()), (0, 24));
    }
}
