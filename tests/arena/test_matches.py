# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""Our own bots play as the oracle has them play, and the same however they are run."""

import arena
import support
from arena import EXACT, bot, expected, match

# Every bot on either side; the seeds are any texts.
PAIRS = [("statue", "wanderer", "1"), ("wanderer", "surveyor", "a seed of words"),
         ("surveyor", "bully", ""), ("bully", "coward", "-7"), ("coward", "bomber", "42s"),
         ("bomber", "phalanx", "0"), ("phalanx", "clerk", "Ü ∑"), ("clerk", "scholar", "match=3"),
         ("scholar", "strategist", "2147483647"), ("strategist", "statue", "007"),
         ("strategist", "bomber", "1e3"), ("scholar", "bully", "\n"), ("clerk", "wanderer", "x" * 500)]


class Exact(arena.Case):
    def test_the_pairs_cover_the_bots(self) -> None:
        names = {path.stem for path in arena.own_bots()}
        self.assertEqual(len(names), 10)
        self.assertEqual(names, {red for red, _, _ in PAIRS})
        self.assertEqual(names, {blue for _, blue, _ in PAIRS})

    def test_as_the_oracle_plays(self) -> None:
        for red, blue, seed in PAIRS:
            with self.subTest(red=red, blue=blue, seed=seed):
                got = match(bot(red), bot(blue), seed)
                self.assert_exact(got, expected(bot(red), bot(blue), seed), f"{red} {blue}")
                self.assertEqual(got["errors"], [0, 0], got["failures"])
                self.assertEqual((len(got["digests"]), len(got["alive"])), (100, 100))

    def test_a_robot_each(self) -> None:
        for red, blue, seed in [("clerk", "scholar", "3"), ("strategist", "wanderer", "4")]:
            got = match(bot(red), bot(blue), seed, "--scope", "unit")
            self.assert_exact(got, expected(bot(red), bot(blue), seed, "unit"), f"{red} {blue}")

    def test_scopes_agree_where_nothing_is_kept(self) -> None:
        one = match(bot("scholar"), bot("wanderer"), "5", "--scope", "player")
        two = match(bot("scholar"), bot("wanderer"), "5", "--scope", "unit")
        self.assert_exact(two, one, "scopes")
        self.assertEqual((one["scope"], two["scope"]), ("player", "unit"))


class Same(arena.Case):
    """However a match is run, it is the same match."""

    def test_isolations_workers_pools(self) -> None:
        red, blue = bot("clerk"), bot("wanderer")
        for scope, pools in (("player", [()]), ("unit", [("--interpreters", n) for n in (1, 3, 7)])):
            wanted = match(red, blue, "same", "--scope", scope)
            for how in support.isolations():
                for workers, pool in zip((1, 2, 4), pools * 3):
                    with self.subTest(scope=scope, how=how, workers=workers, pool=pool):
                        got = match(red, blue, "same", "--scope", scope, "--isolation", how,
                                    "--workers", workers, *pool)
                        self.assertEqual(got["isolation"], how)
                        self.assert_exact(got, wanted, how)

    def test_again(self) -> None:
        one, two = (match(bot("bomber"), bot("strategist"), "again") for _ in range(2))
        self.assertEqual([one[key] for key in EXACT], [two[key] for key in EXACT])
        self.assertTrue(one["comparable"])

    def test_a_seed_is_its_text(self) -> None:
        digests = {match(bot("wanderer"), bot("surveyor"), seed)["match_digest"]
                   for seed in ("1", "01", "1 ", "")}
        self.assertEqual(len(digests), 4)


if __name__ == "__main__":
    support.main()
