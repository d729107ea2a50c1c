// Opens pages of the built site in headless Chromium and says what it finds.
//
//   node tools/browser.js CHROMIUM ADDRESS...
//
// Prints one JSON object a line, for each page in light and in dark: what
// axe-core finds, the messages of the console, the requests to other hosts, and
// by how many pixels it is wider than a telephone of 360.
const {readFileSync} = require("fs");
const {chromium} = require("playwright-core");

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const [executablePath, ...pages] = process.argv.slice(2);

async function visit(browser, page, colorScheme) {
  const context = await browser.newContext({colorScheme});
  const tab = await context.newPage();
  const report = {page, scheme: colorScheme, console: [], requests: [], axe: []};
  tab.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      report.console.push(message.text());
  });
  tab.on("pageerror", (error) => report.console.push(error.message));
  tab.on("request", (request) => {
    const {protocol, origin} = new URL(request.url());
    const own = /^(file|data|blob):/.test(protocol) || page.startsWith(origin);
    if (!own) report.requests.push(request.url());
  });
  // A page that has moved sends on at once: wait until nothing is asked for.
  await tab.goto(page, {waitUntil: "networkidle"});
  await tab.evaluate(() => window.MathJax?.startup?.promise);
  // The first page's sheet to draw on, with what its first touch brings.
  if (await tab.locator(".book-draw button").count()) {
    await tab.click(".book-draw button");
    await tab.waitForSelector(".book-draw .draw-bars");
  }
  // Colours are measured at rest, not on their way from light to dark.
  await tab.addStyleTag({content: "* {transition: none !important}"});
  await tab.waitForTimeout(100);
  await tab.evaluate(axe);
  const {violations} = await tab.evaluate(() => axe.run({preload: false}));
  for (const {id, nodes} of violations)
    for (const {html} of nodes) report.axe.push({id, html});
  await tab.setViewportSize({width: 360, height: 800});
  await tab.waitForTimeout(300); // for book.js
  report.tooWide = await tab.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth
  );
  await context.close();
  console.log(JSON.stringify(report));
}

(async () => {
  const browser = await chromium.launch({executablePath});
  for (const page of pages)
    for (const scheme of ["light", "dark"]) await visit(browser, page, scheme);
  await browser.close();
})();
