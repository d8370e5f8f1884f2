// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// python_backend.h: CPython as a language of the plugin. Includes no Python.h, so that the rest of
// the plugin needs none.

#pragma once

#include "backend.h"

extern const myri_backend myrpy_backend;
