# Writes ${output} from ${input}; see commit.cmake.
set(commit "unknown")
set(dirty "false")
find_package(Git QUIET)
if(Git_FOUND)
  # The sources may belong to another user than the one who builds.
  set(git ${GIT_EXECUTABLE} -c safe.directory=* -C ${source_dir})
  execute_process(COMMAND ${git} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${head})
    execute_process(COMMAND ${git} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(changes)
      set(dirty "true")
    endif()
  endif()
endif()
configure_file(${input} ${output} @ONLY)
