"""Stand-in data that the book draws itself, for use without a network.

    images, labels, factors = make_garments(n, seed)         # Fashion-MNIST
    images, labels, factors = make_digits(n, seed)           # MNIST
    images, labels, factors = make_monkeys(n, seed, size=64)  # monkey species

`images` is uint8, (n, 28, 28) or (n, size, size, 3); `labels` is int64, (n,),
0 to 9 in the order of the real set's classes. `factors` is a dict: the name
of a factor -> its values, float32, (n,) or (n, k). A factor that the class of
an image does not have is NaN. The factors are the whole truth: a render
function draws the same images from labels and factors again, so that a factor
can be moved while the others stay.

    render_garments(labels, factors) -> images
    render_digits(labels, factors) -> images

The docstrings of the files say what the factors mean, their tables of ranges
say how far they go: digits.py; fabric.py, tops.py, trousers.py, bags.py,
shoes.py and sandals.py; monkeys.py.

Image i depends on the seed and on i alone, so a larger n continues the same
data. Every run of ten garments or digits holds each class once. On another
processor a pixel may differ by one grey level, as sums round differently.
"""

from helpers.standin.digits import make_digits, render_digits
from helpers.standin.garments import make_garments, render_garments

# Part of the name of every cached stand-in file: raise it when images change.
GENERATOR_VERSION = 1

__all__ = [
    "GENERATOR_VERSION",
    "make_digits",
    "make_garments",
    "make_monkeys",
    "render_digits",
    "render_garments",
]


def make_monkeys(n: int, seed: int, size: int = 64):
    """Return images uint8 (n, size, size, 3), labels int64 (n,), factors."""
    from helpers.standin import monkeys

    return monkeys.make_monkeys(n, seed, size)
