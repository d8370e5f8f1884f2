// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// chaos_scripts.h: what the units of test_chaos.c think.

#pragma once

// `worse` is seven things that no script should do. Where a crash is refused, there is another.
#define CHAOS_POISON                                                                               \
    "import random\n"                                                                              \
    "try: from opcode import opmap\n"                                                              \
    "except Exception: opmap = {}\n"                                                               \
    "from myrmidon import Unit\n"                                                                  \
    "def crash(self):\n"                                                                           \
    "    def broken(): pass\n"                                                                     \
    "    try:\n"                                                                                   \
    "        more = [opmap['EXTENDED_ARG'], 127] * 3\n"                                            \
    "        broken.__code__ = broken.__code__.replace(\n"                                         \
    "            co_code=bytes(more + [opmap['LOAD_CONST'], 255] * 2))\n"                          \
    "    except (KeyError, OSError):\n"                                                            \
    "        random._os.abort()\n"                                                                 \
    "    broken()\n"                                                                               \
    "def loop(self):\n"                                                                            \
    "    while True:\n"                                                                            \
    "        try:\n"                                                                               \
    "            while True: pass\n"                                                               \
    "        except BaseException: pass\n"                                                         \
    "def loop_in_c(self): sum(range(10**12))\n"                                                    \
    "def leave(self): random._os._exit(0)\n"                                                       \
    "def eat(self): bytes(1 << 29)\n"                                                              \
    "def flood(self):\n"                                                                           \
    "    for i in range(10000):\n"                                                                 \
    "        self.move_to(i, i)\n"                                                                 \
    "        self.say('flood')\n"                                                                  \
    "        print('flood', i)\n"                                                                  \
    "        self.send(self, b'flood' * 10)\n"                                                     \
    "def fail(self): raise KeyboardInterrupt\n"                                                    \
    "worse = [crash, eat, loop, flood, leave, fail, loop_in_c]\n"

// A fifth of its thinks are poisoned, which ones is the same in every run.
static const char chaos_unit[] =
    CHAOS_POISON "class Chaos(Unit):\n"
                 "    def think(self):\n"
                 "        roll = random.Random(self.tick * 1009 + self.id)\n"
                 "        if roll.random() < 0.2: roll.choice(worse)(self)\n"
                 "        self.move_to(self.x + 1, self.y)\n";

// Poison in every fourth tick, by turns; only one team loops, since lockstep waits for that.
static const char chaos_poison[] = CHAOS_POISON
    "class Poison(Unit):\n"
    "    def think(self):\n"
    "        turn = self.tick + self.team * 3\n"
    "        attack = worse[turn // 4 % len(worse)]\n"
    "        if turn % 4 == 0 and (self.team < 5 or attack not in (loop, loop_in_c)):\n"
    "            attack(self)\n";

static const char chaos_calm[] = "from myrmidon import Unit\n"
                                 "class Poison(Unit):\n"
                                 "    def think(self): pass\n";

// What the lockstep runs compare: moves and messages that depend on all that came before.
static const char chaos_walker[] =
    "from myrmidon import Unit\n"
    "class Walker(Unit):\n"
    "    def __init__(self):\n"
    "        self.steps, self.heard = 0, 0.0\n"
    "    def on_message(self, message):\n"
    "        self.heard = (self.heard * 0.5 + message.payload + message.sender.x) % 100\n"
    "    def think(self):\n"
    "        self.steps += 1\n"
    "        others = self.near(200)\n"
    "        pull = sum(other.x - self.x for other in others) * 0.125\n"
    "        self.move_to(self.x + pull % 7 - 3 + self.random.random(), self.y + self.heard % 5 - "
    "2)\n"
    "        self.say(f'{self.steps} {self.heard} {others}')\n"
    "        for other in others:\n"
    "            if other.team < 4: self.send(other, self.steps * 0.25)\n";
