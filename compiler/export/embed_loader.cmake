# Writes a C++ file with the text of the loader: cmake -DFROM=cdp_plan.py -DTO=loader.cpp -P embed_loader.cmake
file(READ ${FROM} source)
file(WRITE ${TO} "// Generated from python/cdp_plan.py.\n#include \"compiler/export/loader.h\"\n\nnamespace cdp::exporting {\n\n\
std::string_view loader() {\n  return R\"cdp~(${source})cdp~\";\n}\n\n}  // namespace cdp::exporting\n")
