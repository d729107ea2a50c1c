"""The first page's sheet to draw on: its file of models, and the page in a browser."""

import json
import re
import shutil
import subprocess
from types import SimpleNamespace

import numpy as np
import pytest
from docutils import nodes
from required import browser

from tools import draw, ledger
from tools.notebooks import ROOT

KEYS = ["pca", "autoencoder", "vae", "denoiser"]


@pytest.fixture(scope="module")
def content():
    return draw.read()


@pytest.fixture
def extension(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "_ext"))
    import book_draw

    return book_draw


def errors(model, images, given=None):
    layers = draw.unpacked_model(model)
    codes = draw.encode(layers, images if given is None else given)
    return np.sum((draw.decode(layers, codes) - images) ** 2, axis=1)


def test_the_ledger_knows_the_file_and_the_code_that_made_it():
    (run,) = [r for r in ledger.load() if r["notebook"] == draw.NAME]
    assert run["file"] == draw.file_hash(), "make draw writes both"
    assert run["code"] == draw.maker_hash(), "the models' code has changed: make draw"
    assert run["data"] == "real" and run["held"]


def test_the_file_is_small_and_in_its_one_form(content, tmp_path):
    (tmp_path / draw.FILE).parent.mkdir(parents=True)
    size = draw.write(content, tmp_path)
    assert (tmp_path / draw.FILE).read_bytes() == (ROOT / draw.FILE).read_bytes()
    assert size <= draw.LARGEST == 600_000
    assert [model["key"] for model in content["models"]] == KEYS
    with pytest.raises(ValueError, match="bytes"):
        draw.write(content | {"more": "x" * draw.LARGEST}, tmp_path)


def test_rounded_numbers_are_within_half_a_step():
    from tools.draw_models import pack

    values = np.random.default_rng(0).normal(size=70).astype("float32")
    for letters in (1, 2):
        packed = pack(values, letters)
        assert len(packed["text"]) == 70 * letters
        far = np.abs(draw.unpacked(packed, letters) - values).max()
        assert far <= 0.501 * packed["step"]
    assert np.all(draw.unpacked(pack(np.zeros(3), 2), 2) == 0)


def test_rounding_is_made_good_by_the_weights_after_it():
    from tools.draw_models import made_good

    rng = np.random.default_rng(0)
    x = rng.normal(size=(500, 5)) @ rng.normal(size=(5, 30)) + rng.normal(
        size=(500, 30)
    )
    weights = rng.normal(size=(30, 8))
    steps = np.full_like(weights, 0.25)
    plain = np.round(weights / steps) * steps
    ours = made_good(weights, steps, x) * steps
    changes = [np.square(x @ (w - weights)).mean() for w in (ours, plain)]
    assert changes[0] < 0.5 * changes[1]
    assert np.array_equal(made_good(plain, steps, x) * steps, plain)


def test_rounding_costs_little_and_networks_beat_pca(content):
    pca, autoencoder, vae, denoiser = content["models"]
    for model in content["models"]:
        assert len(model["centre"]) == len(model["spread"]) == content["code"]
        assert (
            model["before"] - 0.01 < model["tested"][0] < 1.05 * model["before"] + 0.1
        )
        assert np.all(np.diff(model["tested"]) > 0), "noise costs"
        ours = errors(model, draw.digits(content))
        assert np.all(np.abs(ours - model["examples"]) < 0.1 * ours + 0.5)
    clean = [model["tested"][0] for model in (autoencoder, vae, pca)]
    assert [*clean, content["mean"]] == sorted([*clean, content["mean"]])
    others = [model["tested"][5] for model in (autoencoder, vae, pca)]
    assert denoiser["tested"][5] < min(others)


