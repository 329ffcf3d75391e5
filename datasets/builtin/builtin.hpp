// The built-in suites: seeded generators of mathematics and Python problems, each with
// a worked solution from which the built-in model is trained.
//
// Split: a problem's content key (operands and shape, wording removed; for code the
// composition of operations, constants removed) is hashed; keys whose hash is 0 mod 10
// belong to the test split, all others to training. Commutative operands are sorted in
// the key, so a+b and b+a fall on one side. The two splits are thus disjoint by
// construction, whatever the seeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "engine/core/philox.hpp"

namespace assay::builtin {

enum class Split { train, test };

/// A generated problem with the teacher's trace: `thinking` goes inside <think>...</think>,
/// `reply` after it (it ends in \boxed{} or in a fenced Python block).
struct WorkedProblem {
  Problem problem;
  std::string content_key;
  std::string thinking;
  std::string reply;
};

/// Names of the families of a suite ("assay-math" or "assay-code"), in a fixed order.
/// Throws UsageError for another suite.
[[nodiscard]] std::vector<std::string> families(std::string_view suite);

/// The `index`-th draw of `family` under `seed` within the split: a pure function of its
/// arguments, equal on every platform. Different indices may give equal problems.
[[nodiscard]] WorkedProblem draw(std::string_view family, Split split, std::uint64_t seed,
                                 std::uint64_t index);

/// Another draw of the family, level and wording of a problem of `assay-math`, with other numbers,
/// from the test split; id and prompt are left empty. Empty where thousands of draws give none, and
/// for a problem that no family makes.
[[nodiscard]] std::optional<Problem> renumbered(const Problem& problem, PhiloxStream& random);

/// The shipped suite: fixed seed, test split, no two problems with one content key. Besides those
/// of families(), "countdown" (countdown.hpp), from which nothing is trained.
[[nodiscard]] std::vector<Problem> suite(std::string_view name);

}  // namespace assay::builtin
