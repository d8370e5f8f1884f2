// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// module.c: the built-in module `myrmidon`, made anew in each interpreter from the vm that lies in
// the interpreter's own dictionary.

#include "myrpy.h"

#define VM_KEY "myrmidon.vm"

myri_vm *myrpy_vm_of(PyObject *capsule)
{
    return PyCapsule_GetPointer(capsule, VM_KEY);
}

myri_vm *myrpy_vm_current(void)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get());
    PyObject *capsule = dict == NULL ? NULL : PyDict_GetItemString(dict, VM_KEY);
    return capsule == NULL ? NULL : myrpy_vm_of(capsule);
}

bool myrpy_vm_publish(myri_vm *vm)
{
    PyObject *dict = PyInterpreterState_GetDict(PyInterpreterState_Get());
    vm->capsule = PyCapsule_New(vm, VM_KEY, NULL);
    return dict != NULL && vm->capsule != NULL &&
           PyDict_SetItemString(dict, VM_KEY, vm->capsule) == 0;
}

static bool exceptions_init(myri_vm *vm)
{
    vm->dead_unit = PyErr_NewExceptionWithDoc("myrmidon.DeadUnit",
                                              "A property of a unit that is dead was read.",
                                              PyExc_LookupError, NULL);
    vm->interrupted = PyErr_NewExceptionWithDoc(
        "myrmidon.Interrupted", "The think took too long. It cannot be kept from ending.",
        PyExc_BaseException, NULL);
    return vm->dead_unit != NULL && vm->interrupted != NULL;
}

static int module_execute(PyObject *module)
{
    myri_vm *vm = myrpy_vm_current();
    if (vm == NULL) {
        PyErr_SetString(PyExc_ImportError, "myrmidon can only be imported by unit scripts");
        return -1;
    }
    // A script that removes the module from sys.modules and imports it again gets the same types.
    bool is_new = vm->unit_type == NULL;
    if (is_new && !(exceptions_init(vm) && myrpy_field_type_init(vm, module) &&
                    myrpy_view_type_init(vm, module) &&
                    myrpy_method_type_init(vm, module) && myrpy_records_init(vm) &&
                    myrpy_stream_type_init(vm, module) && myrpy_wait_types_init(vm, module) &&
                    myrpy_column_type_init(vm, module) && myrpy_unit_type_init(vm, module) &&
                    myrpy_rules_type_init(vm, module) && myrpy_order_types_init(vm, module)))
        return -1;
    if (PyModule_AddObjectRef(module, "Unit", (PyObject *)vm->unit_type) < 0 ||
        PyModule_AddObjectRef(module, "Rules", (PyObject *)vm->rules_type) < 0 ||
        PyModule_AddObjectRef(module, "Order", (PyObject *)vm->order_type) < 0 ||
        PyModule_AddObjectRef(module, "New", (PyObject *)vm->new_type) < 0 ||
        PyModule_AddObjectRef(module, "View", (PyObject *)vm->view_type) < 0 ||
        PyModule_AddObjectRef(module, "DeadUnit", vm->dead_unit) < 0 ||
        PyModule_AddObjectRef(module, "Interrupted", vm->interrupted) < 0 ||
        PyModule_AddObjectRef(module, "Tick", (PyObject *)vm->tick_type) < 0 ||
        PyModule_AddObjectRef(module, "Column", (PyObject *)vm->column_type) < 0 ||
        !myrpy_records_add(vm, module) ||
        // For annotations alone: the stub says what they are.
        PyModule_AddObjectRef(module, "Payload", (PyObject *)&PyBaseObject_Type) < 0 ||
        PyModule_AddObjectRef(module, "Event", (PyObject *)&PyBaseObject_Type) < 0)
        return -1;
    return 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_execute},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "myrmidon",
    .m_doc = "Minds for units: derive a class from Unit and give it a think().",
    .m_slots = module_slots,
};

static PyObject *module_create(void)
{
    return PyModuleDef_Init(&module_definition);
}

bool myrpy_module_register(void)
{
    return PyImport_AppendInittab("myrmidon", module_create) == 0;
}
