//! GeoJSON (RFC 7946) for maps: one point for each event with coordinates, with the columns of `csv` as properties.
//! Events without coordinates are left out and counted.

use super::flat;
use super::{Loss, SinkError, Store};
use crate::event::{Event, Place};
use serde_json::Value;
use std::io::{self, Write};

/// The remarks of its loss report.
pub const REMARKS: &[&str] = &[
    "one point for each event with coordinates; place_precision says how exact they are: a point may stand for a country",
];

/// Why an event is not on the map.
pub const NO_COORDINATES: &str = "no coordinates";

/// A feature collection that is being written.
pub struct FeatureWriter<W: Write> {
    out: W,
    any: bool,
}

impl<W: Write> FeatureWriter<W> {
    /// Starts a collection; `name` is shown as the name of the layer.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn new(mut out: W, name: &str) -> io::Result<Self> {
        let name = Value::from(name);
        write!(out, "{{\"type\":\"FeatureCollection\",\"name\":{name},\"features\":[")?;
        Ok(FeatureWriter { out, any: false })
    }

    /// Adds a point, in degrees, with properties in the order in which they are to be shown.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn point(
        &mut self,
        id: &str,
        (lon, lat): (f64, f64),
        properties: &[(&str, Value)],
    ) -> Result<(), SinkError> {
        self.out.write_all(if self.any { b",\n" } else { b"\n" })?;
        self.any = true;
        let id = Value::from(id);
        write!(
            self.out,
            "{{\"type\":\"Feature\",\"id\":{id},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}},\"properties\":"
        )?;
        for (at, (name, value)) in properties.iter().enumerate() {
            let before = if at == 0 { '{' } else { ',' };
            write!(self.out, "{before}{}:{value}", Value::from(*name))?;
        }
        self.out.write_all(if properties.is_empty() { b"{}}" } else { b"}}" })?;
        Ok(())
    }

    /// Ends the collection.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        Ok(self.out)
    }
}

/// Longitude and latitude of a place, if both are known and are degrees of the globe.
pub fn point(place: Option<&Place>) -> Option<(f64, f64)> {
    let place = place?;
    let (lon, lat) = (place.lon?, place.lat?);
    ((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)).then_some((lon, lat))
}

/// Writes a point for each event.
pub struct GeojsonStore<W: Write>(FeatureWriter<W>);

impl<W: Write> GeojsonStore<W> {
    /// Starts a collection of events in `out`.
    ///
    /// # Errors
    /// `out` cannot be written.
    pub fn new(out: W) -> io::Result<Self> {
        Ok(GeojsonStore(FeatureWriter::new(out, "events")?))
    }
}

impl<W: Write> Store for GeojsonStore<W> {
    fn article(&mut self, events: &[Event], loss: &mut Loss) -> Result<(), SinkError> {
        for event in events {
            match point(event.place.as_ref()) {
                Some(point) => {
                    self.0.point(&event.id, point, &properties(event)?)?;
                    loss.written();
                    flat::count_losses(event, loss);
                }
                None => loss.left_out(NO_COORDINATES, &event.id),
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SinkError> {
        self.0.finish()?.flush()?;
        Ok(())
    }
}

/// The cells of the flat row by the names of their columns. Every point has every property, so that programs that look
/// at the first one know all.
fn properties(event: &Event) -> Result<Vec<(&'static str, Value)>, SinkError> {
    let cells = flat::row(event)?.into_iter().map(flat::json);
    Ok(flat::NAMES.iter().copied().zip(cells).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::sample;

    fn written(events: &[Event]) -> (Value, Loss) {
        let (mut out, mut loss) = (Vec::new(), Loss::default());
        let mut store = Box::new(GeojsonStore::new(&mut out).unwrap());
        events
            .iter()
            .for_each(|event| store.article(std::slice::from_ref(event), &mut loss).unwrap());
        store.finish().unwrap();
        (serde_json::from_slice(&out).unwrap(), loss)
    }

    #[test]
    fn a_point_for_each_event_with_coordinates() {
        let mut bare = sample();
        bare.place = None;
        let mut off = sample();
        off.place.iter_mut().for_each(|place| place.lat = Some(135.0));
        let (map, loss) = written(&[bare, sample(), off, sample()]);
        let features = map["features"].as_array().unwrap();
        assert_eq!((features.len(), loss.events()), (2, (2, 4)));
        assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([39.01, 35.95]));
        let properties = &features[0]["properties"];
        assert_eq!(properties.as_object().unwrap().len(), flat::COLUMNS.len());
        assert_eq!((&properties["killed"], &properties["mode"]), (&20.into(), &Value::Null));
        assert_eq!(properties["place_precision"], "town");
    }

    #[test]
    fn no_events_are_an_empty_collection() {
        assert_eq!(written(&[]).0["features"], serde_json::json!([]));
    }
}
