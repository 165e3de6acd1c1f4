#!/bin/sh
# Has Go's golang.org/x/mod/sumdb (Debian: golang-golang-x-mod-dev), unmodified,
# judge what rf-dispute prove and consistency write, and crypto/ed25519 what
# rf-witness signs. Exit 77: there is no Go here, nothing was judged.
#
#     run.sh <folder of our programs> <folder to build in>
set -eu
bin=$1 build=$2
here=$(cd "$(dirname "$0")" && pwd)
packages=/usr/share/gocode

if ! command -v go >/dev/null; then
    echo "skipped: there is no go here (Debian: golang-go)"
    exit 77
fi
if [ ! -d "$packages/src/golang.org/x/mod/sumdb/note" ]; then
    echo "skipped: there is no golang.org/x/mod here (Debian: golang-golang-x-mod-dev)"
    exit 77
fi
export GO111MODULE=off GOPATH="$packages" GOFLAGS='' GOCACHE="$build/gocache" GOTOOLCHAIN=local CGO_ENABLED=0
go build -o "$build/judge_files" "$here/main.go"
judge() { "$build/judge_files" "$@"; }
refuses() {
    if judge "$@" 2>/dev/null; then
        echo "Go accepts what it must refuse: $*"
        exit 1
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bin/rf-log" synth --out "$work/log" --epochs 6 --miners 7 --tasks 5 --seed 11 >/dev/null
key=$("$bin/rf-log" info --data "$work/log" | sed -n 's/^key *//p')
last=$("$bin/rf-dispute" consistency --data "$work/log" 2>/dev/null | sed -n 4p)

records=0 trees=0
n=0
while [ "$n" -lt "$last" ]; do
    "$bin/rf-dispute" prove --data "$work/log" --event "$n" -o "$work/$n.proof" --event-out "$work/$n.event" 2>/dev/null
    judge "$key" record "$work/$n.proof" "$work/$n.event"
    # Of another event, of another index, and with a hash altered, Go says no.
    if [ "$records" -gt 0 ]; then refuses "$key" record "$work/$n.proof" "$work/0.event"; fi
    sed "s/^index $n\$/index $((n + 1))/" "$work/$n.proof" >"$work/bad"
    refuses "$key" record "$work/bad" "$work/$n.event"
    sed '3s/^./-/' "$work/$n.proof" >"$work/bad"
    refuses "$key" record "$work/bad" "$work/$n.event"
    # The proof's own checkpoint is a prefix of the newest.
    sed '1,/^$/d' "$work/$n.proof" >"$work/old.note"
    "$bin/rf-dispute" consistency --data "$work/log" --old "$work/old.note" -o "$work/request" 2>/dev/null
    judge "$key" tree "$work/old.note" "$work/request"
    if [ -n "$(sed -n 2p "$work/request")" ]; then
        sed '2s/[A-Za-z0-9]/-/' "$work/request" >"$work/bad"
        refuses "$key" tree "$work/old.note" "$work/bad"
    fi
    records=$((records + 1)) trees=$((trees + 1))
    n=$((n + 37))
done
if [ -x "$bin/rf-witness" ]; then
    witness=$("$bin/rf-witness" key --name witness.example/w1 "$work/key")
    "$bin/rf-witness" init --state "$work/state" --key "$work/key" >/dev/null
    "$bin/rf-dispute" consistency --data "$work/log" -o "$work/request" 2>/dev/null
    sed '1,/^$/d' "$work/request" >"$work/cosigned"
    "$bin/rf-witness" sign --state "$work/state" --key "$work/key" --log "$key" "$work/request" >>"$work/cosigned"
    judge "$key" cosigned "$witness" "$work/cosigned"
    sed '$s/.....$/AAA=/' "$work/cosigned" >"$work/bad"
    refuses "$key" cosigned "$witness" "$work/bad"
else
    echo "skipped: there is no rf-witness here"
fi
[ "$records" -ge 10 ] || { echo "only $records proofs"; exit 1; }
echo "Go's note and tlog agree: $records records, $trees trees"
