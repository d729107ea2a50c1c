// "Draw it yourself", on the first page. The page holds a still picture: a test
// digit and what four models make of it. This script puts the controls beside it;
// at the first touch it loads the models (weights.js), and from then on the copies
// are those of what the reader draws.
(() => {
  const root = document.querySelector(".book-draw[data-weights]");
  if (!root) return;
  const SIDE = 28, PIXELS = SIDE * SIDE;
  const BOX = 20; // MNIST's digits were scaled to fit a box of 20 × 20 pixels
  const MIDDLE = 14.5; // where their centres of mass were put, from the edge
  const PEN = 1.25, SOFT = 1.2; // half the width of the pen, and its soft edge
  const REACH = 4; // of a bar, in standard deviations of that number of the code
  const clip = (v, low, high) => Math.min(high, Math.max(low, v));

  // ---- The models: dense layers, their numbers a letter or two each ----

  const LETTERS =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const PLACE = Object.fromEntries([...LETTERS].map((letter, i) => [letter, i]));
  const unpack = ({step, text}, letters) => {
    const most = 64 ** letters / 2 - 1;
    return Float32Array.from({length: text.length / letters}, (_, i) => {
      let whole = 0;
      for (let k = 0; k < letters; k++)
        whole = 64 * whole + PLACE[text[i * letters + k]];
      return step * (whole - most);
    });
  };

  // erf to seven digits: Abramowitz and Stegun, 7.1.26
  const SERIES = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const erf = (x) => {
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const sum = t * SERIES.reduce((s, c) => s * t + c, 0);
    return Math.sign(x) * (1 - sum * Math.exp(-x * x));
  };
  const BENDS = {
    linear: (x) => x,
    gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
    sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  };

  // A layer has a scale for each row of weights or for each column.
  const unpackLayer = ({inputs, outputs, activation, letters, ...packed}) => {
    const weights = unpack(packed.weights, letters);
    const scales = unpack(packed.scales, 2);
    for (let i = 0; i < weights.length; i++)
      weights[i] *= scales[inputs <= outputs ? Math.floor(i / outputs) : i % outputs];
    return {outputs, weights, bias: unpack(packed.bias, 2), bend: BENDS[activation]};
  };

  const through = (layers, x) => {
    for (const {outputs, weights, bias, bend} of layers) {
      const sums = Float64Array.from(bias);
      x.forEach((v, i) => {
        if (v === 0) return;
        for (let j = 0; j < outputs; j++) sums[j] += v * weights[i * outputs + j];
      });
      x = sums.map(bend);
    }
    return x;
  };

  const squaredError = (x, y) => x.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0);

  // ---- The drawing: strokes, each a list of points, of a round soft pen ----

  const distance = (x, y, [ax, ay], [bx, by]) => {
    const dx = bx - ax, dy = by - ay, square = dx * dx + dy * dy;
    const along = square && clip(((x - ax) * dx + (y - ay) * dy) / square, 0, 1);
    return Math.hypot(x - ax - along * dx, y - ay - along * dy);
  };

  // The pixels from, to that a pen between two places can reach.
  const reached = (a, b) =>
    [Math.min(a, b) - PEN - SOFT, Math.max(a, b) + PEN + SOFT].map((v) =>
      clip(Math.floor(v), 0, SIDE - 1));

  const ink = (strokes) => {
    const image = new Float32Array(PIXELS);
    for (const stroke of strokes)
      stroke.forEach((b, k) => {
        const a = stroke[Math.max(0, k - 1)];
        const [left, right] = reached(a[0], b[0]), [top, bottom] = reached(a[1], b[1]);
        for (let y = top; y <= bottom; y++)
          for (let x = left; x <= right; x++) {
            const edge = (PEN - distance(x + 0.5, y + 0.5, a, b)) / SOFT;
            const i = y * SIDE + x;
            image[i] = Math.max(image[i], clip(edge + 0.5, 0, 1));
          }
      });
    return image;
  };

  const moved = (strokes, scale, right, down) =>
    strokes.map((s) => s.map(([x, y]) => [scale * x + right, scale * y + down]));

  // As MNIST's digits were: into the box, then the centre of mass into the middle.
  const framed = (strokes) => {
    const xs = strokes.flat().map((point) => point[0]);
    const ys = strokes.flat().map((point) => point[1]);
    const left = Math.min(...xs), wide = Math.max(...xs) - left;
    const top = Math.min(...ys), high = Math.max(...ys) - top;
    const scale = Math.min(6, (BOX - 2 * PEN) / Math.max(wide, high, 1e-9));
    const boxed = moved(strokes, scale,
      SIDE / 2 - scale * (left + wide / 2), SIDE / 2 - scale * (top + high / 2));
    let mass = 0, across = 0, down = 0;
    ink(boxed).forEach((v, i) => {
      mass += v;
      across += v * ((i % SIDE) + 0.5);
      down += v * (Math.floor(i / SIDE) + 0.5);
    });
    return ink(moved(boxed, 1, MIDDLE - across / mass, MIDDLE - down / mass));
  };

  // Always the same noise, the slider gives its size: normal, by Box and Muller.
  let state = 1;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const noise = Float32Array.from({length: PIXELS}, () =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));

  // ---- The parts of the page ----

  const one = (selector, from = root) => from.querySelector(selector);
  const add = (place, html) => {
    place.insertAdjacentHTML("beforeend", html);
    return place.lastElementChild;
  };
  const set = (element, attributes) => {
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    return element;
  };
  const canvasOf = (image, attributes) => {
    const canvas = set(document.createElement("canvas"), attributes);
    canvas.width = canvas.height = SIDE;
    image.decode().then(() => {
      if (!canvas.painted) canvas.getContext("2d").drawImage(image, 0, 0);
    });
    return canvas;
  };
  const paint = (canvas, image) => {
    const pen = canvas.getContext("2d"), picture = pen.createImageData(SIDE, SIDE);
    image.forEach((v, i) => {
      const grey = Math.round(255 * clip(v, 0, 1));
      picture.data.set([grey, grey, grey, 255], 4 * i);
    });
    pen.putImageData(picture, 0, 0);
    canvas.painted = true;
  };

  const still = one(".draw-sheet img");
  const field = set(document.createElement("div"), {
    class: "draw-field", tabindex: 0, role: "application",
    "aria-label": "Sheet of 28 by 28 pixels, to draw on", "aria-describedby": "draw-keys",
  });
  const sheet = canvasOf(still, {"aria-hidden": "true"});
  field.append(sheet);
  const spot = add(field, '<span class="draw-spot" aria-hidden="true"></span>');
  still.replaceWith(field);
  one(".draw-sheet figcaption").textContent = "your sheet";

  const picks = [..."0123456789"].map((n) =>
    `<button type="button" data-digit="${n}">${n}</button>`).join("");
  const controls = add(one(".draw-top"), `<div class="draw-controls">
<div class="draw-digits" role="group" aria-labelledby="draw-or">
<span id="draw-or">Draw, or take a test digit</span>${picks}</div>
<div class="draw-buttons"><button type="button" data-do="undo">undo</button>
<button type="button" data-do="clear">clear</button>
<button type="button" data-do="release" disabled>let go of the bars</button></div>
<label><input type="checkbox" checked>
centre and scale, as MNIST’s digits were</label>
<label>noise, σ = <span class="draw-sigma">0.0</span>
<input type="range" class="draw-noise" min="0" max="10" value="0"></label>
<p id="draw-keys" class="draw-help">Draw with the pointer or a finger, or with keys:
arrows move, space lowers and lifts the pen, backspace undoes, delete clears.</p>
<p id="draw-bars" class="draw-help">At the bars, left and right pull,
up and down choose.</p>
</div>`);
  const given = canvasOf(still, {role: "img", "aria-label": "What the models are given"});
  add(one(".draw-top"), `<figure class="draw-given">
<figcaption>given to the models</figcaption></figure>`).prepend(given);
  const status = add(root, '<p class="draw-status" role="status"></p>');
  const [slider, check] = [one(".draw-noise"), one("input[type=checkbox]")];
  const release = one("[data-do=release]");
  const places = [...root.querySelectorAll(".draw-model")].map((place) => ({
    place, key: place.dataset.key, name: one(".draw-name", place).textContent,
    error: one(".draw-error b", place), tested: one(".draw-tested b", place), bars: [],
  }));

  // ---- What is shown ----

  let data, models; // what weights.js holds, and its models by their keys
  let digit = Number(root.dataset.first); // on the sheet, or null: it is drawn on
  let picked = null; // the image of that digit
  let strokes = [];
  let clean; // what the models are given, before the noise
  const codes = {};

  const words = (v) => v.toFixed(1).replace("-", "−");
  const isEmpty = () => digit === null && !strokes.length;
  const say = (text, wait = 700) => {
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (status.textContent = text), wait);
  };
  const result = () => {
    if (isEmpty()) return "The sheet is empty.";
    const said = places.map(({name, error, tested}) =>
      `${name} ${error.textContent}, test digits ${tested.textContent}`);
    return `Squared errors: ${said.join("; ")}.`;
  };

  const showCopy = ({key, canvas, error, bars}) => {
    const {centre, spread, decoder} = models[key];
    const copy = through(decoder, codes[key]);
    paint(canvas, copy);
    error.textContent = isEmpty() ? "–" : words(squaredError(copy, clean));
    bars.forEach((bar, k) => {
      const value = (codes[key][k] - centre[k]) / spread[k];
      bar.value = value;
      bar.style.setProperty("--at", `${50 + 50 * clip(value / REACH, -1, 1)}%`);
      bar.setAttribute("aria-valuetext", words(value));
    });
  };

  // Everything anew: the sheet, what the models are given, what they make of it.
  const update = () => {
    if (!models && digit !== null) return load(); // the still picture stays
    const drawn = picked ?? ink(strokes);
    paint(sheet, drawn);
    clean = strokes.length && check.checked ? framed(strokes) : drawn;
    const sigma = slider.value / 10;
    const noisy = clean.map((v, i) => clip(v + sigma * noise[i], 0, 1));
    paint(given, noisy);
    one(".draw-sigma").textContent = sigma.toFixed(1);
    slider.setAttribute("aria-valuetext", sigma.toFixed(1));
    release.disabled = true;
    if (!models) return load();
    for (const place of places) {
      const {encoder, tested} = models[place.key];
      codes[place.key] = through(encoder, noisy);
      place.tested.textContent = words(tested[slider.value]);
      showCopy(place);
    }
    say(result());
  };

  const addBars = (place) => {
    const {name, bars} = place, still = one("img", place.place);
    place.canvas = canvasOf(still, {role: "img", "aria-label": `The copy by ${name}`});
    still.replaceWith(place.canvas);
    const group = set(add(place.place, '<div class="draw-bars" role="group"></div>'),
      {"aria-label": `${name}: the code`, "aria-describedby": "draw-bars"});
    for (let k = 1; k <= data.code; k++) {
      const bar = add(group, '<input type="range" step="0.1">');
      const label = `${name}, number ${k} of ${data.code}`;
      set(bar, {min: -REACH, max: REACH, tabindex: k > 1 ? -1 : 0, "aria-label": label});
      bars.push(bar);
    }
    group.addEventListener("input", ({target}) => {
      const k = bars.indexOf(target), {centre, spread} = models[place.key];
      codes[place.key][k] = centre[k] + spread[k] * target.value;
      showCopy(place);
      release.disabled = false;
      say(`${name}, number ${k + 1}: squared error ${place.error.textContent}.`);
    });
    // The tab key stops once a model; up and down go from bar to bar.
    group.addEventListener("keydown", (event) => {
      const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
      if (!step) return;
      event.preventDefault();
      bars.at((bars.indexOf(event.target) + step) % bars.length).focus();
    });
    group.addEventListener("focusin", ({target}) =>
      bars.forEach((bar) => (bar.tabIndex = bar === target ? 0 : -1)));
  };

  const load = () => {
    if (load.begun) return;
    load.begun = true;
    say("Loading the models …", 0);
    const script = set(document.createElement("script"), {src: root.dataset.weights});
    script.onerror = () => {
      load.begun = false;
      say("The models could not be loaded.", 0);
    };
    script.onload = () => {
      data = window.bookDraw;
      models = Object.fromEntries(data.models.map((model) => [model.key, {
        ...model,
        encoder: model.encoder.map(unpackLayer),
        decoder: model.decoder.map(unpackLayer),
      }]));
      status.classList.add("draw-quiet"); // from here on it is for screen readers
      places.forEach(addBars);
      if (digit === null) update();
      else pick(digit);
    };
    document.head.append(script);
  };

  // ---- What the reader does ----

  const pick = (chosen) => {
    digit = chosen;
    strokes = [];
    if (!models) return load();
    const bytes = atob(data.digits).slice(digit * PIXELS, (digit + 1) * PIXELS);
    picked = Float32Array.from(bytes, (c) => c.charCodeAt(0) / 255);
    update();
  };
  const drawOn = (left) => {
    digit = picked = null;
    strokes = left;
    update();
  };
  const begin = (point) => drawOn([...strokes, [point]]);
  const go = (points) => {
    const stroke = strokes.at(-1), before = stroke.length;
    for (const [x, y] of points) {
      const [lastX, lastY] = stroke.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= 0.25) stroke.push([x, y]);
    }
    if (stroke.length > before) update();
  };
  const acts = {
    undo: () => drawOn(strokes.slice(0, -1)),
    clear: () => drawOn([]),
    release: update,
  };
  const act = (name) => {
    cursor.down = false;
    acts[name]();
  };

  let drawing = false; // with the pointer
  const where = ({clientX, clientY}) => {
    const {left, top, width, height} = sheet.getBoundingClientRect();
    return [(SIDE * (clientX - left)) / width, (SIDE * (clientY - top)) / height];
  };
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    field.setPointerCapture(event.pointerId);
    drawing = true;
    cursor.down = false;
    begin(where(event));
  });
  field.addEventListener("pointermove", (event) => {
    const all = event.getCoalescedEvents?.() ?? [];
    if (drawing) go((all.length ? all : [event]).map(where));
  });
  for (const end of ["pointerup", "pointercancel"])
    field.addEventListener(end, () => (drawing = false));

  const cursor = {x: 14, y: 7, down: false}; // of the keys
  const MOVES = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  };
  const showCursor = () => {
    spot.style.left = `${(100 * cursor.x) / SIDE}%`;
    spot.style.top = `${(100 * cursor.y) / SIDE}%`;
    spot.classList.toggle("down", cursor.down);
  };
  field.addEventListener("keydown", (event) => {
    const {key} = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (MOVES[key]) {
      cursor.x = clip(cursor.x + MOVES[key][0], 1, SIDE - 1);
      cursor.y = clip(cursor.y + MOVES[key][1], 1, SIDE - 1);
      if (cursor.down) go([[cursor.x, cursor.y]]);
    } else if (key === " ") {
      cursor.down = !cursor.down;
      if (cursor.down) begin([cursor.x, cursor.y]);
    } else if (key === "Delete") act("clear");
    else if (key === "Backspace") act("undo");
    else return;
    event.preventDefault();
    showCursor();
    const pen = cursor.down ? "pen down." : `pen up. ${models ? result() : ""}`;
    say(`Column ${cursor.x}, row ${cursor.y}, ${pen}`);
  });

  controls.addEventListener("click", ({target: {dataset}}) => {
    if (dataset.digit) pick(Number(dataset.digit));
    else if (dataset.do) act(dataset.do);
  });
  for (const input of [slider, check]) input.addEventListener("input", update);
  for (const touch of ["pointerdown", "focusin"])
    root.addEventListener(touch, load, {once: true});
  showCursor();
})();
