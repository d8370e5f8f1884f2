// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT

#include "app/inspect_image.h"

#include <jansson.h>
#include <string.h>

#include "assets/image.h"
#include "base/alloc.h"

// Pictures of other formats too, for the word on what they are.
bool eng_inspect_is_image(const eng_inspect_file *file)
{
    static const char *const endings[] = {".png", ".apng", ".jpg", ".jpeg", ".gif",
                                          ".bmp", ".webp", ".tif", ".tiff", ".tga",
                                          ".qoi", ".avif", ".psd"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; ++i) {
        if (strcmp(file->ending, endings[i]) == 0) {
            return true;
        }
    }
    return eng_inspect_begins(file, "\x89PNG", 4);
}

json_t *eng_inspect_image(const eng_inspect_file *file, eng_error *error)
{
    int width = 0;
    int height = 0;
    uint8_t *rgba = eng_image_decode_rgba(file->path, file->bytes.data, file->bytes.byte_count,
                                          &width, &height, error);
    if (rgba == NULL) {
        return NULL;
    }
    json_t *object = json_object();
    json_object_set_new(object, "width", json_integer(width));
    json_object_set_new(object, "height", json_integer(height));
    eng_inspect_put_sha256(object, "pixels_sha256", rgba, (size_t)width * (size_t)height * 4);
    eng_free(rgba);
    return object;
}
