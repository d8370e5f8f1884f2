// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// stub.c: myrmidon.pyi, what an editor and mypy know of this game's units. All of it comes from the
// schema; the built-in methods alone are typed here, since their keywords are no schema rows.

#include "myrpy.h"

#include <stdlib.h>
#include <string.h>

typedef struct stub_writer {
    void (*write)(void *, const char *, size_t);
    void *user;
} stub_writer;

__attribute__((format(printf, 2, 3))) static void put(stub_writer *out, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int bytes = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (bytes > 0)
        out->write(out->user, text, (size_t)bytes < sizeof text ? (size_t)bytes : sizeof text - 1);
}

// A doc string's text: quotes and backslashes in it must not end it.
static void put_doc(stub_writer *out, const char *indent, const char *doc, const char *unit)
{
    put(out, "%s\"\"\"", indent);
    for (const char *at = doc != NULL ? doc : ""; *at != '\0'; at++) {
        if (*at == '\\' || *at == '"')
            out->write(out->user, "\\", 1);
        out->write(out->user, at, 1);
    }
    if (unit != NULL && unit[0] != '\0')
        put(out, " (%s)", unit);
    put(out, "\"\"\"\n");
}

static const char *type_text(myr_type type, bool is_argument)
{
    switch (type) {
    case MYR_BOOL:
        return "bool";
    case MYR_INT:
        return "int";
    case MYR_FLOAT:
        return "float";
    case MYR_NAME:
    case MYR_TEXT:
        return "str";
    case MYR_ENTITY:
        return is_argument ? "Unit | View | None" : "View | None";
    case MYR_POINT:
        return "tuple[float, float]";
    case MYR_POINTS:
        return "list[tuple[float, float]]";
    default:
        return "None";
    }
}

static void put_property(stub_writer *out, const char *name, const char *type, const char *doc,
                         const char *unit)
{
    put(out, "    @property\n    def %s(self) -> %s:\n", name, type);
    put_doc(out, "        ", doc, unit);
}

static void put_properties(stub_writer *out, const myri_program *program, bool is_unit)
{
    for (uint32_t i = 0; i < myrpy_builtin_count; i++)
        if (is_unit || !myrpy_builtins[i].is_unit_only)
            put_property(out, myrpy_builtins[i].name, myrpy_builtins[i].type, myrpy_builtins[i].doc,
                         NULL);
    for (uint32_t i = 0; i < program->field_count; i++)
        put_property(out, program->fields[i].name, type_text(program->fields[i].type, false),
                     program->fields[i].doc, program->fields[i].unit);
}

static void put_fallback(stub_writer *out, const myri_program *program, const myr_arg *arg)
{
    switch (arg->type) {
    case MYR_BOOL:
        put(out, " = %s", arg->fallback != 0.0 ? "True" : "False");
        break;
    case MYR_INT:
        put(out, " = %lld", (long long)arg->fallback);
        break;
    case MYR_FLOAT:
        put(out, " = %.17g", arg->fallback);
        break;
    case MYR_NAME:
        if (arg->fallback >= 0.0 && arg->fallback < program->name_count)
            put(out, " = \"%s\"", program->names[(uint32_t)arg->fallback]);
        else
            put(out, " = ...");
        break;
    case MYR_TEXT:
        put(out, " = \"\"");
        break;
    default:
        put(out, " = None");
        break;
    }
}

// The doc of a row and what it says of its arguments.
static void put_row_doc(stub_writer *out, const char *doc, const myr_arg *args, uint32_t arg_count)
{
    char text[2048];
    myrpy_text all = {text, 0, sizeof text};
    text[0] = '\0';
    myrpy_text_add(&all, "%s", doc != NULL ? doc : "");
    for (uint32_t i = 0; i < arg_count; i++)
        if (args[i].doc != NULL && args[i].doc[0] != '\0')
            myrpy_text_add(&all, "\n\n        %s: %s", args[i].name, args[i].doc);
    put_doc(out, "        ", text, NULL);
}

static void put_method(stub_writer *out, const myri_program *program, const char *name,
                       const char *doc, const myr_arg *args, uint32_t arg_count, const char *extra,
                       const char *result)
{
    put(out, "    def %s(self", name);
    for (uint32_t i = 0; i < arg_count; i++) {
        put(out, ", %s: %s", args[i].name, type_text(args[i].type, true));
        if (args[i].is_optional)
            put_fallback(out, program, &args[i]);
    }
    put(out, "%s) -> %s:\n", extra, result);
    put_row_doc(out, doc, args, arg_count);
}

