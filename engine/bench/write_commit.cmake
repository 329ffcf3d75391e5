# Writes ${output} with the commit that is being built; run at each build, it touches the file only
# when something changed.
set(commit "unknown")
find_package(Git QUIET)
if(Git_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -c safe.directory=* -C ${source_dir}
      describe --always --dirty --abbrev=12 --exclude=*
    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${described})
  endif()
endif()
file(CONFIGURE OUTPUT ${output} @ONLY CONTENT [[
#pragma once

namespace assay::bench {

inline constexpr const char* commit = "@commit@";

}  // namespace assay::bench
]])
