// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// trace.h: a file in Chrome's trace event format, which Perfetto (ui.perfetto.dev) and
// chrome://tracing open. It is streamed: what is in memory does not grow with the game.
//
//     eng_trace *trace = eng_trace_create("out.json", &error);
//     int64_t at_ns = eng_trace_now(trace);
//     ... apply ...
//     at_ns = eng_trace_phase(trace, "apply", tick, at_ns);    // a slice of the main thread's
//     track eng_trace_destroy(trace, &error);
//
// Tracks, by process of the viewer: the main thread; workers with their jobs and thinks;
// interpreters with the ticks they ran, who was late, how thinks failed; agents with their thinks.
//
// Functions accept a NULL trace and then do nothing. Thread: main.

#pragma once

#include "base/error.h"
#include "myrmidon.h"

typedef struct eng_trace eng_trace;

// NULL with `error` filled if the file cannot be written. Caller destroys.
eng_trace *eng_trace_create(const char *path, eng_error *error);
// Ends the file. False with `error` filled: not all of it could be written.
bool eng_trace_destroy(eng_trace *trace, eng_error *error);

// A moment for eng_trace_phase; 0 without a trace.
int64_t eng_trace_now(const eng_trace *trace);
// A slice of the main thread from `begin_ns` until now. Answers now.
int64_t eng_trace_phase(eng_trace *trace, const char *name, uint64_t tick, int64_t begin_ns);
// A record of the scripting plugin; `kind`: of its entity, "ant".
void eng_trace_record(eng_trace *trace, const myr_trace *record, const char *kind);
