//! `sections`, some of them in files.

use std::io::Read;
use std::path::{Component, Path};

use crate::model::problem::Section;
use crate::rules::diagnostic::Code;
use crate::rules::document::NodeId;
use crate::rules::raw;

use super::Checker;
use super::value::shown;

/// Bytes of a section's file.
const MAX_SECTION: u64 = 64 << 10;

impl Checker<'_> {
    pub(super) fn sections(
        &mut self,
        own: &raw::RawRule,
        defaults: &raw::RawRule,
    ) -> Vec<(String, Section)> {
        let shared = defaults.sections.iter();
        let shared = shared.filter(|(name, _)| !own.sections.contains_key(*name));
        let mut sections = Vec::new();
        for (name, at) in own.sections.iter().chain(shared) {
            self.identifier(at.id, name, "a section's name");
            let section = match &at.value {
                raw::RawSection::Text(text) => Section::Text(text.clone()),
                raw::RawSection::List(steps) => Section::List(steps.clone()),
                raw::RawSection::File(file) => Section::Text(self.section_file(at.id, &file.file)),
            };
            sections.push((name.clone(), section));
        }
        sections
    }

    /// The text of a file inside the folder of rules.yaml.
    fn section_file(&mut self, id: NodeId, file: &str) -> String {
        read_inside(self.base_dir, file).unwrap_or_else(|why| {
            let message = format!("cannot use `{}`: {why}", shown(file));
            self.error(id, Code::BadFile, message);
            String::new()
        })
    }
}

/// Reads a text file that lies inside a folder, wherever its links lead.
fn read_inside(folder: &Path, file: &str) -> Result<String, String> {
    let relative = Path::new(file);
    let plain = relative
        .components()
        .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
    if !plain {
        return Err("only files inside the folder of rules.yaml".to_owned());
    }
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let root = here.canonicalize().map_err(|e| e.to_string())?;
    let path = root
        .join(relative)
        .canonicalize()
        .map_err(|e| e.to_string())?;
    if !path.starts_with(&root) {
        return Err("it leads out of the folder of rules.yaml".to_owned());
    }
    if !path.is_file() {
        return Err("not a regular file".to_owned());
    }
    let file = std::fs::File::open(&path).map_err(|e| e.to_string())?;
    let mut text = String::new();
    file.take(MAX_SECTION + 1)
        .read_to_string(&mut text)
        .map_err(|e| e.to_string())?;
    if text.len() as u64 > MAX_SECTION {
        return Err(format!("more than {MAX_SECTION} bytes"));
    }
    Ok(text)
}
