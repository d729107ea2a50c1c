"""The factors of the stand-in portraits and the range of each in each species.

A range is what `factors.draw_factors` takes: (low, high) or (low, high, power).
Lengths of the face are in head radii, those of the scene in image units (the
image is 2 wide), angles in radians, brightnesses are factors.
"""

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
    "background_hue": (0.08, 0.32),  # in turns: yellow to green
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

# What differs from COMMON, in the order of `species.SPECIES`.
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
