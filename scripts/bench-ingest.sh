#!/bin/sh
# Reads the same inputs with this program and with jq, one after the other on
# one core, and prints rates, their ratio to jq's, and peak memory.
#
#   scripts/bench-ingest.sh [MIB]     MIB of the largest input, 1024 unless said
#
# Four things are run. `reader` reads all there is into a counter: the part
# that has to keep up with input of any size, in memory that does not grow.
# `sync` is the program as it runs on a schedule: `bot sync --dry-run` reads,
# redacts, sorts into problems and plans an issue. `print` is `bot findings`,
# which redacts every result and prints it whole (`bot cluster` for logs).
# `jq -c` prints a selection of the same results. What they print goes to
# /dev/null.
#
# A machine that does other things gives wall times that mean little: CPU
# seconds (user and system) are what is compared, the median of three runs.
set -eu
cd "$(dirname "$0")/.."
mib=${1:-1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --quiet --release --bin bot
cargo bench --quiet --bench ingest --no-run
reader=$PWD/$(ls -t target/release/deps/ingest-* | grep -v '\.d$' | head -n 1)
bot=$PWD/target/release/bot
cd "$work" # where no rules.yaml is

# Median CPU seconds and peak resident KiB of a command; its output is dropped.
measure() {
    python3 - "$@" <<'PY'
import os, subprocess, sys
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
runs = []
for _ in range(3):
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{sys.argv[1]} failed: {status}")
    runs.append((used.ru_utime + used.ru_stime, used.ru_maxrss))
print("%.3f %d" % sorted(runs)[1])
PY
}

# What jq is asked for: the fields that make a finding.
selection() {
    case "$1" in
        sarif) echo '.runs[] | .tool.driver.name as $t | .results[] | [$t, .ruleId, .level, .message.text, .partialFingerprints.primaryLocationLineHash, (.locations[0].physicalLocation | [.artifactLocation.uri, .region.startLine, .region.startColumn, .region.snippet.text]), .fixes[0].description.text]' ;;
        findings) echo '[.tool, .rule_id, .severity, .message, .location.path, .location.line, .location.column, .fingerprint, .labels, .suggestion]' ;;
        gcp) echo '[.timestamp, .severity, .jsonPayload.message, .resource.labels.service_name, .resource.labels.revision_name, .labels.instanceId, .insertId]' ;;
    esac
}

# Rules that take all of an input: an issue for each rule of the linter, or for
# each cluster.
rules() { # kind, group_by
    cat <<YAML
version: 1
target: dir:issues
sources:
  - {name: input, path: $1, format: $1}
rules:
  - {id: all, match: {source: input}, group_by: [$2], title: Found again}
YAML
}

report() { # kind, what, bytes, "CPU RSS", jq's CPU seconds or 0
    echo "$4" | awk -v kind="$1" -v what="$2" -v bytes="$3" -v jq="$5" '{
        printf "%-9s %5.0f MB  %-7s %6.0f MB/s  %5.0f MiB", kind, bytes / 1e6, what, bytes / 1e6 / $1, $2 / 1024
        if (jq > 0) printf "  %5.1f x jq", jq / $1
        printf "\n" }'
}

for kind in sarif findings gcp; do
    for size in 10 100 "$mib"; do
        input="$work/$kind"
        "$reader" make "$kind" "$size" "$input"
        bytes=$(wc -c < "$input")
        jq=0
        # jq holds a document in memory several times over, so it gets no large one.
        if [ "$size" = 100 ]; then
            used=$(measure jq -c "$(selection "$kind")" "$input")
            jq=${used% *}
            report "$kind" jq "$bytes" "$used" 0
            command=findings
            group_by=rule_id
            [ "$kind" = gcp ] && command=cluster && group_by=fingerprint
            rules "$kind" "$group_by" > all.yaml
            used=$(measure "$bot" sync --dry-run --rules all.yaml)
            report "$kind" sync "$bytes" "$used" "$jq"
            report "$kind" print "$bytes" "$(measure "$bot" "$command" "$kind:$input")" "$jq"
        fi
        report "$kind" reader "$bytes" "$(measure "$reader" read "$kind:$input")" "$jq"
        rm -f "$input"
    done
done
