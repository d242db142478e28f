//! Tolls against figures that others gave for whole articles: a cheaper test than gold, over many more articles. An
//! article's deaths are known, and the question is whether an event tells them. Called by `cmd`; `gold` reads the file.

use crate::event::{Counted, Event, Realis};
use serde::{Deserialize, Serialize};

/// How many died, by someone who read the article.
#[derive(Clone, Debug, Deserialize)]
pub struct Toll {
    /// The article's id.
    pub article: String,
    /// The figure, or several of which any is right (civilians alone, with fighters).
    pub killed: Killed,
}

/// One figure or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Killed {
    /// The one.
    One(u64),
    /// Any of these.
    Any(Vec<u64>),
}

impl Killed {
    fn figures(&self) -> &[u64] {
        match self {
            Killed::One(figure) => std::slice::from_ref(figure),
            Killed::Any(figures) => figures,
        }
    }
}

/// What an article's events make of its toll.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// An event tells that figure.
    Exact,
    /// An event's least and most hold it.
    Within,
    /// Events tell other figures only.
    Other,
    /// No event tells of deaths.
    Untold,
}

impl Verdict {
    /// All, best first, with what a reader sees.
    pub const ALL: [(Verdict, &str); 4] = [
        (Verdict::Exact, "exact"),
        (Verdict::Within, "within its bounds"),
        (Verdict::Other, "another figure"),
        (Verdict::Untold, "none"),
    ];

    /// Judges one article's events. Background and what has not happened do not tell the toll of the news.
    pub fn of(toll: &Toll, events: &[Event]) -> Verdict {
        let now = |event: &&Event| {
            !matches!(event.realis, Realis::Historical | Realis::Hypothetical | Realis::Future)
        };
        let told: Vec<_> = events
            .iter()
            .filter(now)
            .flat_map(|event| &event.counts)
            .filter(|count| count.what == Counted::Killed)
            .collect();
        let any =
            |fits: &dyn Fn(u64) -> bool| toll.killed.figures().iter().any(|&wanted| fits(wanted));
        if any(&|wanted| told.iter().any(|count| count.value == wanted)) {
            Verdict::Exact
        } else if any(&|wanted| {
            told.iter().any(|count| {
                count.low > 0 && count.low <= wanted && count.high.is_none_or(|high| wanted <= high)
            })
        }) {
            Verdict::Within
        } else if told.is_empty() {
            Verdict::Untold
        } else {
            Verdict::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Bound, sample};

    fn toll(killed: &str) -> Toll {
        serde_json::from_str(&format!("{{\"article\":\"a1\",\"killed\":{killed}}}")).unwrap()
    }

    #[test]
    fn a_toll_is_told_in_full_or_by_its_bounds() {
        let mut event = sample(); // at least 20 killed
        let judge =
            |killed: &str, event: &Event| Verdict::of(&toll(killed), std::slice::from_ref(event));
        assert_eq!(judge("20", &event), Verdict::Exact);
        assert_eq!(judge("[3, 20]", &event), Verdict::Exact);
        assert_eq!(judge("35", &event), Verdict::Within);
        assert_eq!(judge("19", &event), Verdict::Other);
        event.counts[0].high = Some(20);
        event.counts[0].bound = Bound::Exact;
        assert_eq!(judge("35", &event), Verdict::Other);
        event.realis = Realis::Historical;
        assert_eq!(judge("20", &event), Verdict::Untold);
        assert_eq!(Verdict::of(&toll("20"), &[]), Verdict::Untold);
    }
}
