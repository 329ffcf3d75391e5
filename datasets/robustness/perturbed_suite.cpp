#include "datasets/robustness/perturbed_suite.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>
#include <vector>

#include "datasets/prompt.hpp"
#include "datasets/suite_hash.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"

namespace assay::robustness {

namespace {

const Perturbation& find_kind(std::string_view name, std::string_view kind) {
  std::string known;
  for (const Perturbation& perturbation : perturbations) {
    if (perturbation.name == kind) {
      return perturbation;
    }
    known += (known.empty() ? "" : ", ") + std::string(perturbation.name);
  }
  throw UsageError(
      fmt::format("suite {}: unknown perturbation '{}'; there are: {}", name, kind, known));
}

std::uint64_t parse_seed(std::string_view name, std::string_view text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc() || rest != end) {
    throw UsageError(fmt::format(
        "suite {}: seed '{}' must be a whole number from 0 to 18446744073709551615", name, text));
  }
  return seed;
}

std::string perturbed_name(const std::string& base, const PerturbedName& name) {
  return name.seed == 0 ? fmt::format("{}+{}", base, name.kind->name)
                        : fmt::format("{}+{}@{}", base, name.kind->name, name.seed);
}

void check_suite(const Suite& base, const PerturbedName& name) {
  if (base.grader != "math") {
    throw UsageError(fmt::format("suite {}: {} rewrites mathematics, and {} is graded as {}",
                                 perturbed_name(base.name, name), name.kind->name, base.name,
                                 base.grader));
  }
  if (name.kind->rewrite == change_numbers && base.name != "assay-math") {
    throw UsageError(
        fmt::format("suite {}: numbers are changed where a generator knows the answer, which is "
                    "assay-math; try rename, irrelevant or reorder",
                    perturbed_name(base.name, name)));
  }
}

}  // namespace

std::optional<PerturbedName> parse_name(std::string_view name) {
  const std::size_t plus = name.rfind('+');
  if (plus == std::string_view::npos || name.find_first_of("./", plus) != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view kind = name.substr(plus + 1);
  const std::size_t at = kind.find('@');
  PerturbedName parsed;
  parsed.base = name.substr(0, plus);
  parsed.kind = &find_kind(name, kind.substr(0, at));
  if (at != std::string_view::npos) {
    parsed.seed = parse_seed(name, kind.substr(at + 1));
  }
  return parsed;
}

Suite perturb(Suite base, const PerturbedName& name) {
  check_suite(base, name);
  const Perturbation& kind = *name.kind;
  const std::string identity = fmt::format("{}/{} seed {}", kind.name, kind.version, name.seed);
  const std::size_t whole = base.problems.size();
  const std::string base_hash = base.hash;
  const std::uint64_t key = sha256_key(identity);
  std::vector<Problem> changed;
  for (Problem& problem : base.problems) {
    PhiloxStream random(key, sha256_key(base.name + "/" + problem.id));
    if (kind.rewrite(problem, random)) {
      problem.prompt = render_prompt(base.prompt_template, problem);
      changed.push_back(std::move(problem));
    }
  }
  if (changed.empty()) {
    throw UsageError(fmt::format("suite {}: {} can change none of its {} problems",
                                 perturbed_name(base.name, name), kind.name, whole));
  }
  base.name = perturbed_name(base.name, name);
  base.title += fmt::format("; {}", kind.does);
  base.reference.clear();
  base.remarks.push_back(
      fmt::format("{} (seed {}), {} of {} problems{}", kind.does, name.seed, changed.size(), whole,
                  changed.size() == whole ? "" : "; those that cannot be changed so are left out"));
  base.problems = std::move(changed);
  base.hash = sha256_hex(base_hash + "\n" + identity + "\n" + suite_hash(base));
  return base;
}

}  // namespace assay::robustness
