// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// state.c: the plain data of agents, out: what lies in the attributes of self (in __dict__ or
// __slots__) and can be copied. Ints, floats, text, bytes, None, and tuples, lists, dicts and sets
// of them; random generators; units and views as the entity they name. Exact types only, so that no
// code of a script runs while copying. What has no copy is marked with the name of its type; it is
// missed only if the interpreter dies, or when a save is loaded.
//
// Lists, dicts, sets and generators are written where they are met first, and named by their number
// from then on, so that what two attributes share is shared after the way back, and what refers to
// itself does. A set is written in the order of its table; in a save also with that table's layout,
// if adding the members again would make another.
//
// state_restore.c is the way back.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

// The objects that were written and can be named, by address. Grows by doubling, and forgets from
// its end, so that an attribute that cannot be copied leaves nothing behind.
struct myrpy_memo {
    PyObject **objects; // borrowed
    uint32_t *table;    // of 2 * capacity places: index into objects plus 1; 0: free
    uint32_t count, capacity;
};

// What stopped the encoder: the type that has no copy; NULL: its size or depth.
typedef struct copying {
    myri_vm *vm;
    myri_encoder encoder;
    PyTypeObject *refused;
    const char *limit_name; // what an attribute is over when it is too large
    bool is_exact;          // with the layouts of sets and the agent's own generator
} copying;

static bool encode(copying *c, PyObject *object);

// ------------------------------------------------------------------------------------------- memo

static uint32_t memo_place(const myrpy_memo *memo, const PyObject *object)
{
    uint32_t mask = memo->capacity * 2 - 1;
    uint32_t at = (uint32_t)(((uintptr_t)object >> 4) * 2654435761u) & mask;
    while (memo->table[at] != 0 && memo->objects[memo->table[at] - 1] != object)
        at = (at + 1) & mask;
    return at;
}

static bool memo_grow(myrpy_memo *memo)
{
    uint32_t capacity = memo->capacity == 0 ? 64 : memo->capacity * 2;
    PyObject **objects = realloc(memo->objects, capacity * sizeof *objects);
    if (objects != NULL)
        memo->objects = objects;
    uint32_t *table = objects == NULL ? NULL : calloc((size_t)capacity * 2, sizeof *table);
    if (table == NULL)
        return false;
    free(memo->table);
    memo->table = table;
    memo->capacity = capacity;
    for (uint32_t i = 0; i < memo->count; i++)
        memo->table[memo_place(memo, memo->objects[i])] = i + 1;
    return true;
}

// Who came last goes first: then no search had gone past its place.
static void memo_cut(myrpy_memo *memo, uint32_t count)
{
    while (memo->count > count) {
        memo->table[memo_place(memo, memo->objects[memo->count - 1])] = 0;
        memo->count--;
    }
}

void myrpy_memo_destroy(myrpy_memo *memo)
{
    if (memo == NULL)
        return;
    free(memo->objects);
    free(memo->table);
    free(memo);
}

// ---------------------------------------------------------------------------------------- copying

static bool refuse(copying *c, PyObject *object)
{
    PyErr_Clear();
    c->refused = Py_TYPE(object);
    return false;
}

// An int over 64 bits.
static bool encode_big(copying *c, PyObject *object)
{
    PyObject *bits = PyObject_CallMethod(object, "bit_length", NULL);
    size_t bytes = bits == NULL ? SIZE_MAX : PyLong_AsSize_t(bits) / 8 + 1;
    Py_XDECREF(bits);
    PyErr_Clear();
    if (bytes > c->encoder.capacity) {
        c->encoder.is_too_large = true;
        return false;
    }
    PyObject *method = PyObject_GetAttrString(object, "to_bytes");
    PyObject *args = Py_BuildValue("(ns)", (Py_ssize_t)bytes, "little");
    PyObject *keywords = Py_BuildValue("{s:O}", "signed", Py_True);
    PyObject *run = NULL;
    if (method != NULL && args != NULL && keywords != NULL)
        run = PyObject_Call(method, args, keywords);
    bool is_done = run != NULL &&
                   myri_encode_run(&c->encoder, MYRI_VALUE_BIG_INT, PyBytes_AS_STRING(run), bytes);
    Py_XDECREF(method);
    Py_XDECREF(args);
    Py_XDECREF(keywords);
    Py_XDECREF(run);
    PyErr_Clear();
    return is_done;
}

