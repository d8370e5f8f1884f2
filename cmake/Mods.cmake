# The bundled mods: demos/mods/NAME is the source of share/myrmidon/mods/NAME.zip, which the program
# itself builds, checks and finds there (`myrmidon packs list`).
set(MYRMIDON_MODS restless)

set(mod_zips)
foreach(mod ${MYRMIDON_MODS})
    set(mod_zip ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/mods/${mod}.zip)
    file(GLOB_RECURSE mod_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/demos/mods/${mod}/*)
    # Without the builder's own packs, which must not matter to what is built.
    add_custom_command(OUTPUT ${mod_zip}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/mods
        COMMAND ${CMAKE_COMMAND} -E env MYRMIDON_HOME=${CMAKE_BINARY_DIR}/nobody
            $<TARGET_FILE:myrmidon_program> packs build ${CMAKE_SOURCE_DIR}/demos/mods/${mod} ${mod_zip}
        DEPENDS myrmidon_program ${mod_files} VERBATIM)
    list(APPEND mod_zips ${mod_zip})
endforeach()
add_custom_target(bundled_mods ALL DEPENDS ${mod_zips})
install(FILES ${mod_zips} DESTINATION ${MYRMIDON_SHAREDIR}/mods)
