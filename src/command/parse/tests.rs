use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::command::table;
use crate::model::Priority;

fn read(text: &str) -> Vec<Result<Command, String>> {
    let given = parse(text).into_iter();
    given
        .map(|g| g.command.map_err(|u| u.error.to_string()))
        .collect()
}

fn one_of(text: &str) -> Command {
    match read(text).as_slice() {
        [Ok(command)] => command.clone(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn every_command_reads() {
    let day = Duration::from_hours(24);
    let snooze = |length, because: Option<&str>| Command::Snooze {
        length,
        because: because.map(str::to_owned),
    };
    for (text, wanted) in [
        ("/bot", Command::Help),
        ("/bot help", Command::Help),
        ("  /bot   EXPLAIN  ", Command::Explain),
        ("/bot sync", Command::Sync),
        ("/bot snooze 7d", snooze(7 * day, None)),
        (
            "/bot snooze 2weeks because of the freeze",
            snooze(14 * day, Some("of the freeze")),
        ),
        ("/bot unsnooze", Command::Unsnooze),
        ("/bot mute", Command::Mute),
        ("/bot resolve", Command::Resolve),
        ("/bot reopen", Command::Reopen),
        ("/bot priority p1", Command::Priority(Some(Priority::P1))),
        ("/bot priority auto", Command::Priority(None)),
        (
            "/bot relate #885",
            Command::Relate {
                number: 885,
                why: None,
            },
        ),
        (
            "/bot relate 885 same cause",
            Command::Relate {
                number: 885,
                why: Some("same cause".into()),
            },
        ),
        ("/bot unrelate #885", Command::Unrelate(885)),
        ("/bot merge #960", Command::Merge(960)),
    ] {
        assert_eq!(one_of(text), wanted, "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_is_right() {
    let text = "/bot snoze 7d\n/bot snooze\n/bot snooze 1m\n/bot snooze 7d no\n/bot mute now\n/bot priority P9\n/bot relate x\n/bot merge #-3\n/bot fly";
    let wrong: Vec<String> = read(text).into_iter().map(Result::unwrap_err).collect();
    insta::assert_snapshot!(wrong.join("\n"), @r"
    there is no such command. Did you mean `/bot snooze LENGTH [because REASON]`?
    a length follows it, such as 7d. Write `/bot snooze LENGTH [because REASON]`
    a snooze lasts between an hour and a year. Write `/bot snooze LENGTH [because REASON]`
    after the length only `because` and a reason follow. Write `/bot snooze LENGTH [because REASON]`
    nothing follows it. Write `/bot mute`
    P0, P1, P2, P3 or auto follows it. Write `/bot priority P0|P1|P2|P3|auto`
    an issue's number follows it, such as #960. Write `/bot relate #NUMBER [REASON]`
    an issue's number follows it, such as #960. Write `/bot merge #NUMBER`
    there is no such command. `/bot help` shows all
    ");
}

#[test]
fn only_a_line_that_begins_with_it_is_a_command() {
    for text in [
        "please /bot mute",
        "/botany mute",
        "/Bot mute",
        "bot mute",
        "`/bot mute`",
        "> /bot mute",
    ] {
        assert_eq!(read(text), [], "{text}");
    }
}

#[test]
fn several_a_comment_are_read_in_order_and_not_without_end() {
    let several = read("Thanks!\n/bot priority P0\n/bot relate #1\n\nand\n\n/bot mute");
    assert_eq!(several.len(), 3);
    let many = read(&"/bot mute\n".repeat(30));
    assert_eq!(many.len(), 11);
    assert_eq!(
        many[10],
        Err("at most 10 commands a comment are taken".to_owned())
    );
}

/// The help is shown in a comment: nothing in it may be a command itself.
#[test]
fn the_help_holds_no_command() {
    assert_eq!(read(&table::markdown()), []);
}

proptest! {
    #[test]
    fn no_comment_makes_it_panic(text in "(/bot )?[ -~\n]{0,200}") {
        prop_assert!(parse(&text).len() <= MAX_COMMANDS + 1);
    }

    #[test]
    fn arguments_of_any_kind_are_commands_or_misuse(name in 0usize..12, arguments in ".{0,60}") {
        let given = one(&format!("{} {arguments}", TABLE[name].name));
        prop_assert!(given.name.is_some() || given.command.is_err());
    }
}
