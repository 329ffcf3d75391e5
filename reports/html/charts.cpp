#include "reports/html/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reports/format.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/table_markup.hpp"

namespace assay::html {

namespace {

/// The drawing area in user units; the view box is `width` x `height`.
struct Frame {
  static constexpr double width = 520;
  static constexpr double height = 280;
  static constexpr double left = 52;
  static constexpr double right = 508;
  static constexpr double top = 14;
  static constexpr double bottom = 232;

  static double x(double share) { return left + share * (right - left); }
  static double y(double share) { return bottom - share * (bottom - top); }
};

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string y_tick(double share, const std::string& label) {
  return fmt::format(R"(<line class="grid" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>)"
                     R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)",
                     Frame::left, Frame::right, Frame::y(share), Frame::y(share), Frame::left - 7,
                     Frame::y(share) + 4, label);
}

std::string x_tick(double share, const std::string& label) {
  return fmt::format(R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)"
                     R"(<text x="{0:.1f}" y="{3:.1f}" text-anchor="middle">{4}</text>)",
                     Frame::x(share), Frame::bottom, Frame::bottom + 5, Frame::bottom + 20, label);
}

std::string axes(const std::string& x_title, const std::string& y_title) {
  const double middle = (Frame::top + Frame::bottom) / 2;
  return fmt::format(
      R"(<line class="axis" x1="{0:.1f}" x2="{1:.1f}" y1="{2:.1f}" y2="{2:.1f}"/>)"
      R"(<text x="{3:.1f}" y="{4:.1f}" text-anchor="middle">{5}</text>)"
      R"svg(<text x="12" y="{6:.1f}" text-anchor="middle" transform="rotate(-90 12 {6:.1f})">{7}</text>)svg",
      Frame::left, Frame::right, Frame::bottom, (Frame::left + Frame::right) / 2, Frame::height - 8,
      x_title, middle, y_title);
}

std::string figure(const std::string& title, const std::string& drawing, const std::string& legend,
                   const std::string& numbers) {
  return fmt::format(
      "<figure><figcaption>{0}</figcaption>{1}"
      R"(<svg viewBox="0 0 {2} {3}" role="img" aria-label="{0}">{4}</svg>)"
      "<details><summary>Numbers</summary>{5}</details></figure>\n",
      title, legend, Frame::width, Frame::height, drawing, numbers);
}

/// pass@1 and those above it that the run can give.
std::vector<EstimateAtK> curve(const SuiteSummary& suite) {
  std::vector<EstimateAtK> points{{1, suite.pass_at_1}};
  for (const EstimateAtK& at : suite.pass_at_k) {
    if (at.estimate.problems > 0) {
      points.push_back(at);
    }
  }
  return points;
}

std::string draw_curve(const std::vector<EstimateAtK>& points) {
  std::string drawing;
  for (const int tick : {0, 25, 50, 75, 100}) {
    drawing += y_tick(tick / 100.0, std::to_string(tick));
  }
  const double last = std::log2(points.back().k);
  std::string path;
  std::string marks;
  for (const EstimateAtK& point : points) {
    const double share = 0.04 + 0.92 * std::log2(point.k) / last;
    const double x = Frame::x(share);
    const double y = Frame::y(point.estimate.value);
    drawing += x_tick(share, std::to_string(point.k));
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", x, y);
    if (point.estimate.standard_error) {
      const double error = *point.estimate.standard_error;
      marks +=
          fmt::format(R"(<line class="bar" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/>)",
                      x, Frame::y(std::max(0.0, point.estimate.value - error)),
                      Frame::y(std::min(1.0, point.estimate.value + error)));
    }
    marks += fmt::format(
        R"(<circle class="point" cx="{:.1f}" cy="{:.1f}" r="4"><title>pass@{}: {}</title></circle>)",
        x, y, point.k, percent(point.estimate.value, point.estimate.standard_error));
  }
  return drawing + axes("k, samples a problem (logarithmic)", "problems solved, %") +
         fmt::format(R"(<path class="curve" d="{}"/>)", path) + marks;
}

/// Height of the y axis: the smallest round number of {1, 2, 5} x 10^n that holds `most`.
std::size_t round_above(std::size_t most) { return 4 * statistics::bin_width(most, 4); }

std::string bar(const char* kind, double from, double to, double low, double high) {
  if (high <= low) {
    return "";
  }
  return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                     kind, Frame::x(from) + 0.5, Frame::y(high), Frame::x(to) - Frame::x(from) - 1,
                     Frame::y(low) - Frame::y(high));
}

