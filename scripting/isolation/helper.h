// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// helper.h: the one function that the helper executable calls. It is exported, and not part of the
// public API.

#pragma once

#include "myrmidon.h"

// The socket to the host, as the host's posix_spawn leaves it.
#define MYRI_HELPER_SOCKET 3

// Serves the host until the socket closes. Returns the exit code.
MYR_API int myri_helper_main(int argc, char **argv);
