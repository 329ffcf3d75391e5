// Times the maths grader on pairs: assay-math-bench PAIRS.jsonl, with {gold, answer} or
// {gold, response} a line. Prints JSON: processor time per check, its quantiles, and the costliest.
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

std::vector<Pair> read_pairs(const char* path) {
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

std::vector<Timed> time_all(const std::vector<Pair>& pairs) {
  std::vector<Timed> times;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double begin = thread_us();
    const std::string answer =
        pairs[i].response.empty() ? pairs[i].answer : assay::extract_answer(pairs[i].response).text;
    const assay::Equivalence result = assay::compare_answers(pairs[i].gold, answer);
    times.push_back({thread_us() - begin, result.work, i});
  }
  return times;
}

double quantile(const std::vector<Timed>& sorted, double q) {
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(std::lround(q * last))].us;
}

void print_times(const std::vector<Pair>& pairs) {
  std::vector<Timed> times = time_all(pairs);
  std::sort(times.begin(), times.end(), [](const Timed& a, const Timed& b) { return a.us < b.us; });
  double total = 0;
  for (const Timed& one : times) {
    total += one.us;
  }
  nlohmann::json costliest = nlohmann::json::array();
  for (std::size_t i = 0; i < std::min<std::size_t>(5, times.size()); ++i) {
    const Timed& one = times[times.size() - 1 - i];
    costliest.push_back({{"us", one.us},
                         {"work", one.work},
                         {"gold", pairs[one.pair].gold},
                         {"answer", pairs[one.pair].answer}});
  }
  std::cout << nlohmann::json(
                   {{"pairs", pairs.size()},
                    {"cpu_ms", total / 1e3},
                    {"checks_per_cpu_s", static_cast<double>(pairs.size()) / total * 1e6},
                    {"p50_us", quantile(times, 0.5)},
                    {"p99_us", quantile(times, 0.99)},
                    {"p999_us", quantile(times, 0.999)},
                    {"max_us", times.back().us},
                    {"costliest", costliest}})
                   .dump(1)
            << '\n';
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::cerr << "usage: assay-math-bench PAIRS.jsonl\n";
    return 3;
  }
  const std::vector<Pair> pairs = read_pairs(argv[1]);
  if (pairs.empty()) {
    std::cerr << argv[1] << ": holds no pairs\n";
    return 3;
  }
  print_times(pairs);
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 3;
}
