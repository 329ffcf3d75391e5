#include "graders/code/cpp_outline.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "graders/code/cpp_text.hpp"

namespace assay::cpp {

namespace {

constexpr std::array plain_words = {
    "std",      "void",     "bool",        "char",          "short",         "int",      "long",
    "unsigned", "signed",   "float",       "double",        "const",         "size_t",   "int8_t",
    "int16_t",  "int32_t",  "int64_t",     "uint8_t",       "uint16_t",      "uint32_t", "uint64_t",
    "string",   "vector",   "deque",       "list",          "array",         "set",      "multiset",
    "map",      "multimap", "pair",        "unordered_set", "unordered_map", "tuple",    "variant",
    "optional", "any",      "string_view", "nullopt_t",     "monostate"};

constexpr std::size_t most_type = 1000;  ///< bytes of one that is written out

constexpr std::array specifiers = {"static",    "inline", "constexpr", "consteval",
                                   "constinit", "extern", "friend",    "virtual"};

template <class Words>
bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view first_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_word(text[end])) {
    ++end;
  }
  return text.substr(0, end);
}

bool is_plain_type(std::string_view type, const std::vector<std::string>& types) {
  for (std::size_t i = 0; i < type.size();) {
    const std::string_view word = first_word(type.substr(i));
    const bool number = !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) != 0;
    if (word.empty() ? std::string_view("<>:,&* \n\t\r").find(type[i]) == none
                     : !number && !contains(plain_words, word) && !contains(types, word)) {
      return false;
    }
    i += std::max<std::size_t>(word.size(), 1);
  }
  return !trimmed(type).empty();
}

std::string_view without_specifiers(std::string_view result) {
  for (;;) {
    result = trimmed(result);
    const std::string_view word = first_word(result);
    if (result.substr(0, 2) == "[[") {
      result.remove_prefix(std::min(result.find("]]"), result.size() - 2) + 2);
    } else if (contains(specifiers, word)) {
      result.remove_prefix(word.size());
    } else {
      return result;
    }
  }
}

/// Its lines that begin with '#', those that continue them, and what `#if 0` leaves out, as spaces.
std::string without_directives(std::string text) {
  bool directive = false;
  int left_out = 0;  ///< how many conditions deep
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = trimmed(std::string_view(text).substr(begin, end - begin));
    const bool starts = !directive && line.substr(0, 1) == "#";
    const std::string_view words = starts ? trimmed(line.substr(1)) : "";
    directive = directive || starts;
    const bool goes_on = directive && !line.empty() && line.back() == '\\';
    const bool opens = words.substr(0, 2) == "if";
    const bool closes =
        words.substr(0, 5) == "endif" || (left_out == 1 && words.substr(0, 2) == "el");
    left_out += opens && (left_out > 0 || trimmed(words.substr(2)) == "0") ? 1 : 0;
    if (directive || left_out > 0) {
      std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(begin), end - begin, ' ');
    }
    left_out -= closes && left_out > 0 ? 1 : 0;
    directive = goes_on;
    begin = end + 1;
  }
  return text;
}

/// `#define NAME TYPE`, each on a line.
std::vector<Alias> defined_names(std::string_view text) {
  std::vector<Alias> result;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trimmed(text.substr(begin, end - begin));
    if (line.substr(0, 1) == "#" && first_word(trimmed(line.substr(1))) == "define") {
      line = trimmed(trimmed(line.substr(1)).substr(6));
      const std::string_view name = first_word(line);
      const std::string_view rest = line.substr(name.size());
      if (!rest.empty() && rest[0] != '(' && rest.back() != '\\') {
        result.push_back({std::string(name), std::string(trimmed(rest))});
      }
    }
    begin = end + 1;
  }
  return result;
}

class Outliner {
 public:
  explicit Outliner(std::string_view source)
      : source_(source), text_(without_directives(blanked(source))) {
    result_.aliases = defined_names(blanked(source));
  }

