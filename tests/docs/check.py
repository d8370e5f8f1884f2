# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""check.py [--write] PROGRAM DOCUMENT: what a document shows must work.

A comment in the line before a code block or a table says what it is:

    <!-- unit: guard -->        a script; must run for some seconds in a pack of ours without an error
    <!-- error: guard -->       a script that must fail; the ```text block after it must be in the log
    <!-- file: a/pack.json -->  a file of a pack that the reader writes
    <!-- run -->                commands; tools/play stands for the program; each must end with 0
    <!-- win: Red -->           commands; the last prints --stats json, and this team has won
    <!-- check: a/x.py -->      a file that 'check' must find mistakes in: those of the ```text block
                                after it and no others; it is not kept
    <!-- table: fields -->      rows of the schema: fields, own, queries, commands or events

--write puts the schema's rows into the tables. The exit code is 1 if anything is wrong.
"""

import ast
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

MARK = re.compile(r"^<!-- (unit|error|file|run|win|check|table)(?:: (\S+))? -->$")
BUILT_IN = {"near", "nearest", "distance_to", "send", "sleep", "until", "message", "event",
            "teammates", "units", "state", "field", "column"}
OWN = {"tick", "time", "dt", "budget_left", "random"}
HANDLERS = {"think", "on_message", "__init__"}
TICKS = 120

# The pack that units of a document run in: two teams within sight of one another, things to carry,
# ground to walk on.
PACK = {"id": "first", "map": "yard", "interpreters": {"shared": 4},
        "teams": [{"name": "Red", "color": "#e0574c"}, {"name": "Blue", "color": "#4c9be0"}]}
KIND = {"sprite": "dot", "tinted": True, "speed": 60, "hp": 20, "damage": 2, "reach": 20, "sight": 150,
        "capacity": 5}
NEST = {"sprite": "dot", "radius": 20, "mass": 0, "hp": 500, "capacity": 1000}
MAP = {"size": [640, 360],
       "terrain": {"cell": 40, "legend": {".": {"name": "grass", "sprite": "dot", "speed": 1},
                                          "~": {"name": "mud", "sprite": "dot", "speed": 0.5}},
                   "rows": ["........~~......"] * 9},
       "fields": {"food": {"cell": 20}, "trail": {"cell": 20, "decay": 0.2, "diffuse": 0.1}},
       "spots": [{"field": "food", "x": 320, "y": 180, "radius": 100, "amount": 100}]}


class Wrong(Exception):
    pass


class Block:
    """What one mark says of the lines that follow it."""

    def __init__(self, kind, name, first, lines, answer):
        self.kind, self.name, self.first, self.lines, self.answer = kind, name, first, lines, answer

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"


def fenced(lines, start):
    """The lines of the code block that begins at or after `start`, and where they begin and end."""
    while start < len(lines) and not lines[start].startswith("```"):
        start += 1
    end = start + 1
    while end < len(lines) and lines[end] != "```":
        end += 1
    return lines[start + 1:end], start + 1, end


def read_blocks(lines):
    for number, line in enumerate(lines):
        mark = MARK.match(line)
        if mark is None:
            continue
        kind, name = mark.groups()
        if kind == "table":
            end = number + 1
            while end < len(lines) and lines[end].startswith("|"):
                end += 1
            yield Block(kind, name, number + 1, lines[number + 1:end], None)
            continue
        body, first, end = fenced(lines, number)
        answer = fenced(lines, end + 1)[0] if kind in ("error", "check") else None
        yield Block(kind, name, first, body, answer)


def run(command, folder):
    # Nothing of the caller's display: a document that shows a window is wrong to be run. And nothing
    # of their packs: what a document installs is gone with its folder.
    environment = {key: value for key, value in os.environ.items() if key != "DISPLAY"}
    environment["MYRMIDON_HOME"] = str(pathlib.Path(folder or ".") / ".myrmidon")
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100,
                          stdin=subprocess.DEVNULL, env=environment)


# ------------------------------------------------------------------------------------------- units


def write_pack(folder, block):
    found = re.findall(r"^class (\w+)\(Unit\)", block.text, re.MULTILINE)
    if not found:
        raise Wrong("no class derived from Unit")
    units = [{"kind": "nest", "team": team, "count": 1, "x": 200 + 240 * team, "y": 180} for team in (0, 1)]
    count = 1 if block.kind == "error" else 8
    units += [{"kind": block.name, "team": team, "count": count, "x": 270 + 100 * team, "y": 180, "radius": 40}
              for team in (0, 1)]
    kind = {**KIND, "builds": block.name, "script": {"module": block.name, "class": found[-1]}}
    for path, content in {"pack.json": PACK, "maps/yard.json": {**MAP, "units": units},
                          "units/nest.json": NEST, f"units/{block.name}.json": kind}.items():
        write(folder / "first" / path, json.dumps(content))
    write(folder / "first/scripts" / f"{block.name}.py", block.text)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def play_unit(program, folder, block):
    write_pack(folder, block)
    return run([program, "first", "--headless", "--ticks", str(TICKS), "--stats", "json"], folder)


def check_unit(program, folder, block):
    result = play_unit(program, folder, block)
    stats = json.loads(result.stdout.splitlines()[-1]) if result.returncode == 0 else {}
    is_loud = re.search("^(error|warning):", result.stderr, re.MULTILINE)
    if is_loud or stats.get("errors") != 0 or stats.get("commands", 0) + stats.get("messages", 0) == 0:
        raise Wrong(f"exit code {result.returncode}, {stats}\n{result.stderr}")


def check_error(program, folder, block):
    result = play_unit(program, folder, block)
    wanted = "\n".join(block.answer)
    if not block.answer or wanted not in result.stderr:
        raise Wrong(f"wanted:\n{wanted}\nthe log says:\n{result.stderr}")


def check_run(program, folder, block):
    for line in block.lines:
        words = shlex.split(line, comments=True)
        if not words:
            continue
        command = " ".join(shlex.quote(program) if word == "tools/play" else
                           word if word in (">", "|", "&&") else shlex.quote(word) for word in words)
        block.result = result = run(["bash", "-c", command], folder)
        if result.returncode != 0 or "error:" in result.stderr:
            raise Wrong(f"{line}\nexit code {result.returncode}\n{result.stderr}")


def check_win(program, folder, block):
    check_run(program, folder, block)
    teams = json.loads(block.result.stdout.splitlines()[-1])["teams"]
    left = {team["name"]: team["units"] for team in teams}
    if not left.get(block.name) or sum(left.values()) != left[block.name]:
        raise Wrong(f"{block.name} have not won: {left}")


def check_mistakes(program, folder, block):
    path = folder / block.name
    before = path.read_text()
    path.write_text(block.text)
    result = run([program, "check", path.relative_to(folder).parts[0]], folder)
    path.write_text(before)
    if result.returncode != 1 or result.stdout.splitlines()[:-1] != block.answer:
        raise Wrong(f"exit code {result.returncode}\n{result.stdout}{result.stderr}")


# ------------------------------------------------------------------------------------------ tables


def read_stub(program):
    result = run([program, "stub", "hive"], None)
    if result.returncode != 0:
        raise Wrong(result.stderr)
    return {node.name: node for node in ast.parse(result.stdout).body if isinstance(node, ast.ClassDef)}


def first_paragraph(node):
    return " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())


def is_property(node):
    return any(isinstance(mark, ast.Name) and mark.id == "property" for mark in node.decorator_list)


def property_row(node):
    text = first_paragraph(node)
    unit = re.search(r" \(([^()]*)\)$", text)
    kind = ast.unparse(node.returns).replace("|", "or")
    return f"| `{node.name}` | {kind} | {unit[1] if unit else ''} | {text[:unit.start()] if unit else text} |"


def shown_arguments(node):
    plain = node.args.args[1:]
    fallbacks = [None] * (len(plain) - len(node.args.defaults)) + node.args.defaults
    shown = [arg.arg if fallback is None else f"{arg.arg}={ast.unparse(fallback)}"
             for arg, fallback in zip(plain, fallbacks)]
    shown += [f"{arg.arg}={ast.unparse(fallback)}"
              for arg, fallback in zip(node.args.kwonlyargs, node.args.kw_defaults)]
    return ", ".join(text.replace("=1000000000", "=all") for text in shown)


def is_command(node):
    return ast.unparse(node.returns) == "None" or ast.unparse(node.returns).startswith("Awaitable")


def method_row(node):
    row = f"| `{node.name}({shown_arguments(node)})` |"
    returns = ast.unparse(node.returns).replace("|", "or")
    return f"{row} {'' if is_command(node) else returns + ' | '}{first_paragraph(node)} |".replace("|  ", "| ")


def event_row(node, stub):
    record = stub[node.args.posonlyargs[-1].annotation.id].body
    places = ", ".join(f"`{place.target.id}`: {ast.unparse(place.annotation).replace('|', 'or')}"
                       for place in record if isinstance(place, ast.AnnAssign))
    return f"| `{node.name}(event)` | {places} | {first_paragraph(node)} |".replace("|  |", "| |")


def table_lines(stub, name):
    methods = [node for node in stub["Unit"].body if isinstance(node, ast.FunctionDef)]
    calls = [node for node in methods if not is_property(node) and node.name not in BUILT_IN | HANDLERS]
    properties = "| name | type | unit | |\n|---|---|---|---|"
    tables = {
        "fields": (properties, [property_row(node) for node in stub["View"].body
                                if isinstance(node, ast.FunctionDef) and is_property(node)]),
        "own": (properties, [property_row(node) for node in methods if node.name in OWN]),
        "queries": ("| call | answer | |\n|---|---|---|",
                    [method_row(node) for node in calls if not is_command(node)]),
        "commands": ("| call | |\n|---|---|",
                     [method_row(node) for node in calls
                      if is_command(node) and not node.name.startswith("on_")]),
        "events": ("| handler | `event.` | |\n|---|---|---|",
                   [event_row(node, stub) for node in calls if node.name.startswith("on_")]),
    }
    header, rows = tables[name]
    return header.split("\n") + rows


# -------------------------------------------------------------------------------------------- main


def check_block(program, folder, block):
    if block.kind == "unit":
        check_unit(program, folder, block)
    elif block.kind == "error":
        check_error(program, folder, block)
    elif block.kind == "file":
        write(folder / block.name, block.text)
    elif block.kind == "run":
        check_run(program, folder, block)
    elif block.kind == "win":
        check_win(program, folder, block)
    elif block.kind == "check":
        check_mistakes(program, folder, block)
    elif block.lines != table_lines(read_stub(program), block.name):
        raise Wrong("the table is not that of the schema: check.py --write PROGRAM DOCUMENT mends it")


def write_tables(program, document, lines):
    stub = read_stub(program)
    for block in reversed(list(read_blocks(lines))):
        if block.kind == "table":
            lines[block.first:block.first + len(block.lines)] = table_lines(stub, block.name)
    document.write_text("\n".join(lines) + "\n")


def main():
    arguments = sys.argv[1:]
    is_writing = arguments[:1] == ["--write"]
    program, document = (pathlib.Path(path).resolve() for path in arguments[is_writing:])
    lines = document.read_text().splitlines()
    if is_writing:
        write_tables(str(program), document, lines)
        return 0
    blocks, wrong = list(read_blocks(lines)), 0
    with tempfile.TemporaryDirectory() as reader:
        for block in blocks:
            try:
                if block.kind in ("unit", "error"):
                    with tempfile.TemporaryDirectory() as folder:
                        check_block(str(program), pathlib.Path(folder), block)
                else:
                    check_block(str(program), pathlib.Path(reader), block)
            except Wrong as error:
                wrong += 1
                print(f"{document.name}:{block.first}: {block.kind}: {error}")
    print(f"{document.name}: {len(blocks)} blocks, {wrong} wrong")
    return wrong != 0 or not blocks


sys.exit(main())
