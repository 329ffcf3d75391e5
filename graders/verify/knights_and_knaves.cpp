#include "graders/verify/knights_and_knaves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/python_literal.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

using Kind = PythonLiteral::Kind;
using Roles = std::vector<bool>;  ///< whether each is a knight

struct Puzzle {
  std::vector<std::string> names;
  std::vector<PythonLiteral> statements;
};

[[noreturn]] void refuse(const Problem& problem, const std::string& what) {
  throw DataError(fmt::format("problem '{}': {}", problem.id, what));
}

std::vector<std::string> names_of(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    names.emplace_back(trimmed(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return names;
}

std::string operator_of(const PythonLiteral& statement) {
  const bool tuple = statement.kind == Kind::tuple && !statement.items.empty();
  return tuple && statement.items[0].kind == Kind::text ? statement.items[0].text : "";
}

/// Whether a statement is one that can be evaluated for this number of people.
bool is_sound(const PythonLiteral& statement, std::size_t people) {
  const std::string name = operator_of(statement);
  const std::size_t operands = statement.items.size() - (name.empty() ? 0 : 1);
  if (name == "telling-truth" || name == "lying") {
    const bool number = operands == 1 && statement.items[1].kind == Kind::number &&
                        statement.items[1].text.size() < 3 &&
                        std::isdigit(static_cast<unsigned char>(statement.items[1].text[0])) != 0;
    return number && std::stoul(statement.items[1].text) < people;
  }
  const bool known = (name == "not" && operands == 1) ||
                     ((name == "and" || name == "or") && operands >= 1) ||
                     ((name == "->" || name == "<=>") && operands == 2);
  return known && std::all_of(statement.items.begin() + 1, statement.items.end(),
                              [&](const PythonLiteral& part) { return is_sound(part, people); });
}

bool holds(const PythonLiteral& statement, const Roles& roles) {
  const std::string name = operator_of(statement);
  if (name == "telling-truth" || name == "lying") {
    return roles[std::stoul(statement.items[1].text)] == (name == "telling-truth");
  }
  const auto part = [&](std::size_t i) { return holds(statement.items[i], roles); };
  const auto begin = statement.items.begin() + 1;
  const auto is_true = [&](const PythonLiteral& item) { return holds(item, roles); };
  if (name == "not") {
    return !part(1);
  }
  if (name == "and") {
    return std::all_of(begin, statement.items.end(), is_true);
  }
  if (name == "or") {
    return std::any_of(begin, statement.items.end(), is_true);
  }
  return name == "->" ? !part(1) || part(2) : part(1) == part(2);
}

Puzzle puzzle_of(const Problem& problem) {
  Puzzle puzzle{names_of(field_of(problem, "names")), {}};
  for (const std::string& name : puzzle.names) {
    if (name.empty() || std::count(puzzle.names.begin(), puzzle.names.end(), name) > 1) {
      refuse(problem, fmt::format("names '{}' must be different names with commas between them",
                                  field_of(problem, "names")));
    }
  }
  const auto statements = parse_python_literal(field_of(problem, "statements"));
  const bool sound = statements && statements->items.size() == puzzle.names.size() &&
                     (statements->kind == Kind::tuple || statements->kind == Kind::list) &&
                     std::all_of(statements->items.begin(), statements->items.end(),
                                 [&](const PythonLiteral& statement) {
                                   return is_sound(statement, puzzle.names.size());
                                 });
  if (!sound) {
    refuse(problem, fmt::format("statements '{}' must be a tuple of one statement for each name",
                                field_of(problem, "statements").substr(0, 80)));
  }
  puzzle.statements = statements->items;
  return puzzle;
}

bool is_word(std::string_view text, std::size_t at) {
  return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

/// Where `word` next stands alone in `text`, from `from` on.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    if ((at == 0 || !is_word(text, at - 1)) && !is_word(text, at + word.size())) {
      return at;
    }
  }
  return std::string_view::npos;
}

struct Mention {
  std::size_t at = 0;
  std::size_t who = 0;
};

std::vector<Mention> mentions_of(const std::vector<std::string>& names, std::string_view answer) {
  std::vector<Mention> mentions;
  for (std::size_t who = 0; who < names.size(); ++who) {
    const std::string name = lower(names[who]);
    for (std::size_t at = find_word(answer, name, 0); at != std::string_view::npos;
         at = find_word(answer, name, at + 1)) {
      mentions.push_back({at, who});
    }
  }
  std::sort(mentions.begin(), mentions.end(),
            [](const Mention& a, const Mention& b) { return a.at < b.at; });
  return mentions;
}

/// Whether what is said between two names calls the first a knight; nothing if neither or both.
std::optional<bool> role_in(std::string_view text) {
  const auto says = [&](std::string_view one, std::string_view many) {
    return find_word(text, one, 0) != std::string_view::npos ||
           find_word(text, many, 0) != std::string_view::npos;
  };
  const bool knight = says("knight", "knights");
  const bool knave = says("knave", "knaves");
  return knight != knave ? std::optional(knight) : std::nullopt;
}

/// Each one's role. "Zoey and Liam are knights" calls both: a name without a role of its own has
/// that of the next. Nothing if somebody is missing or is called both.
std::optional<Roles> roles_in(const std::vector<std::string>& names, std::string_view text) {
  const std::string answer = lower(text);
  const std::vector<Mention> mentions = mentions_of(names, answer);
  std::vector<std::optional<bool>> roles(names.size());
  std::optional<bool> next;
  for (std::size_t i = mentions.size(); i-- > 0;) {
    const std::size_t end = i + 1 < mentions.size() ? mentions[i + 1].at : answer.size();
    const std::string_view said =
        std::string_view(answer).substr(mentions[i].at, end - mentions[i].at);
    const bool silent = said.find("kn") == std::string_view::npos;
    const std::optional<bool> role = silent ? next : role_in(said);
    std::optional<bool>& known = roles[mentions[i].who];
    if (!role || (known && *known != *role)) {
      return std::nullopt;
    }
    known = role;
    next = role;
  }
  Roles result;
  for (const std::optional<bool>& role : roles) {
    if (!role) {
      return std::nullopt;
    }
    result.push_back(*role);
  }
  return result;
}

std::string listed(const std::vector<std::string>& names, const Roles& roles) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("{}{}: {}", i == 0 ? "" : ", ", names[i], roles[i] ? "knight" : "knave");
  }
  return text;
}

}  // namespace

Finding KnightsAndKnavesVerifier::verify(const Problem& problem, std::string_view answer) const {
  const Puzzle puzzle = puzzle_of(problem);
  const std::optional<Roles> roles = roles_in(puzzle.names, answer);
  if (!roles) {
    return {false, "does not call everybody one of knight and knave", ""};
  }
  const std::string canonical = listed(puzzle.names, *roles);
  for (std::size_t i = 0; i < puzzle.names.size(); ++i) {
    const bool statement = holds(puzzle.statements[i], *roles);
    if (statement != (*roles)[i]) {
      return {false,
              fmt::format("{}, a {}, would {}", puzzle.names[i], (*roles)[i] ? "knight" : "knave",
                          statement ? "tell the truth" : "lie"),
              canonical};
    }
  }
  return {true, "all statements fit", canonical};
}

void KnightsAndKnavesVerifier::check(const Problem& problem) const { (void)puzzle_of(problem); }

}  // namespace assay
