// What a perturbation costs: a suite and its rewritten version ("gsm8k", "gsm8k+rename"), paired by
// problem, from one run file that holds both or from several.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/run/run_file.hpp"
#include "reports/statistics/paired.hpp"

namespace assay {

/// A problem that most samples got right on one side and not on the other.
struct Flip {
  std::string problem;
  double before = 0;  ///< share of the samples that is right, original
  double after = 0;   ///< rewritten
};

struct RobustnessRow {
  std::string run;                       ///< file of the rewritten suite
  std::string base;                      ///< suite
  std::string perturbed;                 ///< suite
  std::vector<std::string> differences;  ///< of model or settings: nothing is compared if any
  std::size_t problems = 0;              ///< scored on both sides
  std::size_t base_only = 0;             ///< scored, but without a counterpart
  double base_pass_at_1 = 0;             ///< over the paired problems
  double perturbed_pass_at_1 = 0;
  statistics::PairedDifference difference;  ///< rewritten less original
  std::vector<Flip> lost;                   ///< right in half of the samples or more, then in less
  std::vector<Flip> gained;
};

/// A row for each rewritten suite whose original is in these files too; of several originals, the
/// first that was drawn under the same settings. Their samples share no random numbers, so each
/// problem's difference is one of means. Reads each file once, and only its manifest where no suite
/// is rewritten.
[[nodiscard]] std::vector<RobustnessRow> robustness(const std::vector<std::string>& runs);

/// Plain text; empty for no rows.
[[nodiscard]] std::string robustness_table(const std::vector<RobustnessRow>& rows);

[[nodiscard]] nlohmann::json to_json(const RobustnessRow& row);

}  // namespace assay
