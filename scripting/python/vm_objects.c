// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// vm_objects.c: the Python objects and tables of one interpreter.

#include "myrpy.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// ------------------------------------------------------------------------------------------ slots

myrpy_slot *myrpy_slot_get(myri_vm *vm, uint32_t index, bool is_made)
{
    uint32_t chunk = index / MYRPY_CHUNK;
    if (chunk >= vm->chunk_count) {
        uint32_t count = (vm->program->entity_capacity + MYRPY_CHUNK - 1) / MYRPY_CHUNK;
        if (!is_made || chunk >= count)
            return NULL;
        myrpy_slot **chunks = realloc(vm->chunks, count * sizeof(myrpy_slot *));
        if (chunks == NULL)
            return NULL;
        memset(chunks + vm->chunk_count, 0, (count - vm->chunk_count) * sizeof(myrpy_slot *));
        vm->chunks = chunks;
        vm->chunk_count = count;
    }
    if (vm->chunks[chunk] == NULL && is_made)
        vm->chunks[chunk] = calloc(MYRPY_CHUNK, sizeof(myrpy_slot));
    return vm->chunks[chunk] == NULL ? NULL : &vm->chunks[chunk][index % MYRPY_CHUNK];
}

static void chunk_clear(myrpy_slot *chunk)
{
    for (uint32_t i = 0; chunk != NULL && i < MYRPY_CHUNK; i++) {
        Py_CLEAR(chunk[i].view);
        Py_CLEAR(chunk[i].agent);
        Py_CLEAR(chunk[i].benched);
    }
}

void myrpy_classes_clear(myri_vm *vm)
{
    for (uint32_t i = 0; i < vm->class_count; i++) {
        Py_CLEAR(vm->classes[i].type);
        free(vm->classes[i].path);
        free(vm->classes[i].text);
        free(vm->classes[i].traceback);
    }
    free(vm->classes);
    vm->classes = NULL;
    vm->class_count = 0;
}

void myrpy_vm_clear_agents(myri_vm *vm)
{
    for (uint32_t i = 0; i < vm->chunk_count; i++)
        chunk_clear(vm->chunks[i]);
    // What clearing ran may have asked for a view again.
    for (uint32_t i = 0; i < vm->chunk_count; i++) {
        chunk_clear(vm->chunks[i]);
        free(vm->chunks[i]);
    }
    free(vm->chunks);
    vm->chunks = NULL;
    vm->chunk_count = 0;
    myrpy_classes_clear(vm);
    Py_CLEAR(vm->options);
    free(vm->found);
    vm->found = NULL;
    vm->found_capacity = 0;
    vm->line_bytes = 0;
}

// ---------------------------------------------------------------------------------------- objects

static bool names_init(myri_vm *vm)
{
    const myri_program *program = vm->program;
    vm->names = PyList_New(program->name_count);
    vm->name_index = PyDict_New();
    if (vm->names == NULL || vm->name_index == NULL)
        return false;
    for (uint32_t i = 0; i < program->name_count; i++) {
        PyObject *name = PyUnicode_InternFromString(program->names[i]);
        PyObject *index = PyLong_FromUnsignedLong(i);
        bool is_done =
            name != NULL && index != NULL && PyDict_SetItem(vm->name_index, name, index) == 0;
        Py_XDECREF(index);
        PyList_SET_ITEM(vm->names, i, name);
        if (!is_done)
            return false;
    }
    return true;
}

static bool handlers_init(myri_vm *vm)
{
    const myri_program *program = vm->program;
    vm->think_name = PyUnicode_InternFromString("think");
    vm->live_name = PyUnicode_InternFromString("live");
    vm->referee_name = PyUnicode_InternFromString("referee");
    vm->start_name = PyUnicode_InternFromString("start");
    vm->on_message_name = PyUnicode_InternFromString("on_message");
    vm->event_names = PyTuple_New(program->event_count);
    vm->death_event = -1;
    if (vm->think_name == NULL || vm->live_name == NULL || vm->referee_name == NULL ||
        vm->start_name == NULL || vm->on_message_name == NULL || vm->event_names == NULL)
        return false;
    for (uint32_t i = 0; i < program->event_count; i++) {
        PyObject *name = PyUnicode_FromFormat("on_%s", program->events[i].name);
        if (name == NULL)
            return false;
        PyUnicode_InternInPlace(&name);
        PyTuple_SET_ITEM(vm->event_names, i, name);
        if (strcmp(program->events[i].name, "death") == 0)
            vm->death_event = (int32_t)i;
    }
    return true;
}

