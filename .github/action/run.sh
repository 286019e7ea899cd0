#!/usr/bin/env bash
# Runs the binary: `bot sync`, `bot plan` or `bot event`. The binary itself
# writes the step summary, the outputs and the annotations.
#
# Takes: BIN, COMMAND, RULES, INPUTS (one a line), TARGET, DRY_RUN, FORCE,
# NO_COMMANDS, CACHE, and what the binary reads: GITHUB_TOKEN and the runner's files.
set -euo pipefail

fail() {
  echo "::error title=bot::$1"
  exit 2
}

# Whether an input is set; anything but true or false is a mistake.
is_true() {
  case "$2" in
    true) return 0 ;;
    false | '') return 1 ;;
    *) fail "$1 is '$2': write true or false" ;;
  esac
}

args=(--rules "$RULES")
[[ -n $TARGET ]] && args+=(--to "$TARGET")
is_true no-commands "$NO_COMMANDS" && args+=(--no-commands)

case "$COMMAND" in
  sync | event)
    args+=("$COMMAND")
    is_true dry-run "$DRY_RUN" && args+=(--dry-run)
    ;;
  plan) args+=("$COMMAND") ;;
  *) fail "command is '$COMMAND': write sync, plan or event" ;;
esac
if is_true force "$FORCE"; then
  [[ $COMMAND == sync ]] || fail "force goes with sync"
  args+=(--force)
fi

is_true cache "$CACHE" && export BOT_CACHE="$RUNNER_TEMP/bot-cache"

args+=(--)
while IFS= read -r line; do
  # White space around an input is of the YAML, not of a name.
  line="${line#"${line%%[![:space:]]*}"}"
  line="${line%"${line##*[![:space:]]}"}"
  [[ -n $line ]] && args+=("$line")
done <<< "$INPUTS"

exec "$BIN" "${args[@]}"
