#!/usr/bin/env bats
# A quick part of `make torture`: every call fails, the system misbehaves, files are damaged.

load helpers

@test "nothing is lost, wrong or silent: a quick look" {
	[ -z "${ASAN:-}" ] || skip "the library that has calls fail brings its own malloc"
	make -s -C "$TESTS/.." "BUILD=$(realpath "$BUILD")" torture-shim
	BUILD=$BUILD bash "$TESTS/torture/run.sh" quick >out || {
		cat out
		return 1
	}
	[ "$(grep -c , out)" -gt 5 ]
}

@test "tools are position-independent, bound at once, and run nothing on their stack" {
	[ -z "${ASAN:-}" ] || skip "sanitizers link as they like"
	for tool in "$BUILD"/bin/*; do
		readelf -hldW "$tool" >elf
		grep -q 'Type: *DYN' elf
		grep -q 'FLAGS_1.*NOW.*PIE' elf
		grep -q GNU_RELRO elf
		grep -q 'GNU_STACK .* RW  *0x' elf
		nm -D "$tool" >symbols
		grep -q __stack_chk_fail symbols
		# Calls that know the size of what they write to: only where an optimiser ran.
		[[ ${CFLAGS:-} = *-O0* ]] || grep -v __stack_chk_fail symbols | grep -q _chk
	done
}

@test "each tool has seeds for its fuzzing" {
	for tool in "$BUILD"/bin/*; do
		mkdir "$BATS_TEST_TMPDIR/${tool##*/}"
		python3 "$TESTS/fuzz/tool-seeds.py" "${tool##*/}" "$BATS_TEST_TMPDIR/${tool##*/}"
		[ -n "$(ls "$BATS_TEST_TMPDIR/${tool##*/}")" ]
	done
}
