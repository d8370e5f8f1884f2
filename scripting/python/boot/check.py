# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# "myrmidon check": what is wrong with scripts, found without running them. It knows what the stub
# says and what the scripts themselves define, and keeps silent where it cannot know: a name that is
# assigned anywhere, a base class from elsewhere, arguments behind a star.
#
# In: stub, sources [(module, path, text)], scripts [(module, class)] that units name, names (kinds,
# terrains, fields), name_args {'method.argument'}, most (bytes of a source).
# Out: result = [(path, line, column, level, text)]; level 2: an error, 1: a warning, 0: a hint at
# what may make a game differ from run to run.

import builtins
import symtable
import sys
import warnings

ERROR, WARNING, HINT = 2, 1, 0
RECORD_EXTRA = {'count', 'index', '_replace', '_asdict', '_fields', '_field_defaults', '_make'}
MODULE_NAMES = {'__name__', '__file__', '__doc__', '__spec__', '__loader__', '__package__',
                '__builtins__', '__path__', '__annotations__', '__class__'}
# What a constant may be, by the type that is asked for.
FIT = {'float': (int, float), 'int': (int,), 'str': (str,), 'bool': (bool, int)}


class Module:
    def __init__(self, name, path, tree):
        self.name, self.path, self.tree = name, path, tree
        self.bound = {}  # name: ('class', Class) | ('module', name) | ('from', module, name) | None
        self.is_open = False  # names may come from anywhere
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and any(a.name == '*' for a in node.names):
                self.is_open = True
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                    and node.func.id in ('globals', 'exec'):
                self.is_open = True


class Class:
    def __init__(self, module, node):
        self.module, self.node, self.name = module, node, node.name
        self.methods, self.attributes = {}, set()
        self.stub, self.is_open, self.parents, self.children = None, False, [], []
        for item in node.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.methods[item.name] = item
        for item in ast.walk(node):
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.attributes.add(item.name)
            elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
                self.attributes.add(item.id)
        if '__getattr__' in self.methods or '__getattribute__' in self.methods:
            self.is_open = True

    def chain(self):
        """This class, then those it is made of."""
        seen, left = [], [self]
        while left:
            one = left.pop(0)
            if one not in seen:
                seen.append(one)
                left += one.parents
        return seen

    def family(self):
        seen, left = [], self.chain()
        while left:
            one = left.pop()
            if one not in seen:
                seen.append(one)
                left += one.children
        return seen


