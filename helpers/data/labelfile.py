"""The names of the ten species, from the table that lies beside the photos."""

import csv

from helpers.data.layout import SPECIES, PhotosError
from helpers.data.photofiles import Photos
from helpers.data.published import MONKEYS


def read_class_names(photos: Photos) -> tuple[str, ...]:
    """The common names in `monkey_labels.txt`, or the known ones without it.

    The file is a CSV table that tabs and spaces align, with Windows or Unix
    line ends and empty lines: `n0, alouatta_palliata, mantled_howler, 131, 26`.

    Raises:
        PhotosError: the file is there and does not name n0 to n9.
    """
    data = photos.read_text(MONKEYS.labels)
    if data is None:
        return MONKEYS.class_names
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # as Windows would save it
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines())]
    except csv.Error as error:
        raise PhotosError(f"its {MONKEYS.labels} is no table ({error})") from None
    names = {row[0]: row[2].replace("_", " ") for row in rows if len(row) > 2}
    if not all(names.get(species) for species in SPECIES):
        raise PhotosError(f"its {MONKEYS.labels} does not name n0 to n9")
    return tuple(names[species] for species in SPECIES)