  Outline run() {
    for (; at_ < text_.size(); ++at_) {
      const char letter = text_[at_];
      if (letter == '(' || letter == '[') {
        at_ = std::min(closing(text_, at_, letter, letter == '(' ? ')' : ']'), text_.size() - 1);
      } else if (letter == ';') {
        statement(false, at_ + 1);
      } else if (letter == '}') {
        begin_ = at_ + 1;
      } else if (letter == '{') {
        block();
      }
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string_view head() const {
    return trimmed(std::string_view(text_).substr(begin_, at_ - begin_));
  }

  void block() {
    const std::size_t close = closing(text_, at_, '{', '}');
    const std::size_t end = close == none ? text_.size() : close + 1;
    if (contains(std::array{"namespace", "extern"}, first_word(head())) &&
        head().find('(') == none) {
      begin_ = end;
    } else if (!type() && begins_body(without_template(head()).first)) {
      statement(true, end);
      if (close == none && !result_.functions.empty()) {
        result_.functions.back().is_open = true;
      }
    }
    at_ = end - 1;
  }

  /// Not an initializer's braces.
  static bool begins_body(std::string_view head) {
    const std::size_t open = parameters_of(head);
    const std::string_view before = head.substr(0, open);
    return open != none && (before.find('=') == none || !occurrences(before, "operator").empty());
  }

  /// Takes note of a type that the head begins.
  bool type() {
    std::string_view rest = without_template(head()).first;
    if (!contains(std::array{"struct", "class", "union", "enum"}, first_word(rest)) ||
        rest.find('(') != none) {
      return false;
    }
    while (contains(std::array{"struct", "class", "union", "enum"}, first_word(rest))) {
      rest = trimmed(rest.substr(first_word(rest).size()));
    }
    result_.types.emplace_back(first_word(rest));
    return true;
  }

  static std::pair<std::string_view, bool> without_template(std::string_view head) {
    if (first_word(head) != "template" || head.find('<') == none) {
      return {head, false};
    }
    const std::size_t close = closing(head, head.find('<'), '<', '>');
    return {close == none ? head : trimmed(head.substr(close + 1)), true};
  }

  void statement(bool is_defined, std::size_t end) {
    const auto [rest, is_template] = without_template(head());
    if (!is_template && !is_defined) {
      add_alias(rest);
    }
    if (std::optional<Function> function = declared(rest)) {
      function->is_defined = is_defined;
      function->is_template = function->is_template || is_template;
      function->begin = begin_;
      function->end = end;
      result_.functions.push_back(*std::move(function));
    }
    begin_ = end;
  }

  /// Of `using NAME = TYPE` and `typedef TYPE NAME`.
  void add_alias(std::string_view head) {
    const std::string_view kind = first_word(head);
    const std::string_view rest = trimmed(head.substr(kind.size()));
    const std::size_t equals = rest.find('=');
    if (kind == "using" && equals != none) {
      result_.aliases.push_back({std::string(trimmed(rest.substr(0, equals))),
                                 std::string(trimmed(rest.substr(equals + 1)))});
    } else if (kind == "typedef") {
      const std::string_view name = word_before(rest, rest.size());
      result_.aliases.push_back(
          {std::string(name), std::string(trimmed(rest.substr(0, rest.size() - name.size())))});
    }
  }

  [[nodiscard]] std::optional<Function> declared(std::string_view head) const {
    const std::size_t open = parameters_of(head);
    const std::size_t close = open == none ? none : closing(head, open, '(', ')');
    if (close == none) {
      return std::nullopt;
    }
    const std::string_view before = trimmed(head.substr(0, open));
    const std::string_view name = word_before(before, before.size());
    const std::string_view result =
        without_specifiers(before.substr(0, before.size() - name.size()));
    if (name.empty() || name == "operator" || result.empty() ||
        result.find_first_of("={}") != none ||
        !(is_word(result.back()) || std::string_view(">&*").find(result.back()) != none) ||
        contains(std::array{"using", "typedef", "return", "new"}, first_word(result))) {
      return std::nullopt;
    }
    Function function;
    function.name = std::string(name);
    function.result = std::string(result);
    const std::size_t arrow = head.find("->", close);
    if (result == "auto" && arrow != none) {
      function.result = std::string(trimmed(head.substr(arrow + 2)));
    }
    add_parameters(function, trimmed(head.substr(open + 1, close - open - 1)));
    const auto is_value = [](const Parameter& parameter) {  // of a variable: int n(3);
      const std::string& type = parameter.type;
      return type.empty() || std::isdigit(static_cast<unsigned char>(type[0])) != 0;
    };
    const auto& parameters = function.parameters;
    return std::any_of(parameters.begin(), parameters.end(), is_value) ? std::nullopt
                                                                       : std::optional(function);
  }

  /// The first parenthesis outside of <>, as in `std::function<int(int)> f(int a)`.
  static std::size_t parameters_of(std::string_view head) {
    int depth = 0;
    for (std::size_t i = 0; i < head.size(); ++i) {
      depth += head[i] == '<' ? 1 : head[i] == '>' ? -1 : 0;
      if (head[i] == '(' && depth <= 0) {
        return i;
      }
    }
    return none;
  }

  void add_parameters(Function& function, std::string_view list) const {
    if (list.empty() || list == "void") {
      return;
    }
    for (const std::string_view item : split(list)) {
      const std::size_t equals = item.find('=');
      Parameter parameter{type_of(trimmed(item.substr(0, equals))), ""};
      if (equals != none) {
        const auto from = static_cast<std::size_t>(item.data() - text_.data()) + equals + 1;
        parameter.value = std::string(trimmed(source_.substr(from, item.size() - equals - 1)));
      }
      function.is_template = function.is_template || first_word(parameter.type) == "auto";
      function.parameters.push_back(std::move(parameter));
    }
  }

  /// Of a parameter, with a name or without.
  static std::string type_of(std::string_view parameter) {
    const std::string_view name = word_before(parameter, parameter.size());
    const std::string_view type = trimmed(parameter.substr(0, parameter.size() - name.size()));
    const bool unnamed = name.empty() || type.empty() || contains(plain_words, name) ||
                         type.back() == ':' ||
                         contains(std::array{"const", "struct", "enum"}, type);
    return std::string(unnamed ? parameter : type);
  }

  std::string_view source_;
  std::string text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  ///< of the declaration in hand
  Outline result_;
};

}  // namespace

Outline outline(std::string_view source) { return Outliner(source).run(); }

std::string without_aliases(std::string type, const std::vector<Alias>& aliases) {
  // The last first, since each may use those before it; macros, which stand first, may use any.
  const std::vector<Alias> last_first(aliases.rbegin(), aliases.rend());
  for (int pass = 0; pass < 2; ++pass) {
    for (const Alias& alias : last_first) {
      std::vector<std::size_t> places = occurrences(type, alias.name);
      std::reverse(places.begin(), places.end());
      for (const std::size_t at : places) {
        const bool of_library = at > 0 && type[at - 1] == ':';
        if (!of_library && type.size() < most_type) {
          type.replace(at, alias.name.size(), alias.type);
        }
      }
    }
  }
  return type;
}

bool is_plain(const Function& function, const std::vector<std::string>& types) {
  return !function.is_template && is_plain_type(function.result, types) &&
         std::all_of(
             function.parameters.begin(), function.parameters.end(),
             [&](const Parameter& parameter) { return is_plain_type(parameter.type, types); });
}

std::string parameter_types(const Function& function) {
  std::string types;
  for (const Parameter& parameter : function.parameters) {
    types += (types.empty() ? "" : ", ") + parameter.type;
  }
  return types;
}

}  // namespace assay::cpp
