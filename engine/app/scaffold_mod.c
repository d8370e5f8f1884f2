// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// A mod to begin with: one kind of unit of a game, as it is. Its numbers as a patch that changes
// nothing yet, a mind that does what the one below does, and copies of its sprites.

#include "app/scaffold_parts.h"

#include <string.h>

#include "app/pack_def.h"
#include "assets/pack_source.h"
#include "assets/suggest.h"
#include "base/alloc.h"

typedef struct mod_call {
    const eng_scaffold *s;
    const eng_packs *packs;
    const eng_pack_info *game; // what the mod is for: a game, or a mod of one
    const char *game_path;
    const eng_kind *kind;
    uint32_t sprite_count; // files copied
} mod_call;

// ----------------------------------------------------------------------------------- which kind

// The scripted kind of which the map has most; the first scripted one, if it has none.
static const eng_kind *most_common(const eng_content *content)
{
    const eng_kind *best = NULL;
    uint32_t best_count = 0;
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        const eng_kind *kind = &content->kinds[k];
        uint32_t count = 0;
        for (uint32_t g = 0; g < content->map.group_count; ++g) {
            bool is_it = strcmp(content->map.groups[g].kind, kind->name) == 0;
            count += is_it ? content->map.groups[g].count : 0;
        }
        if (kind->script_class != NULL && (best == NULL || count > best_count)) {
            best = kind;
            best_count = count;
        }
    }
    return best;
}

static const eng_kind *find_kind(const mod_call *call, const eng_content *content, eng_error *error)
{
    const char *wanted = call->s->kind;
    const char **names = eng_alloc(content->kind_count + 1, sizeof *names);
    const eng_kind *found = wanted == NULL ? most_common(content) : NULL;
    for (uint32_t k = 0; k < content->kind_count; ++k) {
        names[k] = content->kinds[k].name;
        if (wanted != NULL && strcmp(names[k], wanted) == 0) {
            found = &content->kinds[k];
        }
    }
    const char *near = wanted != NULL ? eng_suggest(wanted, names, content->kind_count) : NULL;
    if (found == NULL && wanted == NULL) {
        eng_error_set(error, "no kind of unit of '%s' has a mind: name one with --kind",
                      call->game->id);
    } else if (found == NULL) {
        eng_error_set(error, "'%s' has no kind of unit '%s'%s%s%s", call->game->id, wanted,
                      near != NULL ? "; did you mean '" : ": its folder units/ has them",
                      near != NULL ? near : "", near != NULL ? "'?" : "");
    }
    eng_free(names);
    return found;
}

// ---------------------------------------------------------------------------------------- files

static bool write_manifest(const mod_call *call, eng_error *error)
{
    FILE *file = eng_scaffold_open(call->s, "pack.json", error);
    if (file == NULL) {
        return false;
    }
    fprintf(file,
            "{\n"
            "  \"id\": \"%s\",\n"
            "  \"version\": \"0.1.0\",\n"
            "  \"title\": \"%s\",\n"
            "  \"description\": \"What it changes, in a sentence.\",\n"
            "  \"authors\": [],\n"
            "  \"licence\": \"\",\n"
            "  \"depends\": [{ \"id\": \"%s\", \"version\": \"^%s\" }]\n"
            "}\n",
            call->s->id, call->s->title, call->game->id, call->game->version);
    return eng_scaffold_close(call->s, "pack.json", file, error);
}

static bool write_unit(const mod_call *call, eng_error *error)
{
    char name[ENG_PACK_PATH_BYTES];
    const eng_kind *kind = call->kind;
    snprintf(name, sizeof name, "units/%s.json", kind->name);
    FILE *file = eng_scaffold_open(call->s, name, error);
    if (file == NULL) {
        return false;
    }
    fprintf(file, "{\n  \"hp\": %g,\n  \"speed\": %g,\n  \"sight\": %g\n}\n", (double)kind->hp,
            (double)kind->speed, (double)kind->sight);
    return eng_scaffold_close(call->s, name, file, error);
}

