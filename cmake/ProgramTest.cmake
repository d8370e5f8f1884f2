# myr_program_test(NAME LABEL label [WITHIN command] COMMAND script.py [arguments])
#
# A test in Python that runs the program: with the python3 of this build (the standard library is
# enough), tests/program/support.py at hand, and 77 for "not run".
# WITHIN is what starts that python3, such as tests/window/with-display.
function(myr_program_test name)
    cmake_parse_arguments(PARSE_ARGV 1 test "" "LABEL" "COMMAND;WITHIN")
    add_test(NAME ${name} COMMAND ${test_WITHIN} ${MYRMIDON_PYTHON} -B ${test_COMMAND})
    set_tests_properties(${name} PROPERTIES LABELS ${test_LABEL} TIMEOUT 300 SKIP_RETURN_CODE 77
        ENVIRONMENT "MYRMIDON_PROGRAM=$<TARGET_FILE:myrmidon_program>;MYRMIDON_SOURCE=${CMAKE_SOURCE_DIR};PYTHONPATH=${CMAKE_SOURCE_DIR}/tests/program")
endfunction()
