# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# What a person asks of a unit: a line to run, or its attributes. Runs in the boot namespace, at the
# first ask of an interpreter.

WORDS = 120  # characters of one value shown
ITEMS = 8    # of one container shown
SHOWN = 64   # attributes shown

class Printed:
    'Keeps what a line prints.'
    def __init__(self):
        self.parts, self.room = [], 8192
    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f'write() argument must be str, not {type(text).__name__}')
        self.parts.append(text[:self.room])
        self.room -= len(self.parts[-1])
        return len(text)
    def flush(self):
        pass

typed = {}  # the names that lines have set

def evaluate(unit, text):
    'Runs it as in the interactive Python, among the names of the unit\'s module.'
    module = sys.modules.get(type(unit).__module__)
    space = {**(vars(module) if module is not None else {}), **typed, 'self': unit}
    given = dict(space)
    printed, before = Printed(), sys.stdout
    sys.stdout = printed
    try:
        try:
            code = compile(text, '<console>', 'eval', dont_inherit=True)
        except SyntaxError:
            code = compile(text, '<console>', 'exec', dont_inherit=True)
        value = eval(code, space)
        if value is not None:
            print(repr(value))
            space['_'] = value
    finally:
        sys.stdout = before
        for name, value in space.items():
            if name not in given or given[name] is not value:
                typed[name] = value
        typed.pop('__builtins__', None)
        said[:] = printed.parts
    return ''

said = []  # what the last line printed, also when it raised

def take_said():
    text = ''.join(said)
    said.clear()
    return text

def cut(text):
    return text if len(text) <= WORDS else text[:WORDS - 3] + '...'

def show(thing, depth=0):
    'Its text, without running what a script has written.'
    kind = type(thing)
    if kind is int:
        return repr(thing) if thing.bit_length() < 256 else f'int of {thing.bit_length()} bits'
    if kind in (str, bytes):
        return cut(repr(thing[:WORDS + 1]))
    if kind is float:
        return f'{thing:.6g}'
    if kind in (bool, complex, type(None)) or kind.__module__ == 'myrmidon':
        return cut(repr(thing))
    name = f'{kind.__module__}.{kind.__qualname__}' if kind.__module__ != 'builtins' else kind.__qualname__
    if isinstance(thing, type) or callable(thing) and hasattr(thing, '__qualname__'):
        return cut(f'<{name} {thing.__qualname__}>')
    if kind in (list, tuple, set, frozenset, dict):
        if depth == 2:
            return f'<{name} of {len(thing)}>'
        items = [f'{show(key, depth + 1)}: {show(value, depth + 1)}' for key, value in
                 list(thing.items())[:ITEMS]] if kind is dict else [
                 show(item, depth + 1) for item in list(thing)[:ITEMS]]
        if len(thing) > ITEMS:
            items.append(f'... {len(thing)} in all')
        ends = {list: '[]', tuple: '()', dict: '{}'}.get(kind, '{}')
        return f'{ends[0]}{", ".join(items)}{ends[1]}'
    return f'<{name}>'

def inspect(unit):
    lines = []
    for name, value in list(unit.__dict__.items())[:SHOWN]:
        lines.append(f'{cut(str(name))}\t{show(value)}')
    if len(unit.__dict__) > SHOWN:
        lines.append(f'...\t{len(unit.__dict__)} in all')
    clean = '\n'.join(line.replace('\n', ' ') for line in lines)
    return clean.encode('utf-8', 'backslashreplace').decode()
