#!/usr/bin/env bash
# Builds the scoring core by two compilers at three levels, and for aarch64, and
# fails unless all of them print one digest. With --plant, one build contracts
# a * b + c into a fused operation, and this fails unless its digest differs.
#
#   run.sh [--plant] --source DIR --bin DIR --work DIR
#
# --bin holds rf-digest and rf-digest-dump of an ordinary build; the first also
# takes part, with OpenSSL's SHA-256. Compilers that are missing are named.
set -euo pipefail

plant=no
while [ $# -gt 0 ]; do
    case $1 in
        --plant) plant=yes; shift ;;
        --source) source=$2; shift 2 ;;
        --bin) bin=$2; shift 2 ;;
        --work) work=$2; shift 2 ;;
        *) sed -n '2,10p' "$0"; exit 64 ;;
    esac
done
bin=$(cd "$bin" && pwd)
mkdir -p "$work"
work=$(cd "$work" && pwd)
cd "$source"

vectors=../shared/vectors
if [ ! -d $vectors ]; then
    vectors=tests/golden/vectors
    echo "skipped: there is no ../shared/vectors; the golden selection is used instead"
fi
"$bin/rf-digest-dump" $vectors "$work/facts"

files="replay/mechanisms/*.cpp replay/carry.cpp replay/catalog.cpp replay/check_facts.cpp replay/emit.cpp
    replay/parameters.cpp replay/run_epoch.cpp replay/vectors/formula_call.cpp events/bytes.cpp
    tests/replay/determinism/digest.cpp tests/replay/determinism/flat.cpp
    tests/replay/determinism/random_epochs.cpp tests/replay/determinism/tiny_sha256.cpp"
have() { command -v "${1%% *}" >/dev/null; }
cache=; have ccache && cache=ccache

# Compiles every file of every build, two at a time, then links.
declare -a names flags runners
add() { # name, compiler, flags, how to run
    if have "$2" && { [ -z "$4" ] || have "$4"; }; then
        names+=("$1"); flags+=("$2 -std=c++20 -I. $3"); runners+=("$4")
    else
        echo "skipped: $1, because ${2}${4:+ or $4} is missing"
    fi
}
off=-ffp-contract=off
if [ $plant = yes ]; then
    add "aarch64 g++ -O2 contract=fast" aarch64-linux-gnu-g++ "-O2 -static -ffp-contract=fast" qemu-aarch64
    if grep -qw fma /proc/cpuinfo; then
        add "g++ -O3 native contract=fast" g++ "-O3 -march=native -ffp-contract=fast" ""
    else
        echo "skipped: g++ -O3 -march=native, because this processor has no fused operation"
    fi
else
    for compiler in g++ clang++; do
        add "$compiler -O0" $compiler "-O0 $off" ""
        add "$compiler -O2" $compiler "-O2 $off" ""
        add "$compiler -O3 native" $compiler "-O3 -march=native $off" ""
    done
    add "aarch64 g++ -O2" aarch64-linux-gnu-g++ "-O2 -static $off" qemu-aarch64
fi

for i in "${!names[@]}"; do
    mkdir -p "$work/$plant$i"
    # A cache knows the flag -march=native, not the processor it stands for.
    through=$cache
    case ${flags[$i]} in *native*) through= ;; esac
    for file in $files; do
        object=$work/$plant$i/$(echo "$file" | tr / _).o
        # What makes the epochs is never planted: it is the core that must be seen to differ.
        case $file in tests/*) exact=$off ;; *) exact= ;; esac
        echo "$through ${flags[$i]} $exact -c $file -o $object"
    done
done | xargs -P 2 -I{} sh -c '{}'

reference=$("$bin/rf-digest" "$work/facts")
echo "$reference  as built, OpenSSL's SHA-256"
wrong=0
for i in "${!names[@]}"; do
    ${flags[$i]} "$work/$plant$i"/*.o -o "$work/$plant$i/digest"
    line=$(${runners[$i]} "$work/$plant$i/digest" "$work/facts")
    echo "$line  ${names[$i]}"
    if [ "$line" = "$reference" ]; then same=yes; else same=no; fi
    [ $same != $plant ] || wrong=$((wrong + 1))
done
[ ${#names[@]} -gt 0 ] || { echo "there was nothing to compare with"; exit 1; }
if [ $plant = yes ]; then
    [ $wrong = 0 ] || { echo "$wrong planted builds went unnoticed"; exit 1; }
    echo "planted, and seen to differ"
else
    [ $wrong = 0 ] || { echo "$wrong builds differ"; exit 1; }
    echo "all equal"
fi
