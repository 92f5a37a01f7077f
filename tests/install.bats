#!/usr/bin/env bats
# make install and uninstall, into a folder that packagers would give.

load helpers

# What is there, as sorted paths without the root.
installed() {
	(cd root && find . ! -type d | sort)
}

quietly_make() {
	make -s -C "$TESTS/.." BUILD="$BUILD" DESTDIR="$PWD/root" "$@" >out 2>err ||
		complain "make failed" "$@"
}

@test "install puts every tool, manual and completion in its place; uninstall takes all" {
	quietly_make install PREFIX=/usr
	for tool in "$TESTS"/../man/*.1; do
		tool=$(basename "$tool" .1)
		printf '%s\n' "./usr/bin/$tool" "./usr/share/bash-completion/completions/$tool" \
			"./usr/share/fish/vendor_completions.d/$tool.fish" \
			"./usr/share/zsh/site-functions/_$tool"
	done >wanted
	for page in "$TESTS"/../man/*.[157]; do
		echo "./usr/share/man/man${page##*.}/${page##*/}"
	done >>wanted
	sort -o wanted wanted
	[ "$(wc -l <wanted)" -gt 50 ]
	installed | diff wanted -
	root/usr/bin/funnel-stats --version
	[ "$(stat -c %a root/usr/bin/roi root/usr/share/man/man1/roi.1 | paste -s)" = \
		"755	644" ]
	quietly_make uninstall PREFIX=/usr
	installed | diff /dev/null -
}

@test "install keeps to its PREFIX and to the folder for functions of zsh" {
	quietly_make install PREFIX=/opt/rev ZSH_FUNCTIONS=/usr/share/zsh/vendor-completions
	installed | grep -v -e '^./opt/rev/' -e '^./usr/share/zsh/vendor-completions/_' |
		diff /dev/null -
	quietly_make uninstall PREFIX=/opt/rev ZSH_FUNCTIONS=/usr/share/zsh/vendor-completions
	installed | diff /dev/null -
}

@test "the version of the package is that of the tools" {
	roi --version >out
	[ "$(sed -nE '1s/^revutils \((.*)-[^-]*\) .*/\1/p' "$TESTS/../.debian/changelog")" = \
		"$(sed 's/.* //' out)" ]
}
