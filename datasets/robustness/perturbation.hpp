// Rewrites of mathematics problems that leave the answer known: what a model that reasons should
// not stumble over. Sources of the ideas: GSM-Plus (arXiv 2402.19255), GSM-Symbolic and GSM-NoOp
// (arXiv 2410.05229); rules and texts are our own.
#pragma once

#include <array>
#include <string_view>

#include "datasets/problem.hpp"
#include "engine/core/philox.hpp"

namespace assay::robustness {

/// Changes question, and what must change with it; false, with the problem as it was, where it
/// cannot. A function of the problem and the stream alone.
using Rewrite = bool (*)(Problem& problem, PhiloxStream& random);

struct Perturbation {
  std::string_view name;
  int version;            ///< raised whenever a rewrite changes; part of the suite's hash
  std::string_view does;  ///< for people: "names of people replaced"
  Rewrite rewrite;
};

/// First names become others of the same gender, everywhere in the problem, the answer too. Not
/// where letters or names are what is asked about.
[[nodiscard]] bool rename_people(Problem& problem, PhiloxStream& random);

/// A sentence with a number that has nothing to do with the question, before a sentence that leans
/// on nothing.
[[nodiscard]] bool insert_irrelevant(Problem& problem, PhiloxStream& random);

/// Sentences that lean on nothing, and on which nothing leans, change places; the question stays
/// last.
[[nodiscard]] bool reorder_sentences(Problem& problem, PhiloxStream& random);

/// The same words with other numbers and the answer that follows: for assay-math, whose generator
/// knows it.
[[nodiscard]] bool change_numbers(Problem& problem, PhiloxStream& random);

inline constexpr std::array<Perturbation, 4> perturbations = {{
    {"rename", 1, "names of people replaced", rename_people},
    {"irrelevant", 1, "an irrelevant sentence inserted", insert_irrelevant},
    {"reorder", 1, "independent sentences reordered", reorder_sentences},
    {"numbers", 1, "other numbers in the same words", change_numbers},
}};

}  // namespace assay::robustness
