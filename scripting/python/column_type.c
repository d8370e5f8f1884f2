// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// column_type.c: one field of all units, for scripts that look at many at once. A column reads
// through the lease, so that nothing of it outlives the think: it may be kept, and raises then.
// What a slice answers is a list of one's own.
//
// All columns of a think have the same rows: column("x")[i] and column("id")[i] are of one unit.

#include "myrpy.h"

#define ID_FIELD UINT32_MAX

typedef struct column_object {
    PyObject_HEAD myri_vm *vm;
    uint64_t serial; // of the lease that it reads through
    uint32_t field;  // or ID_FIELD
} column_object;

static const char *column_name(const column_object *column)
{
    const myri_program *program = column->vm->program;
    return column->field == ID_FIELD || program == NULL ? "id"
                                                        : program->fields[column->field].name;
}

// The rows of this think, or -1 with an error set.
static Py_ssize_t column_rows(const column_object *column)
{
    if (column->serial == column->vm->serial)
        return column->vm->view->snapshot->row_count;
    PyErr_Format(PyExc_RuntimeError,
                 "this column of '%s' is of an earlier think: ask for it in each, with "
                 "self.column('%s')",
                 column_name(column), column_name(column));
    return -1;
}

static PyObject *cell(const column_object *column, Py_ssize_t row)
{
    myri_vm *vm = column->vm;
    if (column->field == ID_FIELD)
        return PyLong_FromUnsignedLongLong(vm->view->entities[row]);
    const void *cells = vm->view->columns[column->field];
    switch (vm->program->fields[column->field].type) {
    case MYR_BOOL:
        return PyBool_FromLong(((const uint8_t *)cells)[row]);
    case MYR_INT:
        return PyLong_FromLong(((const int32_t *)cells)[row]);
    case MYR_FLOAT:
        return PyFloat_FromDouble((double)((const float *)cells)[row]);
    case MYR_NAME:
        return myrpy_name_text(vm, ((const int32_t *)cells)[row]);
    case MYR_ENTITY:
        return myrpy_view_get(vm, ((const myr_entity *)cells)[row]);
    default:
        Py_RETURN_NONE;
    }
}

static Py_ssize_t column_length(PyObject *self)
{
    return column_rows((column_object *)self);
}

static PyObject *column_item(PyObject *self, Py_ssize_t row)
{
    const column_object *column = (const column_object *)self;
    Py_ssize_t rows = column_rows(column);
    if (rows < 0)
        return NULL;
    if (row >= 0 && row < rows)
        return cell(column, row);
    PyErr_Format(PyExc_IndexError, "the column has %zd rows", rows);
    return NULL;
}

static PyObject *column_slice(const column_object *column, Py_ssize_t start, Py_ssize_t step,
                              Py_ssize_t count)
{
    PyObject *list = PyList_New(count);
    for (Py_ssize_t i = 0; list != NULL && i < count; i++) {
        PyObject *value = cell(column, start + i * step);
        if (value == NULL)
            Py_CLEAR(list);
        else
            PyList_SET_ITEM(list, i, value);
    }
    return list;
}

static PyObject *column_subscript(PyObject *self, PyObject *key)
{
    const column_object *column = (const column_object *)self;
    Py_ssize_t rows = column_rows(column), start, stop, step;
    if (rows < 0)
        return NULL;
    if (PySlice_Check(key)) {
        if (PySlice_Unpack(key, &start, &stop, &step) < 0)
            return NULL;
        Py_ssize_t count = PySlice_AdjustIndices(rows, &start, &stop, step);
        return column_slice(column, start, step, count);
    }
    if (!PyIndex_Check(key)) {
        PyErr_Format(PyExc_TypeError, "a column is asked for a row or a slice of them, not %.100s",
                     Py_TYPE(key)->tp_name);
        return NULL;
    }
    Py_ssize_t row = PyNumber_AsSsize_t(key, PyExc_IndexError);
    if (row == -1 && PyErr_Occurred())
        return NULL;
    return column_item(self, row < 0 ? row + rows : row);
}

static PyObject *column_iterate(PyObject *self)
{
    const column_object *column = (const column_object *)self;
    Py_ssize_t rows = column_rows(column);
    PyObject *list = rows < 0 ? NULL : column_slice(column, 0, 1, rows);
    PyObject *iterator = list == NULL ? NULL : PyObject_GetIter(list);
    Py_XDECREF(list);
    return iterator;
}

static PyObject *column_repr(PyObject *self)
{
    return PyUnicode_FromFormat("<column '%s'>", column_name((const column_object *)self));
}

static void column_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

static bool column_find(const myri_vm *vm, PyObject *name, uint32_t *field)
{
    const char *names[65];
    uint32_t count = vm->program->field_count;
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "column() takes the name of a field, such as 'x', not %.100s",
                     name == Py_None ? "None" : Py_TYPE(name)->tp_name);
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = vm->program->fields[i].name;
        *field = i;
        if (PyUnicode_CompareWithASCIIString(name, names[i]) == 0)
            return true;
    }
    *field = ID_FIELD;
    names[count] = "id";
    if (PyUnicode_CompareWithASCIIString(name, "id") == 0)
        return true;
    const char *utf8 = PyUnicode_AsUTF8(name);
    const char *near = utf8 == NULL ? NULL : myrpy_closest(utf8, names, count + 1);
    PyErr_Clear();
    PyErr_Format(PyExc_ValueError, "column(): units have no field '%U'%s%s%s", name,
                 near != NULL ? ". Did you mean: '" : "", near != NULL ? near : "",
                 near != NULL ? "'?" : "");
    return false;
}

PyObject *myrpy_unit_column(PyObject *self, PyObject *name)
{
    myrpy_being *being = (myrpy_being *)self;
    myri_vm *vm = being->vm;
    uint32_t field;
    if (vm->serial == 0) {
        PyErr_SetString(PyExc_RuntimeError, "columns can only be read during a think");
        return NULL;
    }
    if (!column_find(vm, name, &field))
        return NULL;
    column_object *column = PyObject_New(column_object, vm->column_type);
    if (column == NULL)
        return NULL;
    column->vm = vm;
    column->serial = vm->serial;
    column->field = field;
    return (PyObject *)column;
}

bool myrpy_column_type_init(myri_vm *vm, PyObject *module)
{
    PyType_Slot slots[] = {
        {Py_tp_doc, "A field of all units, read-only, for one think."},
        {Py_sq_length, column_length},
        {Py_sq_item, column_item},
        {Py_mp_length, column_length},
        {Py_mp_subscript, column_subscript},
        {Py_tp_iter, column_iterate},
        {Py_tp_repr, column_repr},
        {Py_tp_dealloc, column_dealloc},
        {0, NULL},
    };
    PyType_Spec spec = {
        .name = "myrmidon.Column",
        .basicsize = sizeof(column_object),
        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE |
                 Py_TPFLAGS_SEQUENCE,
        .slots = slots,
    };
    vm->column_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
    return vm->column_type != NULL;
}
