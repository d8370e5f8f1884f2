# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""The command line: what it says to those who know it and to those who do not."""

import support
from support import headless, run

USAGE = 64  # EX_USAGE


class Options(support.Case):
    def test_help_names_every_demo_and_option(self) -> None:
        result = run("--help")
        self.assertEqual((result.code, result.err), (0, ""))
        for word in ("--headless", "--ticks", "--seed", "--workers", "--isolation", "--record",
                     "--interpreters", "--units", "--hash-log", "--stats", "--screenshot", "replay"):
            self.assertIn(word, result.out)
        for demo in support.demos():
            self.assertIn(f"  {demo.name} ", result.out)
        self.assertEqual(run("-h").out, result.out)

    def test_version(self) -> None:
        result = run("--version")
        self.assertEqual((result.code, result.err), (0, ""))
        self.assertRegex(result.out, r"^myrmidon \d+\.\d+\.\d+ \(CPython 3\.\d+\.\d+\)\n$")

    def test_what_is_wrong_is_named_with_its_remedy(self) -> None:
        for arguments, parts in {
            (): ["demo's name", "--help"],
            ("hive", "skirmish"): ["'skirmish'", "one argument too many"],
            ("replay",): ["'replay'", "recording"],
            ("stub",): ["'stub'", "pack"],
            ("hive", "--bogus"): ["'--bogus'", "--help"],
            ("hive", "-x"): ["'-x'", "--help"],
            ("hive", "--s", "1"): ["'--s'", "ambiguous"],
            ("hive", "--seed"): ["'--seed'", "value"],
            ("hive", "--seed", "-1"): ["--seed", "'-1'", "whole number"],
            ("hive", "--seed", "18446744073709551616"): ["--seed", "whole number"],
            ("hive", "--ticks", "0"): ["--ticks", "'0'", "1 to"],
            ("hive", "--ticks", "1e3"): ["--ticks", "'1e3'"],
            ("hive", "--ticks", ""): ["--ticks", "''"],
            ("hive", "--frames", "0"): ["--frames"],
            ("hive", "--workers", "33"): ["--workers", "1 to 32"],
            ("hive", "--interpreters", "5001"): ["--interpreters", "5000"],
            ("hive", "--units", "many"): ["--units", "'many'"],
            ("hive", "--isolation", "fork"): ["--isolation", "'fork'", "thread, process"],
            ("hive", "--stats", "xml"): ["--stats", "'xml'", "json"],
            ("hive", "--size", "big"): ["--size", "'big'", "1280x720"],
            ("hive", "--size", "10x10"): ["--size", "160x120"],
            ("hive", "--size", "640x480x2"): ["--size"],
        }.items():
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.code, USAGE)
                self.assert_refused(result, *parts)

    def test_files_that_cannot_be_written(self) -> None:
        nowhere = self.folder / "nowhere" / "file"
        for option in ("--record", "--hash-log", "--screenshot"):
            with self.subTest(option=option):
                result = run("hive", "--headless", "--units", 2, "--ticks", 2, option, nowhere)
                self.assert_refused(result, str(nowhere))

    def test_an_unknown_demo_is_told_with_the_nearest(self) -> None:
        self.assert_refused(run("hvie", "--headless"), "'hvie'", "did you mean 'hive'?")
        self.assert_refused(run("zzz", "--headless"), "'zzz'", "hive, poison, restless, skirmish")
        self.assert_refused(run("stub", "skirmsh"), "did you mean 'skirmish'?")

    def test_without_a_display_it_says_so(self) -> None:
        result = run("hive", "--frames", 2,
                     env={"DISPLAY": "", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": ""})
        self.assertEqual(result.code, 69)  # EX_UNAVAILABLE
        self.assert_refused(result, "DISPLAY", "--headless")

    def test_thread_isolation_where_cpython_has_none(self) -> None:
        if support.has_threads():
            self.skipTest("this CPython has it")
        result = run("hive", "--headless", "--isolation", "thread")
        self.assert_refused(result, "--isolation thread", "3.13")

    def test_stats_hold_what_is_promised(self) -> None:
        stats = headless("skirmish", "--units", 20, "--ticks", 20, "--workers", 2, "--seed", 9).stats
        for key in ("ticks", "units", "interpreters", "workers", "thinks", "late", "cut", "killed",
                    "oom", "errors", "children"):
            self.assertIsInstance(stats[key], int, key)
        for key in ("wall_s", "think_s", "main_s", "rss_mb"):
            self.assertIsInstance(stats[key], float, key)
        self.assertRegex(stats["hash"], r"^[0-9a-f]{16}$")
        self.assertRegex(stats["python"], r"^3\.\d+\.\d+$")
        self.assertEqual((stats["ticks"], stats["workers"], stats["seed"]), (20, 2, 9))
        self.assertIn(stats["isolation"], ("thread", "process"))

    def test_a_seed_makes_another_game(self) -> None:
        one, again, other = (headless("hive", "--units", 4, "--ticks", 40, "--seed", seed).stats
                             for seed in (1, 1, 2))
        self.assertEqual(one["hash"], again["hash"])
        self.assertNotEqual(one["hash"], other["hash"])


if __name__ == "__main__":
    support.main()