static void put_query(stub_writer *out, const myri_program *program, const myr_query *query)
{
    char result[128], record[100];
    const char *type = type_text(query->result, false);
    if (query->result == MYR_RECORD) {
        myrpy_type_name(query->name, "", record, sizeof record);
        type = record;
    }
    bool may_be_none = query->is_result_optional && query->result != MYR_ENTITY;
    snprintf(result, sizeof result, "%s%s", type, may_be_none ? " | None" : "");
    put_method(out, program, query->name, query->doc, query->args, query->arg_count, "", result);
}

static void put_rows(stub_writer *out, const myri_program *program)
{
    for (uint32_t i = 0; i < program->query_count; i++)
        put_query(out, program, &program->queries[i]);
    for (uint32_t i = 0; i < program->command_count; i++) {
        const myr_command *command = &program->commands[i];
        if (!myri_may_command(command, MYR_ROLE_UNIT))
            continue;
        const char *extra = command->way_query != NULL ? ", *, find_way: bool = False" : "";
        put_method(out, program, command->name, command->doc, command->args, command->arg_count,
                   extra, "None");
        if (command->awaited != NULL)
            put_method(out, program, command->awaited, myrpy_awaited_doc, command->args,
                       command->arg_count, ", *, timeout: float | None = None", "Awaitable[bool]");
    }
}

static void put_record(stub_writer *out, const char *name, const char *doc, const myr_arg *places,
                       uint32_t count)
{
    put(out, "\nclass %s(NamedTuple):\n", name);
    put_doc(out, "    ", doc, NULL);
    for (uint32_t i = 0; i < count; i++) {
        // Methods of tuples, which a place of that name takes the place of.
        bool is_hiding =
            strcmp(places[i].name, "count") == 0 || strcmp(places[i].name, "index") == 0;
        put(out, "    %s: %s%s\n", places[i].name, type_text(places[i].type, false),
            is_hiding ? "  # type: ignore[assignment]" : "");
        put_doc(out, "    ", places[i].doc, NULL);
    }
}

static void put_records(stub_writer *out, const myri_program *program)
{
    char type[100];
    put(out, "\nclass Message(NamedTuple):\n"
             "    \"\"\"What another unit has sent.\"\"\"\n"
             "    sender: View\n"
             "    payload: Payload\n");
    for (uint32_t i = 0; i < program->query_count; i++) {
        const myr_query *query = &program->queries[i];
        myrpy_type_name(query->name, "", type, sizeof type);
        if (query->place_count > 0)
            put_record(out, type, query->doc, query->places, query->place_count);
    }
    for (uint32_t i = 0; i < program->event_count; i++) {
        const myr_event *event = &program->events[i];
        myrpy_event_type_name(event->name, type, sizeof type);
        put_record(out, type, event->doc, event->args, event->arg_count);
    }
    if (program->event_count > 0)
        put(out, "\nEvent: TypeAlias = \"");
    for (uint32_t i = 0; i < program->event_count; i++) {
        myrpy_event_type_name(program->events[i].name, type, sizeof type);
        put(out, "%s%s", i == 0 ? "" : " | ", type);
    }
    if (program->event_count > 0)
        put(out, "\"\n");
}

static const char waits[] =
    "    def sleep(self, seconds: float) -> Awaitable[None]:\n"
    "        \"\"\"await: goes on after so much game time, one tick at least.\"\"\"\n"
    "    def until(self, condition: Callable[[], _T], *, timeout: float | None = None)"
    " -> Awaitable[_T]:\n"
    "        \"\"\"await: the first true value of condition(), or, after the timeout, its last"
    " value.\"\"\"\n"
    "    @overload\n"
    "    def message(self) -> Awaitable[Message]:\n"
    "        \"\"\"await: the oldest message that was not taken yet; with a timeout perhaps "
    "None.\"\"\"\n"
    "    @overload\n"
    "    def message(self, *, timeout: float | None) -> Awaitable[Message | None]: ...\n";

