"""Seeds, the line about the run, and the line that a training leaves."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from helpers import training
from helpers.training import (
    Progress,
    TwoOptimizers,
    describe_run,
    endless,
    set_seed,
)


def test_the_seed_fixes_numpy_and_keras(monkeypatch):
    monkeypatch.delenv(training.SEED_VARIABLE, raising=False)

    def draw():
        assert set_seed(3) == 3
        return np.random.rand(), float(keras.random.normal(()))  # noqa: NPY002

    first = draw()
    assert first == draw()


def test_the_environment_replaces_the_seed_and_says_so(monkeypatch, capsys):
    monkeypatch.setenv(training.SEED_VARIABLE, "7")
    assert set_seed(0) == 7
    assert capsys.readouterr().out == "Seed 7, from AUTOENCODER_BOOK_SEED.\n"


@pytest.mark.parametrize("bad", ["seven", "-1", "1.5", "4294967296", "9" * 5000])
def test_a_seed_that_is_no_number_is_an_error(monkeypatch, bad):
    monkeypatch.setenv(training.SEED_VARIABLE, bad)
    with pytest.raises(ValueError, match="whole number"):
        set_seed(0)


def test_the_run_is_described_in_one_line(capsys):
    describe_run(SimpleNamespace(name="MNIST", source="stand-in"))
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    for part in ("Python 3.", f"Keras {keras.__version__}", "MNIST: stand-in data"):
        assert part in line


def test_the_device_is_named():
    assert training.device_name()


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    model.compile("sgd", "mse")
    return model


def fit(model, progress):
    x = np.ones((8, 2), "float32")
    model.fit(x, x, epochs=3, validation_data=(x, x), verbose=0, callbacks=[progress])


def test_a_training_leaves_one_line_with_its_seconds(model, capsys):
    progress = Progress("tiny")
    fit(model, progress)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert out.startswith("tiny: 3 epochs in ")
    assert "validation loss" in out
    assert len(progress.times) == 3
    assert 0 < progress.times[0] < progress.times[2] <= progress.seconds


def test_in_a_notebook_the_line_is_rewritten_in_place(model, monkeypatch):
    shown = []
    monkeypatch.setattr(training, "_in_notebook", lambda: True)
    monkeypatch.setattr(
        "IPython.display.display",
        lambda bundle, **options: shown.append((bundle["text/plain"], options)),
    )
    fit(model, Progress("tiny"))
    assert len({options["display_id"] for _, options in shown}) == 1
    assert [options["update"] for _, options in shown] == [False] + [True] * (
        len(shown) - 1
    )
    assert shown[-1][0].startswith("tiny: 3 epochs in ")


def test_the_same_line_serves_two_trainings(model, capsys):
    progress = Progress("twice")
    fit(model, progress)
    fit(model, progress)
    assert len(progress.times) == 3
    assert capsys.readouterr().out.count("twice: 3 epochs") == 2


def test_an_endless_stream_has_the_batches_of_every_epoch():
    class Batches(keras.utils.PyDataset):
        epoch = 0

        def __len__(self):
            return 2

        def __getitem__(self, i):
            return self.epoch, i

        def on_epoch_end(self):
            self.epoch += 1

    stream = endless(Batches())
    found = [next(stream) for _ in range(5)]
    assert found == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]


def two_layers() -> keras.Sequential:
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3), keras.layers.Dense(2)]
    )


@pytest.mark.parametrize("first, others", [(0.0, 0.1), (0.1, 0.0), (0.1, 0.05)])
def test_each_optimiser_has_its_own_weights(first, others):
    model, x = two_layers(), np.ones((8, 2), "float32")
    before = [w.copy() for w in model.get_weights()]
    rates = [keras.optimizers.SGD(rate) for rate in (first, others)]
    model.compile(TwoOptimizers(model.layers[0], *rates), "mse")
    model.fit(x, 5 * x, epochs=1, batch_size=8, verbose=0)
    both = []
    for rate in (first, others):
        one = two_layers()
        one.compile(keras.optimizers.SGD(rate), "mse")
        one.fit(x, 5 * x, epochs=1, batch_size=8, verbose=0)
        both.append(one.get_weights())
    expected = both[0][:2] + both[1][2:]
    for found, wanted in zip(model.get_weights(), expected, strict=True):
        assert found == pytest.approx(wanted, abs=1e-6)
    moved = [np.abs(f - o).max() > 0 for f, o in zip(model.get_weights(), before)]
    assert moved[0] == (first > 0) and moved[2] == (others > 0)


def test_two_optimisers_remember_both_and_count_steps():
    model, x = two_layers(), np.ones((8, 2), "float32")
    adams = [keras.optimizers.Adam(0.01) for _ in range(2)]
    optimizer = TwoOptimizers(model.layers[0], *adams)
    model.compile(optimizer, "mse")
    model.fit(x, x, epochs=3, batch_size=4, verbose=0)
    assert int(optimizer.iterations) == int(adams[0].iterations) == 6
    assert len(optimizer.variables) > len(adams[0].variables) + 4


def test_a_part_without_weights_is_an_error():
    with pytest.raises(ValueError, match="no weights to train"):
        TwoOptimizers(keras.layers.Dense(2), *["sgd"] * 2)
