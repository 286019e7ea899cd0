#!/usr/bin/env bash
# Builds the release archive of one target, with its checksum:
# target/package/issue-gardener-TARGET.tar.gz and .sha256.
#
# A tag that is not the package's version is refused.
set -euo pipefail
cd "$(dirname "$0")/.."

target=$1
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
if [[ ${GITHUB_REF_TYPE:-} == tag && $GITHUB_REF_NAME != "v$version" ]]; then
  echo "the tag $GITHUB_REF_NAME is not the version $version of Cargo.toml" >&2
  exit 1
fi

rustup target add "$target"
cargo build --release --locked --bin bot --target "$target"

name=bot
[[ $target == *windows* ]] && name=bot.exe
archive="issue-gardener-$target.tar.gz"
mkdir -p target/package
files=("$name")
cp "target/$target/release/$name" target/package/
for file in README.md LICENSE-MIT LICENSE-APACHE; do
  [[ -f $file ]] && cp "$file" target/package/ && files+=("$file")
done

cd target/package
tar -czf "$archive" "${files[@]}"
rm "${files[@]}"
if command -v sha256sum > /dev/null; then
  sha256sum "$archive" > "$archive.sha256"
else
  shasum -a 256 "$archive" > "$archive.sha256"
fi
