#!/usr/bin/env bash
# bigendian.sh: builds the tools for s390x, 64 bits with the most significant byte first,
# and runs all reference commands and unit tests there under qemu: the same bytes as
# here. Needs gcc-s390x-linux-gnu, libc6-dev-s390x-cross and qemu-user, and Debian's
# archive for the libcsv of that machine, and for its locale and character sets, which are
# unpacked under the build folder and not installed. Numbers that are found by iteration
# may differ by 1e-8 of their size: see builds.py. Prints rows check,runs,failures.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=${BUILD:-build}
there=$here/s390x
mkdir -p "$there/apt/lists/partial" "$there/apt/archives/partial" "$there/root"
there=$(realpath "$there")

if [ ! -e "$there/root/usr/include/csv.h" ]; then
	(
		cd "$there/apt"
		options=(
			-o "APT::Architectures::=$(dpkg --print-architecture)"
			-o APT::Architectures::=s390x
			-o "Dir::State::lists=$there/apt/lists"
			-o "Dir::Cache::archives=$there/apt/archives"
			-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
			-o Acquire::Languages=none
		)
		apt-get -q "${options[@]}" update
		apt-get -q "${options[@]}" download libcsv-dev:s390x libcsv3:s390x \
			libc-bin:s390x libc6:s390x
		for package in *.deb; do
			dpkg -x "$package" "$there/root"
		done
	) >&2
fi

libraries=$there/root/usr/lib/s390x-linux-gnu
# Only what isn't the cross compiler's: its own C library goes with its headers.
mkdir -p "$there/lib"
for library in "$libraries"/libcsv*; do
	ln -sf "$library" "$there/lib"
done
targets=()
for unit in tests/unit/*_test.c; do
	targets+=("$there/${unit%.c}")
done
units=("${targets[@]}")
for tool in cmd/*; do
	targets+=("$there/bin/${tool##*/}")
done
make -s -j"$(nproc)" BUILD="$there" CC=s390x-linux-gnu-gcc AR=s390x-linux-gnu-ar \
	CPPFLAGS="-I$there/root/usr/include" LDFLAGS="-L$there/lib" "${targets[@]}" >&2
export QEMU_LD_PREFIX=/usr/s390x-linux-gnu
export QEMU_SET_ENV=LD_LIBRARY_PATH=$there/lib,GCONV_PATH=$libraries/gconv,LOCPATH=$there/root/usr/lib/locale
failed=0
for unit in "${units[@]}"; do
	qemu-s390x "$unit" >"$there/log" 2>&1 || {
		failed=$((failed + 1))
		echo "$(basename "$unit"): $(tail -n 3 "$there/log")" >&2
	}
done
echo "s390x: unit tests,${#units[@]},$failed"
QEMU=qemu-s390x python3 tests/torture/builds.py s390x "$here" "$there" || failed=$((failed + 1))
exit $((failed > 0))
