#!/bin/bash -eu
# ClusterFuzzLite runs this in the image; all work is in the script that OSS-Fuzz shares.
exec bash "$SRC/errconform/fuzz/oss-fuzz-build.sh"
