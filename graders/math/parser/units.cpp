// What stands behind a value and measures it.
#include <algorithm>
#include <array>

#include "graders/math/parser/number_words.hpp"
#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

struct Unit {
  std::string_view written;
  std::string_view meant;
};

constexpr auto units = std::to_array<Unit>({
    {"cm", "cm"},
    {"mm", "mm"},
    {"km", "km"},
    {"nm", "nm"},
    {"meter", "m"},
    {"metre", "m"},
    {"m", "m"},
    {"centimeter", "cm"},
    {"centimetre", "cm"},
    {"millimeter", "mm"},
    {"kilometer", "km"},
    {"kilometre", "km"},
    {"in", "in"},
    {"inch", "in"},
    {"inches", "in"},
    {"ft", "ft"},
    {"foot", "ft"},
    {"feet", "ft"},
    {"yd", "yd"},
    {"yard", "yd"},
    {"mi", "mi"},
    {"mile", "mi"},
    {"kg", "kg"},
    {"kilogram", "kg"},
    {"kilo", "kg"},
    {"g", "g"},
    {"gram", "g"},
    {"mg", "mg"},
    {"milligram", "mg"},
    {"lb", "lb"},
    {"lbs", "lb"},
    {"pound", "lb"},
    {"oz", "oz"},
    {"ounce", "oz"},
    {"ton", "ton"},
    {"s", "s"},
    {"sec", "s"},
    {"second", "s"},
    {"ms", "ms"},
    {"min", "min"},
    {"mins", "min"},
    {"minute", "min"},
    {"h", "h"},
    {"hr", "h"},
    {"hrs", "h"},
    {"hour", "h"},
    {"day", "day"},
    {"week", "week"},
    {"month", "month"},
    {"year", "year"},
    {"yr", "year"},
    {"yrs", "year"},
    {"l", "l"},
    {"L", "l"},
    {"liter", "l"},
    {"litre", "l"},
    {"ml", "ml"},
    {"mL", "ml"},
    {"milliliter", "ml"},
    {"gallon", "gallon"},
    {"mph", "mi/h"},
    {"kph", "km/h"},
    {"kmh", "km/h"},
    {"hz", "Hz"},
    {"Hz", "Hz"},
    {"hertz", "Hz"},
    {"percent", "percent"},
    {"pct", "percent"},
    {"degree", "degree"},
    {"deg", "degree"},
    {"arcmin", "arcmin"},
    {"arcminute", "arcmin"},
    {"arcsec", "arcsec"},
    {"arcsecond", "arcsec"},
    {"dollar", "dollar"},
    {"usd", "dollar"},
    {"USD", "dollar"},
    {"buck", "dollar"},
    {"cent", "cent"},
    {"euro", "euro"},
    {"eur", "euro"},
    {"EUR", "euro"},
    {"unit", "unit"},
    {"radian", "radian"},
    {"rad", "radian"},
    {"kwh", "kWh"},
    {"kw", "kW"},
    {"kWh", "kWh"},
    {"N", "N"},
    {"newton", "N"},
    {"J", "J"},
    {"joule", "J"},
    {"kJ", "kJ"},
    {"kilojoule", "kJ"},
    {"W", "W"},
    {"watt", "W"},
    {"kW", "kW"},
    {"kilowatt", "kW"},
    {"Pa", "Pa"},
    {"pascal", "Pa"},
    {"K", "K"},
    {"kelvin", "K"},
    {"V", "V"},
    {"volt", "V"},
    {"A", "A"},
    {"ampere", "A"},
    {"erg", "erg"},
    {"ev", "eV"},
    {"eV", "eV"},
    {"pa", "Pa"},
    {"th", "th"},
    {"celsius", "celsius"},
    {"fahrenheit", "fahrenheit"},
});

/// Short spellings that are units also outside \text, where no product is likelier.
constexpr auto outside_text = std::to_array<std::string_view>(
    {"cm",  "mm",  "km", "kg",  "mg",   "ft", "lb", "lbs", "oz",  "yd", "mph",
     "kph", "EUR", "hr", "hrs", "mins", "mL", "ml", "Hz",  "kWh", "eV", "in",
     "min", "sec", "mi", "USD", "deg",  "nm", "ms", "sq",  "cu"});

std::string_view known_unit(std::string_view word) {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&](const Unit& unit) { return unit.written == word; });
  return found == units.end() ? std::string_view() : found->meant;
}

/// "miles" -> "mi", "apples" -> "apple".
std::string canonical(std::string_view word) {
  if (const std::string_view known = known_unit(word); !known.empty()) {
    return std::string(known);
  }
  std::string singular = lower(word);
  if (const std::string_view known = known_unit(singular); !known.empty()) {
    return std::string(known);
  }
  if (singular.size() > 3 && singular.back() == 's' && singular[singular.size() - 2] != 's') {
    singular.pop_back();
  }
  const std::string_view known = known_unit(singular);
  return known.empty() ? singular : std::string(known);
}

