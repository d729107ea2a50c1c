"""What is known of the published data sets: names, checksums, addresses.

The checksums are of the decompressed files, so they hold for every mirror.
"""

from dataclasses import dataclass

FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


@dataclass(frozen=True)
class IdxSet:
    """A data set that is published as the four idx files of `FILES`."""

    name: str
    folder: str
    class_names: tuple[str, ...]
    sha256: tuple[str, ...]  # of the decompressed files, in the order of FILES
    mirrors: tuple[str, ...]  # addresses that a file name and ".gz" complete
    training: int = 60_000  # images
    test: int = 10_000
    validation: int = 5_000  # of the training images, the last ones


MNIST = IdxSet(
    name="MNIST",
    folder="mnist",
    class_names=tuple("0123456789"),
    sha256=(
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
)

FASHION_MNIST = IdxSet(
    name="Fashion-MNIST",
    folder="fashion-mnist",
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    sha256=(
        "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
        "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
        "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
        "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
    mirrors=(
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist"
        "/master/data/fashion/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
    ),
)


@dataclass(frozen=True)
class PhotoSet:
    """The monkeys: one zip file of `training/n0…n9/` and `validation/n0…n9/`."""

    name: str = "10 Monkey Species"
    folder: str = "10-monkey-species"
    labels: str = "monkey_labels.txt"
    # The common names of that file, for a folder that does not hold it.
    class_names: tuple[str, ...] = (
        "mantled howler",
        "patas monkey",
        "bald uakari",
        "japanese macaque",
        "pygmy marmoset",
        "white headed capuchin",
        "silvery marmoset",
        "common squirrel monkey",
        "black headed night monkey",
        "nilgiri langur",
    )
    mirrors: tuple[str, ...] = (
        "https://www.kaggle.com/api/v1/datasets/download/slothkong/10-monkey-species",
    )
    # Photos of the copy that the book's numbers were measured on, a mirror's.
    # Kaggle's own holds 1,098 for training, so counts do not tell the set.
    training: int = 1_097
    validation: int = 272
    pixels: int = (
        250  # height and width of nearly all; Kaggle's have 400 × 300 and more
    )


MONKEYS = PhotoSet()
FOLDERS = (MNIST.folder, FASHION_MNIST.folder, MONKEYS.folder)
