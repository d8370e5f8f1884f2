# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# What scripts may import of the library: all that computes and nothing that acts. TAME ones they
# get a part of. It keeps mistakes out and messages clear; who wants to get around it can.
# analysis.py and boot.py each begin with this text.

TAME = {'gc', 'io', 'sys'}
ALLOWED = TAME | {
    '__future__', '_pylong', '_strptime', 'abc', 'array', 'base64', 'binascii', 'bisect',
    'builtins', 'calendar', 'cmath', 'collections', 'colorsys', 'contextlib', 'contextvars',
    'copy', 'copyreg', 'dataclasses', 'datetime', 'decimal', 'difflib', 'enum', 'errno',
    'fractions', 'functools', 'graphlib', 'hashlib', 'heapq', 'itertools', 'json',
    'keyword', 'math', 'numbers', 'operator', 'pprint', 'random', 're', 'reprlib',
    'statistics', 'string', 'struct', 'textwrap', 'time', 'traceback', 'types', 'typing',
    'unicodedata', 'warnings', 'weakref', 'zlib'}
