"""The file of weights of "Draw it yourself", on the first page.

    python tools/draw.py          # train the models and write the file: make draw

`_extra/draw/weights.js` holds four small models, rounded to 6 bits a weight, ten
test digits and the models' test errors; `_extra/draw/draw.js` shows them. What the
models are stands in `tools/draw_models.py`. The ledger keeps the hash of that code
and the hash of the file, which a test compares. Only results of the real data are
written.
"""

import base64
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from scipy.special import erf, expit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.atomic import replacing
from tools import codehash, ledger, machine, notebooks

FILE = Path("_extra", "draw", "weights.js")
MAKER = Path("tools", "draw_models.py")
NAME = "draw"  # of the run in the ledger
OPENING, ENDING = "window.bookDraw = ", ";\n"
LARGEST = 600_000  # bytes
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ACTIVATIONS = {
    "linear": lambda x: x,
    "gelu": lambda x: x * 0.5 * (1 + erf(x / 2**0.5)),
    "sigmoid": expit,
}
Model = tuple[list[dict], list[dict]]  # the layers of an encoder and of a decoder


def unpacked(packed: dict[str, Any], letters: int) -> np.ndarray:
    """Numbers from their step and their letters, one or two a number: float32 (n,)."""
    places = np.array([LETTERS.index(letter) for letter in packed["text"]])
    most = 64**letters // 2 - 1
    whole = places.reshape(-1, letters) @ 64 ** np.arange(letters)[::-1] - most
    return (whole * packed["step"]).astype("float32")


def unpacked_layer(layer: dict[str, Any]) -> dict[str, Any]:
    inputs, outputs = layer["inputs"], layer["outputs"]
    weights = unpacked(layer["weights"], layer["letters"]).reshape(inputs, outputs)
    scales = np.expand_dims(unpacked(layer["scales"], 2), int(inputs <= outputs))
    return {
        "weights": weights * scales,
        "bias": unpacked(layer["bias"], 2),
        "activation": layer["activation"],
    }


def unpacked_model(model: dict[str, Any]) -> Model:
    """The layers of a model of the file: rounded weights, biases, activations."""
    there, back = model["encoder"], model["decoder"]
    return [unpacked_layer(x) for x in there], [unpacked_layer(x) for x in back]


def through(layers: list[dict], x: np.ndarray) -> np.ndarray:
    """What dense layers make of the rows of x (n, inputs)."""
    for layer in layers:
        x = ACTIVATIONS[layer["activation"]](x @ layer["weights"] + layer["bias"])
    return x


def encode(model: Model, images: np.ndarray) -> np.ndarray:
    """Codes (n, numbers) of images (n, …) of 784 values."""
    return through(model[0], np.reshape(images, (len(images), -1)))


def decode(model: Model, codes: np.ndarray) -> np.ndarray:
    """Images (n, 784) of codes; those of PCA are not cut to [0, 1]."""
    return through(model[1], codes)


def digits(content: dict[str, Any]) -> np.ndarray:
    """The ten test digits of the file, float32 (10, 784)."""
    stored = np.frombuffer(base64.b64decode(content["digits"]), "uint8")
    return stored.reshape(10, 784).astype("float32") / 255


def read(root: Path = notebooks.ROOT) -> dict[str, Any]:
    """What the file holds.

    Raises:
        OSError: it is not there.
        ValueError: it does not hold what this tool writes.
    """
    text = (root / FILE).read_text("utf-8")
    text = text[text.index(OPENING) + len(OPENING) :].removesuffix(ENDING)
    return json.loads(text)


def file_hash(root: Path = notebooks.ROOT) -> str:
    return hashlib.sha256((root / FILE).read_bytes()).hexdigest()[:16]


def maker_hash(root: Path = notebooks.ROOT) -> str:
    """The hash of the code that trains the models, and of the helpers it reaches."""
    cell = nbformat.v4.new_code_cell((root / MAKER).read_text("utf-8"))
    return codehash.code_hash(
        nbformat.v4.new_notebook(cells=[cell]), codehash.Library(root)
    )


def write(content: dict[str, Any], root: Path = notebooks.ROOT) -> int:
    """Write the file; its size in bytes.

    Raises:
        ValueError: it would be larger than a page may load.
    """
    words = (
        "// The models of draw.js, their weights rounded to 6 bits, and ten test\n"
        "// digits of MNIST (LeCun, Cortes and Burges): written by tools/draw.py.\n"
    )
    text = json.dumps(content, separators=(",", ":"))
    text = f"{words}{OPENING}{text}{ENDING}"
    if len(text) > LARGEST:
        raise ValueError(f"{FILE.name} would have {len(text):,} bytes of {LARGEST:,}")
    with replacing(root / FILE) as temporary:
        temporary.write_text(text, "utf-8", newline="\n")
    return len(text)


def main() -> int:
    notebooks.prepare_environment()
    notebooks.print_anything()
    start = time.monotonic()
    from tools.draw_models import make_models

    content, source = make_models()
    if source != "real":
        print("This run used the stand-in data: nothing is written.")
        return 1
    seconds = time.monotonic() - start
    size = write(content)
    for model in content["models"]:
        print(
            f"{model['key']:12} test error {model['before']:.2f}, rounded "
            f"{model['tested'][0]:.2f}, at σ = 0.5 {model['tested'][5]:.2f}"
        )
    print(f"{FILE}: {size:,} bytes, {seconds:.0f} s")
    run = ledger.new_run(
        NAME, maker_hash(), data=source, seed=0, seconds=seconds,
        memory=machine.process_peak(os.getpid()),
        operations=machine.operations_per_second(),
        held=True, by="refresh", file=file_hash(),
    )  # fmt: skip
    ledger.record(run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
