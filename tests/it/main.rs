//! Whole parts of the program against whole servers: one binary, so that it
//! links once.
#![allow(
    clippy::unwrap_used,
    clippy::large_futures,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub
)]

mod absence;
mod absence_before;
mod absence_cases;
mod absence_tests;
mod action;
mod architecture;
mod bad_input;
mod bot;
mod closings;
mod creates;
mod emulate;
mod event;
mod event_github;
mod evidence_time;
mod examples;
mod fake_github;
mod identity;
mod json_logs;
mod labels;
mod lifecycle;
mod main_job;
mod memory;
mod modules;
mod one_issue;
mod people;
mod printed;
mod proxies;
mod same_bytes;
mod schedules;
mod secrets;
mod single_writer;
mod town;
mod tracker_absence;
mod tracker_chaos;
mod tracker_conformance;
mod tracker_converge;
mod tracker_faults;
mod tracker_kill;
mod tracker_network;
mod tracker_people;
mod tracker_rates;
mod untracked;
#[cfg(unix)]
mod windows;
