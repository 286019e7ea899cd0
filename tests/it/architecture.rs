//! What each part may use: the table of ARCHITECTURE.md, held to the code.
//!
//! The table's column "knows" is read as it is: names of modules, each with a
//! remark in brackets if need be, or `everything`. Code that is compiled for
//! tests alone may use what it likes.

use std::collections::{BTreeMap, BTreeSet};

use crate::bot::root;
use crate::modules::{Module, Tree};

/// Files that name a crate in code, outside of a module.
fn outside(tree: &Tree, name: &str, module: &str) -> Vec<String> {
    let inside = format!("src/{module}/");
    let names = |file: &&Module| file.names.contains(name) && !file.file.starts_with(&inside);
    let files = tree.files().filter(names);
    files.map(|file| file.file.clone()).collect()
}

#[test]
fn crates_are_named_only_where_they_belong() {
    let tree = Tree::read();
    assert_eq!(outside(&tree, "octocrab", "tracker/github"), [""; 0]);
    assert_eq!(outside(&tree, "handlebars", "render"), [""; 0]);
    assert_eq!(outside(&tree, "clap", "cli"), [""; 0]);
    assert_eq!(outside(&tree, "clap_complete", "cli"), [""; 0]);
    assert_eq!(outside(&tree, "strsim", "model"), [""; 0]);
}

/// What each module of the table may use.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').collect();
        let [folder, _, knows] = cells.as_slice() else {
            return None;
        };
        let folder = folder.trim().trim_matches('`').strip_prefix("src/")?;
        let name = folder.trim_end_matches(".rs").to_owned();
        Some((name, knows.trim().to_owned()))
    });
    let rows: BTreeMap<String, String> = rows.collect();
    let all: BTreeSet<String> = rows.keys().cloned().collect();
    let read = |module: &str, knows: &str| -> BTreeSet<String> {
        match knows {
            "nothing" => BTreeSet::new(),
            "everything" => all.clone(),
            list => without_remarks(list)
                .split(',')
                .map(|name| {
                    let name = name.trim();
                    assert!(
                        all.contains(name),
                        "ARCHITECTURE.md: `src/{module}` knows `{name}`, which is not a module of the table. Write names of modules with commas between, remarks in brackets, or `nothing` or `everything`"
                    );
                    name.to_owned()
                })
                .collect(),
        }
    };
    let checked = rows.iter();
    checked
        .map(|(name, knows)| (name.clone(), read(name, knows)))
        .collect()
}

/// A text without what is in brackets.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[test]
fn the_table_has_every_module_and_no_other() {
    let table: BTreeSet<String> = table().into_keys().collect();
    let mut there = Tree::read().top_level();
    there.insert("testing".to_owned());
    assert_eq!(
        table, there,
        "ARCHITECTURE.md's table (left) and the modules of src/lib.rs (right) differ: each module has a row that says what it holds and what it may use"
    );
}

#[test]
fn modules_use_only_what_the_table_says() {
    let (table, tree) = (table(), Tree::read());
    let mut wrong = Vec::new();
    for file in tree.files() {
        for used in &file.named {
            let (from, to) = (file.top(), used.top());
            if from == to || from.is_empty() || to.is_empty() || table[from].contains(to) {
                continue;
            }
            wrong.push(format!("{}:{}: `{from}` uses `{to}`", file.file, used.line));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nARCHITECTURE.md's table does not say that these modules know each other. Move the code to where it may be; or, if the dependency is meant, add it to the row's column \"knows\"",
        wrong.join("\n")
    );
}

#[test]
fn no_modules_depend_on_each_other_in_a_circle() {
    let tree = Tree::read();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in tree.files() {
        let named = file.named.iter().map(|used| used.top().to_owned());
        let others = named.filter(|to| to != file.top() && !to.is_empty());
        edges
            .entry(file.top().to_owned())
            .or_default()
            .extend(others);
    }
    // The root declares the modules.
    edges.remove("");
    let circles = circles(&edges, 1);
    assert_eq!(
        circles, [[""; 0]; 0],
        "modules that depend on each other: move what both need down, to `model` or a module of its own"
    );
}

/// No circle of more than three files within a module.
///
/// An edge leads from a file to the one that defines what it names by a path
/// from `crate`, `super` or `self`; a path through a re-export leads to where
/// the name comes from. What a module names of its own children, or of theirs, is
/// no edge: it puts them together, and they may use its types.
#[test]
fn no_more_than_three_files_depend_on_each_other_in_a_circle() {
    let tree = Tree::read();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in tree.files() {
        let uses = file.uses.iter();
        let others = uses
            .filter(|used| used.top() == file.top())
            .filter(|used| !is_above(file, tree.file(&used.path)))
            .map(|used| tree.file(&used.path).file.clone());
        edges.entry(file.file.clone()).or_default().extend(others);
    }
    let circles = circles(&edges, 3);
    assert_eq!(
        circles, [[""; 0]; 0],
        "files that depend on each other in a circle: move what they share to a file of its own"
    );
}

/// The shelves of ingest, each of which may use those before it.
fn shelves() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let rows = text.lines().filter_map(|line| {
        let (folder, _) = line.strip_prefix("| `")?.split_once("/` |")?;
        (!folder.contains('/')).then(|| folder.to_owned())
    });
    rows.collect()
}

#[test]
fn the_shelves_of_ingest_use_only_those_above_them() {
    let (shelves, tree) = (shelves(), Tree::read());
    let shelf = |path: &[String]| match path {
        [top, name, ..] if top == "ingest" => shelves.iter().position(|shelf| shelf == name),
        _ => None,
    };
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for file in tree.files() {
        let Some(own) = shelf(&file.path) else {
            continue;
        };
        seen.insert(own);
        let below = file
            .uses
            .iter()
            .filter(|used| shelf(&used.path) > Some(own));
        let shown =
            below.map(|used| format!("{}:{}: {}", file.file, used.line, used.path.join("::")));
        wrong.extend(shown);
    }
    assert_eq!(seen.len(), shelves.len(), "{shelves:?}");
    assert!(
        wrong.is_empty(),
        "{}\nARCHITECTURE.md puts these further down than what uses them",
        wrong.join("\n")
    );
}

/// Whether a module holds another, or is the same.
fn is_above(file: &Module, other: &Module) -> bool {
    other.path.starts_with(&file.path)
}

/// Groups of more than `most` nodes of which each reaches each.
fn circles(edges: &BTreeMap<String, BTreeSet<String>>, most: usize) -> Vec<Vec<&str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = edges
        .keys()
        .map(|from| (from.as_str(), reachable(edges, from)))
        .collect();
    let mut found: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (from, all) in &reached {
        let both = all.iter().filter(|to| reached[**to].contains(from));
        let circle: Vec<&str> = both.copied().collect();
        if circle.len() > most {
            found.insert(circle);
        }
    }
    found.into_iter().collect()
}

/// All nodes that can be reached from one by at least one edge.
fn reachable<'e>(edges: &'e BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<&'e str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = edges[from].iter().map(String::as_str).collect();
    while let Some(node) = next.pop() {
        if let Some((name, further)) = edges.get_key_value(node)
            && reached.insert(name.as_str())
        {
            next.extend(further.iter().map(String::as_str));
        }
    }
    reached
}
