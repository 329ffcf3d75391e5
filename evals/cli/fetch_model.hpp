// The part of assay fetch that downloads models.
#pragma once

#include <functional>
#include <string>

#include "evals/interrupt.hpp"

namespace assay::cli {

/// What is left to do after everything that was typed was found right.
using Step = std::function<void()>;

struct ModelFetch {
  std::string name;    ///< "org/name"
  std::string folder;  ///< empty: where -m org/name looks
  int at_once = 4;     ///< files
  bool dry_run = false;
};

/// What can only be a model: one '/', and no file on this machine.
[[nodiscard]] bool names_a_model(const std::string& name);

/// Asks the hub now, and downloads in the step. `interrupt` must outlive it. Throws as plan_model()
/// does, and UsageError where nothing names a folder.
[[nodiscard]] Step step_for_model(const ModelFetch& fetch, const Interrupt& interrupt);

}  // namespace assay::cli
