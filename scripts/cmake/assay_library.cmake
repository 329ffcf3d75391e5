# assay_library(NAME [EXCLUDE regex...]): the library target assay_NAME (alias assay::NAME) of the
# current folder, from every .cpp below it that no EXCLUDE pattern matches.
function(assay_library name)
  cmake_parse_arguments(arg "" "" "EXCLUDE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "main\\.cpp$")
  foreach(pattern IN LISTS arg_EXCLUDE)
    list(FILTER sources EXCLUDE REGEX ${pattern})
  endforeach()
  add_library(assay_${name} STATIC ${sources})
  add_library(assay::${name} ALIAS assay_${name})
  target_include_directories(assay_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(assay_${name} PRIVATE assay_options)
endfunction()
