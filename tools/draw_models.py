"""The four models of "Draw it yourself", on the first page: trained and rounded.

PCA (chapter 1), an autoencoder (chapter 3), a variational autoencoder (chapter 6)
and a denoiser (chapter 5), each with a code of sixteen numbers, by the functions of
`helpers/taught`. The networks are narrower than the chapters', so that all weights
fit into a file that a page can load. `tools/draw.py` writes that file; its hash in
the ledger is of this file's code and of the helpers that it reaches.
"""

import base64
from typing import Any

import keras
import numpy as np

from helpers.data import load_mnist
from helpers.measure import fit_pca, mean_image, sse
from helpers.taught import (
    VAE,
    Shifted,
    adamw,
    make_mlp,
    make_vae_networks,
    rise_and_fall,
)
from helpers.training import Progress, endless, set_seed
from tools.draw import (
    LETTERS,
    decode,
    encode,
    through,
    unpacked,
    unpacked_layer,
    unpacked_model,
)

SEED = 0
CODE = 16  # numbers for a digit, in all four
WIDTHS = (104, 64)  # of the encoders' hidden layers; the decoders mirror them
EPOCHS = 40
RATE = 0.006
MOST = 64 // 2 - 1  # the largest whole number of 6 bits, with a sign
SMALL = 2000  # weights of a layer that are rounded to 12 bits
LEVELS = np.arange(11) / 10  # σ of the noise, in steps of the page's slider
Layers = list[dict[str, Any]]  # weights (inputs, outputs), bias, activation


def add_noise(x: np.ndarray, rng: np.random.Generator, sigma: Any) -> np.ndarray:
    """As in chapter 5: normal noise on each pixel, cut to [0, 1]."""
    noise = rng.standard_normal(x.shape, dtype="float32")
    return np.clip(x + sigma * noise, 0, 1).astype("float32")


class Noisy(Shifted):
    """Digits with noise, each with a σ of its own, drawn anew; the target has none."""

    def __getitem__(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        _, x = super().__getitem__(i)
        sigma = self.rng.uniform(0, LEVELS[-1], (len(x), 1, 1, 1))
        return add_noise(x, self.rng, sigma), x


def dense_layers(network: keras.Model, last: str | None = None) -> Layers:
    """The dense layers of a network in their order; the last one's activation."""
    found = []
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense):
            weights, bias = (np.asarray(w, "float32") for w in layer.get_weights())
            name = layer.activation.__name__
            found.append({"weights": weights, "bias": bias, "activation": name})
    if last:
        found[-1]["activation"] = last
    return found


def train(network: keras.Model, batches: Shifted, name: str, **how: Any) -> None:
    rates = rise_and_fall(RATE, EPOCHS * len(batches))
    network.compile(optimizer=adamw(rates), **how)
    network.fit(
        endless(batches), steps_per_epoch=len(batches), epochs=EPOCHS, shuffle=False,
        verbose=0, callbacks=[Progress(name)],
    )  # fmt: skip


def pca_layers(x_train: np.ndarray) -> tuple[Layers, Layers]:
    """PCA written as two layers without a bend."""
    pca = fit_pca(x_train, CODE)
    there = {"weights": pca.components.T, "bias": -pca.components @ pca.mean}
    back = {"weights": pca.components, "bias": pca.mean}
    return [there | {"activation": "linear"}], [back | {"activation": "linear"}]


def autoencoder_layers(batches: Shifted, name: str) -> tuple[Layers, Layers]:
    """Chapter 3's autoencoder, trained on these batches."""
    encoder, decoder, whole = make_mlp((28, 28, 1), WIDTHS, CODE)
    train(whole, batches, name, loss="mse")
    return dense_layers(encoder), dense_layers(decoder)


def variational_layers(batches: Shifted) -> tuple[Layers, Layers]:
    """Chapter 6's variational autoencoder: its code is the mean, without a draw."""
    networks = make_vae_networks((28, 28, 1), WIDTHS, CODE, "gelu")
    train(VAE(*networks, seed=SEED), batches, "VAE")
    encoder, decoder = networks
    mean = encoder.outputs[0]
    return (
        dense_layers(keras.Model(encoder.inputs, mean)),
        dense_layers(decoder, "sigmoid"),
    )


