// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// methods.c: one descriptor type for all queries and commands. It calls like a method written in C
// (no bound method is made), knows its schema row, and checks arguments against it.

#include "myrpy.h"

#include <structmember.h>

#include <string.h>

typedef struct schema_method {
    PyObject_HEAD vectorcallfunc vectorcall;
    myri_vm *vm;
    uint32_t index; // of the query or command
    bool is_command;
    bool is_referee;
} schema_method;

static const char *method_name(const schema_method *method)
{
    const myri_program *program = method->vm->program;
    if (program == NULL)
        return "?"; // between two systems
    return method->is_command ? program->commands[method->index].name
                              : program->queries[method->index].name;
}

static const myr_arg *method_args(const schema_method *method, uint32_t *count)
{
    const myri_program *program = method->vm->program;
    if (method->is_command) {
        *count = program->commands[method->index].arg_count;
        return program->commands[method->index].args;
    }
    *count = program->queries[method->index].arg_count;
    return program->queries[method->index].args;
}

static myr_value fallback_value(const myr_arg *arg)
{
    myr_value value = {.type = (uint32_t)arg->type};
    switch (arg->type) {
    case MYR_FLOAT:
        value.number = arg->fallback;
        break;
    case MYR_TEXT:
        value.text = "";
        break;
    case MYR_ENTITY:
        value.entity = MYR_ENTITY_NONE;
        break;
    default:
        value.integer = (int64_t)arg->fallback;
        break;
    }
    return value;
}

// Sorts and converts. False: a Python error is set.
static bool collect_values(const schema_method *method, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords, myr_value *values, uint32_t *value_count)
{
    const myr_arg *rows = method_args(method, value_count);
    const char *names[MYR_MAX_ARGS];
    PyObject *slots[MYR_MAX_ARGS];
    const char *function = method_name(method);
    for (uint32_t i = 0; i < *value_count; i++)
        names[i] = rows[i].name;
    if (!myrpy_bind(function, names, *value_count, *value_count, args, count, keywords, slots))
        return false;
    for (uint32_t i = 0; i < *value_count; i++) {
        if (slots[i] == NULL && !rows[i].is_optional) {
            PyErr_Format(PyExc_TypeError, "%s() is missing its argument '%s'", function,
                         rows[i].name);
            return false;
        }
        if (slots[i] == NULL)
            values[i] = fallback_value(&rows[i]);
        else if (!myrpy_to_value(method->vm, function, rows[i].name, rows[i].type, slots[i],
                                 &values[i]))
            return false;
    }
    return true;
}

// The referee is in no snapshot: it only has to be its turn.
static bool referee_speaks(const schema_method *method, const myrpy_being *self)
{
    if (method->vm->serial != 0 && self->entity == method->vm->speaker)
        return true;
    PyErr_Format(PyExc_RuntimeError, "%s(): the referee can only be used in its own turn",
                 method_name(method));
    return false;
}

static PyObject *method_call(PyObject *callable, PyObject *const *args, size_t flags,
                             PyObject *keywords)
{
    const schema_method *method = (const schema_method *)callable;
    myri_vm *vm = method->vm;
    Py_ssize_t count = PyVectorcall_NARGS(flags);
    PyTypeObject *base = method->is_referee ? vm->rules_type : vm->unit_type;
    if (count < 1 || !PyObject_TypeCheck(args[0], base)) {
        PyErr_Format(PyExc_TypeError, "%s() is a method of %s", method_name(method),
                     method->is_referee ? "the referee" : "units");
        return NULL;
    }
    myrpy_being *self = (myrpy_being *)args[0];
    if (method->is_referee ? !referee_speaks(method, self) : !myrpy_being_locate(self))
        return NULL;
    if (method->is_command && vm->program->commands[method->index].form != MYR_FORM_CALL)
        return myrpy_referee_call(vm, method->index, args + 1, count - 1, keywords);
    myr_value values[MYR_MAX_ARGS];
    uint32_t value_count;
    if (!collect_values(method, args + 1, count - 1, keywords, values, &value_count))
        return NULL;
    // A conversion may have run script code (__float__), but the lease is still the same.
    if (!method->is_command) {
        myr_value result = {.type = MYR_NONE};
        vm->program->queries[method->index].function(vm->view, self->entity, values, &result);
        return myrpy_from_value(vm, &result);
    }
    if (self->entity != vm->speaker) {
        PyErr_Format(PyExc_RuntimeError, "%s(): a unit gives commands only in its own think",
                     method_name(method));
        return NULL;
    }
    bool is_put = myri_writer_command(&vm->lease->out, method->index, values, value_count);
    if (!is_put && method->is_referee)
        return PyErr_Format(PyExc_RuntimeError,
                            "%s(): the referee gave more commands in one tick than there is room "
                            "for (%u)",
                            method_name(method), vm->program->command_capacity);
    Py_RETURN_NONE;
}

