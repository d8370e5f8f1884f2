# The build tree looks like the install tree, so that no path of either is compiled in:
#
#   bin/myrmidon                       the program
#   lib/libmyrmidon.so                 the plugin (lib is CMAKE_INSTALL_LIBDIR)
#   libexec/myrmidon/myrmidon-helper   starts the children of process isolation
#   share/myrmidon/{assets,demos}      the packs (links to the source in the build tree)
#
# Two paths, relative to the folder of whoever looks:
#   MYRMIDON_HELPER_FROM_LIBRARY  for the plugin (dladdr), e.g. ../libexec/myrmidon/myrmidon-helper
#   MYRMIDON_SHARE_FROM_PROGRAM   for the program (/proc/self/exe), e.g. ../share/myrmidon
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

file(RELATIVE_PATH MYRMIDON_HELPER_FROM_LIBRARY
    ${CMAKE_LIBRARY_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/${MYRMIDON_LIBEXECDIR}/myrmidon-helper)
file(RELATIVE_PATH MYRMIDON_SHARE_FROM_PROGRAM
    ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR})

file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR})
foreach(packs assets demos)
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${packs} ${CMAKE_BINARY_DIR}/${MYRMIDON_SHAREDIR}/${packs} SYMBOLIC)
endforeach()