static bool write_mind(const mod_call *call, eng_error *error)
{
    char name[ENG_PACK_PATH_BYTES];
    char package[sizeof call->game->id];
    const eng_kind *kind = call->kind;
    if (kind->script_class == NULL) {
        return true;
    }
    size_t used = (size_t)snprintf(name, sizeof name, "scripts/%s.py", kind->script_module);
    for (size_t i = strlen("scripts/"); i + strlen(".py") < used && used < sizeof name; ++i) {
        name[i] = (char)(name[i] == '.' ? '/' : name[i]);
    }
    uint32_t provider = 0;
    if (eng_packs_get_providers(call->packs, name, &provider, 1) == 0) {
        return true; // the mind is missing in the game itself
    }
    snprintf(package, sizeof package, "%s", eng_packs_get_info(call->packs, provider)->id);
    for (char *c = package; *c != '\0'; ++c) {
        *c = (char)(*c == '-' ? '_' : *c);
    }
    FILE *file = eng_scaffold_open(call->s, name, error);
    if (file == NULL) {
        return false;
    }
    fprintf(file,
            "\"\"\"The mind of %s, over the one that %s gave it.\"\"\"\n\n"
            "from packs.%s.%s import %s as Below\n\n\n"
            "class %s(Below):\n"
            "    def think(self) -> None:\n"
            "        super().think()  # what it does without this mod\n",
            kind->title != NULL ? kind->title : kind->name, call->game->title, package,
            kind->script_module, kind->script_class, kind->script_class);
    return eng_scaffold_close(call->s, name, file, error);
}

// Whether a file is of the sprite, or of what is drawn with it: "soldier.png", "soldier/0.png",
// "soldier-over/0.png".
static bool is_of_sprite(const char *path, const char *sprite)
{
    static const char *const kinds[] = {"", "-over", "-loaded"};
    size_t bytes = strlen(sprite);
    const char *name = path + strlen("sprites/");
    if (strncmp(name, sprite, bytes) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; ++i) {
        size_t more = strlen(kinds[i]);
        char next = strncmp(name + bytes, kinds[i], more) == 0 ? name[bytes + more] : '\0';
        if (next == '.' || next == '/') {
            return true;
        }
    }
    return false;
}

static bool copy_sprites(mod_call *call, eng_error *error)
{
    eng_file_list list;
    bool is_good = eng_packs_list_tree(call->packs, "sprites", &list, error);
    for (uint32_t i = 0; is_good && i < list.count; ++i) {
        eng_bytes bytes;
        if (!is_of_sprite(list.paths[i], call->kind->sprite)) {
            continue;
        }
        is_good = eng_packs_read(call->packs, list.paths[i], 0, &bytes, error) &&
                  eng_scaffold_write(call->s, list.paths[i], bytes.data, bytes.byte_count, error);
        eng_bytes_fini(&bytes);
        ++call->sprite_count;
    }
    eng_file_list_fini(&list);
    return is_good;
}

static bool write_readme(const mod_call *call, eng_error *error)
{
    const eng_kind *kind = call->kind;
    const char *id = call->s->id;
    FILE *file = eng_scaffold_open(call->s, "readme.md", error);
    if (file == NULL) {
        return false;
    }
    fprintf(file,
            "# %s\n\nA mod for %s. It changes nothing yet.\n\n| what | where |\n|---|---|\n"
            "| its name, and what it needs | `pack.json` |\n"
            "| numbers of `%s`: a patch, and every other key stays as it is | `units/%s.json` |\n",
            call->s->title, call->game->title, kind->name, kind->name);
    if (kind->script_class != NULL) {
        fprintf(file, "| its mind, over the one of %s | `scripts/` |\n", call->game->title);
    }
    if (call->sprite_count > 0) {
        fprintf(file, "| its pictures, copies to be painted over | `sprites/` |\n");
    }
    fprintf(file,
            "\nWhat you do not change you may as well delete: it stays as %s has it.\n\n"
            "| | |\n|---|---|\n"
            "| `myrmidon %s` | play it; what you save is seen at once |\n"
            "| `myrmidon check %s` | find mistakes |\n"
            "| `myrmidon packs build %s` | make the zip that others install |\n",
            call->game->title, id, id, id);
    return eng_scaffold_close(call->s, "readme.md", file, error);
}

// ------------------------------------------------------------------------------------------ all

static bool make_mod(void *user, const eng_packs *packs, const eng_content *content,
                     const myr_def *def, eng_error *error)
{
    mod_call *call = user;
    (void)def;
    call->packs = packs;
    call->game = eng_packs_get_game_info(packs);
    for (uint32_t i = 0; i < eng_packs_get_count(packs); ++i) {
        bool is_it = strcmp(eng_packs_get_path(packs, i), call->game_path) == 0;
        call->game = is_it ? eng_packs_get_info(packs, i) : call->game;
    }
    call->kind = find_kind(call, content, error);
    return call->kind != NULL && write_manifest(call, error) && write_unit(call, error) &&
           write_mind(call, error) && copy_sprites(call, error) && write_readme(call, error);
}

bool eng_scaffold_make_mod(const eng_scaffold *s, const char *game_path, eng_error *error)
{
    mod_call call = {.s = s, .game_path = game_path};
    return eng_pack_def_open(game_path, make_mod, &call, error);
}
