# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The command line of a match: what it says, what it writes, what it refuses."""

import json
from pathlib import Path

import arena
import support
from arena import bot, match
from support import run


class Command(arena.Case):
    def test_the_json(self) -> None:
        out = self.folder / "match.json"
        result = run("arena", "--red", bot("bomber"), "--blue", bot("statue"), "--seed", "s", "--json", out)
        self.assertEqual((result.code, result.err), (0, ""))
        got = json.loads(out.read_text())
        self.assertEqual(got["bots"], ["bomber", "statue"])
        self.assertEqual((got["red"], got["blue"]), (str(bot("bomber")), str(bot("statue"))))
        self.assertEqual((got["seed"], got["scope"], got["turns"]), ("s", "player", 100))
        self.assertEqual((got["isolation"], got["failures"], got["cut"], got["killed"]),
                         ("process", [], 0, 0))
        self.assertEqual(got["score"], got["alive"][-1])
        self.assertGreater(got["seconds"], 0)
        self.assertEqual(result.out.splitlines(), [f"red  bomber: {got['score'][0]} robots",
                                                   f"blue statue: {got['score'][1]} robots"])

    def test_to_standard_output_nothing_else_goes(self) -> None:
        noisy = self.write("noisy", "import sys\nprint('loading')\nclass Robot:\n    def act(self, game):\n"
                                    "        print('acting', file=sys.stderr)\n        return ['guard']\n")
        result = run("arena", "--red", noisy, "--blue", noisy, "--json", "-")
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(json.loads(result.out)["errors"], [0, 0])
        result = run("arena", "--red", noisy, "--blue", noisy, "--json", "-", "--prints")
        self.assertEqual(json.loads(result.out)["errors"], [0, 0])
        self.assertIn("acting", result.err)

    def test_the_packs_own_bots(self) -> None:
        result = run("arena")
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertEqual(len(result.out.splitlines()), 2)

    def test_a_plain_name_is_one_of_ours(self) -> None:
        one, two = (match(red, bot("statue"), "1") for red in (Path("bully"), bot("bully")))
        self.assert_exact(one, two, "a plain name")

    def test_a_bot_that_cannot_load_is_told_once(self) -> None:
        broken = self.write("broken", "import rg\nprint 'hello'\n")
        result = run("arena", "--red", bot("statue"), "--blue", broken)
        self.assertEqual(result.code, 0)
        self.assertEqual(len(result.err.splitlines()), 1, result.err)
        self.assertIn("broken.py:2: SyntaxError: Missing parentheses", result.err)
        self.assertIn("blue guards instead", result.err)
        self.assertRegex(result.out, r"blue broken: \d+ robots, \d+ acts failed\n")

    def test_refused_imports_are_named(self) -> None:
        spy = self.write("spy", "import rg\nimport socket\nclass Robot: pass\n")
        got = match(bot("statue"), spy, "1")
        self.assertEqual(len(got["failures"]), 1)
        self.assertEqual(got["failures"][0]["player"], 1)
        self.assertIn("spy.py:2: ImportError", got["failures"][0]["text"])
        self.assertIn("module 'socket' is not available", got["failures"][0]["text"])

    def test_refused(self) -> None:
        statue = bot("statue")
        self.assert_refused(run("arena", "--red", "nobody.py", "--blue", statue), "--red nobody.py", "no such")
        self.assert_refused(run("arena", "--red", statue, "--scope", "team"), "--scope 'team'", "player or unit")
        self.assert_refused(run("arena", "--red", statue, "--isolation", "none"), "thread, process or shared-gil")
        self.assert_refused(run("arena", "--interpreters", "3"), "--scope unit")
        self.assert_refused(run("arena", "--workers", "x"), "--workers 'x'")
        self.assert_refused(run("arena", "--seed"), "needs a value")
        self.assert_refused(run("arena", "--red", statue, "extra"), "'extra'")
        self.assert_refused(run("arena", "--json", self.folder / "no" / "x.json"), "x.json")

    def test_help(self) -> None:
        result = run("arena", "--help")
        self.assertEqual((result.code, result.err), (0, ""))
        for option in ("--red", "--blue", "--seed", "--scope", "--ladder", "--json"):
            self.assertIn(option, result.out)


if __name__ == "__main__":
    support.main()
