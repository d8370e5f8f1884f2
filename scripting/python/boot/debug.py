# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# breakpoint() in a script: pdb, whose lines go through the host to a person. Runs in the boot
# namespace, where scripts are debugged, before they run.

import linecache, pdb

class Channel:
    'The standard input and output of pdb.'
    encoding = 'utf-8'
    def write(self, text):
        for at in range(0, len(text), 200):
            debug_say(text[at:at + 200])
        return len(text)
    def flush(self):
        pass
    def readline(self):
        line = debug_ask()
        return 'continue\n' if line is None else line + '\n'

class Debugger(pdb.Pdb):
    def __init__(self):
        channel = Channel()
        super().__init__(stdin=channel, stdout=channel, nosigint=True, readrc=False)
        self.use_rawinput = False
    def canonic(self, filename):
        return filename  # a child may not ask where it is
    def lookupmodule(self, filename):
        ends = {filename, filename + '.py'}
        return next((path for path in paths() for end in ends
                     if path == end or path.endswith('/' + end)), None)
    def do_quit(self, line):
        'Leaves the debugger; the game goes on.'
        self.clear_all_breaks()
        return self.do_continue('')
    do_q = do_exit = do_EOF = do_quit

debugger = None

def breakpointhook(*args, **keywords):
    global debugger
    if debugger is None:
        debugger = Debugger()
    # The sources as they run, which may be in a zip, or older than the files.
    for path in paths():
        text = text_of(path)
        linecache.cache[path] = len(text), None, text.splitlines(True), path
    debugger.set_trace(sys._getframe(1))

def turn_over():
    'A step goes no further than to the end of its unit\'s turn; a break that was set stays.'
    if debugger is not None and not debugger.get_all_breaks():
        sys.settrace(None)

sys.breakpointhook = breakpointhook
