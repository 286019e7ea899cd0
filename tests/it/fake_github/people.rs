//! People at work beside the program, and whether it overruled them.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::world::{Issue, Kind, World};

/// The person whose work it is.
const PERSON: &str = "olga";
/// A look this short before an edit is the most that a client can do.
const INSTANT: Duration = Duration::from_secs(5);

/// What a person does to an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    WriteAbove,
    WriteBelow,
    WriteInside,
    CloseNotPlanned,
    CloseCompleted,
    Reopen,
    Label,
    Unlabel,
    Retitle,
    Comment,
}

impl Act {
    pub const ALL: [Self; 10] = [
        Self::WriteAbove,
        Self::WriteBelow,
        Self::WriteInside,
        Self::CloseNotPlanned,
        Self::CloseCompleted,
        Self::Reopen,
        Self::Label,
        Self::Unlabel,
        Self::Retitle,
        Self::Comment,
    ];
}

/// What people did, as far as it is to stay.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    count: u64,
    /// Who did what when, in words.
    pub told: Vec<(Duration, String)>,
    words: Vec<Words>,
    comments: BTreeMap<u64, String>,
    not_planned: BTreeSet<u64>,
    /// Opened again by a person: stays open, whatever it repeats.
    pub reopened: BTreeSet<u64>,
    labels: BTreeMap<(u64, String), bool>,
    titles: BTreeMap<u64, String>,
    /// When each client last looked at each issue by itself.
    looks: BTreeMap<(String, u64), Duration>,
    /// The issue that each client looked at last by itself.
    last_looks: BTreeMap<String, u64>,
    overruled: Vec<String>,
    /// Words lost in the instant between a look and an edit.
    pub raced: usize,
}

#[derive(Debug, Clone)]
struct Words {
    issue: u64,
    text: String,
    at: Duration,
}

impl Ledger {
    /// A person does something to one of the issues; `pick` chooses which.
    pub fn act(&mut self, world: &mut World, act: Act, pick: usize, races: bool, now: Duration) {
        let numbers: Vec<u64> = world
            .issues()
            .filter(|issue| issue.kind == Kind::Issue)
            .map(|issue| issue.number)
            .filter(|number| races || !self.last_looks.values().any(|last| last == number))
            .collect();
        if numbers.is_empty() {
            return;
        }
        self.act_on(world, act, numbers[pick % numbers.len()], pick, now);
    }

    /// A person does something to an issue.
    pub fn act_on(&mut self, world: &mut World, act: Act, number: u64, pick: usize, now: Duration) {
        self.count += 1;
        self.told.push((now, format!("{PERSON} {act:?} #{number}")));
        let text = format!("Words of a person, {}.", self.count);
        match act {
            Act::WriteAbove => self.write(world, number, text, now, |_| 0),
            Act::WriteBelow => self.write(world, number, text, now, |lines| lines),
            Act::WriteInside => self.write(world, number, text, now, |lines| lines / 2),
            Act::CloseNotPlanned => {
                world.close_by(PERSON, number, "not_planned", now);
                self.not_planned.insert(number);
            }
            Act::CloseCompleted => {
                world.close_by(PERSON, number, "completed", now);
                self.not_planned.remove(&number);
            }
            Act::Reopen => {
                world.reopen(number, now);
                self.not_planned.remove(&number);
                self.reopened.insert(number);
            }
            Act::Label => {
                let label = format!("person-{}", pick % 3);
                world.add_labels(PERSON, number, std::slice::from_ref(&label), now);
                self.labels.insert((number, label), true);
            }
            Act::Unlabel => self.unlabel(world, number, pick, now),
            Act::Retitle => {
                let title = format!("A person's title, {}", self.count);
                world.change(number, now, |issue| issue.title.clone_from(&title));
                self.titles.insert(number, title);
            }
            Act::Comment => {
                let id = world.comment(number, PERSON, &text, now);
                self.comments.insert(id, text);
            }
        }
    }

    fn write(
        &mut self,
        world: &mut World,
        issue: u64,
        text: String,
        at: Duration,
        place: impl FnOnce(usize) -> usize,
    ) {
        world.change(issue, at, |issue| {
            // The web interface sends CRLF.
            let mut lines: Vec<&str> = issue.body.lines().collect();
            lines.insert(place(lines.len()), &text);
            issue.body = lines.join("\r\n");
        });
        self.words.push(Words { issue, text, at });
    }

    fn unlabel(&mut self, world: &mut World, number: u64, pick: usize, now: Duration) {
        let labels = world
            .issue(number)
            .map_or(Vec::new(), |issue| issue.labels.clone());
        if let Some(label) = labels.get(pick % labels.len().max(1)) {
            world.remove_label("olga", number, label, now);
            self.told.push((now, format!("  the label {label}")));
            self.labels.insert((number, label.clone()), false);
        }
    }

    /// A client looked at one issue by itself.
    pub fn looked(&mut self, login: &str, number: u64, now: Duration) {
        self.looks.insert((login.to_owned(), number), now);
        self.last_looks.insert(login.to_owned(), number);
    }

    /// A client changed an issue: what of people's words went?
    pub fn edited(&mut self, login: &str, before: &Issue, after: &Issue, now: Duration) {
        let look = self.looks.get(&(login.to_owned(), before.number)).copied();
        let mut gone = Vec::new();
        self.words.retain(|words| {
            let lost = words.issue == before.number
                && before.body.contains(&words.text)
                && !after.body.contains(&words.text);
            if lost {
                gone.push(words.clone());
            }
            !lost
        });
        for words in gone {
            if look.is_some_and(|look| look <= words.at && now <= look + INSTANT) {
                self.raced += 1;
            } else {
                let Words { issue, text, .. } = words;
                self.overruled.push(format!("#{issue}: overwrote `{text}`"));
            }
        }
    }

    /// Everything of people's that is no longer as they left it.
    pub fn overruled(&self, world: &World) -> Vec<String> {
        let mut found = self.overruled.clone();
        for words in &self.words {
            let issue = world.issue(words.issue);
            if !issue.is_some_and(|issue| issue.body.contains(&words.text)) {
                found.push(format!("#{}: lost `{}`", words.issue, words.text));
            }
        }
        for (id, text) in &self.comments {
            if world.comments.get(id).map(|comment| &comment.body) != Some(text) {
                found.push(format!("comment {id}: lost `{text}`"));
            }
        }
        for number in &self.not_planned {
            if world.issue(*number).is_some_and(|issue| issue.open) {
                found.push(format!("#{number}: not planned, and open"));
            }
        }
        for ((number, label), on) in &self.labels {
            let is_on = world
                .issue(*number)
                .is_some_and(|issue| issue.labels.contains(label));
            if is_on != *on {
                found.push(format!(
                    "#{number}: label {label} is {}",
                    if is_on { "on" } else { "off" }
                ));
            }
        }
        for (number, title) in &self.titles {
            if world
                .issue(*number)
                .is_some_and(|issue| issue.title != *title)
            {
                found.push(format!("#{number}: retitled over `{title}`"));
            }
        }
        found
    }
}