// One overload per event, then any of several.
static void put_event_waits(stub_writer *out, const myri_program *program)
{
    put(out, "%s", waits);
    if (program->event_count == 0)
        return;
    for (uint32_t i = 0; i < program->event_count; i++) {
        const char *name = program->events[i].name;
        char type[100];
        myrpy_event_type_name(name, type, sizeof type);
        put(out, "    @overload\n    def event(self, name: Literal[\"%s\"], /) -> Awaitable[%s]:\n",
            name, type);
        put(out, "        \"\"\"await: the next such event; with a timeout perhaps None.\"\"\"\n");
        put(out,
            "    @overload\n    def event(self, name: Literal[\"%s\"], /, *, timeout: float | None)"
            " -> Awaitable[%s | None]: ...\n",
            name, type);
    }
    put(out, "    @overload\n    def event(self, *names: str, timeout: float | None = None)"
             " -> Awaitable[Event | None]: ...\n");
}

static void put_handler(stub_writer *out, const myr_event *event)
{
    char type[100];
    myrpy_event_type_name(event->name, type, sizeof type);
    put(out, "    def on_%s(self, event: %s, /) -> None:\n", event->name, type);
    put_doc(out, "        ", event->doc, NULL);
}

static void put_handlers(stub_writer *out, const myri_program *program)
{
    put(out, "    def think(self) -> None:\n"
             "        \"\"\"Define it: called at every tick that is due.\"\"\"\n"
             "    async def live(self) -> None:\n"
             "        \"\"\"Define it: the unit's whole life, awaiting what it waits for.\"\"\"\n"
             "    def on_message(self, message: Message, /) -> None:\n"
             "        \"\"\"Define it: called for every message, before think().\"\"\"\n");
    for (uint32_t i = 0; i < program->event_count; i++) {
        if (program->events[i].roles != MYR_FOR_REFEREE)
            put_handler(out, &program->events[i]);
    }
}

static const char head[] =
    "# What unit scripts of this game can read and ask for. Written from the game's schema.\n"
    "from collections.abc import Awaitable, Callable, Sequence\n"
    "from random import Random\n"
    "from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, final, overload\n"
    "\n"
    "Payload: TypeAlias = \"None | bool | int | float | str | bytes | tuple[Payload, ...]\"\n"
    "\n"
    "class DeadUnit(LookupError):\n"
    "    \"\"\"A property of a unit that is dead was read.\"\"\"\n"
    "\n"
    "class Interrupted(BaseException):\n"
    "    \"\"\"The think took too long. It cannot be kept from ending.\"\"\"\n"
    "\n"
    "_T = TypeVar(\"_T\")\n"
    "_C = TypeVar(\"_C\", covariant=True)\n"
    "\n"
    "class Tick(int):\n"
    "    \"\"\"The number of a tick. Called, it can be awaited in live().\"\"\"\n"
    "    def __call__(self) -> Awaitable[None]:\n"
    "        \"\"\"await self.tick() goes on in the next think.\"\"\"\n"
    "\n"
    "@final\n"
    "class View:\n"
    "    \"\"\"Another entity. What it reads is what this think's tick sees.\"\"\"\n";

static const char unit_head[] =
    "\n"
    "class Unit:\n"
    "    \"\"\"The base class of minds: derive from it and define think().\"\"\"\n"
    "    def __init__(self) -> None: ...\n";

static const char space[] =
    "    def near(self, radius: float = ..., *, enemy: bool = False, ally: bool = False,\n"
    "             kind: str | None = None, team: int | None = None, role: str | None = None,\n"
    "             limit: int = 64, within: float = ...) -> list[View]:\n"
    "        \"\"\"Views of the units within a radius, nearest first; never this one.\"\"\"\n"
    "    def nearest(self, *, within: float = ..., enemy: bool = False, ally: bool = False,\n"
    "                kind: str | None = None, team: int | None = None, role: str | None = None)"
    " -> View | None:\n"
    "        \"\"\"A view of the nearest such unit, or None.\"\"\"\n"
    "    def units(self, kind: str | None = None, team: int | None = None) -> list[View]:\n"
    "        \"\"\"Views of all units there are, by entity: the older first.\"\"\"\n"
    "    def distance_to(self, other: Unit | View, /) -> float:\n"
    "        \"\"\"The distance between the positions of two units.\"\"\"\n"
    "    def teammates(self, *, kind: str | None = None, role: str | None = None) -> list[View]:\n"
    "        \"\"\"Views of all others of the team, by their ids.\"\"\"\n"
    "    def state(self) -> State:\n"
    "        \"\"\"All fields of this unit at once.\"\"\"\n"
    "    def field(self, name: str, /) -> Field:\n"
    "        \"\"\"A field of the map, with what this unit can sense of it and do to it.\"\"\"\n";

