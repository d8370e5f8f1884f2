# The interface target `python`: the headers and the shared library of one CPython.
if(NOT MYRMIDON_PYTHON)
    find_program(MYRMIDON_PYTHON_FOUND NAMES python3)
    set(MYRMIDON_PYTHON ${MYRMIDON_PYTHON_FOUND})
endif()
execute_process(
    COMMAND ${MYRMIDON_PYTHON} -c "import sys, sysconfig
v = sysconfig.get_config_var
print(';'.join(['%d.%d.%d' % sys.version_info[:3], sysconfig.get_path('include'), v('LIBDIR') or '', v('MULTIARCH') or '', v('LDLIBRARY') or '', v('INSTSONAME') or '']))"
    OUTPUT_VARIABLE python_facts OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE python_failed)
if(python_failed)
    message(FATAL_ERROR "cannot run MYRMIDON_PYTHON='${MYRMIDON_PYTHON}': give the path of a python3")
endif()
list(GET python_facts 0 MYRMIDON_PYTHON_VERSION)
list(GET python_facts 1 python_include)
list(GET python_facts 2 python_libdir)
list(GET python_facts 3 python_multiarch)
list(GET python_facts 4 python_ldlibrary)
list(GET python_facts 5 python_soname)
if(MYRMIDON_PYTHON_VERSION VERSION_LESS 3.11)
    message(FATAL_ERROR "CPython ${MYRMIDON_PYTHON_VERSION} (${MYRMIDON_PYTHON}) is too old: 3.11 or later is needed")
endif()
find_library(MYRMIDON_PYTHON_LIBRARY NAMES ${python_ldlibrary} ${python_soname} NO_CACHE NO_DEFAULT_PATH
    PATHS ${python_libdir} ${python_libdir}/${python_multiarch})
if(NOT MYRMIDON_PYTHON_LIBRARY MATCHES "\\.so" OR NOT EXISTS ${python_include}/Python.h)
    message(FATAL_ERROR "CPython ${MYRMIDON_PYTHON_VERSION} (${MYRMIDON_PYTHON}) has no headers or no shared library: "
        "install its -dev package, or with pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install")
endif()
message(STATUS "CPython ${MYRMIDON_PYTHON_VERSION}: ${MYRMIDON_PYTHON_LIBRARY}")
add_library(python INTERFACE)
target_include_directories(python SYSTEM INTERFACE ${python_include})
target_link_libraries(python INTERFACE ${MYRMIDON_PYTHON_LIBRARY})
cmake_path(GET MYRMIDON_PYTHON_LIBRARY PARENT_PATH MYRMIDON_PYTHON_LIBDIR)
