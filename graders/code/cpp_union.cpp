#include "graders/code/cpp_union.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "graders/code/cpp_text.hpp"

namespace assay::cpp {

namespace {

struct Member {
  std::string type;
  std::string name;
};

/// Declarations of data at the top of a union's body.
std::vector<Member> data_members(std::string_view body) {
  std::vector<Member> result;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    depth += body[i] == '{' ? 1 : body[i] == '}' ? -1 : 0;
    const bool statement = body[i] == ';' && depth == 0;
    if (statement) {
      const std::string_view text = trimmed(body.substr(begin, i - begin));
      const std::string name(word_before(text, text.size()));
      if (text.find('(') == none && !name.empty() && name.size() < text.size()) {
        result.push_back({std::string(trimmed(text.substr(0, text.size() - name.size()))), name});
      }
    }
    if (statement || (body[i] == '}' && depth == 0)) {
      begin = i + 1;
    }
  }
  return result;
}

std::string tagged_struct(const std::string& name, const std::vector<Member>& members) {
  std::string data;
  std::string methods;
  std::string types;
  std::string visit;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& [type, field] = members[i];
    data += fmt::format("{} {}{{}}; ", type, field);
    methods += fmt::format(
        "{0}({1} value) : {2}(std::move(value)), assay_active({3}) {{}} "
        "bool operator==({1} value) const {{ return assay_active == {3} && {2} == value; }} ",
        name, type, field, i);
    types += (i == 0 ? "" : ", ") + type;
    visit += fmt::format("if (assay_active == {}) visit({}); ", i, field);
  }
  return fmt::format(
      "struct {} {{ {}unsigned assay_active = 0; {}using assay_members = std::tuple<{}>; "
      "template <class Visit> void assay_visit(Visit visit) const {{ {}}} }}",
      name, data, methods, types, visit);
}

/// A definition of a union in blanked text.
struct UnionText {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< behind its closing brace
  std::string name;
  std::string_view body;
};

std::vector<UnionText> unions_in(std::string_view blanked_source) {
  std::vector<UnionText> result;
  for (const std::size_t begin : occurrences(blanked_source, "union")) {
    const std::size_t name_begin = skip_spaces(blanked_source, begin + 5);
    std::size_t name_end = name_begin;
    while (name_end < blanked_source.size() && is_word(blanked_source[name_end])) {
      ++name_end;
    }
    const std::size_t open = skip_spaces(blanked_source, name_end);
    if (open >= blanked_source.size() || blanked_source[open] != '{') {
      continue;
    }
    const std::size_t close = closing(blanked_source, open, '{', '}');
    if (close != none) {
      result.push_back({begin, close + 1,
                        std::string(blanked_source.substr(name_begin, name_end - name_begin)),
                        blanked_source.substr(open + 1, close - open - 1)});
    }
  }
  return result;
}

}  // namespace

std::vector<TaggedUnion> tagged_unions(std::string_view prompt) {
  const std::string text = blanked(prompt);
  std::vector<TaggedUnion> result;
  for (const UnionText& found : unions_in(text)) {
    const std::vector<Member> members = data_members(found.body);
    if (!members.empty() && found.body.find(found.name + "(") != none) {
      result.push_back({found.name, tagged_struct(found.name, members)});
    }
  }
  return result;
}

std::string with_tagged_unions(std::string source, const std::vector<TaggedUnion>& unions) {
  const std::string text = blanked(source);
  std::vector<UnionText> found = unions_in(text);
  std::reverse(found.begin(), found.end());
  for (const UnionText& definition : found) {
    const auto same = [&](const TaggedUnion& known) { return known.name == definition.name; };
    const auto known = std::find_if(unions.begin(), unions.end(), same);
    if (known != unions.end()) {
      const auto lines =
          std::count(text.begin() + static_cast<std::ptrdiff_t>(definition.begin),
                     text.begin() + static_cast<std::ptrdiff_t>(definition.end), '\n');
      source.replace(definition.begin, definition.end - definition.begin,
                     known->replacement + std::string(static_cast<std::size_t>(lines), '\n'));
    }
  }
  return source;
}

}  // namespace assay::cpp
