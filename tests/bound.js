// Moves q in a moving bound in headless Chromium; prints what it shows as JSON.
//
//   node tests/bound.js CHROMIUM ADDRESS ID
const {chromium} = require("playwright-core");
const [executablePath, address, id] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({executablePath});
  const tab = await browser.newPage();
  const errors = [];
  const requests = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) requests.push(request.url());
  });
  await tab.goto(address);
  const look = () =>
    tab.evaluate((name) => {
      const root = document.getElementById(name);
      const long = (part) =>
        Number(root.querySelector(`rect.${part}`).getAttribute("width"));
      return {
        words: root.querySelector("output").textContent,
        path: root.querySelector("path.q").getAttribute("d"),
        elbo: long("elbo"), gap: long("gap"), whole: long("whole"),
      };
    }, id);
  const steps = {start: await look()};
  await tab.focus(`#${id} input`);
  for (let press = 0; press < 10; press++) await tab.keyboard.press("ArrowRight");
  steps.keys = await look();
  await tab.keyboard.press("Tab");
  for (let press = 0; press < 5; press++) await tab.keyboard.press("ArrowLeft");
  steps.narrow = await look();
  const box = await (await tab.$(`#${id} svg`)).boundingBox();
  await tab.mouse.move(box.x + 0.3 * box.width, box.y + 0.45 * box.height);
  steps.hover = await look();
  await tab.mouse.down();
  steps.pointer = await look();
  await tab.mouse.move(box.x + 0.6 * box.width, box.y + 0.3 * box.height);
  await tab.mouse.up();
  steps.dragged = await look();
  const plain = await browser.newContext({javaScriptEnabled: false});
  const page = await plain.newPage();
  await page.goto(address);
  steps.still = await page.isVisible(`#${id} img`);
  steps.controls = await page.locator(`#${id} input`).count();
  console.log(JSON.stringify({...steps, errors, requests}));
  await browser.close();
})();
