//! Where a reader can look for themselves.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::{Format, Location, SourceReport};
use crate::tracker::dialect::LinkForms;

/// What stays as it is in a path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Bases of links. Without one, there is no link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// A repository's files at a commit, where both are known.
    pub files: Option<Files>,
}

/// A repository's files at a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `https://github.com/OWNER/REPO/blob/COMMIT`.
    address: String,
    /// Before the number of a line.
    line: &'static str,
}

impl Links {
    /// Links to a repository's files at a commit, as a tracker forms them.
    /// Without `server`, the tracker's usual one is meant.
    pub fn to_commit(
        forms: &LinkForms,
        server: Option<&str>,
        repository: &str,
        commit: &str,
    ) -> Self {
        Self {
            files: Some(Files {
                address: forms.files_at(server, repository, commit),
                line: forms.line,
            }),
        }
    }

    /// The permanent link to a file's line at its commit.
    pub fn file(&self, location: &Location) -> Option<String> {
        let files = self.files.as_ref()?;
        if !is_in_repository(&location.path) {
            return None;
        }
        let path = utf8_percent_encode(&location.path, PATH);
        let line = location.line.map(|n| format!("{}{n}", files.line));
        let line = line.unwrap_or_default();
        short(format!("{}/{path}{line}", files.address))
    }

    /// The query and window of a source, where its format has such a link.
    ///
    /// Logs Explorer: <https://cloud.google.com/logging/docs/view/logs-explorer-interface#share-link>.
    pub fn query(&self, source: &SourceReport) -> Option<String> {
        let query = source
            .query
            .as_deref()
            .filter(|_| source.is_in(Format::Gcp))?;
        // Without a project, it would open whatever the reader looked at last.
        let project = source.project.as_deref()?;
        let (start, end) = match source.window {
            Some(window) => (window.start, window.end),
            None => (source.oldest?, source.newest?),
        };
        let rfc3339 = |t: crate::model::Time| {
            let text = t.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
            utf8_percent_encode(&text, PATH).to_string()
        };
        short(format!(
            "https://console.cloud.google.com/logs/query;query={};timeRange={}%2F{}?project={}",
            utf8_percent_encode(query, PATH),
            rfc3339(start),
            rfc3339(end),
            utf8_percent_encode(project, PATH),
        ))
    }
}

/// Returns whether a path may be that of a file of text in the repository:
/// relative, and no archive or image, of which a scanner names the inside.
fn is_in_repository(path: &str) -> bool {
    const ARCHIVES: &[&str] = &[
        ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".zip", ".jar", ".war",
        ".ear", ".whl", ".egg", ".gz", ".xz", ".bz2", ".zst", ".7z", ".rar", ".apk", ".deb",
        ".rpm", ".gem", ".nupkg", ".iso", ".img",
    ];
    let lower = path.to_lowercase();
    let is_relative = !path.starts_with('/') && !path.contains("//") && !path.contains(':');
    let is_inside = path.split('/').all(|part| part != "..");
    is_relative
        && is_inside
        && !lower
            .split('/')
            .any(|part| ARCHIVES.iter().any(|end| part.ends_with(end)))
}

/// Longer ones are refused by servers, and are no use to a reader.
fn short(url: String) -> Option<String> {
    const BYTES: usize = 2_000;
    (url.len() <= BYTES).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracker::Dialect;

    #[test]
    fn a_path_cannot_leave_its_place_in_the_url() {
        let links = Links::to_commit(&Dialect::GITHUB.links, None, "o/r", "abc");
        let location = Location {
            path: "a b/(c)?#.py".into(),
            line: Some(3),
            column: None,
        };
        assert_eq!(
            links.file(&location).as_deref(),
            Some("https://github.com/o/r/blob/abc/a%20b/%28c%29%3F%23.py#L3")
        );
    }

    #[test]
    fn what_is_no_file_of_the_repository_has_no_link() {
        let links = Links::to_commit(&Dialect::GITHUB.links, None, "o/r", "abc");
        for path in [
            "alpine-310.tar.gz",
            "a//b.py",
            "/usr/lib/x.py",
            "lib/app.jar/META-INF/pom.xml",
            "https://h/x.py",
            "C:/x.py",
            "../x.py",
        ] {
            let location = Location {
                path: path.into(),
                line: Some(1),
                column: None,
            };
            assert_eq!(links.file(&location), None, "{path}");
        }
    }

    #[test]
    fn only_a_known_query_window_and_project_are_linked() {
        let mut source = SourceReport::new("backend", "gcp");
        source.query = Some("severity>=WARNING".into());
        assert_eq!(Links::default().query(&source), None);
        source.project = Some("shop-prod".into());
        assert_eq!(Links::default().query(&source), None);
        source.saw("2025-09-15T20:03:01Z".parse().ok());
        let url = Links::default().query(&source).unwrap();
        insta::assert_snapshot!(url, @"https://console.cloud.google.com/logs/query;query=severity%3E%3DWARNING;timeRange=2025-09-15T20%3A03%3A01.000Z%2F2025-09-15T20%3A03%3A01.000Z?project=shop-prod");
        source.project = None;
        assert_eq!(Links::default().query(&source), None);
    }
}
