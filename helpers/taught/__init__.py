"""What did I learn already? Models and loops that a notebook has taught in full.

A later notebook that needs one imports it from here and says where it was taught.
There is a file for each thing, such as `helpers/taught/pca.py`, which says so too:

    TAUGHT_IN = "01_linear_autoencoder_pca"  # the notebook's file name

and names that notebook in its docstring. Each of its functions and classes stands
under the same name in a cell of the notebook; a test compares both as syntax trees,
without docstrings, type hints and comments. Constants that they use are compared
in the same way. Only Keras and NumPy are imported. What chapters import is named
here, as in ``from helpers.taught import descend``.
"""

from helpers.taught.adversarial import AdversarialAutoencoder
from helpers.taught.convolutional import (
    Views,
    draw_views,
    make_residual,
    make_source_autoencoder,
    residual,
    squares,
)
from helpers.taught.deep import (
    Shifted,
    adamw,
    make_mlp,
    rise_and_fall,
)
from helpers.taught.judge import frechet, judged, make_judge
from helpers.taught.linear import descend, principal_components
from helpers.taught.sparse import (
    L1Penalty,
    TopK,
    make_dictionary,
    train_dictionary,
)
from helpers.taught.variational import (
    VAE,
    bernoulli_nats,
    kl_nats,
    make_vae_networks,
)

__all__ = [
    "VAE",
    "AdversarialAutoencoder",
    "L1Penalty",
    "Shifted",
    "TopK",
    "Views",
    "adamw",
    "bernoulli_nats",
    "descend",
    "draw_views",
    "frechet",
    "judged",
    "kl_nats",
    "make_dictionary",
    "make_judge",
    "make_mlp",
    "make_residual",
    "make_source_autoencoder",
    "make_vae_networks",
    "principal_components",
    "residual",
    "rise_and_fall",
    "squares",
    "train_dictionary",
]
