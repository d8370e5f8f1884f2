// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// scaffold.h: "myrmidon new FOLDER": a pack of one's own to begin with.
//
// Thread: main.

#pragma once

int eng_new_command(int argc, char **argv);
