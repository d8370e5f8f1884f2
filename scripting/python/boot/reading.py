# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# Reads the editor stub: what it says is what scripts have, whichever part of the schema it came
# from. reference.py and check.py each begin with this text. In: stub, its text.

import ast
import difflib

HANDLERS = ('think', 'live')


class Member:
    """Something that every unit, view or event has."""

    def __init__(self, owner, node, is_field=False):
        self.owner, self.node, self.name = owner, node, getattr(node, 'name', None)
        self.doc = ''
        self.is_property = is_field or any(
            isinstance(d, ast.Name) and d.id in ('property', 'cached_property')
            for d in getattr(node, 'decorator_list', ()))
        self.is_async = isinstance(node, ast.AsyncFunctionDef)
        if is_field:
            self.name, self.type = node.target.id, node.annotation
        else:
            self.doc, self.type = ast.get_docstring(node) or '', node.returns
        returned = ast.unparse(self.type) if self.type is not None else 'None'
        self.is_awaitable = self.is_async or returned.startswith('Awaitable[')
        self.returns = returned.removeprefix('Awaitable[')[:-1] \
            if returned.startswith('Awaitable[') else returned
        self.overloads = [self]
        is_handler = (self.name in HANDLERS or self.name.startswith('on_')
                      or self.doc.startswith('Define it'))
        self.part = ('fields' if self.is_property else 'handlers' if is_handler
                     else 'waiting' if self.is_awaitable
                     else 'commands' if returned == 'None' else 'queries')

    def parameters(self):
        """(by position only, by either, by keyword only, *args, **keywords), without self; each
        one (name, annotation, default or None)."""
        args = self.node.args
        places = args.posonlyargs + args.args
        defaults = [None] * (len(places) - len(args.defaults)) + list(args.defaults)
        rows = [(a.arg, a.annotation, d) for a, d in zip(places, defaults)][1:]
        only = max(0, len(args.posonlyargs) - 1)
        keywords = [(a.arg, a.annotation, d) for a, d in zip(args.kwonlyargs, args.kw_defaults)]
        return rows[:only], rows[only:], keywords, args.vararg, args.kwarg

    def signature(self):
        if self.is_property:
            return f'{self.name}: {self.returns}'
        arguments = ast.unparse(self.node.args).removeprefix('self').removeprefix(', ')
        # "self, /, x" reads better without what scripts never write
        arguments = arguments.removeprefix('/, ').removesuffix(', /')
        text = f'{self.name}({arguments})'
        if self.is_awaitable and self.part != 'handlers':
            text = f'await {text}'
        return text if self.returns == 'None' else f'{text} -> {self.returns}'


class StubClass:
    def __init__(self, node):
        self.name, self.doc, self.node = node.name, ast.get_docstring(node) or '', node
        self.bases = [ast.unparse(base) for base in node.bases]
        self.members = {}
        last = None
        for item in node.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.add(item)
            elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                last = self.members[item.target.id] = Member(self.name, item, True)
            elif isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
                if last is not None and isinstance(item.value.value, str):
                    last.doc = item.value.value
        self.is_record = 'NamedTuple' in self.bases

    def add(self, item):
        if item.name.startswith('__'):
            return
        member, known = Member(self.name, item), self.members.get(item.name)
        if any(isinstance(d, ast.Name) and d.id == 'overload' for d in item.decorator_list):
            # The last one says it most generally, the first one what it is.
            member.overloads = (known.overloads if known else []) + [member]
            member.doc = member.doc or (known.doc if known else '')
            known = None
        if known is None:
            self.members[item.name] = member


def read_stub(text):
    tree = ast.parse(text)
    classes = {node.name: StubClass(node) for node in tree.body if isinstance(node, ast.ClassDef)}
    others = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            others[node.name] = Member('', node)
        elif isinstance(node, ast.AnnAssign):
            others[node.target.id] = None
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    others[target.id] = None
    for known in classes.values():  # what a class of the stub has from another one
        for base in known.bases:
            for name, member in getattr(classes.get(base), 'members', {}).items():
                known.members.setdefault(name, member)
    return classes, others


def near(name, names):
    found = difflib.get_close_matches(name, list(names), 1, 0.6)
    return found[0] if found else None