static PyObject *method_bind(PyObject *self, PyObject *object, PyObject *type)
{
    (void)type;
    return object == NULL ? Py_NewRef(self) : PyMethod_New(self, object);
}

static PyObject *method_repr(PyObject *self)
{
    const schema_method *method = (const schema_method *)self;
    return PyUnicode_FromFormat("<method '%s' of %s>", method_name(method),
                                method->is_referee ? "the referee" : "units");
}

static PyObject *get_name(PyObject *self, void *unused)
{
    (void)unused;
    return PyUnicode_FromString(method_name((schema_method *)self));
}

static PyObject *get_doc(PyObject *self, void *unused)
{
    (void)unused;
    const schema_method *method = (const schema_method *)self;
    const myri_program *program = method->vm->program;
    const char *doc = NULL;
    if (program != NULL)
        doc = method->is_command ? program->commands[method->index].doc
                                 : program->queries[method->index].doc;
    return PyUnicode_FromString(doc != NULL ? doc : "");
}

static void method_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

bool myrpy_method_type_init(myri_vm *vm, PyObject *module)
{
    static PyMemberDef members[] = {
        {"__vectorcalloffset__", T_PYSSIZET, offsetof(schema_method, vectorcall), READONLY, NULL},
        {NULL, 0, 0, 0, NULL},
    };
    static PyGetSetDef properties[] = {
        {"__name__", get_name, NULL, NULL, NULL},
        {"__doc__", get_doc, NULL, NULL, NULL},
        {NULL, NULL, NULL, NULL, NULL},
    };
    PyType_Slot slots[] = {
        {Py_tp_members, members},
        {Py_tp_getset, properties},
        {Py_tp_descr_get, method_bind},
        {Py_tp_call, PyVectorcall_Call},
        {Py_tp_repr, method_repr},
        {Py_tp_dealloc, method_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.method",
        .basicsize = sizeof(schema_method),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR |
                 Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    vm->method_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->method_type != NULL;
}

static bool method_add(myri_vm *vm, uint32_t index, bool is_command, bool is_referee)
{
    PyTypeObject *type = is_referee ? vm->rules_type : vm->unit_type;
    schema_method *method = PyObject_New(schema_method, vm->method_type);
    if (method == NULL)
        return false;
    method->vectorcall = method_call;
    method->vm = vm;
    method->index = index;
    method->is_command = is_command;
    method->is_referee = is_referee;
    int failed = PyObject_SetAttrString((PyObject *)type, method_name(method), (PyObject *)method);
    Py_DECREF(method);
    return failed == 0;
}

bool myrpy_methods_add(myri_vm *vm, bool is_referee)
{
    const myri_program *program = vm->program;
    myr_role role = is_referee ? MYR_ROLE_REFEREE : MYR_ROLE_UNIT;
    for (uint32_t i = 0; i < program->query_count; i++)
        if (!method_add(vm, i, false, is_referee))
            return false;
    for (uint32_t i = 0; i < program->command_count; i++)
        if (myri_may_command(&program->commands[i], role) && !method_add(vm, i, true, is_referee))
            return false;
    return true;
}
