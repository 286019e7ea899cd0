//! Folders that tell whose a file is.

/// Folders that continuous integration checks repositories out to; `*` is one
/// part of the path. Sources: the documentation of GitHub Actions (hosted
/// runners, containers), GitLab, Azure Pipelines, `CircleCI`, Bitbucket,
/// `AppVeyor`, Travis and Codespaces. A drive's letter is any.
///
/// Recipe 1 of fingerprints knew these; others are in [`CHECKOUTS_SINCE`].
pub(crate) const CHECKOUTS_OF_RECIPE_1: &[&str] = &[
    "/home/runner/work/*/*/",
    "/Users/runner/work/*/*/",
    "/__w/*/*/",
    "/github/workspace/",
    "/builds/*/*/",
    "/home/vsts/work/*/s/",
    "/home/circleci/project/",
    "/opt/atlassian/pipelines/agent/build/",
    "D:/a/*/*/",
    "D:/a/*/s/",
];

/// Those that only the present recipe knows.
pub(crate) const CHECKOUTS_SINCE: &[&str] = &[
    "/Users/runner/work/*/s/",
    "/home/travis/build/*/*/",
    "/workspaces/*/",
    "C:/projects/*/",
];

/// Below which a self-hosted runner checks out: `_work/REPO/REPO`.
pub(crate) const SELF_HOSTED: &str = "/_work/";

/// Where people keep what they work on: `/home/NAME/…`.
pub(crate) const HOMES: &[&str] = &["/home/*/", "/Users/*/", "/root/", "C:/Users/*/"];

/// Folders that hold other people's code, of the machine or of the repository.
pub(crate) const FOREIGN: &[&str] = &[
    "/usr/",
    "/opt/hostedtoolcache/",
    "/nix/",
    "/site-packages/",
    "/dist-packages/",
    "/node_modules/",
    "/.cargo/registry/",
    "/go/pkg/mod/",
];
