// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// field_type.c: the descriptor behind a field of the schema, as units and views have it. It reads
// the column itself: through CPython's own descriptor of C getters a read takes a fifth longer, and
// scripts do little else.

#include "being.h"

typedef struct field_object {
    PyObject_HEAD myri_vm *vm;
    uint32_t index; // of the field
    uint8_t type;   // a myr_type
    PyObject *name, *doc;
} field_object;

static PyObject *field_read(PyObject *self, PyObject *object, PyObject *unused)
{
    (void)unused;
    const field_object *field = (const field_object *)self;
    myri_vm *vm = field->vm;
    if (object == NULL)
        return Py_NewRef(self);
    // A class derived from Unit, or a view: what is read is hardly ever anything else.
    const PyTypeObject *type = Py_TYPE(object);
    if (type->tp_base != vm->unit_type && type != vm->view_type && !myrpy_is_being(vm, object))
        return PyErr_Format(PyExc_TypeError, "'%U' is a field of units, not of a %.100s",
                            field->name, type->tp_name);
    myrpy_being *being = (myrpy_being *)object;
    if (!myrpy_being_locate(being))
        return NULL;
    const void *cells = vm->view->columns[field->index];
    switch ((myr_type)field->type) {
    case MYR_FLOAT:
        return PyFloat_FromDouble((double)((const float *)cells)[being->row]);
    case MYR_INT:
        return PyLong_FromLong(((const int32_t *)cells)[being->row]);
    case MYR_BOOL:
        return PyBool_FromLong(((const uint8_t *)cells)[being->row]);
    case MYR_NAME:
        return myrpy_name_text(vm, ((const int32_t *)cells)[being->row]);
    default:
        return myrpy_view_get(vm, ((const myr_entity *)cells)[being->row]);
    }
}

static int field_write(PyObject *self, PyObject *object, PyObject *value)
{
    const field_object *field = (const field_object *)self;
    if (myrpy_is_being(field->vm, object))
        return myrpy_refuse_set(object, value, (void *)(uintptr_t)field->index);
    PyErr_Format(PyExc_TypeError, "'%U' is a field of units", field->name);
    return -1;
}

static PyObject *field_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<field '%U' of units>", ((const field_object *)self)->name);
}

static PyObject *get_name(PyObject *self, void *unused)
{
    (void)unused;
    return Py_NewRef(((const field_object *)self)->name);
}

static PyObject *get_doc(PyObject *self, void *unused)
{
    (void)unused;
    return Py_NewRef(((const field_object *)self)->doc);
}

static void field_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((field_object *)self)->name);
    Py_XDECREF(((field_object *)self)->doc);
    PyObject_Free(self);
    Py_DECREF(type);
}

bool myrpy_field_type_init(myri_vm *vm, PyObject *module)
{
    static PyGetSetDef properties[] = {
        {"__name__", get_name, NULL, NULL, NULL},
        {"__doc__", get_doc, NULL, NULL, NULL},
        {NULL, NULL, NULL, NULL, NULL},
    };
    PyType_Slot slots[] = {
        {Py_tp_getset, properties}, {Py_tp_descr_get, field_read},  {Py_tp_descr_set, field_write},
        {Py_tp_repr, field_repr},   {Py_tp_dealloc, field_dealloc}, {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.field",
        .basicsize = sizeof(field_object),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
        .slots = slots,
    };
    vm->field_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->field_type != NULL;
}

static PyObject *field_make(myri_vm *vm, uint32_t index)
{
    const myr_field *row = &vm->program->fields[index];
    field_object *field = PyObject_New(field_object, vm->field_type);
    if (field == NULL)
        return NULL;
    bool has_unit = row->unit != NULL && row->unit[0] != '\0';
    field->vm = vm;
    field->index = index;
    field->type = (uint8_t)row->type;
    field->name = PyUnicode_InternFromString(row->name);
    field->doc = has_unit ? PyUnicode_FromFormat("%s (%s)", row->doc, row->unit)
                          : PyUnicode_FromString(row->doc);
    if (field->name == NULL || field->doc == NULL)
        Py_CLEAR(field);
    return (PyObject *)field;
}

// Into the dict itself: the type may be immutable already.
bool myrpy_fields_add(myri_vm *vm, PyTypeObject *type)
{
    for (uint32_t i = 0; i < vm->program->field_count; i++) {
        PyObject *field = field_make(vm, i);
        bool is_done = field != NULL &&
                       PyDict_SetItem(type->tp_dict, ((field_object *)field)->name, field) == 0;
        Py_XDECREF(field);
        if (!is_done)
            return false;
    }
    PyType_Modified(type);
    return true;
}
