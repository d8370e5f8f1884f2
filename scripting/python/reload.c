// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// reload.c: an interpreter takes new code, before its first turn of a job.
//
//     edition n - 1 ... | begin: modules run | classes | commit: objects change over | ... edition
//     n
//                                 '--- fails: undo, the old goes on, the job says why
//
// The modules run under the same bounds as a think, as they are a script's code, and by nobody's
// hand: what they command, send or print is not heard. What commit does is our own Python and is
// neither guarded nor interrupted.

#include "myrpy.h"

#include <string.h>

// {module: key}, {module: (modules it imports)}
static bool tables_fill(const myrpy_edition *edition, PyObject *keys, PyObject *users)
{
    for (uint32_t i = 0; i < edition->count; i++) {
        const myrpy_source *source = &edition->sources[i];
        PyObject *key = PyLong_FromUnsignedLongLong(source->key);
        PyObject *uses = PyUnicode_FromString(source->uses);
        PyObject *comma = PyUnicode_FromString(",");
        PyObject *names = uses != NULL && comma != NULL ? PyUnicode_Split(uses, comma, -1) : NULL;
        bool is_done = key != NULL && names != NULL &&
                       PyDict_SetItemString(keys, source->module, key) == 0 &&
                       PyDict_SetItemString(users, source->module, names) == 0;
        Py_XDECREF(key);
        Py_XDECREF(uses);
        Py_XDECREF(comma);
        Py_XDECREF(names);
        if (!is_done)
            return false;
    }
    return true;
}

// Runs what has changed. False: an error is set.
static bool begin(myri_vm *vm)
{
    PyObject *keys = PyDict_New(), *users = PyDict_New();
    bool is_done = keys != NULL && users != NULL && tables_fill(vm->edition, keys, users) &&
                   myrpy_boot_call(vm, "begin", "(OO)", keys, users);
    Py_XDECREF(keys);
    Py_XDECREF(users);
    return is_done && !vm->is_cut;
}

// A class that agents of this interpreter have: whether its new one can be theirs.
static bool class_check(myri_vm *vm, uint32_t script, uint32_t *at_fault)
{
    const PyTypeObject *old = (const PyTypeObject *)vm->classes[script].type;
    PyObject *object = myrpy_class_import(vm, &vm->program->scripts[script]);
    const PyTypeObject *type = (const PyTypeObject *)object;
    bool has_think, has_live, is_fit = object != NULL && !vm->is_cut;
    if (is_fit && !myrpy_is_mind(vm, object, &has_think, &has_live)) {
        PyErr_Format(PyExc_TypeError, "class %s has neither think(), live() nor a handler", type->tp_name);
        is_fit = false;
    }
    if (is_fit &&
        (type->tp_basicsize != old->tp_basicsize || type->tp_dictoffset != old->tp_dictoffset ||
         type->tp_weaklistoffset != old->tp_weaklistoffset)) {
        PyErr_Format(PyExc_TypeError,
                     "objects of class %s cannot be given its new __slots__: restart the game",
                     type->tp_name);
        is_fit = false;
    }
    Py_XDECREF(object);
    if (!is_fit)
        *at_fault = script;
    return is_fit;
}

static bool classes_check(myri_vm *vm, uint32_t *at_fault)
{
    for (uint32_t i = 0; i < vm->class_count; i++)
        if (vm->classes[i].type != NULL && !class_check(vm, i, at_fault))
            return false;
    return true;
}

static bool units_append(PyObject *units, const myrpy_slot *chunk)
{
    for (uint32_t i = 0; chunk != NULL && i < MYRPY_CHUNK; i++) {
        PyObject *agent = (PyObject *)chunk[i].agent;
        if ((agent != NULL && PyList_Append(units, agent) < 0) ||
            (chunk[i].benched != NULL && PyList_Append(units, chunk[i].benched) < 0))
            return false;
    }
    return true;
}