bool myrpy_vm_init_objects(myri_vm *vm)
{
    if (!myrpy_vm_publish(vm) || !names_init(vm) || !handlers_init(vm))
        return false;
    PyObject *module = PyImport_ImportModule("myrmidon");
    PyObject *gc = module == NULL ? NULL : PyImport_ImportModule("gc");
    if (gc != NULL)
        vm->collect = PyObject_GetAttrString(gc, "collect");
    Py_XDECREF(module);
    Py_XDECREF(gc);
    return vm->collect != NULL;
}

void myrpy_vm_clear_objects(myri_vm *vm)
{
    if (vm->boot != NULL)
        PyDict_Clear(vm->boot); // its functions refer to it
    Py_CLEAR(vm->boot);
    Py_CLEAR(vm->names);
    Py_CLEAR(vm->name_index);
    Py_CLEAR(vm->think_name);
    Py_CLEAR(vm->live_name);
    Py_CLEAR(vm->on_message_name);
    Py_CLEAR(vm->event_names);
    Py_CLEAR(vm->record_types);
    Py_CLEAR(vm->random_class);
    Py_CLEAR(vm->collect);
    Py_CLEAR(vm->think_loop);
    Py_CLEAR(vm->thinks);
    Py_CLEAR(vm->dead_unit);
    Py_CLEAR(vm->interrupted);
    Py_CLEAR(vm->referee_name);
    Py_CLEAR(vm->start_name);
    Py_CLEAR(vm->unit_type);
    Py_CLEAR(vm->rules_type);
    Py_CLEAR(vm->order_type);
    Py_CLEAR(vm->new_type);
    Py_CLEAR(vm->view_type);
    Py_CLEAR(vm->method_type);
    Py_CLEAR(vm->stream_type);
    Py_CLEAR(vm->wait_type);
    Py_CLEAR(vm->column_type);
    Py_CLEAR(vm->field_type);
    Py_CLEAR(vm->tick_object);
    Py_CLEAR(vm->tick_type);
    Py_CLEAR(vm->capsule);
}

// ------------------------------------------------------------------------------------------- boot

static bool boot_fill(myri_vm *vm)
{
    PyObject *stream = myrpy_stream_create(vm);
    bool is_done =
        stream != NULL && PyDict_SetItemString(vm->boot, "stream", stream) == 0 &&
        PyDict_SetItemString(vm->boot, "is_child", vm->is_main ? Py_True : Py_False) == 0 &&
        PyDict_SetItemString(vm->boot, "is_guarded",
                             vm->program->is_unguarded ? Py_False : Py_True) == 0 &&
        PyDict_SetItemString(vm->boot, "__builtins__", PyEval_GetBuiltins()) == 0;
    Py_XDECREF(stream);
    for (PyMethodDef *method = myrpy_importer_methods; is_done && method->ml_name != NULL;
         method++) {
        PyObject *function = PyCFunction_New(method, vm->capsule);
        is_done =
            function != NULL && PyDict_SetItemString(vm->boot, method->ml_name, function) == 0;
        Py_XDECREF(function);
    }
    return is_done;
}

bool myrpy_boot_run(myri_vm *vm)
{
    vm->boot = PyDict_New();
    if (vm->boot == NULL || !boot_fill(vm))
        return false;
    return myrpy_text_run(vm, &vm->runtime->boot);
}

bool myrpy_boot_call(myri_vm *vm, const char *function, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    PyObject *args = Py_VaBuildValue(format, arguments);
    va_end(arguments);
    PyObject *callable = PyDict_GetItemString(vm->boot, function);
    PyObject *done = NULL;
    if (args != NULL && callable != NULL)
        done = PyObject_CallObject(callable, args);
    Py_XDECREF(args);
    Py_XDECREF(done);
    return done != NULL;
}
