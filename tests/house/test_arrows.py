# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""test_arrows.py SOURCE: which part may include what (see engine/README.md and scripting/README.md).

Whoever adds an arrow here has changed the design, and says so.
"""

import re
import sys
from pathlib import Path

SOURCE = Path(sys.argv[1])
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)

# A part of the engine: the parts it may include beside itself.
ENGINE = {
    "base": set(),
    "world": {"base"},
    "record": {"base", "world"},
    "assets": {"base"},
    "video": {"base", "assets"},
    "audio": {"base", "assets"},
    "input": {"base"},
    "app": {"base", "world", "record", "assets", "video", "audio", "input"},
}

# A part of the plugin: the same. `include` is the public header.
SCRIPTING = {
    "include": set(),
    "core": {"include"},
    "isolation": {"include", "core"},
    "null": {"include", "core", "isolation"},
    "python": {"include", "core", "isolation"},
    ".": {"include", "core", "isolation", "null", "python"},  # backends.c names them all
}

WITH_SDL = {"engine/video", "engine/audio", "engine/input"}
WITH_PYTHON = {"scripting/python"}
WITH_PLUGIN = {"engine/app"}


def headers(root: Path, parts: dict[str, set[str]]) -> dict[str, str]:
    """Header by name, as quoted includes find it: the part that has it."""
    found = {}
    for part in parts:
        for path in (root / part).glob("*.h"):
            found[path.name] = part
            found[f"{part}/{path.name}"] = part
    return found


def check_part(root: Path, part: str, parts: dict[str, set[str]]) -> list[str]:
    own = headers(root, parts)
    place = f"{root.name}/{part}".removesuffix("/.")
    wrong = []
    for path in sorted((root / part).glob("*.[ch]")):
        for quote, name in INCLUDE.findall(path.read_text()):
            where = f"{path.relative_to(SOURCE)} includes {name}"
            local = (path.parent / name).exists()
            target = part if local else own.get(name)
            if quote == "<":
                if name.startswith("SDL") and place not in WITH_SDL:
                    wrong.append(f"{where}: only {', '.join(sorted(WITH_SDL))} may")
                if name == "Python.h" and place not in WITH_PYTHON:
                    wrong.append(f"{where}: only scripting/python may")
            elif name == "Python.h":
                wrong.append(f"{where}: in quotes")
            elif name == "myrmidon.h":
                if place not in WITH_PLUGIN and root.name != "scripting":
                    wrong.append(f"{where}: only engine/app may")
            elif target is None:
                wrong.append(f"{where}: not a header of {root.name}/")
            elif target != part and target not in parts[part]:
                wrong.append(f"{where}: {place} must not know {root.name}/{target}")
    return wrong


def main() -> int:
    wrong = []
    for root, parts in ((SOURCE / "engine", ENGINE), (SOURCE / "scripting", SCRIPTING)):
        folders = {path.name for path in root.iterdir() if path.is_dir()}
        wrong += [f"{root.name}/{name}: a part without a row in {Path(__file__).name}"
                  for name in sorted(folders - set(parts))]
        for part in parts:
            wrong += check_part(root, part, parts)
    print("\n".join(wrong) or "every include follows an arrow")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
