// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// rules_type.c: myrmidon.Rules, the base class of the referee, and what it is handed: orders, and
// the tokens of units that are not yet in the world.
//
// A Rules object lies in a slot like a unit, under an entity that no frame holds: it has a turn, mail
// and plain data as a unit has, and no fields.

#include "being.h"

#include <structmember.h>

// --------------------------------------------------------------------------------------- the class

static PyObject *get_seed(PyObject *self, void *unused)
{
    (void)unused;
    const myri_vm *vm = ((myrpy_being *)self)->vm;
    if (vm->program == NULL)
        return PyErr_Format(PyExc_RuntimeError, "the referee can only be used in its own turn");
    return PyLong_FromUnsignedLongLong(vm->program->seed);
}

static PyObject *options_create(myri_vm *vm)
{
    PyObject *dict = PyDict_New();
    for (uint32_t i = 0; dict != NULL && i < vm->program->option_count; i++) {
        const myr_option *option = &vm->program->options[i];
        PyObject *value = myrpy_from_value(vm, &option->value);
        if (value == NULL || PyDict_SetItemString(dict, option->name, value) < 0)
            Py_CLEAR(dict);
        Py_XDECREF(value);
    }
    return dict;
}

static PyObject *get_options(PyObject *self, void *unused)
{
    (void)unused;
    myri_vm *vm = ((myrpy_being *)self)->vm;
    if (vm->program != NULL && vm->options == NULL)
        vm->options = options_create(vm);
    if (vm->options == NULL && !PyErr_Occurred())
        PyErr_SetString(PyExc_RuntimeError, "the referee can only be used in its own turn");
    return Py_XNewRef(vm->options);
}

static PyObject *rules_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<referee %s>", Py_TYPE(self)->tp_name);
}

static PyGetSetDef rules_properties[] = {
    {"tick", myrpy_get_tick, NULL, "The number of this tick.", NULL},
    {"time", myrpy_get_time, NULL, "Game time. (s)", NULL},
    {"dt", myrpy_get_dt, NULL, "Game time of one tick. (s)", NULL},
    {"random", myrpy_get_random, NULL,
     "Random numbers of the referee's own, the same in every run with the same seed.", NULL},
    {"seed", get_seed, NULL, "The seed of this game.", NULL},
    {"options", get_options, NULL, "What the player set, or the pack's defaults, by name.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef rules_methods[] = {
    {"units", (PyCFunction)(void (*)(void))myrpy_units, METH_FASTCALL | METH_KEYWORDS,
     myrpy_units_doc},
    {NULL, NULL, 0, NULL},
};

bool myrpy_rules_type_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "The base class of a pack's rules: derive from it and define referee()."},
        {Py_tp_new, myrpy_agent_new},
        {Py_tp_getset, rules_properties},
        {Py_tp_methods, rules_methods},
        {Py_tp_repr, rules_repr},
        {Py_tp_traverse, myrpy_agent_traverse},
        {Py_tp_clear, myrpy_agent_clear},
        {Py_tp_dealloc, myrpy_agent_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Rules",
        .basicsize = sizeof(myrpy_unit),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
        .slots = slots,
    };
    vm->rules_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    if (vm->rules_type == NULL || !myrpy_methods_add(vm, true))
        return false;
    vm->rules_type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE; // only now: the methods had to be set first
    PyType_Modified(vm->rules_type);
    return true;
}

// ------------------------------------------------------------------------------------ orders, news

typedef struct rules_order {
    PyObject_HEAD PyObject *unit, *name, *args;
    uint32_t index;
} rules_order;

typedef struct rules_new {
    PyObject_HEAD uint32_t number;
    uint64_t serial; // of the lease it was made in
} rules_new;

PyObject *myrpy_order_create(myri_vm *vm, uint32_t index, const myri_in_order *in)
{
    myr_value values[MYR_MAX_ARGS];
    if (in->command >= vm->program->command_count || in->value_count > MYR_MAX_ARGS ||
        !myri_values(&in->record, sizeof *in, in->value_count, values))
        return PyErr_Format(PyExc_SystemError, "order %u is not one of this schema", index);
    rules_order *order = PyObject_New(rules_order, vm->order_type);
    if (order == NULL)
        return NULL;
    order->index = index;
    order->unit = myrpy_view_get(vm, in->giver);
    order->name = PyUnicode_InternFromString(vm->program->commands[in->command].name);
    order->args = PyTuple_New(in->value_count);
    bool is_good = order->unit != NULL && order->name != NULL && order->args != NULL;
    for (uint32_t i = 0; is_good && i < in->value_count; i++) {
        PyObject *value = myrpy_from_value(vm, &values[i]);
        PyTuple_SET_ITEM(order->args, i, value);
        is_good = value != NULL;
    }
    if (!is_good)
        Py_CLEAR(order);
    return (PyObject *)order;
}

bool myrpy_order_index(const myri_vm *vm, PyObject *object, int64_t *index)
{
    if (Py_TYPE(object) != vm->order_type)
        return false;
    *index = ((const rules_order *)object)->index;
    return true;
}

static PyObject *order_repr(PyObject *self)
{
    const rules_order *order = (const rules_order *)self;
    return PyUnicode_FromFormat("<order of %R: %U%R>", order->unit, order->name, order->args);
}

static void order_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    rules_order *order = (rules_order *)self;
    Py_XDECREF(order->unit);
    Py_XDECREF(order->name);
    Py_XDECREF(order->args);
    PyObject_Free(self);
    Py_DECREF(type);
}

PyObject *myrpy_new_create(myri_vm *vm, uint32_t number)
{
    rules_new *token = PyObject_New(rules_new, vm->new_type);
    if (token != NULL) {
        token->number = number;
        token->serial = vm->serial;
    }
    return (PyObject *)token;
}

bool myrpy_new_entity(const myri_vm *vm, PyObject *object, myr_entity *entity)
{
    const rules_new *token = (const rules_new *)object;
    if (Py_TYPE(object) != vm->new_type || token->serial != vm->serial)
        return false;
    *entity = myr_entity_make(token->number, 0);
    return true;
}

static PyObject *new_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<new unit %u of a tick>", ((const rules_new *)self)->number);
}

static void new_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

#define CLOSED_TYPE                                                                                \
    (Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE)

bool myrpy_order_types_init(myri_vm *vm, PyObject *module)
{
    static PyMemberDef members[] = {
        {"unit", T_OBJECT, offsetof(rules_order, unit), READONLY, "Who asked."},
        {"name", T_OBJECT, offsetof(rules_order, name), READONLY, "The command's name."},
        {"args", T_OBJECT, offsetof(rules_order, args), READONLY,
         "Its arguments, in the declared order, none left out."},
        {NULL, 0, 0, 0, NULL},
    };
    PyType_Slot order_slots[] = {
        {Py_tp_doc, "What a unit asked for in this tick."},
        {Py_tp_members, members},
        {Py_tp_repr, order_repr},
        {Py_tp_dealloc, order_dealloc},
        {0, NULL},
    };
    PyType_Slot new_slots[] = {
        {Py_tp_doc, "A unit that this tick will make: good for set() and the like until then."},
        {Py_tp_repr, new_repr},
        {Py_tp_dealloc, new_dealloc},
        {0, NULL},
    };
    PyType_Spec order = {"myrmidon.Order", sizeof(rules_order), 0, CLOSED_TYPE, order_slots};
    PyType_Spec token = {"myrmidon.New", sizeof(rules_new), 0, CLOSED_TYPE, new_slots};
    vm->order_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &order, NULL);
    vm->new_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &token, NULL);
    return vm->order_type != NULL && vm->new_type != NULL;
}
