#![no_main]

use issue_gardener_fuzz::read_as;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read_as(bytes, &["json", "findings", "eslint", "cargo", "rdjson", "codeclimate", "github-alerts", "sonar", "depcruise", "jscpd"]));
