# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""breakpoint() in a script opens pdb in the terminal, here a pseudo-terminal, and the game goes on."""

from __future__ import annotations

import os
import pty
import subprocess

import support

SCRIPT = """from myrmidon import Unit

class Subject(Unit):
    count = 0

    def think(self):
        self.count += 1
        if self.id & 0xffff == 1 and self.count == 2:
            secret = 42
            breakpoint()
            self.told = secret
        if self.count == 4 and self.id & 0xffff < 2:
            print("told", getattr(self, "told", None))
"""


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments: object) -> None:
        self.master, slave = pty.openpty()
        self.game = subprocess.Popen([support.PROGRAM, *map(str, arguments)], stdin=slave,
                                     stdout=slave, stderr=slave, close_fds=True)
        os.close(slave)
        self.seen = ""

    def read_until(self, text: str) -> str:
        """What came before the text, which must come."""
        while text not in self.seen:
            try:
                more = os.read(self.master, 4096)
            except OSError:  # the other end is closed
                more = b""
            if not more:
                raise AssertionError(f"{text!r} did not come after {self.seen!r}")
            self.seen += more.decode(errors="replace").replace("\r\n", "\n")
        before, _, self.seen = self.seen.partition(text)
        return before

    def ask(self, line: str) -> str:
        os.write(self.master, line.encode() + b"\n")
        return self.read_until("(Pdb) ")

    def end(self) -> int:
        try:
            return self.game.wait(timeout=support.TIMEOUT_S)
        finally:
            self.game.kill()
            os.close(self.master)


class Debug(support.Case):
    def test_a_conversation(self) -> None:
        pack = self.make_pack(SCRIPT)
        for isolation, clock in zip(support.isolations()[:2], ([], ["--realtime"])):
            with self.subTest(isolation):
                terminal = Terminal(pack, "--trust", "--headless", "--ticks", 12, "--debug",
                                    "--isolation", isolation, *clock)
                # CPython stops at the call from 3.13 on, before that behind it.
                self.assertRegex(terminal.read_until("(Pdb) "),
                                 r"> pen/scripts/subject\.py\(1[01]\)think\(\)\n-> ")
                self.assertIn("42\n", terminal.ask("p secret"))
                self.assertIn("'subject', 1", terminal.ask("self.kind, self.id & 0xffff"))
                self.assertRegex(terminal.ask("l"), r"1[01]  ->")
                self.assertIn("Breakpoint 1 at pen/scripts/subject.py:12", terminal.ask("b 12"))
                terminal.ask("secret = 43")
                self.assertIn("subject.py(12)think()", terminal.ask("c"))
                os.write(terminal.master, b"q\n")
                terminal.read_until("subject 0: told None\n")
                terminal.read_until("subject 1: told 43\n")
                self.assertEqual(terminal.end(), 0)

    def test_a_step_ends_with_the_turn(self) -> None:
        pack = self.make_pack(SCRIPT.replace("            self.told = secret\n", ""))
        terminal = Terminal(pack, "--trust", "--headless", "--ticks", 6, "--debug")
        terminal.read_until("(Pdb) ")
        while "--Return--" not in terminal.ask("n"):
            pass
        os.write(terminal.master, b"n\n")
        self.assertNotIn("(Pdb)", terminal.read_until("subject 1: told None\n"))
        self.assertEqual(terminal.end(), 0)

    def test_nobody_at_the_terminal(self) -> None:
        pack = self.make_pack(SCRIPT)
        result = support.headless(pack, "--ticks", 6, "--debug")
        self.assertEqual((result.code, result.stats["failures"]), (0, []))
        self.assertIn("subject 1: told 42\n", result.out)

    def test_without_a_debugger_it_is_an_error_at_its_line(self) -> None:
        pack = self.make_pack(SCRIPT)
        for isolation in support.isolations()[:2]:
            with self.subTest(isolation):
                result = support.headless(pack, "--ticks", 6, "--isolation", isolation)
                [failure] = result.stats["failures"]
                self.assertEqual((failure["line"], failure["unit"]), (10, "subject 1"))
                self.assertIn("breakpoint() without a debugger (--debug) is not permitted",
                              failure["text"])

    def test_only_trusted_packs_are_debugged(self) -> None:
        pack = self.make_pack(SCRIPT)
        self.assert_refused(support.headless(pack, "--debug", is_trusted=False),
                            "--debug: pack 'pen' is not trusted", "--trust")


if __name__ == "__main__":
    support.main()
