# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Statue: stands and guards. What every failing bot plays, too; so who cannot beat it has lost."""


class Robot:
    def act(self, game):
        return ["guard"]
