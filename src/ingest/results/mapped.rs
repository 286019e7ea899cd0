//! Which of a source's mapped fields its input has: a name that nothing in the
//! input has is a wrong mapping, and would silently leave its field empty.

use serde_json::Value;

use crate::ingest::syntax::member::lookup;
use crate::model::{SourceSpec, similar};

/// Fields that are told apart; a source maps far fewer.
const FIELDS: usize = 64;
/// Names of members that are told.
const NAMES: usize = 20;

/// The mapped fields that were seen.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    /// Elements that were looked into.
    elements: u64,
    /// A bit for each field that one of them has.
    found: u64,
    /// The first element's members.
    names: Vec<String>,
}

impl Mapped {
    /// Looks into one element.
    pub(crate) fn look(&mut self, spec: &SourceSpec, element: &Value) {
        if self.elements == 0 {
            let members = element.as_object().into_iter().flatten();
            self.names = members.take(NAMES).map(|(name, _)| name.clone()).collect();
        }
        self.elements += 1;
        for (at, (_, _, theirs)) in fields(spec).enumerate() {
            if self.found & (1 << at) == 0 && lookup(element, theirs).is_some() {
                self.found |= 1 << at;
            }
        }
    }

    /// Takes in what was seen of the part that follows.
    pub(crate) fn join(&mut self, later: Self) {
        self.elements += later.elements;
        self.found |= later.found;
        if self.names.is_empty() {
            self.names = later.names;
        }
    }

    /// A sentence for each field that no element has.
    pub(crate) fn notes(&self, spec: &SourceSpec) -> Vec<String> {
        if self.elements == 0 {
            return Vec::new();
        }
        let missing = fields(spec).enumerate();
        missing
            .filter(|(at, _)| self.found & (1 << at) == 0)
            .map(|(_, (section, ours, theirs))| {
                let of = match self.elements {
                    1 => "its one element does not have".to_owned(),
                    many => format!("none of its {many} elements has"),
                };
                let hint = self.hint(theirs);
                format!("`{section}.{ours}` names `{theirs}`, which {of}{hint}")
            })
            .collect()
    }

    /// The member that was probably meant, else what there is.
    fn hint(&self, theirs: &str) -> String {
        let wanted = theirs.trim_start_matches('/');
        let names = self.names.iter().map(String::as_str);
        match similar::nearest(wanted, names) {
            Some(name) => format!(". Did you mean `{name}`?"),
            None if self.names.is_empty() => String::new(),
            None => format!(". It has: {}", self.names.join(", ")),
        }
    }
}

/// Returns where rules.yaml maps a field, our name for it, and the input's.
fn fields(spec: &SourceSpec) -> impl Iterator<Item = (&'static str, &str, &String)> {
    let own = spec.fields.iter();
    let own = own.map(|(ours, theirs)| ("fields", ours.as_str(), theirs));
    let attributes = spec.attributes.iter();
    let attributes = attributes.map(|(name, theirs)| ("attributes", name.as_str(), theirs));
    own.chain(attributes).take(FIELDS)
}
