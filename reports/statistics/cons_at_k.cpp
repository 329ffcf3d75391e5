#include "reports/statistics/cons_at_k.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"

namespace assay::statistics {

namespace {

using Row = std::vector<double>;

/// Chances of 0, 1, ... min(m, most) drawn of a class of m: from the mode outwards, where the
/// largest value is, so that none is lost to an underflow at the start.
Row binomial_row(int m, double q, int most) {
  const int last = std::min(m, most);
  Row row(static_cast<std::size_t>(last) + 1, 0.0);
  if (q >= 1) {
    if (last == m) {
      row.back() = 1;
    }
    return row;
  }
  const int mode = std::min(last, static_cast<int>((m + 1) * q));
  const double odds = q / (1 - q);
  row[static_cast<std::size_t>(mode)] = binomial_pmf(mode, m, q);
  for (int x = mode; x < last; ++x) {
    row[static_cast<std::size_t>(x) + 1] =
        row[static_cast<std::size_t>(x)] * odds * (m - x) / (x + 1);
  }
  for (int x = mode; x > 0; --x) {
    row[static_cast<std::size_t>(x) - 1] =
        row[static_cast<std::size_t>(x)] * x / (odds * (m - x + 1));
  }
  return row;
}

/// Chance by number drawn so far (column) and number of classes drawn exactly j times (row), no
/// class more often.
class TieTable {
 public:
  TieTable(std::size_t j, std::size_t rest, const Row& pooled)
      : j_(j), rows_(rest / j + 1, Row(rest + 1, 0.0)) {
    std::copy(pooled.begin(), pooled.end(), rows_[0].begin());
  }

  void add_class(const Row& chances) {
    // In place from the back: what is read was not yet written.
    for (std::size_t ties = rows_.size(); ties-- > 0;) {
      Row& row = rows_[ties];
      for (std::size_t drawn = row.size(); drawn-- > 0;) {
        double sum = 0;
        for (std::size_t x = 0; x < j_ && x <= drawn; ++x) {
          sum += chances[x] * row[drawn - x];
        }
        if (ties > 0 && drawn >= j_) {
          sum += chances[j_] * rows_[ties - 1][drawn - j_];
        }
        row[drawn] = sum;
      }
    }
  }

  /// Expected share of the right answer in a fair draw among those that lead.
  [[nodiscard]] double score() const {
    double sum = 0;
    for (std::size_t ties = 0; ties < rows_.size(); ++ties) {
      sum += rows_[ties].back() / static_cast<double>(ties + 1);
    }
    return sum;
  }

 private:
  std::size_t j_;
  std::vector<Row> rows_;
};

int count_samples(const Votes& votes, int k) {
  bool negative = votes.correct < 0 || votes.missing < 0;
  int n = votes.correct + votes.missing;
  for (const int size : votes.wrong) {
    negative = negative || size < 0;
    n += size;
  }
  if (negative || k < 1 || k > n) {
    throw UsageError(fmt::format(
        "cons@{} of {} samples: needs counts of 0 or more and 1 <= k <= samples", k, n));
  }
  return n;
}

/// The rows of the classes' sizes, each computed once.
class Rows {
 public:
  Rows(double q, int most) : q_(q), most_(most) {}
  const Row& of(int m) {
    const auto [it, added] = rows_.try_emplace(m);
    if (added) {
      it->second = binomial_row(m, q_, most_);
    }
    return it->second;
  }

 private:
  double q_;
  int most_;
  std::map<int, Row> rows_;
};

}  // namespace

double cons_at_k(const Votes& votes, int k) {
  const int n = count_samples(votes, k);
  const double q = static_cast<double>(k) / n;
  std::vector<int> sizes = votes.wrong;
  std::sort(sizes.begin(), sizes.end());
  Rows rows(q, k);
  int pooled = votes.missing;
  std::size_t first = 0;
  double score = 0;
  for (int j = 1; j <= std::min(votes.correct, k); ++j) {
    for (; first < sizes.size() && sizes[first] < j; ++first) {
      pooled += sizes[first];
    }
    TieTable table(static_cast<std::size_t>(j), static_cast<std::size_t>(k - j),
                   binomial_row(pooled, q, k - j));
    for (std::size_t i = first; i < sizes.size(); ++i) {
      table.add_class(rows.of(sizes[i]));
    }
    score += rows.of(votes.correct)[static_cast<std::size_t>(j)] * table.score();
  }
  return score / binomial_pmf(k, n, q);
}

}  // namespace assay::statistics
