//! Two lists of lines of one file, before and after an edit, in order.

/// More are paired off in their order.
const MOST: usize = 200;

/// How badly two lists fit: how much the distance changes from pair to pair,
/// then how far all moved.
type Cost = (u64, u64);

/// Pairs of positions, in order, so that all of the shorter list are paired and
/// neighbours moved by the same number of lines as far as that can be.
pub(super) fn align(ours: &[Option<u32>], theirs: &[Option<u32>]) -> Vec<(usize, usize)> {
    if ours.len() > theirs.len() {
        let swapped = align(theirs, ours).into_iter();
        return swapped.map(|(theirs, ours)| (ours, theirs)).collect();
    }
    let lines = |list: &[Option<u32>]| -> Option<Vec<i64>> {
        list.iter().map(|line| line.map(i64::from)).collect()
    };
    let in_order = || (0..ours.len()).map(|at| (at, at)).collect();
    if ours.len() == theirs.len() || theirs.len() > MOST {
        return in_order();
    }
    match (lines(ours), lines(theirs)) {
        (Some(ours), Some(theirs)) => best(&ours, &theirs),
        _ => in_order(),
    }
}

/// The best choice of `longer`'s lines for all of `shorter`'s.
fn best(shorter: &[i64], longer: &[i64]) -> Vec<(usize, usize)> {
    let shift = |s: usize, l: usize| longer[l] - shorter[s];
    // For each of the shorter list, by partner: the cost so far, and the
    // partner of the one before.
    let mut rows: Vec<Vec<Option<(Cost, usize)>>> = Vec::with_capacity(shorter.len());
    for s in 0..shorter.len() {
        let row = (0..longer.len())
            .map(|l| {
                let far = shift(s, l).unsigned_abs();
                let Some(before) = rows.last() else {
                    return Some(((0, far), l));
                };
                let all = before.iter().enumerate().take(l);
                let costs = all.filter_map(|(b, cost)| {
                    let ((uneven, moved), _) = (*cost)?;
                    let turn = (shift(s, l) - shift(s - 1, b)).unsigned_abs();
                    Some(((uneven + turn, moved + far), b))
                });
                costs.min()
            })
            .collect();
        rows.push(row);
    }
    let Some(last) = rows.last() else {
        return Vec::new();
    };
    let ends = last
        .iter()
        .enumerate()
        .filter_map(|(l, cost)| Some(((*cost)?.0, l)));
    let Some((_, mut partner)) = ends.min() else {
        return Vec::new();
    };
    let mut pairs = Vec::with_capacity(shorter.len());
    for s in (0..shorter.len()).rev() {
        pairs.push((s, partner));
        if let Some((_, before)) = rows[s][partner] {
            partner = before;
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partners(ours: &[u32], theirs: &[u32]) -> Vec<(usize, usize)> {
        let some = |list: &[u32]| list.iter().copied().map(Some).collect::<Vec<_>>();
        align(&some(ours), &some(theirs))
    }

    #[test]
    fn what_moved_by_the_same_is_the_same() {
        assert_eq!(partners(&[19, 29], &[9, 20, 30]), [(0, 1), (1, 2)]);
        assert_eq!(partners(&[9, 29], &[9, 20, 30]), [(0, 0), (1, 2)]);
        assert_eq!(partners(&[120, 130], &[9, 20, 30]), [(0, 1), (1, 2)]);
        assert_eq!(
            partners(&[9, 20, 25, 31], &[9, 20, 30]),
            [(0, 0), (1, 1), (3, 2)]
        );
        assert_eq!(partners(&[], &[1]), []);
        assert_eq!(partners(&[5], &[1, 6, 20]), [(0, 1)]);
        assert_eq!(align(&[None], &[Some(4), None]), [(0, 0)]);
    }
}
