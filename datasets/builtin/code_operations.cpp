#include "datasets/builtin/code_operations.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <functional>
#include <numeric>

namespace assay::builtin {
namespace {

using Int = std::int64_t;

const List& list(const Value& value) { return std::get<List>(value); }
const std::string& text(const Value& value) { return std::get<std::string>(value); }
Int integer(const Value& value) { return std::get<Int>(value); }

/// Python's // and %: rounded down, remainder with the sign of k > 0.
Int floor_mod(Int a, Int k) { return ((a % k) + k) % k; }
Int floor_div(Int a, Int k) { return (a - floor_mod(a, k)) / k; }

template <class F>
Value map(const Value& value, F f) {
  List out;
  for (const Int x : list(value)) {
    out.push_back(f(x));
  }
  return out;
}

template <class F>
Value keep(const Value& value, F f) {
  List out;
  for (const Int x : list(value)) {
    if (f(x)) {
      out.push_back(x);
    }
  }
  return out;
}

template <class F>
Value keep_chars(const Value& value, F f) {
  std::string out;
  for (const char c : text(value)) {
    if (f(c)) {
      out.push_back(c);
    }
  }
  return out;
}

template <class F>
Value count_chars(const Value& value, F f) {
  return static_cast<Int>(std::ranges::count_if(text(value), f));
}

bool is_vowel(char c) { return std::string("aeiouAEIOU").find(c) != std::string::npos; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

template <class F>
Value map_chars(const Value& value, F f) {
  std::string out = text(value);
  std::ranges::transform(out, out.begin(), f);
  return out;
}

Value reversed(const Value& value) {
  if (const auto* s = std::get_if<std::string>(&value)) {
    return std::string(s->rbegin(), s->rend());
  }
  const List& xs = list(value);
  return List(xs.rbegin(), xs.rend());
}

Value sorted(const Value& value, bool descending) {
  List out = list(value);
  std::ranges::sort(out);
  if (descending) {
    std::ranges::reverse(out);
  }
  return out;
}

Value first_items(const Value& value, Int k) {
  if (const auto* s = std::get_if<std::string>(&value)) {
    return s->substr(0, static_cast<std::size_t>(k));
  }
  const List& xs = list(value);
  return List(xs.begin(), xs.begin() + std::min<Int>(k, static_cast<Int>(xs.size())));
}

Value without_first(const Value& value, Int k) {
  if (const auto* s = std::get_if<std::string>(&value)) {
    return s->substr(std::min(static_cast<std::size_t>(k), s->size()));
  }
  const List& xs = list(value);
  return List(xs.begin() + std::min<Int>(k, static_cast<Int>(xs.size())), xs.end());
}

Value every_second(const Value& value) {
  if (const auto* s = std::get_if<std::string>(&value)) {
    std::string out;
    for (std::size_t i = 0; i < s->size(); i += 2) {
      out.push_back((*s)[i]);
    }
    return out;
  }
  List out;
  for (std::size_t i = 0; i < list(value).size(); i += 2) {
    out.push_back(list(value)[i]);
  }
  return out;
}

Value distinct(const Value& value) {
  List out;
  for (const Int x : list(value)) {
    if (std::ranges::find(out, x) == out.end()) {
      out.push_back(x);
    }
  }
  return out;
}

Value running_sums(const Value& value) {
  List out;
  Int total = 0;
  for (const Int x : list(value)) {
    out.push_back(total += x);
  }
  return out;
}

Int sum(const List& xs) { return std::accumulate(xs.begin(), xs.end(), Int{0}); }

std::string digits_of(Int x) { return std::to_string(std::llabs(x)); }

Value digit_sum(const Value& v, Int) {
  Int total = 0;
  for (const char c : digits_of(integer(v))) {
    total += c - '0';
  }
  return total;
}

Int words_in(const std::string& s) {
  Int words = 0;
  bool inside = false;
  for (const char c : s) {
    words += c != ' ' && !inside ? 1 : 0;
    inside = c != ' ';
  }
  return words;
}

using V = const Value&;

std::vector<Operation> list_operations() {
  return {
      {"evens", 'l', 'l', 0, 0, "keep only the even numbers", "[x for x in v if x % 2 == 0]",
       [](V v, Int) { return keep(v, [](Int x) { return x % 2 == 0; }); }},
      {"odds", 'l', 'l', 0, 0, "keep only the odd numbers", "[x for x in v if x % 2 == 1]",
       [](V v, Int) { return keep(v, [](Int x) { return x % 2 != 0; }); }},
      {"above", 'l', 'l', 1, 9, "keep only the numbers greater than K", "[x for x in v if x > K]",
       [](V v, Int k) { return keep(v, [k](Int x) { return x > k; }); }},
      {"below", 'l', 'l', 2, 12, "keep only the numbers less than K", "[x for x in v if x < K]",
       [](V v, Int k) { return keep(v, [k](Int x) { return x < k; }); }},
      {"positive", 'l', 'l', 0, 0, "keep only the positive numbers", "[x for x in v if x > 0]",
       [](V v, Int) { return keep(v, [](Int x) { return x > 0; }); }},
      {"remove", 'l', 'l', 1, 9, "remove every number equal to K", "[x for x in v if x != K]",
       [](V v, Int k) { return keep(v, [k](Int x) { return x != k; }); }},
      {"multiples", 'l', 'l', 3, 7, "keep only the multiples of K", "[x for x in v if x % K == 0]",
       [](V v, Int k) { return keep(v, [k](Int x) { return x % k == 0; }); }},
      {"add", 'l', 'l', 1, 9, "add K to each number", "[x + K for x in v]",
       [](V v, Int k) { return map(v, [k](Int x) { return x + k; }); }},
      {"subtract", 'l', 'l', 1, 9, "subtract K from each number", "[x - K for x in v]",
       [](V v, Int k) { return map(v, [k](Int x) { return x - k; }); }},
      {"multiply", 'l', 'l', 2, 9, "multiply each number by K", "[x * K for x in v]",
       [](V v, Int k) { return map(v, [k](Int x) { return x * k; }); }},
      {"square", 'l', 'l', 0, 0, "square each number", "[x * x for x in v]",
       [](V v, Int) { return map(v, [](Int x) { return x * x; }); }},
      {"absolute", 'l', 'l', 0, 0, "take the absolute value of each number", "[abs(x) for x in v]",
       [](V v, Int) { return map(v, [](Int x) { return Int{std::llabs(x)}; }); }},
      {"negate", 'l', 'l', 0, 0, "negate each number", "[-x for x in v]",
       [](V v, Int) { return map(v, [](Int x) { return -x; }); }},
      {"modulo", 'l', 'l', 3, 9, "replace each number by its remainder modulo K",
       "[x % K for x in v]",
       [](V v, Int k) { return map(v, [k](Int x) { return floor_mod(x, k); }); }},
      {"reverse", 'l', 'l', 0, 0, "reverse the list", "v[::-1]",
       [](V v, Int) { return reversed(v); }},
      {"sort", 'l', 'l', 0, 0, "sort in ascending order", "sorted(v)",
       [](V v, Int) { return sorted(v, false); }},
      {"sort_down", 'l', 'l', 0, 0, "sort in descending order", "sorted(v, reverse=True)",
       [](V v, Int) { return sorted(v, true); }},
      {"take", 'l', 'l', 2, 5, "keep only the first K items", "v[:K]",
       [](V v, Int k) { return first_items(v, k); }},
      {"drop", 'l', 'l', 1, 3, "drop the first K items", "v[K:]",
       [](V v, Int k) { return without_first(v, k); }},
      {"every_second", 'l', 'l', 0, 0, "keep every second item, starting with the first", "v[::2]",
       [](V v, Int) { return every_second(v); }},
      {"distinct", 'l', 'l', 0, 0, "remove duplicates, keeping the first of each",
       "list(dict.fromkeys(v))", [](V v, Int) { return distinct(v); }},
      {"running", 'l', 'l', 0, 0, "replace the list by its running sums",
       "[sum(v[:i + 1]) for i in range(len(v))]", [](V v, Int) { return running_sums(v); }},
      {"sum", 'l', 'n', 0, 0, "return the sum", "sum(v)",
       [](V v, Int) { return Value{sum(list(v))}; }},
      {"length", 'l', 'n', 0, 0, "return the number of items", "len(v)",
       [](V v, Int) { return Value{static_cast<Int>(list(v).size())}; }},
      {"maximum", 'l', 'n', 0, 0, "return the maximum, or 0 if the list is empty",
       "max(v, default=0)",
       [](V v, Int) { return Value{list(v).empty() ? Int{0} : std::ranges::max(list(v))}; }},
      {"minimum", 'l', 'n', 0, 0, "return the minimum, or 0 if the list is empty",
       "min(v, default=0)",
       [](V v, Int) { return Value{list(v).empty() ? Int{0} : std::ranges::min(list(v))}; }},
      {"count", 'l', 'n', 1, 9, "return how many items are equal to K", "v.count(K)",
       [](V v, Int k) { return Value{Int{std::ranges::count(list(v), k)}}; }},
      {"count_above", 'l', 'n', 1, 9, "return how many items are greater than K",
       "sum(1 for x in v if x > K)",
       [](V v, Int k) {
         return Value{Int{std::ranges::count_if(list(v), [k](Int x) { return x > k; })}};
       }},
      {"last", 'l', 'n', 0, 0, "return the last item, or 0 if the list is empty",
       "v[-1] if v else 0", [](V v, Int) { return Value{list(v).empty() ? 0 : list(v).back()}; }},
      {"first", 'l', 'n', 0, 0, "return the first item, or 0 if the list is empty",
       "v[0] if v else 0", [](V v, Int) { return Value{list(v).empty() ? 0 : list(v).front()}; }},
      {"kinds", 'l', 'n', 0, 0, "return the number of distinct items", "len(set(v))",
       [](V v, Int) { return Value{static_cast<Int>(list(distinct(v)).size())}; }},
      {"square_sum", 'l', 'n', 0, 0, "return the sum of the squares", "sum(x * x for x in v)",
       [](V v, Int) {
         return Value{std::transform_reduce(list(v).begin(), list(v).end(), Int{0}, std::plus<>(),
                                            [](Int x) { return x * x; })};
       }},
  };
}

std::vector<Operation> string_operations() {
  return {
      {"reverse", 's', 's', 0, 0, "reverse the string", "v[::-1]",
       [](V v, Int) { return reversed(v); }},
      {"upper", 's', 's', 0, 0, "convert to upper case", "v.upper()",
       [](V v, Int) { return map_chars(v, to_upper); }},
      {"lower", 's', 's', 0, 0, "convert to lower case", "v.lower()",
       [](V v, Int) { return map_chars(v, to_lower); }},
      {"swapcase", 's', 's', 0, 0, "swap upper and lower case", "v.swapcase()",
       [](V v, Int) {
         return map_chars(v, [](char c) { return is_upper(c) ? to_lower(c) : to_upper(c); });
       }},
      {"take", 's', 's', 2, 7, "keep only the first K characters", "v[:K]",
       [](V v, Int k) { return first_items(v, k); }},
      {"drop", 's', 's', 1, 4, "drop the first K characters", "v[K:]",
       [](V v, Int k) { return without_first(v, k); }},
      {"last", 's', 's', 2, 6, "keep only the last K characters", "v[-K:]",
       [](V v, Int k) {
         const auto n = static_cast<Int>(text(v).size());
         return without_first(v, std::max<Int>(0, n - k));
       }},
      {"every_second", 's', 's', 0, 0, "keep every second character, starting with the first",
       "v[::2]", [](V v, Int) { return every_second(v); }},
      {"repeat", 's', 's', 2, 3, "repeat the string K times", "v * K",
       [](V v, Int k) {
         std::string out;
         for (Int i = 0; i < k; ++i) {
           out += text(v);
         }
         return Value{out};
       }},
      {"vowels", 's', 's', 0, 0, "keep only the vowels",
       "''.join(c for c in v if c in 'aeiouAEIOU')",
       [](V v, Int) { return keep_chars(v, is_vowel); }},
      {"no_vowels", 's', 's', 0, 0, "remove the vowels",
       "''.join(c for c in v if c not in 'aeiouAEIOU')",
       [](V v, Int) { return keep_chars(v, [](char c) { return !is_vowel(c); }); }},
      {"no_spaces", 's', 's', 0, 0, "remove the spaces", "v.replace(' ', '')",
       [](V v, Int) { return keep_chars(v, [](char c) { return c != ' '; }); }},
      {"dashes", 's', 's', 0, 0, "replace each space by a dash", "v.replace(' ', '-')",
       [](V v, Int) { return map_chars(v, [](char c) { return c == ' ' ? '-' : c; }); }},
      {"digits", 's', 's', 0, 0, "keep only the digits", "''.join(c for c in v if c.isdigit())",
       [](V v, Int) { return keep_chars(v, is_digit); }},
      {"no_digits", 's', 's', 0, 0, "remove the digits", "''.join(c for c in v if not c.isdigit())",
       [](V v, Int) { return keep_chars(v, [](char c) { return !is_digit(c); }); }},
      {"exclaim", 's', 's', 0, 0, "append an exclamation mark", "v + '!'",
       [](V v, Int) { return Value{text(v) + "!"}; }},
      {"sort", 's', 's', 0, 0, "sort the characters", "''.join(sorted(v))",
       [](V v, Int) {
         std::string out = text(v);
         std::ranges::sort(out);
         return Value{out};
       }},
      {"length", 's', 'n', 0, 0, "return the length", "len(v)",
       [](V v, Int) { return Value{static_cast<Int>(text(v).size())}; }},
      {"count_vowels", 's', 'n', 0, 0, "return the number of vowels",
       "sum(1 for c in v if c in 'aeiouAEIOU')", [](V v, Int) { return count_chars(v, is_vowel); }},
      {"count_upper", 's', 'n', 0, 0, "return the number of upper-case letters",
       "sum(1 for c in v if c.isupper())", [](V v, Int) { return count_chars(v, is_upper); }},
      {"count_digits", 's', 'n', 0, 0, "return the number of digits",
       "sum(1 for c in v if c.isdigit())", [](V v, Int) { return count_chars(v, is_digit); }},
      {"count_words", 's', 'n', 0, 0, "return the number of words", "len(v.split())",
       [](V v, Int) { return Value{words_in(text(v))}; }},
      {"count_spaces", 's', 'n', 0, 0, "return the number of spaces", "v.count(' ')",
       [](V v, Int) { return count_chars(v, [](char c) { return c == ' '; }); }},
  };
}

std::vector<Operation> number_operations() {
  return {
      {"add", 'n', 'n', 1, 20, "add K", "v + K", [](V v, Int k) { return Value{integer(v) + k}; }},
      {"subtract", 'n', 'n', 1, 20, "subtract K", "v - K",
       [](V v, Int k) { return Value{integer(v) - k}; }},
      {"multiply", 'n', 'n', 2, 9, "multiply by K", "v * K",
       [](V v, Int k) { return Value{integer(v) * k}; }},
      {"square", 'n', 'n', 0, 0, "square it", "v * v",
       [](V v, Int) { return Value{integer(v) * integer(v)}; }},
      {"cube", 'n', 'n', 0, 0, "cube it", "v ** 3",
       [](V v, Int) { return Value{integer(v) * integer(v) * integer(v)}; }},
      {"absolute", 'n', 'n', 0, 0, "take the absolute value", "abs(v)",
       [](V v, Int) { return Value{Int{std::llabs(integer(v))}}; }},
      {"negate", 'n', 'n', 0, 0, "negate it", "-v", [](V v, Int) { return Value{-integer(v)}; }},
      {"modulo", 'n', 'n', 2, 9, "take the remainder modulo K", "v % K",
       [](V v, Int k) { return Value{floor_mod(integer(v), k)}; }},
      {"quotient", 'n', 'n', 2, 9, "divide by K, rounding down", "v // K",
       [](V v, Int k) { return Value{floor_div(integer(v), k)}; }},
      {"at_most", 'n', 'n', 5, 60, "cap it at no more than K", "min(v, K)",
       [](V v, Int k) { return Value{std::min(integer(v), k)}; }},
      {"at_least", 'n', 'n', 1, 20, "raise it to no less than K", "max(v, K)",
       [](V v, Int k) { return Value{std::max(integer(v), k)}; }},
      {"digit_sum", 'n', 'n', 0, 0, "take the sum of its digits",
       "sum(int(d) for d in str(abs(v)))", digit_sum},
      {"digit_count", 'n', 'n', 0, 0, "take the number of its digits", "len(str(abs(v)))",
       [](V v, Int) { return Value{static_cast<Int>(digits_of(integer(v)).size())}; }},
      {"last_digit", 'n', 'n', 0, 0, "take its last digit", "abs(v) % 10",
       [](V v, Int) { return Value{Int{std::llabs(integer(v)) % 10}}; }},
      {"rest", 'n', 'n', 10, 90, "subtract it from K", "K - v",
       [](V v, Int k) { return Value{k - integer(v)}; }},
      {"triangle", 'n', 'n', 0, 0, "multiply it by its successor", "v * (v + 1)",
       [](V v, Int) { return Value{integer(v) * (integer(v) + 1)}; }},
      {"double", 'n', 'n', 0, 0, "double it", "v + v",
       [](V v, Int) { return Value{integer(v) * 2}; }},
      {"swap_digits", 'n', 'n', 0, 0, "reverse its digits", "int(str(abs(v))[::-1])",
       [](V v, Int) {
         const std::string digits = digits_of(integer(v));
         return Value{Int{std::stoll(std::string(digits.rbegin(), digits.rend()))}};
       }},
  };
}

}  // namespace

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> joined = list_operations();
    for (const auto& more : {string_operations(), number_operations()}) {
      joined.insert(joined.end(), more.begin(), more.end());
    }
    return joined;
  }();
  return all;
}

const std::vector<Predicate>& predicates() {
  static const std::vector<Predicate> all = {
      {"even", 0, 0, "n is even", "n % 2 == 0", [](Int x, Int) { return x % 2 == 0; }},
      {"odd", 0, 0, "n is odd", "n % 2 == 1", [](Int x, Int) { return x % 2 != 0; }},
      {"above", 2, 30, "n is greater than K", "n > K", [](Int x, Int k) { return x > k; }},
      {"below", 2, 30, "n is less than K", "n < K", [](Int x, Int k) { return x < k; }},
      {"multiple", 3, 7, "n is a multiple of K", "n % K == 0",
       [](Int x, Int k) { return x % k == 0; }},
      {"negative", 0, 0, "n is negative", "n < 0", [](Int x, Int) { return x < 0; }},
      {"positive", 0, 0, "n is positive", "n > 0", [](Int x, Int) { return x > 0; }},
  };
  return all;
}

}  // namespace assay::builtin
