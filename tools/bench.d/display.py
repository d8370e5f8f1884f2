# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""A display for the rows that need a window."""

import os
import shutil
import subprocess
import tempfile

from subjects import Unavailable


class Display:
    """An X display: the one there is, or an Xvfb of our own."""

    def __enter__(self):
        self.server = None
        if os.environ.get("DISPLAY"):
            return self
        if shutil.which("Xvfb") is None:
            raise Unavailable("there is neither a display nor Xvfb")
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writer], stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise Unavailable("Xvfb does not start")
        os.environ["DISPLAY"] = f":{number}"
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())  # EGL asks for one
        return self

    def __exit__(self, *_):
        if self.server is not None:
            del os.environ["DISPLAY"]
            self.server.terminate()
            self.server.wait()
