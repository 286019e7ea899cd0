//! The library's modules as their sources declare them, and what each file
//! names of the others. Code that is compiled for tests alone is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

use crate::bot::root;

/// All modules that are files, by their path.
pub struct Tree {
    modules: BTreeMap<Vec<String>, Module>,
}

/// A module that is a file.
pub struct Module {
    /// From the package's root.
    pub file: String,
    /// Names after `crate`.
    pub path: Vec<String>,
    /// What it names of the crate, as written and made absolute.
    pub named: Vec<Use>,
    /// The same, as the modules that define it.
    pub uses: Vec<Use>,
    /// All first names of paths: crates among them.
    pub names: BTreeSet<String>,
    /// Names that it takes from elsewhere, each with the path it is from.
    imports: BTreeMap<String, Vec<String>>,
}

/// A path that a file names.
#[derive(Debug, Clone)]
pub struct Use {
    /// Names after `crate`; of a resolved one, those of the module.
    pub path: Vec<String>,
    /// Where it is named.
    pub line: usize,
}

impl Use {
    /// Its top-level module; empty: the root.
    pub fn top(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }
}

impl Module {
    /// Its top-level module; empty: the root.
    pub fn top(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }
}

impl Tree {
    /// Reads the library from `src/lib.rs` on.
    pub fn read() -> Self {
        let mut tree = Self {
            modules: BTreeMap::new(),
        };
        tree.add(&root().join("src/lib.rs"), Vec::new());
        let resolved: Vec<(Vec<String>, Vec<Use>)> = tree
            .modules
            .iter()
            .map(|(path, module)| {
                let uses = module.named.iter().map(|used| Use {
                    path: tree.resolve(&used.path, 0),
                    line: used.line,
                });
                (path.clone(), uses.collect())
            })
            .collect();
        for (path, uses) in resolved {
            tree.modules.get_mut(&path).unwrap().uses = uses;
        }
        tree
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &Module> {
        self.modules.values()
    }

    /// The file of a resolved path.
    pub fn file(&self, path: &[String]) -> &Module {
        &self.modules[path]
    }

    /// The modules that `src/lib.rs` declares.
    pub fn top_level(&self) -> BTreeSet<String> {
        let first = self.modules.keys().filter_map(|path| path.first());
        first.cloned().collect()
    }

    fn add(&mut self, file: &Path, path: Vec<String>) {
        let text = std::fs::read_to_string(file).unwrap();
        let tokens: TokenStream = text.parse().unwrap();
        // Names of children may be used before they are declared.
        let mut declared = Scan::default();
        declared.tokens(tokens.clone());
        let mut scan = Scan {
            module: path.clone(),
            children: declared.children,
            ..Scan::default()
        };
        scan.tokens(tokens);
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        for child in scan.children {
            let mut below = path.clone();
            below.push(child.clone());
            self.add(&child_file(file, &child), below);
        }
        let module = Module {
            file: name,
            path: path.clone(),
            named: scan.uses,
            uses: Vec::new(),
            names: scan.names,
            imports: scan.imports,
        };
        self.modules.insert(path, module);
    }

    /// The module that defines what a path names.
    fn resolve(&self, path: &[String], hops: usize) -> Vec<String> {
        let known = (0..=path.len()).rev().map(|len| &path[..len]);
        let module = known.into_iter().find(|p| self.modules.contains_key(*p));
        let module = module.unwrap_or_default();
        let name = path.get(module.len());
        let import = name.and_then(|name| self.modules[module].imports.get(name));
        match import {
            Some(from) if hops < 8 => {
                let mut further = from.clone();
                further.extend_from_slice(&path[module.len() + 1..]);
                self.resolve(&further, hops + 1)
            }
            _ => module.to_vec(),
        }
    }
}

/// The file of `mod child;`.
fn child_file(parent: &Path, child: &str) -> PathBuf {
    let stem = parent.file_stem().unwrap().to_str().unwrap();
    let folder = match stem {
        "mod" | "lib" => parent.parent().unwrap().to_owned(),
        stem => parent.with_file_name(stem),
    };
    let file = folder.join(format!("{child}.rs"));
    if file.exists() {
        file
    } else {
        folder.join(child).join("mod.rs")
    }
}

/// What a file's tokens say.
#[derive(Default)]
struct Scan {
    module: Vec<String>,
    children: BTreeSet<String>,
    uses: Vec<Use>,
    names: BTreeSet<String>,
    imports: BTreeMap<String, Vec<String>>,
}

type Tokens = Peekable<token_stream::IntoIter>;

impl Scan {
    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        let mut after_colons = false;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Punct(hash) if hash.as_char() == '#' && is_test_only(&mut tokens) => {
                    skip_item(&mut tokens);
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(word) if word == "mod" => self.child(&mut tokens),
                TokenTree::Ident(word) if word == "use" => {
                    let mut paths = Vec::new();
                    use_tree(&mut tokens, &mut Vec::new(), &mut paths);
                    for (path, name, line) in paths {
                        self.import(&path, name, line);
                    }
                }
                TokenTree::Ident(word) if !after_colons => {
                    let line = word.span().start().line;
                    let mut path = vec![word.to_string()];
                    while colons(&mut tokens) {
                        match tokens.peek() {
                            Some(TokenTree::Ident(next)) => {
                                path.push(next.to_string());
                                tokens.next();
                            }
                            _ => break,
                        }
                    }
                    if path.len() > 1 {
                        self.named(&path, line);
                    }
                }
                _ => {}
            }
            after_colons = colons(&mut tokens);
        }
    }

    /// `mod name;`; an inline module's content is scanned as the file's.
    fn child(&mut self, tokens: &mut Tokens) {
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return;
        };
        if matches!(tokens.peek(), Some(TokenTree::Punct(end)) if end.as_char() == ';') {
            self.children.insert(name.to_string());
        }
    }

    fn import(&mut self, path: &[String], name: String, line: usize) {
        self.named(path, line);
        if let Some(absolute) = self.absolute(path) {
            self.imports.insert(name, absolute);
        }
    }

    fn named(&mut self, path: &[String], line: usize) {
        self.names.insert(path[0].clone());
        if let Some(path) = self.absolute(path) {
            self.uses.push(Use { path, line });
        }
    }

    /// A path from the crate's root; `None`: another crate's, or a local name.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut rest = path;
        let mut base = match path[0].as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            child if self.children.contains(child) => {
                return Some([self.module.as_slice(), path].concat());
            }
            _ => return None,
        };
        while let Some(first) = rest.first() {
            match first.as_str() {
                "crate" | "self" => {}
                "super" => {
                    base.pop();
                }
                _ => break,
            }
            rest = &rest[1..];
        }
        base.extend_from_slice(rest);
        Some(base)
    }
}

