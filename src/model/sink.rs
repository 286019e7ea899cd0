//! Where a source's records and findings go as they are read.

use super::{RawFinding, Record};

/// Takes what a source holds, in order.
///
/// A source may be read in parts side by side: each part gets a fork, and the
/// forks are joined in the order of the input.
pub trait Sink: Send {
    /// An empty sink for another part of the same source.
    #[must_use]
    fn fork(&self) -> Self
    where
        Self: Sized;
    /// Takes one log entry.
    fn record(&mut self, record: &Record<'_>);
    /// Takes in one result of a report.
    fn finding(&mut self, finding: RawFinding);
    /// Takes in what a fork took; `later` comes after all this one has.
    fn join(&mut self, later: Self)
    where
        Self: Sized;
    /// Swaps with another part of the same source what was gathered of which
    /// the order does not matter: a thread goes on with it from one block to
    /// the next, where it would start it anew, and join it, for each.
    fn swap_unordered(&mut self, other: &mut Self)
    where
        Self: Sized,
    {
        let _ = other;
    }
    /// Should findings carry [`RawFinding::raw`]? It is what makes reading large
    /// reports slow, and only rules that look into results need it.
    fn wants_raw(&self) -> bool {
        true
    }
}
