# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# Runs once in each interpreter that will run scripts.
# In: clock, clock_ns, find, load, place, stream, is_child, is_guarded. Its functions are called by
# vm.c.

import sys
import builtins
import gc
import time
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import PathFinder

# Garbage is collected at fixed ticks, inside jobs.
gc.disable()
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = stream
sys.stdin = sys.__stdin__ = None

# The C datetime reads the real clock, and crashes 3.13.0 in many interpreters at once; the one
# in Python asks the time module below.
sys.modules['_datetime'] = None
sys.modules['_zoneinfo'] = None

def tame_time():
    gmtime, strftime, asctime = time.gmtime, time.strftime, time.asctime
    def sleep(seconds, /):
        raise RuntimeError('scripts must not sleep: return from think(), '
                           'which is called again at a later tick')
    def game_gmtime(seconds=None, /):
        return gmtime(clock() if seconds is None else seconds)
    def game_strftime(format, when=None, /):
        return strftime(format, game_gmtime() if when is None else when)
    def game_asctime(when=None, /):
        return asctime(game_gmtime() if when is None else when)
    def game_ctime(seconds=None, /):
        return asctime(game_gmtime(seconds))
    def game_mktime(when, /):
        year, month, day, hour, minute, second = when[:6]
        year, month = year + (month - 1) // 12, (month - 1) % 12
        march = year - (month < 2)
        days = (365 * march + march // 4 - march // 100 + march // 400
                + ((month + 10) % 12 * 153 + 2) // 5 + day - 719469)
        return float(((days * 24 + hour) * 60 + minute) * 60 + second)
    for name in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
        setattr(time, name, clock)
        setattr(time, name + '_ns', clock_ns)
    time.clock_gettime = lambda which, /: clock()
    time.clock_gettime_ns = lambda which, /: clock_ns()
    time.sleep = sleep
    time.gmtime = time.localtime = game_gmtime
    time.strftime, time.asctime, time.ctime = game_strftime, game_asctime, game_ctime
    time.mktime = game_mktime
    time.timezone = time.altzone = time.daylight = 0
    time.tzname = ('UTC', 'UTC')
    time.tzset = lambda: None

def thinks(units):
    for unit in units:
        answer = unit.think()
        if answer is not None:
            return answer

# Scripts can find its frame, and are not to find this module behind it.
thinks = type(thinks)(thinks.__code__, {})

seeds = [0]
generators = []  # class, the module's own, getstate, setstate: for saves, whatever scripts change

# random.Random() without a seed would ask the system for one.
def tame_random(module):
    shared = module._inst
    plain = module.Random.seed
    def seed(self, a=None, version=2):
        plain(self, shared.getrandbits(64) if a is None else a, version)
    plain(shared, seeds[0])
    base = module.Random.__bases__[0]
    generators[:] = module.Random, shared, base.getstate, base.setstate
    module.Random.seed = seed
    module.seed = shared.seed

loaded = {}  # the modules of the packs that are here, and the keys of their texts

class PackFinder:
    'The scripts of the packs, from memory.'
    @staticmethod
    def find_spec(name, path=None, target=None):
        found = find(name)
        if found is not None:
            spec = ModuleSpec(name, PackFinder, origin=found[0], is_package=found[1])
            spec.has_location = True
            return spec
        if name == 'random':
            spec = PathFinder.find_spec(name)
            if spec is not None:
                run = spec.loader.exec_module
                def exec_module(module):
                    run(module)
                    tame_random(module)
                spec.loader.exec_module = exec_module
            return spec
        if is_settled and name.partition('.')[0] in sys.stdlib_module_names:
            # A sealed child reads no file; what is not here by now must not be there either.
            raise ImportError(f"{place()}: module '{name}' is not loaded: write 'import {name}' "
                              'in a script of the pack, so that it is there from the start; '
                              'see docs/scripting.md', name=name)
    @staticmethod
    def create_module(spec):
        return None
    @staticmethod
    def exec_module(module):
        code, loaded[module.__name__] = load(module.__name__)
        try:
            exec(code, module.__dict__)
        except BaseException:
            loaded.pop(module.__name__, None)
            raise

def tame(name, members):
    'A part of a module, for scripts.'
    whole, part = __import__(name), type(sys)(name, sys.modules[name].__doc__)
    part.__dict__.update((member, getattr(whole, member)) for member in members.split()
                         if hasattr(whole, member))
    def missing(member):
        if not hasattr(whole, member):
            raise AttributeError(f"module '{name}' has no attribute '{member}'")
        raise AttributeError(f'{place()}: {name}.{member} is not available to scripts; '
                             'see docs/scripting.md')
    part.__getattr__ = missing
    return part, dict(part.__dict__)

tamed = {'gc': tame('gc', 'collect isenabled get_count get_threshold'),
         'io': tame('io', 'BytesIO StringIO SEEK_CUR SEEK_END SEEK_SET'),
         'sys': tame('sys', 'byteorder copyright exc_info exception exit float_info '
                     'float_repr_style getdefaultencoding get_int_max_str_digits '
                     'getrecursionlimit getrefcount getsizeof hash_info hexversion '
                     'implementation int_info intern maxsize maxunicode platform stderr stdin '
                     'stdout version version_info')}

is_settled = False
plain_import = builtins.__import__

def is_library(space):
    name = space.get('__name__') if type(space) is dict else None
    return (type(name) is str and name.partition('.')[0] in sys.stdlib_module_names
            and find(name) is None)

def guarded_import(name, globals=None, locals=None, fromlist=(), level=0):
    if level == 0 and type(name) is str:
        top = name.partition('.')[0]
        if ((top not in ALLOWED or top in TAME) and top in sys.stdlib_module_names
                and not is_library(globals) and find(top) is None):
            if name in tamed:
                return tamed[name][0]
            raise ImportError(f"{place()}: module '{name}' is not available to scripts; "
                              'see docs/scripting.md', name=name)
    return plain_import(name, globals, locals, fromlist, level)

def refuse_in_child():
    'What CPython refuses in an interpreter of its own, refused in a child as well.'
    import _signal, _thread, posix
    def threadless(*args, **keywords):
        raise PermissionError(f'{place()}: starting threads is not permitted')
    for name in ('start_new_thread', 'start_new', 'start_joinable_thread'):
        setattr(_thread, name, threadless)  # 3.11 does not announce it to the audit hook
    def refuse(module, name, what):
        def refused(*args, **keywords):
            raise RuntimeError(f'{what} not supported for isolated subinterpreters')
        if hasattr(module, name):
            setattr(module, name, refused)
            os = sys.modules.get('os')
            if module is posix and os is not None:
                setattr(os, name, refused)
    for name in ('fork', 'forkpty'):
        refuse(posix, name, 'fork')
    for name in ('execv', 'execve'):
        refuse(posix, name, 'exec')
    try:
        import _posixsubprocess
        refuse(_posixsubprocess, 'fork_exec', 'fork')
    except ImportError:
        pass

def preload(*names):
    for name in names:
        try:
            __import__(name)
        except BaseException:
            pass  # the script raises it again, at its own line

def reseed(seed):
    seeds[0] = seed
    module = sys.modules.get('random')
    if module is not None:
        module._inst.seed(seed)

padding = []

def shift(count):
    'Other addresses, in blocks of every small size, for what is made from here on.'
    padding[:] = [bytes(size) for size in range(1, 480, 16) for _ in range(count % 1000)]

def settle():
    'Everything that is here now belongs to the interpreter, not to a script.'
    global is_settled, kept_builtins, kept_path, kept_meta_path
    is_settled = is_guarded
    if is_guarded:
        builtins.__import__ = guarded_import
        sys.meta_path[:] = [PackFinder]
    kept_builtins = dict(builtins.__dict__)
    kept_path, kept_meta_path = list(sys.path), list(sys.meta_path)
    gc.collect()
    gc.freeze()

def tidy():
    'Forgets the modules of the packs, and what scripts have left elsewhere.'
    for name in loaded:
        sys.modules.pop(name, None)
    loaded.clear()
    for name in set(builtins.__dict__) - set(kept_builtins):
        del builtins.__dict__[name]
    builtins.__dict__.update(kept_builtins)
    sys.path[:], sys.meta_path[:] = kept_path, kept_meta_path
    sys.stdout = sys.stderr = stream
    for part, kept in tamed.values():
        part.__dict__.clear()
        part.__dict__.update(kept)
    gc.collect()
    gc.disable()

tame_time()
if is_child:
    refuse_in_child()
sys.meta_path.insert(0, PackFinder)
if 'random' in sys.modules:
    tame_random(sys.modules['random'])
