// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// set_layout.c: where the members of a set lie. The order in which a set is walked, and whom pop()
// takes, depend on all that was ever added to it and removed; a game that was loaded must go on as
// the one that was saved. Most sets lie as adding their members in that order would lay them. For
// the others the layout is kept:
//
//     u8 log2 of the table's size | u64 finger | u32 slot of each member | u32 slot of each grave
//
// A grave is a slot whose member was removed: searches go on behind it. The struct is one that
// CPython shows (cpython/setobject.h). Layouts come from files: a table that would make a search go
// on for ever, or two members in one slot, is refused.

#include "myrpy.h"

#include <string.h>

#define FIXED_BYTES (1u + 8u)
#define LEAST_LOG2 3 // PySet_MINSIZE
#define MOST_LOG2 26

static bool is_grave(const setentry *entry)
{
    return entry->key != NULL && entry->hash == -1;
}

// A set with the same members, added one by one in the order of a walk. NULL without an error.
static PyObject *rebuild(PyObject *set)
{
    const PySetObject *from = (const PySetObject *)set;
    PyObject *copy = PySet_New(NULL);
    for (Py_ssize_t i = 0; copy != NULL && i <= from->mask; i++) {
        const setentry *entry = &from->table[i];
        if (entry->key != NULL && !is_grave(entry) && PySet_Add(copy, entry->key) < 0)
            Py_CLEAR(copy);
    }
    PyErr_Clear();
    return copy;
}

static bool is_same(const PySetObject *a, const PySetObject *b)
{
    if (a->mask != b->mask || a->fill != b->fill || a->finger != b->finger)
        return false;
    for (Py_ssize_t i = 0; i <= a->mask; i++)
        if (a->table[i].key != b->table[i].key)
            return false;
    return true;
}

bool myrpy_set_is_plain(PyObject *set)
{
    PyObject *copy = rebuild(set);
    bool is_plain = copy == NULL || is_same((const PySetObject *)set, (const PySetObject *)copy);
    Py_XDECREF(copy);
    return is_plain;
}

static void put_slots(const PySetObject *set, bool are_graves, uint8_t **at)
{
    for (Py_ssize_t i = 0; i <= set->mask; i++) {
        uint32_t slot = (uint32_t)i;
        if (set->table[i].key == NULL || is_grave(&set->table[i]) != are_graves)
            continue;
        memcpy(*at, &slot, sizeof slot);
        *at += sizeof slot;
    }
}

PyObject *myrpy_set_layout(PyObject *set)
{
    const PySetObject *so = (const PySetObject *)set;
    size_t bytes = FIXED_BYTES + (size_t)so->fill * sizeof(uint32_t);
    PyObject *layout = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)bytes);
    if (layout == NULL)
        return NULL;
    uint8_t *at = (uint8_t *)PyBytes_AS_STRING(layout);
    uint64_t finger = (uint64_t)so->finger;
    *at++ = (uint8_t)__builtin_ctzll((uint64_t)so->mask + 1);
    memcpy(at, &finger, sizeof finger);
    at += sizeof finger;
    put_slots(so, false, &at);
    put_slots(so, true, &at);
    return layout;
}

// The object that stands in graves; borrowed, it never dies.
static PyObject *grave_mark(void)
{
    PyObject *mark = NULL;
    PyObject *set = PySet_New(NULL), *zero = PyLong_FromLong(0);
    if (set != NULL && zero != NULL && PySet_Add(set, zero) == 0 && PySet_Discard(set, zero) == 1) {
        const PySetObject *so = (const PySetObject *)set;
        for (Py_ssize_t i = 0; i <= so->mask && mark == NULL; i++)
            mark = is_grave(&so->table[i]) ? so->table[i].key : NULL;
    }
    Py_XDECREF(set);
    Py_XDECREF(zero);
    return mark;
}

static setentry *slot_take(PySetObject *set, const uint8_t *slots, Py_ssize_t index)
{
    uint32_t slot;
    memcpy(&slot, slots + index * (Py_ssize_t)sizeof slot, sizeof slot);
    setentry *entry = slot > set->mask ? NULL : &set->table[slot];
    return entry == NULL || entry->key != NULL ? NULL : entry;
}

static bool fill(PySetObject *set, PyObject *members, const uint8_t *slots, Py_ssize_t grave_count)
{
    Py_ssize_t count = PyList_GET_SIZE(members);
    PyObject *mark = grave_count > 0 ? grave_mark() : NULL;
    if (grave_count > 0 && mark == NULL)
        return false;
    for (Py_ssize_t i = 0; i < count + grave_count; i++) {
        setentry *entry = slot_take(set, slots, i);
        PyObject *key = i < count ? PyList_GET_ITEM(members, i) : mark;
        Py_hash_t hash = i < count ? PyObject_Hash(key) : -1;
        if (entry == NULL || (i < count && hash == -1))
            return false;
        if (i < count)
            Py_INCREF(key);
        entry->key = key;
        entry->hash = hash;
        set->fill++;
        set->used += i < count;
    }
    return true;
}

// An empty set is given a table of its own; it frees it.
static bool table_make(PySetObject *set, uint8_t log2)
{
    if (log2 == LEAST_LOG2)
        return true;
    setentry *table = PyMem_Calloc((size_t)1 << log2, sizeof *table);
    if (table == NULL) {
        PyErr_NoMemory();
        return false;
    }
    set->table = table;
    set->mask = ((Py_ssize_t)1 << log2) - 1;
    return true;
}

bool myrpy_set_lay(PyObject *set, PyObject *members, const uint8_t *layout, uint32_t layout_bytes)
{
    PySetObject *so = (PySetObject *)set;
    Py_ssize_t count = PyList_GET_SIZE(members);
    uint32_t slot_bytes = layout_bytes < FIXED_BYTES ? 0 : layout_bytes - FIXED_BYTES;
    Py_ssize_t filled = slot_bytes / (Py_ssize_t)sizeof(uint32_t);
    uint8_t log2 = layout_bytes < FIXED_BYTES ? 0 : layout[0];
    bool is_good = log2 >= LEAST_LOG2 && log2 <= MOST_LOG2 && filled >= count &&
                   filled * 5 < (((Py_ssize_t)1 << log2) - 1) * 3;
    if (is_good && !table_make(so, log2))
        return false;
    if (is_good && fill(so, members, layout + FIXED_BYTES, filled - count)) {
        uint64_t finger;
        memcpy(&finger, layout + 1, sizeof finger);
        so->finger = (Py_ssize_t)(finger & (uint64_t)so->mask);
        return true;
    }
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the layout of a set is not well formed");
    return false;
}
