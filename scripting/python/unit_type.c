// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// unit_type.c: myrmidon.Unit, the base class of agents. Its properties and methods come from the
// schema; its objects are made by the game alone, one per agent.

#include "myrpy.h"

PyObject *myrpy_agent_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    (void)args;
    (void)keywords;
    myri_vm *vm = myrpy_vm_current();
    if (vm == NULL || vm->making == MYR_ENTITY_NONE) {
        PyErr_Format(PyExc_TypeError, "%s objects are made by the game, one for each of its units",
                     type->tp_name);
        return NULL;
    }
    myrpy_unit *unit = (myrpy_unit *)type->tp_alloc(type, 0);
    if (unit == NULL)
        return NULL;
    unit->being.vm = vm;
    unit->being.entity = vm->making;
    unit->being.serial = UINT64_MAX; // no lease's
    vm->making = MYR_ENTITY_NONE;
    return (PyObject *)unit;
}

int myrpy_agent_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    const myrpy_unit *unit = (const myrpy_unit *)self;
    Py_VISIT(unit->random);
    Py_VISIT(unit->coroutine);
    Py_VISIT(unit->wait);
    Py_VISIT(unit->letters);
    Py_VISIT(unit->way);
    return 0;
}

int myrpy_agent_clear(PyObject *self)
{
    myrpy_unit *unit = (myrpy_unit *)self;
    Py_CLEAR(unit->random);
    Py_CLEAR(unit->coroutine);
    Py_CLEAR(unit->wait);
    Py_CLEAR(unit->letters);
    Py_CLEAR(unit->way);
    return 0;
}

void myrpy_agent_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    myrpy_agent_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

bool myrpy_unit_type_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "The base class of minds. The game makes one object per unit and calls its "
                    "think() at every tick that is due."},
        {Py_tp_new, myrpy_agent_new},
        {Py_tp_getset, vm->schema->unit_properties},
        {Py_tp_methods, myrpy_space_methods},
        {Py_tp_repr, myrpy_being_repr},
        {Py_tp_hash, myrpy_being_hash},
        {Py_tp_richcompare, myrpy_being_compare},
        {Py_tp_traverse, myrpy_agent_traverse},
        {Py_tp_clear, myrpy_agent_clear},
        {Py_tp_dealloc, myrpy_agent_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Unit",
        .basicsize = sizeof(myrpy_unit),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
        .slots = slots,
    };
    vm->unit_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    if (vm->unit_type == NULL || !myrpy_methods_add(vm, false) ||
        !myrpy_fields_add(vm, vm->unit_type))
        return false;
    // Only now: the methods had to be set first.
    vm->unit_type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    PyType_Modified(vm->unit_type);
    return true;
}
