//! Decoding and repair: offset maps can be composed without a panic, and each character and each piece of a decoded text
//! leads back to its bytes.

use super::evidence::leads_back;
use arbitrary::Unstructured;
use dateline::Article;
use dateline::text::{OffsetMap, OffsetMapBuilder, Span};

/// The bytes are a text file in any encoding; and, a second time, steps of offset maps.
pub fn check(data: &[u8]) {
    maps(&mut Unstructured::new(data)).ok();
    let Ok(builder) = Article::builder_of_bytes("a", data) else { return };
    let Ok(article) = builder.build() else { return };
    leads_back(&article, data);
}

/// A map of any steps, and the length of its clean text.
fn map(from: &mut Unstructured<'_>) -> arbitrary::Result<(OffsetMap, u32)> {
    let base = match from.ratio(1, 16)? {
        true => from.int_in_range(0..=1 << 33)?,
        false => u64::from(from.arbitrary::<u8>()?),
    };
    let mut built = OffsetMapBuilder::new(base);
    let mut len = 0;
    for _ in 0..from.int_in_range(0..=24)? {
        let (raw, clean) = (from.int_in_range(0..=5)?, from.int_in_range(0..=5)?);
        match from.arbitrary()? {
            true => built.copy(clean),
            false => built.replace(raw, clean),
        }
        len += clean as u32;
    }
    let mut map = built.finish();
    if from.ratio(1, 4)? {
        map.pack();
    }
    Ok((map, len))
}

/// Maps that need not fit together: whatever a decoder does, composing and looking up must not panic.
fn maps(from: &mut Unstructured<'_>) -> arbitrary::Result<()> {
    let ((outer, len), (inner, inner_len)) = (map(from)?, map(from)?);
    let composed = outer.clone().compose(&inner);
    let glue = from.int_in_range(0..=2)?;
    let joined = outer.clone().joined(len, glue, &inner, inner_len);
    let rest = outer.from_clean(from.int_in_range(0..=len)?);
    for (map, len) in [(&composed, len), (&joined, len + glue + inner_len), (&rest, len)] {
        let mut packed = map.clone();
        packed.pack();
        for at in 0..=len {
            let range = map.raw(Span { start: at.saturating_sub(1), end: at });
            assert!(range.start <= range.end, "{range:?} at {at} of {map:?}");
            let places = |map: &OffsetMap| (map.raw_start(at), map.raw_end(at), map.is_cut(at));
            assert_eq!(places(map), places(&packed), "packing moves {at} of {map:?}");
        }
    }
    Ok(())
}
