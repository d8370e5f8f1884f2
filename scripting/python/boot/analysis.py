# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# Runs once per program, in the main interpreter.
# In: sources = [(module, path, text, spare text)], most (their length, 0: any), is_guarded,
# wants_all, is_debugged. Out: result = ([(code, is_spare, line, column, end_column, error, traceback, uses)],
# [library modules]).

import ast, marshal, sys, traceback

# What the library imports in functions, which is too late: by module, and by the names of
# functions that need much.
LATE = {'collections': ('copy', 'heapq'), 'copy': ('atexit',), 'functools': ('weakref',),
        'random': ('_sha2',),
        'traceback': ('_suggestions', 'ast', 'tokenize', 'unicodedata'),
        'uuid': ('hashlib', 'random'), 'weakref': ('atexit', 'copy'),
        'warnings': ('linecache', 'tokenize', 'traceback')}
# Without a guard: who starts threads, takes signals, owns the terminal, or is refused by
# CPython in interpreters with a GIL of their own.
UNFIT = {'antigravity', 'curses', 'ctypes', 'faulthandler', 'idlelib', 'multiprocessing',
         'readline', 'sqlite3', 'test', 'this', 'tkinter', 'tracemalloc', 'turtle'}
QUIET = {'__future__', 'array', 'binascii', 'bisect', 'builtins', 'cmath', 'errno', 'heapq',
         'itertools', 'math', 'operator', 'struct', 'time', 'zlib'}  # they warn of nothing
CODECS = 'encodings.ascii', 'encodings.latin_1', 'encodings.utf_8_sig'
NAMED = {'decode': CODECS, 'encode': CODECS, 'random': ('random',),
         'runtime_checkable': ('inspect',),
         'singledispatch': ('typing',), 'singledispatchmethod': ('typing',),
         'strptime': ('_strptime',)}

def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module

def needs(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield from NAMED.get(node.attr, ())
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield from NAMED.get(alias.name, ())

def uses(tree, module):
    'The modules that this one imports, those of packs among them, which may come and go.'
    base = module.split('.')
    if not any(name.startswith(module + '.') for name in modules):
        del base[-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = base[:len(base) - node.level + 1] if node.level else []
            start = '.'.join([*parts, *filter(None, [node.module])])
            names = [start, *(f'{start}.{alias.name}' for alias in node.names)]
        else:
            continue
        for name in names:
            while name:
                yield name
                name = name.rpartition('.')[0]

def prepare(module, path, text, found, needed):
    if most and len(text) > most:
        short = f'SyntaxError: the source has {len(text):,} bytes, at most {most:,} are read'
        return None, 1, 0, 0, short, f'  File "{path}", line 1\n{short}\n', ''
    try:
        tree = ast.parse(text, path)
        found.update(imports(tree))
        needed.update(needs(tree))
        code = compile(tree, path, 'exec', dont_inherit=True)
        names = ''.join(f'{name},' for name in sorted(set(uses(tree, module))))
        return marshal.dumps(code), 0, 0, 0, '', '', names
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
        line = getattr(error, 'lineno', None) or 0
        column = getattr(error, 'offset', None) or 0
        end = getattr(error, 'end_offset', None) or 0
        if column < 1 or getattr(error, 'end_lineno', None) != line or end <= column:
            end = column + 1 if column > 0 else 0
        what = getattr(error, 'msg', None) or str(error) or 'the source is nested too deeply'
        short = f'{type(error).__name__}: {what}'
        if isinstance(error, SyntaxError):
            error.filename = path
            full = ''.join(traceback.format_exception_only(error))
        else:
            full = f'  File "{path}"\n{short}\n'
        clean = lambda text: text.encode('utf-8', 'replace').decode().replace('\0', '?')
        return (None, max(0, line), max(0, column), max(0, end), clean(short).splitlines()[0],
                clean(full), '')

def prepare_either(module, path, text, spare, found, needed):
    code, *why, names = prepare(module, path, text, found, needed)
    if code is None and spare != text:
        other = prepare(module, path, spare, found, needed)
        if other[0] is not None:
            return other[0], True, *why, other[-1]
    return code, False, *why, names

def analyse():
    found, needed = set(), set()
    rows = [prepare_either(*source, found, needed) for source in sources]
    own = {module.partition('.')[0] for module in modules} | {'myrmidon'}
    if is_debugged:
        needed.add('pdb')
    if wants_all:
        found.update(ALLOWED - TAME)
    usable = ALLOWED - TAME if is_guarded else sys.stdlib_module_names - UNFIT
    fit = [name for name in sorted(found)
           if name.partition('.')[0] in usable - own]
    needed.update(more for name in fit for more in LATE.get(name, ()))
    if set(fit) - QUIET:
        needed.add('warnings')
    return rows, sorted({*fit, *(needed - own)})

modules = {module for module, _, _, _ in sources}
result = analyse()
