# Clang refuses one line of ANTLR 4.9's headers that nobody needs, a default constructor that cannot be. It reads that header
# without the line, through an overlay of the file system; everything else is as installed.
set(header ${ANTLR4_INCLUDE_DIR}/misc/InterpreterDataReader.h)
file(READ ${header} text)
string(REPLACE "InterpreterData() {};" "" text "${text}")
set(without ${PROJECT_BINARY_DIR}/generated/antlr/InterpreterDataReader.h)
file(WRITE ${without} "${text}")
set(overlay ${PROJECT_BINARY_DIR}/generated/antlr/overlay.yaml)
file(WRITE ${overlay} "{'version': 0, 'roots': [{'type': 'file', 'name': '${header}', 'external-contents': '${without}'}]}\n")
target_compile_options(cdp_grammar PUBLIC -ivfsoverlay ${overlay})
