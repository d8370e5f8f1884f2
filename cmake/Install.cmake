# What `cmake --install` copies: the plugin with its header, helper, pkg-config file and CMake
# package, and, where the engine is built, the program and the packs.
include(CMakePackageConfigHelpers)

# From the folder of an installed file to the plugin, and to the libpython of this build where that
# is not on the loader's own path (pyenv).
file(RELATIVE_PATH library_from_program /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
if(MYRMIDON_PYTHON_LIBDIR IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
    set(python_rpath "")
else()
    set(python_rpath ${MYRMIDON_PYTHON_LIBDIR})
endif()

if(TARGET myrmidon)
    set_target_properties(myrmidon PROPERTIES INSTALL_RPATH "${python_rpath}")
    install(TARGETS myrmidon myrmidon_api EXPORT myrmidon
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(FILES scripting/include/myrmidon.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/myrmidon)

    file(RELATIVE_PATH PREFIX_FROM_PKGCONFIG /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
    string(REGEX REPLACE "/$" "" PREFIX_FROM_PKGCONFIG ${PREFIX_FROM_PKGCONFIG})
    configure_file(cmake/myrmidon.pc.in ${CMAKE_BINARY_DIR}/cmake/myrmidon.pc @ONLY)
    install(FILES ${CMAKE_BINARY_DIR}/cmake/myrmidon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

    set(package ${CMAKE_INSTALL_LIBDIR}/cmake/myrmidon)
    write_basic_package_version_file(${CMAKE_BINARY_DIR}/cmake/myrmidon-config-version.cmake
        COMPATIBILITY SameMinorVersion)
    install(EXPORT myrmidon NAMESPACE myrmidon:: FILE myrmidon-config.cmake DESTINATION ${package})
    install(FILES ${CMAKE_BINARY_DIR}/cmake/myrmidon-config-version.cmake DESTINATION ${package})
endif()

# scripting/isolation installs its helper itself; here it only takes its place in the build tree.
if(TARGET myrmidon-helper)
    set_target_properties(myrmidon-helper PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${MYRMIDON_LIBEXECDIR})
endif()

if(TARGET myrmidon_program)
    set_target_properties(myrmidon_program PROPERTIES
        INSTALL_RPATH "$ORIGIN/${library_from_program}")
    install(TARGETS myrmidon_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
    # The program's queries: a library because children load it by path, and nobody else's.
    if(TARGET myrmidon-queries)
        set_target_properties(myrmidon-queries PROPERTIES INSTALL_RPATH "$ORIGIN")
        install(TARGETS myrmidon-queries LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
    endif()
    install(DIRECTORY assets demos DESTINATION ${MYRMIDON_SHAREDIR}
        PATTERN __pycache__ EXCLUDE)
endif()