def test_keras_computes_the_same_from_the_rounded_weights(content):
    """The taught networks, filled with the file's weights."""
    from helpers.taught import make_mlp, make_vae_networks

    images = draw.digits(content)
    shape, widths, size = (28, 28, 1), content["widths"], content["code"]
    for model in content["models"][1:]:
        layers = draw.unpacked_model(model)
        if model["key"] == "vae":
            encoder, decoder = make_vae_networks(shape, widths, size, "gelu")
        else:
            encoder, decoder, _ = make_mlp(shape, widths, size)
        for network, part in zip((encoder, decoder), layers):
            weights = [each[w] for each in part for w in ("weights", "bias")]
            rest = network.get_weights()[len(weights) :]  # of the VAE's log variance
            network.set_weights([*weights, *rest])
        codes = encoder(images.reshape(-1, *shape))
        codes = np.asarray(codes[0] if model["key"] == "vae" else codes)
        assert np.allclose(codes, draw.encode(layers, images), atol=1e-3)
        copies = np.asarray(decoder(codes)).reshape(-1, 784)
        copies = 1 / (1 + np.exp(-copies)) if model["key"] == "vae" else copies
        assert np.allclose(copies, draw.decode(layers, codes), atol=1e-3)


def test_results_of_the_stand_in_are_not_written(content, monkeypatch, capsys):
    from tools import draw_models

    monkeypatch.setattr(draw_models, "make_models", lambda: (content, "stand-in"))
    monkeypatch.setattr(draw, "write", lambda *_: pytest.fail("it was written"))
    assert draw.main() == 1
    assert "nothing is written" in capsys.readouterr().out


def test_numbers_of_the_text_are_the_files(extension, content):
    assert extension.number(content, "mean") == content["mean"]
    assert extension.number(content, "widths", "1") == content["widths"][1]
    vae = content["models"][2]
    assert extension.number(content, "vae", "0.5") == vae["tested"][5]
    added = extension.number(content, "vae", "rounding")
    assert added == vae["tested"][0] - vae["before"]
    for wanted in (("gan",), ("vae", "2")):
        with pytest.raises((LookupError, ValueError)):
            extension.number(content, *wanted)


def page(extension, content, builder):
    """The markup that the builder of this name puts on the first page."""
    visitor = SimpleNamespace(
        builder=SimpleNamespace(name=builder, env=SimpleNamespace(srcdir=ROOT)), body=[]
    )
    node = extension.DrawNode("", html=extension.still(content, 5), digit="5")
    with pytest.raises(nodes.SkipNode):
        extension.visit(visitor, node)
    return "".join(visitor.body)


def test_on_paper_the_picture_stands_alone(extension, content):
    html = page(extension, content, "singlehtml")
    assert html.count("<img") == 5 and html.count("alt=") == 5
    assert "<script" not in html and "data-weights" not in html
    assert "<script" in page(extension, content, "html")


def test_the_script_is_plain_and_asks_no_other_host():
    text = (ROOT / "_extra" / "draw" / "draw.js").read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert not re.search(r"https?:|fetch\(|XMLHttp|import\s*\(|eval\(", text)