// Hands the objects over. False: an error is set, of classes whose objects keep the old code.
static bool commit(myri_vm *vm)
{
    PyObject *units = PyList_New(0), *misfits = NULL;
    bool is_done = units != NULL;
    for (uint32_t i = 0; is_done && i < vm->chunk_count; i++)
        is_done = units_append(units, vm->chunks[i]);
    bool is_guarded = vm->is_guarded;
    vm->is_guarded = false;
    if (is_done)
        misfits = PyObject_CallOneArg(PyDict_GetItemString(vm->boot, "commit"), units);
    vm->is_guarded = is_guarded;
    Py_XDECREF(units);
    if (misfits != NULL && PyUnicode_GetLength(misfits) > 0)
        PyErr_Format(
            PyExc_TypeError,
            "objects of %U keep their old code: their layout has changed, restart the game",
            misfits);
    Py_XDECREF(misfits);
    return !PyErr_Occurred();
}

// The life of a unit whose code is new begins anew; what its old live() does at the end runs here.
static void agent_settle(myri_vm *vm, myrpy_unit *agent)
{
    bool is_known = false;
    for (uint32_t i = 0; i < vm->class_count; i++)
        is_known = is_known || vm->classes[i].type == (PyObject *)Py_TYPE(agent);
    if (is_known)
        return; // it has the class that it had
    if (!myrpy_live_restart(vm, agent))
        PyErr_Clear();
    myrpy_is_mind(vm, (PyObject *)agent, &agent->has_think, &agent->has_live);
}

static void agents_settle(myri_vm *vm)
{
    for (uint32_t c = 0; c < vm->chunk_count; c++) {
        myrpy_slot *chunk = vm->chunks[c];
        for (uint32_t i = 0; chunk != NULL && i < MYRPY_CHUNK; i++)
            if (chunk[i].agent != NULL)
                agent_settle(vm, chunk[i].agent);
    }
    myrpy_classes_clear(vm); // they are found again, in the new modules
}

// A child reads no file: it has what its zygote had loaded.
static bool prepare(myri_vm *vm)
{
    bool is_done = vm->can_reload || myrpy_text_run(vm, &vm->runtime->reload);
    vm->can_reload = is_done;
    bool is_guarded = vm->is_guarded;
    vm->is_guarded = false;
    if (is_done && !vm->is_main)
        is_done = myrpy_boot_call(vm, "unsettled", "()") && myrpy_library_load(vm) &&
                  myrpy_boot_call(vm, "settled", "()");
    vm->is_guarded = is_guarded;
    return is_done;
}

// `at_fault`: the script whose class is no good; what no line has raised is told of its file.
static void tell(myri_vm *vm, uint32_t at_fault)
{
    myrpy_report report;
    myrpy_report_fill(vm, &report);
    if (report.source < 0 && at_fault < vm->program->script_count)
        report.source = myrpy_source_by_module(vm->edition, vm->program->scripts[at_fault].module);
    const char *path = report.source < 0 ? "" : vm->edition->sources[report.source].path;
    myri_writer_reload(&vm->lease->out, path, report.line, report.text, report.traceback);
    myri_writer_mark(&vm->lease->out, report.column, report.end_column);
}

void myrpy_reload(myri_vm *vm)
{
    vm->code_serial = vm->lease->code_serial;
    myrpy_edition *fresh = myrpy_edition_get(vm->runtime, vm->lease), *old = vm->edition;
    if (fresh == NULL) {
        myri_writer_reload(&vm->lease->out, "", 0, "MemoryError: no room for the new code", "");
        return;
    }
    uint32_t at_fault = vm->program->script_count;
    myri_think_begin(vm->lease->job, MYR_ENTITY_NONE);
    vm->edition = fresh;
    if (prepare(vm) && begin(vm) && classes_check(vm, &at_fault)) {
        if (!commit(vm))
            tell(vm, at_fault);
        agents_settle(vm);
        fresh = old;
    } else {
        tell(vm, at_fault);
        if (vm->can_reload && !myrpy_boot_call(vm, "undo", "()"))
            PyErr_Clear(); // it had not begun
        vm->edition = old;
    }
    myrpy_edition_release(fresh);
    myri_think_end(vm->lease->job);
    myrpy_interrupt_clear(vm);
}
