// Shared memory of a block.
#pragma once

#include <cuda_runtime.h>

/// An array of `count` elements that the threads of a block share.
#define ASSAY_SHARED(type, name, count) __shared__ type name[count]
