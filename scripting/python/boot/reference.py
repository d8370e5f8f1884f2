# SPDX-FileCopyrightText: 2026 The Myrmidon authors
# SPDX-License-Identifier: MIT
#
# "myrmidon api [NAME]": the reference of what scripts have, from the stub.
# In: stub, wanted (a name, "Class.name", or ''). Out: result = (is_found, text).

import textwrap

TITLES = (('fields', 'read'), ('queries', 'ask'), ('waiting', 'await, in async def live()'),
          ('commands', 'ask for'), ('handlers', 'define'))
WHO = {'fields': 'read by', 'queries': 'called by', 'waiting': 'awaited by',
       'commands': 'asked for by', 'handlers': 'defined by'}


def split_doc(doc):
    """The sentence, and what it says of arguments."""
    first, _, rest = doc.partition('\n')
    return first.strip(), [line.strip() for line in rest.splitlines() if line.strip()]


def listing(classes):
    lines = []
    for known in classes.values():
        if not known.members or known.is_record:
            continue
        lines += ['', f'{known.name}: {split_doc(known.doc)[0]}']
        for part, verb in TITLES:
            rows = [m for m in known.members.values() if m.part == part]
            if rows:
                lines += ['', f'  {known.name}, what to {verb}']
            for member in rows:
                lines.append(f'    {member.signature()}')
                if known.name != 'View' or 'Unit' not in classes \
                        or member.name not in classes['Unit'].members:
                    lines += textwrap.wrap(split_doc(member.doc)[0], 96, initial_indent=' ' * 8,
                                           subsequent_indent=' ' * 8)
    records = [known for known in classes.values() if known.is_record]
    if records:
        lines += ['', 'What handlers are given']
    for known in records:
        parts = ', '.join(m.signature() for m in known.members.values())
        lines += [f'    {known.name}({parts})',
                  *textwrap.wrap(split_doc(known.doc)[0], 96, initial_indent=' ' * 8,
                                 subsequent_indent=' ' * 8)]
    return '\n'.join(lines[1:]) + '\n'


def explain(member, owners):
    sentence, more = split_doc(member.doc)
    text = member.signature() + '\n'
    text += textwrap.fill(sentence, 96, initial_indent='    ', subsequent_indent='    ') + '\n'
    for line in more:
        text += textwrap.fill(line, 96, initial_indent='      ', subsequent_indent='        ') + '\n'
    return text + f"    {WHO[member.part]} {' and '.join(owners)}\n"


def find(name, classes):
    """All of this name: [(member, [classes])], alike ones together."""
    found = []
    for known in classes.values():
        member = known.members.get(name)
        if member is None:
            continue
        for other, owners in found:
            if other.signature() == member.signature() and other.doc == member.doc:
                owners.append(known.name)
                break
        else:
            found.append((member, [known.name]))
    return found


def reference():
    classes, others = read_stub(stub)
    if not wanted:
        return True, listing(classes)
    owner, _, name = wanted.rpartition('.')
    if owner in ('', 'self'):
        if name in classes:
            return True, listing({name: classes[name]})
        found = find(name, classes)
    else:
        found = find(name, {owner: classes[owner]}) if owner in classes else []
    if found:
        return True, '\n'.join(explain(member, owners) for member, owners in found)
    names = {*classes, *others, *(n for known in classes.values() for n in known.members)}
    close = difflib.get_close_matches(name, sorted(names), 4, 0.5)
    inside = [n for n in sorted(names) if len(name) > 2 and name.lower() in n.lower()]
    close = list(dict.fromkeys(close + inside))[:6]
    hint = f"; did you mean {' or '.join(close)}?" if close else "; without a name, all are listed"
    return False, f"scripts have no '{wanted}'{hint}"


result = reference()
