#!/bin/bash
# Prints which lines of the contract the working corpus of a target reaches, file by file.
# `cargo fuzz coverage` measures; this finds llvm-cov and asks it for the table.
set -eu -o pipefail

target=${1:?the name of a target}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
host=$(rustc +nightly -vV | sed -n 's/^host: //p')
llvm_cov=$(rustc +nightly --print target-libdir)/../bin/llvm-cov
if [ ! -x "$llvm_cov" ]; then
    echo "error: run \`rustup component add llvm-tools --toolchain nightly\`" >&2
    exit 2
fi

# It builds in ./target, whatever CARGO_TARGET_DIR is.
cargo +nightly fuzz coverage "$target"
"$llvm_cov" report --instr-profile "fuzz/coverage/$target/coverage.profdata" \
    "target/$host/coverage/$host/release/$target" --sources crates/contract
