"""The ten species of the stand-in portraits: names and colours."""

import numpy as np

SPECIES = (
    "mantled_howler",
    "patas_monkey",
    "bald_uakari",
    "japanese_macaque",
    "pygmy_marmoset",
    "white_headed_capuchin",
    "silvery_marmoset",
    "common_squirrel_monkey",
    "black_headed_night_monkey",
    "nilgiri_langur",
)

# Fur of the crown, cheeks, body, chest and arms; skin of the face, the eye
# patches, the muzzle, the ears; the iris.
PARTS = ("crown", "cheek", "body", "chest", "arm")
PARTS += ("face", "patch", "muzzle", "ear", "iris")

# RGB after the real animals: one row a species, one column a part.
_COLOURS = (
    "302a28 2c2624 3a322e 8a5a30 262222 544c48 443e3a 403937 2a2523 5a3a20",
    "c06428 d8c8b0 b4602a dcd4c6 c8a888 5c5658 36302f c4bcb4 8c6454 7a4a20",
    "ac4044 b85a34 a45c30 b87848 9a4a28 b8444a a83c44 c45c5c b44848 5a3820",
    "a89684 b8aca0 9a8c80 c4bab0 94867a cc6660 b8504c d8857a c07468 a06a30",
    "96744a b08e5c 8c7046 b89858 9c783e 8a6448 a88458 c8b498 7a5c40 4a3018",
    "2a2422 f0e6d0 28221f e8dabc 241f1d e6b8a0 ecc8b0 d8a08c dcb09a 5a3418",
    "dcd6cc e8e4dc d0cac0 e8e0d4 c4b8aa e8a080 e4b8a0 dc8468 e07850 6a4020",
    "585444 c8bc9c 8c8460 d8d0b8 dca030 e8dccc f4ece0 302826 d8b898 5a3818",
    "74706a e4e2da 7c7870 c88444 706a62 d0ccc4 f0eee6 8c827a 605850 9a5018",
    "b88848 a8804c 2e2a2c 3a3434 262224 443c3a 4c4240 3e3634 5a4838 5a3018",
)


def _rgb(text: str) -> list[list[int]]:
    return [list(bytes.fromhex(word)) for word in text.split()]


_TABLE = np.float32([_rgb(row) for row in _COLOURS]) / 255  # species, part, RGB

# Part -> colours of the ten species, (10, 3, 1) in [0, 1].
LOOKS = {part: _TABLE[:, k, :, None] for k, part in enumerate(PARTS)}
