"""Give the book its address, or the release that Colab fetches.

    python tools/set_repository.py URL
    python tools/set_repository.py --release v1.0

URL is the GitHub repository of this copy, such as
https://github.com/ada/autoencoders-measured. It stands in `_config.yml`
(`repository.url`), and what must repeat it is changed with it: the set-up
cell, the Colab links, the citation file, and the address of the published
pages. Nothing is run, and outputs stay as they are.

A release is a tag of that repository. From then on the set-up cell fetches it, and
not whatever `main` holds that day: give it before the commit that is tagged.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from helpers.atomic import replace_text

ROOT = Path(__file__).resolve().parent.parent
FILES = ("_config.yml", "CITATION.cff", "tools/setup_cell.py", "*.md", "chapters/*")
GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")


def parts(url: str) -> tuple[str, str]:
    """Owner and name of a repository; ValueError for anything else."""
    found = GITHUB.fullmatch(url)
    if found is None:
        raise ValueError(f"{url} is not like https://github.com/owner/name")
    return found.group(1), found.group(2)


def current_url(root: Path = ROOT) -> str:
    text = (root / "_config.yml").read_text("utf-8")
    return re.search(r"^repository:\n\s+url: (\S+)", text, re.M).group(1)


def set_repository(url: str, root: Path = ROOT) -> list[str]:
    """Replace the book's address by `url`; return the files that changed.

    `_config.yml`, which says what to replace, is written last: after an error
    (OSError) the same call goes on where it stopped.
    """
    old_owner, old_name = parts(current_url(root))
    owner, name = parts(url)
    pages = re.compile(re.escape(f"{old_owner}.github.io/{old_name}"), re.I)
    changed = {}
    for path in sorted({path for pattern in FILES for path in root.glob(pattern)}):
        if path.suffix not in {".yml", ".cff", ".py", ".md", ".ipynb"}:
            continue
        old = path.read_text("utf-8")
        new = re.sub(
            rf"(github(?:\.com)?/){re.escape(old_owner)}/{re.escape(old_name)}(?![\w-])",
            rf"\g<1>{owner}/{name}",
            old,
        )
        new = pages.sub(f"{owner.lower()}.github.io/{name}", new)
        if new != old:
            changed[path] = new
    for path in sorted(changed, key=lambda path: path.name == "_config.yml"):
        replace_text(path, changed[path])
    return [str(path.relative_to(root)) for path in changed]


def set_release(tag: str, root: Path = ROOT) -> list[str]:
    """Have the set-up cells fetch the release `tag`; return the files that changed.

    Raises:
        ValueError: that cannot be a tag.
    """
    if not re.fullmatch(r"[\w][\w.-]*", tag):
        raise ValueError(f"{tag!r} is not like v1.0")
    line = re.compile(r'(RELEASE = )(\\?")[\w.-]*\\?"')
    changed = []
    for path in (root / "tools" / "setup_cell.py", *root.glob("chapters/*.ipynb")):
        old = path.read_text("utf-8")
        new = line.sub(rf"\g<1>\g<2>{tag}\g<2>", old, count=1)
        if new != old:
            replace_text(path, new)
            changed.append(str(path.relative_to(root)))
    return changed


def main(arguments: list[str], root: Path = ROOT) -> int:
    release = arguments[:1] == ["--release"]
    values = arguments[1:] if release else arguments
    if len(values) != 1 or values[0].startswith("-"):
        print(__doc__)
        return 2
    try:
        changed = (set_release if release else set_repository)(values[0], root)
    except ValueError as error:
        print(error)
        return 1
    except OSError as error:
        print(f"{error}. Put that right and give the same command again.")
        return 1
    print("\n".join(f"changed {name}" for name in changed) or "nothing to change")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