class Checker:
    def __init__(self):
        self.classes, self.others = read_stub(stub)
        self.modules, self.found = {}, []
        self.assigned = set()  # every attribute that some script sets on something

    def tell(self, path, node, level, text):
        line = getattr(node, 'lineno', 0) or 0
        self.found.append((path, line, getattr(node, 'col_offset', -1) + 1, level, text))

    # ------------------------------------------------------------------------------ reading

    def read(self):
        for name, path, text in sources:
            if most and len(text) > most:
                self.found.append((path, 1, 0, ERROR, f'the source has {len(text):,} bytes, at '
                                   f'most {most:,} are read'))
                continue
            try:
                source = text.decode() if isinstance(text, bytes) else text
                tree = ast.parse(text, path)
                compile(tree, path, 'exec', dont_inherit=True)
            except SyntaxError as error:
                self.found.append((path, error.lineno or 0, error.offset or 0, ERROR,
                                   f'{type(error).__name__}: {error.msg}'))
                continue
            except (ValueError, RecursionError, MemoryError, OverflowError) as error:
                self.found.append((path, 0, 0, ERROR, f'{type(error).__name__}: {error}'))
                continue
            self.modules[name] = Module(name, path, tree)
            self.names(self.modules[name], source)
        for module in self.modules.values():
            self.bind(module)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
                    self.assigned.add(node.attr)
                elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                        and node.func.id in ('hasattr', 'getattr', 'setattr') and len(node.args) > 1 \
                        and isinstance(node.args[1], ast.Constant):
                    self.assigned.add(node.args[1].value)

    def bind(self, module):
        # Who catches the error of an import expects it.
        self.tried = {id(inner) for node in ast.walk(module.tree) if isinstance(node, ast.Try)
                      and node.handlers for item in node.body for inner in ast.walk(item)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    module.bound[alias.asname or alias.name.partition('.')[0]] = (
                        'module', alias.name if alias.asname else alias.name.partition('.')[0])
                    self.check_import(module, node, alias.name)
            elif isinstance(node, ast.ImportFrom):
                whole = self.absolute(module, node)
                self.check_import(module, node, whole)
                for alias in node.names:
                    module.bound[alias.asname or alias.name] = ('from', whole, alias.name)
            elif isinstance(node, ast.ClassDef):
                module.bound[node.name] = ('class', Class(module, node))

    @staticmethod
    def absolute(module, node):
        if node.level == 0:
            return node.module or ''
        parts = module.name.split('.')[:-node.level]
        return '.'.join(parts + ([node.module] if node.module else []))

    def check_import(self, module, node, name):
        top = name.partition('.')[0]
        own = {m.partition('.')[0] for m in self.modules} | {m.partition('.')[0]
                                                              for m, _, _ in sources}
        if top in own or top in ALLOWED or top == 'myrmidon' or id(node) in self.tried:
            return
        close = near(top, own | ALLOWED | {'myrmidon'})
        what = 'is not available to scripts' if top in sys.stdlib_module_names else \
            'is neither in scripts/ nor of the library'
        self.tell(module.path, node, ERROR, f"module '{name}' {what}"
                  + (f"; did you mean '{close}'?" if close else '; see docs/scripting.md'))

    def link(self):
        everyone = [b[1] for m in self.modules.values() for b in m.bound.values()
                    if b and b[0] == 'class']
        for one in everyone:
            for base in one.node.bases:
                found = self.resolve(one.module, base)
                if isinstance(found, Class):
                    one.parents.append(found)
                    found.children.append(one)
                elif isinstance(found, str):
                    one.stub = found
                else:
                    one.is_open = True
            one.is_open = one.is_open or bool(one.node.keywords)
        self.everyone = everyone

    def resolve(self, module, node, depth=0):
        """A class of the pack, the name of one of the stub, or None."""
        if isinstance(node, ast.Name):
            bound = module.bound.get(node.id)
            if bound is None or depth > 8:
                return 'object' if node.id == 'object' else None
            if bound[0] == 'class':
                return bound[1]
            if bound[0] == 'from':
                if bound[1] == 'myrmidon':
                    return bound[2] if bound[2] in self.classes else None
                other = self.modules.get(bound[1])
                return other and self.resolve(other, ast.Name(bound[2]), depth + 1)
        if isinstance(node, ast.Attribute):
            path = ast.unparse(node.value)
            bound = module.bound.get(path.partition('.')[0])
            if bound and bound[0] == 'module':
                if path == 'myrmidon':
                    return node.attr if node.attr in self.classes else None
                other = self.modules.get(path if path in self.modules else bound[1])
                return other and self.resolve(other, ast.Name(node.attr), depth + 1)
        return None

    def stub_of(self, one):
        """The class of the stub that it derives from, or None."""
        for link in one.chain():
            if link.stub in self.classes:
                return self.classes[link.stub]
        return None

    # ---------------------------------------------------------------------- names, imports

    def names(self, module, text):
        """Names that nobody defines: a NameError when that line runs."""
        known = set(dir(builtins)) | MODULE_NAMES
        try:
            table = symtable.symtable(text, module.path, 'exec')
        except (SyntaxError, ValueError, RecursionError):
            return
        top = {s.get_name() for s in table.get_symbols()
               if s.is_assigned() or s.is_imported() or s.is_namespace()}
        missing = set()

        def walk(scope):
            for symbol in scope.get_symbols():
                name = symbol.get_name()
                if symbol.is_declared_global() and symbol.is_assigned():
                    top.add(name)
                is_global = symbol.is_global() or scope is table
                if symbol.is_referenced() and is_global and not symbol.is_assigned():
                    missing.add(name)
            for child in scope.get_children():
                walk(child)

        walk(table)
        missing -= known | top
        if module.is_open or not missing:
            return
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name) and node.id in missing and isinstance(node.ctx, ast.Load):
                close = near(node.id, top | known)
                self.tell(module.path, node, ERROR, f"the name '{node.id}' is not defined"
                          + (f"; did you mean '{close}'?" if close else ''))

    def imported(self):
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if not isinstance(node, ast.ImportFrom):
                    continue
                whole = self.absolute(module, node)
                for alias in node.names:
                    self.check_imported(module, node, whole, alias.name)

    def check_imported(self, module, node, whole, name):
        other = self.modules.get(whole)
        if whole == 'myrmidon':
            known = set(self.classes) | set(self.others)
        elif other is not None and not other.is_open:
            table = {n.id for n in ast.walk(other.tree)
                     if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
            table |= {n.name for n in ast.walk(other.tree) if isinstance(
                n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
            known = table | set(other.bound) | MODULE_NAMES | {'__getattr__'} & table
            known |= {m.rpartition('.')[2] for m in self.modules if m.startswith(whole + '.')}
            if '__getattr__' in table:
                return
        else:
            return
        if name not in known and name != '*':
            close = near(name, known)
            self.tell(module.path, node, ERROR, f"'{whole}' has no '{name}'"
                      + (f"; did you mean '{close}'?" if close else ''))

    # --------------------------------------------------------------------------- who thinks

    def minds(self):
        paths = {module: path for module, path, _ in sources}
        for module_name, class_name in dict.fromkeys(scripts):
            module = self.modules.get(module_name)
            if module is None:
                continue  # told already
            one = self.resolve(module, ast.Name(class_name))
            if not isinstance(one, Class):
                known = [n for n, b in module.bound.items() if b and b[0] == 'class']
                if class_name in module.bound or module.is_open or any(
                        isinstance(n, ast.Name) and n.id == class_name
                        for n in ast.walk(module.tree)):
                    continue
                close = near(class_name, known)
                self.found.append((paths[module_name], 0, 0, ERROR, f"the pack names the class "
                                   f"'{class_name}' of this module, which it does not have"
                                   + (f"; did you mean '{close}'?" if close else '')))
                continue
            base = self.stub_of(one)
            is_open = any(link.is_open for link in one.chain())
            if base is None and not is_open:
                self.tell(one.module.path, one.node, ERROR, f"the pack names the class "
                          f"'{class_name}', which does not derive from myrmidon.Unit")
            elif base is not None and base.name == 'Unit' and not is_open:
                own = {name for link in one.chain() for name in link.attributes}
                if not any(m.part == 'handlers' and m.name in own for m in base.members.values()):
                    self.tell(one.module.path, one.node, ERROR,
                              f'class {class_name} has neither think() nor a handler')

    def handlers(self, one, base):
        for name, node in one.methods.items():
            member = base.members.get(name)
            handlers = [m.name for m in base.members.values() if m.part == 'handlers']
            if member is None:
                if name.startswith('on_'):
                    close = near(name, handlers)
                    self.tell(one.module.path, node, WARNING, f"nothing calls '{name}'"
                              + (f"; did you mean '{close}'?" if close else
                                 f"; handlers are {', '.join(handlers)}"))
                continue
            if member.part != 'handlers':
                if not member.is_property and member.part in ('commands', 'queries') \
                        and not name.startswith('_'):
                    self.tell(one.module.path, node, WARNING,
                              f"'{name}' hides {base.name}.{name}, which is a "
                              f"{'command' if member.part == 'commands' else 'query'}")
                continue
            if isinstance(node, ast.AsyncFunctionDef) != member.is_awaitable:
                self.tell(one.module.path, node, ERROR, f"write 'async def {name}'"
                          if member.is_awaitable else f"{name}() cannot be async; only live() is")
            positional, either, _, _, _ = member.parameters()
            wanted = len(positional) + len(either)
            args = node.args
            least = len(args.posonlyargs) + len(args.args) - len(args.defaults) - 1
            largest = 99 if args.vararg else len(args.posonlyargs) + len(args.args) - 1
            if not least <= wanted <= largest and not node.decorator_list:
                given = ', '.join(n for n, _, _ in positional + either)
                self.tell(one.module.path, node, ERROR, f"{name}() is called with "
                          + (f"one argument: def {name}(self, {given})" if wanted else
                             f'none: def {name}(self)'))

    # ------------------------------------------------------------------------------- bodies

    def bodies(self):
        for one in self.everyone:
            base = self.stub_of(one)
            if base is not None:
                self.handlers(one, base)
            for node in one.methods.values():
                Body(self, one.module, one if base is not None else None, node).check()
        for module in self.modules.values():
            for node in module.tree.body:
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    Body(self, module, None, node).check()

    def run(self):
        self.read()
        self.imported()
        self.link()
        self.minds()
        self.bodies()
        order = {path: i for i, (_, path, _) in enumerate(sources)}
        return sorted(dict.fromkeys(self.found), key=lambda f: (order.get(f[0], -1), f[1], f[2]))


class Body:
    """One function. A type is the name of a class of the stub, ('list', type), a Class of the pack
    (self), 'None', or None: not known."""

    def __init__(self, checker, module, one, node):
        self.c, self.module, self.one, self.node = checker, module, one, node
        self.types, self.self_name = {}, None
        args = node.args.posonlyargs + node.args.args
        is_plain = not any(isinstance(d, ast.Name) and d.id in ('staticmethod', 'classmethod')
                           for d in node.decorator_list)
        if one is not None and args and is_plain:
            self.self_name = args[0].arg
            self.note(self.self_name, one)
            self.note_handler(args[1:])
        for arg in args[self.self_name is not None:] + node.args.kwonlyargs:
            if arg.arg not in self.types:
                self.note(arg.arg, self.annotated(arg.annotation))
        for arg in (node.args.vararg, node.args.kwarg):
            if arg is not None:
                self.note(arg.arg, None)
        self.bind()

    def note(self, name, kind):
        self.types.setdefault(name, []).append(kind)

    def note_handler(self, args):
        base = self.c.stub_of(self.one)
        member = base.members.get(self.node.name) if base else None
        if member is None or member.part != 'handlers':
            return
        positional, either, _, _, _ = member.parameters()
        for arg, (_, annotation, _) in zip(args, positional + either):
            self.note(arg.arg, self.annotated(annotation))

    def annotated(self, node):
        """The type that an annotation names."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                node = ast.parse(node.value, mode='eval').body
            except SyntaxError:
                return None
        if isinstance(node, ast.Constant) and node.value is None:
            return 'None'
        if isinstance(node, ast.Name) and node.id in self.c.classes:
            # A Unit that is not self may be of any class, with attributes of its own.
            return None if node.id == 'Unit' else node.id
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            kinds = {self.annotated(node.left), self.annotated(node.right)} - {'None'}
            return kinds.pop() if len(kinds) == 1 else None
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            inner = self.annotated(node.slice)
            if node.value.id in ('list', 'List', 'Sequence', 'Iterable', 'Iterator'):
                return ('list', inner) if inner else None
            if node.value.id in ('Awaitable', 'Optional'):
                return inner
        return None

    def bind(self):
        """What each local name is bound to, wherever that is in the function."""
        pending = []
        for node in ast.walk(self.node):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    pending.append((target, node.value, False))
            elif isinstance(node, ast.AnnAssign):
                if isinstance(node.target, ast.Name):
                    self.note(node.target.id, self.annotated(node.annotation))
            elif isinstance(node, ast.NamedExpr):
                pending.append((node.target, node.value, False))
            elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
                pending.append((node.target, node.iter, True))
            elif isinstance(node, ast.AugAssign):
                pending.append((node.target, None, False))
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                pending.append((node.optional_vars, None, False))
            elif isinstance(node, ast.ExceptHandler) and node.name:
                self.note(node.name, None)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                for name in node.names:
                    self.note(name, None)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef,
                                   ast.Lambda)) and node is not self.node:
                if not isinstance(node, ast.Lambda):
                    self.note(node.name, None)
                for arg in ast.walk(getattr(node, 'args', ast.arguments([], [], None, [], [], None,
                                                                        []))):
                    if isinstance(arg, ast.arg):
                        self.note(arg.arg, None)
            elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
                self.note(node.name, None)
        # A name may be bound by way of another one that comes later: twice is enough in practice.
        start = {name: list(kinds) for name, kinds in self.types.items()}
        for _ in range(3):
            kinds_of = {name: list(kinds) for name, kinds in start.items()}
            for target, value, is_loop in pending:
                self.bind_target(kinds_of, target, value, is_loop)
            self.types = kinds_of

    def bind_target(self, kinds_of, target, value, is_loop):
        kind = self.kind(value) if value is not None else None
        if is_loop:
            kind = kind[1] if isinstance(kind, tuple) else None
        if isinstance(target, ast.Name):
            kinds_of.setdefault(target.id, []).append(kind)
            return
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                kinds_of.setdefault(node.id, []).append(None)

    def member(self, kind, name):
        """The stub's member that `name` is of a value of this type, if no script redefines it."""
        if isinstance(kind, Class):
            if any(name in link.attributes for link in kind.family()):
                return None
            base = self.c.stub_of(kind)
            return base.members.get(name) if base else None
        if isinstance(kind, str) and kind in self.c.classes:
            return self.c.classes[kind].members.get(name)
        return None

    def kind(self, node):
        if isinstance(node, ast.Constant):
            return 'None' if node.value is None else None
        if isinstance(node, ast.Name):
            kinds = set(self.types.get(node.id, [None])) - {'None'}
            return kinds.pop() if len(kinds) == 1 else None
        if isinstance(node, ast.Attribute):
            member = self.member(self.kind(node.value), node.attr)
            return self.annotated(member.type) if member and member.is_property else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            member = self.member(self.kind(node.func.value), node.func.attr)
            member = member and chosen(member, node)
            return self.annotated(member.type) if member and not member.is_property else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                and node.func.id in ('sorted', 'list', 'reversed') and len(node.args) == 1:
            inner = self.kind(node.args[0])
            return inner if isinstance(inner, tuple) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) \
                and node.func.id in ('min', 'max') and len(node.args) == 1:
            inner = self.kind(node.args[0])
            return inner[1] if isinstance(inner, tuple) else None
        if isinstance(node, ast.Await):
            return self.kind(node.value)
        if isinstance(node, ast.NamedExpr):
            return self.kind(node.value)
        if isinstance(node, (ast.IfExp, ast.BoolOp)):
            values = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
            kinds = {self.kind(v) for v in values} - {'None'}
            return kinds.pop() if len(kinds) == 1 else None
        if isinstance(node, ast.Subscript):
            inner = self.kind(node.value)
            if isinstance(inner, tuple):
                return inner if isinstance(node.slice, ast.Slice) else inner[1]
        if isinstance(node, ast.ListComp):
            inner = self.kind(node.elt)
            return ('list', inner) if inner else None
        return None

    # ---------------------------------------------------------------------------- checking

    def tell(self, node, level, text):
        self.c.tell(self.module.path, node, level, text)

    def check(self):
        awaited = {id(n.value) for n in ast.walk(self.node) if isinstance(n, ast.Await)}
        called = {id(n.func) for n in ast.walk(self.node) if isinstance(n, ast.Call)}
        for node in ast.walk(self.node):
            if isinstance(node, ast.Attribute):
                self.check_attribute(node)
            elif isinstance(node, ast.Call):
                self.check_call(node, id(node) in awaited)
            elif isinstance(node, ast.Expr):
                self.check_statement(node.value, called)
            elif isinstance(node, (ast.For, ast.comprehension)):
                self.hint_order(node.iter)

    def check_attribute(self, node):
        kind, name = self.kind(node.value), node.attr
        if name.startswith('__') or not (isinstance(kind, Class) or isinstance(kind, str)):
            return
        if isinstance(kind, Class):
            self.check_own(node, kind, name)
        elif kind in self.c.classes:
            self.check_other(node, self.c.classes[kind], name)

    def check_own(self, node, kind, name):
        base = self.c.stub_of(kind)
        family = kind.family()
        own = {n for link in family for n in link.attributes}
        if not isinstance(node.ctx, ast.Load):
            member = self.member(kind, name)
            if member is not None and member.is_property:
                self.tell(node, ERROR, f"'{name}' can only be read: a script changes the world by "
                          'commands, or keeps what it wants under another name')
            return
        if name in base.members or name in own or name in self.c.assigned \
                or any(link.is_open for link in family):
            return
        close = near(name, set(base.members) | own | self.c.assigned)
        self.tell(node, ERROR, f"{kind.name} has no field, command or attribute '{name}'"
                  + (f"; did you mean '{close}'?" if close else '; see myrmidon api'))

    def check_other(self, node, known, name):
        extra = RECORD_EXTRA if known.is_record else set()
        if name in known.members or name in extra:
            if not isinstance(node.ctx, ast.Load):
                self.tell(node, ERROR, f"'{name}' of a {known.name} can only be read")
            return
        unit = self.c.classes.get('Unit')
        close = near(name, known.members)
        text = f"a {known.name} has no '{name}'"
        if unit is not None and name in unit.members and known.name == 'View':
            text += '; only the unit itself (self) does'
        elif close:
            text += f"; did you mean '{close}'?"
        elif known.is_record:
            text += f"; it has {', '.join(known.members)}"
        self.tell(node, ERROR, text)

    def check_statement(self, value, called):
        if isinstance(value, ast.Attribute) and id(value) not in called:
            member = self.member(self.kind(value.value), value.attr)
            if member is not None and not member.is_property:
                self.tell(value, ERROR, f"'{value.attr}' is not called: write {value.attr}(...)")

    def check_call(self, node, is_awaited):
        if isinstance(node.func, ast.Name) and node.func.id in ('id', 'hash') \
                and node.func.id not in self.types:
            self.tell(node, HINT, f'{node.func.id}() differs from run to run for plain objects')
        if not isinstance(node.func, ast.Attribute):
            return
        member = self.member(self.kind(node.func.value), node.func.attr)
        if member is None:
            return
        if member.is_property:
            if member.returns in ('bool', 'int', 'float', 'str') or 'View' in member.returns:
                self.tell(node, ERROR, f"'{member.name}' is read, not called: leave the () out")
            return
        if member.is_awaitable and not is_awaited and member.part != 'handlers':
            self.check_waiting(node, member)
        elif is_awaited and not member.is_awaitable:
            self.tell(node, ERROR, f"{member.name}() needs no await")
        if member.part != 'handlers' and len(member.overloads) == 1:
            self.check_arguments(node, member)
        elif member.part != 'handlers':
            self.check_names(node, member)

    def check_names(self, node, member):
        """Of a method with several forms, whose arguments are names: event("hit")."""
        known = {c.value for form in member.overloads for _, a, _ in sum(form.parameters()[:2], [])
                 if a is not None for c in ast.walk(a) if isinstance(c, ast.Constant)}
        for value in node.args if known else ():
            if isinstance(value, ast.Constant) and value.value not in known:
                close = near(str(value.value), known)
                self.tell(value, ERROR, f'{member.name}(): there is no {value.value!r}'
                          + (f"; did you mean '{close}'?" if close else
                             f"; there are {', '.join(sorted(known))}"))

    def check_waiting(self, node, member):
        for parent in ast.walk(self.node):
            if isinstance(parent, ast.Expr) and parent.value is node:
                self.tell(node, ERROR, f"write 'await' before {member.name}(): it waits"
                          + ('' if isinstance(self.node, ast.AsyncFunctionDef) else
                             '; only an async def can'))

    def check_arguments(self, node, member):
        only, either, keywords, star, stars = member.parameters()
        places = only + either
        has_star = any(isinstance(a, ast.Starred) for a in node.args)
        has_stars = any(k.arg is None for k in node.keywords)
        if len(node.args) > len(places) and not star and not has_star:
            self.tell(node, ERROR, f"{member.name}() takes {count_of(places)}, but "
                      f"{len(node.args)} are given: {member.signature()}")
            return
        if has_star:
            return
        given = {}
        for (name, annotation, _), value in zip(places, node.args):
            given[name] = (annotation, value)
        by_name = {name: annotation for name, annotation, _ in either + keywords}
        for keyword in node.keywords:
            if keyword.arg is None:
                continue
            if keyword.arg not in by_name and not stars:
                close = near(keyword.arg, by_name)
                self.tell(keyword.value, ERROR, f"{member.name}() has no argument '{keyword.arg}'"
                          + (f"; did you mean '{close}'?" if close else
                             f': {member.signature()}'))
            elif keyword.arg in given:
                self.tell(keyword.value, ERROR,
                          f"{member.name}() gets '{keyword.arg}' twice")
            given[keyword.arg] = (by_name.get(keyword.arg), keyword.value)
        missing = [name for name, _, default in places + keywords
                   if default is None and name not in given]
        if missing and not has_stars:
            self.tell(node, ERROR, f"{member.name}() needs {' and '.join(missing)}: "
                      f'{member.signature()}')
        for name, (annotation, value) in given.items():
            self.check_value(member, name, annotation, value)

    def check_value(self, member, name, annotation, value):
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, (ast.USub, ast.UAdd)):
            value = value.operand
        if not isinstance(value, ast.Constant) or annotation is None:
            return
        wanted = [part.strip() for part in ast.unparse(annotation).split('|')]
        if value.value is None:
            if 'None' not in wanted and all(w in FIT for w in wanted):
                self.tell(value, ERROR, f"{member.name}(): '{name}' is a "
                          f"{wanted[0]}, not None")
            return
        known = [w for w in wanted if w in FIT]
        is_closed = all(w in FIT or w in ('None', 'Unit', 'View') for w in wanted)
        if is_closed and not any(isinstance(value.value, FIT[w]) for w in known):
            self.tell(value, ERROR, f"{member.name}(): '{name}' is a "
                      f"{' or '.join(w for w in wanted if w != 'None')}, not "
                      f'{type(value.value).__name__} {value.value!r}')
        elif f'{member.name}.{name}' in name_args and isinstance(value.value, str) \
                and value.value not in names:
            close = near(value.value, names)
            self.tell(value, ERROR, f"{member.name}(): the pack has no '{value.value}'"
                      + (f"; did you mean '{close}'?" if close else ''))

    def hint_order(self, node):
        if isinstance(node, (ast.Set, ast.SetComp)) or (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                and node.func.id in ('set', 'frozenset')):
            self.tell(node, HINT, 'a set is walked in an order that, for plain objects, differs '
                      'from run to run: use a list, a dict, or sorted()')


def chosen(member, call):
    """Of several forms the one that is called, or None: told apart by a first argument of names."""
    if len(member.overloads) == 1:
        return member
    given = {k.arg for k in call.keywords}
    for form in member.overloads:
        only, either, keywords, star, _ = form.parameters()
        places = only + either
        wanted = {name for name, _, default in keywords if default is None}
        if star or len(places) != len(call.args) or wanted != given:
            continue
        first = ast.unparse(places[0][1]) if places and places[0][1] is not None else ''
        value = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
        if not first.startswith('Literal[') or repr(value) in first:
            return form
    return None


def count_of(places):
    return {0: 'no argument', 1: 'one argument'}.get(len(places), f'{len(places)} arguments')


with warnings.catch_warnings():
    warnings.simplefilter('ignore')
    result = Checker().run()
