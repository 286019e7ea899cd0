//! Reads numbers and words of a header.

/// A place in some bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) at: usize,
}

impl Cursor<'_> {
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Takes a byte, if it is one of these.
    pub(crate) fn take(&mut self, any: &[u8]) -> Option<u8> {
        let byte = self.peek().filter(|b| any.contains(b))?;
        self.at += 1;
        Some(byte)
    }

    /// Takes a number of so many digits, behind which no further digit stands.
    pub(crate) fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let rest = self.bytes.get(self.at..)?;
        let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if !digits.contains(&len) {
            return None;
        }
        let digits = rest.get(..len)?;
        self.at += len;
        digits.iter().try_fold(0_u32, |sum, b| {
            sum.checked_mul(10)?.checked_add(u32::from(b - b'0'))
        })
    }

    /// Takes a number of exactly so many digits, whatever follows.
    pub(crate) fn digits(&mut self, len: usize) -> Option<u32> {
        let digits = self.bytes.get(self.at..self.at + len)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.at += len;
        Some(
            digits
                .iter()
                .fold(0, |sum, b| sum * 10 + u32::from(b - b'0')),
        )
    }

    /// Takes a fraction of a second, as nanoseconds.
    pub(crate) fn fraction(&mut self) -> Option<u32> {
        let rest = self.bytes.get(self.at..)?;
        let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if len == 0 {
            return None;
        }
        self.at += len;
        let digits = rest.get(..len.min(9))?;
        let value = digits
            .iter()
            .fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        Some(value * 10_u32.pow(9 - u32::try_from(digits.len()).ok()?))
    }

    /// Takes the start of a month's name.
    pub(crate) fn month(&mut self) -> Option<u32> {
        const MONTHS: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";
        let name = self.three()?;
        let found = MONTHS.chunks_exact(3).position(|month| month == name)?;
        self.at += 3;
        u32::try_from(found + 1).ok()
    }

    /// Takes the start of a weekday's name.
    pub(crate) fn weekday(&mut self) -> Option<()> {
        const DAYS: &[u8; 21] = b"montuewedthufrisatsun";
        let name = self.three()?;
        DAYS.chunks_exact(3).find(|day| *day == name)?;
        self.at += 3;
        Some(())
    }

    /// Three letters in lower case, of a word that is no longer.
    fn three(&self) -> Option<[u8; 3]> {
        let word: [u8; 3] = self.bytes.get(self.at..self.at + 3)?.try_into().ok()?;
        let ends = !self
            .bytes
            .get(self.at + 3)
            .is_some_and(u8::is_ascii_alphabetic);
        ends.then(|| word.map(|b| b.to_ascii_lowercase()))
    }

    pub(crate) fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }
}
