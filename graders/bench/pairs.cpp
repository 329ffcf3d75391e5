// Times the maths grader on pairs: assay-math-bench PAIRS..., each a .tsv (pair_file.hpp) or JSON
// lines with {gold, answer} or {gold, response}. Prints JSON for each file: processor time per
// check (the least of three runs), its quantiles, and the costliest, with the nanoseconds of a unit
// of work.
#include <ctime>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "graders/bench/pair_file.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"

namespace {

struct Pair {
  std::string gold;
  std::string answer;
  std::string response;  ///< what follows the thinking, if there is no bare answer
};

struct Timed {
  double us = 0;
  std::int64_t work = 0;
  std::size_t pair = 0;
};

double thread_us() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

std::vector<Pair> read_json_lines(const std::string& path) {
  std::ifstream file(path);
  std::vector<Pair> pairs;
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json row = nlohmann::json::parse(line);
    Pair pair{row.at("gold"), row.value("answer", ""), row.value("response", "")};
    const std::size_t thinking = pair.response.rfind("</think>");
    if (thinking != std::string::npos) {
      pair.response.erase(0, thinking + 8);
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

std::vector<Pair> read_pairs(const std::string& path) {
  if (path.size() < 4 || path.substr(path.size() - 4) != ".tsv") {
    return read_json_lines(path);
  }
  std::vector<Pair> pairs;
  for (assay::AnswerPair& pair : assay::read_answer_pairs(path)) {
    pairs.push_back({std::move(pair.gold), std::move(pair.answer), ""});
  }
  return pairs;
}

Timed time_one(const Pair& pair) {
  const double begin = thread_us();
  const std::string answer =
      pair.response.empty() ? pair.answer : assay::extract_answer(pair.response).text;
  const assay::Equivalence result = assay::compare_answers(pair.gold, answer);
  return {thread_us() - begin, result.work, 0};
}

/// The least of three runs: the others pay for caches and for neighbours.
std::vector<Timed> time_all(const std::vector<Pair>& pairs) {
  std::vector<Timed> times;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    Timed least = time_one(pairs[i]);
    for (int run = 1; run < 3; ++run) {
      least.us = std::min(least.us, time_one(pairs[i]).us);
    }
    least.pair = i;
    times.push_back(least);
  }
  return times;
}

double quantile(const std::vector<Timed>& sorted, double q) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::lround(q * last))].us;
}

std::string clipped(const std::string& text) {
  return text.size() > 120 ? text.substr(0, 120) + "..." : text;
}

nlohmann::json row(const Timed& one, const Pair& pair) {
  const double ns = one.us * 1e3 / static_cast<double>(std::max<std::int64_t>(one.work, 1));
  return {{"us", one.us},
          {"work", one.work},
          {"ns_per_unit", ns},
          {"gold", clipped(pair.gold)},
          {"answer", clipped(pair.answer)}};
}

nlohmann::json summary(const std::string& path, const std::vector<Pair>& pairs) {
  std::vector<Timed> times = time_all(pairs);
  std::sort(times.begin(), times.end(), [](const Timed& a, const Timed& b) { return a.us < b.us; });
  double total = 0;
  for (const Timed& one : times) {
    total += one.us;
  }
  nlohmann::json costliest = nlohmann::json::array();
  for (std::size_t i = 0; i < std::min<std::size_t>(5, times.size()); ++i) {
    const Timed& one = times[times.size() - 1 - i];
    costliest.push_back(row(one, pairs[one.pair]));
  }
  return {{"file", path},
          {"pairs", pairs.size()},
          {"cpu_ms", total / 1e3},
          {"checks_per_cpu_s", static_cast<double>(pairs.size()) / total * 1e6},
          {"p50_us", quantile(times, 0.5)},
          {"p99_us", quantile(times, 0.99)},
          {"p999_us", quantile(times, 0.999)},
          {"max_us", times.back().us},
          {"costliest", costliest}};
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "usage: assay-math-bench PAIRS.tsv|PAIRS.jsonl...\n";
    return 3;
  }
  for (int i = 1; i < argc; ++i) {
    const std::vector<Pair> pairs = read_pairs(argv[i]);
    if (pairs.empty()) {
      std::cerr << argv[i] << ": holds no pairs\n";
      return 3;
    }
    std::cout << summary(argv[i], pairs).dump(1) << '\n';
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 3;
}