static bool encode_int(copying *c, PyObject *object)
{
    int overflow = 0;
    long long integer = PyLong_AsLongLongAndOverflow(object, &overflow);
    return overflow != 0 ? encode_big(c, object) : myri_encode_int(&c->encoder, integer);
}

static bool encode_text(copying *c, PyObject *object)
{
    Py_ssize_t bytes;
    const char *text = PyUnicode_AsUTF8AndSize(object, &bytes);
    if (text == NULL)
        return refuse(c, object); // half a surrogate pair
    return myri_encode_text(&c->encoder, text, (size_t)bytes);
}

// Tuples and lists. A list that changes its length meanwhile (a destructor can run when memory is
// asked for) makes the payload unwhole, no more.
static bool encode_sequence(copying *c, PyObject *object, myri_value_kind kind)
{
    Py_ssize_t count = PySequence_Fast_GET_SIZE(object);
    bool is_done = myri_encode_begin(&c->encoder, kind, (size_t)count);
    for (Py_ssize_t i = 0; is_done && i < count; i++) {
        if (i >= PySequence_Fast_GET_SIZE(object))
            return refuse(c, object);
        PyObject *item = Py_NewRef(PySequence_Fast_GET_ITEM(object, i));
        is_done = encode(c, item);
        Py_DECREF(item);
    }
    return is_done;
}

// Whether it was written before, and now its number was; else it has one now.
static bool encode_known(copying *c, PyObject *object, bool *is_done)
{
    myrpy_memo *memo = c->vm->memo;
    if (memo->count == memo->capacity && !memo_grow(memo)) {
        *is_done = refuse(c, object);
        return true;
    }
    uint32_t place = memo_place(memo, object);
    if (memo->table[place] != 0) {
        *is_done = myri_encode_reference(&c->encoder, memo->table[place] - 1);
        return true;
    }
    memo->objects[memo->count++] = object;
    memo->table[place] = memo->count;
    return false;
}

static bool encode_random(copying *c, PyObject *object)
{
    uint8_t state[MYRI_RANDOM_BYTES];
    return myrpy_random_copy(c->vm, object, state)
               ? myri_encode_run(&c->encoder, MYRI_VALUE_RANDOM, state, sizeof state)
               : refuse(c, object);
}

