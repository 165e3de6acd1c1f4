#!/usr/bin/env bash
# kill9.sh: a validator is killed again and again, and loses nothing.
#
#     tests/kill9.sh [N] [--bin DIR] [--seed S] [--base-port P] [--keep]
#
# Real processes: rf-miner with twelve miners of mixed behaviour, rf-validator on an
# embedded chain. N times (20 unless told) the validator is killed with SIGKILL
# after a random time, so that it happens in every phase of an epoch; then it
# may finish two more epochs. Then, of the whole log:
#   - rf-replay --from-genesis agrees in every bit, rf-log check finds nothing
#   - nobody who had answered was asked again, nobody was charged for our crash
#   - no epoch's weights were included twice, and each that was sealed in time
#     was included
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
times=20 bin=build/release/bin seed=$RANDOM base=8101 keep=no
while [ $# -gt 0 ]; do
    case $1 in
        --bin) bin=$2 && shift ;;
        --seed) seed=$2 && shift ;;
        --base-port) base=$2 && shift ;;
        --keep) keep=yes ;;
        *[!0-9]* | "") sed -n '2,15s/^# \{0,1\}//p' "$0" && exit 64 ;;
        *) times=$1 ;;
    esac
    shift
done
RANDOM=$seed
place=$(mktemp -d "${TMPDIR:-/tmp}/rf-kill9-XXXXXX")
miner="" validator=""
finish() {
    [ -n "$validator" ] && kill -9 "$validator" 2>/dev/null
    [ -n "$miner" ] && kill "$miner" 2>/dev/null
    [ "$keep" = yes ] || [ "${1:-1}" -ne 0 ] || rm -rf "$place"
    [ "${1:-1}" -eq 0 ] || echo "kill9: what was there is in $place" >&2
    exit "${1:-1}"
}
trap 'finish 130' INT TERM
die() { echo "kill9: $*; again with: tests/kill9.sh $times --seed $seed" >&2; finish 1; }

while IFS= read -r line; do
    case $line in
        "port = 81"*) echo "port = $((base + ${line#port = } - 8101))" ;;
        "[listen]") echo "$line" && echo 'address = ""' ;;
        *) printf '%s\n' "$line" ;;
    esac
done <config/dev/validator.toml >"$place/validator.toml"
"$bin/rf-miner" --many 12 --base-port "$base" --allow //Validator=10000 \
    --behaviours elite,strong,mid,weak,adversarial,elite,strong,mid,copycat,slow,garbage,silent \
    >"$place/miner.log" 2>&1 &
miner=$!
echo "kill9: $times times, seed $seed"
start() { # ARGS...
    "$bin/rf-validator" --config "$place/validator.toml" --data "$place/data" "$@" \
        >>"$place/validator.log" 2>&1 &
    validator=$!
}
early=0
for ((i = 1; i <= times; i++)); do
    start
    # From within the start to some epochs later.
    sleep "$(awk -v r=$RANDOM 'BEGIN { printf "%.3f", r < 8000 ? r / 20000 : r / 4000 }')"
    kill -0 $validator 2>/dev/null || early=$((early + 1))
    kill -9 $validator 2>/dev/null
    wait $validator 2>/dev/null
done
[ $early -eq 0 ] || die "$early times the validator had ended by itself; see $place/validator.log"
start --epochs 2
wait $validator || die "it did not finish: $(tail -n 3 "$place/validator.log")"
validator=""
"$bin/rf-replay" --data "$place/data" --from-genesis >"$place/audit.txt" 2>&1 ||
    die "the audit differs: $(tail -n 5 "$place/audit.txt")"
"$bin/rf-log" check --data "$place/data" >"$place/check.txt" 2>&1 || die "$(tail -n 5 "$place/check.txt")"
"$bin/rf-log" show --data "$place/data" --count 100000000 >"$place/events.jsonl" || die "the events cannot be shown"
python3 -B tests/processes/nothing_twice.py "$place/events.jsonl" || die "something was lost or done twice"
finish 0
