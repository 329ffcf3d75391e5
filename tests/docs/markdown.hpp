// The parts of Markdown that the documents' tests need: commands in fenced blocks, links, headings.
#pragma once

#include <cctype>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace assay::test {

inline std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

/// Commands in the ```sh blocks, one each, with continued lines joined and comments cut off.
inline std::vector<std::string> commands_of(const std::string& markdown) {
  static const std::regex comment(R"(\s+#.*$)");
  std::vector<std::string> commands;
  std::string command;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.rfind("```", 0) == 0) {
      inside = line == "```sh";
    } else if (inside && !line.empty() && line.back() == '\\') {
      command += line.substr(0, line.size() - 1);
    } else if (inside && !line.empty()) {
      commands.push_back(std::regex_replace(command + line, comment, ""));
      command.clear();
    }
  }
  return commands;
}

/// Targets of links and images.
inline std::vector<std::string> links_of(const std::string& markdown) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  std::vector<std::string> links;
  for (std::sregex_iterator it(markdown.begin(), markdown.end(), link), end; it != end; ++it) {
    links.push_back((*it)[1]);
  }
  return links;
}

/// A heading's anchor, as GitHub makes it.
inline std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char character : heading) {
    if (std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '-') {
      anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    } else if (character == ' ') {
      anchor += '-';
    }
  }
  return anchor;
}

inline std::vector<std::string> anchors_of(const std::string& markdown) {
  static const std::regex heading(R"(^#+ (.*)$)");
  std::vector<std::string> anchors;
  std::smatch match;
  for (const std::string& line : lines_of(markdown)) {
    if (std::regex_match(line, match, heading)) {
      anchors.push_back(anchor_of(match[1]));
    }
  }
  return anchors;
}

}  // namespace assay::test
