# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The library of Robot Game's bots under the name that most of them import."""

from rgkit.rg import *
