// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// The block in which schema and scripts reach a child: scripting/core/program_pack.c.

#include "fuzz.h"

#include "program.h"
#include "unit.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    myr_error error = {""};
    myri_program *program = myri_program_unpack(data, size, &error);
    if (program == NULL && error.text[0] == '\0')
        abort(); // a refusal says why
    if (program != NULL)
        myri_program_destroy(program);
    return 0;
}

void fuzz_seeds(fuzz_put put, void *user)
{
    static const myr_source sources[] = {{"main", "orcs/scripts/main.py", "import other\n", 13},
                                         {"other", "orcs/scripts/other.py", "pass\n", 5}};
    static const myr_script scripts[] = {{.name = "Mind", .module = "main"}};
    myr_def def = unit_def();
    myr_error error = {""};
    size_t bytes;
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = sources;
    def.scripts = scripts;
    def.source_count = 2;
    def.script_count = 1;
    myri_program *program = myri_program_create(&def, &error);
    void *block = program == NULL ? NULL : myri_program_pack(program, &bytes, &error);
    if (block == NULL)
        abort();
    put(user, "program", block, bytes);
    free(block);
    myri_program_destroy(program);
}
