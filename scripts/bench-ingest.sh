#!/bin/sh
# Reads the same inputs with this program and with jq, one after the other on
# one core, and prints rates, their ratio, and peak memory.
#
#   scripts/bench-ingest.sh [MIB]     MIB of each input, 1024 unless said
#
# A machine that does other things gives wall times that mean little: CPU
# seconds (user and system) are what is compared.
set -eu
cd "$(dirname "$0")/.."
mib=${1:-1024}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo bench --quiet --bench ingest --no-run
bench=$(ls -t target/release/deps/ingest-* | grep -v '\.d$' | head -n 1)

# CPU seconds and peak resident KiB of a command; its output is dropped.
measure() {
    /usr/bin/env python3 - "$@" <<'PY'
import os, resource, subprocess, sys
pin = (lambda: os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})) if hasattr(os, "sched_setaffinity") else None
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, preexec_fn=pin)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.3f} {used.ru_maxrss}")
PY
}

report() { # name, bytes, our "CPU RSS", jq's "CPU RSS"
    awk -v name="$1" -v bytes="$2" -v ours="$3" -v jq="$4" 'BEGIN {
        split(ours, o, " "); split(jq, j, " ");
        printf "%-9s %6.0f MB/s in %4.0f MiB", name, bytes / 1e6 / o[1], o[2] / 1024;
        if (j[1] > 0) printf "   jq %5.1f MB/s in %5.0f MiB   %.1f times", bytes / 1e6 / j[1], j[2] / 1024, j[1] / o[1];
        printf "\n" }'
}

for kind in sarif findings gcp; do
    for size in 10 100 "$mib"; do
        input="$work/$kind"
        "$bench" make "$kind" "$size" "$input"
        bytes=$(wc -c < "$input")
        ours=$(measure "$bench" read "$kind:$input")
        # jq holds a document in memory several times over, so it gets no large one.
        case "$kind-$size" in
            sarif-100) jq=$(measure jq -c '.runs[] | .tool.driver.name as $t | .results[] | [$t, .ruleId, .level, .message.text, (.locations[0].physicalLocation | [.artifactLocation.uri, .region.startLine, .region.startColumn])]' "$input") ;;
            findings-100) jq=$(measure jq -c '[.tool, .rule_id, .severity, .message, .location.path, .location.line, .location.column, .fingerprint]' "$input") ;;
            gcp-100) jq=$(measure jq -c '[.timestamp, .severity, .jsonPayload.message, .resource.labels.service_name, .resource.labels.revision_name, .labels.instanceId, .insertId]' "$input") ;;
            *) jq="0 0" ;;
        esac
        report "$kind" "$bytes" "$ours" "$jq"
        rm -f "$input"
    done
done
