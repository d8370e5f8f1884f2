// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// wire.h: the messages between host, helper and zygote. Each is one packet of a SOCK_SEQPACKET
// pair, a plain struct that begins with its kind; both ends are the same library (the version is
// checked), so there is no encoding. Descriptors travel beside them.

#pragma once

#include <sys/types.h>

#include "snapshot.h"

#define MYRI_WIRE_FDS 3u

typedef enum myri_wire_kind {
    // host to helper
    MYRI_WIRE_HOUSE = 1, // myri_wire_house, with program, region and the zygote's socket
    // zygote to host, once
    MYRI_WIRE_READY,  // myri_wire_answer, its text a warning or empty
    MYRI_WIRE_FAILED, // myri_wire_answer
    // host to zygote, each a myri_wire_seat; none is answered: the job header tells
    MYRI_WIRE_SPAWN, // with the two descriptors of the block
    MYRI_WIRE_REVIVE,
    MYRI_WIRE_INTERRUPT,
    MYRI_WIRE_KILL,
    MYRI_WIRE_END, // kill it and forget the block
} myri_wire_kind;

typedef struct myri_wire_house {
    uint32_t kind;
    int32_t nice;     // of the children: a value, not an increment
    char version[32]; // MYR_VERSION
    uint64_t program_bytes;
    myri_region_layout layout;
} myri_wire_house;

typedef struct myri_wire_answer {
    uint32_t kind;
    char text[1024];
} myri_wire_answer;

typedef struct myri_wire_seat {
    uint32_t kind;
    uint32_t index;
    uint32_t in_capacity, out_capacity; // SPAWN only
} myri_wire_seat;

// Sends one message, with descriptors that stay the caller's. False: the other end is gone, or the
// socket's send timeout is over; errno says. Thread: any.
bool myri_wire_send(int socket, const void *message, size_t bytes, const int *fds,
                    uint32_t fd_count);

// Receives one message of at most `capacity` bytes; fds that were not sent are -1, those that were
// are the caller's to close. Returns the bytes, 0 at the end of the stream, -1 with errno.
ssize_t myri_wire_receive(int socket, void *message, size_t capacity, int fds[MYRI_WIRE_FDS]);

void myri_wire_close(int fds[MYRI_WIRE_FDS]);
