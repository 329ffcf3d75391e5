// Shared memory of a block. Kernels ask for it by ASSAY_SHARED alone, so that the emulator can
// watch who reads and writes it (tests/cuda_emulator).
#pragma once

#include <cuda_runtime.h>

/// `name`, an array of `count` elements that the threads of a block share.
#if defined(__CUDACC__)
#define ASSAY_SHARED(type, name, count) __shared__ type name[count]
#else
#define ASSAY_SHARED(type, name, count) ASSAY_EMULATED_SHARED(type, name, count)
#endif
