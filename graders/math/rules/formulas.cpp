// Formulas of logic are equal if their truth tables are. A derivation may end in the answer.
#include "graders/math/rules/formulas.hpp"

#include <algorithm>
#include <map>

#include "graders/math/algebra/functions.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_letters = 10;

bool is_arrow(const Expression& e) {
  return e.kind == Kind::logic && (e.text == "implies" || e.text == "iff");
}

/// "2x = 4, therefore x = 2": what stands behind the arrow is an answer by itself.
bool is_derivation(const Expression& e) {
  if (!is_arrow(e)) {
    return false;
  }
  const Expression& last = e.args.back();
  const bool of_values = contains(e.args.front(), Kind::relation);
  return last.kind == Kind::relation || contains(last, Kind::number) ||
         contains(last, Kind::constant) || last.kind == Kind::set ||
         (last.kind == Kind::text && of_values);
}

bool is_connected(const Expression& e) {
  return e.kind == Kind::logic && e.text != "forall" && e.text != "exists";
}

/// The letters of a formula: all that no connective takes apart, by their texts.
void collect_letters(const Expression& e, std::map<std::string, bool>& letters) {
  if (!is_connected(e)) {
    letters.emplace(to_text(e), false);
    return;
  }
  for (const Expression& arg : e.args) {
    collect_letters(arg, letters);
  }
}

bool value_of(const Expression& e, const std::map<std::string, bool>& letters) {
  if (!is_connected(e)) {
    return letters.at(to_text(e));
  }
  const auto holds = [&](const Expression& arg) { return value_of(arg, letters); };
  if (e.text == "not") {
    return !holds(e.args.front());
  }
  if (e.text == "and") {
    return std::all_of(e.args.begin(), e.args.end(), holds);
  }
  if (e.text == "or") {
    return std::any_of(e.args.begin(), e.args.end(), holds);
  }
  if (e.text == "implies") {  // leans right: false if all but the last hold and that does not
    return holds(e.args.back()) || !std::all_of(e.args.begin(), e.args.end() - 1, holds);
  }
  return std::count_if(e.args.begin(), e.args.end(), holds) % 2 ==
         static_cast<std::ptrdiff_t>(e.args.size() % 2);
}

bool is_letter(const Expression& e) {
  return e.kind == Kind::symbol || (e.kind == Kind::function && !is_known_function(e.text));
}

/// p \to q of letters, which beside a formula is p \Rightarrow q; all else as it is.
Expression with_implications(const Expression& e) {
  if (e.kind != Kind::relation || e.text.find_first_not_of("to ") != std::string::npos) {
    return e;
  }
  Expression result = make(Kind::logic, {}, "implies");
  for (const Expression& arg : e.args) {
    result.args.push_back(with_implications(arg));
    if (!is_letter(result.args.back()) && !is_formula(result.args.back())) {
      return e;
    }
  }
  return result;
}

Decision compare_tables(const Expression& gold, const Expression& answer, Work& work) {
  std::map<std::string, bool> letters;
  collect_letters(gold, letters);
  collect_letters(answer, letters);
  if (letters.size() > most_letters) {
    return undecided(Failure::too_large);
  }
  const std::size_t rows = std::size_t{1} << letters.size();
  const std::size_t row_cost = 8 * (size_of(gold) + size_of(answer));
  for (std::size_t row = 0; row < rows; ++row) {
    if (!work.spend(static_cast<std::int64_t>(row_cost))) {
      return undecided(Failure::work);
    }
    std::size_t bit = 0;
    for (auto& [letter, value] : letters) {
      value = ((row >> bit++) & 1U) != 0;
    }
    if (value_of(gold, letters) != value_of(answer, letters)) {
      return no("another formula: their truth tables differ");
    }
  }
  return yes("the same truth table");
}

}  // namespace

bool is_formula(const Expression& e) {
  const bool joins = e.text == "and" || e.text == "or";
  return e.kind == Kind::logic &&
         !(joins && std::all_of(e.args.begin(), e.args.end(),
                                [](const Expression& arg) { return arg.kind == Kind::relation; }));
}

Ruling compare_formulas(const Expression& gold_written, const Expression& answer_written,
                        Context& context) {
  if (!is_formula(gold_written) && !is_formula(answer_written)) {
    return std::nullopt;
  }
  const Expression gold = with_implications(gold_written);
  const Expression answer = with_implications(answer_written);
  const bool left = is_formula(gold);
  const bool right = is_formula(answer);
  if (!left && is_derivation(answer)) {
    return compare(gold, answer.args.back(), context);
  }
  const bool arrows = is_arrow(gold) && gold.text == answer.text;
  if (arrows && left && right) {
    const Decision parts = compare_in_order(gold.args, answer.args, context);
    if (parts.yes()) {
      return parts;
    }
  }
  if ((left || is_letter(gold)) && (right || is_letter(answer))) {
    return compare_tables(gold, answer, context.work);
  }
  return no("a formula of logic, and another type");
}

}  // namespace assay::math
