# One interface target that every target of ours links: warnings, sanitizers, reproducible floats.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
    -Wall -Wextra -Wshadow -Wpointer-arith -Wundef -Wvla
    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
    # Error texts are cut at the end of their buffer on purpose, and what gcc says about it depends on
    # its version and on the optimiser.
    $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>
    # Rows of tables end where the rest is zero, on purpose; gcc has nothing against it in nested ones.
    $<$<COMPILE_LANG_AND_ID:C,Clang>:-Wno-missing-field-initializers>
    # The state hash must not depend on the optimiser fusing a multiply and an add.
    -ffp-contract=off)
if(MYRMIDON_WERROR)
    target_compile_options(warnings INTERFACE -Werror)
endif()
if(MYRMIDON_SANITIZE STREQUAL "address")
    target_compile_options(warnings INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
        -fno-sanitize-recover=undefined)
    target_link_options(warnings INTERFACE -fsanitize=address,undefined)
elseif(MYRMIDON_SANITIZE STREQUAL "thread")
    target_compile_options(warnings INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(warnings INTERFACE -fsanitize=thread)
elseif(MYRMIDON_SANITIZE STREQUAL "fuzz") # clang; the targets of tests/fuzz
    target_compile_options(warnings INTERFACE -fsanitize=address,undefined,fuzzer-no-link
        -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(warnings INTERFACE -fsanitize=address,undefined)
elseif(MYRMIDON_SANITIZE)
    message(FATAL_ERROR
        "MYRMIDON_SANITIZE is '${MYRMIDON_SANITIZE}': use address, thread, fuzz or nothing")
endif()
