# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Robot Game: the rules (board.py), the referee, and the minds that ask the players' bots."""
