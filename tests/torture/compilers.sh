#!/usr/bin/env bash
# compilers.sh: the tools as gcc and clang make them, with and without optimisation, write
# the same bytes. Prints rows check,runs,failures.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=${BUILD:-build}
failed=0

# build NAME COMPILER FLAGS
build() {
	make -s -j"$(nproc)" BUILD="$here/torture/$1" CC="$2" CFLAGS="$3" "${tools[@]/#/$here/torture/$1/bin/}" >&2
}

tools=()
for tool in cmd/*; do
	tools+=("${tool##*/}")
done
build gcc-O0 gcc -O0
build gcc-O3 gcc -O3
build clang-O2 clang -O2
for other in gcc-O3 clang-O2; do
	python3 tests/torture/builds.py "gcc -O0 and $other" "$here/torture/gcc-O0" \
		"$here/torture/$other" || failed=1
done
exit $failed
