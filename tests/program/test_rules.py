# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Rules that a pack brings: what a referee may do, what happens when it fails, and rules.json."""

import json

import support
from support import PACKS, headless, run

JUDGE = PACKS / "judge"

FAILING = """
from myrmidon import Rules

class Judge(Rules):
    def start(self):
        {start}
    def referee(self, orders):
        {referee}
"""


class Rules(support.Case):
    def judge(self, start: str = "pass", referee: str = "pass"):
        pack = self.copy_pack(JUDGE)
        (pack / "scripts" / "judge.py").write_text(FAILING.format(start=start, referee=referee))
        return pack

    def test_the_same_game_in_each_isolation_and_in_a_replay(self) -> None:
        wanted = None
        for isolation in support.isolations():
            for workers in (1, 3):
                recording = self.folder / f"{isolation}.rec"
                stats = self.assert_clean(headless(JUDGE, "--ticks", 300, "--isolation", isolation,
                                                   "--workers", workers, "--record", recording))
                end = stats["hash"], stats["ticks"], stats["ending"]
                wanted = wanted or end
                self.assertEqual(end, wanted, f"{isolation}, {workers} workers")
            replay = run("replay", recording, "--headless", "--stats", "json").stats
            self.assertEqual((replay["hash"], replay["ticks"], replay["ending"]), wanted)
        self.assertEqual(wanted[2]["how"], "over")
        self.assertIn(wanted[2]["winner"], (0, 1))

    def test_a_window_s_clock_comes_to_an_end_too(self) -> None:
        stats = headless(JUDGE, "--realtime", "--ticks", 40, "--option", "goal=12").stats
        self.assertEqual(stats["ending"]["text"], "judge")

    def test_options(self) -> None:
        stats = headless(JUDGE, "--option", "title=won by a = b", "--option", "goal=8").stats
        self.assertEqual(stats["ending"]["text"], "won by a = b")
        stats = headless(JUDGE, "--option", "is_quick=true").stats
        self.assertEqual((stats["ticks"], stats["ending"]["winner"]), (1, None))
        for option, wanted in (("goal=x", "whole number"), ("is_quick=1", "true or false"),
                               ("factor=nan", "a number"), ("gaol=3", "did you mean 'goal'"),
                               ("goal", "NAME=VALUE")):
            self.assert_refused(headless(JUDGE, "--option", option), "--option", wanted)
        self.assert_refused(headless("hive", "--option", "a=1"), "no options")

    def test_rules_that_fail_end_the_game_as_aborted(self) -> None:
        for isolation in support.isolations()[:2]:
            for statement in ("if self.tick > 2: raise ValueError", "while self.tick > 2: pass"):
                pack = self.judge(referee=statement)
                self.edit_json(pack / "pack.json", lambda info: info.update(
                    limits={"think_limit_ms": 150, "strikes": 2}))
                result = headless(pack, "--ticks", 20, "--isolation", isolation)
                self.assertEqual(result.code, 1)
                self.assertIn("judge: the game was aborted: its rules failed", result.err)
                self.assertIn("judge/scripts/judge.py:8", result.err)
                self.assertEqual((result.stats["ending"]["how"], result.stats["ticks"]),
                                 ("aborted", 5))
                support.shutil.rmtree(pack)

    def test_a_tick_whose_referee_fails_changes_nothing(self) -> None:
        pack = self.judge(referee="""
        for unit in self.units():
            self.set(unit, score=self.tick)
        if self.tick == 3:
            raise ValueError
        if self.tick == 4:
            self.end(str(sorted({unit.score for unit in self.units()})))""")
        self.assertEqual(headless(pack, "--ticks", 9).stats["ending"]["text"], "[2]")

    def test_rules_that_cannot_begin(self) -> None:
        for start in ("raise ValueError", "self.spawn('nobody', 1, 2, 3)"):
            pack = self.judge(start=start)
            result = headless(pack, "--ticks", 20)
            self.assertEqual((result.code, result.stats["ending"]["how"]), (1, "aborted"))
            support.shutil.rmtree(pack)
        pack = self.copy_pack(JUDGE)
        (pack / "scripts" / "judge.py").write_text("class Judge:\n    pass\n")
        result = headless(pack, "--ticks", 20)
        self.assertIn("not a class derived from myrmidon.Rules", result.err)
        self.assertEqual(result.code, 1)

    def test_wrong_calls_name_what_was_expected(self) -> None:
        for call, wanted in (("self.set(7, hp=3)", "must be a unit"),
                             ("self.set(self.units()[0], kind='x')", "can be set: there are x, y"),
                             ("self.set(self.units()[0], score=2.5)", "must be an int"),
                             ("self.spawn('runner', 0)", "missing its argument 'x'"),
                             ("self.tell(self.units()[0], 'score', 1)", "known are 'hit'"),
                             ("self.tell(self.units()[0], 'scored', 1)", "tells 3 values, 1 given"),
                             ("self.allow(3)", "must be an order"),
                             ("self.damge(self.units()[0], 1)", "Did you mean: 'damage'")):
            pack = self.judge(referee=call)
            self.assertIn(wanted, headless(pack, "--ticks", 20).err)
            support.shutil.rmtree(pack)

    def test_a_script_cannot_judge(self) -> None:
        pack = self.copy_pack(JUDGE)
        (pack / "scripts" / "runner.py").write_text("""
from myrmidon import Unit, Rules

class Runner(Unit):
    def think(self):
        Rules.end(self, "mine")
""")
        result = headless(pack, "--ticks", 3)
        self.assertIn("end() is a method of the referee", result.err)

    def test_rules_that_only_begin_leave_the_simulation_alone(self) -> None:
        pack = self.make_pack("from myrmidon import Unit\n\nclass Subject(Unit):\n"
                              "    def think(self):\n        self.move_to(320, 180)\n")
        (pack / "rules.json").write_text(json.dumps(
            {"script": {"module": "rules", "class": "Game"}}))
        (pack / "scripts" / "rules.py").write_text(
            "from myrmidon import Rules\n\nclass Game(Rules):\n    def start(self):\n"
            "        self.spawn('subject', 1, 5, 5)\n")
        stats = self.assert_clean(headless(pack, "--ticks", 60))
        self.assertEqual((stats["units"], stats["rejected"]), (5, 0))
        moved = stats["hash"]
        (pack / "scripts" / "rules.py").write_text(
            "from myrmidon import Rules\n\nclass Game(Rules):\n    def start(self):\n"
            "        self.spawn('subject', 1, 5, 5)\n    def referee(self, orders):\n"
            "        self.allow()\n")
        self.assertEqual(headless(pack, "--ticks", 60).stats["hash"], moved)


