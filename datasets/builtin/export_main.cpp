// assay-builtin-export: writes generated problems as JSON lines, for training the built-in model.
//   assay-builtin-export --split train|test --suite assay-math|assay-code|all --n N --seed S
//                        [--mix family=weight,...]
//   assay-builtin-export --suite-dump assay-math|assay-code
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "datasets/builtin/builtin.hpp"
#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"

namespace {

using assay::UsageError;
using assay::builtin::Split;
using assay::builtin::WorkedProblem;

constexpr double suffix_share = 0.08;
constexpr const char* math_suffix =
    "\nPlease reason step by step, and put your final answer within \\boxed{}.";

struct Options {
  Split split = Split::train;
  std::string suite = "all";
  std::uint64_t count = 1000;
  std::uint64_t seed = 1;
  std::map<std::string, double> weights;
  std::string dump;
};

std::map<std::string, double> parse_mix(const std::string& text) {
  std::map<std::string, double> weights;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string item = text.substr(begin, end - begin);
    const std::size_t equals = item.find('=');
    if (equals == std::string::npos) {
      throw UsageError("--mix: '" + item + "' is not family=weight");
    }
    weights[item.substr(0, equals)] = std::stod(item.substr(equals + 1));
    begin = end + 1;
  }
  return weights;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string flag = argv[i];
    if (i + 1 == argc) {
      throw UsageError(flag + " needs a value");
    }
    const std::string value = argv[i + 1];
    if (flag == "--split" && (value == "train" || value == "test")) {
      options.split = value == "train" ? Split::train : Split::test;
    } else if (flag == "--suite") {
      options.suite = value;
    } else if (flag == "--n") {
      options.count = std::stoull(value);
    } else if (flag == "--seed") {
      options.seed = std::stoull(value);
    } else if (flag == "--mix") {
      options.weights = parse_mix(value);
    } else if (flag == "--suite-dump") {
      options.dump = value;
    } else {
      throw UsageError("cannot use '" + flag + " " + value + "'; usage: see export_main.cpp");
    }
  }
  return options;
}

void append_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_field(std::string& out, const char* name, const std::string& value) {
  out += std::string(",\"") + name + "\":";
  append_string(out, value);
}

std::string json_line(const WorkedProblem& worked) {
  const assay::Problem& problem = worked.problem;
  std::string out = "{\"level\":" + std::to_string(problem.level);
  append_field(out, "id", problem.id);
  append_field(out, "family", problem.subject);
  append_field(out, "question", problem.question);
  append_field(out, "thinking", worked.thinking);
  append_field(out, "reply", worked.reply);
  append_field(out, "gold", problem.tests ? problem.solution : problem.gold);
  append_field(out, "key", worked.content_key);
  if (problem.tests) {
    append_field(out, "entry_point", problem.tests->entry_point);
    out += ",\"asserts\":[";
    for (const std::string& line : problem.tests->asserts) {
      append_string(out, line);
      out += ',';
    }
    out.back() = ']';
  }
  return out + "}\n";
}

/// Families with cumulated shares; a family without a weight has weight 1, unless a mix names it.
std::vector<std::pair<std::string, double>> shares(const Options& options) {
  std::vector<std::pair<std::string, double>> result;
  double total = 0;
  for (const char* suite : {"assay-math", "assay-code"}) {
    if (options.suite != "all" && options.suite != suite) {
      continue;
    }
    for (const std::string& family : assay::builtin::families(suite)) {
      const auto weight = options.weights.find(family);
      total += weight == options.weights.end() ? 1.0 : weight->second;
      result.emplace_back(family, total);
    }
  }
  if (result.empty() || total <= 0) {
    throw UsageError("--suite " + options.suite + " with this --mix has no family");
  }
  for (auto& [family, share] : result) {
    share /= total;
  }
  return result;
}

void write_samples(const Options& options) {
  const auto families = shares(options);
  for (std::uint64_t index = 0; index < options.count; ++index) {
    assay::PhiloxStream random(options.seed ^ 0x6d69780000000000ULL, index);
    const double point = assay::unit_interval(random.next());
    std::size_t chosen = 0;
    while (chosen + 1 < families.size() && point > families[chosen].second) {
      ++chosen;
    }
    WorkedProblem worked =
        assay::builtin::draw(families[chosen].first, options.split, options.seed, index);
    if (options.split == Split::train && !worked.problem.tests && random.chance(suffix_share)) {
      worked.problem.question += math_suffix;
    }
    const std::string line = json_line(worked);
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
}

void dump_suite(const std::string& name) {
  for (const assay::Problem& problem : assay::builtin::suite(name)) {
    WorkedProblem worked;
    worked.problem = problem;
    const std::string line = json_line(worked);
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = parse(argc, argv);
    if (options.dump.empty()) {
      write_samples(options);
    } else {
      dump_suite(options.dump);
    }
    return 0;
  } catch (const assay::Error& error) {
    std::cerr << error.what() << '\n';
    return static_cast<int>(error.exit_code());
  } catch (const std::exception& error) {
    std::cerr << "assay-builtin-export: a flag's value is not a number: " << error.what() << '\n';
    return static_cast<int>(assay::ExitCode::usage);
  }
}
