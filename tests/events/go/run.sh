#!/bin/sh
# Has Go's golang.org/x/mod/sumdb (Debian: golang-golang-x-mod-dev), unmodified,
# judge what our code writes. Exit 77: there is no Go here, nothing was judged.
#
#     run.sh <program that writes the cases> <folder to build in>
set -eu
cases=$1 build=$2
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
go build -o "$build/judge" "$here/main.go"
"$cases" >"$build/cases.txt"
"$build/judge" "$build/cases.txt"
