# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The art of demos/poison: what it borrows of skirmish, in the colours of its own teams."""

from . import skirmish

NAMES = ("soldier", "captain", "camp", "meadow", "path", "path-edge", "thicket", "thicket-edge", "bush", "rock", "tree",
         "fallen", "stump")


def sprites():
    return [(name, frames) for name, frames in skirmish.sprites() if name.removesuffix("-over") in NAMES]
