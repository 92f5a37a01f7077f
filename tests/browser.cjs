// browser.cjs PAGES FOLDER: opens each page of HTML in Chromium, in light, dark, narrow
// and print, and tells what is wrong with it: messages on the console, requests, text
// that overlaps other text or runs out of its picture, a page wider than the window.
// Leaves the screenshots in FOLDER. Run by tests/browser.sh with NODE_PATH set.
'use strict';
const fs = require('fs');
const path = require('path');
const { chromium } = require('playwright-core');

const [pages, folder] = process.argv.slice(2);
const views = {
	light: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
	dark: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
	narrow: { viewport: { width: 400, height: 800 }, colorScheme: 'light' },
};
let wrong = 0;

function complain(name, view, what) {
	wrong++;
	console.log(`${name}, ${view}: ${what}`);
}

// In the page: which texts of a picture overlap, or are cut off by its edge.
function textTroubles() {
	const troubles = [];
	for (const svg of document.querySelectorAll('svg')) {
		const frame = svg.getBoundingClientRect();
		if (frame.width === 0)
			continue;
		const texts = [...svg.querySelectorAll('text')].map((e) => ({
			say: e.lastChild ? e.lastChild.textContent : '',
			box: e.getBoundingClientRect(),
		}));
		texts.forEach((a, i) => {
			const { box } = a;
			if (box.left < frame.left - 1 || box.right > frame.right + 1 ||
				box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
				troubles.push(`"${a.say}" runs out of "${svg.getAttribute('aria-label')}"`);
			for (const b of texts.slice(i + 1))
				if (box.left < b.box.right - 1 && b.box.left < box.right - 1 &&
					box.top < b.box.bottom - 3 && b.box.top < box.bottom - 3)
					troubles.push(`"${a.say}" overlaps "${b.say}" in "${svg.getAttribute('aria-label')}"`);
		});
	}
	if (document.documentElement.scrollWidth > window.innerWidth)
		troubles.push(`the page is ${document.documentElement.scrollWidth} px wide`);
	return troubles;
}

async function look(browser, file, name, view) {
	const context = await browser.newContext(views[view]);
	const page = await context.newPage();
	const address = 'file://' + path.resolve(file);
	page.on('console', (m) => complain(name, view, `console: ${m.text()}`));
	page.on('pageerror', (e) => complain(name, view, `error: ${e.message}`));
	page.on('request', (r) => {
		if (r.url() !== address)
			complain(name, view, `request: ${r.url()}`);
	});
	await page.goto(address);
	for (const trouble of await page.evaluate(textTroubles))
		complain(name, view, trouble);
	if (view === 'light' && await page.locator('script').count())
		complain(name, view, 'there is a script');
	await page.screenshot({ path: path.join(folder, `${name}-${view}.png`), fullPage: true });
	if (view === 'light')
		await page.pdf({
			path: path.join(folder, `${name}.pdf`), preferCSSPageSize: true, printBackground: false,
		});
	await context.close();
}

(async () => {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM,
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
			'--disable-background-networking', '--disable-component-update',
			'--disable-sync'],
	});
	const files = fs.readdirSync(pages).filter((f) => f.endsWith('.html')).sort();
	for (const file of files)
		for (const view of Object.keys(views))
			await look(browser, path.join(pages, file), file.replace(/\.html$/, ''), view);
	await browser.close();
	console.log(`${files.length} pages, ${wrong} troubles`);
	process.exit(wrong || files.length === 0 ? 1 : 0);
})();
