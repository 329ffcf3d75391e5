# assay_embed(TARGET FILE NAME): makes FILE's bytes available to TARGET as
# `extern const std::string_view assay::embedded::NAME;`, so that the program needs no source tree.
function(assay_embed target file name)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  add_custom_command(OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -Dinput=${CMAKE_CURRENT_SOURCE_DIR}/${file} -Doutput=${output}
      -Dname=${name} -P ${CMAKE_SOURCE_DIR}/scripts/cmake/write_embedded.cmake
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${CMAKE_SOURCE_DIR}/scripts/cmake/write_embedded.cmake)
  target_sources(${target} PRIVATE ${output})
endfunction()
