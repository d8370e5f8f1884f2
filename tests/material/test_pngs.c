// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
//     test_pngs LEAST FOLDER
//
// Every PNG below FOLDER, of which there are LEAST at least, has the pixels that another decoder
// sees (libpng); and a pack of them has the same atlas as a folder and as a
// zip.

#include <ftw.h>
#include <png.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/home.h"
#include "app/install.h"
#include "assets/atlas.h"
#include "assets/image.h"
#include "assets/pack_source.h"
#include "base/alloc.h"

enum { PACKED = 400 }; // pictures in the pack

typedef struct picture {
    char *path;
    uint8_t *bytes;
    size_t byte_count;
} picture;

static ENG_ARRAY(picture) pictures;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("FAIL ", stdout);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    exit(1);
}

// ------------------------------------------------------------------------------------------ files

static int note_file(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)place;
    size_t length = strlen(path);
    if (kind == FTW_F && length > 4 && strcmp(path + length - 4, ".png") == 0) {
        picture *it = ENG_ARRAY_PUSH(&pictures);
        *it = (picture){strdup(path), malloc((size_t)about->st_size + 1), (size_t)about->st_size};
    }
    return 0;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const picture *)a)->path, ((const picture *)b)->path);
}

static void read_all(const char *folder)
{
    nftw(folder, note_file, 16, FTW_PHYS);
    qsort(pictures.items, pictures.count, sizeof *pictures.items, compare_paths);
    for (uint32_t i = 0; i < pictures.count; ++i) {
        picture *it = &pictures.items[i];
        FILE *file = fopen(it->path, "rb");
        if (file == NULL || fread(it->bytes, 1, it->byte_count, file) != it->byte_count) {
            fail("%s cannot be read", it->path);
        }
        fclose(file);
    }
}

// ----------------------------------------------------------------------------------------- pixels

typedef struct reading {
    const picture *it;
    size_t at;
} reading;

static void feed(png_structp png, png_bytep out, size_t byte_count)
{
    reading *r = png_get_io_ptr(png);
    if (byte_count > r->it->byte_count - r->at) {
        png_error(png, "it ends too early");
    }
    memcpy(out, r->it->bytes + r->at, byte_count);
    r->at += byte_count;
}

static void refuse(png_structp png, png_const_charp text)
{
    const reading *r = png_get_error_ptr(png);
    fail("%s: libpng: %s", r->it->path, text);
}

