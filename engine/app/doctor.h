// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// doctor.h: 'myrmidon doctor' says what this machine offers, and what holds scripts on it.
//
// Thread: main.

#pragma once

// Prints versions and limits, then one line per layer, and for a missing one what to do.
void eng_doctor_print(void);
