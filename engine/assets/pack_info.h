// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// pack_info.h: pack.json into an eng_pack_info. Thread: any.

#pragma once

#include "assets/pack.h"

// `name` leads the messages ("hive/pack.json").
bool eng_pack_info_parse(const char *name, const eng_bytes *bytes, eng_pack_info *info,
                         eng_error *error);
