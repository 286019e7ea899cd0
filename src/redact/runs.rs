//! Long runs of some bytes, without a look at each byte.

use std::ops::Range;

/// The set of bytes that a run is made of.
pub(crate) type Bytes = [bool; 256];

/// Returns the set of these bytes.
pub(crate) const fn bytes(of: &[u8]) -> Bytes {
    let mut table = [false; 256];
    let mut at = 0;
    while at < of.len() {
        table[of[at] as usize] = true;
        at += 1;
    }
    table
}

/// Calls back with each run of at least `LEN` bytes.
///
/// Looks at every byte only where those that are `STEP` apart do not show yet
/// that no long enough run goes over a place.
#[inline]
pub(crate) fn runs<const LEN: usize, const STEP: usize>(
    bytes: &[u8],
    of: &Bytes,
    mut found: impl FnMut(Range<usize>),
) {
    let is = |b: &u8| of[usize::from(*b)];
    let mut at = 0;
    // A long enough run from `at` on covers the last place of the window.
    while let Some(window) = bytes.get(at..at + LEN) {
        let (place, next) = (LEN - 1, at + LEN);
        if !is(&window[place]) || !is_wide::<LEN, STEP>(window, &bytes[next..], is) {
            at = next;
            continue;
        }
        let start = next - window.iter().rev().take_while(|b| is(b)).count();
        let len = bytes[start..].iter().take_while(|b| is(b)).count();
        at = start + len;
        if len >= LEN {
            found(start..at);
        }
    }
}

/// Returns whether enough places that are `STEP` apart, before and after the
/// window's last one, are of a run: a run of `LEN` covers `LEN / STEP` of them.
#[inline]
fn is_wide<const LEN: usize, const STEP: usize>(
    window: &[u8],
    after: &[u8],
    is: impl Fn(&u8) -> bool,
) -> bool {
    let mut wide = 1;
    while wide < LEN / STEP && is(&window[LEN - 1 - wide * STEP]) {
        wide += 1;
    }
    let mut further = STEP - 1;
    while wide < LEN / STEP && after.get(further).is_some_and(&is) {
        wide += 1;
        further += STEP;
    }
    wide == LEN / STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same with a look at each byte.
    fn slowly(text: &[u8], of: &Bytes, len: usize) -> Vec<Range<usize>> {
        let is = |at: &usize| text.get(*at).is_some_and(|b| of[usize::from(*b)]);
        let starts = (0..text.len()).filter(|at| is(at) && (*at == 0 || !is(&(at - 1))));
        starts
            .map(|start| start..(start..=text.len()).find(|at| !is(at)).unwrap_or(start))
            .filter(|run| run.len() >= len)
            .collect()
    }

    #[test]
    fn every_long_run_is_found_once() {
        let mut rng = fastrand::Rng::with_seed(3);
        let of = bytes(b"x");
        for _ in 0..20_000 {
            let gap = rng.usize(2..25);
            let text: Vec<u8> = (0..rng.usize(..90))
                .map(|_| if rng.usize(..gap) == 0 { b' ' } else { b'x' })
                .collect();
            let (mut ten, mut sixteen) = (Vec::new(), Vec::new());
            runs::<10, 2>(&text, &of, |run| ten.push(run));
            runs::<16, 4>(&text, &of, |run| sixteen.push(run));
            assert_eq!(ten, slowly(&text, &of, 10));
            assert_eq!(sixteen, slowly(&text, &of, 16));
        }
    }
}
