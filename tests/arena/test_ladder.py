# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""All pairs of a folder: every match is the one that its own command plays."""

import json
import shutil

import arena
import support
from arena import EXACT, bot, match

NAMES = ["bomber", "scholar", "statue", "wanderer"]


class Ladder(arena.Case):
    def setUp(self) -> None:
        super().setUp()
        self.bots = self.folder / "bots"
        self.bots.mkdir()
        for name in NAMES:
            shutil.copy(bot(name), self.bots)
        (self.bots / "_helper.py").write_text("1 / 0\n")
        (self.bots / "notes.txt").write_text("not a bot\n")

    def ladder(self, *arguments: object) -> support.Run:
        return support.run("arena", "--ladder", self.bots, *arguments)

    def test_all_pairs(self) -> None:
        out = self.folder / "ladder.json"
        result = self.ladder("--seeds", 2, "--json", out)
        self.assertEqual(result.code, 0, result.err)
        ladder = json.loads(out.read_text())
        self.assertEqual((ladder["bots"], ladder["seeds"], ladder["failed"]), (NAMES, 2, 0))
        played = [(m["red"], m["blue"], m["seed"]) for m in ladder["matches"]]
        self.assertEqual(played, [(red, blue, seed) for i, red in enumerate(NAMES)
                                  for blue in NAMES[i + 1:] for seed in ("1", "2")])
        self.check_table(ladder)
        self.assertIn("12 of 12 matches", result.err)
        lines = result.out.splitlines()
        self.assertEqual([line.split()[1] for line in lines[1:]], [row["bot"] for row in ladder["table"]])
        for kept in (ladder["matches"][0], ladder["matches"][-1]):
            one = match(bot(kept["red"]), bot(kept["blue"]), kept["seed"])
            for key in set(EXACT) - {"digests", "alive"}:
                self.assertEqual(kept[key], one[key], key)

    def check_table(self, ladder: dict) -> None:
        points = dict.fromkeys(NAMES, 0.0)
        robots = dict.fromkeys(NAMES, 0)
        for m in ladder["matches"]:
            red, blue = m["score"]
            points[m["red"]] += (red > blue) + (red == blue) / 2
            points[m["blue"]] += (blue > red) + (red == blue) / 2
            robots[m["red"]] += red
            robots[m["blue"]] += blue
        for row in ladder["table"]:
            self.assertEqual((row["points"], row["robots"]), (points[row["bot"]], robots[row["bot"]]))
            self.assertEqual(row["won"] + row["drawn"] + row["lost"], 6)
        self.assertEqual([row["rank"] for row in ladder["table"]], [1, 2, 3, 4])
        for better, worse in zip(ladder["table"], ladder["table"][1:]):
            self.assertGreaterEqual(better["points"], worse["points"])
            self.assertGreaterEqual(better["rating"], worse["rating"])

    def test_jobs_do_not_matter(self) -> None:
        one, two = (json.loads(self.ladder("--jobs", jobs, "--json", "-").out) for jobs in (1, 3))
        for ladder in (one, two):
            for m in ladder["matches"]:
                for key in ("seconds", "think_s"):
                    del m[key]
        self.assertEqual((one["matches"], one["table"]), (two["matches"], two["table"]))

    def test_a_bot_that_fails_is_told_once(self) -> None:
        (self.bots / "broken.py").write_text("import rg\nclass Robot:\n    def act(self, game):\n"
                                             "        return rg.nothing\n")
        result = self.ladder()
        self.assertEqual(result.code, 0)
        self.assertEqual(result.err.count("broken.py:4: AttributeError"), 1, result.err)

    def test_refused(self) -> None:
        empty = self.folder / "empty"
        empty.mkdir()
        self.assert_refused(support.run("arena", "--ladder", empty), "empty", "two or more .py files")
        self.assert_refused(support.run("arena", "--ladder", self.folder / "no"), "no: No such file")
        self.assert_refused(support.run("arena", "--ladder", self.bots, "--red", bot("statue")), "--seeds")
        self.assert_refused(support.run("arena", "--ladder", self.bots, "--seeds", "0"), "--seeds '0'")
        self.assert_refused(support.run("arena", "--seeds", "2"), "--ladder FOLDER")


if __name__ == "__main__":
    support.main()
