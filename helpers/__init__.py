"""What every chapter shares and a reader may skip, in rooms with one question each.

    data/        what do I learn from?      loaders, Dataset
    figures/     what do I look at?         grids, plots, figures that a reader moves
    measure/     what do I compare with?    scores, baselines, tables, results
    taught/      what did I learn already?  what a notebook has taught in full
    training.py  how do I run it?           the seed, the run's line, its progress
    speed.py     how fast is it here?       this machine's operations a second
    standin/     images drawn from named factors, for machines without the data
    atomic.py    files that appear whole or not at all

Models, losses and training loops stand in the chapters; `taught/` repeats those
that later chapters need, and a test keeps both equal. Each room's `__init__.py`
names what chapters import, as in ``from helpers.data import load_mnist``. Rooms
import from `standin/` and `atomic.py`, never from one that imports them.
"""
