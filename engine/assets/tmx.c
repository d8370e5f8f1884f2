// SPDX-FileCopyrightText: 2026 The Myrmidon authors
// SPDX-License-Identifier: MIT
//
// Tiled writes one map in two dialects. This turns the XML one into the tree of the JSON one, so
// that everything else reads one kind of tree. expat does the reading; entities of a file's own are
// refused, since they are the way to blow one up.

#include "assets/tiled_parts.h"

#include <expat.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 64, TEXT_BYTES_LIMIT = 256 << 20 };

typedef enum element_kind {
    ELEMENT_IGNORED,
    ELEMENT_OBJECT,     // becomes the member `key` of its parent
    ELEMENT_ITEM,       // is appended to the list `key` of its parent
    ELEMENT_DATA,       // the cells of a layer or a chunk
    ELEMENT_CELL,       // one cell of data, the oldest encoding
    ELEMENT_PROPERTIES, // a list of name, type, value
    ELEMENT_PROPERTY,
    ELEMENT_IMAGE,  // its attributes become members of its parent
    ELEMENT_SHAPE,  // marks the object: "ellipse": true
    ELEMENT_POINTS, // "polygon": a list of points
    ELEMENT_TEXT,   // an object with "text"
    ELEMENT_ANIMATION,
} element_kind;

typedef struct element_rule {
    const char *name;
    element_kind kind;
    const char *key;
    const char *type; // of a layer
} element_rule;

static const element_rule rules[] = {
    {"map", ELEMENT_OBJECT, NULL, NULL},
    {"tileset", ELEMENT_ITEM, "tilesets", NULL},
    {"template", ELEMENT_OBJECT, NULL, NULL},
    {"layer", ELEMENT_ITEM, "layers", "tilelayer"},
    {"objectgroup", ELEMENT_ITEM, "layers", "objectgroup"},
    {"imagelayer", ELEMENT_ITEM, "layers", "imagelayer"},
    {"group", ELEMENT_ITEM, "layers", "group"},
    {"object", ELEMENT_ITEM, "objects", NULL},
    {"tile", ELEMENT_ITEM, "tiles", NULL},
    {"tileoffset", ELEMENT_OBJECT, "tileoffset", NULL},
    {"chunk", ELEMENT_DATA, "chunks", NULL},
    {"data", ELEMENT_DATA, NULL, NULL},
    {"properties", ELEMENT_PROPERTIES, "properties", NULL},
    {"property", ELEMENT_PROPERTY, NULL, NULL},
    {"item", ELEMENT_PROPERTY, NULL, NULL}, // of a property that is a list
    {"image", ELEMENT_IMAGE, NULL, NULL},
    {"ellipse", ELEMENT_SHAPE, "ellipse", NULL},
    {"capsule", ELEMENT_SHAPE, "capsule", NULL},
    {"point", ELEMENT_SHAPE, "point", NULL},
    {"polygon", ELEMENT_POINTS, "polygon", NULL},
    {"polyline", ELEMENT_POINTS, "polyline", NULL},
    {"text", ELEMENT_TEXT, "text", NULL},
    {"animation", ELEMENT_ANIMATION, "animation", NULL},
    {"frame", ELEMENT_ITEM, "animation", NULL},
};

typedef struct element {
    const element_rule *rule; // null: ignored
    json_t *node;             // borrowed from the tree; what children are added to
    char *text;               // character data, where it matters
    size_t text_bytes, text_capacity;
} element;

typedef struct tmx {
    const char *name;
    XML_Parser parser;
    json_t *root;
    element stack[DEPTH_LIMIT];
    uint32_t depth;
    eng_error *error;
    bool has_failed;
} tmx;

__attribute__((format(printf, 2, 3))) static void fail(tmx *xml, const char *format, ...)
{
    if (xml->has_failed)
        return;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    eng_error_set(xml->error, "%s:%lu: %s", xml->name,
                  (unsigned long)XML_GetCurrentLineNumber(xml->parser), text);
    xml->has_failed = true;
    XML_StopParser(xml->parser, XML_FALSE);
}

// --------------------------------------------------------------------------------------- values

