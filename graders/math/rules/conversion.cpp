#include "graders/math/rules/conversion.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>

#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// In its base unit; exact by definition.
struct Unit {
  std::string_view name;
  std::string_view dimension;  ///< "L+" for length, "T-" for one over time
  std::int64_t above;
  std::int64_t below;
};

constexpr auto units = std::to_array<Unit>({
    {"m", "L+", 1, 1},
    {"cm", "L+", 1, 100},
    {"mm", "L+", 1, 1000},
    {"km", "L+", 1000, 1},
    {"nm", "L+", 1, 1'000'000'000},
    {"in", "L+", 254, 10'000},
    {"ft", "L+", 3048, 10'000},
    {"yd", "L+", 9144, 10'000},
    {"mi", "L+", 1'609'344, 1000},
    {"s", "T+", 1, 1},
    {"ms", "T+", 1, 1000},
    {"min", "T+", 60, 1},
    {"h", "T+", 3600, 1},
    {"day", "T+", 86'400, 1},
    {"week", "T+", 604'800, 1},
    {"month", "Y+", 1, 12},
    {"year", "Y+", 1, 1},
    {"kg", "M+", 1, 1},
    {"g", "M+", 1, 1000},
    {"mg", "M+", 1, 1'000'000},
    {"lb", "P+", 1, 1},
    {"oz", "P+", 1, 16},
    {"l", "L+L+L+", 1, 1000},
    {"ml", "L+L+L+", 1, 1'000'000},
    {"degree", "A+", 1, 1},
    {"arcmin", "A+", 1, 60},
    {"arcsec", "A+", 1, 3600},
    {"dollar", "D+", 1, 1},
    {"cent", "D+", 1, 100},
    {"Hz", "T-", 1, 1},
    {"N", "M+L+T-T-", 1, 1},
    {"J", "M+L+L+T-T-", 1, 1},
    {"kJ", "M+L+L+T-T-", 1000, 1},
    {"W", "M+L+L+T-T-T-", 1, 1},
    {"kW", "M+L+L+T-T-T-", 1000, 1},
    {"kWh", "M+L+L+T-T-", 3'600'000, 1},
    {"Pa", "M+L-T-T-", 1, 1},
});

struct Scale {
  std::map<char, int> dimension;
  std::int64_t above = 1;
  std::int64_t below = 1;
};

constexpr std::int64_t most_scale = 1'000'000'000'000;

/// Takes "cm^2" in, or its inverse. False: unknown, or a scale too large.
bool multiply(Scale& scale, std::string_view word, int sign) {
  const std::size_t hat = word.find('^');
  const int power = sign * (hat == std::string_view::npos ? 1 : std::atoi(word.data() + hat + 1));
  const std::string_view name = word.substr(0, hat);
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
  if (unit == units.end() || power == 0 || std::abs(power) > 9) {
    return false;
  }
  for (int i = 0; i < std::abs(power); ++i) {
    scale.above *= power > 0 ? unit->above : unit->below;
    scale.below *= power > 0 ? unit->below : unit->above;
    if (scale.above > most_scale || scale.below > most_scale) {
      return false;
    }
  }
  for (std::size_t i = 0; i < unit->dimension.size(); i += 2) {
    int& exponent = scale.dimension[unit->dimension[i]];
    exponent += unit->dimension[i + 1] == '+' ? power : -power;
  }
  return true;
}

/// "kg m/s^2": what stands behind a "/" divides.
std::optional<Scale> scale_of(const std::string& text) {
  Scale scale;
  int sign = 1;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" /", begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!word.empty() && !multiply(scale, word, sign)) {
      return std::nullopt;
    }
    sign = end < text.size() && text[end] == '/' ? -1 : sign;
    begin = end + 1;
  }
  for (auto it = scale.dimension.begin(); it != scale.dimension.end();) {
    it = it->second == 0 ? scale.dimension.erase(it) : std::next(it);
  }
  return scale.dimension.empty() ? std::nullopt : std::optional(scale);
}

/// Behind degrees, minutes and seconds are parts of a degree.
std::string of_an_arc(const std::string& unit) {
  return unit == "min" ? "arcmin" : unit == "s" ? "arcsec" : unit;
}

/// By their doubles: different units differ by far more than these round.
bool is_larger(const Scale& a, const Scale& b) {
  const auto size = [](const Scale& s) {
    return static_cast<double>(s.above) / static_cast<double>(s.below);
  };
  return size(a) > size(b);
}

Expression scaled(const Expression& value, const Scale& scale) {
  const auto number = [](std::int64_t n) { return make(Kind::number, {}, std::to_string(n)); };
  return make(Kind::quotient,
              {make(Kind::product, {value, number(scale.above)}), number(scale.below)});
}

}  // namespace

std::optional<Measure> measure_of(const Expression& expression) {
  const bool several =
      expression.kind == Kind::list && expression.args.size() > 1 && expression.text.empty();
  if (!several && expression.kind != Kind::quantity) {
    return std::nullopt;
  }
  std::optional<Scale> before;
  std::vector<Expression> terms;
  const std::vector<Expression> one = {expression};
  for (const Expression& part : several ? expression.args : one) {
    const bool angle = before && before->dimension.count('A') != 0;
    const auto scale = part.kind == Kind::quantity && part.args.size() == 1
                           ? scale_of(angle ? of_an_arc(part.text) : part.text)
                           : std::nullopt;
    const bool smaller =
        scale && before && before->dimension == scale->dimension && is_larger(*before, *scale);
    const bool fits = scale && (!before || smaller);
    if (!fits || terms.size() >= 8) {
      return std::nullopt;
    }
    terms.push_back(scaled(part.args.front(), *scale));
    before = scale;
  }
  return Measure{before->dimension, make(Kind::sum, std::move(terms))};
}

}  // namespace assay::math
