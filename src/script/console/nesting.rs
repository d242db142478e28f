//! Arrays and maps inside each other, held to a depth: to copy, measure or drop a value takes a call a level, and an
//! overflow of the stack would end the process. Rhai bounds how much a value holds and not how deep.

use crate::script::size::{DEEPEST, fits, too_deep, too_large};
use rhai::{Array, Dynamic, Engine, FnPtr, Map};

/// How many values of a level are looked into, from either end: what grows level by level is wrapped there.
const ENDS: usize = 8;
/// How many values are looked at in all.
const LOOKS: usize = 4_096;

/// Refuses to let a script go on with a variable that is too deep, or a `this` beside one. A loop that names no variable
/// and wraps `this` alone goes unseen; nobody writes it by mistake.
pub fn watch(engine: &mut Engine) {
    // Rhai calls this hook volatile: it may change its form in a later version, which then does not compile.
    #[allow(deprecated)]
    engine.on_var(|name, _, context| {
        let known = context.scope().get(name);
        if known.is_some_and(is_too_deep) || context.this_ptr().is_some_and(is_too_deep) {
            return Err(too_deep());
        }
        // What a closure has captured can double with each step.
        match known.is_some_and(|known| known.is_fnptr() && !fits(known)) {
            true => Err(too_large()),
            false => Ok(None),
        }
    });
}

fn is_too_deep(value: &Dynamic) -> bool {
    let mut looks = 0;
    deeper(value, DEEPEST, &mut looks)
}

/// Whether `value` is more than `levels` deep, as far as it is looked into.
fn deeper(value: &Dynamic, levels: usize, looks: &mut usize) -> bool {
    if *looks >= LOOKS || !(value.is_array() || value.is_map() || value.is_fnptr()) {
        return false;
    }
    if levels == 0 {
        return true;
    }
    let mut inside = |item: &Dynamic| {
        *looks += 1;
        deeper(item, levels - 1, looks)
    };
    if let Some(list) = value.read_lock::<Array>() {
        let rest = list.len().saturating_sub(ENDS).max(ENDS);
        return list.iter().take(ENDS).chain(list.iter().skip(rest)).any(inside);
    }
    if let Some(code) = value.read_lock::<FnPtr>() {
        return code.iter_curry().any(inside);
    }
    let map = value.read_lock::<Map>();
    map.is_some_and(|map| map.values().take(2 * ENDS).any(&mut inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(levels: usize) -> Dynamic {
        (0..levels).fold(Dynamic::from(1_i64), |inner, level| {
            let side = Dynamic::from(vec![Dynamic::from(2_i64)]);
            match level % 3 {
                0 => Dynamic::from(vec![inner]),
                1 => Dynamic::from(vec![side, inner]),
                _ => Dynamic::from(Map::from([("a".into(), side), ("b".into(), inner)])),
            }
        })
    }

    #[test]
    fn depth_is_seen() {
        assert!(!is_too_deep(&wrapped(0)) && !is_too_deep(&wrapped(DEEPEST)));
        assert!(is_too_deep(&wrapped(DEEPEST + 1)) && is_too_deep(&wrapped(DEEPEST + 40)));
    }

    #[test]
    fn what_is_wide_is_soon_looked_over() {
        let row = || Dynamic::from(vec![Dynamic::from(1_i64); 100]);
        let mut wide = row();
        for _ in 0..8 {
            wide = Dynamic::from(vec![wide, row(), row()]);
        }
        let mut looks = 0;
        assert!(!deeper(&wide, DEEPEST, &mut looks));
        assert!(looks < LOOKS);
    }
}
