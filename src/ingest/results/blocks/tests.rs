use super::*;
use crate::ingest::error::InputPosition;
use crate::ingest::tests::support::Collected;
use crate::model::Record;

/// An endless document of numbered items, one a block.
struct Numbers(u64);

impl CutBlocks for Numbers {
    type Block = (u64, String);

    const STRICT: bool = true;

    fn next(&mut self, _: usize, block: &mut Self::Block) -> Result<bool, ReadError> {
        *block = (self.0, self.0.to_string());
        self.0 += 1;
        Ok(true)
    }

    fn each(
        (number, text): &Self::Block,
        mut take: impl FnMut(Item<'_>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let at = InputPosition {
            offset: 0,
            line: *number,
        };
        take(Item::new(text.as_bytes(), at))
    }

    fn is_over(&mut self) -> Result<bool, ReadError> {
        Ok(false)
    }
}

/// Takes items up to one that is broken, or a defect of the reader.
#[derive(Clone, Copy)]
struct UpTo(u64, End);

#[derive(Clone, Copy, PartialEq)]
enum End {
    Broken,
    Defect,
}

impl LogParser for UpTo {
    fn reader(&self) -> Box<dyn ReadEntries + '_> {
        Box::new(*self)
    }
}

impl ReadEntries for UpTo {
    fn item(
        &mut self,
        item: Item<'_>,
        out: &mut PartialRead<dyn Sink + '_>,
    ) -> Result<(), ReadError> {
        out.record(&Record::text(&item.text()));
        if item.at.line == self.0 {
            assert!(self.1 == End::Broken, "a defect");
            return Err(ReadError::new("broken"));
        }
        Ok(())
    }
}

#[test]
fn threads_end_at_the_first_broken_item_and_what_came_before_is_there() {
    for threads in [1, 2, 7] {
        for last in [0, 1, 5, 100] {
            let mut out = PartialRead::new(Collected::default(), None);
            let parse = UpTo(last, End::Broken);
            let ended = read_on(threads, Numbers(0), VecDeque::new(), &parse, &mut out);
            assert_eq!(ended.unwrap_err().to_string(), "broken");
            let read: Vec<String> = out.sink.records.into_iter().map(|r| r.message).collect();
            let expected: Vec<String> = (0..=last).map(|n| n.to_string()).collect();
            assert_eq!(read, expected, "{threads} threads");
        }
    }
}

#[test]
fn a_defect_in_one_thread_ends_all() {
    for last in [0, 5] {
        let read = catch_unwind(|| {
            let mut out = PartialRead::new(Collected::default(), None);
            let parse = UpTo(last, End::Defect);
            read_on(2, Numbers(0), VecDeque::new(), &parse, &mut out)
        });
        let panic = read.unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"a defect"));
    }
}
