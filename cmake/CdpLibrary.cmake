# cdp_library(NAME base SOURCES a.cpp b.cpp DEPENDS cdp_base fmt::fmt)
#   One static library a folder, named cdp_<NAME>, includes from the root of the tree.
# cdp_test_suite(NAME base SOURCES text_test.cpp DEPENDS cdp_base)
#   One GoogleTest program a folder, named <NAME>_tests, its cases discovered by ctest.

add_library(cdp_settings INTERFACE)
target_compile_features(cdp_settings INTERFACE cxx_std_20)
target_include_directories(cdp_settings INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(cdp_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(cdp_settings INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
                         -Wno-stringop-overflow -Wno-stringop-overread)  # false alarms about strings: gcc.gnu.org/PR105651
endif()
target_compile_definitions(cdp_settings INTERFACE CDP_VERSION="${PROJECT_VERSION}")

# cdp_precompiled(TARGET HEADER...): an object library that carries precompiled headers for others to reuse. Headers are
# named in <> or "", never by a path, so that ccache finds them again for another clone.
function(cdp_precompiled target)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${target}.cpp CONTENT "// Carries the precompiled headers.\n")  # only if new
  add_library(${target} OBJECT ${PROJECT_BINARY_DIR}/generated/${target}.cpp)
  target_link_libraries(${target} PRIVATE cdp_settings)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()

# Most of the time that a source file takes is spent on these; each file still names what it uses.
set(CDP_PRECOMPILED <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span>
                    <string> <string_view> <tuple> <utility> <variant> <vector> <fmt/format.h>)

# NO_PRECOMPILED: for targets with precompiled headers of their own.
function(cdp_library)
  cmake_parse_arguments(ARG "NO_PRECOMPILED" "NAME" "SOURCES;DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(cdp_${ARG_NAME} STATIC ${ARG_SOURCES})
    target_link_libraries(cdp_${ARG_NAME} PUBLIC cdp_settings ${ARG_DEPENDS})
    if(NOT ARG_NO_PRECOMPILED)
      target_precompile_headers(cdp_${ARG_NAME} REUSE_FROM cdp_pch)
    endif()
  else()
    add_library(cdp_${ARG_NAME} INTERFACE)
    target_link_libraries(cdp_${ARG_NAME} INTERFACE cdp_settings ${ARG_DEPENDS})
  endif()
endfunction()

function(cdp_test_suite)
  cmake_parse_arguments(ARG "NO_PRECOMPILED" "NAME" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${ARG_NAME}_tests ${ARG_SOURCES})
  target_link_libraries(${ARG_NAME}_tests PRIVATE ${ARG_DEPENDS} cdp_settings GTest::gtest_main GTest::gmock)
  target_compile_definitions(${ARG_NAME}_tests PRIVATE CDP_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(NOT ARG_NO_PRECOMPILED)
    target_link_libraries(${ARG_NAME}_tests PRIVATE fmt::fmt)  # whose settings the precompiled headers have
    target_precompile_headers(${ARG_NAME}_tests REUSE_FROM cdp_tests_pch)
  endif()
  gtest_discover_tests(${ARG_NAME}_tests DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()
