# Finds LibTorch and makes the target cdp_torch; sets CDP_HAVE_TORCH. Which one, in this order: CMAKE_PREFIX_PATH or
# Torch_DIR, CDP_TORCH_ROOT (a folder with include/ and lib/), the system's (Debian's libtorch-dev).
# TorchConfig.cmake is not used on purpose: a CUDA wheel's enables the CUDA language, demands a full toolkit and
# overwrites CMAKE_CUDA_ARCHITECTURES, all of which only .cu files would need.
#
# cdp_torch_library(NAME graph SOURCES a.cpp DEPENDS cdp_plan [PLAIN kernels.cpp])
# cdp_torch_test_suite(NAME graph SOURCES a_test.cpp DEPENDS cdp_graph)
#   As cdp_library and cdp_test_suite, with LibTorch and the one precompiled header (runtime/torch_compat.h). PLAIN
#   sources see no Torch header: number kernels, compiled -O3 for the compiler to vectorise.

set(CDP_TORCH_ROOT "" CACHE PATH "A LibTorch to build cdp-run with: a folder with include/ and lib/")

# Out: cdp_torch_include, cdp_torch_libraries, cdp_torch_version, cdp_torch_cuda, cdp_torch_toolkit; no include: not found.
function(cdp_find_torch)
  set(hints ${CDP_TORCH_ROOT})
  if(Torch_DIR)
    list(APPEND hints ${Torch_DIR}/../../.. ${Torch_DIR}/../../../..)
  endif()
  find_path(include torch/csrc/api/include/torch/types.h HINTS ${hints} PATH_SUFFIXES include NO_CACHE)
  if(NOT include)
    return()
  endif()
  get_filename_component(include ${include} REALPATH)
  get_filename_component(root ${include} DIRECTORY)
  set(where PATHS ${root}/lib ${root}/lib/${CMAKE_LIBRARY_ARCHITECTURE} NO_DEFAULT_PATH NO_CACHE)
  find_library(torch_cpu torch_cpu ${where})
  find_library(c10 c10 ${where})
  find_library(torch_cuda torch_cuda ${where})
  find_library(c10_cuda c10_cuda ${where})
  if(NOT torch_cpu OR NOT c10)
    return()
  endif()
  set(libraries ${torch_cpu} ${c10})
  set(cuda OFF)
  set(toolkit "")
  if(torch_cuda AND c10_cuda)
    set(cuda ON)
    # Nothing here calls into libtorch_cuda by name (it registers itself), so the linker must be told to keep it.
    set(libraries -Wl,--no-as-needed ${torch_cuda} ${c10_cuda} ${torch_cpu} ${c10} -Wl,--as-needed)
    file(GLOB bundled LIST_DIRECTORIES true ${root}/../nvidia/cu*/include)
    find_path(toolkit_include cuda_runtime_api.h PATHS ${bundled} /usr/local/cuda/include NO_CACHE)
    if(toolkit_include)
      set(toolkit ${toolkit_include})
    endif()
  endif()
  set(version_header ${include}/torch/headeronly/version.h)
  if(NOT EXISTS ${version_header})
    set(version_header ${include}/torch/csrc/api/include/torch/version.h)
  endif()
  file(STRINGS ${version_header} parts REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
  string(REGEX REPLACE "[^;]* ([0-9]+)" "\\1" parts "${parts}")
  list(JOIN parts "." version)
  # A LibTorch of the old std::string would link only half; say it here rather than in a page of undefined references.
  file(STRINGS ${c10} new_strings REGEX "__cxx11" LIMIT_COUNT 1)
  if(NOT new_strings)
    message(FATAL_ERROR "The LibTorch ${version} in ${root} is built with the old C++ ABI; "
                        "take one with the C++11 ABI: Debian's libtorch-dev, or a wheel of 2.7 or later")
  endif()
  set(cdp_torch_include ${include} PARENT_SCOPE)
  set(cdp_torch_libraries ${libraries} PARENT_SCOPE)
  set(cdp_torch_version ${version} PARENT_SCOPE)
  set(cdp_torch_cuda ${cuda} PARENT_SCOPE)
  set(cdp_torch_toolkit "${toolkit}" PARENT_SCOPE)
endfunction()

function(cdp_make_torch_targets)
  find_package(OpenMP REQUIRED COMPONENTS CXX)  # at::parallel_for is inline and serial without it
  add_library(cdp_torch INTERFACE)
  target_include_directories(cdp_torch SYSTEM INTERFACE ${cdp_torch_include}
                             ${cdp_torch_include}/torch/csrc/api/include ${cdp_torch_toolkit})
  target_link_libraries(cdp_torch INTERFACE ${cdp_torch_libraries} OpenMP::OpenMP_CXX)
  target_compile_definitions(cdp_torch INTERFACE _GLIBCXX_USE_CXX11_ABI=1 CDP_TORCH_CUDA=$<BOOL:${cdp_torch_cuda}>)

  file(WRITE ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp "// Carries the precompiled header.\n")
  add_library(cdp_torch_pch OBJECT ${PROJECT_BINARY_DIR}/generated/torch_pch.cpp)
  target_link_libraries(cdp_torch_pch PRIVATE cdp_settings cdp_torch)
  target_precompile_headers(cdp_torch_pch PRIVATE ${PROJECT_SOURCE_DIR}/runtime/torch_compat.h)
endfunction()

function(cdp_torch_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;PLAIN;DEPENDS" ${ARGN})
  cdp_library(NAME ${ARG_NAME} SOURCES ${ARG_SOURCES} ${ARG_PLAIN} DEPENDS cdp_torch ${ARG_DEPENDS})
  if(ARG_SOURCES)
    target_precompile_headers(cdp_${ARG_NAME} REUSE_FROM cdp_torch_pch)
  endif()
  if(ARG_PLAIN)
    set_source_files_properties(${ARG_PLAIN} PROPERTIES SKIP_PRECOMPILE_HEADERS ON
                                COMPILE_OPTIONS "-O3;-fno-math-errno;-fno-trapping-math;-fno-signed-zeros")
  endif()
endfunction()

function(cdp_torch_test_suite)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  cdp_test_suite(NAME ${ARG_NAME} SOURCES ${ARG_SOURCES} DEPENDS cdp_torch ${ARG_DEPENDS})
  target_precompile_headers(${ARG_NAME}_tests REUSE_FROM cdp_torch_pch)
endfunction()

cdp_find_torch()
if(cdp_torch_include)
  set(CDP_HAVE_TORCH ON)
  cdp_make_torch_targets()
  get_filename_component(cdp_torch_where ${cdp_torch_include} DIRECTORY)
  if(cdp_torch_cuda)
    message(STATUS "LibTorch ${cdp_torch_version} (CUDA) in ${cdp_torch_where}")
  else()
    message(STATUS "LibTorch ${cdp_torch_version} (CPU) in ${cdp_torch_where}")
  endif()
elseif(CDP_RUNTIME STREQUAL "ON")
  message(FATAL_ERROR "CDP_RUNTIME is ON and no LibTorch was found; install one (scripts/setup, or apt-get install "
                      "libtorch-dev), name one with -DCDP_TORCH_ROOT=FOLDER, or build the compiler alone with "
                      "-DCDP_RUNTIME=OFF")
else()
  message(STATUS "No LibTorch found: building the compiler without cdp-run (scripts/setup installs one)")
endif()
