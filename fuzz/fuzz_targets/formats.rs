#![no_main]

use issue_gardener_fuzz::read_as_each_format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_as_each_format(bytes));
