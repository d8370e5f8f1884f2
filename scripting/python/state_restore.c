// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// state_restore.c: the plain data of agents, in: a new object gets the attributes that a copy has.
// A copy may come from a file, so it is input: what does not add up is an error of the agent that
// it is for. Runs no code of a script: the types are exact and their keys hash in C.

#include "myrpy.h"

// ------------------------------------------------------------------------------------------ slots

// __slots__ make an object longer than a unit is; so do, in older Pythons, its dict and the list of
// weak references.
bool myrpy_has_slots(const myri_vm *vm, const PyTypeObject *type)
{
    Py_ssize_t more = type->tp_basicsize - vm->unit_type->tp_basicsize;
    Py_ssize_t known = (type->tp_dictoffset > 0) + (type->tp_weaklistoffset > 0);
    return more > known * (Py_ssize_t)sizeof(PyObject *);
}

// Calls `visit` for each slot that a class of the script declares; false: it did once.
static bool slots_visit(const myri_vm *vm, PyObject *object, PyObject *dict,
                        bool (*visit)(PyObject *object, PyObject *dict, PyObject *name,
                                      PyObject *member))
{
    PyObject *bases = Py_TYPE(object)->tp_mro;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        if (type == vm->unit_type)
            return true;
        PyObject *name, *member;
        Py_ssize_t at = 0;
        while (PyDict_Next(type->tp_dict, &at, &name, &member))
            if (Py_IS_TYPE(member, &PyMemberDescr_Type) && !visit(object, dict, name, member))
                return false;
    }
    return true;
}

// An empty slot is no attribute.
static bool slot_collect(PyObject *object, PyObject *dict, PyObject *name, PyObject *member)
{
    PyObject *value = Py_TYPE(member)->tp_descr_get(member, object, (PyObject *)Py_TYPE(object));
    PyErr_Clear();
    bool is_done = value == NULL || PyDict_SetItem(dict, name, value) == 0;
    Py_XDECREF(value);
    return is_done;
}

bool myrpy_slots_collect(const myri_vm *vm, PyObject *object, PyObject *dict)
{
    return slots_visit(vm, object, dict, slot_collect);
}

static bool slot_set(PyObject *object, PyObject *dict, PyObject *name, PyObject *member)
{
    PyObject *value = PyDict_GetItemWithError(dict, name);
    if (value == NULL)
        return !PyErr_Occurred();
    return Py_TYPE(member)->tp_descr_set(member, object, value) == 0 &&
           PyDict_DelItem(dict, name) == 0;
}

bool myrpy_slots_set(const myri_vm *vm, PyObject *object, PyObject *dict)
{
    return slots_visit(vm, object, dict, slot_set);
}

// -------------------------------------------------------------------------------------- restoring

typedef struct restoring {
    myri_vm *vm;
    PyObject *self;
    myri_decoder decoder;
    PyObject *shared; // list: what a REFERENCE can name, by its number
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

// Notes what can be named from here on; before its contents, which may name it. Takes a reference
// that is NULL, or steals none.
static bool note(restoring *r, PyObject *object)
{
    return object != NULL && PyList_Append(r->shared, object) == 0;
}

static PyObject *decode_tuple(restoring *r, const myri_value_item *item)
{
    bool is_lost = false;
    PyObject *tuple = PyTuple_New(item->length);
    for (uint32_t i = 0; tuple != NULL && i < item->length; i++) {
        PyObject *element = decode(r, &is_lost);
        if (element == NULL)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, i, element);
    }
    return tuple;
}

// Appended one by one: while it grows, a member may refer to it.
static PyObject *decode_list(restoring *r, const myri_value_item *item)
{
    bool is_lost = false;
    PyObject *list = PyList_New(0);
    if (list != NULL && !note(r, list))
        Py_CLEAR(list);
    for (uint32_t i = 0; list != NULL && i < item->length; i++) {
        PyObject *element = decode(r, &is_lost);
        if (element == NULL || PyList_Append(list, element) < 0)
            Py_CLEAR(list);
        Py_XDECREF(element);
    }
    return list;
}

// The members of a set with a layout, as a list; *layout is new.
static PyObject *decode_members(restoring *r, uint32_t count, PyObject **layout)
{
    bool is_lost = false;
    PyObject *members = PyList_New(0);
    *layout = decode(r, &is_lost);
    for (uint32_t i = 0; members != NULL && *layout != NULL && i < count; i++) {
        PyObject *member = decode(r, &is_lost);
        if (member == NULL || PyList_Append(members, member) < 0)
            Py_CLEAR(members);
        Py_XDECREF(member);
    }
    return members;
}

