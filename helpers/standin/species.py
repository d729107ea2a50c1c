"""The ten species of the stand-in portraits: names, colours, factor ranges.

Colours are RGB in 0..255 after the real animals' looks. A range is what
`factors.draw_factors` takes: (low, high) or (low, high, power).
"""

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

# Parts: fur of the crown, cheeks, body, chest and arms; skin of the face, the
# eye patches, the muzzle, the ears; the iris.
PARTS = ("crown", "cheek", "body", "chest", "arm")
PARTS += ("face", "patch", "muzzle", "ear", "iris")
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

# Lengths of the face are in head radii, those of the scene in image units (the
# image is 2 wide), angles in radians, brightnesses are factors.
COMMON = {
    "head_x": (-0.55, 0.55),  # where the head is
    "head_y": (-0.75, 0.3),
    "head_scale": (0.17, 0.68, 1.3),  # head radius
    "tilt": (-0.5, 0.5),  # head to the shoulder
    "turn": (-1.05, 1.05),  # head to the side
    "nod": (-0.12, 0.2),  # head down
    "fur_warmth": (-0.08, 0.2),  # more red, less blue
    "fur_brightness": (0.65, 1.3),
    "fur_contrast": (0.15, 0.5),  # of the strands
    "fur_length": (0.04, 0.14),  # how rough the outline is
    "face_redness": (-0.12, 0.2),
    "face_width": (0.6, 0.74),
    "face_height": (0.7, 0.84),
    "muzzle_size": (0.36, 0.48),
    "eye_size": (0.11, 0.15),
    "eye_spacing": (0.26, 0.34),
    "ear_size": (0.2, 0.32),
    "ear_tuft": (0.0, 0.1),  # hair that sticks out at the ears
    "mane": (0.0, 0.16),  # hair around the cheeks
    "baldness": (0.0, 0.001),  # of the crown
    "crown_height": (0.0, 0.15),  # hair above the forehead
    "cap": (-0.75, -0.5),  # where the crown's colour ends
    "stripes": (0.0, 0.001),  # dark stripes on the forehead
    "chest_width": (0.4, 0.75),
    "shoulder_width": (1.0, 1.55),
    "body_length": (2.0, 3.0),
    "body_lean": (-0.35, 0.35),
    "arm_spread": (0.1, 1.1),
    "light_angle": (-2.8, -0.3),  # from the left, from the right
    "light": (0.2, 0.65),  # how much the light models the shapes
    "background_hue": (0.12, 0.36),  # in turns: yellow to green
    "background_saturation": (0.1, 0.65),
    "background_brightness": (0.2, 0.62),
    "background_blur": (0.008, 0.05, 2.0),
    "gradient": (-0.7, 0.7),
    "gradient_angle": (0.0, 6.28),
    "foliage_contrast": (0.5, 1.3),
    "leafiness": (0.0, 0.9),
    "leaf_angle": (0.0, 3.14),
    "leaf_ratio": (1.0, 5.0),
    "branch_angle": (-0.8, 0.8),
    "branch_width": (0.04, 0.2),
    "branch_y": (0.35, 1.1),
    "branch_brightness": (0.12, 0.9),
    "blur": (0.011, 0.024),
    "exposure": (0.8, 1.2),
    "gamma": (0.75, 1.3),
}

_OWN = (
    {
        "mane": (0.05, 0.25),
        "background_brightness": (0.25, 0.75),
        "ear_size": (0.12, 0.2),
        "face_width": (0.56, 0.66),
    },
    {"cap": (-0.55, -0.35), "muzzle_size": (0.44, 0.56), "face_width": (0.5, 0.6)},
    {
        "baldness": (0.85, 1.0),
        "cap": (-0.1, 0.1),
        "face_width": (0.78, 0.9),
        "face_height": (0.9, 1.02),
        "crown_height": (-0.08, 0.0),
        "mane": (0.0, 0.06),
    },
    {
        "background_saturation": (0.0, 0.3),
        "background_hue": (0.4, 0.65),
        "background_brightness": (0.2, 0.8),
        "mane": (0.12, 0.34),
        "face_width": (0.5, 0.62),
        "fur_length": (0.08, 0.2),
    },
    {
        "mane": (0.15, 0.35),
        "eye_size": (0.12, 0.16),
        "ear_size": (0.1, 0.2),
        "face_width": (0.54, 0.64),
    },
    {"cap": (-0.72, -0.5), "mane": (0.08, 0.22)},
    {
        "ear_size": (0.36, 0.5),
        "ear_tuft": (0.0, 0.05),
        "muzzle_size": (0.32, 0.42),
        "background_brightness": (0.06, 0.7),
    },
    {
        "cap": (-0.4, -0.25),
        "muzzle_size": (0.3, 0.38),
        "eye_size": (0.14, 0.19),
        "ear_size": (0.26, 0.36),
        "ear_tuft": (0.05, 0.15),
    },
    {
        "stripes": (0.75, 1.0),
        "eye_size": (0.24, 0.31),
        "eye_spacing": (0.34, 0.4),
        "muzzle_size": (0.28, 0.36),
        "ear_size": (0.05, 0.14),
        "background_brightness": (0.03, 0.45, 1.5),
        "background_saturation": (0.05, 0.5),
    },
    {
        "mane": (0.2, 0.42),
        "crown_height": (0.1, 0.28),
        "cap": (-0.5, -0.3),
        "background_brightness": (0.2, 0.75),
        "ear_size": (0.12, 0.2),
        "face_width": (0.56, 0.66),
    },
)

RANGES = tuple(COMMON | own for own in _OWN)
