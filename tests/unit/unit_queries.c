// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A host's queries and C scripts in a shared object: what test_program.c packs.

#include "unit_queries.h"

void unit_double(const myr_view *view, myr_entity self, const myr_value *args, myr_value *result)
{
    (void)view;
    (void)self;
    *result = (myr_value){.type = MYR_INT, .integer = args[0].integer * 2};
}

void unit_think(myr_context *context, myr_entity self, void *memory)
{
    (void)context;
    (void)self;
    (void)memory;
}

void unit_mail(myr_context *context, myr_entity self, void *memory, const myr_mail *mail)
{
    (void)context;
    (void)self;
    (void)memory;
    (void)mail;
}

static void hidden(const myr_view *view, myr_entity self, const myr_value *args, myr_value *result)
{
    unit_double(view, self, args, result);
}

myr_query_function unit_hidden_get(void)
{
    return hidden;
}
