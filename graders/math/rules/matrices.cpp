// Matrices and vectors: compared entry by entry.
#include <fmt/format.h>

#include <algorithm>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"
#include "graders/math/rules/vectors.hpp"

namespace assay::math {

namespace {

bool is_matrix(const Expression& e) { return e.kind == Kind::matrix && e.text == "matrix"; }

/// A column of numbers, as a vector is written.
bool is_column(const Expression& e) {
  return e.kind == Kind::matrix && e.text == "matrix" && e.args.size() > 1 &&
         std::all_of(e.args.begin(), e.args.end(),
                     [](const Expression& row) { return row.args.size() == 1; });
}

std::vector<Expression> column_entries(const Expression& column) {
  std::vector<Expression> entries;
  entries.reserve(column.args.size());
  for (const Expression& row : column.args) {
    entries.push_back(row.args.front());
  }
  return entries;
}

/// The identity of as many rows.
Expression identity(std::size_t rows) {
  Expression result = make(Kind::matrix, {}, "matrix");
  for (std::size_t i = 0; i < rows; ++i) {
    Expression row = make(Kind::tuple, {}, "row");
    for (std::size_t j = 0; j < rows; ++j) {
      row.args.push_back(make(Kind::number, {}, i == j ? "1" : "0"));
    }
    result.args.push_back(std::move(row));
  }
  return result;
}

/// I_2, or I beside a square matrix of `rows`, written out.
Expression with_identity(const Expression& e, std::size_t rows) {
  if (e.kind == Kind::symbol) {
    const bool sized =
        e.text.size() == 3 && e.text.rfind("I_", 0) == 0 && e.text[2] >= '1' && e.text[2] <= '9';
    const std::size_t size = sized ? static_cast<std::size_t>(e.text[2] - '0') : rows;
    return sized || e.text == "I" ? identity(size) : e;
  }
  if (e.kind != Kind::product && e.kind != Kind::negative && e.kind != Kind::quotient) {
    return e;
  }
  Expression result = e;
  for (Expression& arg : result.args) {
    arg = with_identity(arg, rows);
  }
  return result;
}

/// The matrix with each entry times or over the factor.
Expression scaled(const Expression& matrix, const Expression& factor, Kind how) {
  Expression result = matrix;
  for (Expression& row : result.args) {
    for (Expression& entry : row.args) {
      entry = make(how, {std::move(entry), factor});
    }
  }
  return result;
}

/// A scalar times a matrix as the matrix of its products; all else as it is.
Expression multiplied_out(const Expression& e) {
  if (e.kind == Kind::negative) {
    const Expression inner = multiplied_out(e.args.front());
    const Expression minus_one = make(Kind::negative, {make(Kind::number, {}, "1")});
    return is_matrix(inner) ? scaled(inner, minus_one, Kind::product) : e;
  }
  if (e.kind == Kind::quotient && is_scalar(e.args[1])) {
    const Expression inner = multiplied_out(e.args[0]);
    return is_matrix(inner) ? scaled(inner, e.args[1], Kind::quotient) : e;
  }
  if (e.kind != Kind::product) {
    return e;
  }
  const auto matrix = std::find_if(e.args.begin(), e.args.end(), is_matrix);
  if (matrix == e.args.end()) {
    return e;
  }
  Expression factor = make(Kind::product, {});
  for (auto arg = e.args.begin(); arg != e.args.end(); ++arg) {
    if (arg == matrix) {
      continue;
    }
    if (!is_scalar(*arg)) {
      return e;
    }
    factor.args.push_back(*arg);
  }
  return scaled(*matrix, factor, Kind::product);
}

}  // namespace

Ruling compare_vectors(const Expression& gold, const Expression& answer, Context& context) {
  const auto entries = [](const Expression& e,
                          std::size_t size) -> std::optional<std::vector<Expression>> {
    if (e.kind == Kind::tuple && e.text == "()") {
      return e.args;
    }
    return is_column(e) ? column_entries(e) : coordinates_of(e, size == 2);
  };
  const bool scalars = is_scalar(gold) || is_scalar(answer);
  if (!scalars || gold == answer) {
    return std::nullopt;
  }
  const auto left = entries(gold, is_scalar(answer) ? 2 : answer.args.size());
  const auto right = left ? entries(answer, left->size()) : std::nullopt;
  if (!left || !right) {
    return std::nullopt;
  }
  Decision decision = compare_in_order(*left, *right, context);
  if (is_scalar(gold) && is_scalar(answer) && !decision.yes()) {
    return std::nullopt;  // they may be products of other symbols
  }
  decision.rule = "a vector: " + decision.rule;
  return decision;
}

Ruling compare_matrices(const Expression& gold_written, const Expression& answer_written,
                        Context& context) {
  if (!contains(gold_written, Kind::matrix) && !contains(answer_written, Kind::matrix)) {
    return std::nullopt;
  }
  const bool left = contains(gold_written, Kind::matrix);
  const bool both = left && contains(answer_written, Kind::matrix);
  const Expression gold =
      multiplied_out(left ? gold_written : with_identity(gold_written, answer_written.args.size()));
  const Expression answer = multiplied_out(
      left && !both ? with_identity(answer_written, gold_written.args.size()) : answer_written);
  if (gold.kind == Kind::tuple && gold.text == "()" && is_column(answer)) {
    return compare_in_order(gold.args, column_entries(answer), context);
  }
  if (answer.kind == Kind::tuple && answer.text == "()" && is_column(gold)) {
    return compare_in_order(column_entries(gold), answer.args, context);
  }
  if (!is_matrix(gold) || !is_matrix(answer)) {
    return std::nullopt;
  }
  if (gold.args.size() != answer.args.size()) {
    return no("another number of rows");
  }
  Decision result = yes("the same matrix");
  for (std::size_t i = 0; i < gold.args.size(); ++i) {
    const Decision row = compare_in_order(gold.args[i].args, answer.args[i].args, context);
    if (row.truth == Truth::no) {
      return no(fmt::format("row {}: {}", i + 1, row.rule));
    }
    result = row.yes() ? result : row;
  }
  return result;
}

}  // namespace assay::math
