#include "engine/backend/cpu/dispatch.hpp"

namespace assay::cpu {

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
      found.push_back(&avx512_kernels());
    }
    found.push_back(&avx2_kernels());
  }
#endif
  found.push_back(&scalar_kernels());
  return found;
}

}  // namespace assay::cpu
