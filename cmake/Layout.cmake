# The build tree looks like the install tree, so that no path of either is compiled in:
#
#   bin/myrmidon                       the program
#   lib/libmyrmidon.so                 the plugin (lib is CMAKE_INSTALL_LIBDIR)
#   libexec/myrmidon/myrmidon-helper   starts the children of process isolation
#   share/myrmidon/{assets,demos}      the packs (links to the source in the build tree)
#   share/myrmidon/mods                the bundled mods, zips that the build makes (cmake/Mods.cmake)
#
# The plugin looks for its helper relative to itself (scripting/isolation); the program for its packs
# at MYRMIDON_SHARE_FROM_PROGRAM, relative to the folder it is in (/proc/self/exe).
foreach(folder LIBDIR BINDIR LIBEXECDIR DATADIR)
    if(IS_ABSOLUTE "${CMAKE_INSTALL_${folder}}")
        message(FATAL_ERROR "CMAKE_INSTALL_${folder} must be relative to the prefix: "
            "the plugin finds its parts by relative paths")
    endif()
endforeach()

set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR})
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_BINDIR})
set(MYRMIDON_LIBEXECDIR ${CMAKE_INSTALL_LIBEXECDIR}/myrmidon)
set(MYRMIDON_SHAREDIR ${CMAKE_INSTALL_DATADIR}/myrmidon)

file(RELATIVE_PATH MYRMIDON_SHARE_FROM_PROGRAM
    ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR})

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR})
foreach(packs assets demos)
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${packs} ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/${packs} SYMBOLIC)
endforeach()
