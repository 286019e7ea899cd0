# Shortcuts; CONTRIBUTING.md says what each is for. https://just.systems

# All that a change has to pass, as CI runs it.
ci:
    .ci/run

# Format, lint and test: what to run before a commit.
check:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    cargo test --locked

# Run `bot` on the examples, into a copy, so that the checkout stays clean.
try:
    #!/usr/bin/env bash
    set -euo pipefail
    cargo build --release
    work=$(mktemp -d)
    cp -r rules.yaml templates examples "$work"
    cd "$work"
    "{{justfile_directory()}}/target/release/bot" sync
    echo "see $work/examples/issues"

# Accept changed snapshots; look at `git diff` before you commit them.
snapshots *ARGS:
    INSTA_UPDATE=always cargo test --locked {{ARGS}}
    git diff --stat -- '*.snap' '*.rs'

# The documentation of the library, with warnings as errors.
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items
