// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// helper_link.h: the host's end of the helper process. There is at most one helper per host
// process; it is started by the first house and kept for the next. Thread: any; a mutex guards it,
// taken when a house is opened and at the end, never during a tick.

#pragma once

#include "wire.h"

// Sends a house to the helper, starting it if need be. Returns the socket to the house's zygote,
// whose answer has not been read yet; the caller closes it. -1 with `error` filled. program_fd and
// region_fd stay the caller's. `path` NULL: the helper is searched beside the library.
int myri_helper_open_house(const char *path, const myri_wire_house *house, int program_fd,
                           int region_fd, myr_error *error);

// For an error text, when a house got no answer: what became of the helper.
void myri_helper_describe(myr_error *text);

// Ends the helper and waits for its end.
void myri_helper_stop(void);