static bool encode_dict(copying *c, PyObject *object)
{
    Py_ssize_t count = PyDict_GET_SIZE(object), at = 0, done = 0;
    PyObject *key, *value;
    bool is_done = myri_encode_begin(&c->encoder, MYRI_VALUE_DICT, (size_t)count);
    while (is_done && PyDict_Next(object, &at, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        is_done = encode(c, key) && encode(c, value);
        Py_DECREF(key);
        Py_DECREF(value);
        done++;
    }
    return is_done && (done == count || refuse(c, object));
}

// In front of the members of a set goes where they lie, if that is not what it will be.
static bool encode_layout(copying *c, PyObject *object, myri_value_kind *kind)
{
    bool is_laid = c->is_exact && !myrpy_set_is_plain(object);
    if (is_laid)
        *kind = *kind == MYRI_VALUE_SET ? MYRI_VALUE_LAID_SET : MYRI_VALUE_LAID_FROZEN_SET;
    if (!myri_encode_begin(&c->encoder, *kind, (size_t)PySet_GET_SIZE(object) + is_laid))
        return false;
    PyObject *layout = is_laid ? myrpy_set_layout(object) : NULL;
    bool is_done =
        !is_laid || (layout != NULL && myri_encode_bytes(&c->encoder, PyBytes_AS_STRING(layout),
                                                         (size_t)PyBytes_GET_SIZE(layout)));
    Py_XDECREF(layout);
    return is_done;
}

static bool encode_set(copying *c, PyObject *object, myri_value_kind kind)
{
    Py_ssize_t count = PySet_GET_SIZE(object);
    PyObject *iterator = PyObject_GetIter(object), *item;
    bool is_done = iterator != NULL && encode_layout(c, object, &kind);
    while (is_done && (item = PyIter_Next(iterator)) != NULL) {
        is_done = encode(c, item);
        count--;
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    PyErr_Clear();
    return is_done && (count == 0 || refuse(c, object));
}

// What can change: it is no part of a key, and it may have been written before.
static bool encode_shared(copying *c, PyObject *object)
{
    bool is_done = false;
    bool is_list = PyList_CheckExact(object), is_dict = PyDict_CheckExact(object);
    bool is_set = PySet_CheckExact(object);
    if (!is_list && !is_dict && !is_set && !myrpy_is_random(c->vm, object))
        return refuse(c, object);
    if (myri_encoder_is_at_key(&c->encoder))
        return refuse(c, object);
    if (encode_known(c, object, &is_done))
        return is_done;
    if (is_list)
        return encode_sequence(c, object, MYRI_VALUE_LIST);
    if (is_dict)
        return encode_dict(c, object);
    return is_set ? encode_set(c, object, MYRI_VALUE_SET) : encode_random(c, object);
}

// Recursion is bounded by the encoder's depth. False: refused, too large or too deep.
static bool encode(copying *c, PyObject *object)
{
    myri_encoder *encoder = &c->encoder;
    if (object == Py_None)
        return myri_encode_none(encoder);
    if (PyBool_Check(object))
        return myri_encode_bool(encoder, object == Py_True);
    if (PyLong_CheckExact(object) || myrpy_is_tick(object))
        return encode_int(c, object);
    if (PyFloat_CheckExact(object))
        return myri_encode_float(encoder, PyFloat_AS_DOUBLE(object));
    if (PyUnicode_CheckExact(object))
        return encode_text(c, object);
    if (PyBytes_CheckExact(object))
        return myri_encode_bytes(encoder, PyBytes_AS_STRING(object),
                                 (size_t)PyBytes_GET_SIZE(object));
    if (myrpy_is_being(c->vm, object))
        return myri_encode_entity(encoder, ((const myrpy_being *)object)->entity);
    if (PyTuple_CheckExact(object))
        return encode_sequence(c, object, MYRI_VALUE_TUPLE);
    if (PyFrozenSet_CheckExact(object))
        return encode_set(c, object, MYRI_VALUE_FROZEN_SET);
    return encode_shared(c, object);
}

// Why the encoder stopped, for the player.
static const char *lost_why(const copying *c)
{
    if (c->refused == NULL)
        return c->encoder.is_too_large ? c->limit_name : "too deep";
    const char *dot = strrchr(c->refused->tp_name, '.');
    return dot != NULL ? dot + 1 : c->refused->tp_name;
}

// One attribute, as its value or as lost. False: there is no room even for its name.
static bool encode_attribute(copying *c, uint32_t capacity, PyObject *name, PyObject *value)
{
    c->encoder.capacity = capacity > c->encoder.used ? capacity : c->encoder.used;
    uint32_t known = c->vm->memo->count;
    myri_encoder begin = c->encoder;
    c->refused = NULL;
    if (encode(c, name) && encode(c, value))
        return true;
    const char *why = lost_why(c);
    size_t why_bytes = strlen(why) < 60 ? strlen(why) : myri_utf8_cut(why, strlen(why), 60);
    memo_cut(c->vm->memo, known);
    c->encoder = begin;
    c->encoder.capacity = capacity + MYRI_LOST_BYTES;
    return encode(c, name) && myri_encode_run(&c->encoder, MYRI_VALUE_LOST, why, why_bytes);
}

static bool encode_attributes(copying *c, PyObject *attributes)
{
    uint32_t capacity = c->encoder.capacity;
    Py_ssize_t at = 0;
    PyObject *name, *value;
    bool is_done = true;
    while (is_done && PyDict_Next(attributes, &at, &name, &value)) {
        Py_INCREF(name);
        Py_INCREF(value);
        is_done = PyUnicode_CheckExact(name) && encode_attribute(c, capacity, name, value);
        Py_DECREF(name);
        Py_DECREF(value);
    }
    return is_done;
}

// The dict of an agent's attributes, __slots__ among them. New; NULL without an error.
static PyObject *attributes_get(const myri_vm *vm, PyObject *agent)
{
    PyObject *own = PyObject_GenericGetDict(agent, NULL);
    PyErr_Clear();
    bool has_slots = myrpy_has_slots(vm, Py_TYPE(agent));
    if (own != NULL && !PyDict_CheckExact(own))
        Py_CLEAR(own);
    if (!has_slots)
        return own;
    PyObject *all = own != NULL ? PyDict_Copy(own) : PyDict_New();
    Py_XDECREF(own);
    if (all != NULL && !myrpy_slots_collect(vm, agent, all))
        Py_CLEAR(all);
    PyErr_Clear();
    return all;
}

// False: nothing of it can be copied.
static bool encode_agent(copying *c, myrpy_unit *agent)
{
    PyObject *attributes = attributes_get(c->vm, (PyObject *)agent);
    PyObject *random = c->is_exact ? agent->random : NULL;
    uint32_t capacity = c->encoder.capacity;
    bool is_done = attributes != NULL &&
                   myri_encode_begin(&c->encoder, MYRI_VALUE_DICT,
                                     (size_t)PyDict_GET_SIZE(attributes) + (random != NULL)) &&
                   (random == NULL || encode_attribute(c, capacity, Py_None, random)) &&
                   encode_attributes(c, attributes) && myri_encoder_is_whole(&c->encoder);
    Py_XDECREF(attributes);
    PyErr_Clear();
    return is_done;
}

static copying copying_begin(myri_vm *vm, uint32_t capacity, bool is_exact)
{
    memo_cut(vm->memo, 0);
    // The outermost dict is the first that a number counts; nothing else is it.
    vm->memo->objects[vm->memo->count++] = Py_None;
    return (copying){.vm = vm,
                     .encoder = myri_encoder_make_state(vm->copy_buffer, capacity),
                     .limit_name =
                         is_exact ? "over the size of a save's agent" : "over checkpoint_bytes",
                     .is_exact = is_exact};
}

// False: the tape is full.
static bool state_copy(myri_vm *vm, myrpy_unit *agent)
{
    copying c = copying_begin(vm, vm->program->checkpoint_bytes, false);
    // An agent without a copy is made by __init__ again.
    return !encode_agent(&c, agent) || myri_put_state(&vm->lease->out.tape, agent->being.entity,
                                                      vm->copy_buffer, c.encoder.used);
}

// The agent after the cursor, which moves there; NULL: nobody in `left` indices.
static myrpy_unit *next_agent(myri_vm *vm, uint32_t *left)
{
    uint32_t capacity = vm->program->entity_capacity;
    while (*left > 0) {
        --*left;
        if (++vm->copy_cursor >= capacity)
            vm->copy_cursor = 0;
        uint32_t chunk = vm->copy_cursor / MYRPY_CHUNK;
        if (chunk >= vm->chunk_count || vm->chunks[chunk] == NULL) {
            uint32_t rest = MYRPY_CHUNK - 1 - vm->copy_cursor % MYRPY_CHUNK;
            rest = rest < *left ? rest : *left;
            *left -= rest;
            vm->copy_cursor += rest;
            continue;
        }
        myrpy_slot *slot = &vm->chunks[chunk][vm->copy_cursor % MYRPY_CHUNK];
        if (slot->agent != NULL)
            return slot->agent;
    }
    return NULL;
}

// Its size is the program's, and interpreters are kept from one program to the next.
static bool buffer_reserve(myri_vm *vm, size_t capacity)
{
    size_t bytes = capacity + MYRI_LOST_BYTES;
    if (vm->memo == NULL)
        vm->memo = calloc(1, sizeof *vm->memo);
    if (vm->memo == NULL || (vm->memo->capacity == 0 && !memo_grow(vm->memo)))
        return false;
    if (vm->copy_bytes >= bytes)
        return true;
    void *grown = realloc(vm->copy_buffer, bytes);
    if (grown == NULL)
        return false;
    vm->copy_buffer = grown;
    vm->copy_bytes = bytes;
    return true;
}

void myrpy_states_copy(myri_vm *vm, uint32_t count)
{
    uint32_t left =
        buffer_reserve(vm, vm->program->checkpoint_bytes) ? vm->program->entity_capacity : 0;
    while (count-- > 0) {
        uint32_t before = vm->copy_cursor;
        myrpy_unit *agent = next_agent(vm, &left);
        if (agent == NULL)
            return;
        Py_INCREF(agent);
        bool has_room = state_copy(vm, agent);
        Py_DECREF(agent);
        if (!has_room) {
            vm->copy_cursor = before; // the first of the next job
            return;
        }
    }
}

// ------------------------------------------------------------------------------------------ saving

// What no tape could carry is named, and the rest of the agent is kept.
static uint32_t save_capacity(const myri_vm *vm)
{
    uint32_t most = vm->lease->out.tape.capacity / 2;
    return most < MYRI_SAVE_BYTES ? most : MYRI_SAVE_BYTES;
}

static uint32_t own_copy(myri_vm *vm)
{
    uint8_t state[MYRI_RANDOM_BYTES];
    PyObject *shared = myrpy_random_shared(vm);
    myri_encoder encoder = myri_encoder_make_state(vm->copy_buffer, (uint32_t)vm->copy_bytes);
    bool has_state = shared != NULL && myrpy_random_copy(vm, shared, state);
    bool is_done =
        myri_encode_begin(&encoder, MYRI_VALUE_DICT, has_state) &&
        (!has_state || (myri_encode_none(&encoder) &&
                        myri_encode_run(&encoder, MYRI_VALUE_RANDOM, state, sizeof state)));
    return is_done ? encoder.used : 0;
}

bool myrpy_state_save(myri_vm *vm, myr_entity entity)
{
    uint32_t capacity = save_capacity(vm), used = 0;
    if (!buffer_reserve(vm, capacity))
        return true;
    if (entity == MYR_ENTITY_NONE) {
        used = own_copy(vm);
    } else {
        myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), false);
        if (slot == NULL || slot->agent == NULL || slot->agent->being.entity != entity)
            return true;
        copying c = copying_begin(vm, capacity, true);
        myrpy_unit *agent = (myrpy_unit *)Py_NewRef((PyObject *)slot->agent);
        used = encode_agent(&c, agent) ? c.encoder.used : 0;
        Py_DECREF(agent);
    }
    return used == 0 || myri_put_state(&vm->lease->out.tape, entity, vm->copy_buffer, used);
}

void myrpy_state_note(myri_vm *vm, myr_entity entity, myrpy_unit *agent)
{
    myri_before *before = vm->lease->before;
    if (before->is_kept)
        return;
    before->bytes = 0;
    before->entity = entity;
    if (agent == NULL || !buffer_reserve(vm, vm->program->bundle_bytes))
        return;
    copying c = copying_begin(vm, vm->program->bundle_bytes, false);
    c.limit_name = "over bundle_bytes";
    if (!encode_agent(&c, agent))
        return;
    memcpy(before + 1, vm->copy_buffer, c.encoder.used);
    before->bytes = c.encoder.used;
}

void myrpy_state_trim(myri_vm *vm)
{
    uint32_t kept = vm->program->checkpoint_bytes > vm->program->bundle_bytes
                        ? vm->program->checkpoint_bytes
                        : vm->program->bundle_bytes;
    if (vm->copy_bytes <= (size_t)kept + MYRI_LOST_BYTES)
        return;
    free(vm->copy_buffer);
    vm->copy_buffer = NULL;
    vm->copy_bytes = 0;
    myrpy_memo_destroy(vm->memo);
    vm->memo = NULL;
}
