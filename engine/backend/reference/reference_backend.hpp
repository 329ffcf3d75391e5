// The reference backend: every operator as plain loops in fp64, with fp32 between operators. Slow
// and, by being short, right: the other backends are measured against it.
#pragma once

#include <memory>

#include "engine/backend/backend.hpp"

namespace assay::reference {

[[nodiscard]] std::unique_ptr<Backend> make_backend();

}  // namespace assay::reference