std::string draw_histogram(const Histogram& histogram) {
  const std::size_t bins = histogram.correct.size();
  std::size_t most = 1;
  for (std::size_t i = 0; i < bins; ++i) {
    most = std::max(most, histogram.correct[i] + histogram.wrong[i]);
  }
  const std::size_t scale = round_above(most);
  std::string drawing;
  for (std::size_t quarter = 0; quarter <= 4; ++quarter) {
    drawing += y_tick(static_cast<double>(quarter) / 4, number(scale * quarter / 4));
  }
  const auto share = [&](std::size_t i) {
    return static_cast<double>(i) / static_cast<double>(bins);
  };
  const std::size_t ticks_every = std::max<std::size_t>(1, (bins + 4) / 5);
  const auto height = [&](std::size_t count) {
    return static_cast<double>(count) / static_cast<double>(scale);
  };
  for (std::size_t i = 0; i < bins; ++i) {
    const double middle = height(histogram.correct[i]);
    drawing += bar("correct", share(i), share(i + 1), 0, middle);
    drawing += bar("wrong", share(i), share(i + 1), middle, middle + height(histogram.wrong[i]));
    if (i % ticks_every == 0) {
      drawing += x_tick(share(i), number(i * histogram.bin_width));
    }
  }
  return drawing +
         axes(fmt::format("tokens of thought, {} a bar", number(histogram.bin_width)), "samples");
}

std::string draw_budgets(const std::vector<statistics::BudgetPoint>& points) {
  std::string drawing;
  for (const int tick : {0, 25, 50, 75, 100}) {
    drawing += y_tick(tick / 100.0, std::to_string(tick));
  }
  const auto last = static_cast<double>(points.back().budget);
  const std::size_t ticks_every = std::max<std::size_t>(1, (points.size() + 4) / 5);
  std::string accuracy;
  std::string finished;
  std::string above;
  std::string below;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const statistics::BudgetPoint& point = points[i];
    const double share = static_cast<double>(point.budget) / last;
    const double x = Frame::x(share);
    if (i % ticks_every == 0) {
      drawing += x_tick(share, number(point.budget));
    }
    accuracy += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : " L", x, Frame::y(point.accuracy));
    finished += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : " L", x, Frame::y(point.finished));
    const double error = point.accuracy_error.value_or(0);
    above += fmt::format("{:.1f},{:.1f} ", x, Frame::y(std::min(1.0, point.accuracy + error)));
    below =
        fmt::format("{:.1f},{:.1f} ", x, Frame::y(std::max(0.0, point.accuracy - error))) + below;
  }
  return drawing + axes("most tokens of thought", "samples, %") +
         fmt::format(R"(<polygon class="band" points="{}{}"/>)", above, below) +
         fmt::format(R"(<path class="curve other" d="{}"/><path class="curve" d="{}"/>)", finished,
                     accuracy);
}

}  // namespace

std::string pass_at_k_chart(const SuiteSummary& suite) {
  const std::vector<EstimateAtK> points = curve(suite);
  if (points.size() < 2) {
    return "";
  }
  Table numbers({"k", "pass@k", "problems"});
  for (const EstimateAtK& point : points) {
    numbers.row({std::to_string(point.k),
                 percent(point.estimate.value, point.estimate.standard_error),
                 number(point.estimate.problems)});
  }
  return figure("pass@k, ± one standard error: " + escape(suite.entry.name), draw_curve(points), "",
                numbers.markup());
}

std::string thinking_chart(const SuiteSummary& suite) {
  if (suite.thinking.count == 0) {
    return "";
  }
  const Histogram& histogram = suite.histogram;
  Table numbers({"tokens", "correct", "not correct"});
  for (std::size_t i = 0; i < histogram.correct.size(); ++i) {
    numbers.row({fmt::format("{} to {}", number(i * histogram.bin_width),
                             number((i + 1) * histogram.bin_width - 1)),
                 number(histogram.correct[i]), number(histogram.wrong[i])});
  }
  return figure("Tokens of thought by verdict: " + escape(suite.entry.name),
                draw_histogram(histogram),
                R"(<p class="legend"><span><i class="correct"></i>correct</span>)"
                R"(<span><i class="wrong"></i>not correct</span></p>)",
                numbers.markup());
}

std::string budget_chart(const SuiteSummary& suite) {
  const std::vector<statistics::BudgetPoint>& points = suite.accuracy_by_budget;
  if (points.size() < 2) {
    return "";
  }
  Table numbers({"budget", "right within it", "finished", "right of the finished", "censored"});
  for (const statistics::BudgetPoint& point : points) {
    numbers.row({number(point.budget), percent(point.accuracy, point.accuracy_error),
                 percent(point.finished) + " %",
                 point.accuracy_of_finished ? percent(*point.accuracy_of_finished) + " %" : "–",
                 number(point.censored)});
  }
  return figure(
      "Accuracy against a budget of thought, ± one standard error: " + escape(suite.entry.name),
      draw_budgets(points),
      R"(<p class="legend"><span><i class="accuracy"></i>right within the budget</span>)"
      R"(<span><i class="finished"></i>finished thinking</span></p>)",
      numbers.markup());
}

}  // namespace assay::html
