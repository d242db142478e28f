//! How deep and how large the values of a script are. To copy, measure or drop a value takes a call a level, and an
//! overflow of the stack would end the process. Rhai bounds how much an array holds, and not how deep values are nested;
//! and what a closure has captured it does not see at all.

use super::error::fail;
use super::meter;
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, Map};

/// The most levels of arrays, maps and captured values inside each other.
pub const DEEPEST: usize = 256;
/// The most values and pieces of text inside a value. What a closure has captured can double with each step.
const MOST: usize = 100_000;
/// Letters that count as one value.
const PIECE: usize = 64;
/// Values that Rhai walks over in the time of about one operation.
const AN_OPERATION: usize = 64;

/// Watches the variables that scripts of `engine` use: refuses those that are too deep, and counts large ones as work,
/// since Rhai copies and measures them.
pub fn watch(engine: &mut Engine) {
    // Rhai calls this hook volatile: it may change its form in a later version, which then does not compile.
    #[allow(deprecated)]
    engine.on_var(|name, _, context| {
        let mut items = 0;
        let mut fits = |value: &Dynamic| !deeper(value, DEEPEST, &mut items);
        let fit =
            context.scope().get(name).is_none_or(&mut fits) && context.this_ptr().is_none_or(fits);
        meter::add(items / AN_OPERATION);
        match fit {
            true => Ok(None),
            false if items > MOST => Err(too_large()),
            false => Err(too_deep()),
        }
    });
}

/// Whether `value` is neither too deep nor too large.
pub fn fits(value: &Dynamic) -> bool {
    !deeper(value, DEEPEST, &mut 0)
}

/// The error for a value that is too deep.
pub fn too_deep() -> Box<EvalAltResult> {
    fail(
        &format!("arrays, maps and closures are nested more than {DEEPEST} levels deep"),
        "is a value put into itself in a loop? Put what is gathered side by side: list.push(item)",
    )
}

/// The error for a value that is too large.
pub fn too_large() -> Box<EvalAltResult> {
    fail(
        &format!("a value holds more than {MOST} others, those of closures in it included"),
        "is a value put into itself in a loop? A rule builds events and stores nothing: collect less",
    )
}

/// Whether `value` is more than `levels` deep or too large; adds to `items` how many values and pieces of text it holds.
fn deeper(value: &Dynamic, levels: usize, items: &mut usize) -> bool {
    *items += 1;
    if *items > MOST {
        return true;
    }
    if value.is_string() {
        let text = value.read_lock::<rhai::ImmutableString>();
        *items += text.map_or(0, |text| text.len() / PIECE);
        return false;
    }
    if !(value.is_array() || value.is_map() || value.is_fnptr()) {
        return false;
    }
    if levels == 0 {
        return true;
    }
    let mut inside = |item: &Dynamic| deeper(item, levels - 1, items);
    if let Some(list) = value.read_lock::<Array>() {
        return list.iter().any(inside);
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map.values().any(inside);
    }
    value.read_lock::<FnPtr>().is_some_and(|code| code.iter_curry().any(&mut inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_size_are_seen() {
        let wrapped = |levels: usize| {
            (0..levels).fold(Dynamic::from(1_i64), |inner, level| match level % 2 {
                0 => Dynamic::from(vec![Dynamic::from(2_i64), inner]),
                _ => Dynamic::from(Map::from([("a".into(), inner)])),
            })
        };
        let mut items = 0;
        assert!(!deeper(&wrapped(DEEPEST), DEEPEST, &mut items));
        assert!(deeper(&wrapped(DEEPEST + 1), DEEPEST, &mut items));
        items = 0;
        assert!(!deeper(&Dynamic::from("x".repeat(6_400)), DEEPEST, &mut items));
        assert_eq!(items, 101);
        items = 0;
        assert!(deeper(&Dynamic::from(vec![Dynamic::UNIT; MOST]), DEEPEST, &mut items));
    }
}
