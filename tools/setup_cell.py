# @title Set-up: find the book's folder, or fetch it on Colab
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = "https://github.com/OWNER/autoencoders-measured"
RELEASE = ""  # the tag that Colab fetches, once there is one
MARK = "helpers/standin/garments.py"  # a file that only this book has

here, problem = Path.cwd(), None
clone = here / REPOSITORY.rsplit("/", 1)[-1]
places = [here, *here.parents, clone]
book = next((p for p in places if (p / MARK).is_file()), None)
if book is None and "google.colab" in sys.modules:
    book, tag = clone, ["--branch", RELEASE] if RELEASE else []
    fetch = ["git", "clone", "--depth=1", *tag, REPOSITORY, str(clone)]
    if "/OWNER/" in REPOSITORY:
        problem = "The book is not published yet: nowhere to fetch it from."
    elif subprocess.run(fetch, capture_output=True).returncode != 0:
        problem = f"{REPOSITORY} could not be fetched: try this cell again."
        problem += f" Should {clone.name}/ be there, delete it first."
elif book is None:
    problem = f"No {MARK} here or above: start in the book's folder."
if find_spec("keras") is None:
    problem = "No Keras here: start with make lab, or choose its kernel."
if problem:
    raise RuntimeError(problem)
if str(book) not in sys.path:
    sys.path.insert(0, str(book))
other = getattr(sys.modules.get("helpers"), "__file__", None) or ""
if other and not other.startswith(str(book / "helpers")):
    del sys.modules["helpers"]  # another package of that name

# Newer GPUs round what they multiply from 23 bits to 10, unless they are told:
os.environ.setdefault("NVIDIA_TF32_OVERRIDE", "0")
os.environ.setdefault("JAX_DEFAULT_MATMUL_PRECISION", "float32")
try:
    import keras
except ImportError as error:
    problem = f"Keras's backend is not here ({error}): start with make lab,"
    problem += " or set KERAS_BACKEND to one that is installed."
    raise RuntimeError(problem) from None
if tuple(map(int, keras.__version__.split(".")[:2])) < (3, 13):
    problem = f"Keras 3.13 or newer is needed; this is {keras.__version__}."
elif keras.config.dtype_policy().name != "float32":
    problem = f"Keras computes in {keras.config.dtype_policy().name} here: the"
    problem += ' book needs keras.config.set_dtype_policy("float32").'
elif keras.config.image_data_format() != "channels_last":
    problem = "Keras puts an image's channels first here: the book needs"
    problem += ' keras.config.set_image_data_format("channels_last").'
if problem:
    raise RuntimeError(problem)