static void ignore(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

// R, G, B, A; samples of 16 bits without their lower half, and no gamma.
static uint8_t *decode_otherwise(const picture *it, int *width, int *height)
{
    reading r = {it, 0};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, refuse, ignore);
    png_infop info = png_create_info_struct(png);
    png_set_read_fn(png, &r, feed);
    png_read_info(png, info);
    *width = (int)png_get_image_width(png, info);
    *height = (int)png_get_image_height(png, info);
    png_set_expand(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    uint8_t *pixels = malloc((size_t)*width * (size_t)*height * 4);
    png_bytepp rows = malloc((size_t)*height * sizeof *rows);
    for (int y = 0; y < *height; ++y) {
        rows[y] = pixels + (size_t)y * (size_t)*width * 4;
    }
    png_read_image(png, rows);
    png_destroy_read_struct(&png, &info, NULL);
    free(rows);
    return pixels;
}

static void compare_pixels(const picture *it)
{
    int width = 0;
    int height = 0;
    eng_error error = {0};
    uint8_t *ours =
        eng_image_decode_rgba(it->path, it->bytes, it->byte_count, &width, &height, &error);
    if (ours == NULL) {
        fail("%s", error.text);
    }
    int their_width = 0;
    int their_height = 0;
    uint8_t *theirs = decode_otherwise(it, &their_width, &their_height);
    if (their_width != width || their_height != height) {
        fail("%s: %dx%d, and for libpng %dx%d", it->path, width, height, their_width, their_height);
    }
    for (int i = 0; i < width * height * 4; ++i) {
        if (theirs[i] != ours[i]) {
            fail("%s: at %d,%d channel %d is %u, and for libpng %u", it->path, i / 4 % width,
                 i / 4 / width, i % 4, ours[i], theirs[i]);
        }
    }
    free(theirs);
    eng_free(ours);
}

// ------------------------------------------------------------------------------------------ packs

static char work[] = "/tmp/myrmidon-pngs-XXXXXX";

static void write_file(const char *name, const void *bytes, size_t byte_count)
{
    char path[128];
    eng_error error = {0};
    snprintf(path, sizeof path, "%s/%s", work, name);
    if (!eng_home_write(path, bytes, byte_count, &error)) {
        fail("%s", error.text);
    }
}

static void make_packs(uint32_t count)
{
    static const char manifest[] = "{\"id\": \"pictures\"}";
    char name[64];
    eng_bytes zip;
    eng_error error = {0};
    for (const char *const *folder = (const char *const[]){"pack", "pack/sprites", NULL}; *folder;
         ++folder) {
        snprintf(name, sizeof name, "%s/%s", work, *folder);
        mkdir(name, 0755);
    }
    write_file("pack/pack.json", manifest, sizeof manifest - 1);
    for (uint32_t i = 0; i < count; ++i) {
        const picture *it = &pictures.items[(uint64_t)i * pictures.count / count];
        snprintf(name, sizeof name, "pack/sprites/%05u.png", i);
        write_file(name, it->bytes, it->byte_count);
    }
    snprintf(name, sizeof name, "%s/pack", work);
    eng_pack_source *source = eng_pack_source_open(name, &error);
    if (source == NULL || !eng_install_pack(source, NULL, &zip, &error)) {
        fail("%s", error.text);
    }
    write_file("pack.zip", zip.data, zip.byte_count);
    eng_bytes_fini(&zip);
    eng_pack_source_close(source);
}

static eng_atlas *load(const char *name)
{
    char path[64];
    eng_error error = {0};
    snprintf(path, sizeof path, "%s/%s", work, name);
    eng_packs *packs = eng_packs_open((const char *const[]){path}, 1, &error);
    eng_atlas *atlas = packs != NULL ? eng_atlas_load(packs, NULL, &error) : NULL;
    if (atlas == NULL) {
        fail("%s", error.text);
    }
    if (eng_atlas_get_error_count(atlas) > 0) {
        fail("%s", eng_atlas_get_error(atlas, 0));
    }
    eng_packs_close(packs);
    return atlas;
}

static const uint32_t *row_of(const eng_atlas *atlas, const eng_atlas_frame *frame, int y)
{
    eng_atlas_page page = eng_atlas_get_page(atlas, frame->page);
    return page.pixels + (size_t)(frame->y + y) * (size_t)page.width + frame->x;
}

static void compare_frames(const eng_atlas *a, const eng_atlas *b, uint32_t id)
{
    eng_sprite x = eng_atlas_get_sprite(a, id);
    eng_sprite y = eng_atlas_get_sprite(b, id);
    const eng_atlas_frame *f = &x.frames[0];
    const eng_atlas_frame *g = &y.frames[0];
    bool is_same = strcmp(x.name, y.name) == 0 && x.frame_count == y.frame_count &&
                   f->width == g->width && f->height == g->height && f->left == g->left &&
                   f->top == g->top && f->full_width == g->full_width &&
                   f->full_height == g->full_height;
    for (int i = 0; is_same && i < f->height; ++i) {
        is_same = memcmp(row_of(a, f, i), row_of(b, g, i), (size_t)f->width * 4) == 0;
    }
    if (!is_same) {
        fail("sprite %s of the folder and %s of the zip differ", x.name, y.name);
    }
}

static void compare_packs(void)
{
    uint32_t count = pictures.count < PACKED ? pictures.count : PACKED;
    make_packs(count);
    eng_atlas *folder = load("pack");
    eng_atlas *zip = load("pack.zip");
    uint32_t sprites = eng_atlas_get_sprite_count(folder);
    if (sprites != count + 1 || eng_atlas_get_sprite_count(zip) != sprites) {
        fail("%u sprites of %u pictures", sprites, count);
    }
    for (uint32_t i = 0; i < sprites; ++i) {
        compare_frames(folder, zip, i);
    }
    eng_atlas_unload(folder);
    eng_atlas_unload(zip);
    printf("%u sprites are the same from a folder and from a zip\n", count);
}

static int remove_file(const char *path, const struct stat *about, int kind, struct FTW *place)
{
    (void)about;
    (void)kind;
    (void)place;
    return remove(path);
}

static void clean_up(void)
{
    nftw(work, remove_file, 16, FTW_DEPTH | FTW_PHYS);
}

int main(int argc, char **argv)
{
    if (argc != 3 || mkdtemp(work) == NULL) {
        return 2;
    }
    atexit(clean_up);
    read_all(argv[2]);
    if (pictures.count < strtoul(argv[1], NULL, 10)) {
        fail("%u pictures in %s, and there should be %s", pictures.count, argv[2], argv[1]);
    }
    for (uint32_t i = 0; i < pictures.count; ++i) {
        compare_pixels(&pictures.items[i]);
    }
    printf("%u pictures have the pixels that libpng sees\n", pictures.count);
    compare_packs();
    for (uint32_t i = 0; i < pictures.count; ++i) {
        free(pictures.items[i].path);
        free(pictures.items[i].bytes);
    }
    eng_free(pictures.items);
    return 0;
}
