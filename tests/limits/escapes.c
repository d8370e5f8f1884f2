// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// escapes.c: what scripts try against the system that the game runs on: a row per attack.
//
// OS and FRESH get around the list of imports, so that the audit hook and the kernel have something
// to refuse. FRESH gives the functions of a C module as they were before any patch.

#include "escapes.h"

#define OS "from random import _os as os"
#define FRESH                                                                                      \
    "from random import _os as os; frozen = os.sys.modules['_frozen_importlib']; "                 \
    "B = frozen.BuiltinImporter; fresh = frozen.module_from_spec"

// By the kernel, by the audit hook, by the list of imports, and in a child as in a subinterpreter.
#define DENIED                                                                                     \
    {                                                                                              \
        RAISES, "PermissionError: [Errno 1] Operation not permitted"                               \
    }
#define REFUSAL(what)                                                                              \
    {                                                                                              \
        RAISES, "PermissionError: pack 'orcs' (scripts/escape.py:*): " what " is not permitted"    \
    }
#define GUARD(what) .process = REFUSAL(what), .thread = REFUSAL(what)
#define NO_IMPORT                                                                                  \
    BOTH(REFUSED, "ImportError: pack 'orcs' (scripts/escape.py:1): module '*' is not available")
#define THREADS_ALLOW(text) .process = DENIED, .thread = {SUCCEEDS, text}

