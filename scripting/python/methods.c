// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// methods.c: one descriptor type for all queries and commands. It calls like a method written in C
// (no bound method is made), knows its schema row, and checks arguments against it.

#include "myrpy.h"

#include <structmember.h>

#include <stdlib.h>
#include <string.h>

typedef enum method_kind {
    METHOD_QUERY,
    METHOD_COMMAND,
    METHOD_AWAITED, // the command under its second name
} method_kind;

typedef struct schema_method {
    PyObject_HEAD vectorcallfunc vectorcall;
    myri_vm *vm;
    uint32_t index; // of the query or command
    uint8_t kind;   // a method_kind
    bool is_referee;
} schema_method;

static const char *method_name(const schema_method *method)
{
    const myri_program *program = method->vm->program;
    if (program == NULL)
        return "?"; // between two systems
    if (method->kind == METHOD_QUERY)
        return program->queries[method->index].name;
    const myr_command *command = &program->commands[method->index];
    return method->kind == METHOD_AWAITED ? command->awaited : command->name;
}

static const myr_arg *method_args(const schema_method *method, uint32_t *count)
{
    const myri_program *program = method->vm->program;
    if (method->kind != METHOD_QUERY) {
        *count = program->commands[method->index].arg_count;
        return program->commands[method->index].args;
    }
    *count = program->queries[method->index].arg_count;
    return program->queries[method->index].args;
}