class Player(support.Case):
    def inputs(self, *rows: dict):
        path = self.folder / "inputs.json"
        path.write_text(json.dumps(rows))
        return path

    def test_snakes_can_be_won_and_lost(self) -> None:
        stats = self.assert_clean(headless("snakes", "--option", "rivals=0", "--option", "goal=4"))
        self.assertEqual((stats["ending"]["winner"], stats["rejected"]), (0, 0))
        stats = self.assert_clean(headless("snakes", "--option", "rivals=0"))
        self.assertEqual(stats["ending"]["text"], "You are eaten up")
        straight = stats["ticks"]
        path = self.inputs({"tick": 20, "event": "key", "key": "up"})
        stats = self.assert_clean(headless("snakes", "--option", "rivals=0", "--input", path))
        self.assertNotEqual(stats["ticks"], straight)

    def test_the_same_input_gives_the_same_game(self) -> None:
        path = self.inputs(
            {"tick": 5, "event": "select", "left": 0, "top": 0, "right": 960, "bottom": 1080},
            {"tick": 6, "event": "order", "x": 1700, "y": 540},
            {"tick": 40, "event": "select", "left": 600, "top": 0, "right": 900, "bottom": 500,
             "is_adding": True},
            {"tick": 41, "event": "order", "x": 300, "y": 300})
        ends = set()
        for isolation in support.isolations()[:2]:
            for workers in (1, 3):
                recording = self.folder / "game.rec"
                stats = self.assert_clean(headless(
                    "skirmish", "--units", 60, "--ticks", 120, "--isolation", isolation,
                    "--workers", workers, "--input", path, "--record", recording))
                ends.add(stats["hash"])
            replay = run("replay", recording, "--headless", "--stats", "json")
            ends.add(replay.stats["hash"])
        without = headless("skirmish", "--units", 60, "--ticks", 120).stats["hash"]
        self.assertEqual(len(ends), 1)
        self.assertNotIn(without, ends)

    def test_a_wrong_input_is_named(self) -> None:
        for row, wanted in (({"tick": 1, "event": "key"}, "key"),
                            ({"tick": 1, "event": "press", "key": "a"}, "pointer"),
                            ({"event": "button", "name": "a"}, "tick"),
                            ({"tick": 1, "event": "order", "x": 1, "y": 2, "z": 3}, "/inputs/0/z")):
            self.assert_refused(headless("snakes", "--input", self.inputs(row)), "inputs.json", wanted)


class RulesFile(support.Case):
    def refuse(self, edit, *parts: str) -> None:
        pack = self.copy_pack(JUDGE)
        self.edit_json(pack / "rules.json", edit)
        self.assert_refused(headless(pack, "--ticks", 2), "judge/rules.json:", *parts)
        support.shutil.rmtree(pack)

    def test_what_is_wrong_is_named(self) -> None:
        fields = lambda row: lambda rules: rules["fields"].update(row)
        self.refuse(fields({"hp": {"type": "int"}}), "a field 'hp' already")
        self.refuse(fields({"near": {"type": "int"}}), "a 'near' already")
        self.refuse(fields({"2x": {"type": "int"}}), "not a name")
        self.refuse(fields({"a": {"type": "text"}}), "/fields/a/type", "entity")
        self.refuse(fields({"a": {"type": "int", "default": 0.5}}), "/fields/a/default")
        self.refuse(fields({"a": {"type": "name", "values": ["b"], "default": "c"}}), "values")
        self.refuse(fields({"a": {"type": "int", "defualt": 1}}), "did you mean", "default")
        self.refuse(fields({"hop": {"type": "int"}}), "is a field, too")
        self.refuse(fields({f"f{i}": {"type": "int"} for i in range(70)}), "at most 64")
        self.refuse(lambda rules: rules["commands"].update(attack={}), "a command 'attack' already")
        self.refuse(lambda rules: rules["commands"]["hop"]["args"].append(
            {"name": "z", "type": "int"}), "needs a default")
        self.refuse(lambda rules: rules["events"].update(hit={}), "an event 'hit' already")
        self.refuse(lambda rules: rules.update(clock="never"), "turns")
        self.refuse(lambda rules: rules.update(script={"module": "jugde", "class": "Judge"}),
                    "did you mean 'judge'")
        self.refuse(lambda rules: rules.pop("script"), "the referee")

    def test_a_recording_needs_the_same_rules(self) -> None:
        pack = self.copy_pack(JUDGE)
        recording = self.folder / "a.rec"
        headless(pack, "--ticks", 5, "--record", recording)
        self.edit_json(pack / "rules.json", lambda rules: rules["fields"].update(a={"type": "int"}))
        self.assert_refused(run("replay", recording, "--headless"), "other files in the packs")


if __name__ == "__main__":
    support.main()
