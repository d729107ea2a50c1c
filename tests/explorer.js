// Moves through an explorer in headless Chromium; prints what it shows as JSON.
//
//   node tests/explorer.js CHROMIUM ADDRESS ID
const {chromium} = require("playwright-core");
const [executablePath, address, id] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({executablePath});
  const tab = await browser.newPage();
  const errors = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.goto(address);
  const look = () =>
    tab.evaluate((name) => {
      const root = document.getElementById(name);
      const canvas = root.querySelector("canvas");
      const {width, height} = canvas;
      const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
      const pixels = Array.from(data).filter((_, i) => i % 4 === 0);
      return {pixels, words: root.querySelector("output").textContent};
    }, id);
  const steps = {start: await look()};
  await tab.focus(`#${id} input`);
  for (let press = 0; press < 10; press++) await tab.keyboard.press("ArrowRight");
  steps.keys = await look();
  const box = await (await tab.$(`#${id} .plane`)).boundingBox();
  await tab.mouse.move(box.x + 0.1 * box.width, box.y + 0.9 * box.height);
  steps.pointer = await look();
  const plain = await browser.newContext({javaScriptEnabled: false});
  const page = await plain.newPage();
  await page.goto(address);
  steps.still = await page.isVisible(`#${id} img`);
  steps.controls = await page.isVisible(`#${id} canvas`);
  console.log(JSON.stringify({...steps, errors}));
  await browser.close();
})();
