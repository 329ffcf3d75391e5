// Values with something around them: units, percent, degrees, bases, ratios and clock times, dates.
#include <algorithm>
#include <cctype>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/conversion.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

Expression integer(const std::string& digits) { return {Kind::number, digits, {}}; }

Expression hundredth(const Expression& value) {
  return make(Kind::quotient, {value, integer("100")});
}

Expression in_radians(const Expression& degrees) {
  const Expression pi{Kind::constant, "pi", {}};
  return make(Kind::quotient, {make(Kind::product, {degrees, pi}), integer("180")});
}

bool has_unit(const Expression& e, const char* unit) {
  return e.kind == Kind::quantity && e.text == unit;
}

const Expression& value_of(const Expression& e) {
  return e.kind == Kind::quantity && e.args.size() == 1 ? e.args.front() : e;
}

/// pi or an arc function is in it: an angle in radians.
bool in_radians_by_form(const Expression& e) {
  return (e.kind == Kind::constant && e.text == "pi") ||
         (e.kind == Kind::function && e.text.rfind("arc", 0) == 0) ||
         std::any_of(e.args.begin(), e.args.end(), in_radians_by_form);
}

Decision either(const Decision& first, const Decision& second) {
  return first.yes() || (first.truth == Truth::unknown && !second.yes()) ? first : second;
}

/// The value of a decimal or a fraction of two integers is below 1, by its digits.
bool is_below_one(const Expression& e) {
  if (e.kind == Kind::negative) {
    return is_below_one(e.args.front());
  }
  if (e.kind == Kind::number) {
    return e.text.find_first_not_of('0') == e.text.find('.');
  }
  const bool fraction =
      e.kind == Kind::quotient && e.args[0].kind == Kind::number && e.args[1].kind == Kind::number;
  return fraction &&
         (e.args[0].text.size() < e.args[1].text.size() ||
          (e.args[0].text.size() == e.args[1].text.size() && e.args[0].text < e.args[1].text));
}

/// "0.25%" and "1/4": below one percent a bare number is a part of the whole. Only a sign that was
/// left out behind the same digits is no other value.
bool is_small_percentage(const Expression& gold, const Expression& answer) {
  if (has_unit(gold, "percent") == has_unit(answer, "percent")) {
    return false;
  }
  const bool sign_left_out = has_unit(gold, "percent") && value_of(gold) == value_of(answer);
  return is_below_one(value_of(gold)) && !sign_left_out;
}

/// One of two has a unit, or both have.
Decision compare_quantities(const Expression& gold, const Expression& answer, Context& context) {
  const Expression& left = value_of(gold);
  const Expression& right = value_of(answer);
  const bool both = gold.kind == Kind::quantity && answer.kind == Kind::quantity;
  if (has_unit(gold, "degree") && has_unit(answer, "radian")) {
    return compare(in_radians(left), right, context);
  }
  if (has_unit(gold, "radian") && has_unit(answer, "degree")) {
    return compare(left, in_radians(right), context);
  }
  Decision values = compare(left, right, context);
  if (both) {
    if (gold.text == answer.text || values.truth == Truth::no) {
      return values;
    }
    return no("another unit: " + answer.text + ", not " + gold.text);
  }
  if (values.yes() && !is_small_percentage(gold, answer)) {
    return {Truth::yes, values.rule + ", unit aside"};
  }
  if (values.yes()) {
    values = no("a percentage and a number");
  }
  if (has_unit(gold, "percent")) {
    return either(values, compare(hundredth(left), right, context));
  }
  if (has_unit(answer, "percent")) {
    return either(values, compare(left, hundredth(right), context));
  }
  if (has_unit(gold, "degree") && in_radians_by_form(answer)) {
    return either(values, compare(in_radians(left), right, context));
  }
  if (has_unit(answer, "degree") && in_radians_by_form(gold)) {
    return either(values, compare(left, in_radians(right), context));
  }
  return values;
}

