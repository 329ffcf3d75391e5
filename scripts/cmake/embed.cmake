# assay_embed(TARGET FILE NAME): makes FILE's bytes available to TARGET as
# `extern const std::string_view assay::embedded::NAME;`, so that the program needs no source tree.
# FILE is relative to the current folder, or a target's, as a generator expression.
function(assay_embed target file name)
  if(NOT file MATCHES "^\\$<")
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/${file})
  endif()
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -Dinput=${file} -Doutput=${output}
      -Dname=${name} -P ${CMAKE_SOURCE_DIR}/scripts/cmake/write_embedded.cmake
    DEPENDS ${file} ${CMAKE_SOURCE_DIR}/scripts/cmake/write_embedded.cmake)
  target_sources(${target} PRIVATE ${output})
endfunction()
