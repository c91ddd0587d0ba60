# Writes a C++ file with the text of the loader: cmake -DFROM=cdp_plan.py -DTO=loader.cpp -P embed_loader.cmake
# In pieces: compilers need not take a literal of more than 65,536 bytes, and clang says so.
file(READ ${FROM} source)
string(LENGTH "${source}" length)
set(piece 30000)
set(text "// Generated from python/cdp_plan.py.\n#include <string>\n\n#include \"compiler/export/loader.h\"\n\nnamespace \
cdp::exporting {\n\nstd::string_view loader() {\n  static const std::string kText = [] {\n    std::string text;\n")
foreach(at RANGE 0 ${length} ${piece})
  string(SUBSTRING "${source}" ${at} ${piece} part)
  string(APPEND text "    text += R\"cdp~(${part})cdp~\";\n")
endforeach()
string(APPEND text "    return text;\n  }();\n  return kText;\n}\n\n}  // namespace cdp::exporting\n")
file(WRITE ${TO} "${text}")
