// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// unit_queries.h: the symbols of unit_queries.c, which tests look up by name.

#pragma once

#include "myrmidon.h"

MYR_API void unit_double(const myr_view *view, myr_entity self, const myr_value *args,
                         myr_value *result);
MYR_API void unit_think(myr_context *context, myr_entity self, void *memory);
MYR_API void unit_mail(myr_context *context, myr_entity self, void *memory, const myr_mail *mail);
// A function that no symbol leads to.
MYR_API myr_query_function unit_hidden_get(void);
