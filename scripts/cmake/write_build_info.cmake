# Writes ${output} with the version and the commit that is being built; run at each build, it
# touches the file only when something changed.
set(commit "unknown")
set(dirty "false")
find_package(Git QUIET)
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -c safe.directory=* -C ${source_dir} rev-parse --short=12 HEAD
    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${head})
    execute_process(COMMAND ${GIT_EXECUTABLE} -c safe.directory=* -C ${source_dir} status --porcelain --untracked-files=no
      OUTPUT_VARIABLE changes OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(changes)
      set(dirty "true")
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${output} @ONLY CONTENT [[
#include "evals/build_info.hpp"

namespace assay {

BuildInfo build_info() { return {"@version@", "@commit@", @dirty@}; }

}  // namespace assay
]])
