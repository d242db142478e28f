//! Compares coded tolls with the known number of deaths of whole articles. Such figures are cheaper than gold, so many
//! more articles can be tested. Called by `cmd`; `gold` reads the file.

use crate::event::{Counted, Event, Realis};
use serde::{Deserialize, Serialize};

/// The number of deaths in an article, coded by a person.
#[derive(Clone, Debug, Deserialize)]
pub struct ArticleToll {
    /// The article's id.
    pub article: String,
    /// The figure, or several of which any is right (only civilians, or with fighters).
    pub killed: DeathFigures,
}

/// One figure or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum DeathFigures {
    /// A single figure.
    One(u64),
    /// Any of these.
    Any(Vec<u64>),
}

impl DeathFigures {
    fn figures(&self) -> &[u64] {
        match self {
            DeathFigures::One(figure) => std::slice::from_ref(figure),
            DeathFigures::Any(figures) => figures,
        }
    }
}

/// How an article's events agree with its known toll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TollVerdict {
    /// An event reports that figure.
    Exact,
    /// The figure is between the lower and upper bound of an event's count.
    Within,
    /// Events report only other figures.
    Other,
    /// No event reports deaths.
    #[serde(rename = "untold")]
    NotReported,
}

impl TollVerdict {
    /// All, best first, with their wording in reports.
    pub const ALL: [(TollVerdict, &str); 4] = [
        (TollVerdict::Exact, "exact"),
        (TollVerdict::Within, "within its bounds"),
        (TollVerdict::Other, "another figure"),
        (TollVerdict::NotReported, "none"),
    ];

    /// Judges one article's events. Events of the past (background) and events that did not happen are ignored.
    pub fn of(toll: &ArticleToll, events: &[Event]) -> TollVerdict {
        let now = |event: &&Event| {
            !matches!(event.realis, Realis::Historical | Realis::Hypothetical | Realis::Future)
        };
        let reported: Vec<_> = events
            .iter()
            .filter(now)
            .flat_map(|event| &event.counts)
            .filter(|count| count.what == Counted::Killed)
            .collect();
        let any =
            |fits: &dyn Fn(u64) -> bool| toll.killed.figures().iter().any(|&wanted| fits(wanted));
        if any(&|wanted| reported.iter().any(|count| count.value == wanted)) {
            TollVerdict::Exact
        } else if any(&|wanted| {
            reported.iter().any(|count| {
                count.low > 0 && count.low <= wanted && count.high.is_none_or(|high| wanted <= high)
            })
        }) {
            TollVerdict::Within
        } else if reported.is_empty() {
            TollVerdict::NotReported
        } else {
            TollVerdict::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Bound, sample};

    fn toll(killed: &str) -> ArticleToll {
        serde_json::from_str(&format!("{{\"article\":\"a1\",\"killed\":{killed}}}")).unwrap()
    }

    #[test]
    fn a_toll_agrees_exactly_or_within_bounds() {
        let mut event = sample(); // at least 20 killed
        let judge = |killed: &str, event: &Event| {
            TollVerdict::of(&toll(killed), std::slice::from_ref(event))
        };
        assert_eq!(judge("20", &event), TollVerdict::Exact);
        assert_eq!(judge("[3, 20]", &event), TollVerdict::Exact);
        assert_eq!(judge("35", &event), TollVerdict::Within);
        assert_eq!(judge("19", &event), TollVerdict::Other);
        event.counts[0].high = Some(20);
        event.counts[0].bound = Bound::Exact;
        assert_eq!(judge("35", &event), TollVerdict::Other);
        event.realis = Realis::Historical;
        assert_eq!(judge("20", &event), TollVerdict::NotReported);
        assert_eq!(TollVerdict::of(&toll("20"), &[]), TollVerdict::NotReported);
    }
}
