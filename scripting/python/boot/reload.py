# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# New code for a living interpreter, in two steps: begin() runs the modules that changed, and those
# that import them, beside the old ones, and may fail at any line of a script; then either undo()
# puts the old ones back, or commit() hands their objects over. Follows boot.py.

before = None  # the modules that were replaced, and what was loaded

def unsettled():
    'Lets library modules be imported that were not wanted before.'
    global is_settled
    is_settled = False
    if is_guarded:
        builtins.__import__ = plain_import
        sys.meta_path[:] = [PackFinder, PathFinder]

def settled():
    global is_settled
    is_settled = is_guarded
    if is_guarded:
        builtins.__import__ = guarded_import
        sys.meta_path[:] = [PackFinder]

def relink(modules):
    'A package knows the modules in it as attributes.'
    for name, module in modules.items():
        parent, _, tail = name.rpartition('.')
        if parent in sys.modules:
            setattr(sys.modules[parent], tail, module)

def begin(keys, users):
    'keys: of all texts, by module. users: the modules that each imports.'
    global before
    stale = {name for name, key in loaded.items() if keys.get(name, 0) != key}
    more = stale
    while more:
        more = {name for name in loaded
                if name not in stale and not stale.isdisjoint(users.get(name, ()))}
        stale |= more
    old = {name: module for name, module in sys.modules.items() if name in stale}
    before = old, dict(loaded)
    for name in stale:
        del loaded[name]
        sys.modules.pop(name, None)
    for name in old:
        if name in keys:
            __import__(name)

def undo():
    global before
    if before is None:
        return
    (old, kept), before = before, None
    for name in [*old, *(loaded.keys() - kept.keys())]:
        sys.modules.pop(name, None)
    sys.modules.update(old)
    loaded.clear()
    loaded.update(kept)
    relink(old)

class Holder:
    def method(self):
        pass

FUNCTION, METHOD, MODULE = type(relink), type(Holder().method), type(sys)
PLAIN = {type(None), bool, int, float, str, bytes, complex, type, FUNCTION, MODULE}
DEEPEST = 40  # tuples within tuples

def is_enum(kind):
    return hasattr(kind, '__members__')

class Exchange:
    'What stands for what in the new code: by id, as the old ones may not be hashable.'

    def __init__(self, old):
        self.pairs, self.seen, self.todo, self.misfits = {}, {}, [], set()
        for name, module in old.items():
            if name in sys.modules:
                self.pairs[id(module)] = module, sys.modules[name]
                self.match(name, vars(module), vars(sys.modules[name]))

    def match(self, name, old, new):
        for word, thing in list(old.items()):
            other = new.get(word)
            kind = type if isinstance(thing, type) else FUNCTION
            if (other is thing or id(thing) in self.pairs or not isinstance(thing, kind)
                    or not isinstance(other, kind) or getattr(thing, '__module__', '') != name):
                continue
            self.pairs[id(thing)] = thing, other
            if kind is type:
                self.match(name, vars(thing), vars(other))
                if is_enum(thing) and is_enum(other):
                    for member in other.__members__.keys() & thing.__members__.keys():
                        was = thing.__members__[member]
                        self.pairs[id(was)] = was, other.__members__[member]

    def new(self, thing, depth=0):
        'What is to stand in the place of a thing. What holds others is looked through later.'
        pair = self.pairs.get(id(thing))
        if pair is not None:
            return pair[1]
        kind = type(thing)
        if kind in PLAIN or isinstance(thing, type):
            return thing
        if kind is METHOD:
            function, owner = self.new(thing.__func__), self.new(thing.__self__)
            return thing if function is thing.__func__ else METHOD(function, owner)
        if kind is tuple:
            items = [self.new(item, depth + 1) for item in thing] if depth < DEEPEST else thing
            return tuple(items) if any(map(is_other, items, thing)) else thing
        if id(thing) not in self.seen:
            self.seen[id(thing)] = thing
            self.todo.append(thing)
        return thing

    def dress(self, thing):
        'Gives an object the new class.'
        pair = self.pairs.get(id(type(thing)))
        if pair is None or is_enum(pair[1]) or isinstance(thing, type):
            return
        try:
            object.__setattr__(thing, '__class__', pair[1])
        except TypeError:
            self.misfits.add(f'{pair[1].__module__}.{pair[1].__qualname__}')

    def look_through(self, thing):
        if isinstance(thing, dict):
            self.look_through_dict(thing)
        elif isinstance(thing, list):
            for at, item in enumerate(list.copy(thing)):
                if (other := self.new(item)) is not item:
                    list.__setitem__(thing, at, other)
        elif isinstance(thing, set):
            items = [self.new(item) for item in set.copy(thing)]
            if any(map(is_other, items, set.copy(thing))):
                set.clear(thing)
                set.update(thing, items)
        elif type(thing).__name__ == 'deque' and hasattr(thing, 'maxlen'):
            for at, item in enumerate(list(thing)):
                if (other := self.new(item)) is not item:
                    thing[at] = other
        self.dress(thing)
        if type(thing).__module__ in loaded:
            try:
                self.look_through_dict(object.__getattribute__(thing, '__dict__'))
            except AttributeError:
                pass  # it has slots

    def look_through_dict(self, space):
        items = list(dict.items(space))
        keys = [self.new(key) for key, _ in items]
        if any(map(is_other, keys, (key for key, _ in items))):
            dict.clear(space)
            dict.update(space, {key: self.new(value) for key, (_, value) in zip(keys, items)})
            return
        for key, value in items:
            if (other := self.new(value)) is not value:
                dict.__setitem__(space, key, other)

def is_other(a, b):
    return a is not b

def commit(units):
    'Returns the classes whose objects could not change over.'
    global before
    (old, _), before = before, None
    if not old:
        return ''
    exchange = Exchange(old)
    for thing in gc.get_objects():
        exchange.dress(thing)
    for name in loaded:
        if name not in old:
            exchange.look_through_dict(vars(sys.modules[name]))
    exchange.todo += units
    while exchange.todo:
        exchange.look_through(exchange.todo.pop())
    return ', '.join(sorted(exchange.misfits))