@pytest.fixture(scope="module")
def seen(content, tmp_path_factory):
    """What `tests/draw.js` saw of a page that lies in a folder, without a server."""
    program = browser("playwright-core")
    folder = tmp_path_factory.mktemp("draw")
    shutil.copytree(ROOT / "_extra" / "draw", folder / "draw")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "_ext"))
        import book_draw

        html = page(book_draw, content, "html")
    file = folder / "index.html"
    file.write_text(
        "<!doctype html><html lang='en' data-theme='light'><meta charset='utf-8'>"
        f"<title>x</title><body class='bd-content'>{html}</body></html>",
        "utf-8",
    )
    done = subprocess.run(
        ["node", "tests/draw.js", program, file.as_uri()],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def by_key(look):
    return {model["key"]: model for model in look["models"]}


def centre_of_mass(pixels):
    image = np.reshape(pixels, (28, 28)) / np.sum(pixels)
    return image.sum(axis=0) @ np.arange(28) + 0.5, image.sum(axis=1) @ np.arange(
        28
    ) + 0.5


def test_models_are_loaded_at_the_first_touch(seen):
    assert seen["errors"] == []
    assert not [url for url in seen["before"] if "weights.js" in url]
    assert len([url for url in seen["requests"] if "weights.js" in url]) == 1
    assert all(re.match("file:|data:", url) for url in seen["requests"])
    assert seen["still"] == 5 and seen["controls"] == 0, "without scripts: the picture"


def test_the_page_computes_what_python_and_keras_computed(seen, content):
    images = draw.digits(content)
    for digit, look in enumerate(seen["digits"]):
        sheet = np.array(look["sheet"]) / 255
        assert np.abs(sheet - images[digit]).max() < 0.003
        for model in content["models"]:
            shown, layers = by_key(look)[model["key"]], draw.unpacked_model(model)
            copy = draw.decode(layers, draw.encode(layers, images[digit : digit + 1]))[
                0
            ]
            drawn = np.clip(copy, 0, 1) * 255
            assert np.abs(np.array(shown["copy"]) - drawn).max() < 1
            error = np.sum((copy - images[digit]) ** 2)
            assert abs(shown["error"] - error) < 0.06
            before = model["examples"][digit]  # Keras, before the rounding
            assert abs(shown["error"] - before) < 0.1 * before + 0.5
            assert abs(shown["tested"] - model["tested"][0]) < 0.051


def test_drawing_changes_the_pictures(seen):
    start, drawn = seen["digits"][9], seen["drawn"]
    assert drawn["sheet"] != start["sheet"] and drawn["given"] != start["given"]
    for key in KEYS:
        assert by_key(drawn)[key]["copy"] != by_key(start)[key]["copy"]
        assert by_key(drawn)[key]["code"] != by_key(start)[key]["code"]
        assert 0 < by_key(drawn)[key]["error"] < 80
    assert by_key(drawn)["autoencoder"]["error"] < 40, "a seven is copied"


def test_a_drawing_is_given_as_mnist_would(seen):
    assert max(centre_of_mass(seen["drawn"]["sheet"])) < 11
    assert np.allclose(centre_of_mass(seen["drawn"]["given"]), 14.5, atol=0.3)
    given = np.reshape(seen["drawn"]["given"], (28, 28)) > 25
    tall, wide = (
        np.ptp(np.nonzero(given.any(axis=1))),
        np.ptp(np.nonzero(given.any(axis=0))),
    )
    assert 18 <= max(tall, wide) + 1 <= 22
    assert seen["unframed"]["given"] == seen["drawn"]["sheet"]


def test_noise_is_for_the_denoiser(seen, content):
    clean, noisy = by_key(seen["drawn"]), by_key(seen["noisy"])
    assert seen["noisy"]["given"] != seen["drawn"]["given"]
    assert seen["noisy"]["sheet"] == seen["drawn"]["sheet"]
    for model in content["models"]:
        assert abs(noisy[model["key"]]["tested"] - model["tested"][5]) < 0.051
    assert noisy["pca"]["error"] > clean["pca"]["error"]
    assert noisy["denoiser"]["error"] < noisy["pca"]["error"]


def test_a_bar_is_pulled_and_let_go(seen):
    before, pulled = by_key(seen["drawn"]), by_key(seen["pulled"])
    assert pulled["vae"]["code"][0] == pytest.approx(
        before["vae"]["code"][0] + 1, abs=0.06
    )
    assert pulled["vae"]["copy"] != before["vae"]["copy"]
    assert pulled["vae"]["error"] > before["vae"]["error"]
    assert pulled["pca"] == before["pca"]
    assert "number 2 of" in seen["next"]["focus"]
    assert by_key(seen["released"]) == before


def test_keys_draw_and_reach_everything(seen):
    assert not np.any(seen["cleared"]["sheet"]) and not np.any(seen["undone"]["sheet"])
    column = np.reshape(seen["keys"]["sheet"], (28, 28)).sum(axis=0)
    assert np.argmax(column) in (13, 14) and np.sum(column > 0) <= 5
    wanted = ["Sheet", *"0123456789", "undo", "clear", "centre", "noise"]
    wanted += ["PCA, number", "autoencoder, number", "VAE, number", "denoiser, number"]
    stops = [stop.strip() for stop in seen["stops"]]
    at = [next(i for i, s in enumerate(stops) if s.startswith(w)) for w in wanted]
    assert at == sorted(at)


def test_a_screen_reader_is_told(seen):
    assert re.match(
        r"Squared errors: PCA \d+\.\d, test digits \d", seen["said"]["status"]
    )
    assert re.match(r"VAE, number 1: squared error \d", seen["pullSaid"]["status"])
    assert "pen up" in seen["keysSaid"]["status"]
    assert "Squared errors" in seen["keysSaid"]["status"]
