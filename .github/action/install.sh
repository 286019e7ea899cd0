#!/usr/bin/env bash
# Downloads the released binary for this runner, checks its SHA-256 and where
# it was built, and says where it is: output `bin`.
#
# Takes: ACTION_PATH, ACTION_REPOSITORY, VERSION (default: that of the action's
# own commit), ATTESTATION (required or skip), RELEASES (where archives lie),
# GH_TOKEN, and the runner's RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_OUTPUT.
set -euo pipefail

fail() {
  echo "::error title=bot::$1"
  exit 2
}

version=${VERSION#v}
if [[ -z $version ]]; then
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$ACTION_PATH/Cargo.toml" | head -n 1)
fi
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]+)?$ ]] || fail "version '$version' is none: write one such as 1.2.3"

case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) target=x86_64-unknown-linux-gnu ;;
  Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  *) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH" ;;
esac

# Git Bash takes forward slashes, and the runner gives backslashes.
temp=${RUNNER_TEMP//\\//}
folder=$(mktemp -d "$temp/bot.XXXXXX")
archive="issue-gardener-$target.tar.gz"
releases=${RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/$ACTION_REPOSITORY/releases/download}
cd "$folder"

for name in "$archive" "$archive.sha256"; do
  curl --fail --silent --show-error --location --retry 3 --retry-connrefused \
    --proto '=https,file' --proto-redir '=https' \
    --output "$name" "$releases/v$version/$name" ||
    fail "$name of version $version could not be downloaded"
done

expected=$(cut -d ' ' -f 1 "$archive.sha256")
if command -v sha256sum > /dev/null; then
  actual=$(sha256sum "$archive" | cut -d ' ' -f 1)
else
  actual=$(shasum -a 256 "$archive" | cut -d ' ' -f 1)
fi
[[ $expected =~ ^[0-9a-f]{64}$ && $actual == "$expected" ]] ||
  fail "$archive has the SHA-256 $actual, not $expected"

case "$ATTESTATION" in
  required)
    gh attestation verify "$archive" --repo "$ACTION_REPOSITORY" \
      --signer-workflow "$ACTION_REPOSITORY/.github/workflows/release.yml" > /dev/null ||
      fail "$archive was not built by the release workflow of $ACTION_REPOSITORY"
    ;;
  skip) echo "::warning title=bot::where $archive was built is not checked" ;;
  *) fail "attestation is '$ATTESTATION': write required or skip" ;;
esac

tar -xzf "$archive"
name=bot
[[ $RUNNER_OS == Windows ]] && name=bot.exe
[[ -f $name ]] || fail "$archive holds no $name"
chmod +x "$name"
echo "bin=$folder/$name" >> "$GITHUB_OUTPUT"
