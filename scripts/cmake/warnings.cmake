# Warnings and sanitizers for every target of ours.
add_library(assay_options INTERFACE)
target_compile_options(assay_options INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-qual -Wundef>
  # g++ 12 sees overlaps in every "text" + std::string (GCC bug 105651).
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<AND:$<BOOL:${ASSAY_WERROR}>,$<COMPILE_LANGUAGE:CXX>>:-Werror>
  # The engine promises the same bits everywhere: no contraction that the source does not ask for.
  $<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)
if(ASSAY_SANITIZE)
  target_compile_options(assay_options INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all>
    # Sanitizers' own code makes g++ see variables without a value, in the standard library too.
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized>)
  target_link_options(assay_options INTERFACE -fsanitize=${ASSAY_SANITIZE})
endif()
