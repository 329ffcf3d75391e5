#include "graders/math/rules/intervals.hpp"

#include <utility>

#include "graders/math/algebra/scalar.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_intervals = 64;

}  // namespace

Bound infinity(int sign) {
  Bound bound;
  bound.infinite = sign;
  return bound;
}

Bound end_at(const Expression& value, bool closed) {
  Bound bound;
  bound.value = value;
  bound.closed = closed;
  return bound;
}

RealSet one_interval(const Bound& low, const Bound& high) {
  RealSet set(1);
  set.front().low = low;
  set.front().high = high;
  return set;
}

RealSet everything() { return one_interval(infinity(-1), infinity(1)); }

std::optional<int> order(const Bound& a, const Bound& b, Work& work) {
  if (a.infinite != 0 || b.infinite != 0) {
    return a.infinite == b.infinite ? 0 : (a.infinite < b.infinite ? -1 : 1);
  }
  if (a.value == b.value) {
    return 0;
  }
  const Decision same = compare_scalars(a.value, b.value, work);
  if (same.yes()) {
    return 0;
  }
  return sign_of(difference(a.value, b.value), work);
}

std::optional<RealSet> merged(RealSet parts, Work& work) {
  if (parts.size() > most_intervals) {
    return std::nullopt;
  }
  bool known = true;
  // By hand: a comparison that may fail is none for std::sort.
  for (std::size_t i = 1; i < parts.size() && known; ++i) {
    for (std::size_t j = i; j > 0; --j) {
      const auto before = order(parts[j].low, parts[j - 1].low, work);
      known = known && before.has_value();
      const bool earlier =
          before &&
          (*before < 0 || (*before == 0 && parts[j].low.closed && !parts[j - 1].low.closed));
      if (!earlier) {
        break;
      }
      std::swap(parts[j], parts[j - 1]);
    }
  }
  RealSet result;
  for (Interval& part : parts) {
    if (result.empty()) {
      result.push_back(std::move(part));
      continue;
    }
    Interval& last = result.back();
    const auto gap = order(last.high, part.low, work);
    const auto longer = order(last.high, part.high, work);
    if (!known || !gap || !longer) {
      return std::nullopt;
    }
    if (*gap < 0 || (*gap == 0 && !last.high.closed && !part.low.closed)) {
      result.push_back(std::move(part));
    } else if (*longer < 0) {
      last.high = part.high;
    } else if (*longer == 0) {
      last.high.closed = last.high.closed || part.high.closed;
    }
  }
  return known ? std::optional(result) : std::nullopt;
}

std::optional<RealSet> united(RealSet a, const RealSet& b, Work& work) {
  a.insert(a.end(), b.begin(), b.end());
  return merged(std::move(a), work);
}

RealSet complement(const RealSet& set) {
  RealSet result;
  Bound low = infinity(-1);
  for (const Interval& part : set) {
    if (part.low.infinite == 0) {
      const Bound high = end_at(part.low.value, !part.low.closed);
      result.push_back(one_interval(low, high).front());
    }
    low = part.high;
    low.closed = !part.high.closed;
  }
  if (low.infinite <= 0) {
    result.push_back(one_interval(low, infinity(1)).front());
  }
  return result;
}

std::optional<RealSet> intersection(const RealSet& a, const RealSet& b, Work& work) {
  const auto outside = united(complement(a), complement(b), work);
  return outside ? std::optional(complement(*outside)) : std::nullopt;
}

}  // namespace assay::math
