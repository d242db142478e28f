//! JSON Lines: the whole record, one event per line, fields in the order of [`Event`]. Lossless.

use super::{Loss, Sink, SinkError};
use crate::event::Event;

/// Writes each event as one JSON object and a newline.
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonlSink;

impl Sink for JsonlSink {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn article(
        &self,
        events: &[Event],
        out: &mut Vec<u8>,
        loss: &mut Loss,
    ) -> Result<(), SinkError> {
        for event in events {
            serde_json::to_writer(&mut *out, event)?;
            out.push(b'\n');
            loss.written();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    #[test]
    fn one_object_a_line_with_the_fields_in_order() {
        let mut out = Vec::new();
        let mut event = sample();
        event.evidence.text = "two\nlines".into();
        JsonlSink.article(&[event.clone(), event], &mut out, &mut Loss::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2);
        assert!(
            text.starts_with("{\"id\":\"e1\",\"kind\":\"air_strike\",\"mode\":null,\"article\":")
        );
        for line in text.lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(value["evidence"]["text"], "two\nlines");
        }
    }
}
