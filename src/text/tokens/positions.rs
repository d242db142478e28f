//! Start and length of each token of an article, in narrow integers where the text is short enough. Used by `document`
//! only, which knows what the tokens are.

use crate::text::Span;

/// The starts and lengths of an article's tokens, in order.
#[derive(Clone, Debug)]
pub(super) struct TokenPositions {
    starts: Starts,
    lens: Vec<u8>,
}

/// Byte offsets. Freshly read articles use four bytes per token; those that stay in memory are narrowed.
#[derive(Clone, Debug)]
enum Starts {
    Wide(Vec<u32>),
    Narrow(Box<[u16]>),
}

impl TokenPositions {
    /// Positions of tokens that begin at `starts` and are `lens` bytes long.
    pub fn new(starts: Vec<u32>, lens: Vec<u8>) -> TokenPositions {
        TokenPositions { starts: Starts::Wide(starts), lens }
    }

    /// Narrows the offsets and frees spare capacity.
    pub fn shrink(&mut self) {
        self.lens.shrink_to_fit();
        let Starts::Wide(starts) = &mut self.starts else { return };
        let narrow: Result<Box<[u16]>, _> = starts.iter().map(|&at| u16::try_from(at)).collect();
        match narrow {
            Ok(narrow) => self.starts = Starts::Narrow(narrow),
            Err(_) => starts.shrink_to_fit(),
        }
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.lens.len()
    }

    /// Where token `index` begins; panics past the last, as a slice does.
    pub fn start(&self, index: usize) -> u32 {
        match &self.starts {
            Starts::Wide(starts) => starts[index],
            Starts::Narrow(starts) => u32::from(starts[index]),
        }
    }

    /// The span of token `index`.
    pub fn span(&self, index: usize) -> Span {
        let start = self.start(index);
        Span { start, end: start + u32::from(self.lens[index]) }
    }

    /// How many tokens begin before `offset`.
    pub fn before(&self, offset: u32) -> usize {
        match &self.starts {
            Starts::Wide(starts) => starts.partition_point(|&start| start < offset),
            Starts::Narrow(starts) => starts.partition_point(|&start| u32::from(start) < offset),
        }
    }

    /// How many tokens begin before `offset`, if the first `known` are known to: a linear walk, for callers that move
    /// forward through the text.
    pub fn before_from(&self, known: usize, offset: u32) -> usize {
        let walked = match &self.starts {
            Starts::Wide(starts) => {
                starts[known..].iter().take_while(|&&start| start < offset).count()
            }
            Starts::Narrow(starts) => {
                starts[known..].iter().take_while(|&&start| u32::from(start) < offset).count()
            }
        };
        known + walked
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shrinking_moves_no_token(
            steps in proptest::collection::vec((1u32..6_000, 1u8..=255), 0..40),
            offset in 0u32..120_000
        ) {
            let (mut at, mut starts) = (0, Vec::new());
            for (gap, len) in &steps {
                starts.push(at);
                at += u32::from(*len) + gap;
            }
            let wide = TokenPositions::new(starts, steps.iter().map(|step| step.1).collect());
            let mut narrow = wide.clone();
            narrow.shrink();
            prop_assert_eq!(narrow.len(), wide.len());
            for index in 0..wide.len() {
                prop_assert_eq!(narrow.span(index), wide.span(index));
            }
            let before = wide.before(offset);
            prop_assert_eq!(narrow.before(offset), before);
            for known in 0..=before {
                prop_assert_eq!(wide.before_from(known, offset), before);
                prop_assert_eq!(narrow.before_from(known, offset), before);
            }
        }
    }
}
