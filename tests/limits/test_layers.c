// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// test_layers.c: a kernel that lacks a layer, played by a filter of our own over this process and
// all that it starts.
//
//     test_layers here | no-landlock | no-seccomp | neither

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>

#include "world.h"

#define SKIPPED 77

static char warnings[2048];

static void on_log(void *user, myr_log_level level, const char *text)
{
    (void)user;
    if (level == MYR_LOG_INFO)
        return;
    size_t used = strlen(warnings);
    snprintf(warnings + used, sizeof warnings - used, "%s\n", text);
}

// The landlock calls have the same numbers everywhere; older headers do not name them.
static bool take_away(bool has_landlock, bool has_seccomp)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = filter == NULL;
    for (int call = 444; !failed && !has_landlock && call <= 446; call++)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0);
    if (!failed && !has_seccomp)
        failed = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0);
    if (!failed)
        failed = seccomp_load(filter);
    if (filter != NULL)
        seccomp_release(filter);
    return !failed;
}

// Plays two ticks of a script that opens a file; what it printed is in `printed`.
static bool play(bool is_seal_required, char *printed, size_t capacity, myr_error *error)
{
    static const char text[] = "from myrmidon import Unit\n"
                               "class Mind(Unit):\n"
                               "    def think(self):\n"
                               "        try:\n"
                               "            print(open('/etc/passwd').readable())\n"
                               "        except OSError as error:\n"
                               "            print(type(error).__name__)\n";
    const myr_source source = {
        .module = "mind", .path = "mind.py", .text = text, .text_bytes = sizeof text - 1};
    const myr_script script = {.name = "Mind", .module = "mind"};
    myr_def def = myr_default_def();
    world_schema(&def);
    def.language = MYR_LANGUAGE_PYTHON;
    def.isolation = MYR_ISOLATION_PROCESS;
    def.sources = &source;
    def.scripts = &script;
    def.source_count = def.script_count = def.interpreter_count = def.worker_count = 1;
    def.is_unguarded = true; // what refuses is to be the kernel
    def.is_seal_required = is_seal_required;
    def.log = on_log;
    def.helper_path = TEST_HELPER;
    printed[0] = warnings[0] = '\0';
    myr_system *system = myr_create(&def, error);
    if (system == NULL)
        return false;
    world_columns world;
    world_fill(&world, 0);
    myr_frame frame = {.tick = 1,
                       .entities = world.entities,
                       .columns = world.columns,
                       .row_count = world.row_count};
    bool is_good = myr_ready(system, 60000000, error) &&
                   myr_agent_add(system, &(myr_agent){.entity = myr_entity_make(0, 1)}, error) &&
                   myr_publish(system, &frame, error);
    if (is_good) {
        const myr_results *results = myr_collect(system, MYR_WAIT_ALL);
        if (results->print_count > 0)
            snprintf(printed, capacity, "%s", results->prints[0].text);
    }
    myr_destroy(system);
    return is_good;
}

static bool check(bool is_true, const char *what)
{
    if (!is_true)
        printf("FAIL %s\n     warnings: %s\n", what, warnings);
    return is_true;
}

// What is missing is said once, and what is there holds.
static bool layers_degrade(bool has_landlock, bool has_seccomp)
{
    char printed[256];
    myr_error error = {""};
    // Without a filter there is still no room for a descriptor.
    const char *wanted = has_seccomp ? "PermissionError" : "OSError";
    const char *missing = has_landlock  ? "without seccomp: "
                          : has_seccomp ? "without Landlock: "
                                        : "without seccomp, Landlock: ";
    bool is_good = check(play(false, printed, sizeof printed, &error), error.text);
    is_good &= check(strcmp(printed, wanted) == 0, printed);
    if (has_landlock && has_seccomp)
        is_good &= check(warnings[0] == '\0', "a warning about nothing");
    else
        is_good &= check(strstr(warnings, missing) != NULL &&
                             strchr(warnings, '\n') == strrchr(warnings, '\n'),
                         "one line that names the layer");
    bool is_made = play(true, printed, sizeof printed, &error);
    is_good &= check(is_made == has_seccomp, "def.is_seal_required");
    if (!has_seccomp)
        is_good &= check(strstr(error.text, "def.is_seal_required") != NULL, error.text);
    return is_good;
}

int main(int count, char **arguments)
{
    const char *what = count == 2 ? arguments[1] : "";
    bool has_landlock = strcmp(what, "here") == 0 || strcmp(what, "no-seccomp") == 0;
    bool has_seccomp = strcmp(what, "here") == 0 || strcmp(what, "no-landlock") == 0;
    myr_sandbox before = myr_sandbox_get();
    if (!before.has_seccomp || (has_landlock && before.landlock_abi == 0)) {
        printf("not run: this kernel lacks a layer itself\n");
        return SKIPPED;
    }
    if ((!has_landlock || !has_seccomp) && !take_away(has_landlock, has_seccomp)) {
        printf("not run: no filter can be loaded\n");
        return SKIPPED;
    }
    myr_sandbox sandbox = myr_sandbox_get();
    int failed = 0;
    failed += !check(sandbox.has_seccomp == has_seccomp, "has_seccomp");
    failed += !check((sandbox.landlock_abi > 0) == has_landlock, "landlock_abi");
    failed += !check(sandbox.has_memfd_seals, "has_memfd_seals");
    failed += !check(sandbox.has_no_new_privs, "has_no_new_privs");
    failed += !check(sandbox.has_death_signal, "has_death_signal");
    failed += !layers_degrade(has_landlock, has_seccomp);
    failed += !check(myr_shutdown(), "shutdown");
    return failed == 0 ? 0 : 1;
}
