"""The slider through pictures: what its output holds, and bad arguments."""

import base64
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from helpers.figures.slider import slider_html

FRAMES = np.stack([np.full((6, 10, 3), level) for level in (0.0, 0.5, 1.0)])
WORDS = ["dark", "grey", "bright </script>"]


def html(**changes):
    options = {"frames": FRAMES, "words": WORDS, "label": "light", "start": 1}
    options |= {"alt": "A plane field.", "name": "light-slider"}
    return slider_html(**(options | changes))


def picture(address):
    content = base64.b64decode(address.removeprefix("data:image/webp;base64,"))
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")) / 255


def test_the_still_picture_is_the_one_of_the_start():
    still = picture(re.search(r'<img src="([^"]+)"', html())[1])
    assert still.shape == (6, 10, 3)
    assert np.allclose(still, 0.5, atol=0.02)


def test_the_script_has_all_pictures_and_words():
    page = html()
    data = json.loads(re.search(r"const d = (.*);", page)[1].replace("<\\/", "</"))
    assert data["words"] == WORDS
    pictures = picture(data["all"]).reshape(3, 6, 10, 3)
    assert np.allclose(pictures, FRAMES, atol=0.02)
    assert page.count("</script>") == 1, "words cannot end the script"


def test_grey_pictures_too():
    assert "data:image/webp" in html(frames=FRAMES[..., 0])


def test_quality_trades_bytes():
    noise = np.random.default_rng(0).random((3, 40, 40, 3))
    words = ["a", "b", "c"]
    sizes = [
        len(slider_html(noise, words, "σ", "noise", "noise", quality=q))
        for q in (20, 90)
    ]
    assert sizes[0] < 0.7 * sizes[1]


def test_without_its_script_it_is_a_picture_and_a_line():
    page = re.sub(r"<(script|style)>.*?</\1>", "", html(), flags=re.DOTALL)
    assert "<img" in page and "trust the notebook" in page
    assert "<input" not in page and "<canvas" not in page


def test_no_address_leads_away():
    assert not re.search(r"https?://", html())


def test_it_can_be_used_without_seeing_it():
    page = html()
    assert 'alt="A plane field. Shown: grey"' in page
    assert "<label" in page and 'aria-live="polite"' in page
    assert "@" not in re.sub(r"data:image\S+", "", page), "all places are filled"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"words": WORDS[:2]}, "2 texts for pictures"),
        ({"frames": FRAMES[:1], "words": WORDS[:1]}, "two or more"),
        ({"start": 3}, "no picture 3"),
        ({"alt": " "}, "alt text"),
        ({"name": "no id"}, "cannot be an id"),
    ],
)
def test_bad_arguments_say_what_to_do(changes, message):
    with pytest.raises(ValueError, match=message):
        html(**changes)
