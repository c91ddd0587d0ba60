# Writes a C++ file with the texts of .cdp files by their shown paths:
#   cmake -DNAMES=a,b -DFROM=dir -DTO=file -DHEADER=stdlib/embedded.h -DNAMESPACE=cdp::stdlib -DPREFIX=std/ -P embed.cmake
string(REPLACE "," ";" names "${NAMES}")
set(text "// Generated from ${PREFIX}*.cdp.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\n")
string(APPEND text "const std::map<std::string, std::string, std::less<>>& files() {\n")
string(APPEND text "  static const std::map<std::string, std::string, std::less<>> kFiles = {\n")
foreach(name IN LISTS names)
  file(READ ${FROM}/${name}.cdp source)
  string(APPEND text "      {\"${PREFIX}${name}.cdp\", R\"cdp~(${source})cdp~\"},\n")
endforeach()
string(APPEND text "  };\n  return kFiles;\n}\n\n}  // namespace ${NAMESPACE}\n")
file(WRITE ${TO} "${text}")
