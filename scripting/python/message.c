// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// message.c: messages between interpreters. A payload is copied through the plugin's value
// encoding; what has no copy there is refused at the sender's own line.

#include "myrpy.h"
#include "value.h"

#include <string.h>

#define MESSAGE_BYTES_MAX 65536u

static bool refuse(PyObject *payload)
{
    PyErr_Format(
        PyExc_TypeError,
        "send() cannot copy a %.100s: a payload is None, a bool, int, float, str, bytes or "
        "a tuple of them",
        Py_TYPE(payload)->tp_name);
    return false;
}

// Says why the encoder stopped. Always false.
static bool encoder_error(const myri_encoder *encoder)
{
    if (encoder->is_too_deep)
        PyErr_Format(PyExc_ValueError, "send() payload has more than %u tuples inside one another",
                     MYRI_VALUE_DEPTH);
    else
        PyErr_Format(PyExc_ValueError,
                     "send() payload is larger than the %u bytes of message_bytes",
                     encoder->capacity);
    return false;
}

static bool encode_int(myri_encoder *encoder, PyObject *payload)
{
    int overflow = 0;
    long long integer = PyLong_AsLongLongAndOverflow(payload, &overflow);
    if (overflow != 0) {
        PyErr_SetString(PyExc_OverflowError, "send() payload has an int over 64 bits");
        return false;
    }
    if (integer == -1 && PyErr_Occurred())
        return false;
    return myri_encode_int(encoder, integer) || encoder_error(encoder);
}

static bool encode_text(myri_encoder *encoder, PyObject *payload)
{
    Py_ssize_t bytes;
    const char *text = PyUnicode_AsUTF8AndSize(payload, &bytes);
    if (text == NULL) {
        if (PyErr_ExceptionMatches(PyExc_UnicodeError))
            PyErr_SetString(PyExc_ValueError,
                            "send() payload has half a surrogate pair, which is no text");
        return false;
    }
    return myri_encode_text(encoder, text, (size_t)bytes) || encoder_error(encoder);
}

// Recursion is bounded by the encoder's depth.
static bool encode(myri_encoder *encoder, PyObject *payload)
{
    bool is_done;
    if (payload == Py_None)
        is_done = myri_encode_none(encoder);
    else if (PyBool_Check(payload))
        is_done = myri_encode_bool(encoder, payload == Py_True);
    else if (PyLong_CheckExact(payload) || myrpy_is_tick(payload))
        return encode_int(encoder, payload);
    else if (PyFloat_CheckExact(payload))
        is_done = myri_encode_float(encoder, PyFloat_AS_DOUBLE(payload));
    else if (PyUnicode_CheckExact(payload))
        return encode_text(encoder, payload);
    else if (PyBytes_CheckExact(payload))
        is_done = myri_encode_bytes(encoder, PyBytes_AS_STRING(payload),
                                    (size_t)PyBytes_GET_SIZE(payload));
    else if (PyTuple_CheckExact(payload)) {
        Py_ssize_t count = PyTuple_GET_SIZE(payload);
        is_done = myri_encode_tuple_begin(encoder, (size_t)count);
        for (Py_ssize_t i = 0; is_done && i < count; i++)
            if (!encode(encoder, PyTuple_GET_ITEM(payload, i)))
                return false;
    } else
        return refuse(payload);
    return is_done || encoder_error(encoder);
}

bool myrpy_message_encode(PyObject *payload, void *buffer, uint32_t capacity, uint32_t *used)
{
    myri_encoder encoder = myri_encoder_make(buffer, capacity);
    if (!encode(&encoder, payload))
        return false;
    *used = encoder.used;
    return myri_encoder_is_whole(&encoder) || encoder_error(&encoder);
}

