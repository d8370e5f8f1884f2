# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
"""A pack is a stranger until the player trusts its content: until then its scripts run in sealed
child processes or not at all."""

import ctypes
import json
import os
import shutil
import stat
import struct
import subprocess
import sys
from pathlib import Path

import support
from support import headless, run

SCRIPT = """\
from myrmidon import Unit
class Subject(Unit):
    def think(self):
        self.steer(0.5)
"""


def zip_pack(folder: Path) -> Path:
    return Path(shutil.make_archive(str(folder), "zip", folder))


class Trust(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.home = self.folder / "home"
        self.env = {"MYRMIDON_HOME": str(self.home)}

    def packs(self, *arguments: object) -> support.Run:
        return run("packs", *arguments, env=self.env)

    def play(self, pack: object, *arguments: object) -> support.Run:
        return headless(pack, "--ticks", 3, *arguments, is_trusted=False, env=self.env)

    def assert_sealed(self, result: support.Run, trust: str = "none") -> None:
        self.assertEqual(result.code, 0, result.err)
        stats = result.stats
        self.assertEqual((stats["isolation"], stats["trusted"]), ("process", False))
        self.assertEqual((stats["seal"]["required"], stats["seal"]["seccomp"]), (True, True))
        self.assertEqual(stats["packs"][-1]["trust"], trust)
        self.assertEqual(stats["packs"][0], {"id": "base", "version": "0.1.0", "trust": "bundled",
                                             "has_code": False})

    def assert_in_threads(self, result: support.Run, trust: str) -> None:
        stats = self.assert_clean(result)
        self.assertEqual((stats["isolation"], stats["trusted"], stats["packs"][-1]["trust"]),
                         ("thread" if support.has_threads() else "process", True, trust))

    def test_bundled_packs_are_trusted(self) -> None:
        for demo in ("hive", support.DEMOS / "hive"):
            self.assert_in_threads(self.play(demo, "--units", 4), "bundled")
        self.assertFalse(self.home.exists())

    def test_a_copy_of_a_bundled_pack_is_not(self) -> None:
        self.assert_sealed(self.play(self.copy_pack("hive"), "--units", 4))
        link = self.folder / "demos"
        link.mkdir()
        (link / "hive").symlink_to(support.DEMOS / "hive")
        self.assert_in_threads(self.play(link / "hive", "--units", 4), "bundled")

    def test_a_stranger_is_sealed_until_trusted_and_again_when_it_changes(self) -> None:
        for pack in (self.make_pack(SCRIPT), zip_pack(self.make_pack(SCRIPT, name="other"))):
            with self.subTest(pack.name):
                self.assert_sealed(self.play(pack))
                told = self.packs("trust", pack)
                self.assertEqual((told.code, told.err), (0, ""))
                self.assertIn("with your rights", told.out)
                self.assert_in_threads(self.play(pack), "player")
                if pack.is_dir():
                    self.assert_in_threads(self.play(zip_pack(pack)), "player")
                    (pack / "scripts" / "subject.py").write_text(SCRIPT + "# more\n")
                else:
                    shutil.rmtree(pack.with_suffix(""))
                    pack = zip_pack(self.make_pack(SCRIPT + "# more\n", name="other"))
                changed = self.play(pack)
                self.assert_sealed(changed, "changed")
                self.assertIn("has changed since you trusted it", changed.err)
                self.assertIn(f"packs trust {pack.stem}", changed.err)

    def test_a_new_file_is_a_change(self) -> None:
        pack = self.make_pack(SCRIPT)
        self.packs("trust", pack)
        (pack / "readme.txt").write_text("hello")
        self.assert_sealed(self.play(pack), "changed")
        (pack / "readme.txt").unlink()
        self.assert_in_threads(self.play(pack), "player")

    def test_threads_are_refused_with_the_remedy(self) -> None:
        pack = self.make_pack(SCRIPT)
        for isolation in ("thread", "shared-gil"):
            with self.subTest(isolation):
                refused = self.play(pack, "--isolation", isolation)
                self.assert_refused(refused, f"--isolation {isolation}", "'pen' is not trusted",
                                    "myrmidon packs trust pen")
        self.assert_sealed(self.play(pack, "--isolation", "process"))

    def test_trust_for_one_run(self) -> None:
        self.assert_in_threads(self.play(self.make_pack(SCRIPT), "--trust"), "run")
        self.assertFalse(self.home.exists())

    def test_untrust(self) -> None:
        pack = self.make_pack(SCRIPT)
        self.packs("trust", pack)
        self.assertIn("not trusted any more", self.packs("untrust", "pen").out)
        self.assert_sealed(self.play(pack))
        self.assertIn("was not trusted", self.packs("untrust", pack).out)
        self.assert_refused(self.packs("untrust", "hive"), "came with the program")
        self.assertIn("came with the program", self.packs("trust", "hive").out)

    def test_the_file(self) -> None:
        pack = self.make_pack(SCRIPT)
        self.packs("trust", pack)
        self.packs("trust", pack)
        trusted = json.loads((self.home / "trust.json").read_text())["trusted"]
        self.assertEqual([(entry["id"], len(entry["sha256"])) for entry in trusted], [("pen", 64)])
        self.assertEqual(stat.S_IMODE((self.home / "trust.json").stat().st_mode), 0o600)
        for damage in ("{", "[]", '{"trusted": {}}', '{"trusted": [{"id": "pen"}]}'):
            with self.subTest(damage):
                (self.home / "trust.json").write_text(damage)
                self.assert_refused(self.play(pack), "trust.json", "damaged", "trust your packs again")

    def test_the_users_folder(self) -> None:
        pack = self.make_pack(SCRIPT)
        for env, home in (({"XDG_DATA_HOME": str(self.folder / "data")}, "data/myrmidon"),
                          ({"XDG_DATA_HOME": "", "HOME": str(self.folder / "me")},
                           "me/.local/share/myrmidon")):
            run("packs", "trust", pack, env={"MYRMIDON_HOME": ""} | env)
            self.assertTrue((self.folder / home / "trust.json").exists())
        nowhere = run("packs", "trust", pack, env=dict.fromkeys(("MYRMIDON_HOME", "XDG_DATA_HOME", "HOME"), ""))
        self.assert_refused(nowhere, "set HOME")

    def test_a_pack_may_ask_for_processes_and_not_for_threads(self) -> None:
        pack = self.make_pack(SCRIPT, isolation="process")
        self.packs("trust", pack)
        stats = self.assert_clean(self.play(pack))
        self.assertEqual((stats["isolation"], stats["trusted"]), ("process", True))
        self.assertFalse(stats["seal"]["required"])
        if support.has_threads():
            self.assertEqual(self.play(pack, "--isolation", "thread").stats["isolation"], "thread")
        asking = self.make_pack(SCRIPT, name="asking", isolation="thread")
        self.assert_refused(self.play(asking), "/isolation", "the player's to grant")

    def test_capabilities_are_shown(self) -> None:
        pack = self.make_pack(SCRIPT, capabilities=["memory", "long-thinks"],
                              limits={"memory_mb": 128, "think_limit_ms": 2000})
        for command in ("show", "trust"):
            told = self.packs(command, pack).out
            for part in ("memory: ", "more than 64 MiB", "long-thinks: ", "128 MiB", "2000 ms"):
                self.assertIn(part, told)
        self.assertEqual(json.loads(self.packs("show", pack, "--json").out)["capabilities"],
                         ["long-thinks", "memory"])
        plain = self.make_pack(SCRIPT, name="plain")
        self.assertIn("nothing beyond", self.packs("show", plain).out)

    def test_capabilities_that_are_not_said_or_not_known(self) -> None:
        for manifest, parts in (
            ({"capabilities": ["memroy"]}, ("'memroy'", "did you mean 'memory'?")),
            ({"capabilities": ["root"]}, ("'root'", "docs/packs.md")),
            ({"limits": {"memory_mb": 65}}, ("/limits", "memory_mb", "capabilities")),
            ({"limits": {"think_limit_ms": 1001}}, ("/limits", "think_limit_ms", "capabilities")),
        ):
            with self.subTest(manifest=manifest):
                pack = self.make_pack(SCRIPT, name="asking", **manifest)
                self.assert_refused(self.play(pack), *parts)
                shutil.rmtree(pack)

    def test_more_memory_is_given(self) -> None:
        hungry = ("from myrmidon import Unit\nclass Subject(Unit):\n"
                  "    def think(self):\n        self.hoard = bytearray(90 << 20)\n")
        self.assertEqual(self.play(self.make_pack(hungry, count=1)).stats["oom"], 1)
        pack = self.make_pack(hungry, count=1, name="fed", capabilities=["memory"],
                              limits={"memory_mb": 256})
        self.assertEqual(self.play(pack).stats["oom"], 0)

    def test_lists(self) -> None:
        shutil.copytree(self.make_pack(SCRIPT), self.home / "packs" / "pen")
        (self.home / "packs" / "broken.zip").write_bytes(b"no")
        told = self.packs("list")
        self.assertEqual((told.code, told.err), (0, ""))
        for line in ("hive", "came with the program", "pen", "not trusted", "cannot be used"):
            self.assertIn(line, told.out)
        rows = {row["id"]: row for row in json.loads(self.packs("list", "--json").out)}
        self.assertEqual(rows["hive"]["trust"], "bundled")
        self.assertEqual((rows["pen"]["trust"], rows["pen"]["has_code"]), ("none", True))
        self.assertIn("no zip", rows["broken"]["error"])
        self.packs("trust", "pen")
        rows = {row["id"]: row for row in json.loads(self.packs("list", "--json").out)}
        self.assertEqual(rows["pen"]["trust"], "player")

    def test_wrong_commands(self) -> None:
        for arguments, part in (((), None), (("trust",), "needs PACK"), (("lst",), "'packs lst'"),
                                (("list", "a"), "too many"), (("list", "--jsno"), "--jsno")):
            result = self.packs(*arguments)
            if part is None:
                self.assertEqual((result.code, result.err), (0, ""))
                self.assertIn("trust PACK", result.out)
            else:
                self.assertEqual(result.code, 64)
                self.assert_refused(result, part, "packs --help")
        self.assert_refused(self.packs("trust", "nobody"), "'nobody'")

    # ------------------------------------------------------------------------ without seccomp

    def without_seccomp(self, *arguments: object) -> subprocess.CompletedProcess:
        """The program on a kernel that has no seccomp: a filter of ours takes the call away."""
        return subprocess.run([sys.executable, "-B", __file__, "--without-seccomp",
                               support.PROGRAM, *map(str, arguments)], capture_output=True,
                              text=True, env={**os.environ, **self.env}, timeout=support.TIMEOUT_S)

    def test_where_the_kernel_cannot_seal(self) -> None:
        pack = self.make_pack(SCRIPT)
        options = ("--headless", "--ticks", "3", "--stats", "json")
        refused = self.without_seccomp(pack, *options)
        if refused.returncode == support.NOT_RUN:
            self.skipTest("no filter can be loaded")
        self.assertEqual(refused.returncode, 1)
        for part in ("'pen' is not trusted", "seccomp", "packs trust pen", "--allow-unsealed"):
            self.assertIn(part, refused.stderr)
        self.assertEqual(refused.stdout, "")
        allowed = self.without_seccomp(pack, *options, "--allow-unsealed")
        self.assertEqual(allowed.returncode, 0, allowed.stderr)
        stats = json.loads(allowed.stdout)
        self.assertEqual((stats["isolation"], stats["seal"]["required"], stats["seal"]["seccomp"]),
                         ("process", False, False))
        self.packs("trust", pack)
        self.assertEqual(self.without_seccomp(pack, *options).returncode, 0)


def exec_without_seccomp(command: list[str]) -> None:
    """Answers ENOSYS to seccomp(), by a filter loaded the older way, and becomes the command."""
    libc = ctypes.CDLL(None, use_errno=True)
    seccomp_call, enosys = 317, 38  # x86-64
    code = b"".join(struct.pack("<HBBI", *row) for row in (
        (0x20, 0, 0, 0),                        # load the call's number
        (0x15, 0, 1, seccomp_call),             # is it seccomp()?
        (0x06, 0, 0, 0x00050000 | enosys),      # then this error
        (0x06, 0, 0, 0x7FFF0000)))              # else let it pass
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("<HxxxxxxQ", 4, ctypes.addressof(buffer))
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, program, 0, 0) != 0:
        sys.exit(support.NOT_RUN)
    os.execv(command[0], command)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--without-seccomp"]:
        exec_without_seccomp(sys.argv[2:])
    support.main()
