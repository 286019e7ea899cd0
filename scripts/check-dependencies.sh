#!/usr/bin/env bash
# Checks the dependencies: their licences, sources and bans (deny.toml), and
# that none needs a newer compiler than the package names.
#
# Advisories are not checked: their database is a Git repository that a build
# machine may not reach, and a new advisory says nothing of a change.
set -euo pipefail
cd "$(dirname "$0")/.."

version=0.20.2
tools=.ci/cache/deny-$version

if [[ ! -x $tools/bin/cargo-deny ]]; then
  # It runs for a second, so it is not worth optimizing: a third of the time.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
    cargo install --quiet --locked --root "$tools" "cargo-deny@$version"
fi
"$tools/bin/cargo-deny" --log-level error --locked check bans licenses sources

cargo metadata --locked --format-version 1 | node -e '
  const { packages, workspace_members: own } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const parts = (version) => (version ?? "0").split(".").map(Number);
  const newer = (a, b) => {
    const [x, y] = [parts(a), parts(b)];
    const at = [0, 1, 2].find((i) => (x[i] ?? 0) !== (y[i] ?? 0));
    return at !== undefined && (x[at] ?? 0) > (y[at] ?? 0);
  };
  const needed = packages.find(({ id }) => own.includes(id)).rust_version;
  const wrong = packages.filter(({ rust_version }) => newer(rust_version, needed));
  for (const { name, version, rust_version } of wrong) {
    console.error(`${name} ${version} needs Rust ${rust_version}; Cargo.toml promises ${needed}`);
  }
  process.exit(wrong.length > 0 ? 1 : 0);
'
