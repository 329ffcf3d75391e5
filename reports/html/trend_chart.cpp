#include "reports/html/trend_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/html/chart_frame.hpp"
#include "reports/html/table_markup.hpp"
#include "reports/statistics/think_tokens.hpp"

namespace assay::html {

namespace {

std::string rounded(double value) { return with_thousands(std::llround(value)); }

std::string text_of(TrendScale scale, const Estimate& estimate) {
  if (scale == TrendScale::percent) {
    return percent(estimate.value, estimate.standard_error);
  }
  return rounded(estimate.value) +
         (estimate.standard_error ? " ± " + rounded(*estimate.standard_error) : "") + " tokens";
}

/// What the top of the y axis stands for.
double most(TrendScale scale, const std::vector<TrendPoint>& points) {
  if (scale == TrendScale::percent) {
    return 1;
  }
  double high = 1;
  for (const TrendPoint& point : points) {
    high = std::max(high, point.estimate.value + point.estimate.standard_error.value_or(0));
  }
  return 4.0 *
         static_cast<double>(statistics::bin_width(static_cast<std::size_t>(std::ceil(high)), 4));
}

std::string ticks(TrendScale scale, double top) {
  if (scale == TrendScale::percent) {
    return percent_ticks();
  }
  std::string text;
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    text += y_tick(share, rounded(share * top));
  }
  return text;
}

}  // namespace

std::string trend_chart(const std::string& title, TrendScale scale,
                        const std::vector<TrendPoint>& points) {
  if (std::count_if(points.begin(), points.end(),
                    [](const TrendPoint& point) { return point.estimate.problems > 0; }) < 2) {
    return "";
  }
  const double top = most(scale, points);
  std::string drawing = ticks(scale, top);
  std::string path;
  std::string marks;
  const bool shares = scale == TrendScale::percent;
  Table numbers({"run", shares ? "pass@1" : "tokens of thought", "problems"});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Estimate& estimate = points[i].estimate;
    const double share =
        0.05 + 0.9 * static_cast<double>(i) / static_cast<double>(points.size() - 1);
    drawing += x_tick(share, points[i].run);
    numbers.row({points[i].run, estimate.problems > 0 ? text_of(scale, estimate) : "–",
                 std::to_string(estimate.problems)});
    if (estimate.problems == 0) {
      continue;
    }
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", Frame::x(share),
                        Frame::y(estimate.value / top));
    marks += point_with_error(Frame::x(share), estimate.value / top,
                              estimate.standard_error.value_or(0) / top,
                              fmt::format("{}: {}", points[i].run, text_of(scale, estimate)));
  }
  drawing += axes("run", shares ? "samples right, %" : "tokens of thought, mean") +
             fmt::format(R"(<path class="curve" d="{}"/>)", path) + marks;
  return figure(title, drawing, "", numbers.markup());
}

}  // namespace assay::html
