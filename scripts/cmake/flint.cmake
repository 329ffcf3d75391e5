# FLINT with ball arithmetic (Arb), as the target assay::flint. FLINT 2 has Arb beside it as a
# library of its own with headers at the top level; FLINT 3 has it inside, under flint/.
# ASSAY_FLINT_3 is defined for the second.
find_path(flint_include flint/fmpq.h REQUIRED)
find_library(flint_library flint REQUIRED)
# FLINT's inline functions call GMP.
find_library(gmp_library gmp REQUIRED)
add_library(assay_flint INTERFACE)
add_library(assay::flint ALIAS assay_flint)
target_include_directories(assay_flint SYSTEM INTERFACE ${flint_include})
target_link_libraries(assay_flint INTERFACE ${flint_library} ${gmp_library})
if(EXISTS ${flint_include}/flint/arb.h)
  target_compile_definitions(assay_flint INTERFACE ASSAY_FLINT_3)
else()
  find_path(arb_include arb.h REQUIRED)
  find_library(arb_library NAMES flint-arb arb REQUIRED)
  target_include_directories(assay_flint SYSTEM INTERFACE ${arb_include})
  target_link_libraries(assay_flint INTERFACE ${arb_library})
endif()
