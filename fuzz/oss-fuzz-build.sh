#!/bin/bash
# Builds every target and lays out binaries, seeds, dictionaries and options in $OUT, as OSS-Fuzz
# and ClusterFuzzLite want them. `cargo xtask layout` runs it and checks the result.
set -eu -o pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
: "${OUT:?the folder for the results; OSS-Fuzz sets it}"

# OSS-Fuzz pins a nightly as the default of its image and names it in RUSTUP_TOOLCHAIN.
if [ -z "${RUSTUP_TOOLCHAIN:-}" ]; then
    export RUSTUP_TOOLCHAIN=nightly
fi
built=${CARGO_TARGET_DIR:-$PWD/fuzz/target}/oss-fuzz
host=$(rustc -vV | sed -n 's/^host: //p')

cargo fuzz build --release --target-dir "$built"
for source in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$source" .rs)
    cp "$built/$host/release/$target" "${source%.rs}".{dict,options} "$OUT/"
    # The build fills fuzz/corpus with the seeds and regressions, those of shared targets included.
    (cd "fuzz/corpus/$target" && python3 -m zipfile --create "$OUT/${target}_seed_corpus.zip" .)
done