def pack(values: np.ndarray, letters: int, step: float | None = None) -> dict[str, Any]:
    """Numbers rounded to 6 bits, a letter each, or to 12 bits, two letters each.

    Args:
        step: in which the numbers are to be whole; as fine as they allow without it.

    Returns:
        The step and the letters.
    """
    values = np.asarray(values, "float32").ravel()
    most = 64**letters // 2 - 1
    step = step or max(float(np.abs(values).max()), 1e-12) / most
    step = float(f"{step:.6g}")
    whole = np.clip(np.round(values / step), -most, most).astype(int) + most
    places = [whole // 64**k % 64 for k in reversed(range(letters))]
    text = "".join(LETTERS[i] for i in np.stack(places, axis=1).ravel())
    return {"step": step, "text": text}


def pack_bytes(images: np.ndarray) -> str:
    """Images with values in [0, 1] as bytes, in base64."""
    return base64.b64encode(np.round(images * 255).astype("uint8").tobytes()).decode()


def made_good(weights: np.ndarray, steps: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Weights as whole numbers of steps, so that the layer's outputs change little.

    Input by input, and what rounding its weights changes is made good by the weights
    of the inputs after it (Frantar et al., 2022, https://arxiv.org/abs/2210.17323).

    Args:
        weights: (inputs, outputs); steps: of the same shape.
        x: what the layer gets (n, inputs).
    """
    covariance = np.cov(x.T.astype("float64"))
    covariance += 0.01 * np.trace(covariance) / len(weights) * np.eye(len(weights))
    slopes = np.linalg.cholesky(np.linalg.inv(covariance)).T
    left, whole = weights.astype("float64"), np.zeros(weights.shape)
    for i, step in enumerate(steps):
        whole[i] = np.clip(np.round(left[i] / step), -MOST, MOST)
        change = (left[i] - whole[i] * step) / slopes[i, i]
        left[i + 1 :] -= np.outer(slopes[i, i + 1 :], change)
    return whole


def pack_layer(layer: dict[str, Any], x: np.ndarray) -> dict[str, Any]:
    """Weights in 6 bits, with a scale for each row or each column, if those are fewer.

    In a small layer in 12 bits; so are scales and biases, and what rounding changes
    of the mean output goes to the bias.

    Args:
        layer: weights, bias and activation.
        x: what the layer gets (n, inputs).
    """
    weights = layer["weights"]
    inputs, outputs = weights.shape
    letters = 2 if weights.size < SMALL else 1
    axis = 1 if inputs <= outputs else 0
    scales = pack(np.abs(weights).max(axis=axis), 2)
    scale = np.expand_dims(np.maximum(unpacked(scales, 2), 1e-12), axis)
    if letters == 2:
        packed = pack(np.clip(weights / scale, -1, 1), letters)
    else:
        steps = np.broadcast_to(scale / MOST, weights.shape)
        packed = pack(made_good(weights, steps, x) / MOST, letters, 1 / MOST)
    rounded = unpacked(packed, letters).reshape(weights.shape) * scale
    return {
        "inputs": inputs,
        "outputs": outputs,
        "activation": layer["activation"],
        "letters": letters,
        "scales": scales,
        "weights": packed,
        "bias": pack(layer["bias"] + x.mean(axis=0) @ (weights - rounded), 2),
    }


def pack_model(
    key: str, layers: tuple[Layers, Layers], x: np.ndarray
) -> dict[str, Any]:
    """A model as the page reads it, with where its codes lie and how far they spread.

    Args:
        key: the model's short name.
        layers: of the encoder and of the decoder.
        x: what the model learned to look at (n, 28, 28, 1).
    """
    model: dict[str, Any] = {"key": key}
    x = x.reshape(len(x), -1)
    for name, part in zip(("encoder", "decoder"), layers):
        if name == "decoder":
            model["centre"] = [round(float(v), 4) for v in x.mean(axis=0)]
            model["spread"] = [round(float(v), 4) for v in x.std(axis=0)]
        model[name] = []
        for layer in part:
            model[name].append(pack_layer(layer, x))
            x = through([unpacked_layer(model[name][-1])], x)
    return model


def errors(layers: tuple[Layers, Layers], x: np.ndarray, given: np.ndarray) -> Any:
    """The squared error of each image of x (n, 28, 28, 1) after a look at `given`."""
    copies = decode(layers, encode(layers, given))
    return np.sum((copies - x.reshape(len(x), -1)) ** 2, axis=1, dtype="float64")


def make_models() -> tuple[dict[str, Any], str]:
    """Train, round and measure; what the page's file holds, and the data's source.

    The test errors are those of the rounded models, for each σ of the slider;
    `before` is the error without noise before the rounding, and `examples` are the
    errors of the ten digits to choose from, before it.
    """
    set_seed(SEED)
    digits = load_mnist()
    x_train, x_test = digits.x_train, digits.x_test
    trained = {
        "pca": pca_layers(x_train),
        "autoencoder": autoencoder_layers(Shifted(x_train, 0.5, SEED), "autoencoder"),
        "vae": variational_layers(Shifted(x_train, 0.5, SEED)),
        "denoiser": autoencoder_layers(Noisy(x_train, 0.5, SEED), "denoiser"),
    }
    rng = np.random.default_rng(SEED)
    given = [add_noise(x_test, rng, sigma) for sigma in LEVELS]
    models = []
    seen = x_train[:10_000]
    noisy = add_noise(seen, rng, rng.uniform(0, LEVELS[-1], (len(seen), 1, 1, 1)))
    for key, layers in trained.items():
        model = pack_model(key, layers, noisy if key == "denoiser" else seen)
        rounded = unpacked_model(model)
        model["tested"] = [
            round(float(errors(rounded, x_test, x).mean()), 3) for x in given
        ]
        model["before"] = round(float(errors(layers, x_test, x_test).mean()), 3)
        ten = digits.examples
        model["examples"] = [round(float(e), 3) for e in errors(layers, ten, ten)]
        models.append(model)
    return {
        "code": CODE,
        "widths": WIDTHS,
        "levels": [float(level) for level in LEVELS],
        "mean": round(sse(x_test, mean_image(x_train, x_test)), 3),
        "digits": pack_bytes(digits.examples),
        "models": models,
    }, digits.source
