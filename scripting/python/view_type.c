// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// view_type.c: myrmidon.View, another entity as a script sees it. One per entity and interpreter
// while somebody asks for it, kept in the vm's slots, so that a search allocates nothing the second
// time.

#include "myrpy.h"

PyObject *myrpy_view_get(myri_vm *vm, myr_entity entity)
{
    if (entity == MYR_ENTITY_NONE)
        Py_RETURN_NONE;
    myrpy_slot *slot = myrpy_slot_get(vm, myr_entity_index(entity), true);
    if (slot != NULL && slot->view != NULL && ((myrpy_being *)slot->view)->entity == entity)
        return Py_NewRef(slot->view);
    myrpy_being *being = PyObject_New(myrpy_being, vm->view_type);
    if (being == NULL)
        return NULL;
    being->vm = vm;
    being->entity = entity;
    being->serial = UINT64_MAX; // no lease's
    being->row = 0;
    if (slot != NULL)
        Py_XSETREF(slot->view, Py_NewRef((PyObject *)being));
    return (PyObject *)being;
}

static void view_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

bool myrpy_view_type_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "Another entity. What it reads is what this think's tick sees."},
        {Py_tp_getset, vm->schema->view_properties},
        {Py_tp_repr, myrpy_being_repr},
        {Py_tp_hash, myrpy_being_hash},
        {Py_tp_richcompare, myrpy_being_compare},
        {Py_tp_dealloc, view_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.View",
        .basicsize = sizeof(myrpy_being),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    vm->view_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->view_type != NULL && myrpy_fields_add(vm, vm->view_type);
}
