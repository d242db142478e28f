//! Cycles among rows whose aliases name each other: the strongly connected components of a graph, in time linear in its
//! size, without recursion (a table may have a hundred thousand rows in one chain). Used by `builder`.

/// For each node the number of its component; two nodes share one if each can be reached from the other. `leads[n]` are
/// the nodes that node `n` leads to.
pub(super) fn groups(leads: &[Vec<usize>]) -> Vec<usize> {
    let mut back: Vec<Vec<usize>> = vec![Vec::new(); leads.len()];
    for (from, others) in leads.iter().enumerate() {
        others.iter().for_each(|&to| back[to].push(from));
    }
    let mut group = vec![usize::MAX; leads.len()];
    for (number, &root) in finished(leads).iter().rev().enumerate() {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            if group[node] == usize::MAX {
                group[node] = number;
                open.extend(back[node].iter().filter(|&&from| group[from] == usize::MAX));
            }
        }
    }
    group
}

/// The nodes in post-order of a depth-first search.
fn finished(leads: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; leads.len()];
    let mut order = Vec::with_capacity(leads.len());
    for root in 0..leads.len() {
        let mut path = vec![(root, 0)];
        while let Some((node, next)) = path.pop() {
            if next == 0 && std::mem::replace(&mut seen[node], true) {
                continue;
            }
            match leads[node].get(next) {
                Some(&to) => path.extend([(node, next + 1), (to, 0)]),
                None => order.push(node),
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reaches(leads: &[Vec<usize>], from: usize, to: usize) -> bool {
        let (mut seen, mut open) = (vec![false; leads.len()], vec![from]);
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(&leads[node]);
            }
        }
        seen[to]
    }

    proptest! {
        #[test]
        fn a_group_is_what_reaches_each_other(leads in prop::collection::vec(prop::collection::vec(0usize..7, 0..4), 7)) {
            let group = groups(&leads);
            for one in 0..leads.len() {
                for other in 0..leads.len() {
                    let mutual = reaches(&leads, one, other) && reaches(&leads, other, one);
                    prop_assert_eq!(group[one] == group[other], mutual);
                }
            }
        }
    }
}