bool is_power_word(std::string_view word) {
  return word == "square" || word == "sq" || word == "squared" || word == "cubic" ||
         word == "cubed" || word == "cu";
}

bool is_square(std::string_view word) { return word.substr(0, 2) == "sq"; }

/// Of temperature, behind "degrees".
bool is_scale(std::string_view word) {
  return word == "celsius" || word == "c" || word == "fahrenheit" || word == "f";
}

/// Joins the words of a unit: "square cm" -> "cm^2", "mi per h" -> "mi/h".
std::string join(const std::vector<std::string>& words) {
  std::string text;
  std::string_view power;
  for (const std::string& word : words) {
    if (word == "squared" || word == "cubed") {
      text += is_square(word) ? "^2" : "^3";
    } else if (is_power_word(word)) {
      power = is_square(word) ? "^2" : "^3";
    } else if (word == "cent" && text.empty() && words.front() == "per") {
      text = "percent";
    } else if (word == "of") {
      continue;
    } else if (text == "degree" && is_scale(word)) {
      text = word == "celsius" || word == "c" ? "celsius" : "fahrenheit";
    } else if (word == "per" || word == "/" || word == "a" || word == "an") {
      text += text.empty() || text.back() == '/' ? "" : "/";
    } else {
      const bool glued = text.empty() || text.back() == '/' || word[0] == '^';
      text += (glued ? "" : " ") + word + std::string(power);
      power = {};
    }
  }
  return text;
}

}  // namespace

bool Parser::is_unit(std::string_view word) { return !known_unit(canonical(word)).empty(); }

/// Whether words that measure the value follow. Single letters outside \text are symbols.
bool Parser::unit_ahead() const {
  const Token& token = peek();
  if (token.kind != TokenKind::letters || at_ == split_ || at_ == 0 || connective_ahead() ||
      condition_ahead() || half_of_day_ahead() || !scale_of(token.text).empty()) {
    return false;
  }
  const Token& before = tokens_[at_ - 1];
  const bool after_value = before.kind == TokenKind::number || before.is("}") || before.is(")") ||
                           before.is("]") || before.kind == TokenKind::letters ||
                           before.kind == TokenKind::command;
  const Token& next = peek(1);
  if (!after_value || before.is("\\in") || next.is("(") || next.is("_") || next.is("=")) {
    return false;
  }
  if (token.in_text && (token.text == "i" || token.text == "e")) {
    return false;  // upright constants
  }
  if (token.in_text) {
    const bool function = function_meaning(token.text) && !is_unit(token.text);
    return !function && !constant_meaning(token.text);
  }
  return unit_by_spelling();
}

bool Parser::unit_by_spelling() const {
  const Token& token = peek();
  const Token& next = peek(1);
  const std::string_view word = token.text;
  const bool listed =
      std::find(outside_text.begin(), outside_text.end(), word) != outside_text.end();
  if (listed) {  // "min" and "sec" are functions where an argument follows
    const bool argument = next.kind == TokenKind::number || next.kind == TokenKind::letters ||
                          next.kind == TokenKind::command;
    return !(function_meaning(word) && argument) &&
           (token.spaced || tokens_[at_ - 1].kind == TokenKind::number);
  }
  const bool long_word =
      word.size() >= 3 && token.spaced && word.find_first_of("aeiouy") != std::string_view::npos;
  const bool name = function_meaning(word) || constant_meaning(word) || is_greek(word);
  const bool ends = next.kind == TokenKind::end || next.kind == TokenKind::letters ||
                    next.kind == TokenKind::number || next.is(",") || next.is(".") ||
                    next.is(")") || next.is("/") || next.is("^") || next.is(":") || next.is(";") ||
                    next.is("-");
  return long_word && !name && ends;
}

/// The "^2" of cm^2, of which the sign is taken.
std::string Parser::unit_power() {
  const bool braced = skip("{");
  std::string power = skip("-") ? "^-" : "^";
  if (peek().kind != TokenKind::number || peek().text.size() > 1) {
    fail("no power of a unit");
  }
  power += take().text;
  if (braced) {
    expect("}");
  }
  return power;
}

/// One spelling of the words of a unit. A word that hedges the value makes all of it prose.
std::string Parser::unit() {
  std::vector<std::string> words;
  while (words.size() <= 8) {
    const Token& token = peek();
    const bool word_next = peek(1).kind == TokenKind::letters;
    if (token.kind == TokenKind::letters && !connective_ahead() && !condition_ahead()) {
      if (is_hedge(lower(token.text))) {
        fail("a hedge behind a value");
      }
      words.push_back(canonical(take().text));
    } else if (!words.empty() && skip("^")) {
      words.push_back(unit_power());
    } else if (at("/") && word_next) {
      take();
      words.emplace_back("/");
    } else if (word_next && ((at("-") && !token.spaced) || at("*") || at("."))) {
      take();  // light-years, N * m, "sq. cm"
    } else {
      return join(words);
    }
  }
  fail("a sentence behind a value");
}

}  // namespace assay::math
