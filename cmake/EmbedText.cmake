# myr_embed_text(OUTPUT file.c SYMBOL name FILES a.py b.py)
#
# Writes a C file that defines `const char name[]`: the files one after another, and a 0. As numbers,
# so that no quote, backslash or length limit of literals is in the way.
#
# The same file does the work when it is run: cmake -D OUTPUT= -D SYMBOL= -D FILES= -P EmbedText.cmake
if(CMAKE_SCRIPT_MODE_FILE)
    set(bytes "")
    foreach(file ${FILES})
        file(READ ${file} hex HEX)
        string(APPEND bytes ${hex})
    endforeach()
    string(REGEX REPLACE "(................................)" "\\1\n    " bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
    file(WRITE ${OUTPUT} "extern const char ${SYMBOL}[];\nconst char ${SYMBOL}[] = {\n    ${bytes}0};\n")
    return()
endif()

set(MYRMIDON_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(myr_embed_text)
    cmake_parse_arguments(PARSE_ARGV 0 embed "" "OUTPUT;SYMBOL" "FILES")
    list(TRANSFORM embed_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    add_custom_command(OUTPUT ${embed_OUTPUT}
        COMMAND ${CMAKE_COMMAND} -D OUTPUT=${embed_OUTPUT} -D SYMBOL=${embed_SYMBOL}
                "-DFILES=${embed_FILES}" -P ${MYRMIDON_EMBED_SCRIPT}
        DEPENDS ${embed_FILES} ${MYRMIDON_EMBED_SCRIPT} VERBATIM)
endfunction()
