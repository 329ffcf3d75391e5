#include "reports/gate/kernel_times.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using test::Approx;

TEST_CASE("repetitions are gathered by benchmark, aggregates are left out") {
  const KernelTimes times = read_kernel_times(R"({"context": {}, "benchmarks": [
      {"name": "rope/8", "run_name": "rope/8", "run_type": "iteration", "real_time": 2.5,
       "cpu_time": 2.0, "time_unit": "us"},
      {"name": "rope/8", "run_name": "rope/8", "run_type": "iteration", "real_time": 3.5,
       "cpu_time": 3.0, "time_unit": "us"},
      {"name": "rope/8_mean", "run_name": "rope/8", "run_type": "aggregate", "real_time": 3.0,
       "cpu_time": 2.5, "time_unit": "us"},
      {"name": "embed", "real_time": 7, "cpu_time": 7, "time_unit": "ns"}]})",
                                              "a.json", "cpu_time");
  CHECK(times == KernelTimes{{"rope/8", {2000, 3000}}, {"embed", {7}}});
}

TEST_CASE("damaged benchmark files are told by file and benchmark") {
  const auto read = [](const std::string& rows) {
    return read_kernel_times("{\"benchmarks\": [" + rows + "]}", "a.json", "real_time");
  };
  CHECK_THROWS_WITH(read_kernel_times("{", "a.json", "real_time"), Contains("a.json"));
  CHECK_THROWS_WITH(read_kernel_times("[]", "a.json", "real_time"), Contains("a.json"));
  CHECK_THROWS_WITH(read(""), Contains("a.json: holds no times"));
  CHECK_THROWS_WITH(read(R"({"name": "x", "cpu_time": 1})"), Contains("real_time"));
  CHECK_THROWS_WITH(read(R"({"name": "x", "real_time": 0})"),
                    Contains("a.json: x: real_time is 0"));
  CHECK_THROWS_WITH(read(R"({"name": "x", "real_time": 1, "time_unit": "h"})"), Contains("\"h\""));
  CHECK_THROWS_AS(read(R"({"name": "x", "error_occurred": true, "error_message": "no GPU"})"),
                  InfrastructureError);
}

TEST_CASE("the slowdown is Welch's test of the logarithms") {
  // Logarithms 0, 1, 2 against 1, 2, 3, 6: means 1 and 3, variances 1 and 14/3.
  const std::vector<double> before = {1, std::exp(1.0), std::exp(2.0)};
  const std::vector<double> after = {std::exp(1.0), std::exp(2.0), std::exp(3.0), std::exp(6.0)};
  const statistics::PairedDifference change = slowdown(before, after);
  const double a = 1.0 / 3;
  const double b = 14.0 / 3 / 4;
  CHECK(change.difference == Approx(2));
  CHECK(*change.standard_error == Approx(std::sqrt(a + b)));
  CHECK(change.degrees_of_freedom == Approx((a + b) * (a + b) / (a * a / 2 + b * b / 3)));
  CHECK_FALSE(slowdown({1}, after).standard_error);
}

}  // namespace
}  // namespace assay
