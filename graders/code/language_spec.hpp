// A language as data: how its programs are built and started. From languages/*.yaml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace assay {

struct LanguageSpec {
  std::vector<std::string> names;  ///< lower case, without spaces; the first is its own
  std::string install;             ///< the remedy where a tool is missing
  std::string source;              ///< the source file's name
  std::string artifact;            ///< what `compile` makes; empty: the source itself
  std::vector<std::string> compile;
  std::string precompiled;       ///< header that is compiled ahead for programs beginning with it
  std::vector<std::string> run;  ///< the word equal to `artifact` (or `source`) is its path
  std::uint64_t address_space_mib = 0;  ///< at least; for runtimes that reserve much
  int threads = 0;                      ///< at least
  std::uint64_t stack_mib = 0;          ///< 0: the system's
};

/// The built-in languages. Throws DataError for a malformed file.
[[nodiscard]] const std::vector<LanguageSpec>& built_in_languages();

/// By any of its names; case and spaces do not count. Null if there is none.
[[nodiscard]] const LanguageSpec* find_language(const std::string& name);

/// Throws InfrastructureError with the remedy if a tool of the language is missing.
void require_tools(const LanguageSpec& spec);

}  // namespace assay
