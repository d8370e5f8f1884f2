# The bundled mods: demos/mods/NAME is the source of share/myrmidon/mods/NAME.zip, which the program
# itself builds, checks and finds there (`myrmidon packs list`).
set(MYRMIDON_MODS restless)
set(restless_files pack.json scripts/restless.py sprites/restless.json sprites/restless-over.json
    sprites/restless.png units/archer.json units/camp.json units/captain.json units/soldier.json)

set(mod_zips)
foreach(mod ${MYRMIDON_MODS})
    set(mod_zip ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/mods/${mod}.zip)
    list(TRANSFORM ${mod}_files PREPEND ${CMAKE_SOURCE_DIR}/demos/mods/${mod}/ OUTPUT_VARIABLE mod_files)
    # Without the builder's own packs, which must not matter to what is built.
    add_custom_command(OUTPUT ${mod_zip}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/mods
        COMMAND ${CMAKE_COMMAND} -E env MYRMIDON_HOME=${CMAKE_BINARY_DIR}/nobody ASAN_OPTIONS=detect_leaks=0
            $<TARGET_FILE:myrmidon_program> packs build ${CMAKE_SOURCE_DIR}/demos/mods/${mod} ${mod_zip}
        DEPENDS myrmidon_program ${mod_files} VERBATIM)
    list(APPEND mod_zips ${mod_zip})
endforeach()
add_custom_target(bundled_mods ALL DEPENDS ${mod_zips})
install(FILES ${mod_zips} DESTINATION ${MYRMIDON_SHAREDIR}/mods)
