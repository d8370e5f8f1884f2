// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// escapes.c: a row per attack. Where a row says nothing of threads, they do not hold it
// (SECURITY.md says so to players).
//
// FRESH gives the functions of a C module as they were before any patch: what refuses these is the
// kernel.

#include "escapes.h"

#include <stddef.h>

#define DENIED                                                                                     \
    {                                                                                              \
        RAISES, "PermissionError: [Errno 1] Operation not permitted"                               \
    }
#define FRESH                                                                                      \
    "from importlib.machinery import BuiltinImporter as B; from importlib.util import "            \
    "module_from_spec as fresh"

const escape escapes[] = {
    // ------------------------------------------------------------------------------------- files
    {"files", "open_read", "pass", "open('/etc/passwd')", 1, .process = DENIED},
    {"files", "open_second_line", "pass", "x = 1\nopen('/etc/passwd')", 2, .process = DENIED},
    {"files", "open_write", "pass", "open('/tmp/escaped', 'w')", 1, .process = DENIED},
    {"files", "open_own_library", "import os", "open(os.__file__)", 1, .process = DENIED},
    {"files", "open_raw", "import os", "os.open('/', os.O_RDONLY)", 1, .process = DENIED},
    {"files", "list_folder", "import os", "os.listdir('/')", 1, .process = DENIED},
    {"files", "stat", "import os", "os.stat('/etc/passwd')", 1, .process = DENIED},
    {"files", "memory_of_itself", "pass", "open('/proc/self/mem', 'r+b', 0)", 1, .process = DENIED},
    {"files", "environment_file", "pass", "open('/proc/self/environ')", 1, .process = DENIED},
    {"files", "environment", "import os", "print(len(os.environ))", 0, .process = {PRINTS, "0"}},
    {"files", "environment_bytes", FRESH,
     "posix = fresh(B.find_spec('posix'))\nB.exec_module(posix)\nprint(len(posix.environ))", 0,
     .process = {PRINTS, "0"}},
    {"files", "remove", "import os", "os.unlink('/tmp/nothing')", 1, .process = DENIED},
    {"files", "make_folder", "import os", "os.mkdir('/tmp/escaped')", 1, .process = DENIED},
    {"files", "rename", "import os", "os.rename('/tmp/a', '/tmp/b')", 1, .process = DENIED},
    {"files", "link", "import os", "os.symlink('/etc/passwd', '/tmp/escaped')", 1,
     .process = DENIED},
    {"files", "change_folder", "import os", "os.chdir('/')", 1, .process = DENIED},
    {"files", "device", "pass", "open('/dev/null', 'w')", 1, .process = DENIED},
    {"files", "where_am_i", "import os", "os.readlink('/proc/self/exe')", 1, .process = DENIED},
    {"files", "import_ctypes", "pass", "import ctypes", 1,
     .process = {RAISES, "ModuleNotFoundError"}},
    {"files", "import_late", "import importlib", "importlib.import_module('ftplib')", 1,
     .process = {RAISES, "ModuleNotFoundError"}},
    // ------------------------------------------------------------------------------- descriptors
    {"descriptors", "memfd", "import os", "os.memfd_create('x')", 1, .process = DENIED},
    {"descriptors", "pipe", "import os", "os.pipe()", 1, .process = DENIED},
    {"descriptors", "eventfd", "import os", "os.eventfd(0)", 1, .process = DENIED},
    {"descriptors", "write_error", "import os", "os.write(2, b'escaped')", 1, .process = DENIED},
    {"descriptors", "read_input", "import os", "os.read(0, 1)", 1, .process = DENIED},
    {"descriptors", "close", "import os", "os.close(3)", 1, .process = DENIED},
    // There is none; some C libraries end a process that cannot close its descriptors.
    {"descriptors", "close_all", "import os", "os.closerange(0, 4096)", 0,
     .process = {HARMLESS, ""}},
    {"descriptors", "duplicate", "import os", "os.dup2(1, 5)", 1, .process = DENIED},
    {"descriptors", "map_shared", "import mmap", "mmap.mmap(-1, 4096)", 1, .process = DENIED},
    {"descriptors", "map_code", "import mmap",
     "mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,\n"
     "          mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
     1, .process = DENIED},
    {"descriptors", "socket", "import socket", "socket.socket()", 0, .process = DENIED},
    {"descriptors", "socket_pair", "import socket", "socket.socketpair()", 0, .process = DENIED},
    {"descriptors", "connect", "import socket", "socket.create_connection(('127.0.0.1', 22), 1)", 0,
     .process = {RAISES, ""}},
    {"descriptors", "poll", "import select", "select.select([], [], [], 10)", 1, .process = DENIED,
     .thread = {KILLED, ""}},
    // --------------------------------------------------------------------------------- processes
    {"processes", "system", "import os", "print(os.system('true') != 0)", 0,
     .process = {PRINTS, "True"}},
    {"processes", "popen", "import os", "os.popen('true')", 1,
     .process = {RAISES, "ModuleNotFoundError"}},
    {"processes", "subprocess", "import subprocess", "subprocess.run(['true'])", 1,
     .process = DENIED},
    {"processes", "spawn", "import os", "os.posix_spawn('/bin/true', ['true'], {})", 1,
     .process = DENIED},
    {"processes", "fork", "import os", "os.fork()", 1, .process = {RAISES, "RuntimeError: fork"},
     .thread = {RAISES, "RuntimeError: fork"}},
    {"processes", "fork_raw", FRESH, "fresh(B.find_spec('posix')).fork()", 1, .process = DENIED,
     .thread = {RAISES, "RuntimeError: fork"}},
    {"processes", "exec", "import os", "os.execv('/bin/true', ['true'])", 1,
     .process = {RAISES, "RuntimeError: exec"}, .thread = {RAISES, "RuntimeError: exec"}},
    {"processes", "exec_raw", FRESH, "fresh(B.find_spec('posix')).execv('/bin/true', ['true'])", 1,
     .process = DENIED, .thread = {RAISES, "RuntimeError: exec"}},
    {"processes", "thread", "import _thread", "_thread.start_new_thread(print, ())", 1,
     .process = {RAISES, "PermissionError: "}, .thread = {RAISES, "RuntimeError: thread"}},
    {"processes", "thread_raw", FRESH, "fresh(B.find_spec('_thread')).start_new_thread(print, ())",
     1, .process = {RAISES, "RuntimeError: can't start new thread"},
     .thread = {RAISES, "RuntimeError: thread"}},
    {"processes", "user", "import os", "os.setuid(os.getpid())", 1, .process = DENIED},
    {"processes", "root", "import os", "os.chroot('/')", 1, .process = DENIED},
    {"processes", "affinity", "import os", "os.sched_setaffinity(0, [0])", 1, .process = DENIED},
    {"processes", "priority", "import os", "os.nice(5)", 1, .process = DENIED},
    {"processes", "limits", "import resource",
     "resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)", 1,
     .process = {RAISES, ""}},
    // ----------------------------------------------------------------------------------- signals
    {"signals", "kill_itself", "import os", "os.kill(os.getpid(), 9)", 1, .process = DENIED},
    {"signals", "kill_zygote", "import os", "os.kill(os.getppid(), 9)", 1, .process = DENIED},
    {"signals", "kill_group", "import os", "os.killpg(0, 0)", 1, .process = DENIED},
    {"signals", "kill_all", "import os", "os.kill(-1, 0)", 1, .process = DENIED},
    {"signals", "raise", "import signal", "signal.raise_signal(signal.SIGKILL)", 1,
     .process = DENIED},
    {"signals", "thread_kill", "import signal, _thread",
     "signal.pthread_kill(_thread.get_ident(), signal.SIGKILL)", 1, .process = DENIED},
    {"signals", "handler", "import signal", "signal.signal(signal.SIGUSR1, signal.SIG_IGN)", 0,
     .process = DENIED, .thread = {RAISES, "ValueError: signal only works in main thread"}},
    {"signals", "mask", "import signal",
     "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])", 0, .process = DENIED},
    {"signals", "alarm", "import signal", "print(signal.alarm(1) > 1000)", 0,
     .process = {PRINTS, "True"}},
    {"signals", "timer", "import signal", "signal.setitimer(signal.ITIMER_REAL, 0.001)", 1,
     .process = {RAISES, "signal.itimer_error"}},
    {"signals", "pause", "import signal", "signal.pause()\nprint('on')", 0,
     .process = {PRINTS, "on"}, .thread = {KILLED, ""}},
    {"signals", "sleep_raw", FRESH, "fresh(B.find_spec('time')).sleep(60)", 1, .process = DENIED,
     .thread = {KILLED, ""}},
    {"signals", "endless", "pass", "while True:\n    pass", 0, .process = {CUT, ""},
     .thread = {CUT, ""}},
    {"signals", "lock", "import _thread",
     "lock = _thread.allocate_lock()\nlock.acquire()\n"
     "lock.acquire()",
     0, .process = {HARMLESS, ""}, .thread = {KILLED, ""}},
    // ----------------------------------------------------------------------------------- crashes
    {"crashes", "exit", "import os", "os._exit(0)", 0, .process = {DIES, ""}},
    {"crashes", "abort", "import os", "os.abort()", 0, .process = {DIES, ""}},
    {"crashes", "fault", "import faulthandler", "faulthandler._read_null()", 0,
     .process = {DIES, ""}},
    {"crashes", "bytecode", "import opcode",
     "more = [opcode.opmap['EXTENDED_ARG'], 127] * 3\n"
     "code = attack.__code__.replace(\n"
     "    co_code=bytes(more + [opcode.opmap['LOAD_CONST'], 255] * 2))\n"
     "attack.__code__ = code\n"
     "attack(self)",
     0, .process = {DIES, ""}},
    {"crashes", "memory", "pass", "bytearray(2 << 30)", 1, .process = {EATS, "MemoryError"}},
    {"crashes", "memory_in_steps", "pass",
     "kept = []\nwhile True:\n    kept.append(bytes(1 << 26))", 3,
     .process = {EATS, "MemoryError"}},
    // ------------------------------------------------------------------------------------- loops
    {"loops", "catch_all", "pass",
     "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n"
     "        pass",
     0, .process = {CUT, ""}, .thread = {CUT, ""}},
    {"loops", "finally", "pass",
     "def again():\n    try:\n        while True:\n            pass\n    finally:\n"
     "        again()\nagain()",
     0, .process = {HARMLESS, ""}, .thread = {HARMLESS, ""}},
    {"loops", "destructor", "pass",
     "class Trap:\n    def __del__(self):\n        while True:\n            pass\n"
     "trap = Trap()\ndel trap\nwhile True:\n    pass",
     0, .process = {HARMLESS, ""}, .thread = {HARMLESS, ""}},
    {"loops", "generator", "import itertools", "for one in itertools.count():\n    pass", 0,
     .process = {CUT, ""}, .thread = {CUT, ""}},
    {"loops", "called_from_c", "pass",
     "class Key:\n    def __hash__(self):\n        while True:\n            pass\n{Key(): 1}", 0,
     .process = {CUT, ""}, .thread = {CUT, ""}},
    {"loops", "in_c", "pass", "sum(range(10 ** 12))", 0, .process = {KILLED, ""},
     .thread = {KILLED, ""}},
    {"loops", "regex", "import re", "re.match('(a*)*b', 'a' * 64)", 0, .process = {HARMLESS, ""},
     .thread = {HARMLESS, ""}},
    {"loops", "huge_number", "pass", "len(str(7 ** 10 ** 7))", 0, .process = {HARMLESS, ""},
     .thread = {HARMLESS, ""}},
    {"loops", "deque", "import collections, itertools",
     "collections.deque(itertools.repeat(1), maxlen=1)", 0, .process = {KILLED, ""},
     .thread = {KILLED, ""}},
    {"loops", "search", "import itertools", "5 in itertools.repeat(1)", 0, .process = {KILLED, ""},
     .thread = {KILLED, ""}},
    // ------------------------------------------------- what a sealed interpreter must still do
    // well
    {"works", "recursion", "pass",
     "def down(): down()\ntry:\n    down()\nexcept RecursionError:\n    print('deep')", 0,
     .process = {PRINTS, "deep"}, .thread = {PRINTS, "deep"}},
    {"works", "garbage", "import gc",
     "for i in range(100000):\n    a = []\n    a.append(a)\nprint(gc.collect() > 99000)", 0,
     .process = {PRINTS, "True"}, .thread = {PRINTS, "True"}},
    {"works", "heap", "pass",
     "for i in range(3):\n    kept = [bytes(1000) for i in range(100000)]\n    del kept\n"
     "kept = bytes(100 << 20)\nprint('grown')",
     0, .process = {PRINTS, "grown"}, .thread = {PRINTS, "grown"}},
    {"works", "entropy", "import os", "print(len(os.urandom(16)))", 0, .process = {PRINTS, "16"},
     .thread = {PRINTS, "16"}},
    {"works", "seed_by_text", "import random", "print(random.Random('text').random() < 1)", 0,
     .process = {PRINTS, "True"}, .thread = {PRINTS, "True"}},
    {"works", "warning", "import warnings", "warnings.warn('careful')", 0,
     .process = {PRINTS, "escape.py:9: UserWarning: careful"},
     .thread = {PRINTS, "escape.py:9: UserWarning: careful"}},
    {"works", "traceback", "import traceback",
     "try:\n    1 / 0\nexcept ZeroDivisionError:\n    "
     "print(traceback.format_exc().split('\\n')[-2])",
     0, .process = {PRINTS, "ZeroDivisionError: division by zero"},
     .thread = {PRINTS, "ZeroDivisionError: division by zero"}},
    {"works", "calendar", "import datetime", "print(datetime.datetime.strptime('2024', '%Y').year)",
     0, .process = {PRINTS, "2024"}, .thread = {PRINTS, "2024"}},
    {"works", "counter", "import collections", "print(collections.Counter('abca').most_common(1))",
     0, .process = {PRINTS, "[('a', 2)]"}, .thread = {PRINTS, "[('a', 2)]"}},
    {"works", "decimal", "import decimal", "print(decimal.Decimal(1) / 8)", 0,
     .process = {PRINTS, "0.125"}, .thread = {PRINTS, "0.125"}},
    {"works", "unicode", "pass",
     "print('\\N{BULLET}'.encode('utf-16').decode('utf-16') == '\\u2022')", 0,
     .process = {PRINTS, "True"}, .thread = {PRINTS, "True"}},
    {"works", "error_in_error", "pass",
     "try:\n    open('/etc/passwd')\nexcept OSError as error:\n    raise ValueError('no') from "
     "error",
     4, .process = {RAISES, "ValueError: no"}},
};

const uint32_t escape_count = sizeof escapes / sizeof *escapes;