PyObject *myrpy_scalar(const myri_value_item *item)
{
    switch (item->kind) {
    case MYRI_VALUE_NONE:
        Py_RETURN_NONE;
    case MYRI_VALUE_FALSE:
        Py_RETURN_FALSE;
    case MYRI_VALUE_TRUE:
        Py_RETURN_TRUE;
    case MYRI_VALUE_INT:
        return PyLong_FromLongLong(item->integer);
    case MYRI_VALUE_FLOAT:
        return PyFloat_FromDouble(item->number);
    case MYRI_VALUE_TEXT:
        return PyUnicode_DecodeUTF8((const char *)item->bytes, item->length, "replace");
    case MYRI_VALUE_BYTES:
        return PyBytes_FromStringAndSize((const char *)item->bytes, item->length);
    default:
        PyErr_SetString(PyExc_SystemError, "a value is not well formed");
        return NULL;
    }
}

static PyObject *decode(myri_decoder *decoder)
{
    myri_value_item item;
    if (!myri_decode_next(decoder, &item)) {
        PyErr_SetString(PyExc_SystemError, "a message is not well formed");
        return NULL;
    }
    if (item.kind != MYRI_VALUE_TUPLE)
        return myrpy_scalar(&item);
    PyObject *tuple = PyTuple_New(item.length);
    for (uint32_t i = 0; tuple != NULL && i < item.length; i++) {
        PyObject *element = decode(decoder);
        if (element == NULL)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, i, element);
    }
    return tuple;
}

PyObject *myrpy_message_decode(const void *bytes, uint32_t byte_count)
{
    myri_decoder decoder = myri_decoder_make(bytes, byte_count);
    return decode(&decoder);
}

// Whom a message is for. False: a TypeError is set.
static bool to_target(const myri_vm *vm, PyObject *object, myri_target *target, myr_entity *entity,
                      int32_t *team)
{
    *entity = MYR_ENTITY_NONE;
    *team = 0;
    if (myrpy_is_being(vm, object)) {
        *target = MYRI_TO_ENTITY;
        *entity = ((const myrpy_being *)object)->entity;
        return true;
    }
    bool has_teams = vm->program->field_team >= 0;
    if (has_teams && PyLong_Check(object) && !PyBool_Check(object)) {
        int overflow = 0;
        long number = PyLong_AsLongAndOverflow(object, &overflow);
        if (overflow != 0 || number < 0 || number > INT32_MAX) {
            PyErr_Format(PyExc_ValueError, "send() argument 'target' is not a team: %R", object);
            return false;
        }
        *target = MYRI_TO_TEAM;
        *team = (int32_t)number;
        return true;
    }
    PyErr_Format(PyExc_TypeError,
                 "send() argument 'target' must be a unit, a view of one%s, not %.100s",
                 has_teams ? " or a team's number" : "",
                 object == Py_None ? "None" : Py_TYPE(object)->tp_name);
    return false;
}

PyObject *myrpy_send(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *keywords)
{
    static const char *const names[] = {"target", "payload"};
    myrpy_being *being = (myrpy_being *)self;
    myri_vm *vm = being->vm;
    PyObject *slots[2];
    if (!myrpy_bind("send", names, 2, 2, args, count, keywords, slots))
        return NULL;
    for (uint32_t i = 0; i < 2; i++)
        if (slots[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "send() is missing its argument '%s'", names[i]);
            return NULL;
        }
    // Who has just died may send still: it is in no snapshot any more, so it is not looked for.
    if (vm->serial == 0 || being->entity != vm->speaker) {
        PyErr_SetString(PyExc_RuntimeError, "send(): a unit sends only in its own think");
        return NULL;
    }
    myri_target target;
    myr_entity entity;
    int32_t team;
    uint32_t used, capacity = vm->program->message_bytes;
    uint8_t buffer[4096];
    if (capacity > sizeof buffer)
        capacity = sizeof buffer;
    if (!to_target(vm, slots[0], &target, &entity, &team) ||
        !myrpy_message_encode(slots[1], buffer, capacity, &used))
        return NULL;
    myri_writer_message(&vm->lease->out, target, entity, team, buffer, used);
    Py_RETURN_NONE;
}
