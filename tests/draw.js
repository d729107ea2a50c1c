// Draws on the first page's sheet in headless Chromium; prints what it shows as JSON.
//
//   node tests/draw.js CHROMIUM ADDRESS
const {chromium} = require("playwright-core");
const [executablePath, address] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({executablePath});
  const tab = await browser.newPage();
  const errors = [];
  const requests = [];
  tab.on("pageerror", (error) => errors.push(error.message));
  tab.on("request", (request) => requests.push(request.url()));
  await tab.goto(address);
  const look = () =>
    tab.evaluate(() => {
      const root = document.querySelector(".book-draw");
      const pixels = (canvas) => {
        const {data} = canvas.getContext("2d").getImageData(0, 0, 28, 28);
        return Array.from(data).filter((_, i) => i % 4 === 0);
      };
      const models = [...root.querySelectorAll(".draw-model")].map((place) => ({
        key: place.dataset.key,
        error: Number(place.querySelector(".draw-error b").textContent),
        tested: Number(place.querySelector(".draw-tested b").textContent),
        copy: place.querySelector("canvas") && pixels(place.querySelector("canvas")),
        code: [...place.querySelectorAll("input")].map((bar) => Number(bar.value)),
      }));
      return {
        models,
        sheet: pixels(root.querySelector(".draw-field canvas")),
        given: pixels(root.querySelector(".draw-given canvas")),
        status: root.querySelector("[role=status]").textContent,
        focus: document.activeElement.getAttribute("aria-label"),
      };
    });
  const press = async (...keys) => {
    for (const key of keys) await tab.keyboard.press(key);
  };
  const times = (n, key) => Array(n).fill(key);
  const steps = {start: await look(), before: [...requests]};

  await tab.click("[data-digit='0']");
  await tab.waitForSelector(".draw-bars input");
  steps.digits = [];
  for (let digit = 0; digit < 10; digit++) {
    await tab.click(`[data-digit='${digit}']`);
    steps.digits.push(await look());
  }

  // A small seven in a corner of the sheet, by the pointer.
  const box = await (await tab.$(".draw-field")).boundingBox();
  const to = (x, y) => [box.x + (x / 28) * box.width, box.y + (y / 28) * box.height];
  await tab.mouse.move(...to(3, 4));
  await tab.mouse.down();
  await tab.mouse.move(...to(11, 4), {steps: 8});
  await tab.mouse.move(...to(7, 15), {steps: 8});
  await tab.mouse.up();
  steps.drawn = await look();
  await tab.waitForTimeout(900); // for the words
  steps.said = await look();
  await tab.click("input[type=checkbox]");
  steps.unframed = await look();
  await tab.click("input[type=checkbox]");

  // The noise, by its keys.
  await tab.focus(".draw-noise");
  await press(...times(5, "ArrowRight"));
  steps.noisy = await look();
  await press("Home");

  // A bar, by its keys; then the next; then all as they were.
  await tab.focus("[data-key=vae] .draw-bars input");
  await press(...times(10, "ArrowRight"));
  steps.pulled = await look();
  await press("ArrowDown");
  steps.next = await look();
  await tab.waitForTimeout(900);
  steps.pullSaid = await look();
  await tab.click("[data-do=release]");
  steps.released = await look();

  // A stroke by the keys alone, and a sheet without one.
  await tab.focus(".draw-field");
  await press("Delete");
  steps.cleared = await look();
  await press(" ", ...times(12, "ArrowDown"), " ");
  steps.keys = await look();
  await tab.waitForTimeout(900);
  steps.keysSaid = await look();
  await press("Backspace");
  steps.undone = await look();

  // Where the tab key comes by, from the sheet on.
  await tab.focus(".draw-field");
  steps.stops = [];
  for (let stop = 0; stop < 21; stop++) {
    steps.stops.push(await tab.evaluate(() => {
      const on = document.activeElement;
      const label = on.getAttribute("aria-label") || on.textContent;
      return label || on.parentElement.textContent;
    }));
    await press("Tab");
  }

  const plain = await browser.newContext({javaScriptEnabled: false});
  const page = await plain.newPage();
  await page.goto(address);
  steps.still = await page.locator(".book-draw img").count();
  steps.controls = await page.locator(".book-draw :is(button, input, canvas)").count();
  console.log(JSON.stringify({...steps, errors, requests}));
  await browser.close();
})();
