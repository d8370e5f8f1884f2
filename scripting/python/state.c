// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// state.c: the plain data of agents: what lies in the attributes of self and can be copied. Ints,
// floats, text, bytes, None, and tuples, lists, dicts and sets of them; units and views as the
// entity they name. Exact types only, so that no code of a script runs while copying. What has no
// copy is marked with the name of its type; it is missed only if the interpreter dies.
//
// Shared and cyclic references do not survive: each use becomes a copy of its own, and what refers
// to itself is too deep to be copied.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

// What stopped the encoder: the type that has no copy; NULL: its size or depth.
typedef struct copying {
    myri_vm *vm;
    myri_encoder encoder;
    PyTypeObject *refused;
} copying;

static bool encode(copying *c, PyObject *object);

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

static bool encode_set(copying *c, PyObject *object, myri_value_kind kind)
{
    Py_ssize_t count = PySet_GET_SIZE(object);
    PyObject *iterator = PyObject_GetIter(object), *item;
    bool is_done = iterator != NULL && myri_encode_begin(&c->encoder, kind, (size_t)count);
    while (is_done && (item = PyIter_Next(iterator)) != NULL) {
        is_done = encode(c, item);
        count--;
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    PyErr_Clear();
    return is_done && (count == 0 || refuse(c, object));
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
    if (PyList_CheckExact(object))
        return encode_sequence(c, object, MYRI_VALUE_LIST);
    if (PyDict_CheckExact(object))
        return encode_dict(c, object);
    if (PySet_CheckExact(object))
        return encode_set(c, object, MYRI_VALUE_SET);
    if (PyFrozenSet_CheckExact(object))
        return encode_set(c, object, MYRI_VALUE_FROZEN_SET);
    return refuse(c, object);
}

// One attribute, as its value or as lost. False: there is no room even for its name.
static bool encode_attribute(copying *c, PyObject *name, PyObject *value)
{
    uint32_t capacity = c->vm->program->checkpoint_bytes;
    c->encoder.capacity = capacity > c->encoder.used ? capacity : c->encoder.used;
    myri_encoder begin = c->encoder;
    c->refused = NULL;
    if (encode(c, name) && encode(c, value))
        return true;
    const char *why = c->refused != NULL        ? c->refused->tp_name
                      : c->encoder.is_too_large ? "over checkpoint_bytes"
                                                : "too deep";
    const char *dot = strrchr(why, '.');
    why = c->refused != NULL && dot != NULL ? dot + 1 : why;
    size_t why_bytes = strlen(why) < 60 ? strlen(why) : myri_utf8_cut(why, strlen(why), 60);
    c->encoder = begin;
    c->encoder.capacity = capacity + MYRI_LOST_BYTES;
    return encode(c, name) && myri_encode_run(&c->encoder, MYRI_VALUE_LOST, why, why_bytes);
}

static bool encode_attributes(copying *c, PyObject *attributes)
{
    Py_ssize_t count = PyDict_GET_SIZE(attributes), at = 0;
    PyObject *name, *value;
    bool is_done = myri_encode_begin(&c->encoder, MYRI_VALUE_DICT, (size_t)count);
    while (is_done && PyDict_Next(attributes, &at, &name, &value)) {
        Py_INCREF(name);
        Py_INCREF(value);
        is_done = PyUnicode_CheckExact(name) && encode_attribute(c, name, value);
        Py_DECREF(name);
        Py_DECREF(value);
    }
    return is_done && myri_encoder_is_whole(&c->encoder);
}

// False: the tape is full.
static bool state_copy(myri_vm *vm, myrpy_unit *agent)
{
    copying c = {.vm = vm,
                 .encoder = myri_encoder_make(vm->copy_buffer, vm->program->checkpoint_bytes)};
    PyObject *attributes = PyObject_GenericGetDict((PyObject *)agent, NULL);
    bool is_done =
        attributes != NULL && PyDict_CheckExact(attributes) && encode_attributes(&c, attributes);
    Py_XDECREF(attributes);
    PyErr_Clear(); // an agent without a copy is made by __init__ again
    return !is_done || myri_put_state(&vm->lease->out.tape, agent->being.entity, vm->copy_buffer,
                                      c.encoder.used);
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
static bool buffer_reserve(myri_vm *vm)
{
    size_t bytes = (size_t)vm->program->checkpoint_bytes + MYRI_LOST_BYTES;
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
    uint32_t left = buffer_reserve(vm) ? vm->program->entity_capacity : 0;
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

// -------------------------------------------------------------------------------------- restoring

typedef struct restoring {
    myri_vm *vm;
    PyObject *self;
    myri_decoder decoder;
} restoring;

static PyObject *decode(restoring *r, bool *is_lost);

static PyObject *decode_big(const myri_value_item *item)
{
    PyObject *method = PyObject_GetAttrString((PyObject *)&PyLong_Type, "from_bytes");
    PyObject *args = Py_BuildValue("(y#s)", item->bytes, (Py_ssize_t)item->length, "little");
    PyObject *keywords = Py_BuildValue("{s:O}", "signed", Py_True);
    PyObject *value = NULL;
    if (method != NULL && args != NULL && keywords != NULL)
        value = PyObject_Call(method, args, keywords);
    Py_XDECREF(method);
    Py_XDECREF(args);
    Py_XDECREF(keywords);
    return value;
}

static PyObject *decode_sequence(restoring *r, const myri_value_item *item)
{
    bool is_list = item->kind == MYRI_VALUE_LIST, is_lost = false;
    PyObject *sequence = is_list ? PyList_New(item->length) : PyTuple_New(item->length);
    for (uint32_t i = 0; sequence != NULL && i < item->length; i++) {
        PyObject *element = decode(r, &is_lost);
        if (element == NULL)
            Py_CLEAR(sequence);
        else if (is_list)
            PyList_SET_ITEM(sequence, i, element);
        else
            PyTuple_SET_ITEM(sequence, i, element);
    }
    return sequence;
}

static PyObject *decode_set(restoring *r, const myri_value_item *item)
{
    bool is_frozen = item->kind == MYRI_VALUE_FROZEN_SET, is_lost = false;
    PyObject *set = is_frozen ? PyFrozenSet_New(NULL) : PySet_New(NULL);
    for (uint32_t i = 0; set != NULL && i < item->length; i++) {
        PyObject *member = decode(r, &is_lost);
        if (member == NULL || PySet_Add(set, member) < 0)
            Py_CLEAR(set);
        Py_XDECREF(member);
    }
    return set;
}

// A value that was lost leaves its key out.
static PyObject *decode_dict(restoring *r, const myri_value_item *item)
{
    PyObject *dict = PyDict_New();
    for (uint32_t i = 0; dict != NULL && i < item->length; i++) {
        bool is_lost = false;
        PyObject *key = decode(r, &is_lost);
        PyObject *value = key == NULL ? NULL : decode(r, &is_lost);
        if (value == NULL || (!is_lost && PyDict_SetItem(dict, key, value) < 0))
            Py_CLEAR(dict);
        Py_XDECREF(key);
        Py_XDECREF(value);
    }
    return dict;
}

static PyObject *decode(restoring *r, bool *is_lost)
{
    myri_value_item item;
    if (!myri_decode_next(&r->decoder, &item)) {
        PyErr_SetString(PyExc_SystemError, "an agent's copy is not well formed");
        return NULL;
    }
    switch (item.kind) {
    case MYRI_VALUE_TUPLE:
    case MYRI_VALUE_LIST:
        return decode_sequence(r, &item);
    case MYRI_VALUE_DICT:
        return decode_dict(r, &item);
    case MYRI_VALUE_SET:
    case MYRI_VALUE_FROZEN_SET:
        return decode_set(r, &item);
    case MYRI_VALUE_BIG_INT:
        return decode_big(&item);
    case MYRI_VALUE_ENTITY:
        if (item.entity == ((myrpy_being *)r->self)->entity)
            return Py_NewRef(r->self);
        return myrpy_view_get(r->vm, item.entity);
    case MYRI_VALUE_LOST:
        *is_lost = true;
        Py_RETURN_NONE;
    default:
        return myrpy_scalar(&item);
    }
}

bool myrpy_state_restore(myri_vm *vm, PyObject *object, const void *bytes, uint32_t byte_count)
{
    restoring r = {.vm = vm, .self = object, .decoder = myri_decoder_make_state(bytes, byte_count)};
    bool is_lost = false;
    PyObject *copy = decode(&r, &is_lost);
    PyObject *attributes = copy == NULL ? NULL : PyObject_GenericGetDict(object, NULL);
    bool is_done = attributes != NULL && PyDict_Check(copy) && PyDict_Update(attributes, copy) == 0;
    Py_XDECREF(copy);
    Py_XDECREF(attributes);
    return is_done;
}