// Attributes that stay text though they look like numbers.
static bool is_text_attribute(const char *name)
{
    static const char *const names[] = {
        "name",     "type",         "class",           "value",      "version", "tiledversion",
        "encoding", "compression",  "source",          "color",      "trans",   "tintcolor",
        "template", "propertytype", "backgroundcolor", "fontfamily", "mode"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_flag_attribute(const char *name)
{
    static const char *const names[] = {"visible",   "infinite",  "locked", "repeatx",
                                        "repeaty",   "wrap",      "bold",   "italic",
                                        "underline", "strikeout", "kerning"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static json_t *make_number(const char *text)
{
    char *end = NULL;
    long long whole = strtoll(text, &end, 10);
    if (*text && !*end)
        return json_integer(whole);
    double real = strtod(text, &end);
    return *text && !*end && isfinite(real) ? json_real(real) : NULL;
}

static void put_attributes(json_t *node, const char **attributes)
{
    for (; *attributes; attributes += 2) {
        const char *name = attributes[0], *value = attributes[1];
        json_t *number = is_text_attribute(name) ? NULL : make_number(value);
        if (number && is_flag_attribute(name)) {
            json_object_set_new(node, name, json_boolean(json_number_value(number) != 0));
            json_decref(number);
        } else {
            json_object_set_new(node, name, number ? number : json_string(value));
        }
    }
}

static const char *get_attribute(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static json_t *get_list(json_t *node, const char *key)
{
    json_t *list = json_object_get(node, key);
    if (!json_is_array(list)) {
        list = json_array();
        json_object_set_new(node, key, list);
    }
    return list;
}

static json_t *make_object(tmx *xml, const char **attributes)
{
    json_t *object = json_object();
    if (attributes)
        put_attributes(object, attributes);
    json_object_set_new(object, ENG_JSON_LINE_KEY,
                        json_integer((json_int_t)XML_GetCurrentLineNumber(xml->parser)));
    return object;
}

// The value of a property in the type it says.
static json_t *make_property_value(const char *type, const char *text)
{
    json_t *number = NULL;
    if (strcmp(type, "bool") == 0)
        return json_boolean(strcmp(text, "true") == 0);
    if (strcmp(type, "int") == 0 || strcmp(type, "float") == 0 || strcmp(type, "object") == 0)
        number = make_number(text);
    return number ? number : json_string(text);
}

// ------------------------------------------------------------------------------------- elements

static const element_rule *find_rule(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

static void put_image(json_t *parent, const char **attributes)
{
    const char *source = get_attribute(attributes, "source");
    const char *width = get_attribute(attributes, "width");
    const char *height = get_attribute(attributes, "height");
    const char *key = get_attribute(attributes, "trans");
    json_object_set_new(parent, "image", json_string(source ? source : ""));
    json_object_set_new(parent, "imagewidth", json_integer(width ? atol(width) : 0));
    json_object_set_new(parent, "imageheight", json_integer(height ? atol(height) : 0));
    if (key) {
        char color[16];
        snprintf(color, sizeof color, "#%.8s", *key == '#' ? key + 1 : key);
        json_object_set_new(parent, "transparentcolor", json_string(color));
    }
}

static json_t *begin_item(tmx *xml, const element *parent, const element_rule *rule,
                          const char **attributes)
{
    json_t *object = make_object(xml, attributes);
    bool is_layer_of_tile = rule->type && strcmp(rule->type, "objectgroup") == 0 && parent->rule &&
                            strcmp(parent->rule->name, "tile") == 0;
    if (rule->type)
        json_object_set_new(object, "type", json_string(rule->type));
    if (is_layer_of_tile)
        json_object_set_new(parent->node, "objectgroup", object);
    else if (parent->rule && strcmp(parent->rule->name, "template") == 0)
        json_object_set_new(parent->node, rule->name, object);
    else if (json_is_array(parent->node))
        json_array_append_new(parent->node, object);
    else
        json_array_append_new(get_list(parent->node, rule->key), object);
    return object;
}

// A layer's data belongs to the layer itself, a chunk's to the chunk.
static json_t *begin_data(tmx *xml, const element *parent, const element_rule *rule,
                          const char **attributes)
{
    if (!rule->key) {
        put_attributes(parent->node, attributes);
        return parent->node;
    }
    json_t *chunk = make_object(xml, attributes);
    json_array_append_new(get_list(parent->node, rule->key), chunk);
    return chunk;
}

static json_t *begin_property(tmx *xml, const element *parent, const char **attributes)
{
    const char *type = get_attribute(attributes, "type");
    const char *value = get_attribute(attributes, "value");
    json_t *property = make_object(xml, NULL);
    const char *name = get_attribute(attributes, "name");
    json_object_set_new(property, "name", json_string(name ? name : ""));
    json_object_set_new(property, "type", json_string(type ? type : "string"));
    if (value)
        json_object_set_new(property, "value", make_property_value(type ? type : "", value));
    bool is_item = parent->rule && parent->rule->kind == ELEMENT_PROPERTY;
    if (is_item)
        json_array_append_new(get_list(parent->node, "value"), property);
    else if (json_is_array(parent->node))
        json_array_append_new(parent->node, property);
    else
        json_decref(property);
    return is_item || json_is_array(parent->node) ? property : NULL;
}

// The list of members, for a property of a class.
static json_t *begin_properties(const element *parent)
{
    json_t *list = json_array();
    bool is_value = parent->rule && parent->rule->kind == ELEMENT_PROPERTY;
    json_object_set_new(parent->node, is_value ? "value" : "properties", list);
    return list;
}

static void put_points(json_t *parent, const char *key, const char *text)
{
    json_t *list = json_array();
    while (text && *text) {
        char *end = NULL;
        double x = strtod(text, &end);
        if (end == text || *end != ',')
            break;
        text = end + 1;
        double y = strtod(text, &end);
        if (end == text)
            break;
        text = end + strspn(end, " \t\r\n");
        json_t *point = json_object();
        json_object_set_new(point, "x", json_real(isfinite(x) ? x : 0));
        json_object_set_new(point, "y", json_real(isfinite(y) ? y : 0));
        json_array_append_new(list, point);
    }
    json_object_set_new(parent, key, list);
}

static json_t *begin_text(tmx *xml, const element *parent, const char **attributes)
{
    json_t *object = make_object(xml, attributes);
    json_object_set_new(parent->node, "text", object);
    return object;
}

// What children of the element are added to; null: they are ignored with it.
static json_t *begin_element(tmx *xml, const element *parent, const element_rule *rule,
                             const char **attributes)
{
    switch (rule->kind) {
    case ELEMENT_OBJECT: {
        json_t *object = make_object(xml, attributes);
        json_object_set_new(parent->node, rule->key ? rule->key : rule->name, object);
        return object;
    }
    case ELEMENT_ITEM:
        return begin_item(xml, parent, rule, attributes);
    case ELEMENT_DATA:
        return begin_data(xml, parent, rule, attributes);
    case ELEMENT_PROPERTIES:
        return json_is_object(parent->node) ? begin_properties(parent) : NULL;
    case ELEMENT_PROPERTY:
        return begin_property(xml, parent, attributes);
    case ELEMENT_IMAGE:
        put_image(parent->node, attributes);
        return NULL;
    case ELEMENT_SHAPE:
        json_object_set_new(parent->node, rule->key, json_true());
        return NULL;
    case ELEMENT_POINTS:
        put_points(parent->node, rule->key, get_attribute(attributes, "points"));
        return NULL;
    case ELEMENT_TEXT:
        return begin_text(xml, parent, attributes);
    case ELEMENT_ANIMATION:
        return get_list(parent->node, rule->key);
    default:
        return NULL;
    }
}

// Cells one by one: <tile gid="3"/>.
static void add_cell(const element *data, const char **attributes)
{
    const char *id = get_attribute(attributes, "gid");
    json_array_append_new(get_list(data->node, "data"), json_integer(id ? atoll(id) : 0));
}

static bool is_needed_object(const element *parent, const element_rule *rule)
{
    return rule && parent->node && (json_is_object(parent->node) || json_is_array(parent->node));
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    tmx *xml = user;
    if (xml->depth >= DEPTH_LIMIT) {
        fail(xml, "nested deeper than %d; ungroup layers", DEPTH_LIMIT);
        return;
    }
    const element *parent = xml->depth > 0 ? &xml->stack[xml->depth - 1] : NULL;
    element *self = &xml->stack[xml->depth++];
    *self = (element){0};
    const element_rule *rule = find_rule(name);
    if (!parent && strcmp(name, "map") != 0 && strcmp(name, "tileset") != 0 &&
        strcmp(name, "template") != 0) {
        fail(xml, "begins with <%.32s>, which is nothing of Tiled; save the map again", name);
        return;
    }
    if (!parent) {
        self->node = xml->root = make_object(xml, attributes);
        self->rule = rule;
    } else if (parent->rule && parent->rule->kind == ELEMENT_DATA && rule &&
               strcmp(name, "tile") == 0) {
        add_cell(parent, attributes);
    } else if (is_needed_object(parent, rule) &&
               (json_is_object(parent->node) || rule->kind == ELEMENT_PROPERTY ||
                rule->kind == ELEMENT_ITEM)) {
        self->rule = rule;
        self->node = begin_element(xml, parent, rule, attributes);
    }
}

static bool keeps_text(const element *self)
{
    return self->node && self->rule &&
           (self->rule->kind == ELEMENT_DATA || self->rule->kind == ELEMENT_PROPERTY ||
            self->rule->kind == ELEMENT_TEXT);
}

static void XMLCALL on_text(void *user, const XML_Char *text, int length)
{
    tmx *xml = user;
    element *self = xml->depth > 0 ? &xml->stack[xml->depth - 1] : NULL;
    size_t bytes = (size_t)length;
    if (!self || !keeps_text(self))
        return;
    if (self->text_bytes + bytes > TEXT_BYTES_LIMIT) {
        fail(xml, "more than %d MiB of text; cut the map into several", TEXT_BYTES_LIMIT >> 20);
        return;
    }
    if (self->text_bytes + bytes + 1 > self->text_capacity) {
        self->text_capacity = 2 * (self->text_bytes + bytes) + 64;
        self->text = eng_resize(self->text, self->text_capacity, 1);
    }
    memcpy(self->text + self->text_bytes, text, bytes);
    self->text_bytes += bytes;
    self->text[self->text_bytes] = '\0';
}

static void put_text(element *self)
{
    const char *key = self->rule->kind == ELEMENT_DATA       ? "data"
                      : self->rule->kind == ELEMENT_PROPERTY ? "value"
                                                             : "text";
    if (!json_object_get(self->node, key))
        json_object_set_new(self->node, key, json_string(self->text ? self->text : ""));
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    (void)name;
    tmx *xml = user;
    element *self = &xml->stack[--xml->depth];
    // A layer's data may be nothing but white space around chunks or cells.
    bool is_blank = !self->text || strspn(self->text, " \t\r\n") == self->text_bytes;
    if (keeps_text(self) && !(self->rule->kind == ELEMENT_DATA && is_blank))
        put_text(self);
    eng_free(self->text);
    self->text = NULL;
}

static void XMLCALL on_entity(void *user, const XML_Char *name, int is_parameter,
                              const XML_Char *value, int value_length, const XML_Char *base,
                              const XML_Char *system, const XML_Char *public_id,
                              const XML_Char *notation)
{
    (void)is_parameter, (void)value, (void)value_length, (void)base;
    (void)system, (void)public_id, (void)notation;
    fail(user, "the entity '%.64s' is declared; remove it, maps need none", name);
}

json_t *eng_tmx_parse(const char *name, const char *text, size_t text_bytes, eng_error *error)
{
    if (text_bytes > TEXT_BYTES_LIMIT) {
        eng_error_set(error, "%s: larger than %d MiB; cut the map into several", name,
                      TEXT_BYTES_LIMIT >> 20);
        return NULL;
    }
    tmx xml = {.name = name, .parser = XML_ParserCreate(NULL), .error = error};
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml.parser, on_text);
    XML_SetEntityDeclHandler(xml.parser, on_entity);
    bool is_good = XML_Parse(xml.parser, text, (int)text_bytes, 1) == XML_STATUS_OK;
    if (!is_good)
        fail(&xml, "%s; save the map again with Tiled",
             XML_ErrorString(XML_GetErrorCode(xml.parser)));
    while (xml.depth > 0)
        eng_free(xml.stack[--xml.depth].text);
    XML_ParserFree(xml.parser);
    if (!xml.has_failed)
        return xml.root;
    json_decref(xml.root);
    return NULL;
}
