# assay_commit_source(TARGET TEMPLATE): compiles TEMPLATE (NAME.cpp.in) into TARGET, with @version@,
# @commit@ and @dirty@ (true or false) as they are at each build; nothing is compiled again unless
# one of them changed.
function(assay_commit_source target template)
  string(REGEX REPLACE "\\.in$" "" name ${template})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_custom_target(${target}_commit BYPRODUCTS ${output}
    COMMAND ${CMAKE_COMMAND} -Dsource_dir=${CMAKE_SOURCE_DIR} -Dversion=${PROJECT_VERSION}
      -Dinput=${CMAKE_CURRENT_SOURCE_DIR}/${template} -Doutput=${output}
      -P ${CMAKE_SOURCE_DIR}/scripts/cmake/write_commit.cmake)
  target_sources(${target} PRIVATE ${output})
  add_dependencies(${target} ${target}_commit)
endfunction()