std::string lower_digits(const std::string& text) {
  std::string result = text.substr(0, text.find('_'));
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Value and base count; without a base the gold is a value, and the answer is its digits.
Decision compare_based(const Expression& gold, const Expression& answer, Context& context) {
  if (gold.kind == Kind::based && answer.kind == Kind::based) {
    const Decision bases = compare(gold.args.back(), answer.args.back(), context);
    return bases.yes() ? compare_scalars(gold, answer, context.work) : no("another base");
  }
  if (gold.kind == Kind::based) {
    const bool same = lower_digits(gold.text) == lower_digits(answer.text);
    return same ? yes("the same digits") : no("other digits");
  }
  return compare_scalars(gold, answer, context.work);
}

bool two_digits(const Expression& e) { return e.kind == Kind::number && e.text.size() == 2; }

/// "3:30" and "12:05:00", as against the ratio "2:3".
bool is_clock(const Expression& e) {
  const std::size_t n = e.args.size();
  if (!e.text.empty()) {
    return true;
  }
  return (n == 2 || n == 3) && e.args[0].kind == Kind::number && e.args[0].text.size() <= 2 &&
         std::all_of(e.args.begin() + 1, e.args.end(), [](const Expression& part) {
           return two_digits(part) && part.text < std::string("60");
         });
}

/// 3:30 p.m. as 15:30
std::vector<Expression> on_one_day(const Expression& time) {
  std::vector<Expression> parts = time.args;
  if (!time.text.empty() && !parts.empty() && parts[0].kind == Kind::number &&
      parts[0].text.size() <= 2) {
    const int hour = std::stoi(parts[0].text) % 12 + (time.text == "pm" ? 12 : 0);
    parts[0] = integer(std::to_string(hour));
  }
  return parts;
}

Decision compare_times(const Expression& gold, const Expression& answer, Context& context) {
  if (!gold.text.empty() && !answer.text.empty() && gold.text != answer.text) {
    return no("another half of the day");
  }
  for (std::size_t i = 1; i < std::min(gold.args.size(), answer.args.size()); ++i) {
    if (two_digits(gold.args[i]) != two_digits(answer.args[i])) {
      return no("minutes of another length");  // 3:05 is no 3:5
    }
  }
  Decision decision = compare_in_order(on_one_day(gold), on_one_day(answer), context);
  if (!decision.yes()) {
    decision = compare_in_order(gold.args, answer.args, context);
  }
  decision.rule = "time: " + decision.rule;
  return decision;
}

/// 2:3 is 4:6. Each pair of neighbours is cross-multiplied.
Decision compare_ratios(const Expression& gold, const Expression& answer, Context& context) {
  if (is_clock(gold) || is_clock(answer)) {
    return compare_times(gold, answer, context);
  }
  if (gold.args.size() != answer.args.size()) {
    return no("a ratio of another length");
  }
  for (const Expression* side : {&gold, &answer}) {
    for (const Expression& part : side->args) {
      if (compare(part, integer("0"), context).truth != Truth::no) {
        return compare_in_order(gold.args, answer.args, context);
      }
    }
  }
  Decision result = yes("the same ratio");
  for (std::size_t i = 1; i < gold.args.size(); ++i) {
    const Decision one =
        compare_scalars(make(Kind::product, {gold.args[i - 1], answer.args[i]}),
                        make(Kind::product, {gold.args[i], answer.args[i - 1]}), context.work);
    if (one.truth == Truth::no) {
      return no("another ratio");
    }
    result = one.yes() ? result : one;
  }
  return result;
}

/// Of "2 to 3" or "5 by n" the values; empty for what is no text, or joined by another word.
std::vector<Expression> values_between(const Expression& e, const std::string& joint) {
  std::vector<Expression> values;
  const std::vector<std::string> words =
      e.kind == Kind::text ? split_words(e.text) : std::vector<std::string>{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool number = word.find_first_not_of("0123456789.") == std::string::npos;
    if (i % 2 == 1 ? word != joint : !number && word.size() != 1) {
      return {};
    }
    if (i % 2 == 0) {
      values.push_back(make(number ? Kind::number : Kind::symbol, {}, word));
    }
  }
  return words.size() % 2 == 1 && words.size() > 1 ? values : std::vector<Expression>();
}

/// "5 feet or 6 inches", which is no 5 feet 6 inches.
bool is_alternative_to(const Expression& whole, const Expression& other) {
  return whole.kind == Kind::list && other.kind == Kind::list && other.text == "or" &&
         measure_of(whole).has_value();
}

/// "2 to 3" as an answer to 2:3, "5 by 6" to 5 \times 6: in this order, never multiplied.
Ruling compare_written(const Expression& words, const Expression& signs, Context& context) {
  if (signs.kind == Kind::ratio) {
    const std::vector<Expression> parts = values_between(words, "to");
    return parts.empty() ? Ruling() : compare_ratios(make(Kind::ratio, parts), signs, context);
  }
  const std::vector<Expression> sides =
      signs.kind == Kind::product ? values_between(words, "by") : std::vector<Expression>();
  return sides.empty() ? Ruling() : compare_in_order(sides, signs.args, context);
}

}  // namespace

Ruling compare_measures(const Expression& gold, const Expression& answer, Context& context) {
  const bool quantities = gold.kind == Kind::quantity && answer.kind == Kind::quantity;
  if (!quantities || gold.text != answer.text) {
    const auto left = measure_of(gold);
    const auto right = left ? measure_of(answer) : std::nullopt;
    if (left && right) {
      Decision decision = left->dimension == right->dimension
                              ? compare(left->value, right->value, context)
                              : no("a unit of another dimension");
      decision.rule += ", units converted";
      return decision;
    }
    if (is_alternative_to(gold, answer) || is_alternative_to(answer, gold)) {
      return no("one measure, and one or another");
    }
  }
  if (gold.kind == Kind::date || answer.kind == Kind::date) {
    const bool same = gold.kind == answer.kind && gold.text == answer.text;
    return same ? yes("the same date") : no("another date, or none");
  }
  if (gold.kind == Kind::text || answer.kind == Kind::text) {
    const bool first = gold.kind == Kind::text;
    if (auto written = compare_written(first ? gold : answer, first ? answer : gold, context)) {
      return written;
    }
  }
  if (gold.kind == Kind::ratio || answer.kind == Kind::ratio) {
    return gold.kind == answer.kind ? compare_ratios(gold, answer, context)
                                    : no("a ratio and another type");
  }
  if (gold.kind == Kind::quantity || answer.kind == Kind::quantity) {
    return compare_quantities(gold, answer, context);
  }
  const auto plain = [](const Expression& e) {
    return e.kind == Kind::based || e.kind == Kind::number || e.kind == Kind::symbol ||
           e.kind == Kind::product;
  };
  if ((gold.kind == Kind::based || answer.kind == Kind::based) && plain(gold) && plain(answer)) {
    return compare_based(gold, answer, context);
  }
  return std::nullopt;
}

}  // namespace assay::math
