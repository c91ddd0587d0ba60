# cdp_generated_header(LIBRARY SOURCE HEADER)
#   The header generated/HEADER of a library is what the program of SOURCE prints, from a table (.def). It changes only
#   where that text does: who rewords a message of the table compiles the table's own sources again, and not all that
#   reports.
function(cdp_generated_header library source header)
  get_filename_component(name ${source} NAME_WE)
  add_executable(cdp_print_${name} ${source})
  target_link_libraries(cdp_print_${name} PRIVATE cdp_settings)
  set_target_properties(cdp_print_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/generators)
  set(path ${PROJECT_BINARY_DIR}/generated/${header})
  get_filename_component(folder ${path} DIRECTORY)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${path}
    COMMAND cdp_print_${name} > ${path}.new
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${path}.new ${path}
    DEPENDS cdp_print_${name}
    COMMENT "Generating ${header}"
    VERBATIM)
  target_sources(${library} PRIVATE ${path})
endfunction()
