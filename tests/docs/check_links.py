# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""check_links.py ROOT: every relative link of every document leads to a file that is there."""

import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    folders = [root, *(root / name for name in
                       ("assets", "demos", "docs", "engine", "scripting", "tests", "tools"))]
    documents = [*root.glob("*.md")]
    for folder in folders[1:]:
        documents += folder.rglob("*.md")
    broken = 0
    for document in sorted(documents):
        text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
        for target in LINK.findall(text):
            if "://" not in target and not (document.parent / target).exists():
                print(f"{document.relative_to(root)}: there is no {target}")
                broken += 1
    print(f"{len(documents)} documents, {broken} broken links")
    return broken != 0


sys.exit(main())
