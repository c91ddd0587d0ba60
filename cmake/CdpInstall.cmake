# What `cmake --install` puts where: the programs, and the man page and completions that `cdp` prints of itself.
include(GNUInstallDirs)

install(TARGETS cdp RUNTIME)
if(TARGET cdp-run)
  install(TARGETS cdp-run RUNTIME)
endif()

# cdp_install_printed(FOLDER FILE ARGUMENTS...): FILE in FOLDER holds what `cdp ARGUMENTS...` prints.
function(cdp_install_printed folder file)
  list(JOIN ARGN " " arguments)
  install(CODE "
    set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}\")
    message(STATUS \"Installing: \${folder}/${file}\")
    file(MAKE_DIRECTORY \${folder})
    execute_process(COMMAND $<TARGET_FILE:cdp> ${arguments} OUTPUT_FILE \${folder}/${file} COMMAND_ERROR_IS_FATAL ANY)")
endfunction()
cdp_install_printed(${CMAKE_INSTALL_MANDIR}/man1 cdp.1 man)
cdp_install_printed(${CMAKE_INSTALL_DATADIR}/bash-completion/completions cdp completions bash)
cdp_install_printed(${CMAKE_INSTALL_DATADIR}/zsh/site-functions _cdp completions zsh)
cdp_install_printed(${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d cdp.fish completions fish)
