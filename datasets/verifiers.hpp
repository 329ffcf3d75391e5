// The verifiers of puzzles, and the texts that each wants of a problem. What they check is in
// graders/verify/.
#pragma once

#include <array>
#include <string_view>

namespace assay {

struct VerifierFields {
  std::string_view verifier;
  std::array<std::string_view, 2> fields;
};

/// arithmetic: an expression with + - * / and parentheses over `numbers` ("4 4 6 8"), each used
/// once, whose value is exactly `target`. knights_and_knaves: who of `names` ("Zoey, Oliver") is a
/// knight, so that each of `statements` is true if a knight says it and false if a knave does: a
/// Python tuple, as K&K publishes them, of
/// ('telling-truth', i), ('lying', i), ('not', s), ('and', s...), ('or', s...), ('->', s, t) and
/// ('<=>', s, t), where i counts from 0.
inline constexpr std::array<VerifierFields, 2> verifier_fields = {
    VerifierFields{"arithmetic", {"numbers", "target"}},
    {"knights_and_knaves", {"names", "statements"}}};

}  // namespace assay
