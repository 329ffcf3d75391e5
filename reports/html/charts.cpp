#include "reports/html/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reports/format.hpp"
#include "reports/html/chart_frame.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/table_markup.hpp"

namespace assay::html {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

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
  std::string drawing = percent_ticks();
  const double last = std::log2(points.back().k);
  std::string path;
  std::string marks;
  for (const EstimateAtK& point : points) {
    const double share = 0.04 + 0.92 * std::log2(point.k) / last;
    const double x = Frame::x(share);
    const double y = Frame::y(point.estimate.value);
    drawing += x_tick(share, std::to_string(point.k));
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", x, y);
    marks +=
        point_with_error(x, point.estimate.value, point.estimate.standard_error.value_or(0),
                         fmt::format("pass@{}: {}", point.k,
                                     percent(point.estimate.value, point.estimate.standard_error)));
  }
  return drawing + axes("k, samples a problem (logarithmic)", "problems solved, %") +
         fmt::format(R"(<path class="curve" d="{}"/>)", path) + marks;
}

/// Height of the y axis: the smallest round number of {1, 2, 5} x 10^n that holds `most`.
std::size_t round_above(std::size_t most) { return 4 * statistics::bin_width(most, 4); }

std::string bar(const char* kind, double from, double to, double low, double high,
                const std::string& title) {
  if (high <= low) {
    return "";
  }
  return fmt::format(
      R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>)",
      kind, Frame::x(from) + 0.5, Frame::y(high), Frame::x(to) - Frame::x(from) - 1,
      Frame::y(low) - Frame::y(high), title);
}

std::string tokens_of_bin(const Histogram& histogram, std::size_t bin) {
  return fmt::format("{} to {}", number(bin * histogram.bin_width),
                     number((bin + 1) * histogram.bin_width - 1));
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
    const std::string tokens = tokens_of_bin(histogram, i);
    drawing += bar("correct", share(i), share(i + 1), 0, middle,
                   fmt::format("{} tokens: {} correct", tokens, number(histogram.correct[i])));
    drawing += bar("wrong", share(i), share(i + 1), middle, middle + height(histogram.wrong[i]),
                   fmt::format("{} tokens: {} not correct", tokens, number(histogram.wrong[i])));
    if (i % ticks_every == 0) {
      drawing += x_tick(share(i), number(i * histogram.bin_width));
    }
  }
  return drawing +
         axes(fmt::format("tokens of thought, {} a bar", number(histogram.bin_width)), "samples");
}

std::string draw_budgets(const std::vector<statistics::BudgetPoint>& points) {
  std::string drawing = percent_ticks();
  const auto last = static_cast<double>(points.back().budget);
  const std::size_t ticks_every = std::max<std::size_t>(1, (points.size() + 4) / 5);
  std::string accuracy;
  std::string finished;
  std::string above;
  std::string below;
  std::string marks;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const statistics::BudgetPoint& point = points[i];
    const double share = static_cast<double>(point.budget) / last;
    const double x = Frame::x(share);
    if (i % ticks_every == 0) {
      drawing += x_tick(share, number(point.budget));
    }
    accuracy += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : " L", x, Frame::y(point.accuracy));
    finished += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : " L", x, Frame::y(point.finished));
    marks += fmt::format(
        R"(<circle class="point" cx="{:.1f}" cy="{:.1f}" r="2.5"><title>{} tokens: {} right, {} % finished</title></circle>)",
        x, Frame::y(point.accuracy), number(point.budget),
        percent(point.accuracy, point.accuracy_error), percent(point.finished));
    const double error = point.accuracy_error.value_or(0);
    above += fmt::format("{:.1f},{:.1f} ", x, Frame::y(std::min(1.0, point.accuracy + error)));
    below =
        fmt::format("{:.1f},{:.1f} ", x, Frame::y(std::max(0.0, point.accuracy - error))) + below;
  }
  return drawing + axes("most tokens of thought", "samples, %") +
         fmt::format(R"(<polygon class="band" points="{}{}"/>)", above, below) +
         fmt::format(R"(<path class="curve other" d="{}"/><path class="curve" d="{}"/>)", finished,
                     accuracy) +
         marks;
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
    numbers.row(
        {tokens_of_bin(histogram, i), number(histogram.correct[i]), number(histogram.wrong[i])});
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

std::string forced_budget_chart(const SuiteSummary& suite) {
  const std::vector<ForcedBudget>& points = suite.forced_budgets;
  if (points.size() < 2) {
    return "";
  }
  std::string drawing = percent_ticks();
  std::string path;
  std::string marks;
  Table numbers({"budget", "right", "samples", "forced", "fork missing"});
  const auto last = static_cast<double>(points.back().budget);
  for (const ForcedBudget& point : points) {
    const double x = Frame::x(static_cast<double>(point.budget) / last);
    const std::string right = percent(point.accuracy.value, point.accuracy.standard_error);
    drawing += x_tick(static_cast<double>(point.budget) / last, number(point.budget));
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", x,
                        Frame::y(point.accuracy.value));
    marks += point_with_error(x, point.accuracy.value, point.accuracy.standard_error.value_or(0),
                              fmt::format("{} tokens: {}", number(point.budget), right));
    numbers.row({number(point.budget), right, number(point.samples), number(point.forks),
                 number(point.missing)});
  }
  drawing += axes("tokens of thought, then the answer is asked for", "samples right, %") +
             fmt::format(R"(<path class="curve" d="{}"/>)", path) + marks;
  return figure("Accuracy by thinking budget, answers forced, ± one standard error: " +
                    escape(suite.entry.name),
                drawing, "", numbers.markup());
}

}  // namespace assay::html
