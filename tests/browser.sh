#!/usr/bin/env bash
# browser.sh: pages of every tool as Chromium shows them (browser.cjs), through
# html-validate, and their pictures through xmllint. Run by `make check-browser`; needs
# chromium, node, npm and xmllint. Leaves pages and screenshots in $BUILD/browser.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build}
out=$build/browser
pages=$out/pages
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser)}
export CHROMIUM NODE_PATH=$out/node_modules
PATH=$(realpath "$build")/bin:$PATH
# shellcheck source=tests/pages.bash
. tests/pages.bash

if [ ! -d "$NODE_PATH/html-validate" ] || [ ! -d "$NODE_PATH/playwright-core" ]; then
	npm install --prefix "$out" --no-audit --no-fund --silent \
		playwright-core@1 html-validate@10
fi
rm -rf "$pages" "$out/shots" "$out/pictures"
mkdir -p "$pages" "$out/shots" "$out/pictures" build/demo
page_data
n=0
while IFS= read -r command; do
	n=$((n + 1))
	tool=${command%% *}
	bash -c "$command --format=html --title='$tool'" >"$pages/$(printf %02d "$n")-$tool.html"
done < <(page_examples)
page_awkward >"$out/awkward.csv"
funnel-stats -q -s 'Lead,<script>alert(1)</script>,Won' --by=by --format=html \
	"$out/awkward.csv" >"$pages/awkward-funnel.html"
roi -q --by=by --format=html "$out/awkward.csv" >"$pages/awkward-roi.html"
bash tests/data/report.sh >"$pages/report.html"

status=0
node tests/browser.cjs "$pages" "$out/shots" || status=1
"$NODE_PATH/.bin/html-validate" --config tests/html-validate.json "$pages"/*.html || status=1
for page in "$pages"/*.html; do
	python3 tests/page.py pictures "$page" "$out/pictures"
done
xmllint --noout --nonet "$out"/pictures/*.svg || status=1
echo "$(find "$out/pictures" -name '*.svg' | wc -l) pictures; screenshots: $out/shots"
exit $status
