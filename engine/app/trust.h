// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// trust.h: whom the player trusts. A thread holds no hostile script, so scripts of a pack run in
// threads only if the pack came with the program or the player said so with "myrmidon packs trust
// ID". That is kept as the SHA-256 of the pack's content: a pack that changed in any way is not
// trusted any more, until the player says so again.
//
// Scripts of all packs share interpreters, so a game has the trust of the least trusted pack that
// brings code into it; a pack without scripts takes none away.
//
//     eng_trust_list *list = eng_trust_load(&error);
//     eng_trust trust = eng_trust_get(list, source, info, &error);
//     eng_trust_unload(list);
//
// Thread: main.

#pragma once

#include "assets/pack_source.h"

typedef enum eng_trust {
    ENG_TRUST_NONE,
    ENG_TRUST_CHANGED, // the player trusted other content of this pack
    ENG_TRUST_RUN,     // --trust: for this run
    ENG_TRUST_PLAYER,
    ENG_TRUST_BUNDLED, // it came with the program
} eng_trust;

typedef struct eng_trust_list eng_trust_list;

// Reads the player's file. Null with `error` filled if it is damaged: then nothing may be assumed.
// Without a file, or a place for one, the player trusts nothing.
eng_trust_list *eng_trust_load(eng_error *error);
void eng_trust_unload(eng_trust_list *list); // takes NULL

// Reads the whole pack only if the player once trusted one of its id. A pack that cannot be read is
// not trusted.
eng_trust eng_trust_get(const eng_trust_list *list, const eng_pack_source *source,
                        const eng_pack_info *info);

static inline bool eng_trust_is_enough(eng_trust trust)
{
    return trust >= ENG_TRUST_RUN;
}

// "bundled", "player", "run", "changed", "none".
const char *eng_trust_get_name(eng_trust trust);
// For people: "came with the program".
const char *eng_trust_get_title(eng_trust trust);

// Trusts this content, and no other of the id, and writes the file. `hex` receives its hash,
// ENG_SHA256_HEX_BYTES.
bool eng_trust_add(eng_trust_list *list, const eng_pack_source *source, const eng_pack_info *info,
                   char *hex, eng_error *error);
// Trusts nothing of this id any more; `*was_there` says whether it did.
bool eng_trust_remove(eng_trust_list *list, const char *id, bool *was_there, eng_error *error);

// What a game's scripts may have, from the packs that play.
typedef struct eng_trust_verdict {
    bool is_trusted;                      // threads may run its scripts
    char id[ENG_PACK_ID_BYTES];           // of the first pack that is not trusted, if any
    eng_trust trusts[ENG_PACKS_CAPACITY]; // by pack of the stack
    bool has_code[ENG_PACKS_CAPACITY];
} eng_trust_verdict;

// `is_run_trusted`: --trust. Warns of packs that changed since they were trusted.
bool eng_trust_judge(const eng_packs *packs, bool is_run_trusted, eng_trust_verdict *verdict,
                     eng_error *error);
