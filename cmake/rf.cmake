# What every target of the house is built with. Warnings are errors; bits are
# sacred, so no floating-point contraction anywhere the core is compiled.
include_guard()

add_library(rf_rules INTERFACE)
target_include_directories(rf_rules INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(rf_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Werror
  -ffp-contract=off -fno-fast-math)
# g++ 12 sees overflows where its own library copies vectors and strings
# (GCC bugs 105329 and 105651); clang and the sanitizers watch instead.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(rf_rules INTERFACE
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict)
  # Instrumented, its copy of a variant looks uninitialised as well.
  if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}" MATCHES "-fsanitize")
    target_compile_options(rf_rules INTERFACE -Wno-maybe-uninitialized)
  endif()
  # Boost.Asio's fences, which the thread sanitizer does not see.
  if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}" MATCHES "-fsanitize=thread")
    target_compile_options(rf_rules INTERFACE -Wno-tsan)
  endif()
endif()
# clang 14 cannot put the mark of its function sanitizer before a part of a
# coroutine ("cannot represent a difference across sections", LLVM D116130).
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_DEBUG}" MATCHES "undefined")
  target_compile_options(rf_rules INTERFACE -fno-sanitize=function)
endif()

# rf_floor(name SOURCES ... LINKS ...): one floor of the house, a static library.
function(rf_floor name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC rf_rules ${arg_LINKS})
endfunction()

# rf_program(name SOURCES ... LINKS ...): a program in bin/.
function(rf_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rf_rules ${arg_LINKS})
endfunction()

# rf_test(name SOURCES ... LINKS ...): a doctest program, run by ctest.
function(rf_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rf_rules rf_test_main ${arg_LINKS})
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "RF_SOURCE=${CMAKE_SOURCE_DIR};RF_BIN=${CMAKE_BINARY_DIR}/bin")
endfunction()
