//! Where results are: URIs against the bases that a run defines (3.4, 3.14.14).

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use super::wire;

/// Bases may refer to bases, by mistake in a circle.
const MAX_CHAIN: usize = 10;

/// An artifact location that outlives the text it was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Base {
    uri: Option<String>,
    base: Option<String>,
}

impl From<wire::ArtifactLocation<'_>> for Base {
    fn from(location: wire::ArtifactLocation<'_>) -> Self {
        Self {
            uri: location.uri.string().map(|uri| uri.trim().to_owned()),
            base: location.uri_base_id.string(),
        }
    }
}

impl Base {
    fn uri(&self) -> &str {
        self.uri.as_deref().unwrap_or_default()
    }
}

/// All that URIs of one run are resolved with.
#[derive(Debug, Default)]
pub(crate) struct Uris {
    pub(crate) artifacts: Vec<Base>,
    /// Positions of the artifacts that the tool was to analyze (3.24.6).
    pub(crate) targets: BTreeSet<usize>,
    pub(crate) bases: BTreeMap<String, Base>,
    /// Where the repository is mapped to (3.23.3).
    pub(crate) mapped: Vec<Base>,
    /// Where the tool was started.
    pub(crate) folders: Vec<String>,
}

impl Uris {
    /// The path or absolute URI of a location.
    pub(crate) fn path(&self, location: &wire::ArtifactLocation<'_>) -> Option<String> {
        let base = location.uri_base_id.as_str();
        let uri = match location.uri.as_str() {
            Some(uri) => self.resolve(uri.trim(), base, 0)?,
            None => self.of(location.index.of(&self.artifacts)?)?,
        };
        Some(decoded(uri))
    }

    /// Paths of the artifacts, and whether each was to be analyzed.
    pub(crate) fn listed(&self) -> impl Iterator<Item = (String, bool)> {
        let all = self.artifacts.iter().enumerate();
        all.filter_map(|(at, base)| {
            let path = decoded(self.of(base)?);
            Some((path, self.targets.contains(&at)))
        })
    }

    fn of<'u>(&'u self, base: &'u Base) -> Option<Cow<'u, str>> {
        self.resolve(base.uri(), base.base.as_deref(), 0)
    }

    /// Roots of the repository: where it is mapped to, else the outermost
    /// absolute bases, else where the tool ran.
    pub(crate) fn roots(&self) -> Vec<String> {
        let absolute = |base: &Base| {
            let uri = self.of(base).filter(|uri| is_absolute(uri));
            uri.map(Cow::into_owned)
        };
        let mapped: Vec<String> = self.mapped.iter().filter_map(absolute).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let bases: Vec<String> = self.bases.values().filter_map(absolute).collect();
        let is_inner = |uri: &&String| {
            bases
                .iter()
                .any(|other| other.len() < uri.len() && uri.starts_with(other.as_str()))
        };
        let outer: Vec<String> = bases.iter().filter(|uri| !is_inner(uri)).cloned().collect();
        if outer.is_empty() {
            self.folders.clone()
        } else {
            outer
        }
    }

    /// A URI against the base of this id, which may have one itself.
    fn resolve<'u>(
        &'u self,
        uri: &'u str,
        base: Option<&str>,
        depth: usize,
    ) -> Option<Cow<'u, str>> {
        let parent = base.and_then(|id| self.bases.get(id));
        let prefix = parent
            .filter(|_| depth < MAX_CHAIN && !is_absolute(uri))
            .and_then(|parent| self.resolve(parent.uri(), parent.base.as_deref(), depth + 1))
            // A top base has to be absolute; some tools write nonsense there.
            .filter(|prefix| is_absolute(prefix) || !prefix.contains(':'));
        match prefix {
            Some(prefix) if !prefix.is_empty() => {
                Some(format!("{}/{uri}", prefix.trim_end_matches('/')).into())
            }
            _ => Some(uri.into()).filter(|_| !uri.is_empty()),
        }
    }
}

/// A relative URI as a path; absolute ones are decoded with their scheme.
fn decoded(uri: Cow<'_, str>) -> String {
    if !uri.contains('%') || is_absolute(&uri) {
        return uri.into_owned();
    }
    percent_decode_str(&uri).decode_utf8_lossy().into_owned()
}

/// Does it name a scheme? One letter is a drive.
fn is_absolute(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::results::paths::Paths;

    fn uris(bases: &str) -> Uris {
        let bases: BTreeMap<String, wire::ArtifactLocation<'_>> =
            serde_json::from_str(bases).unwrap();
        Uris {
            bases: bases
                .into_iter()
                .map(|(id, base)| (id, base.into()))
                .collect(),
            ..Uris::default()
        }
    }

    fn path(uris: &Uris, location: &str) -> String {
        let location = serde_json::from_str(location).unwrap();
        let path = uris.path(&location).unwrap_or_default();
        Paths::new(uris.roots().iter().map(String::as_str))
            .relative(&path)
            .into_owned()
    }

    #[test]
    fn chained_bases_lead_to_the_root() {
        let uris = uris(
            r#"{"ROOT":{"uri":"file:///C:/code/"},"SRC":{"uri":" src/","uriBaseId":"ROOT"},"BIN":{"uri":"file:///C:/code/bin/"},"LOOP":{"uri":"x/","uriBaseId":"LOOP"},"BAD":{"uri":"::::::/"}}"#,
        );
        assert_eq!(
            path(&uris, r#"{"uri":"a%20b.py","uriBaseId":"SRC"}"#),
            "src/a b.py"
        );
        assert_eq!(
            path(&uris, r#"{"uri":"x.dll","uriBaseId":"BIN"}"#),
            "bin/x.dll"
        );
        assert_eq!(path(&uris, r#"{"uri":"x.py","uriBaseId":"BAD"}"#), "x.py");
        assert_eq!(
            path(&uris, r#"{"uri":"x.py","uriBaseId":"%SRCROOT%"}"#),
            "x.py"
        );
        assert!(path(&uris, r#"{"uri":"x.py","uriBaseId":"LOOP"}"#).ends_with("x/x.py"));
        assert_eq!(path(&uris, r#"{"uri":"https://h/x.py"}"#), "https://h/x.py");
    }

    #[test]
    fn the_mapped_folder_is_the_root_and_artifacts_have_numbers() {
        let mut uris = uris(r#"{"P":{"uri":"file:///code/"},"S":{"uri":"src/","uriBaseId":"P"}}"#);
        uris.mapped = vec![Base {
            uri: None,
            base: Some("P".into()),
        }];
        uris.artifacts = vec![Base {
            uri: Some("a.py".into()),
            base: Some("S".into()),
        }];
        assert_eq!(path(&uris, r#"{"index":0}"#), "src/a.py");
        assert_eq!(path(&uris, r#"{"index":7}"#), "");
        assert_eq!(
            path(&uris, r#"{"uri":"file:///code/b.py","index":-1}"#),
            "b.py"
        );
    }
}