/// Takes `::`, if it is next.
fn colons(tokens: &mut Tokens) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    if !is_colon(tokens.peek()) {
        return false;
    }
    // A single one is taken too: no path follows the colon of a type.
    tokens.next();
    is_colon(tokens.peek()) && tokens.next().is_some()
}

/// Whether the attribute that follows `#` is `[cfg(test)]`. Takes it.
fn is_test_only(tokens: &mut Tokens) -> bool {
    let is_attribute = matches!(tokens.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket);
    is_attribute
        && tokens
            .next()
            .is_some_and(|group| group.to_string().replace(' ', "") == "[cfg(test)]")
}

/// Takes an item: up to its block or semicolon.
fn skip_item(tokens: &mut Tokens) {
    for token in tokens.by_ref() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(end) if end.as_char() == ';' => return,
            _ => {}
        }
    }
}

/// Reads what follows `use`: each path, the name it is known by, and its line.
fn use_tree(
    tokens: &mut Tokens,
    prefix: &mut Vec<String>,
    into: &mut Vec<(Vec<String>, String, usize)>,
) {
    let depth = prefix.len();
    let mut line = 0;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "as" => {
                if let Some(TokenTree::Ident(name)) = tokens.next() {
                    into.push((prefix.clone(), name.to_string(), line));
                }
                prefix.truncate(depth);
            }
            TokenTree::Ident(word) => {
                line = word.span().start().line;
                prefix.push(word.to_string());
            }
            TokenTree::Group(group) => {
                let mut inner = group.stream().into_iter().peekable();
                use_tree(&mut inner, &mut prefix.clone(), into);
                prefix.truncate(depth);
            }
            TokenTree::Punct(p) if p.as_char() == ',' || p.as_char() == ';' => {
                leaf(prefix, depth, line, into);
                if p.as_char() == ';' {
                    return;
                }
            }
            _ => {}
        }
    }
    leaf(prefix, depth, line, into);
}

/// A path that has ended; none after an `as` or a group.
fn leaf(
    prefix: &mut Vec<String>,
    depth: usize,
    line: usize,
    into: &mut Vec<(Vec<String>, String, usize)>,
) {
    if prefix.len() > depth {
        let mut path = prefix.clone();
        // `use a::{self, b}` names `a`.
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let name = path.last().cloned().unwrap_or_default();
        into.push((path, name, line));
    }
    prefix.truncate(depth);
}
