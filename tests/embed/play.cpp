// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// play_cpp thread|process: a host in C++, with the same header. No query, so that it needs no
// shared object of its own.

#include <myrmidon.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr int kSkipped = 77; // what CTest takes for "not run"
constexpr std::uint32_t kCounters = 10;

const std::string kSource = "from myrmidon import Unit\n"
                            "class Counter(Unit):\n"
                            "    def think(self):\n"
                            "        self.add(self.value * 2 + 1)\n";

using System = std::unique_ptr<myr_system, decltype(&myr_destroy)>;

bool play(myr_isolation isolation, myr_error *error)
{
    myr_field field = {"value", "What it has counted.", nullptr, MYR_INT, MYR_FIELD_PLAIN, false};
    myr_command command = {};
    command.name = "add";
    command.args[0].name = "amount";
    command.args[0].type = MYR_INT;
    command.arg_count = 1;
    myr_source source = {"counter", "count/scripts/counter.py", kSource.c_str(), kSource.size()};
    myr_script script = {};
    script.name = "Counter";
    script.module = "counter";

    myr_def def = myr_default_def();
    def.fields = &field, def.field_count = 1;
    def.commands = &command, def.command_count = 1;
    def.language = MYR_LANGUAGE_PYTHON;
    def.sources = &source, def.source_count = 1;
    def.scripts = &script, def.script_count = 1;
    def.isolation = isolation;
    def.worker_count = def.interpreter_count = 2;

    System system(myr_create(&def, error), &myr_destroy);
    if (!system) {
        return false;
    }
    std::vector<myr_entity> entities;
    std::vector<std::int32_t> values, expected;
    for (std::uint32_t i = 0; i < kCounters; i++) {
        myr_agent agent = {};
        agent.entity = myr_entity_make(i, 1);
        if (!myr_agent_add(system.get(), &agent, error)) {
            return false;
        }
        entities.push_back(agent.entity);
        values.push_back(static_cast<std::int32_t>(i));
    }
    if (!myr_ready(system.get(), MYR_WAIT_ALL, error)) {
        return false;
    }
    for (std::uint64_t tick = 0; tick < 5; tick++) {
        const void *columns[] = {values.data()};
        myr_frame frame = {};
        frame.tick = tick;
        frame.entities = entities.data();
        frame.columns = columns;
        frame.row_count = kCounters;
        expected = values;
        for (std::int32_t &value : expected) {
            value += value * 2 + 1;
        }
        if (!myr_publish(system.get(), &frame, error)) {
            return false;
        }
        const myr_results *results = myr_collect(system.get(), MYR_WAIT_ALL);
        for (std::uint32_t i = 0; i < results->command_count; i++) {
            const myr_call &call = results->commands[i];
            values[myr_entity_index(call.entity)] +=
                static_cast<std::int32_t>(call.args[0].integer);
        }
        if (values != expected) {
            std::snprintf(error->text, sizeof error->text, "tick %d: %u commands, wrong values",
                          static_cast<int>(tick), results->command_count);
            return false;
        }
    }
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    const bool is_process = argc > 1 && std::strcmp(argv[1], "process") == 0;
    const myr_isolation isolation = is_process ? MYR_ISOLATION_PROCESS : MYR_ISOLATION_THREAD;
    myr_error error = {};
    if (!myr_isolation_supported(MYR_LANGUAGE_PYTHON, isolation, &error)) {
        std::printf("not run: %s\n", error.text);
        return kSkipped;
    }
    if (!play(isolation, &error)) {
        std::fprintf(stderr, "%s\n", error.text);
        return 1;
    }
    return myr_shutdown() ? 0 : 1;
}