static PyObject *decode_laid_set(restoring *r, const myri_value_item *item)
{
    bool is_frozen = item->kind == MYRI_VALUE_LAID_FROZEN_SET;
    PyObject *set = is_frozen ? PyFrozenSet_New(NULL) : PySet_New(NULL), *layout = NULL;
    if (set != NULL && !is_frozen && !note(r, set))
        Py_CLEAR(set);
    PyObject *members = set == NULL ? NULL : decode_members(r, item->length - 1, &layout);
    bool is_laid = members != NULL && layout != NULL && PyBytes_CheckExact(layout) &&
                   myrpy_set_lay(set, members, (const uint8_t *)PyBytes_AS_STRING(layout),
                                 (uint32_t)PyBytes_GET_SIZE(layout));
    if (!is_laid && !PyErr_Occurred())
        PyErr_SetString(PyExc_ValueError, "the layout of a set is not well formed");
    Py_XDECREF(members);
    Py_XDECREF(layout);
    if (!is_laid)
        Py_CLEAR(set);
    return set;
}

static PyObject *decode_set(restoring *r, const myri_value_item *item)
{
    bool is_frozen = item->kind == MYRI_VALUE_FROZEN_SET, is_lost = false;
    PyObject *set = is_frozen ? PyFrozenSet_New(NULL) : PySet_New(NULL);
    if (set != NULL && !is_frozen && !note(r, set))
        Py_CLEAR(set);
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
    if (dict != NULL && !note(r, dict))
        Py_CLEAR(dict);
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

// Lost where no script asks for the module any more.
static PyObject *decode_random(restoring *r, const myri_value_item *item, bool *is_lost)
{
    PyObject *random = myrpy_random_make(r->vm, item->bytes);
    if (random == NULL && !PyErr_ExceptionMatches(PyExc_MemoryError)) {
        PyErr_Clear();
        *is_lost = true;
        random = Py_NewRef(Py_None);
    }
    if (random != NULL && !note(r, random))
        Py_CLEAR(random);
    return random;
}

static PyObject *decode_reference(restoring *r, const myri_value_item *item)
{
    if (item->integer < PyList_GET_SIZE(r->shared))
        return Py_NewRef(PyList_GET_ITEM(r->shared, (Py_ssize_t)item->integer));
    PyErr_SetString(PyExc_SystemError, "an agent's copy is not well formed");
    return NULL;
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
        return decode_tuple(r, &item);
    case MYRI_VALUE_LIST:
        return decode_list(r, &item);
    case MYRI_VALUE_DICT:
        return decode_dict(r, &item);
    case MYRI_VALUE_SET:
    case MYRI_VALUE_FROZEN_SET:
        return decode_set(r, &item);
    case MYRI_VALUE_LAID_SET:
    case MYRI_VALUE_LAID_FROZEN_SET:
        return decode_laid_set(r, &item);
    case MYRI_VALUE_RANDOM:
        return decode_random(r, &item, is_lost);
    case MYRI_VALUE_REFERENCE:
        return decode_reference(r, &item);
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

// The value behind None is the agent's generator, which is no attribute.
static bool own_take(restoring *r, PyObject *copy)
{
    PyObject *random = PyDict_GetItemWithError(copy, Py_None);
    if (random == NULL)
        return !PyErr_Occurred();
    if (myrpy_is_random(r->vm, random))
        Py_XSETREF(((myrpy_unit *)r->self)->random, Py_NewRef(random));
    return PyDict_DelItem(copy, Py_None) == 0;
}

static bool attributes_set(restoring *r, PyObject *copy)
{
    bool has_slots = myrpy_has_slots(r->vm, Py_TYPE(r->self));
    if (has_slots && !myrpy_slots_set(r->vm, r->self, copy))
        return false;
    PyObject *attributes = PyObject_GenericGetDict(r->self, NULL);
    if (attributes == NULL && has_slots) {
        PyErr_Clear();
        return true;
    }
    bool is_done = attributes != NULL && PyDict_Update(attributes, copy) == 0;
    Py_XDECREF(attributes);
    return is_done;
}

static PyObject *decode_all(restoring *r)
{
    bool is_lost = false;
    r->shared = PyList_New(0);
    PyObject *copy = r->shared == NULL ? NULL : decode(r, &is_lost);
    Py_XDECREF(r->shared);
    return copy;
}

bool myrpy_state_restore(myri_vm *vm, PyObject *object, const void *bytes, uint32_t byte_count)
{
    restoring r = {.vm = vm, .self = object, .decoder = myri_decoder_make_state(bytes, byte_count)};
    PyObject *copy = decode_all(&r);
    bool is_done =
        copy != NULL && PyDict_Check(copy) && own_take(&r, copy) && attributes_set(&r, copy);
    Py_XDECREF(copy);
    return is_done;
}

bool myrpy_own_restore(myri_vm *vm, const void *bytes, uint32_t byte_count)
{
    myri_decoder decoder = myri_decoder_make_state(bytes, byte_count);
    myri_value_item item;
    while (myri_decode_next(&decoder, &item))
        if (item.kind == MYRI_VALUE_RANDOM) {
            if (myrpy_random_shared(vm) == NULL) {
                PyObject *module = PyImport_ImportModule("random");
                Py_XDECREF(module);
            }
            PyObject *shared = myrpy_random_shared(vm);
            return shared != NULL && myrpy_random_set(vm, shared, item.bytes);
        }
    return true;
}
