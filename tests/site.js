// Uses the site as a reader does, in headless Chromium; prints what it finds as JSON.
//
//   node tests/site.js CHROMIUM ADDRESS WORD...
//
// Orders each table of the results page by its last column, up and down, and by its
// first; and searches for the words.
const {chromium} = require("playwright-core");
const [executablePath, base, ...words] = process.argv.slice(2);

const order = (tab, table, column) =>
  tab.evaluate(([t, c]) => {
    const found = document.querySelectorAll("table.book-league")[t];
    const head = found.tHead.rows[0].cells;
    const i = c < 0 ? head.length + c : c;
    head[i].querySelector("button").click();
    return {
      sort: head[i].getAttribute("aria-sort"),
      marked: [...head].filter((cell) => cell.hasAttribute("aria-sort")).length,
      cells: [...found.tBodies[0].rows].map((row) => row.cells[i].textContent.trim()),
    };
  }, [table, column]);

(async () => {
  const browser = await chromium.launch({executablePath});
  const tab = await browser.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));

  await tab.goto(`${base}chapters/results.html`);
  const tables = await tab.locator("table.book-league").count();
  const ordered = [];
  for (let table = 0; table < tables; table++)
    for (const column of [-1, -1, 0]) ordered.push(await order(tab, table, column));
  await tab.focus("table.book-league th button");
  await tab.keyboard.press("Enter");
  const key = await tab.getAttribute("table.book-league th", "aria-sort");

  const found = {};
  for (const word of words) {
    await tab.goto(`${base}search.html?q=${word}`);
    await tab.waitForSelector("#search-results ul.search li a");
    await tab.waitForTimeout(1000); // results come one by one
    found[word] = await tab.$$eval("#search-results ul.search > li > a", (links) =>
      links.map((link) => link.pathname.split("/").pop())
    );
  }

  console.log(JSON.stringify({ordered, key, found, errors}));
  await browser.close();
})();
