// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// isolation.h: what the files of the process isolation share: the zygote's entry and the care for
// descriptors.

#pragma once

#include "wire.h"

// The zygote of one house: answers READY or FAILED, then serves until its socket closes. `fds`
// holds the program's memfd, the region's memfd and the socket. Never returns.
_Noreturn void myri_zygote_main(const myri_wire_house *house, const int fds[MYRI_WIRE_FDS]);

// Closes every descriptor from `first` on.
void myri_close_from(int first);