// column("x") is a Column[float].
static void put_columns(stub_writer *out, const myri_program *program)
{
    put(out, "    @overload\n    def column(self, name: Literal[\"id\"], /) -> Column[int]:\n"
             "        \"\"\"A field of all units, by rows; for this think.\"\"\"\n");
    for (uint32_t i = 0; i < program->field_count; i++)
        put(out,
            "    @overload\n    def column(self, name: Literal[\"%s\"], /) -> Column[%s]: ...\n",
            program->fields[i].name, type_text(program->fields[i].type, false));
    if (program->field_count == 0)
        put(out, "    @overload\n    def column(self, name: str, /) -> Column[int]: ...\n");
}

static bool takes_field(const myr_arg *args, uint32_t count)
{
    return count > 0 && args[0].type == MYR_NAME && strcmp(args[0].name, "field") == 0;
}

static void put_field_class(stub_writer *out, const myri_program *program)
{
    put(out, "\n@final\nclass Field:\n"
             "    \"\"\"A field of the map as one unit senses and changes it.\"\"\"\n"
             "    name: str\n");
    for (uint32_t i = 0; i < program->query_count; i++) {
        const myr_query *query = &program->queries[i];
        if (takes_field(query->args, query->arg_count))
            put_method(out, program, query->name, query->doc, query->args + 1, query->arg_count - 1,
                       "", type_text(query->result, false));
    }
    for (uint32_t i = 0; i < program->command_count; i++) {
        const myr_command *command = &program->commands[i];
        if (myri_may_command(command, MYR_ROLE_UNIT) &&
            takes_field(command->args, command->arg_count))
            put_method(out, program, command->name, command->doc, command->args + 1,
                       command->arg_count - 1, "", "None");
    }
}

static void put_state(stub_writer *out, const myri_program *program)
{
    put(out, "\nclass State(NamedTuple):\n"
             "    \"\"\"All fields of a unit, read at once.\"\"\"\n");
    for (uint32_t i = 0; i < program->field_count; i++)
        put(out, "    %s: %s\n", program->fields[i].name,
            type_text(program->fields[i].type, false));
    put(out, "\n@final\nclass Column(Sequence[_C]):\n"
             "    \"\"\"A field of all units, read-only, for one think.\"\"\"\n"
             "    @overload\n    def __getitem__(self, row: int, /) -> _C: ...\n"
             "    @overload\n    def __getitem__(self, rows: slice, /) -> list[_C]: ...\n"
             "    def __len__(self) -> int: ...\n");
}

// ------------------------------------------------------------------------------------------ rules

static const char rules_head[] =
    "\n"
    "@final\n"
    "class Order:\n"
    "    \"\"\"What a unit asked for in this tick.\"\"\"\n"
    "    @property\n    def unit(self) -> View:\n"
    "        \"\"\"Who asked.\"\"\"\n"
    "    @property\n    def name(self) -> str:\n"
    "        \"\"\"The command's name.\"\"\"\n"
    "    @property\n    def args(self) -> tuple[Any, ...]:\n"
    "        \"\"\"Its arguments, in the declared order, none left out.\"\"\"\n"
    "\n"
    "@final\n"
    "class New:\n"
    "    \"\"\"A unit that this tick will make: good for set() and the like until then.\"\"\"\n"
    "\n"
    "class Rules:\n"
    "    \"\"\"The base class of a pack's rules: derive from it and define referee().\"\"\"\n"
    "    def __init__(self) -> None: ...\n"
    "    @property\n    def tick(self) -> int:\n"
    "        \"\"\"The number of this tick.\"\"\"\n"
    "    @property\n    def time(self) -> float:\n"
    "        \"\"\"Game time. (s)\"\"\"\n"
    "    @property\n    def dt(self) -> float:\n"
    "        \"\"\"Game time of one tick. (s)\"\"\"\n"
    "    @property\n    def random(self) -> Random:\n"
    "        \"\"\"Random numbers of the referee's own, the same in every run with the same "
    "seed.\"\"\"\n"
    "    @property\n    def seed(self) -> int:\n"
    "        \"\"\"The seed of this game.\"\"\"\n"
    "    @property\n    def options(self) -> dict[str, Any]:\n"
    "        \"\"\"What the player set, or the pack's defaults, by name.\"\"\"\n"
    "    def units(self, kind: str | None = None, team: int | None = None) -> list[View]:\n"
    "        \"\"\"Views of all units there are, by entity: the older first.\"\"\"\n"
    "    def start(self) -> None:\n"
    "        \"\"\"Define it: called once, before the first tick.\"\"\"\n"
    "    def referee(self, orders: list[Order]) -> None:\n"
    "        \"\"\"Define it: called each tick with what the units asked for.\"\"\"\n";

