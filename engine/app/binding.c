// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/binding.h"

#include "app/queries.h"
#include "base/alloc.h"

_Static_assert(ENG_FOR_UNITS == MYR_FOR_UNITS && ENG_FOR_REFEREE == MYR_FOR_REFEREE &&
                   ENG_FOR_HOST == MYR_FOR_HOST,
               "roles are the same on both sides");
_Static_assert((int)ENG_FORM_CALL == (int)MYR_FORM_CALL && (int)ENG_FORM_SET == (int)MYR_FORM_SET &&
                   (int)ENG_FORM_SPAWN == (int)MYR_FORM_SPAWN &&
                   (int)ENG_FORM_TELL == (int)MYR_FORM_TELL &&
                   (int)ENG_FORM_ALLOW == (int)MYR_FORM_ALLOW,
               "eng_form is myr_form");

static void copy_args(myr_arg *to, const eng_arg *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i) {
        to[i] = (myr_arg){
            .name = from[i].name,
            .doc = from[i].doc,
            .type = (myr_type)from[i].type,
            .is_optional = from[i].is_optional,
            .fallback = from[i].fallback,
        };
    }
}

static void fill_fields(eng_binding *binding, const eng_schema *schema)
{
    binding->fields = eng_alloc(schema->field_count + 1, sizeof *binding->fields);
    for (uint32_t i = 0; i < schema->field_count; ++i) {
        const eng_field_row *row = &schema->fields[i];
        binding->fields[i] = (myr_field){
            .name = row->name,
            .doc = row->doc,
            .unit = row->unit,
            .type = (myr_type)row->type,
            .role = (myr_field_role)row->role,
            .is_settable = eng_schema_is_settable(i),
        };
    }
}

static void fill_calls(eng_binding *binding, const eng_schema *schema)
{
    binding->commands = eng_alloc(schema->command_count + 1, sizeof *binding->commands);
    binding->events = eng_alloc(schema->event_count + 1, sizeof *binding->events);
    for (uint32_t i = 0; i < schema->command_count; ++i) {
        const eng_command_row *row = &schema->commands[i];
        binding->commands[i] = (myr_command){
            .name = row->name,
            .doc = row->doc,
            .arg_count = row->arg_count,
            .is_order = row->is_order,
            .awaited = row->awaited,
            .done_event = row->done_event,
            .failed_event = row->failed_event,
            .way_query = row->way_query,
            .roles = schema->uses[i].roles,
            .form = (myr_form)schema->uses[i].form,
            .event = schema->uses[i].event,
        };
        copy_args(binding->commands[i].args, row->args, row->arg_count);
    }
    for (uint32_t i = 0; i < schema->event_count; ++i) {
        const eng_event_row *row = &schema->events[i];
        binding->events[i] = (myr_event){
            .name = row->name,
            .doc = row->doc,
            .arg_count = row->arg_count,
            .roles = schema->event_roles[i],
        };
        copy_args(binding->events[i].args, row->args, row->arg_count);
    }
}

myr_source *eng_binding_sources(const eng_content *content)
{
    myr_source *sources = eng_alloc(content->script_count + 1, sizeof *sources);
    for (uint32_t i = 0; i < content->script_count; ++i) {
        const eng_script_file *script = &content->scripts[i];
        sources[i] = (myr_source){script->module, script->path, (const char *)script->text.data,
                                  script->text.byte_count};
    }
    return sources;
}

void eng_binding_init(eng_binding *binding, const eng_content *content)
{
    *binding = (eng_binding){0};
    fill_fields(binding, &content->schema);
    fill_calls(binding, &content->schema);
    binding->sources = eng_binding_sources(content);
}

void eng_binding_fini(eng_binding *binding)
{
    eng_free(binding->fields);
    eng_free(binding->commands);
    eng_free(binding->events);
    eng_free(binding->sources);
    *binding = (eng_binding){0};
}

void eng_binding_put(const eng_binding *binding, const eng_content *content, myr_def *def)
{
    def->fields = binding->fields;
    def->field_count = content->schema.field_count;
    def->queries = eng_queries;
    def->query_count = eng_query_count;
    def->commands = binding->commands;
    def->command_count = content->schema.command_count;
    def->events = binding->events;
    def->event_count = content->schema.event_count;
    def->sources = binding->sources;
    def->source_count = content->script_count;
}
