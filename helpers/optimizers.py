"""Two optimisers that act as one, for networks that play against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import keras


class TwoOptimizers(keras.optimizers.Optimizer):
    """One optimiser for the weights of some layers, another for all other weights.

    For ``model.compile(TwoOptimizers(model.critic, Adam(0.003), Adam(0.001)))``:
    ``fit`` knows one optimiser, and hands the slopes of one loss to it.

    Args:
        part: a layer or model whose weights are built; a part of what is trained.
        first: the optimiser of its weights; others: that of the rest.

    Raises:
        ValueError: the part has no weights that can be trained.
    """

    def __init__(
        self,
        part: keras.Layer,
        first: keras.optimizers.Optimizer,
        others: keras.optimizers.Optimizer,
    ) -> None:
        super().__init__(learning_rate=0.0)  # each optimiser has its own
        self._part = {id(weight) for weight in part.trainable_variables}
        if not self._part:
            raise ValueError(
                f"{part.name} has no weights to train: build it first, as by "
                "calling it on a batch."
            )
        self._both = first, others

    def _shared_out(
        self, items: Sequence[Any], weights: Sequence[Any]
    ) -> Iterator[tuple[keras.optimizers.Optimizer, list[Any]]]:
        """Each optimiser with its items, of which there is one for each weight."""
        for optimizer, mine in zip(self._both, (True, False), strict=True):
            pairs = zip(items, weights, strict=True)
            yield optimizer, [i for i, w in pairs if (id(w) in self._part) == mine]

    def build(self, variables: Sequence[Any]) -> None:
        super().build(variables)
        for optimizer, chosen in self._shared_out(variables, variables):
            optimizer.build(chosen)

    @property
    def variables(self) -> list[Any]:
        return [*super().variables, *(v for o in self._both for v in o.variables)]

    def apply(self, grads: Sequence[Any], trainable_variables: Any = None) -> None:
        weights = trainable_variables or self._trainable_variables
        shared = list(zip(grads, weights, strict=True))
        for optimizer, pairs in self._shared_out(shared, weights):
            optimizer.apply(*zip(*pairs, strict=True))
        self.iterations.assign_add(1)
