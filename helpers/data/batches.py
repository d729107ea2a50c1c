"""Batches of pictures that Keras reads from disk. Importing this imports Keras."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from helpers.data.folder import decoded_file


class Batches(keras.utils.PyDataset):
    """Pictures as batches (x, x), read and decoded when they are asked for.

    Args:
        paths: the files.
        labels: int64 (n,), of the files in that order.
        size: height and width in pixels.
        batch_size: images in a batch; the last one may hold fewer.
        seed: of the order, which is another one each epoch; None for the files'
            own order, always.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        labels: np.ndarray,
        size: int,
        batch_size: int,
        seed: int | None = None,
    ) -> None:
        super().__init__()
        if batch_size < 1:
            raise ValueError(f"batch_size is at least 1, not {batch_size}")
        self.paths, self.labels = tuple(paths), labels
        self.size, self.batch_size, self.seed = size, batch_size, seed
        self.epoch = -1  # how often the order has changed
        self.on_epoch_end()

    def __len__(self) -> int:
        return -(-len(self.paths) // self.batch_size)

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        """Batch `index` of this epoch: x twice, float32 (batch, size, size, 3).

        Raises:
            helpers.data.find.DataError: a picture cannot be read any more.
        """
        start = index * self.batch_size
        chosen = self.order[start : start + self.batch_size]
        images = [decoded_file(self.paths[i], self.size) for i in chosen]
        x = np.divide(images, np.float32(255), dtype=np.float32)
        return x, x

    def on_epoch_end(self) -> None:
        """Take another order; Keras calls it before and after each `fit`'s epochs."""
        self.epoch += 1
        order = np.arange(len(self.paths))
        if self.seed is not None:
            np.random.default_rng([self.seed, self.epoch]).shuffle(order)
        self.order = order  # at once, for another thread may be reading ahead
