#!/bin/bash
# Builds every target and lays out binaries, seeds, dictionaries and options in $OUT, as OSS-Fuzz
# and ClusterFuzzLite want them. `conform-corpus layout` runs it and checks what it made.
set -eu -o pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${OUT:?the folder for the results; OSS-Fuzz sets it}"

# OSS-Fuzz pins a nightly as the default of its image and names it in RUSTUP_TOOLCHAIN.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ]; then
    export RUSTUP_TOOLCHAIN=nightly
fi
built=${CARGO_TARGET_DIR:-$PWD/fuzz/target}/oss-fuzz
host=$(rustc -vV | sed -n 's/^host: //p')

seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT

cargo fuzz build --release --target-dir "$built"
for source in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$source" .rs)
    cp "$built/$host/release/$target" "$OUT/$target"
    cp "fuzz/fuzz_targets/$target.dict" "fuzz/fuzz_targets/$target.options" "$OUT/"

    # The target's own seeds and regressions, and those of the targets that it shares.
    mkdir "$seeds/$target"
    shared=$(awk -v name="\"$target\"" '/^name = / { own = $3 }
        /^shares = / && own == name { gsub(/[",\[\]]/, " "); $1 = $2 = ""; print }' fuzz/targets.toml)
    for from in $target $shared; do
        for file in corpus/{seeds,regressions}/"$from"/*; do
            case $file in
                *.cause.toml | *"/*") ;;
                *) cp "$file" "$seeds/$target/$from-$(basename "$file")" ;;
            esac
        done
    done
    python3 -m zipfile --create "$OUT/${target}_seed_corpus.zip" "$seeds/$target"/*
done
