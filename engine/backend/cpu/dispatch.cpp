#include "engine/backend/cpu/dispatch.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace assay::cpu {

#if defined(__x86_64__)
namespace {

/// __builtin_cpu_supports does not know it in every compiler.
bool has_f16c() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}

}  // namespace
#endif

std::vector<const Kernels*> available_kernels() {
  std::vector<const Kernels*> found;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (has_f16c() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
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
