# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Scripts that fail: their agent alone is benched, the game goes on, the traceback is shown once."""

import re

import support
from support import headless

HEAD = "from myrmidon import Unit\n\nclass Subject(Unit):\n"
STEADY = "    def think(self):\n        self.steer(0.5)\n"


class FailingScripts(support.Case):
    def play(self, script: str, isolation: str, **manifest) -> support.Run:
        pack = self.make_pack(script, name=f"pen-{isolation}", **manifest)
        result = headless(pack, "--ticks", 20, "--isolation", isolation)
        self.assertEqual(result.code, 0, result.err)
        self.assertEqual(result.stats["ticks"], 20)
        return result

    def check(self, script: str, *, errors: int, thinks: int, line: int, text: str) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                result = self.play(script, isolation)
                stats = result.stats
                where = f"pen-{isolation}/scripts/subject.py"
                self.assertEqual((stats["errors"], stats["benched"]), (errors, errors))
                self.assertEqual(stats["commands"], thinks)
                self.assertEqual([row["count"] for row in stats["failures"]], [errors])
                self.assertEqual((stats["failures"][0]["path"], stats["failures"][0]["line"]),
                                 (where, line))
                self.assertIn(text, stats["failures"][0]["text"])
                # Where the file is, so that a terminal opens it; the traceback has the pack's own path.
                told = re.findall(rf"^error: {re.escape(str(self.folder))}/{where}:{line}:\d+: ",
                                  result.err, re.M)
                self.assertEqual(len(told), 1, result.err)
                self.assertIn(text, result.err)
                self.assertEqual(result.err.count("benched"), 1, result.err)
                self.assertEqual(result.err.count(str(self.folder)), 1, result.err)

    def test_one_that_raises_is_benched_alone(self) -> None:
        # Four units of one team, two in each interpreter; the third raises at its eleventh think.
        self.check(HEAD + "    count = 0\n    def think(self):\n        self.count += 1\n"
                   "        self.steer(0.5)\n        if self.count == 11 and self.x == max("
                   "[self.x] + [u.x for u in self.near(900)]):\n"
                   "            raise ValueError('too far')\n",
                   errors=1, thinks=3 * 20 + 10, line=9, text="ValueError: too far")

    def test_all_that_raise_are_counted_and_told_once(self) -> None:
        self.check(HEAD + "    def think(self):\n        self.steer(0.5)\n        1 / 0\n",
                   errors=4, thinks=0, line=6, text="ZeroDivisionError")

    def test_init_that_raises(self) -> None:
        self.check(HEAD + "    def __init__(self):\n        self.home = nowhere\n" + STEADY,
                   errors=4, thinks=0, line=5, text="NameError")

    def test_import_that_raises(self) -> None:
        self.check("import no_such_thing\n" + HEAD + STEADY,
                   errors=4, thinks=0, line=1, text="no_such_thing")

    def test_syntax_error(self) -> None:
        self.check(HEAD + "    def think(self)\n        pass\n",
                   errors=4, thinks=0, line=4, text="SyntaxError")

    def test_class_that_is_missing(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                result = self.play("from myrmidon import Unit\n", isolation)
                self.assertEqual(result.stats["benched"], 4)
                self.assertIn("Subject", result.stats["failures"][0]["text"])
                self.assertIn("scripts/subject.py", result.err)

    def test_traceback_names_each_call(self) -> None:
        script = (HEAD + "    def think(self):\n        self.plan()\n"
                  "    def plan(self):\n        raise KeyError('plan')\n")
        for isolation in support.isolations():
            with self.subTest(isolation):
                result = self.play(script, isolation)
                where = f"pen-{isolation}/scripts/subject.py"
                self.assertIn(f'File "{where}", line 5, in Subject.think', result.err)
                self.assertIn(f'File "{where}", line 7, in Subject.plan', result.err)
                self.assertIn("raise KeyError('plan')", result.err)

    def test_bad_arguments_are_an_error_at_their_line(self) -> None:
        self.check(HEAD + "    def think(self):\n        self.move_to('home')\n",
                   errors=4, thinks=0, line=5, text="move_to")

    def test_prints_show_who_printed(self) -> None:
        for isolation in support.isolations():
            with self.subTest(isolation):
                result = self.play(HEAD + "    def think(self):\n        print('tick', self.tick)\n",
                                   isolation)
                self.assertRegex(result.out, r"(?m)^subject \d+: tick 19$")
                self.assertEqual(result.err, "")


if __name__ == "__main__":
    support.main()
