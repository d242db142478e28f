//! Sorting of arrays, in place of Rhai's: that uses the standard library's sort, which panics where a comparer is no
//! order, and it drops the comparer's own errors. This one ends with some order for any comparer, and passes its errors on.

use crate::script::error::{ScriptResult, fail, plain};
use rhai::{Array, Dynamic, Engine, FnPtr, NativeCallContext};
use std::cmp::Ordering;

/// Registers `sort`, `order` and those of the other direction.
pub fn register(engine: &mut Engine) {
    type Made = ScriptResult<()>;
    for name in ["sort", "sort_by"] {
        let by = |context: NativeCallContext, list: &mut Array, comparer: FnPtr| -> Made {
            *list = sorted(std::mem::take(list), &mut |a, b| compare(&context, &comparer, a, b))?;
            Ok(())
        };
        engine.register_fn(name, by);
    }
    for name in ["order", "order_by"] {
        let by = |context: NativeCallContext, list: Array, comparer: FnPtr| {
            sorted(list, &mut |a, b| compare(&context, &comparer, a, b))
        };
        engine.register_fn(name, by);
    }
    engine
        .register_fn("sort", |list: &mut Array| -> Made {
            *list = sorted(alike(std::mem::take(list))?, &mut natural)?;
            Ok(())
        })
        .register_fn("sort_desc", |list: &mut Array| -> Made {
            *list = sorted(alike(std::mem::take(list))?, &mut |a, b| natural(b, a))?;
            Ok(())
        })
        .register_fn("order", |list: Array| sorted(alike(list)?, &mut natural))
        .register_fn("order_desc", |list: Array| sorted(alike(list)?, &mut |a, b| natural(b, a)));
}

type Compare<'a> = &'a mut dyn FnMut(&Dynamic, &Dynamic) -> ScriptResult<Ordering>;

/// What a script's comparer says: a number below or above zero, or whether the first comes first.
fn compare(
    context: &NativeCallContext,
    comparer: &FnPtr,
    one: &Dynamic,
    other: &Dynamic,
) -> ScriptResult<Ordering> {
    let said = comparer.call_raw(context, None, [one.clone(), other.clone()])?;
    if let Ok(number) = said.as_int() {
        return Ok(number.cmp(&0));
    }
    match said.as_bool() {
        Ok(true) => Ok(Ordering::Less),
        Ok(false) => Ok(Ordering::Greater),
        Err(what) => Err(fail(
            &format!("the closure that compares two items returned {}", plain(what)),
            "return a number: below 0 where the first comes first, above 0 where the second does; or true and false",
        )),
    }
}

/// The list, if its items are of one type.
fn alike(list: Array) -> ScriptResult<Array> {
    match list.iter().all(|item| item.type_id() == list[0].type_id()) {
        true => Ok(list),
        false => Err(fail(
            "items of different types cannot be sorted",
            "give a closure that compares two of them: list.sort(|a, b| a - b)",
        )),
    }
}

/// The order of two values of one type.
fn natural(one: &Dynamic, other: &Dynamic) -> ScriptResult<Ordering> {
    if let (Ok(a), Ok(b)) = (one.as_int(), other.as_int()) {
        return Ok(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (one.as_float(), other.as_float()) {
        return Ok(a.partial_cmp(&b).unwrap_or(Ordering::Equal));
    }
    if let (Ok(a), Ok(b)) = (one.as_char(), other.as_char()) {
        return Ok(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (one.as_bool(), other.as_bool()) {
        return Ok(a.cmp(&b));
    }
    if let (Ok(a), Ok(b)) = (one.as_immutable_string_ref(), other.as_immutable_string_ref()) {
        return Ok(a.as_str().cmp(b.as_str()));
    }
    match one.is_unit() {
        true => Ok(Ordering::Equal),
        false => Err(fail(
            &format!("{} has no order of its own", plain(one.type_name())),
            "give a closure that compares two of them: list.sort(|a, b| a.len() - b.len())",
        )),
    }
}

/// A stable merge sort. Each step looks at two items only, so that a comparer that is no order leads to some order.
fn sorted(list: Array, compare: Compare<'_>) -> ScriptResult<Array> {
    if list.len() < 2 {
        return Ok(list);
    }
    let mut left = list;
    let right = left.split_off(left.len() / 2);
    let (left, right) = (sorted(left, compare)?, sorted(right, compare)?);
    let mut merged = Array::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let first = match compare(other, one)? {
            Ordering::Less => &mut right,
            Ordering::Equal | Ordering::Greater => &mut left,
        };
        merged.extend(first.next());
    }
    merged.extend(left.chain(right));
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(list: &[i64]) -> Array {
        list.iter().copied().map(Dynamic::from).collect()
    }

    fn read(list: Array) -> Vec<i64> {
        list.iter().map(|item| item.as_int().unwrap()).collect()
    }

    #[test]
    fn lists_are_sorted_and_equal_items_keep_their_order() {
        let list: Vec<i64> = (0..500).map(|n| (n * 7919) % 101).collect();
        let mut expected = list.clone();
        expected.sort();
        assert_eq!(read(sorted(ints(&list), &mut natural).unwrap()), expected);
        let by_tens = |a: &Dynamic, b: &Dynamic| -> ScriptResult<Ordering> {
            Ok((a.as_int().unwrap() / 10).cmp(&(b.as_int().unwrap() / 10)))
        };
        expected = list.clone();
        expected.sort_by_key(|n| n / 10);
        assert_eq!(read(sorted(ints(&list), &mut { by_tens }).unwrap()), expected);
    }

    #[test]
    fn what_is_no_order_gives_some_order() {
        let list: Vec<i64> = (0..1000).collect();
        let mut odd = |a: &Dynamic, b: &Dynamic| -> ScriptResult<Ordering> {
            let (a, b) = (a.as_int().unwrap(), b.as_int().unwrap());
            Ok((((a * 7) ^ (b * 13)) % 5 - 2).cmp(&0))
        };
        let mut all = read(sorted(ints(&list), &mut odd).unwrap());
        all.sort();
        assert_eq!(all, list);
        let nan = [f64::NAN, 1.0, f64::NAN, 0.5].repeat(20).into_iter().map(Dynamic::from);
        assert_eq!(sorted(nan.collect(), &mut natural).unwrap().len(), 80);
    }
}