// The keyword that a method has beyond its schema row; NULL: none.
static const char *method_extra(const schema_method *method)
{
    const myri_program *program = method->vm->program;
    if (method->kind == METHOD_AWAITED)
        return "timeout";
    bool has_way = method->kind == METHOD_COMMAND && !method->is_referee &&
                   program->commands[method->index].way_query != NULL;
    return has_way ? "find_way" : NULL;
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

// Sorts and converts; *extra is the extra keyword's, borrowed. False: a Python error is set.
static bool collect_values(const schema_method *method, PyObject *const *args, Py_ssize_t count,
                           PyObject *keywords, myr_value *values, uint32_t *value_count,
                           PyObject **extra)
{
    const myr_arg *rows = method_args(method, value_count);
    const char *names[MYR_MAX_ARGS + 1];
    PyObject *slots[MYR_MAX_ARGS + 1];
    const char *function = method_name(method);
    for (uint32_t i = 0; i < *value_count; i++)
        names[i] = rows[i].name;
    names[*value_count] = method_extra(method);
    uint32_t name_count = *value_count + (names[*value_count] != NULL);
    if (!myrpy_bind(function, names, name_count, *value_count, args, count, keywords, slots))
        return false;
    *extra = name_count > *value_count ? slots[*value_count] : NULL;
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

static PyObject *query_call(myri_vm *vm, const myrpy_being *self, uint32_t index,
                            const myr_value *values)
{
    const myr_query *query = &vm->program->queries[index];
    myr_value record[MYR_MAX_ARGS] = {0};
    myr_value result = {.type = MYR_NONE, .record = record};
    query->function(vm->view, self->entity, values, &result);
    if (result.type == MYR_RECORD)
        return myrpy_record_make(vm, myrpy_answer_type(vm, index), result.record,
                                 query->place_count);
    PyObject *answer = myrpy_from_value(vm, &result);
    if (result.type == MYR_POINTS)
        free(result.points);
    return answer;
}

static PyObject *value_tuple(myri_vm *vm, const myr_value *values, uint32_t count)
{
    PyObject *tuple = PyTuple_New(count);
    for (uint32_t i = 0; tuple != NULL && i < count; i++) {
        PyObject *value = myrpy_from_value(vm, &values[i]);
        if (value == NULL)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, i, value);
    }
    return tuple;
}

// The unit type's own method of a name, or None for NULL; new reference.
static PyObject *own_method(const myri_vm *vm, const char *name)
{
    if (name == NULL)
        Py_RETURN_NONE;
    return PyObject_GetAttrString((PyObject *)vm->unit_type, name);
}

// Turns the goal of a command into the next point of the way there; see boot/ways.py.
static bool way_step(myri_vm *vm, myrpy_unit *unit, const myr_command *command, myr_value *values)
{
    float x = 0, y = 0;
    const myri_program *program = vm->program;
    if (program->field_x >= 0) {
        x = ((const float *)vm->view->columns[program->field_x])[unit->being.row];
        y = ((const float *)vm->view->columns[program->field_y])[unit->being.row];
    }
    PyObject *step = PyDict_GetItemString(vm->boot, "way_step"), *made = NULL, *kept = NULL;
    PyObject *goal = value_tuple(vm, values, command->arg_count);
    PyObject *way = own_method(vm, command->way_query);
    if (step != NULL && goal != NULL && way != NULL)
        made = PyObject_CallFunction(step, "OOffOO", unit, way, x, y, goal,
                                     unit->way == NULL ? Py_None : unit->way);
    bool is_done = made != NULL &&
                   PyArg_ParseTuple(made, "(dd)O", &values[0].number, &values[1].number, &kept);
    if (is_done)
        Py_XSETREF(unit->way, Py_NewRef(kept));
    Py_XDECREF(made);
    Py_XDECREF(goal);
    Py_XDECREF(way);
    return is_done;
}

static bool is_asked(const char *function, PyObject *extra, bool *is_true)
{
    *is_true = extra == Py_True;
    if (extra == NULL || PyBool_Check(extra))
        return true;
    PyErr_Format(PyExc_TypeError, "%s() argument 'find_way' must be True or False, not %.100s",
                 function, extra == Py_None ? "None" : Py_TYPE(extra)->tp_name);
    return false;
}

static PyObject *command_call(myri_vm *vm, myrpy_unit *unit, uint32_t index, myr_value *values,
                              PyObject *extra)
{
    const myr_command *command = &vm->program->commands[index];
    bool finds_way;
    if (!is_asked(command->name, extra, &finds_way) ||
        (finds_way && !way_step(vm, unit, command, values)))
        return NULL;
    myri_writer_command(&vm->lease->out, index, values, command->arg_count);
    if (command->is_order && unit->wait != NULL)
        myrpy_wait_call_off(unit->wait);
    Py_RETURN_NONE;
}

// A coroutine that gives the command and waits for its end, in something that can be awaited.
static PyObject *awaited_call(myri_vm *vm, myrpy_unit *unit, uint32_t index,
                              const myr_value *values, PyObject *timeout)
{
    const myr_command *command = &vm->program->commands[index];
    myr_value seconds;
    if (timeout != NULL && timeout != Py_None &&
        !myrpy_to_value(vm, command->awaited, "timeout", MYR_FLOAT, timeout, &seconds))
        return NULL;
    PyObject *walk = PyDict_GetItemString(vm->boot, "walk"), *made = NULL, *answer = NULL;
    PyObject *order = own_method(vm, command->name), *way = own_method(vm, command->way_query);
    PyObject *goal = value_tuple(vm, values, command->arg_count);
    PyObject *ends = command->failed_event != NULL
                         ? Py_BuildValue("(ss)", command->done_event, command->failed_event)
                         : Py_BuildValue("(s)", command->done_event);
    if (walk != NULL && order != NULL && way != NULL && goal != NULL && ends != NULL)
        made = PyObject_CallFunctionObjArgs(walk, unit, order, way, ends, goal,
                                            timeout == NULL ? Py_None : timeout, NULL);
    if (made != NULL)
        answer = myrpy_wait_call(vm, command->awaited, made);
    Py_XDECREF(made);
    Py_XDECREF(order);
    Py_XDECREF(way);
    Py_XDECREF(goal);
    Py_XDECREF(ends);
    return answer;
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
    if (method->kind == METHOD_COMMAND &&
        vm->program->commands[method->index].form != MYR_FORM_CALL)
        return myrpy_referee_call(vm, method->index, args + 1, count - 1, keywords);
    myr_value values[MYR_MAX_ARGS];
    uint32_t value_count;
    PyObject *extra;
    if (!collect_values(method, args + 1, count - 1, keywords, values, &value_count, &extra))
        return NULL;
    // A conversion may have run script code (__float__), but the lease is still the same.
    if (method->kind == METHOD_QUERY)
        return query_call(vm, self, method->index, values);
    if (self->entity != vm->speaker) {
        PyErr_Format(PyExc_RuntimeError, "%s(): a unit gives commands only in its own think",
                     method_name(method));
        return NULL;
    }
    if (method->kind == METHOD_AWAITED)
        return awaited_call(vm, (myrpy_unit *)self, method->index, values, extra);
    if (!method->is_referee)
        return command_call(vm, (myrpy_unit *)self, method->index, values, extra);
    if (myri_writer_command(&vm->lease->out, method->index, values, value_count))
        Py_RETURN_NONE;
    return PyErr_Format(PyExc_RuntimeError,
                        "%s(): the referee gave more commands in one tick than there is room "
                        "for (%u)",
                        method_name(method), vm->program->command_capacity);
}

const char myrpy_awaited_doc[] =
    "await: the order, along the quickest way. True when it has come to its end; False when that "
    "is "
    "not to be had, another order took its place, or the timeout (s) is over.";

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
    if (method->kind == METHOD_AWAITED)
        doc = myrpy_awaited_doc;
    else if (program != NULL)
        doc = method->kind == METHOD_QUERY ? program->queries[method->index].doc
                                           : program->commands[method->index].doc;
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

static bool method_add(myri_vm *vm, uint32_t index, method_kind kind, bool is_referee)
{
    PyTypeObject *type = is_referee ? vm->rules_type : vm->unit_type;
    schema_method *method = PyObject_New(schema_method, vm->method_type);
    if (method == NULL)
        return false;
    method->vectorcall = method_call;
    method->vm = vm;
    method->index = index;
    method->kind = (uint8_t)kind;
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
        if (!method_add(vm, i, METHOD_QUERY, is_referee))
            return false;
    for (uint32_t i = 0; i < program->command_count; i++) {
        const myr_command *command = &program->commands[i];
        if (!myri_may_command(command, role))
            continue;
        bool is_awaited = command->awaited != NULL && !is_referee;
        if (!method_add(vm, i, METHOD_COMMAND, is_referee) ||
            (is_awaited && !method_add(vm, i, METHOD_AWAITED, false)))
            return false;
    }
    return true;
}
