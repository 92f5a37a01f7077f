#!/usr/bin/env bash
# package.sh: the Debian package of what is committed. Built from two clean clones it is
# the same to the bit, lintian finds nothing, and in a root of its own it goes in, works
# and leaves nothing behind. Run by `make check-package`; prints a line for each check.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

passed() {
	printf 'ok %s\n' "$1"
}

fails() {
	printf 'not ok %s\n' "$1"
	exit 1
}

# The clones are in folders of different names: a path in the bytes would show.
for clone in one another; do
	git clone -q "$root" "$work/$clone"
	make -C "$work/$clone" deb >"$work/$clone.log" 2>&1 || {
		tail -n 20 "$work/$clone.log"
		fails "the package builds"
	}
done
passed "the package builds"

built=("$work"/one/build/deb/*)
for file in "${built[@]}"; do
	[[ $file = *.buildinfo || $file = *.changes ]] ||
		cmp "$file" "$work/another/build/deb/${file##*/}" ||
		fails "two builds are the same: ${file##*/}"
done
passed "two builds are the same"

lintian --allow-root --fail-on error,warning "$work"/one/build/deb/*.changes ||
	fails "lintian finds nothing"
passed "lintian finds nothing"

# dpkg with a root and a database of its own needs no chroot, nor changes the machine.
package=$(echo "$work"/one/build/deb/revutils_*.deb)
for library in libc6 libcsv3; do
	dpkg-deb -f "$package" Depends | grep -qw "$library" || fails "it depends on $library"
done
passed "it depends on the libraries that it needs"

image=$work/image
mkdir -p "$image/var/lib/dpkg"/{info,updates} "$image/var/log"
touch "$image/var/lib/dpkg"/{status,available}
admin=(--root="$image" --log=/dev/null --force-not-root --force-depends --force-bad-path)
dpkg "${admin[@]}" -i "$package" >"$work/dpkg.log" 2>&1 || {
	cat "$work/dpkg.log"
	fails "it goes in"
}
passed "it goes in"

tools=0
for tool in "$root"/cmd/*/; do
	tool=$(basename "$tool")
	[ -f "$root/cmd/$tool/$tool.c" ] || continue
	tools=$((tools + 1))
	"$image/usr/bin/$tool" --version | grep -q "^$tool (revutils) " || fails "$tool runs"
	for file in "share/man/man1/$tool.1.gz" "share/bash-completion/completions/$tool" \
		"share/zsh/vendor-completions/_$tool" \
		"share/fish/vendor_completions.d/$tool.fish"; do
		[ -s "$image/usr/$file" ] || fails "/usr/$file is there"
	done
done
[ "$tools" -gt 10 ] || fails "there are tools"
"$image/usr/bin/funnel-stats" -s 'Walked by,Bought' "$root/tests/data/lemonade.csv" |
	grep -q '^1,Walked by,16,' || fails "a tool counts"
passed "$tools tools run, with manuals and completions"

dpkg "${admin[@]}" -P revutils >"$work/dpkg.log" 2>&1 || {
	cat "$work/dpkg.log"
	fails "it goes out"
}
find "$image" ! -type d ! -path '*/var/lib/dpkg/*' | sort >"$work/after"
[ ! -s "$work/after" ] || { cat "$work/after"; fails "it leaves nothing"; }
passed "it goes out and leaves nothing"