// The settable fields as keyword arguments.
static void put_field_arguments(stub_writer *out, const myri_program *program,
                                const myr_command *but)
{
    bool has_star = false;
    for (uint32_t i = 0; i < program->field_count; i++) {
        const myr_field *field = &program->fields[i];
        bool is_taken = !field->is_settable;
        for (uint32_t k = 0; k < but->arg_count; k++)
            is_taken = is_taken || strcmp(but->args[k].name, field->name) == 0;
        if (is_taken)
            continue;
        put(out, "%s%s: %s = ...", has_star ? ", " : ", *, ", field->name,
            type_text(field->type, true));
        has_star = true;
    }
}

static void put_referee_command(stub_writer *out, const myri_program *program,
                                const myr_command *command)
{
    myr_command plain = *command;
    switch (command->form) {
    case MYR_FORM_SET:
        put(out, "    def %s(self, %s: Unit | View | New", command->name, command->args[0].name);
        plain.arg_count = 1;
        break;
    case MYR_FORM_SPAWN:
        plain.arg_count--;
        put(out, "    def %s(self", command->name);
        for (uint32_t i = 0; i < plain.arg_count; i++)
            put(out, ", %s: %s", command->args[i].name, type_text(command->args[i].type, true));
        break;
    case MYR_FORM_TELL:
        plain.arg_count = 1;
        put(out, "    def %s(self, %s: Unit | View | New, event: str, *told: Any) -> None:\n",
            command->name, command->args[0].name);
        put_row_doc(out, command->doc, plain.args, plain.arg_count);
        return;
    case MYR_FORM_ALLOW:
        put(out, "    def %s(self, order: Order = ...) -> None:\n", command->name);
        put_row_doc(out, command->doc, NULL, 0);
        return;
    case MYR_FORM_CALL:
        put_method(out, program, command->name, command->doc, command->args, command->arg_count, "",
                   "None");
        return;
    }
    put_field_arguments(out, program, &plain);
    put(out, ") -> %s:\n", command->form == MYR_FORM_SPAWN ? "New" : "None");
    put_row_doc(out, command->doc, plain.args, plain.arg_count);
}

static void put_rules(stub_writer *out, const myri_program *program)
{
    bool has_tell = false, has_rules = false;
    for (uint32_t i = 0; i < program->command_count; i++)
        has_rules = has_rules || myri_may_command(&program->commands[i], MYR_ROLE_REFEREE);
    if (!has_rules)
        return;
    put(out, "%s", rules_head);
    for (uint32_t i = 0; i < program->query_count; i++)
        put_query(out, program, &program->queries[i]);
    for (uint32_t i = 0; i < program->command_count; i++) {
        const myr_command *command = &program->commands[i];
        bool is_again = command->form == MYR_FORM_TELL && has_tell;
        has_tell = has_tell || command->form == MYR_FORM_TELL;
        if (!is_again && myri_may_command(command, MYR_ROLE_REFEREE))
            put_referee_command(out, program, command);
    }
    for (uint32_t i = 0; i < program->event_count; i++)
        if ((program->events[i].roles & MYR_FOR_REFEREE) != 0)
            put_handler(out, &program->events[i]);
}

bool myrpy_stub(const myri_program *program, void (*write)(void *, const char *, size_t),
                void *user)
{
    stub_writer out = {write, user};
    put(&out, "%s", head);
    put_properties(&out, program, false);
    put_records(&out, program);
    put_state(&out, program);
    put_field_class(&out, program);
    put(&out, "%s", unit_head);
    put_properties(&out, program, true);
    put_rows(&out, program);
    put(&out, "%s", space);
    put_columns(&out, program);
    put(&out,
        "    def send(self, target: Unit | View%s, payload: Payload) -> None:\n"
        "        \"\"\"Sends a message to a unit%s; it arrives at the next tick.\"\"\"\n",
        program->field_team >= 0 ? " | int" : "",
        program->field_team >= 0 ? ", or to all others of a team by its number" : "");
    put_event_waits(&out, program);
    put_handlers(&out, program);
    put_rules(&out, program);
    return true;
}
