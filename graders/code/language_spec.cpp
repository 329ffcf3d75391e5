#include "graders/code/language_spec.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace embedded {
extern const std::string_view language_bash;
extern const std::string_view language_c;
extern const std::string_view language_cpp;
extern const std::string_view language_cpp20;
extern const std::string_view language_go;
extern const std::string_view language_javascript;
extern const std::string_view language_python;
extern const std::string_view language_rust;
}  // namespace embedded

namespace {

using Texts = std::vector<std::string>;

void read_field(LanguageSpec& spec, const std::string& key, const YAML::Node& value) {
  const std::array<std::pair<const char*, std::string LanguageSpec::*>, 4> texts = {
      {{"install", &LanguageSpec::install},
       {"source", &LanguageSpec::source},
       {"artifact", &LanguageSpec::artifact},
       {"precompiled", &LanguageSpec::precompiled}}};
  const std::array<std::pair<const char*, Texts LanguageSpec::*>, 3> lists = {
      {{"names", &LanguageSpec::names},
       {"compile", &LanguageSpec::compile},
       {"run", &LanguageSpec::run}}};
  for (const auto& [name, member] : texts) {
    if (key == name) {
      spec.*member = value.as<std::string>();
      return;
    }
  }
  for (const auto& [name, member] : lists) {
    if (key == name) {
      spec.*member = value.as<Texts>();
      return;
    }
  }
  if (key == "address_space_mib") {
    spec.address_space_mib = value.as<std::uint64_t>();
  } else if (key == "threads") {
    spec.threads = value.as<int>();
  } else if (key == "stack_mib") {
    spec.stack_mib = value.as<std::uint64_t>();
  } else {
    throw DataError(
        fmt::format("unknown field '{}'; see language_spec.hpp for those there are", key));
  }
}

LanguageSpec parse(std::string_view name, std::string_view text) {
  LanguageSpec spec;
  try {
    for (const auto& field : YAML::Load(std::string(text))) {
      read_field(spec, field.first.as<std::string>(), field.second);
    }
  } catch (const std::exception& error) {
    throw DataError(fmt::format("languages/{}.yaml: {}", name, error.what()));
  }
  if (spec.names.empty() || spec.source.empty() || spec.run.empty() ||
      spec.compile.empty() != spec.artifact.empty()) {
    throw DataError(
        fmt::format("languages/{}.yaml: needs names, source and run, and an artifact "
                    "exactly if there is a compile command",
                    name));
  }
  return spec;
}

std::string folded(const std::string& name) {
  std::string result;
  for (const char letter : name) {
    if (letter != ' ') {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return result;
}

}  // namespace

const std::vector<LanguageSpec>& built_in_languages() {
  static const std::vector<LanguageSpec> languages = {
      parse("bash", embedded::language_bash),
      parse("c", embedded::language_c),
      parse("cpp", embedded::language_cpp),
      parse("cpp20", embedded::language_cpp20),
      parse("go", embedded::language_go),
      parse("javascript", embedded::language_javascript),
      parse("python", embedded::language_python),
      parse("rust", embedded::language_rust)};
  return languages;
}

const LanguageSpec* find_language(const std::string& name) {
  const std::string wanted = folded(name);
  for (const LanguageSpec& spec : built_in_languages()) {
    if (std::find(spec.names.begin(), spec.names.end(), wanted) != spec.names.end()) {
      return &spec;
    }
  }
  return nullptr;
}

void require_tools(const LanguageSpec& spec) {
  for (const Texts& command : {spec.compile, spec.run}) {
    for (const std::string& word : command) {
      if (word[0] == '/' && ::access(word.c_str(), X_OK) != 0) {
        throw InfrastructureError(fmt::format("programs in {} need {}, which is missing: {}",
                                              spec.names[0], word, spec.install));
      }
    }
  }
}

}  // namespace assay