const escape system_escapes[] = {
    // ------------------------------------------------------------------------------------- files
    {"files", "open_read", "pass", "open('/etc/passwd')", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "open_second_line", "pass", "x = 1\nopen('/etc/passwd')", 2, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "open_write", "pass", "open('/tmp/escaped', 'w')", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "open_own_library", OS, "open(os.__file__)", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "open_raw", OS, "os.open('/', os.O_RDONLY)", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "open_io", OS, "os.sys.modules['_io'].FileIO('/etc/passwd')", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "import_os", "import os", "os.listdir('/')", 1, .sealed = DENIED, NO_IMPORT},
    {"files", "import_pathlib", "import pathlib", "pathlib.Path('/etc/passwd').read_text()", 0,
     .sealed = DENIED, NO_IMPORT},
    {"files", "list_folder", OS, "os.listdir('/')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "stat", OS, "print(os.stat('/').st_mode > 0)", 1, .sealed = DENIED,
     THREADS_ALLOW("True")},
    {"files", "memory_of_itself", "pass", "open('/proc/self/mem', 'r+b', 0)", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "environment_file", "pass", "open('/proc/self/environ')", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "environment", OS, "print(len(os.environ) > 0)", 0, .sealed = {PRINTS, "False"},
     .process = {PRINTS, "False"}, .thread = {SUCCEEDS, "True"}},
    {"files", "environment_bytes", FRESH,
     "posix = fresh(B.find_spec('posix'))\nB.exec_module(posix)\nprint(len(posix.environ) > 0)", 0,
     .sealed = {PRINTS, "False"}, .process = {PRINTS, "False"}, .thread = {SUCCEEDS, "True"}},
    {"files", "remove", OS, "os.unlink('/tmp/nothing')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "make_folder", OS, "os.mkdir('/tmp/escaped')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "rename", OS, "os.rename('/tmp/a', '/tmp/b')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "link", OS, "os.symlink('/etc/passwd', '/tmp/escaped')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "change_folder", OS, "os.chdir('/')", 1, .sealed = DENIED,
     GUARD("using the file system")},
    {"files", "device", "pass", "open('/dev/null', 'w')", 1, .sealed = DENIED,
     GUARD("opening files")},
    {"files", "where_am_i", OS, "print(len(os.readlink('/proc/self/exe')) > 0)", 1,
     .sealed = DENIED, THREADS_ALLOW("True")},
    {"files", "import_ctypes", "pass", "import ctypes", 1,
     .sealed = {RAISES, "ModuleNotFoundError"},
     BOTH(RAISES, "ImportError: pack 'orcs' (scripts/escape.py:9): module 'ctypes' is not")},
    {"files", "import_late", "import importlib", "importlib.import_module('ftplib')", 1,
     .sealed = {RAISES, "ModuleNotFoundError"}, NO_IMPORT},
    {"files", "import_called", "pass", "__import__('subprocess')", 1,
     .sealed = {RAISES, "ModuleNotFoundError"},
     BOTH(RAISES, "ImportError: pack 'orcs' (scripts/escape.py:9): module 'subprocess' is not")},
    // ------------------------------------------------------------------------------- descriptors
    {"descriptors", "memfd", OS, "print(os.memfd_create('x') > 0)", 1, .sealed = DENIED,
     THREADS_ALLOW("True")},
    {"descriptors", "pipe", OS, "print(len(os.pipe()))", 1, .sealed = DENIED, THREADS_ALLOW("2")},
    {"descriptors", "eventfd", OS, "print(os.eventfd(0) > 0)", 1, .sealed = DENIED,
     THREADS_ALLOW("True")},
    {"descriptors", "write_error", OS, "print(os.write(2, b''))", 1, .sealed = DENIED,
     THREADS_ALLOW("0")},
    {"descriptors", "read_input", OS, "print(os.read(0, 0))", 1, .sealed = DENIED,
     THREADS_ALLOW("b''")},
    {"descriptors", "close", OS, "print(os.close(0))", 1, .sealed = DENIED, THREADS_ALLOW("None")},
    // In a child there is none; some C libraries end a process that cannot close its descriptors.
    {"descriptors", "close_all", OS, "print(os.closerange(0, 4096))", 0, .sealed = {HARMLESS, ""},
     .process = {HARMLESS, ""}, .thread = {SUCCEEDS, "None"}},
    {"descriptors", "duplicate", OS, "print(os.dup2(1, 40))", 1, .sealed = DENIED,
     THREADS_ALLOW("40")},
    {"descriptors", "map_shared", "import mmap", "mmap.mmap(-1, 4096)", 1, .sealed = DENIED,
     NO_IMPORT},
    {"descriptors", "map_code", "import mmap",
     "mmap.mmap(-1, 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS,\n"
     "          mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)",
     1, .sealed = DENIED, NO_IMPORT},
    {"descriptors", "socket", "import socket", "socket.socket()", 0, .sealed = DENIED, NO_IMPORT},
    {"descriptors", "socket_pair", "import socket", "socket.socketpair()", 0, .sealed = DENIED,
     NO_IMPORT},
    {"descriptors", "connect", "import socket", "socket.create_connection(('127.0.0.1', 22), 1)", 0,
     .sealed = {RAISES, ""}, NO_IMPORT},
    {"descriptors", "download", "import urllib.request", "urllib.request.urlopen('http://[::1]')",
     0, .sealed = {RAISES, ""}, NO_IMPORT},
    {"descriptors", "poll", "import select", "select.select([], [], [], 10)", 1, .sealed = DENIED,
     NO_IMPORT},
    // --------------------------------------------------------------------------------- processes
    {"processes", "system", OS, "print(os.system('true') != 0)", 1, .sealed = {PRINTS, "True"},
     GUARD("starting processes")},
    {"processes", "popen", OS, "os.popen('true')", 1, .sealed = {RAISES, "ModuleNotFoundError"},
     BOTH(RAISES, "ImportError: pack 'orcs' (scripts/escape.py:9): module 'subprocess' is not")},
    {"processes", "subprocess", "import subprocess", "subprocess.run(['true'])", 1,
     .sealed = DENIED, NO_IMPORT},
    {"processes", "spawn", OS, "os.posix_spawn('/bin/true', ['true'], {})", 1, .sealed = DENIED,
     GUARD("starting processes")},
    {"processes", "fork", OS, "os.fork()", 1, .sealed = {RAISES, "RuntimeError: fork"},
     .process = {RAISES, "RuntimeError: fork"}, .thread = {RAISES, "RuntimeError: fork"}},
    {"processes", "fork_raw", FRESH, "fresh(B.find_spec('posix')).fork()", 1, .sealed = DENIED,
     .process = REFUSAL("starting processes"), .thread = {RAISES, "RuntimeError: fork"}},
    {"processes", "exec", OS, "os.execv('/bin/true', ['true'])", 1,
     .sealed = {RAISES, "RuntimeError: exec"}, .process = {RAISES, "RuntimeError: exec"},
     .thread = {RAISES, "RuntimeError: exec"}},
    {"processes", "exec_raw", FRESH, "fresh(B.find_spec('posix')).execv('/bin/true', ['true'])", 1,
     .sealed = DENIED, .process = REFUSAL("starting processes"),
     .thread = {RAISES, "RuntimeError: exec"}},
    {"processes", "import_threading", "import threading", "threading.Thread(target=print).start()",
     0, .sealed = {RAISES, ""}, NO_IMPORT},
    {"processes", "thread", "import _thread", "_thread.start_new_thread(print, ())", 1,
     .sealed = {RAISES, "PermissionError: "}, NO_IMPORT},
    {"processes", "thread_raw", FRESH, "fresh(B.find_spec('_thread')).start_new_thread(print, ())",
     1, .sealed = {RAISES, "RuntimeError: can't start new thread"}, BOTH(RAISES, "*Error: *start")},
    {"processes", "user", OS, "print(os.setuid(os.getuid()))", 1, .sealed = DENIED,
     THREADS_ALLOW("None")},
    {"processes", "root", OS, "os.chroot('/')", 1, .sealed = DENIED, .process = DENIED,
     .thread = {HARMLESS, ""}}, // it succeeds for those who play as root
    {"processes", "affinity", OS, "print(os.sched_setaffinity(0, [0]))", 1, .sealed = DENIED,
     THREADS_ALLOW("None")},
    {"processes", "priority", OS, "print(os.nice(5) > 0)", 1, .sealed = DENIED,
     THREADS_ALLOW("True")},
    {"processes", "limits", "import resource",
     "resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2)", 1,
     .sealed = {RAISES, ""}, NO_IMPORT},
    // ----------------------------------------------------------------------------------- signals
    {"signals", "kill_itself", OS, "os.kill(os.getpid(), 9)", 1, .sealed = DENIED,
     GUARD("sending signals")},
    {"signals", "kill_parent", OS, "os.kill(os.getppid(), 9)", 1, .sealed = DENIED,
     GUARD("sending signals")},
    {"signals", "kill_group", OS, "os.killpg(0, 0)", 1, .sealed = DENIED, GUARD("sending signals")},
    {"signals", "kill_all", OS, "os.kill(-1, 0)", 1, .sealed = DENIED, GUARD("sending signals")},
    {"signals", "raise", "import signal", "signal.raise_signal(signal.SIGKILL)", 1,
     .sealed = DENIED, NO_IMPORT},
    {"signals", "raise_raw", FRESH, "fresh(B.find_spec('_signal')).raise_signal(9)", 1,
     .sealed = DENIED, .process = DENIED, .thread = {ENDS, "signal 9"}},
    {"signals", "thread_kill", "import signal, _thread",
     "signal.pthread_kill(_thread.get_ident(), signal.SIGKILL)", 1, .sealed = DENIED, NO_IMPORT},
    {"signals", "thread_kill_raw", FRESH, "fresh(B.find_spec('_signal')).pthread_kill(1, 9)", 1,
     .sealed = {HARMLESS, ""}, GUARD("sending signals")},
    {"signals", "handler", "import signal", "signal.signal(signal.SIGUSR1, signal.SIG_IGN)", 0,
     .sealed = DENIED, NO_IMPORT},
    {"signals", "mask", "import signal",
     "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])", 0, .sealed = DENIED, NO_IMPORT},
    {"signals", "alarm", "import signal", "print(signal.alarm(1) > 1000)", 0,
     .sealed = {PRINTS, "True"}, NO_IMPORT},
    {"signals", "alarm_raw", FRESH,
     "raw = fresh(B.find_spec('_signal'))\nprint(raw.alarm(1) > 1000)\nraw.pause()", 0,
     .sealed = {PRINTS, "True"}, .process = {PRINTS, "True"}, .thread = {ENDS, "signal 14"}},
    {"signals", "timer", "import signal", "signal.setitimer(signal.ITIMER_REAL, 0.001)", 1,
     .sealed = {RAISES, "signal.itimer_error"}, NO_IMPORT},
    {"signals", "pause", "import signal", "signal.pause()\nprint('on')", 0,
     .sealed = {PRINTS, "on"}, NO_IMPORT},
    {"signals", "pause_raw", FRESH, "fresh(B.find_spec('_signal')).pause()\nprint('on')", 0,
     .sealed = {PRINTS, "on"}, .process = {PRINTS, "on"}, .thread = {KILLED, ""}},
    {"signals", "sleep", "import time", "time.sleep(60)", 1,
     ALL(RAISES, "RuntimeError: scripts must")},
    {"signals", "sleep_raw", FRESH, "fresh(B.find_spec('time')).sleep(60)", 1, .sealed = DENIED,
     BOTH(RAISES, "PermissionError: ")},
    {"signals", "lock", OS,
     "lock = os.sys.modules['_thread'].allocate_lock()\nlock.acquire()\nlock.acquire()", 0,
     .sealed = {HARMLESS, ""}, .process = {HARMLESS, ""}, .thread = {KILLED, ""}},
    // A C module that was made and not prepared has no state, which its functions trust in.
    {"crashes", "unprepared_module", FRESH, "fresh(B.find_spec('_thread')).allocate_lock()", 0,
     .sealed = {DIES, ""}, .process = {DIES, ""}, .thread = {ENDS, "signal 11"}},
    // ----------------------------------------------------------------------------------- crashes
    {"crashes", "exit", OS, "os._exit(7)", 0, .sealed = {DIES, ""}, .process = {DIES, ""},
     .thread = {ENDS, "exit 7"}},
    {"crashes", "abort", OS, "os.abort()", 0, .sealed = {DIES, ""}, .process = {DIES, ""},
     .thread = {ENDS, "signal 6"}},
    {"crashes", "import_faulthandler", "import faulthandler", "faulthandler._read_null()", 0,
     .sealed = {DIES, ""}, NO_IMPORT},
    {"crashes", "fault", FRESH, "fresh(B.find_spec('faulthandler'))._read_null()", 0,
     .sealed = {DIES, ""}, .process = {DIES, ""}, .thread = {RAISES, "ImportError"}},
    {"crashes", "bytecode", "pass",
     "code = attack.__code__.replace(co_code=bytes([144, 127] * 3 + [131, 255] * 2))\n"
     "attack.__code__ = code\n"
     "attack(self)",
     0, .sealed = {HARMLESS, ""}, GUARD("making code objects")},
    {"crashes", "shutdown", FRESH,
     "os.sys.modules.clear()\nos.sys.meta_path.clear()\nos.sys.path.clear()\nprint('cleared')", 0,
     ALL(PRINTS, "cleared")},
};

const uint32_t system_escape_count = sizeof system_escapes / sizeof *system_escapes;
